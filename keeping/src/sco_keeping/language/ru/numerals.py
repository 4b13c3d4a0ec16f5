"""Numbers as Russian texts write them, read into exact values: digits, scales, number words, ordinals, fractions."""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from sco_keeping.language.ru.morphology import lemmas
from sco_keeping.language.words import DASHES, Number

_UNITS = (
    "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать "
    "пятнадцать шестнадцать семнадцать восемнадцать девятнадцать"
).split()
_TENS = "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто".split()
_HUNDREDS = "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот".split()
_CARDINALS = {word: n for n, word in enumerate(_UNITS)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_CARDINALS |= {word: 100 * n for n, word in enumerate(_HUNDREDS, 1)}
_CARDINALS |= {"двое": 2, "трое": 3, "четверо": 4, "пятеро": 5, "шестеро": 6}
_ORDINALS = {
    word: n
    for n, word in enumerate(
        "нулевой первый второй третий четвертый пятый шестой седьмой восьмой девятый десятый одиннадцатый двенадцатый "
        "тринадцатый четырнадцатый пятнадцатый шестнадцатый семнадцатый восемнадцатый девятнадцатый".split()
    )
}
_ORDINAL_TENS = "двадцатый тридцатый сороковой пятидесятый шестидесятый семидесятый восьмидесятый девяностый".split()
_ORDINALS |= {word: 10 * n for n, word in enumerate(_ORDINAL_TENS, 2)} | {"сотый": 100}
_SCALES = {
    "тысяча": 10**3, "тыс": 10**3, "миллион": 10**6, "млн": 10**6, "миллиард": 10**9, "млрд": 10**9,
    "триллион": 10**12, "трлн": 10**12,
}  # fmt: skip
_PARTS = {
    "половина": Fraction(1, 2), "треть": Fraction(1, 3), "четверть": Fraction(1, 4), "полтора": Fraction(3, 2),
}  # fmt: skip

_DIGITS = r"(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+)(?:,\d+)?"
_SCALE = r"(?:[ \u00a0-](?P<scale>тысяч\w*|тыс|миллион\w*|млн|миллиард\w*|млрд|триллион\w*|трлн)\b\.?)?"
_JOINTS = (" ", "\u00a0", "-")
_CLEAR = rf"(?<!\w)(?<!\d[.,])(?<![A-Za-zА-Яа-я][{DASHES}](?=\d\d?\b))"
_NUMBER = re.compile(
    rf"{_CLEAR}(?P<nth>\d+)-(?:[её]м|ый|ий|ая|ое|ые|го|му|ми|[йяемх])\b"
    rf"|{_CLEAR}(?P<figures>{_DIGITS}(?: ?[{DASHES}\u2014\u2212] ?{_DIGITS})?)(?!\w|[.,]\d){_SCALE}"
    r"|(?P<word>[^\W\d_]+)",
    re.IGNORECASE,
)


def find(text: str) -> list[Number]:
    """Find the numbers in a text.

    Parameters
    ----------
    text : str
        Russian words.

    Returns
    -------
    list of Number
        In the order of the text; a range gives both of its ends.

    Examples
    --------
    >>> [str(number.value) for number in find("3 800 человек, 5,8 %, 4 тысяч, 18-е, двадцать первое, четверти")]
    ['3800', '29/5', '4000', '18', '21', '1/4']
    """
    found: list[Number] = []
    spelled: list[re.Match[str]] = []
    for match in _NUMBER.finditer(text):
        if spelled and not (match["word"] and text[spelled[-1].end() : match.start()] in _JOINTS):
            found += _spelled(spelled)
            spelled = []
        if match["word"]:
            spelled.append(match)
        else:
            found += _figures(match)
    return [*found, *_spelled(spelled)]


def _figures(match: re.Match[str]) -> Iterator[Number]:
    if match["nth"]:
        yield _number(Fraction(match["nth"]), *match.span())
        return
    # "5-10 тысяч" scales both ends.
    scale = _read(match["scale"].rstrip("."))[0] if match["scale"] else Fraction(1)
    parts = list(re.finditer(_DIGITS, match["figures"]))
    for part in parts:
        start = match.start("figures") + part.start()
        end = match.end() if len(parts) == 1 else start + len(part[0])
        yield _number(_value(part[0]) * scale, start, end)


def _spelled(words: list[re.Match[str]]) -> Iterator[Number]:
    """Numbers in words that follow each other: of "двадцать первое заседание" the first two are 21."""
    total, last, start, end = Fraction(0), 0, -1, -1
    for word in words:
        value, kind = _read(word[0])
        joins = start >= 0 and (kind == "scale" or (kind in ("cardinal", "ordinal") and 0 < value < _room(last)))
        if start >= 0 and not joins:
            yield _number(total, start, end)
            total, last, start = Fraction(0), 0, -1
        if not kind:
            continue
        start = word.start() if start < 0 else start
        end = word.end()
        total = (total or Fraction(1)) * value if kind == "scale" else total + value
        last = int(value) if kind == "cardinal" else 1000 if kind == "scale" else 0
    if start >= 0:
        yield _number(total, start, end)


def _room(last: int) -> int:
    """What may follow a number word in the same number: units after tens, tens after hundreds."""
    return 1000 if last >= 1000 else 100 if last >= 100 else 10 if last >= 20 else 0


def _read(word: str) -> tuple[Fraction, str]:
    """Value of a number word and its kind; "" where it is none."""
    for kind, table in _WORDS.items():
        for lemma in lemmas(word) & table.keys():
            return Fraction(table[lemma]), kind
    return Fraction(0), ""


_WORDS: dict[str, Mapping[str, int | Fraction]] = {
    "cardinal": _CARDINALS, "ordinal": _ORDINALS, "scale": _SCALES, "part": _PARTS,
}  # fmt: skip


def _value(digits: str) -> Fraction:
    return Fraction(re.sub(r"\s", "", digits).replace(",", "."))


def _number(value: Fraction, start: int, end: int) -> Number:
    return Number(value, start, end, (value,))
