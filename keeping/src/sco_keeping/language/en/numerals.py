"""Numbers as English texts write them, read into exact values.

Digits with thousands commas, decimals, ``million`` and its kin, number words, ordinals, fractions, sums of terms
(``2 + 4``) and hyphen ranges. The grounding rules compare what is found here with the cell.
"""

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from sco_keeping.language.words import DASHES, Number

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINAL_UNITS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
_ORDINAL_TENS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth".split()

_SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "dozen": 12,
}
_CARDINALS = {word: n for n, word in enumerate(_UNITS)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_ORDINALS = {word: n for n, word in enumerate(_ORDINAL_UNITS)} | {
    word: 10 * n for n, word in enumerate(_ORDINAL_TENS, 2)
}
_PARTS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4}
_PARTS |= {word + plural: n for word, n in _ORDINALS.items() if n > 2 for plural in ("", "s")}
_GLYPHS = {"½": Fraction(1, 2), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_CARDINAL = rf"(?:(?:{_either(_TENS)})[{DASHES} ](?:{_either(_UNITS[1:10])})|{_either(_CARDINALS)})"
_ORDINAL = rf"(?:(?:{_either(_TENS)})[{DASHES} ](?:{_either(_ORDINAL_UNITS[1:10])})|{_either(_ORDINALS)})"
_SCALE = rf"(?:[{DASHES} ](?:{_either(_SCALES)})s?\b)*"
# A digit right after a letter belongs to a name (A4); after the end of a sentence ("realized.1") it is a footnote mark;
# after a letter and a dash (COVID-19) it is part of a name too.
_CLEAR = rf"(?<![\w])(?<![A-Za-z)\]\"'][.,])(?<!\d[.,])(?<![A-Za-z][{DASHES}])"
_NUMBER = re.compile(
    rf"{_CLEAR}(?P<sum>{_DIGITS}(?: ?\+ ?{_DIGITS})+)(?!\w)"
    rf"|{_CLEAR}(?P<slash>\d+/\d+)(?![\w/])"
    rf"|{_CLEAR}(?P<range>{_DIGITS} ?[{DASHES}] ?{_DIGITS}(?!\w){_SCALE})"
    rf"|{_CLEAR}(?P<nth>\d+)(?:st|nd|rd|th)\b"
    rf"|{_CLEAR}(?P<digits>{_DIGITS})(?!\w|[.,]\d)(?P<digits_scale>{_SCALE})"
    rf"|\b(?P<ordinal>{_ORDINAL})\b"
    rf"|\b(?P<part_of>{_CARDINAL}|an?)[{DASHES} ](?P<part>{_either(_PARTS)})\b(?! of all\b)"
    rf"|\b(?P<half>half)\b"
    rf"|\b(?P<cardinal>{_CARDINAL})\b(?P<cardinal_scale>{_SCALE})"
    rf"|(?<!\d)(?P<glyph>[{''.join(_GLYPHS)}])",
    re.IGNORECASE,
)


def find(text: str) -> list[Number]:
    """Find the numbers in a text.

    Parameters
    ----------
    text : str
        English words.

    Returns
    -------
    list of Number
        In the order of the text; a hyphen range gives both of its ends.

    Examples
    --------
    >>> [str(number.value) for number in find("seven tunnels with a total length of 70 km")]
    ['7', '70']
    >>> [str(number.value) for number in find("exceeded $6.3 trillion")]
    ['6300000000000']
    >>> find("as 2 + 4, every ninth, the 20th, twenty-one, two-thirds")[0].terms
    (Fraction(2, 1), Fraction(4, 1))
    """
    return [number for match in _NUMBER.finditer(text) for number in _read(match)]


def values(text: str) -> set[Fraction]:
    """Values of the numbers in a text.

    Examples
    --------
    >>> sorted(map(int, values("6-13 August, 2003")))
    [6, 13, 2003]
    """
    return {number.value for number in find(text)}


def _read(match: re.Match[str]) -> Iterator[Number]:
    kind = str(match.lastgroup).removesuffix("_scale")
    start, end = match.span()
    if kind == "sum":
        terms = tuple(_digits(term) for term in match["sum"].split("+"))
        yield Number(sum(terms, Fraction(0)), start, end, terms)
    elif kind == "range":
        yield from _range(match)
    else:
        value = _value(kind, match)
        if value is not None:
            yield Number(value, start, end, (value,))


def _value(kind: str, match: re.Match[str]) -> Fraction | None:
    if kind == "digits":
        return _digits(match["digits"]) * _scale(match["digits_scale"])
    if kind == "nth":
        return Fraction(match["nth"])
    if kind == "slash":
        return Fraction(match["slash"]) if int(match["slash"].partition("/")[2]) else None
    if kind == "part":
        count = 1 if match["part_of"].lower() in ("a", "an") else _word(match["part_of"], _CARDINALS)
        return Fraction(count, _PARTS[match["part"].lower()])
    if kind == "half":
        return Fraction(1, 2)
    if kind == "ordinal":
        return Fraction(_word(match["ordinal"], _ORDINALS))
    if kind == "glyph":
        return _GLYPHS[match["glyph"]]
    return _word(match["cardinal"], _CARDINALS) * _scale(match["cardinal_scale"])


def _range(match: re.Match[str]) -> Iterator[Number]:
    first, second = list(re.finditer(_DIGITS, match["range"]))[:2]
    scale = _scale(match["range"][second.end() :])  # "5-10 million" scales both ends
    for part in (first, second):
        value = _digits(part[0]) * scale
        yield Number(value, match.start() + part.start(), match.start() + part.end(), (value,))


def _digits(text: str) -> Fraction:
    return Fraction(text.strip().replace(",", ""))


def _scale(text: str) -> Fraction:
    product = Fraction(1)
    for word in re.findall(r"[a-z]+", text.lower()):
        product *= _SCALES[word if word in _SCALES else word.removesuffix("s")]
    return product


def _word(text: str, table: dict[str, int]) -> int:
    first, _, second = re.sub(rf"[{DASHES} ]", " ", text.lower()).partition(" ")
    return _CARDINALS[first] + table[second] if second else table[first]
