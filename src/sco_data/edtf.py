"""Dates in EDTF (ISO 8601-2): the earliest and the latest day that an expression can mean.

The dataset writes dates in the part of the Extended Date/Time Format that its sources need:

========================  =============================================================
``2019``                  a year
``2017-05``               a month
``1999-08-24``            a day
``2020-23``               a season: 21 spring, 22 summer, 23 autumn, 24 winter
``2000-07-04/2000-07-05`` an interval, both ends included
``2017/..``               an interval with an open end (it goes on)
``2017/``                 an interval with an unknown end
``[..2008-03-24]``        some day up to this one; ``[2008-03-24..]``: some day from this one on
``2004?``                 a qualifier after a date: ``?`` uncertain, ``~`` approximate, ``%`` both
========================  =============================================================

Seasons are those of the northern hemisphere, in whole months: spring March to May, summer June to
August, autumn September to November, winter December to February of the next year. A qualifier says
how sure the date is; it does not move its bounds.
"""

import calendar
import operator
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from sco_data.errors import ScoDataError, shown

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

When: TypeAlias = "str | int | date | pd.Period | np.datetime64 | np.integer[Any] | None"
"""What a caller may give for a time: an EDTF expression, a year, a day, a period, or nothing."""

_DATE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?[?~%]?")
_SET = re.compile(r"\[(?:\.\.(?P<until>[^.\]]+)|(?P<since>[^.\]]+)\.\.)\]")
_EXPECTED = (
    "expected YYYY, YYYY-MM, YYYY-MM-DD, a season YYYY-21 to YYYY-24, [..DATE], [DATE..], or an interval of two of them"
)
_MONTHS = range(1, 13)
# First month of a month, and of a northern season, whose winter runs into the next year.
_STARTS = {month: month for month in _MONTHS} | {21: 3, 22: 6, 23: 9, 24: 12}


def bounds(text: str) -> tuple[date | None, date | None]:
    """First and last day that an EDTF expression can mean.

    Parameters
    ----------
    text : str
        An expression in the subset of EDTF that the module describes.

    Returns
    -------
    tuple of (date or None, date or None)
        Earliest and latest day, both included; None where that end is open or unknown.

    Raises
    ------
    ScoDataError
        If the text is anything else: the message says what is wrong and what was expected.

    Notes
    -----
    ISO 8601-2:2019, Extended Date/Time Format, level 0 and parts of levels 1 and 2.

    Examples
    --------
    >>> bounds("2000-07-04/2000-07-05")
    (datetime.date(2000, 7, 4), datetime.date(2000, 7, 5))
    >>> bounds("2020-23")
    (datetime.date(2020, 9, 1), datetime.date(2020, 11, 30))
    >>> bounds("2017/..")
    (datetime.date(2017, 1, 1), None)
    """
    start, slash, end = text.partition("/")
    if not slash:
        return _side(text, text)
    if "/" in end:
        raise _error(text, "an interval has one slash")
    if not _is_date(start) and not _is_date(end):
        raise _error(text, "neither end is a date")
    first = _side(start, text)[0] if _is_date(start) else None
    last = _side(end, text)[1] if _is_date(end) else None
    if first and last and first > last:
        raise _error(text, "it ends before it starts")
    return first, last


def edge(text: str | None) -> tuple[date | None, date | None]:
    """First and last day that one end of a spell can mean.

    Parameters
    ----------
    text : str or None
        An expression in EDTF, ``..`` where the spell is open there, empty where nothing is known.

    Returns
    -------
    tuple of (date or None, date or None)
        As for :func:`bounds`; None twice where it is open or unknown.

    Raises
    ------
    ScoDataError
        As for :func:`bounds`.

    Examples
    --------
    >>> edge("2017-06"), edge("..")
    ((datetime.date(2017, 6, 1), datetime.date(2017, 6, 30)), (None, None))
    """
    return bounds(text) if text and _is_date(text) else (None, None)


