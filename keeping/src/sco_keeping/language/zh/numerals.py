"""Numbers as Chinese texts write them, read into exact values: figures and characters, scales, ordinals, fractions."""

import re
from collections.abc import Iterator
from fractions import Fraction

import cn2an  # type: ignore[import-untyped]

from sco_keeping.language.words import DASHES, Number

DIGITS = dict(zip("〇○零一二三四五六七八九两兩", (0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2, 2), strict=True))
_SIMPLE = str.maketrans("〇○兩萬億點", "零零两万亿点")
_CHARACTERS = r"[〇○零一二三四五六七八九十百千万亿萬億两兩]"
_FIGURES = r"(?:\d{1,3}(?:[,，]\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
# A character alone is a number where something is counted ("五国"); in "统一" and "一些" it is none.
_COUNTED = r"(?=[个個名次届屆国國项項份位种種人年月日号號天条條座组組支只所家方边邊股大点點岁歲周週])"
_NUMBER = re.compile(
    rf"(?P<denominator>{_CHARACTERS}+)分之(?P<numerator>{_FIGURES}|{_CHARACTERS}+(?:[点點]{_CHARACTERS}+)?)"
    rf"|(?<![\w.])(?P<range>{_FIGURES}[{DASHES}~～至]{_FIGURES})(?P<of_range>[万萬亿億]*)"
    rf"|(?<![A-Za-z\d.])(?P<figures>{_FIGURES})(?![A-Za-z\d.])(?P<scale>[十百千万萬亿億]*)"
    r"|(?P<first>首[次届屆个個任])"
    rf"|(?P<half>半数|半數|一半)"
    rf"|(?P<characters>[〇○零一二三四五六七八九十两兩]{_CHARACTERS}+|(?<=第){_CHARACTERS}|(?<=[近约約逾]){_CHARACTERS}|{_CHARACTERS}{_COUNTED})"
)


def find(text: str) -> list[Number]:
    """Find the numbers in a text.

    Parameters
    ----------
    text : str
        Chinese words, in simplified or traditional characters.

    Returns
    -------
    list of Number
        In the order of the text; a range gives both of its ends.

    Examples
    --------
    >>> [str(number.value) for number in find("第二十五次会议, 1000余人, 20多个, 近百名, 首次, 三分之一, 5.8%, 4万")]
    ['25', '1000', '20', '100', '1', '1/3', '29/5', '40000']
    """
    return [number for match in _NUMBER.finditer(text) for number in _read(match)]


def integer(text: str) -> int:
    """An integer in figures or characters, digit by digit ("二〇〇七") or with its scales ("二十七").

    Examples
    --------
    >>> integer("二〇〇七"), integer("二十七"), integer("26")
    (2007, 27, 26)
    """
    if text.isdecimal():
        return int(text)
    if all(character in DIGITS for character in text):
        return int("".join(str(DIGITS[character]) for character in text))
    return int(_characters(text))


def _read(match: re.Match[str]) -> Iterator[Number]:
    if match["range"]:
        for part in re.finditer(_FIGURES, match["range"]):
            start = match.start() + part.start()
            yield _number(_figures(part[0]) * _scale(match["of_range"]), start, start + len(part[0]))
        return
    yield _number(_value(match), *match.span())


def _value(match: re.Match[str]) -> Fraction:
    if match["denominator"]:
        numerator = match["numerator"]
        value = _figures(numerator) if re.fullmatch(_FIGURES, numerator) else _characters(numerator)
        denominator = _characters(match["denominator"])
        # "百分之" is the unit percent, which does not change the value.
        return value if denominator == 100 else value / (denominator or 1)
    if match["figures"]:
        return _figures(match["figures"]) * _scale(match["scale"])
    if match["first"]:
        return Fraction(1)
    if match["half"]:
        return Fraction(1, 2)
    return Fraction(integer(match["characters"]))


def _characters(text: str) -> Fraction:
    """Value of a number in characters; a scale alone is one of it ("近百")."""
    simple = text.translate(_SIMPLE)
    if simple[0] in "百千万亿":
        simple = f"一{simple}"
    try:
        return Fraction(str(cn2an.cn2an(simple, "smart")))
    except ValueError:
        return Fraction(0)


def _figures(text: str) -> Fraction:
    return Fraction(re.sub("[,，]", "", text))


def _scale(text: str) -> int:
    product = 1
    for character in text:
        product *= _SCALES[character]
    return product


def _number(value: Fraction, start: int, end: int) -> Number:
    return Number(value, start, end, (value,))
