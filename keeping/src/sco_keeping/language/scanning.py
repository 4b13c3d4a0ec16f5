"""Reading date expressions by a list of forms, whatever the language."""

import calendar
import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import NamedTuple

from sco_keeping.language.words import DateWord

Read = Callable[[re.Match[str]], list[str]]
Form = tuple[re.Pattern[str], Read]
"""A pattern, and what a match of it says in EDTF."""


def scan(text: str, forms: Iterable[Form]) -> list[DateWord]:
    """Date expressions in a text, in its order; what one form has read, the next does not read again.

    Parameters
    ----------
    text : str
        Words.
    forms : iterable of Form
        From the most to the least specific.

    Returns
    -------
    list of DateWord
        Only days that are in the calendar, and intervals that do not run backwards.
    """
    found: list[DateWord] = []
    taken = bytearray(len(text))
    for pattern, read in forms:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(taken[start:end]):
                continue
            taken[start:end] = b"\1" * (end - start)
            found += [DateWord(edtf, start, end) for edtf in read(match) if exists(edtf)]
    return sorted(found, key=lambda date: date.start)


def exists(edtf: str) -> bool:
    """Whether every day in an expression is in the calendar, and no interval runs backwards.

    Examples
    --------
    >>> exists("--02-29"), exists("2001-02-29"), exists("2021/2019"), exists("--05-29/--05-31")
    (True, False, False, True)
    """
    ends = [end for end in edtf.split("/") if end != ".."]
    for end in ends:
        year, month, day = re.findall(r"(\d{4}|-)-?(\d\d)?-?(\d\d)?", end)[0]
        leap = 2000  # without a year, 29 February is a day
        if month and not 1 <= int(month) <= (12 if day else 24):
            return False
        if day and not 1 <= int(day) <= calendar.monthrange(leap if year == "-" else int(year), int(month))[1]:
            return False
    return len(ends) == 1 or ends[0] < ends[1]


def in_year(dates: Iterable[DateWord], year: int) -> set[str]:
    """Dates that are said without their year, in the year in which they are said, and what begins with them.

    Examples
    --------
    >>> sorted(in_year([DateWord("--05-13", 0, 6), DateWord("2001", 7, 11)], 2020))
    ['2020-05-13', '2020-05-13/..']
    """
    found = {date.edtf.replace("--", f"{year}-") for date in dates if date.edtf.startswith("--")}
    return found | {f"{date}/.." for date in found if "/" not in date}


_CLAUSE = re.compile(r"[|;；。]|\.\s(?=[^\W\d_])")


class Told(NamedTuple):
    """How a language tells dates from the day on which it speaks: patterns, in lower case.

    Attributes
    ----------
    years, months, days : tuple of (pattern, int)
        "last year", "this month", "yesterday", each with its distance from that day.
    weekdays : tuple of str
        "on Monday" and the rest of the week: that day, or one of the six before or after.
    """

    years: tuple[tuple[str, int], ...]
    months: tuple[tuple[str, int], ...]
    days: tuple[tuple[str, int], ...]
    weekdays: tuple[str, ...]


def told(text: str, find: Callable[[str], list[DateWord]], said_on: str, words: Told) -> set[str]:
    """Dates that a text tells from the day, or the year, on which it is said, in EDTF.

    Of a date without its year "last year" in the same clause tells the year; else it is the year in which it is said.

    Examples
    --------
    >>> words = Told((("last year", -1),), (), (("yesterday", -1),), ("on monday",))
    >>> sorted(told("last year", lambda text: [DateWord("--06", 0, 4)], "2019-01-25", words))
    ['2018', '2018-06', '2018-06/..']
    >>> none = lambda text: []
    >>> [sorted(told("on Monday", none, day, words)) for day in ("2016-11-24", "2016-11-28", "2016")]
    [['2016-11-21', '2016-11-28'], ['2016-11-28'], []]
    """
    low, year, dates = text.lower(), int(said_on[:4]), set()
    for clause in _CLAUSE.split(text):
        years = {year + step for pattern, step in words.years if re.search(pattern, clause.lower())}
        dates |= {f"{each}" for each in years}
        dates = dates.union(*(in_year(find(clause), each) for each in years or {year}))
    if month := re.match(r"\d{4}-(0\d|1[0-2])(?!\d)", said_on):
        count = year * 12 + int(month[1]) - 1
        months = (count + step for pattern, step in words.months if re.search(pattern, low))
        dates |= {f"{each // 12}-{each % 12 + 1:02}" for each in months}
    try:
        own = date.fromisoformat(said_on)
    except ValueError:
        return dates  # it is no day
    steps = {step for pattern, step in words.days if re.search(pattern, low)}
    for number, pattern in enumerate(words.weekdays):
        if re.search(pattern, low):
            ahead = (number - own.weekday()) % 7
            steps |= {ahead, ahead - 7} if ahead else {0}
    return dates | {(own + timedelta(step)).isoformat() for step in steps}


def day(year: str, month: int | str, number: str) -> str:
    """A day in EDTF; without a year in the truncated form of ISO 8601."""
    return f"{year or '-'}-{int(month):02}-{int(number):02}"