def interval(start: str, end: str) -> str:
    """Both ends of a spell as one expression.

    Parameters
    ----------
    start, end : str
        Each as for :func:`edge`.

    Returns
    -------
    str
        One date where they are the same; empty where neither is a date.

    Examples
    --------
    >>> interval("2017", ".."), interval("2020", "2020"), interval("", "..")
    ('2017/..', '2020', '')
    """
    if not _is_date(start) and not _is_date(end):
        return ""
    return start if start == end else f"{start}/{end}"


def period(when: Any) -> tuple[date, date]:
    """First and last day of a period that a caller names, for comparing days with it.

    Parameters
    ----------
    when : str, int, datetime.date, or a scalar of pandas or numpy
        An EDTF expression; a year as a whole number; a day, of which the time is left out; a ``pandas.Period``; a
        ``numpy.datetime64``, which is a year, month or day by its unit.

    Returns
    -------
    tuple of datetime.date
        Earliest and latest day, both included; the first or last day that a date can have where that end is open.

    Raises
    ------
    ScoDataError
        It is none of these (a missing value, truth value or fraction is not), or as for :func:`bounds`.

    Examples
    --------
    >>> period("2017-02")
    (datetime.date(2017, 2, 1), datetime.date(2017, 2, 28))
    >>> period(2017)[0], period("2017/..")[1] == date.max
    (datetime.date(2017, 1, 1), True)
    """
    text = _named(when)
    first, last = (when, when) if text is None else bounds(text)
    return first or date.min, last or date.max


def _named(when: Any) -> str | None:
    """EDTF of what a caller gives for a time; None for a plain day."""
    if isinstance(when, str):
        return str(when)
    if isinstance(when, date) and str(when) != "NaT":  # a missing day of pandas calls itself a datetime
        return when.date().isoformat() if isinstance(when, datetime) else None
    if hasattr(when, "start_time") and hasattr(when, "end_time"):
        return f"{_named(when.start_time)}/{_named(when.end_time)}"
    if getattr(getattr(when, "dtype", None), "kind", "") == "M" and str(when) != "NaT":
        return str(when).partition("T")[0]
    try:
        if not isinstance(when, bool):
            return f"{operator.index(when):04}"
    except TypeError:
        pass
    raise ScoDataError(f"{shown(when)} is no time; expected a year such as 2017, a day, or text in EDTF.")


def _is_date(end: str) -> bool:
    return end not in ("", "..")


def _side(part: str, text: str) -> tuple[date | None, date | None]:
    """First and last day of what stands on one side of a slash; `text` is the whole expression, for errors."""
    match = _SET.fullmatch(part)
    if match is None:
        return _date_bounds(part, text)
    day, before = match["until"] or match["since"], match["until"] is not None
    first, last = _date_bounds(day, text)
    return (None, last) if before else (first, None)


def _date_bounds(part: str, text: str) -> tuple[date, date]:
    """First and last day of a date without a slash; `text` is the whole expression, for errors."""
    match = _DATE.fullmatch(part)
    if match is None:
        raise _error(text, f"{part!r} is not a date" if part else "it is empty")
    year = int(match["year"])
    if year < 1:
        raise _error(text, "there is no year 0000 in the calendar used here")
    if match["month"] is None:
        return date(year, 1, 1), date(year, 12, 31)
    month = int(match["month"])
    if match["day"] is None:
        if month not in _STARTS:
            raise _error(text, f"{match['month']} is neither a month (01-12) nor a season (21-24)")
        after = _STARTS[month] + (1 if month in _MONTHS else 3)  # the first month no longer meant
        if year == date.max.year and after > len(_MONTHS) + 1:
            raise _error(text, "its winter ends after the last year that a date can have")
        end = year + (after - 2) // 12, (after - 2) % 12 + 1
        return date(year, _STARTS[month], 1), date(*end, calendar.monthrange(*end)[1])
    try:
        day = date(year, month, int(match["day"]))
    except ValueError:
        raise _error(text, f"there is no day {part.rstrip('?~%')}") from None
    return day, day


def _error(text: str, why: str) -> ScoDataError:
    return ScoDataError(f"{text!r} is not a date in EDTF: {why}; {_EXPECTED}.")
