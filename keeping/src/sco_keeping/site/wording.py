"""How a cell reads to a person: dates in words, controlled words without underscores, long text cut short."""

import re
from functools import cache

_MONTHS = "January February March April May June July August September October November December".split()
_SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([?~%]?)")
_DOUBT = {"": "", "?": " (uncertain)", "~": " (about)", "%": " (about, uncertain)"}


@cache
def dated(edtf: str) -> str:
    """A date in words; as it stands where no words are at hand.

    Examples
    --------
    >>> dated("2017-06-08/2017-06-09"), dated("2001-06-15/.."), dated("[..2008-03-24]")
    ('8–9 June 2017', 'since 15 June 2001', 'by 24 March 2008')
    >>> dated("1998-23"), dated("2004"), dated("..")
    ('autumn 1998', '2004', 'lasts')
    """
    if edtf == "..":
        return "lasts"
    if match := re.fullmatch(r"\[\.\.(.+)\]", edtf):
        return f"by {dated(match[1])}"
    if match := re.fullmatch(r"\[(.+?)\.\.\]", edtf):
        return f"{dated(match[1])} or later"
    if "/" in edtf:
        first, _, last = edtf.partition("/")
        return _span(first, last)
    match = _DAY.fullmatch(edtf)
    if not match:
        return edtf
    year, month, day, doubt = match.groups()
    words = year
    if month:
        number = int(month)
        if number > len(_MONTHS) and number not in _SEASONS:
            return edtf
        words = f"{_SEASONS.get(number) or _MONTHS[number - 1]} {year}"
    if day:
        words = f"{int(day)} {words}"
    return words + _DOUBT[doubt]


def _span(first: str, last: str) -> str:
    if last == "..":
        return f"since {dated(first)}" if first not in ("", "..") else "lasts"
    if not last:
        return f"from {dated(first)}, end unknown"
    if first in ("", ".."):
        return f"until {dated(last)}"
    if first[:7] == last[:7] and len(first) == len(last) == 10:
        return f"{int(first[8:])}–{dated(last)}"
    if first[:4] == last[:4] and len(first) == len(last) == 10:
        return f"{dated(first)[:-5]} – {dated(last)}"
    return f"{dated(first)} – {dated(last)}"


def plain(word: str) -> str:
    """A controlled word or the name of a field as a person reads it.

    Examples
    --------
    >>> plain("dialogue_partner")
    'dialogue partner'
    """
    return word.replace("_", " ")


@cache
def short(text: str, length: int = 90) -> str:
    """A text cut at a word, with an ellipsis where something is left out.

    Examples
    --------
    >>> short("Every ninth ship flies our flag", 16)
    'Every ninth…'
    """
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:.–-") + "…"
