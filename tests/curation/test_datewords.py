"""Dates in English words."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sco_data.curation import datewords
from sco_data.edtf import bounds

_DAYS = st.dates(date(1000, 1, 1), date(2999, 12, 31))


def _found(text: str) -> list[str]:
    return [found.edtf for found in datewords.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Shanghai summit of 26 April, 1996, which", ["1996-04-26"]),
        ("held on 4-5 July, 2000 in Dushanbe", ["2000-07-04/2000-07-05"]),
        ("carried out on 6-13 August, 2003", ["2003-08-06/2003-08-13"]),
        ("at Tashkent in May 2017 when", ["2017-05"]),
        ("visit us in Dec 2018 to", ["2018-12"]),
        ("16th July 2020", ["2020-07-16"]),
        ("expire on 31 December, 2020, that is", ["2020-12-31"]),
        ("the 7th of June 2002", ["2002-06-07"]),
        ("July 3, 1998 and Dec. 5, 2018", ["1998-07-03", "2018-12-05"]),
        ("July 4-5, 2000", ["2000-07-04/2000-07-05"]),
        ("30 June - 2 July 2001", ["2001-06-30/2001-07-02"]),
        ("30 June 2001 to 2 July 2001", ["2001-06-30/2001-07-02"]),
        ("December 30, 2001 – January 2, 2002", ["2001-12-30/2002-01-02"]),
        ("May-June 2004", ["2004-05/2004-06"]),
        ("(June 2004)", ["2004-06"]),
        ("for 2019-2021, which", ["2019/2021"]),
        ("for 2019-21", ["2019/2021"]),
        ("from 2019 to 2021", ["2019/2021"]),
        ("between 2019 and 2021", ["2019/2021"]),
        ("in 2018 and 2019 in Qingdao", ["2018", "2019"]),
        ("until 2035 was approved", ["../2035", "2035"]),
        ("participating since 2017 actively", ["2017/..", "2017"]),
        ("Development Strategy 2025 has", ["2025"]),
        ("In year 2019, SCO", ["2019"]),
        ("In the 2019, Bishkek Summit", ["2019"]),
        ("the 1990s", ["1990/1999"]),
        ("autumn of 2020, Summer 2003", ["2020-23", "2003-22"]),
        ("2003-08-06 or 06.08.2003", ["2003-08-06", "2003-08-06"]),
        # What leaves the year open is no EDTF, and never equals a cell.
        ("On May 13, the Foreign Minister", ["--05-13"]),
        ("in the wake of 11 September, the SCO", ["--09-11"]),
        ("after 9/11, Chinese academic", ["--09-11"]),
        ("who in May this year sent", ["--05"]),
        ("until the autumn of this year", ["--23"]),
        # What is no date at all.
        ("30 February 2001", []),
        ("2021-2019", []),
        ("2,000 men, $2000, 3/2004, 2000 million", []),
        ("they may march to a springboard in the fall", []),
        ("the 12th meeting, 573 km, COVID-19", []),
    ],
)
def test_dates_in_a_text(text: str, expected: list[str]) -> None:
    assert _found(text) == expected


@given(
    _DAYS,
    st.sampled_from(["{d} {m}, {y}", "{d} {m} {y}", "{d}th of {m} {y}", "{m} {d}, {y}", "{a} {d}, {y}", "{y}-{n}"]),
)
def test_days_round_trip(day: date, style: str) -> None:
    text = style.format(
        d=day.day, m=calendar.month_name[day.month], a=calendar.month_abbr[day.month], y=day.year, n=f"{day:%m-%d}"
    )
    assert _found(f"It met on {text} in Almaty.") == [day.isoformat()]


@given(_DAYS, st.integers(1, 40))
def test_intervals_round_trip(first: date, length: int) -> None:
    last = min(first + timedelta(days=length), date(2999, 12, 31))
    if first == last:
        return
    expected = f"{first.isoformat()}/{last.isoformat()}"
    whole = f"{first.day} {calendar.month_name[first.month]} {first.year}"
    assert _found(f"{whole} - {last.day} {calendar.month_name[last.month]}, {last.year}") == [expected]
    if (first.year, first.month) == (last.year, last.month):
        assert _found(f"on {first.day}-{last.day} {calendar.month_name[last.month]}, {last.year}") == [expected]


@given(st.integers(1000, 2999), st.integers(1, 12))
def test_months_and_years_round_trip(year: int, month: int) -> None:
    assert _found(f"in {calendar.month_name[month]} {year}") == [f"{year}-{month:02}"]
    assert _found(f"in {year} and later") == [str(year)]


@given(st.text(alphabet="0123456789 -/,.JulyMa until since2", max_size=40))
def test_what_has_a_year_is_edtf(text: str) -> None:
    for found in datewords.find(text):
        assert 0 <= found.start < found.end <= len(text)
        if not found.edtf.startswith("--"):
            bounds(found.edtf)
