"""Dates in English words."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sco_data.edtf import bounds
from sco_keeping.language.en import datewords

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
        ("for 2024\u22122029", ["2024/2029"]),
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
        ("spring of 2001, fall 2019, winter 2020", ["2001-21", "2019-23", "2020-24"]),
        ("2003-08-06 or 06.08.2003", ["2003-08-06", "2003-08-06"]),
        ("Sept. 2019, Sept 5, 2019 and Sep 2018", ["2019-09", "2019-09-05", "2018-09"]),
        ("held on 3 July, 1998, in 2001 and in 2003", ["1998-07-03", "2001", "2003"]),
        ("since 24 April, 1997 and until December 2018", ["1997-04-24/..", "1997-04-24", "../2018-12", "2018-12"]),
        ("till the end of 2025; up to year 2030", ["../2025", "2025", "../2030", "2030"]),
        ("since 2001-06-15, until 2019-2021", ["2001-06-15", "2019/2021"]),
        ("held on June 14 and 15, 2011, on 10 and 11 June 2010", ["2011-06-14/2011-06-15", "2010-06-10/2010-06-11"]),
        ("on September 11and 12, 2014; September, 11th and 12th 2014", ["2014-09-11/2014-09-12"] * 2),
        ("on 4 and 9 May 2023", ["2023-05-04", "2023-05-09"]),
        ("On April, 24, 1997; on May 29,2003; 2016/05/24", ["1997-04-24", "2003-05-29", "2016-05-24"]),
        ("May 29-31, from 24 to 29 August", ["--05-29/--05-31", "--08-24/--08-29"]),
        # What leaves the year open is no EDTF, and never equals a cell.
        ("On May 13, the Foreign Minister", ["--05-13"]),
        ("in the wake of 11 September, the SCO", ["--09-11"]),
        ("after 9/11, Chinese academic", ["--09-11"]),
        ("who in May this year sent", ["--05"]),
        ("until the autumn of this year", ["--23"]),
        ("on 29 February and on 31 August", ["--02-29", "--08-31"]),
        # What is no date at all.
        ("30 February 2001", []),
        ("29 February 2001, 30 February and 31 June", []),
        ("until 30 February 2001 and since 31 June 2020", []),
        ("2021-2019", []),
        ("4-4 July, 2000 or May-May 2004", []),
        ("up to 2000 million tons, until 1500 percent", []),
        ("2,000 men, $2000, 3/2004, 2000 million", []),
        ("they may march to a springboard in the fall", []),
        ("the 12th meeting, 573 km, COVID-19", []),
    ],
)
def test_dates_in_a_text(text: str, expected: list[str]) -> None:
    assert _found(text) == expected


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("Last year alone, the competent authorities", "2020-07-16", {"2019"}),
        ("who in May this year sent", "2020-07-16", {"2020", "2020-05", "2020-05/.."}),
        ("On May 13, the Foreign Minister", "2020-07-16", {"2020-05-13", "2020-05-13/.."}),
        ("in the wake of 11 September, the SCO", "2001", {"2001-09-11", "2001-09-11/.."}),
        ("to postpone the SCO Summit until the autumn of this year", "2020", {"2020", "2020-23", "2020-23/.."}),
        ("Currently, SCO member states account for", "2020-07", {"2020"}),
        (
            "As a result of these operations in the past and this year",
            "2020-07-16",
            {"2019/2020", "2019/2020-07", "2020"},
        ),
        ("in the past year and this year", "2020", {"2019/2020", "2020"}),
        ("in the past two months", "2020-07-16", {"2020-05/2020-07"}),
        ("in the past two months", "2020-02-10", {"2019-12/2020-02"}),
        ("over the past six months", "2020-11-30", {"2020-05/2020-11"}),
        ("over the past six months", "2020-06", {"2019-12/2020-06"}),
        ("over the past three months", "2020-12-01", {"2020-09/2020-12"}),
        ("will run from Aug 24-29", "2014-08-01", {"2014-08-24/2014-08-29"}),
        # What the day does not decide.
        ("in the past two months", "2020", set()),
        ("in the past ten months", "2020-07-16", set()),
        ("in the past years, at last", "2020-07-16", set()),
        ("the third summit held on 3 July, 1998", "2020-07-16", set()),
        ("last year, in May, in the past two months", "", set()),
    ],
)
def test_what_a_text_tells_from_the_day_on_which_it_is_said(text: str, day: str, expected: set[str]) -> None:
    assert datewords.told(text, day) == expected


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
