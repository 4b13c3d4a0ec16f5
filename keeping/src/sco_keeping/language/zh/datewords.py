"""Date expressions as Chinese texts write them, read into EDTF; what is left open stays open, as in English."""

import re

from sco_keeping.language.scanning import Form, Read, Told, day, scan
from sco_keeping.language.scanning import told as scanned
from sco_keeping.language.words import DASHES, DateWord
from sco_keeping.language.zh.numerals import integer

_TO = rf"(?:[{DASHES}\u2014\u2212\uff0d~～]+|至|到)"
_YEAR = r"(?:[12]\d{3}|[一二][〇○零一二三四五六七八九]{3})"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:[12]\d|3[01]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_Y, _M, _D = rf"(?P<year>{_YEAR})年", rf"(?P<month>{_MONTH})月(?:份)?", rf"(?P<day>{_DAY})[日号號]"
_LAST = rf"(?:(?:(?P<last_year>{_YEAR})年)?(?P<last_month>{_MONTH})月)?(?P<last>{_DAY})[日号號]"


_TOLD = Told(
    years=(("去年", -1), ("明年", 1), ("今年|本年|目前|今天", 0)),
    months=(("上个?月", -1), ("本月", 0), ("下个?月", 1)),
    days=(("昨[日天]", -1), ("今[日天]|当[日天]", 0), ("明[日天]", 1)),
    weekdays=tuple(f"(?:周|星期){sign}" for sign in ("一", "二", "三", "四", "五", "六", "[日天]")),
)


def find(text: str) -> list[DateWord]:
    """Find the date expressions in a text.

    Parameters
    ----------
    text : str
        Chinese words, in simplified or traditional characters.

    Returns
    -------
    list of DateWord
        In the order of the text, the longest reading at each place. An expression with an open end ("自…起") is
        followed by the date that it names.

    Examples
    --------
    >>> [date.edtf for date in find("2005年7月5日,6月9日,2017年6月8日至9日,二〇〇七年六月二十七日,2007年至2009年")]
    ['2005-07-05', '--06-09', '2017-06-08/2017-06-09', '2007-06-27', '2007/2009']
    """
    return scan(text, _FORMS)


def told(text: str, day: str) -> set[str]:
    """Dates that a text tells from the day on which it is said: "去年", "6月9日".

    Parameters
    ----------
    text : str
        Chinese words.
    day : str
        That day, or year, in EDTF.

    Returns
    -------
    set of str
        In EDTF; empty where the day is not known.

    Examples
    --------
    >>> sorted(told("去年和6月9日", "2020-07-16"))
    ['2019', '2019-06-09', '2019-06-09/..']
    """
    if not re.match(r"[12]\d{3}", day):
        return set()
    return scanned(text, find, day, _TOLD)


def _year(text: str | None) -> str:
    return str(integer(text)) if text else ""


def _one(match: re.Match[str]) -> list[str]:
    of = match.groupdict()
    return [day(_year(of.get("year")), integer(of["month"]), str(integer(of["day"])))]


def _days(match: re.Match[str]) -> list[str]:
    of = match.groupdict()
    year, month = _year(of.get("year")), of["month"]
    last_year = _year(of.get("last_year")) or year
    first = day(year, integer(month), str(integer(of["day"])))
    last = day(last_year, integer(of.get("last_month") or month), str(integer(of["last"])))
    return [f"{first}/{last}"]


def _month(match: re.Match[str]) -> list[str]:
    year = match.groupdict().get("year")
    return [f"{_year(year) or '-'}-{integer(match['month']):02}"]


def _years(match: re.Match[str]) -> list[str]:
    return [f"{_year(match['first_year'])}/{_year(match['year'])}"]


def _only_year(match: re.Match[str]) -> list[str]:
    return [_year(match["year"])]


def _open_end(match: re.Match[str]) -> list[str]:
    dates, since = [date.edtf for date in scan(match["date"], _FORMS[1:])], match["word"] in "自从從"
    return [edtf for date in dates for edtf in (f"{date}/.." if since else f"../{date}", date)]


def _form(pattern: str, read: Read) -> Form:
    return re.compile(rf"(?<!\d)(?:{pattern})(?!\d)"), read


_ANY = rf"{_YEAR}年(?:{_MONTH}月(?:{_DAY}[日号號])?)?"

# From the most to the least specific: what one form has read, the next does not read again.
_FORMS = (
    _form(rf"(?P<word>自|从|從|截至|直到)(?P<date>{_ANY})(?!{_TO})(?=起|以[来來后後]|[,，,]|$|[^\d])", _open_end),
    _form(r"(?P<year>[12]\d{3})[-/.](?P<month>0?[1-9]|1[0-2])[-/.](?P<day>[0-3]?\d)", _one),
    _form(rf"{_Y}{_M}{_D}{_TO}{_LAST}", _days),
    _form(rf"{_M}{_D}{_TO}{_LAST}", _days),
    _form(rf"{_Y}{_M}(?P<day>{_DAY}){_TO}(?P<last>{_DAY})[日号號]", _days),
    _form(rf"{_M}(?P<day>{_DAY}){_TO}(?P<last>{_DAY})[日号號]", _days),
    _form(rf"{_Y}{_M}{_D}", _one),
    _form(rf"{_Y}{_M}", _month),
    _form(rf"{_M}{_D}", _one),
    _form(rf"(?P<first_year>{_YEAR})年?{_TO}(?P<year>{_YEAR})年", _years),
    _form(rf"(?P<first_year>[12]\d{{3}})[{DASHES}](?P<year>[12]\d{{3}})", _years),
    _form(rf"(?<![\d年]){_M}", _month),
    _form(rf"{_Y}", _only_year),
    # Without the word a year ends a name ("和平使命-2010") or stands in brackets.
    _form(rf"(?<=[{DASHES}\u2014(（“\"])(?P<year>[12]\d{{3}})(?=[)）”\"》]|$)", _only_year),
)
