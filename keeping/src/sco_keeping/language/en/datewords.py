"""Date expressions as English texts write them, read into EDTF.

What a text leaves open stays open: a day and month without a year come out in the form of ISO 8601 truncated dates
(``--05-13``) and a season without one as ``--23``. Neither is EDTF, so that neither ever equals a cell: which year is
meant is a coder's reading.
"""

import calendar
import re

from sco_keeping.language.scanning import Form, Read, Told, scan
from sco_keeping.language.scanning import told as scanned
from sco_keeping.language.words import DASHES, DateWord

_MONTHS = {name: n for n, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name: n for n, name in enumerate(calendar.month_abbr) if name} | {"Sept": 9}
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}

_TO = rf" ?[{DASHES}\u2212] ?| to "
_AND = r" ?(?:and|&) "
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_MONTH = rf"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_YEAR = r"[12]\d{3}"
# A comma may stand before the year (26 April, 1996); "of" before a month or year (autumn of 2020).
_OF = r",? (?:of |in )?"
_SEASON = rf"(?:{'|'.join(_SEASONS)})"
_IN_MONTH = r"(?:[Ii]n|[Ss]ince|[Uu]ntil|[Tt]ill|[Bb]y|[Ee]arly|[Ll]ate|[Mm]id|[Ll]ast|[Tt]his)"


_TOLD = Told(
    years=(
        (r"\blast year\b", -1),
        (r"\bnext year\b", 1),
        (r"\b(?:this year|year of the speech|currently|organized on)\b", 0),
    ),
    months=((r"\blast month\b", -1), (r"\bthis month\b", 0), (r"\bnext month\b", 1)),
    days=((r"\byesterday\b", -1), (r"\btoday\b", 0), (r"\btomorrow\b", 1)),
    weekdays=tuple(rf"\b{name.lower()}\b" for name in calendar.day_name),
)


def find(text: str) -> list[DateWord]:
    """Find the date expressions in a text.

    Parameters
    ----------
    text : str
        English words.

    Returns
    -------
    list of DateWord
        In the order of the text, the longest reading at each place. An expression with an open end (``until 2035``)
        is followed by the date that it names (``2035``).

    Examples
    --------
    >>> [date.edtf for date in find("third summit held on 3 July, 1998 in Almaty")]
    ['1998-07-03']
    >>> [date.edtf for date in find("6-13 August, 2003; 2019-2021; until 2035; autumn of 2020; On May 13")]
    ['2003-08-06/2003-08-13', '2019/2021', '../2035', '2035', '2020-23', '--05-13']
    """
    return scan(text, _FORMS)


def told(text: str, day: str) -> set[str]:
    """Dates that a text tells from the day on which it is said: "last year", "in May", "the past two months".

    Parameters
    ----------
    text : str
        English words.
    day : str
        That day, or year, in EDTF.

    Returns
    -------
    set of str
        In EDTF; empty where the day is not known.

    Examples
    --------
    >>> sorted(told("last year alone", "2020-07-16")), sorted(told("On May 13", "2020-07-16"))
    (['2019'], ['2020-05-13', '2020-05-13/..'])
    >>> sorted(told("in the past and this year", "2020-07-16"))
    ['2019/2020', '2019/2020-07', '2020']
    """
    if not re.match(_YEAR, day):
        return set()
    year, low = int(day[:4]), text.lower()
    found = scanned(text, find, day, _TOLD)
    if re.search(r"\bpast (?:year )?and this year\b", low):
        found |= {f"{year - 1}/{year}", f"{year - 1}/{day[:7]}"}
    if len(day) >= len("2020-07") and (spans := re.search(r"\bpast (two|three|four|five|six) (month|year)s\b", low)):
        length = "two three four five six".split().index(spans[1]) + 2
        back = year * 12 + int(day[5:7]) - 1 - length * (12 if spans[2] == "year" else 1)
        found.add(f"{back // 12}-{back % 12 + 1:02}/{day[:7]}")
    return found


def _year(match: re.Match[str]) -> list[str]:
    return [match["year"]]


