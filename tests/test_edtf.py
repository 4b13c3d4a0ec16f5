"""Bounds of EDTF expressions."""

import calendar
import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sco_data.edtf import bounds, period
from sco_data.errors import ScoDataError

DAYS = st.dates(min_value=date(1, 1, 1), max_value=date(9998, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("2017-05", date(2017, 5, 1), date(2017, 5, 31)),
        ("2000-02", date(2000, 2, 1), date(2000, 2, 29)),
        ("1999-08-24", date(1999, 8, 24), date(1999, 8, 24)),
        ("2020-21", date(2020, 3, 1), date(2020, 5, 31)),
        ("2020-22", date(2020, 6, 1), date(2020, 8, 31)),
        ("2020-23", date(2020, 9, 1), date(2020, 11, 30)),
        ("2019-24", date(2019, 12, 1), date(2020, 2, 29)),
        ("2000-07-04/2000-07-05", date(2000, 7, 4), date(2000, 7, 5)),
        ("2019/2021", date(2019, 1, 1), date(2021, 12, 31)),
        ("2004-06/2004", date(2004, 6, 1), date(2004, 12, 31)),
        ("2017/..", date(2017, 1, 1), None),
        ("2017/", date(2017, 1, 1), None),
        ("../2020-12-31", None, date(2020, 12, 31)),
        ("/2020-12-31", None, date(2020, 12, 31)),
        ("../2025", None, date(2025, 12, 31)),
        ("[..2008-03-24]", None, date(2008, 3, 24)),
        ("[2008-03-24..]", date(2008, 3, 24), None),
        ("[..2008-03]", None, date(2008, 3, 31)),
        ("[..2008-03-24]/..", None, None),
        ("[..2008-03-24]/2025", None, date(2025, 12, 31)),
        ("2005/[2017-06-09..]", date(2005, 1, 1), None),
        ("2004?", date(2004, 1, 1), date(2004, 12, 31)),
        ("2004-06~/2004-08%", date(2004, 6, 1), date(2004, 8, 31)),
        ("2020-23?", date(2020, 9, 1), date(2020, 11, 30)),
    ],
)
def test_bounds(text: str, first: date | None, last: date | None) -> None:
    assert bounds(text) == (first, last)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is empty"),
        ("1999-8-24", "'1999-8-24' is not a date"),
        ("24 August, 1999", "is not a date"),
        (" 1999", "is not a date"),
        ("1999\n", "is not a date"),
        ("1999-13", "13 is neither a month (01-12) nor a season (21-24)"),
        ("1999-00", "00 is neither"),
        ("1999-25", "25 is neither"),
        ("1999-02-29", "there is no day 1999-02-29"),
        ("1999-21-01", "there is no day"),
        ("0000", "no year 0000"),
        ("9999-24", "last year"),
        ("199X", "is not a date"),
        ("١٩٩٩", "is not a date"),
        ("2020/2019", "it ends before it starts"),
        ("2019/2020/2021", "one slash"),
        ("../..", "neither end is a date"),
        ("/", "neither end is a date"),
        ("2019/soon", "'soon' is not a date"),
        ("?2004", "is not a date"),
        ("[..]", "is not a date"),
        ("[2004]", "is not a date"),
        ("[2004..2005]", "is not a date"),
        ("[..2004-02-30]", "there is no day 2004-02-30"),
        ("2010/[..2004]", "it ends before it starts"),
    ],
)
def test_anything_else_is_one_clear_error(text: str, why: str) -> None:
    with pytest.raises(ScoDataError, match=re.escape(why)) as caught:
        bounds(text)
    message = str(caught.value)
    assert repr(text) in message
    assert "expected YYYY" in message


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("2017-02", date(2017, 2, 1), date(2017, 2, 28)),
        ("2000-07-04/2000-07-05", date(2000, 7, 4), date(2000, 7, 5)),
        ("2017/..", date(2017, 1, 1), date.max),
        ("../2035", date.min, date(2035, 12, 31)),
        (date(2001, 6, 15), date(2001, 6, 15), date(2001, 6, 15)),
        (datetime(2001, 6, 15, 23, 59, tzinfo=UTC), date(2001, 6, 15), date(2001, 6, 15)),
    ],
)
def test_a_period_has_two_days(when: str | date, first: date, last: date) -> None:
    found = period(when)
    assert found == (first, last)
    assert {type(day) for day in found} == {date}  # a moment compares with no day


def test_a_period_of_no_date_is_an_error() -> None:
    with pytest.raises(ScoDataError, match="is not a date in EDTF"):
        period("15 June, 2001")


@given(DAYS)
def test_a_day_lies_in_its_month_and_its_month_in_its_year(day: date) -> None:
    year, month = bounds(f"{day.year:04}"), bounds(f"{day.year:04}-{day.month:02}")
    assert bounds(day.isoformat()) == (day, day)
    assert year[0]
    assert year[1]
    assert month[0]
    assert month[1]
    assert year[0] <= month[0] <= day <= month[1] <= year[1]
    assert (month[1] - month[0]).days + 1 == calendar.monthrange(day.year, day.month)[1]


@given(st.integers(min_value=1, max_value=9997))
def test_seasons_follow_one_another_without_gap(year: int) -> None:
    seasons = [bounds(f"{y:04}-{s}") for y in (year, year + 1) for s in (21, 22, 23, 24)]
    for (_, last), (first, _) in pairwise(seasons):
        assert last
        assert first
        assert last + timedelta(days=1) == first


@given(DAYS, DAYS, st.sampled_from(["", "?", "~", "%"]))
def test_an_interval_runs_from_its_first_to_its_last_day(a: date, b: date, mark: str) -> None:
    first, last = sorted((a, b))
    text = f"{first.isoformat()}{mark}/{last.isoformat()}{mark}"
    assert bounds(text) == (first, last)
    if first < last:
        with pytest.raises(ScoDataError, match="ends before"):
            bounds(f"{last.isoformat()}/{first.isoformat()}")


@given(st.text(max_size=12))
def test_text_is_either_bounded_or_refused(text: str) -> None:
    try:
        first, last = bounds(text)
    except ScoDataError:
        return
    assert first or last
    assert not (first and last) or first <= last
