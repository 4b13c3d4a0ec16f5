"""Date expressions as Russian texts write them, read into EDTF; what is left open stays open, as in English."""

import re

from sco_keeping.language.scanning import Form, Read, Told, day, scan
from sco_keeping.language.scanning import told as scanned
from sco_keeping.language.words import DASHES, DateWord

_MONTHS = (
    "янв(?:ар[ьяею]м?)?", "фев(?:р(?:ал[ьяею]м?)?)?", "мар(?:т(?:а|е|у|ом)?)?", "апр(?:ел[ьяею]м?)?", "ма[йяею]",
    "июн(?:[ьяею]м?)?", "июл(?:[ьяею]м?)?", "авг(?:уст(?:а|е|у|ом)?)?", "сен(?:т(?:ябр[ьяею]м?)?)?",
    "окт(?:ябр[ьяею]м?)?", "ноя(?:б(?:р[ьяею]м?)?)?", "дек(?:абр[ьяею]м?)?",
)  # fmt: skip
_SEASONS = {"весной": 21, "летом": 22, "осенью": 23, "зимой": 24}

_TO = rf" ?[{DASHES}\u2014\u2212] ?"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])"
_MONTH = rf"(?:{'|'.join(_MONTHS)})(?!\w)\.?"
_YEARS = r"(?:[- ]?(?:й|го|м|х|ый|ом))?(?: ?(?:годами|годов|годах|годы|годом|году|года|год|гг\.?|г\.))"
_WORD_YEAR = rf"(?:{_YEARS}|[- ]?(?:й|го|м)(?!\w))"
_YEAR = r"[12]\d{3}"
# After a day or month a number of four digits is a year without the word, too.
_IN = rf",? (?P<year>{_YEAR})(?:{_WORD_YEAR})?"


_TOLD = Told(
    years=(
        (r"\b(?:прошл|минувш)\w+ год", -1),
        (r"\b(?:следующ|будущ)\w+ год", 1),
        (r"\b(?:(?:эт|текущ|нынешн)\w+ год|сегодня|сейчас)", 0),
    ),
    months=((r"\bпрошл\w+ месяц", -1), (r"\b(?:эт|текущ)\w+ месяц", 0), (r"\bследующ\w+ месяц", 1)),
    days=((r"\bвчера", -1), (r"\bнакануне\b", -1), (r"\bсегодня", 0), (r"\bзавтра", 1)),
    weekdays=(r"\bпонедельник", r"\bвторник", r"\bсред[уы]\b", r"\bчетверг", r"\bпятниц", r"\bсуббот", r"\bвоскресень"),
)


def find(text: str) -> list[DateWord]:
    """Find the date expressions in a text.

    Parameters
    ----------
    text : str
        Russian words.

    Returns
    -------
    list of DateWord
        In the order of the text, the longest reading at each place. An expression with an open end ("до 2025 года")
        is followed by the date that it names, as is one from day to day, each with its year, by both.

    Examples
    --------
    >>> [date.edtf for date in find("14–15 июня 2001 г., 5 июля 2005 года, в сентябре 2022 года, 17 июня")]
    ['2001-06-14/2001-06-15', '2005-07-05', '2022-09', '--06-17']
    """
    return scan(text, _FORMS)


def told(text: str, day: str) -> set[str]:
    """Dates that a text tells from the day on which it is said: "в прошлом году", "17 июня".

    Parameters
    ----------
    text : str
        Russian words.
    day : str
        That day, or year, in EDTF.

    Returns
    -------
    set of str
        In EDTF; empty where the day is not known.

    Examples
    --------
    >>> sorted(told("в прошлом году и 17 июня", "2020-07-16"))
    ['2019', '2019-06-17', '2019-06-17/..']
    """
    if not re.match(_YEAR, day):
        return set()
    return scanned(text, find, day, _TOLD)


def _month_of(month: str) -> int:
    return next(number for number, form in enumerate(_MONTHS, 1) if re.fullmatch(form, month.rstrip(".").lower()))


def _one(match: re.Match[str]) -> list[str]:
    return [day(match.groupdict().get("year") or "", _month_of(match["month"]), match["day"])]


def _numeric(match: re.Match[str]) -> list[str]:
    return [day(match["year"], match["month"], match["day"])]