def _years(match: re.Match[str]) -> list[str]:
    first, second = match["year"], match["last"]
    return [f"{first}/{first[: 4 - len(second)]}{second}"]


def _decade(match: re.Match[str]) -> list[str]:
    return [f"{match['year']}/{match['year'][:3]}9"]


def _open_end(match: re.Match[str]) -> list[str]:
    # No date is found in "30 February 2001".
    dates, since = [date.edtf for date in find(match["date"])], match["word"].lower() == "since"
    return [edtf for date in dates for edtf in (f"{date}/.." if since else f"../{date}", date)]


def _month(match: re.Match[str]) -> list[str]:
    return [f"{match['year']}-{_number(match['month'])}"]


def _months(match: re.Match[str]) -> list[str]:
    first = match["first_year"] or match["year"]
    return [f"{first}-{_number(match['month'])}/{match['year']}-{_number(match['last'])}"]


def _day(match: re.Match[str]) -> list[str]:
    return [f"{match['year']}-{_number(match['month'])}-{_two(match['day'])}"]


def _days(match: re.Match[str]) -> list[str]:
    year, month = match["year"], _number(match["month"])
    groups = match.groupdict()
    first_year, first_month = groups.get("first_year") or year, groups.get("first_month")
    first = f"{first_year}-{_number(first_month) if first_month else month}-{_two(match['day'])}"
    return [f"{first}/{year}-{month}-{_two(match['last'])}"]


def _two_days(match: re.Match[str]) -> list[str]:
    """Two days that follow each other are an interval, others are two dates."""
    ends = _days(match)[0].split("/")
    return ["/".join(ends)] if int(ends[1][-2:]) - int(ends[0][-2:]) == 1 else ends


def _days_of_month(match: re.Match[str]) -> list[str]:
    month = _number(match["month"])
    return [f"--{month}-{_two(match['day'])}/--{month}-{_two(match['last'])}"]


def _month_day(match: re.Match[str]) -> list[str]:
    return [f"--{_number(match['month'])}-{_two(match['day'])}"]


def _slashed(match: re.Match[str]) -> list[str]:
    return [f"--{int(match['month']):02}-{_two(match['day'])}"]


def _bare_month(match: re.Match[str]) -> list[str]:
    return [f"--{_number(match['month'])}"]


def _season(match: re.Match[str]) -> list[str]:
    return [f"{match['year']}-{_SEASONS[match['season'].lower()]}"]


def _bare_season(match: re.Match[str]) -> list[str]:
    return [f"--{_SEASONS[match['season'].lower()]}"]


def _iso(match: re.Match[str]) -> list[str]:
    return [f"{match['year']}-{match['month']}-{match['day']}"]


def _number(month: str) -> str:
    return f"{_MONTHS[month.rstrip('.')]:02}"


def _two(day: str) -> str:
    return f"{int(day.rstrip('stndrh')):02}"


def _form(pattern: str, read: Read) -> Form:
    # Not inside a word or a number: neither 2,000 nor 3.2004 nor $2000 nor 3/2004 holds a year.
    return re.compile(rf"(?<![\w$/])(?<!\d[.,{DASHES}])(?:{pattern})(?!\w|[.,/]\d)"), read


# "up to 2000 million" says no year.
_ONLY_YEAR = rf"{_YEAR}(?! ?(?:%|percent|per cent|hundred|thousand|million|billion|trillion))"
_DATE = rf"(?:{_DAY} (?:of )?{_MONTH}{_OF}{_YEAR}|{_MONTH} {_DAY},? {_YEAR}|{_MONTH}{_OF}{_YEAR}|{_ONLY_YEAR})"

# From the most to the least specific: what one form has read, the next does not read again.
_FORMS = (
    _form(
        rf"(?P<word>[Ss]ince|[Uu]ntil|[Tt]ill|[Uu]p to) (?:the )?(?:end of |year )?(?P<date>{_DATE})(?![{DASHES}]\d)",
        _open_end,
    ),
    _form(r"(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-3]\d)", _iso),
    _form(r"(?P<year>[12]\d{3})/(?P<month>0[1-9]|1[0-2])/(?P<day>[0-3]\d)", _iso),
    _form(r"(?P<day>[0-3]?\d)\.(?P<month>0[1-9]|1[0-2])\.(?P<year>[12]\d{3})", _iso),
    _form(
        rf"(?P<day>{_DAY}) (?P<first_month>{_MONTH})(?:{_OF}(?P<first_year>{_YEAR}))?(?:{_TO})(?P<last>{_DAY}) "
        rf"(?P<month>{_MONTH}){_OF}(?P<year>{_YEAR})",
        _days,
    ),
    _form(
        rf"(?P<first_month>{_MONTH}) (?P<day>{_DAY})(?:, (?P<first_year>{_YEAR}))?(?:{_TO})(?P<month>{_MONTH}) "
        rf"(?P<last>{_DAY}),? (?P<year>{_YEAR})",
        _days,
    ),
    _form(rf"(?P<day>{_DAY})(?:{_TO})(?P<last>{_DAY}) (?:of )?(?P<month>{_MONTH}){_OF}(?P<year>{_YEAR})", _days),
    _form(rf"(?P<month>{_MONTH}),? (?P<day>{_DAY})(?:{_TO})(?P<last>{_DAY})(?:,? |,)(?P<year>{_YEAR})", _days),
    _form(rf"(?P<day>{_DAY}){_AND}(?P<last>{_DAY}) (?:of )?(?P<month>{_MONTH}){_OF}(?P<year>{_YEAR})", _two_days),
    _form(rf"(?P<month>{_MONTH}),? (?P<day>{_DAY}){_AND}(?P<last>{_DAY})(?:,? |,)(?P<year>{_YEAR})", _two_days),
    _form(rf"(?P<day>{_DAY}) (?:of )?(?P<month>{_MONTH}){_OF}(?P<year>{_YEAR})", _day),
    _form(rf"(?P<month>{_MONTH}),? (?P<day>{_DAY})(?:,? |,)(?P<year>{_YEAR})", _day),
    _form(
        rf"(?P<month>{_MONTH})(?:{_OF}(?P<first_year>{_YEAR}))?(?:{_TO})(?P<last>{_MONTH}){_OF}(?P<year>{_YEAR})",
        _months,
    ),
    _form(rf"(?P<month>{_MONTH}){_OF}(?P<year>{_YEAR})", _month),
    _form(rf"(?P<day>{_DAY})(?:{_TO})(?P<last>{_DAY}) (?:of )?(?P<month>{_MONTH})", _days_of_month),
    _form(rf"(?P<month>{_MONTH}) (?P<day>{_DAY})(?:{_TO})(?P<last>{_DAY})", _days_of_month),
    _form(rf"(?P<day>{_DAY}) (?:of )?(?P<month>{_MONTH})", _month_day),
    _form(rf"(?P<month>{_MONTH}) (?P<day>{_DAY})", _month_day),
    _form(rf"{_IN_MONTH} (?P<month>{_MONTH})", _bare_month),
    _form(rf"(?P<season>(?i:{_SEASON})){_OF}(?:the )?(?:year )?(?P<year>{_YEAR})", _season),
    _form(r"(?P<season>(?i:summer|autumn|winter))", _bare_season),
    _form(rf"[Bb]etween (?P<year>{_YEAR}) and (?P<last>{_YEAR})", _years),
    _form(rf"(?P<year>{_YEAR})(?:{_TO})(?P<last>{_YEAR})", _years),
    _form(rf"(?P<year>{_YEAR})[{DASHES}](?P<last>1[3-9]|[2-9]\d)", _years),
    _form(r"(?P<year>[12]\d{2}0)['’]?s", _decade),
    _form(r"(?P<month>1[0-2]|[1-9])/(?P<day>3[01]|[12]\d|[1-9])", _slashed),
    _form(rf"(?P<year>{_ONLY_YEAR})", _year),
)