def _days(match: re.Match[str]) -> list[str]:
    of = match.groupdict()
    year, month = of.get("year") or "", of["month"]
    first = day(of.get("first_year") or year, _month_of(of.get("first_month") or month), of["day"])
    last = day(year, _month_of(month), of["last"])
    return [f"{first}/{last}", *((first, last) if of.get("first_year") else ())]


def _two_days(match: re.Match[str]) -> list[str]:
    """Two days that follow each other are an interval, others are two dates."""
    first, last = _days(match)[0].split("/")
    return [f"{first}/{last}"] if int(match["last"]) - int(match["day"]) == 1 else [first, last]


def _month(match: re.Match[str]) -> list[str]:
    return [f"{match['year']}-{_month_of(match['month']):02}"]


def _bare_month(match: re.Match[str]) -> list[str]:
    return [f"--{_month_of(match['month']):02}"]


def _season(match: re.Match[str]) -> list[str]:
    return [f"{match['year']}-{_SEASONS[match['season'].lower()]}"]


def _years(match: re.Match[str]) -> list[str]:
    return [f"{match['first_year']}/{match['year']}"]


def _year(match: re.Match[str]) -> list[str]:
    return [match["year"]]


def _open_end(match: re.Match[str]) -> list[str]:
    dates, since = [date.edtf for date in scan(match["date"], _FORMS[1:])], match["word"].lower() != "до"
    return [edtf for date in dates for edtf in (f"{date}/.." if since else f"../{date}", date)]


def _form(pattern: str, read: Read) -> Form:
    return re.compile(rf"(?<![\w$/])(?<!\d[.,])(?:{pattern})(?!\w|[.,/]\d)", re.IGNORECASE), read


_FROM_DAY = rf"(?P<day>{_DAY}) (?P<first_month>{_MONTH})"
_LAST_DAY = rf"(?P<last>{_DAY}) (?P<month>{_MONTH})"
_FIRST_YEAR = rf",? (?P<first_year>{_YEAR})(?:{_WORD_YEAR})?"
_PO = rf"(?: по |{_TO})"

# From the most to the least specific: what one form has read, the next does not read again.
_FORMS = (
    _form(
        rf"(?P<word>с|со|начиная с|до) (?:конца )?"
        rf"(?P<date>(?:(?:{_DAY} )?{_MONTH},? )?{_YEAR}{_WORD_YEAR})(?! ?(?:по|{_TO}))",
        _open_end,
    ),
    _form(rf"(?P<year>{_YEAR})-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-3]\d)", _numeric),
    _form(rf"(?P<day>[0-3]?\d)\.(?P<month>0[1-9]|1[0-2])\.(?P<year>{_YEAR})", _numeric),
    _form(rf"{_FROM_DAY}(?:{_FIRST_YEAR})?{_PO}{_LAST_DAY}{_IN}", _days),
    _form(rf"{_FROM_DAY}{_PO}{_LAST_DAY}", _days),
    _form(rf"(?P<day>{_DAY}){_PO}{_LAST_DAY}{_IN}", _days),
    _form(rf"(?P<day>{_DAY}){_PO}{_LAST_DAY}", _days),
    _form(rf"(?P<day>{_DAY}) и {_LAST_DAY}{_IN}", _two_days),
    _form(rf"(?P<day>{_DAY}) и {_LAST_DAY}", _two_days),
    _form(rf"(?P<day>{_DAY}) (?P<month>{_MONTH}){_IN}", _one),
    _form(rf"(?P<month>{_MONTH}){_IN}", _month),
    _form(rf"(?P<day>{_DAY})(?:-го)? (?P<month>{_MONTH})", _one),
    _form(rf"(?:в|во|с|до|к) (?P<month>{_MONTH})", _bare_month),
    _form(rf"(?P<season>{'|'.join(_SEASONS)}) (?P<year>{_YEAR}){_WORD_YEAR}", _season),
    _form(rf"(?P<first_year>{_YEAR})(?:{_WORD_YEAR})?{_PO}(?P<year>{_YEAR}){_WORD_YEAR}", _years),
    _form(rf"(?P<first_year>{_YEAR}){_TO}(?P<year>{_YEAR})", _years),
    _form(rf"(?P<year>{_YEAR}){_WORD_YEAR}", _year),
    # Without the word a year ends a name ("Мирная миссия-2010") or stands alone; "2010 преступлений" says none.
    _form(rf"(?P<year>{_YEAR})(?! ?(?:[^\W\d_]|%))", _year),
)
