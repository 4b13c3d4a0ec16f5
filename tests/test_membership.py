"""Who was in, on a day."""

import datetime as dt
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sco_data as sco
from sco_data.casting import Value
from sco_data.edtf import bounds
from sco_data.membership import certainty
from sco_data.reading import schema

from .conftest import MEMBERSHIPS, spell

SPELL = (
    "role date_edtf start_edtf end_edtf start_earliest start_latest end_earliest end_latest attested_until status "
    "certainty note"
).split()
MEMBERS = ["membership_id", "member_table", "member_id", "member_name", "organization_id", *SPELL]
STATUSES = ["membership_id", "state_id", "organization_id", "organization_name", *SPELL]
DAYS = {"start_earliest", "start_latest", "end_earliest", "end_latest", "attested_until"}


def member_records(*arguments: Any, **options: Any) -> list[dict[str, Value]]:
    found: list[dict[str, Value]] = sco.members(*arguments, as_="records", **options)
    return found


Spells = Callable[..., Path]


@pytest.fixture
def spells(write_package: Any) -> Spells:
    """Package with one state and spells of it in `sco`, by their dates."""

    def write(dates: dict[str, str], until: str = "2030-01-01") -> Path:
        rows = [spell(name, edtf, until) for name, edtf in dates.items()]
        folder: Path = write_package(
            {
                "states": (schema("states"), [{"state_id": "IND", "name": "India"}]),
                "organizations": (schema("organizations"), [{"organization_id": "sco", "name": "SCO"}]),
                "memberships": (MEMBERSHIPS, rows),
            }
        )
        return folder

    return write


def on(package: Path, day: Any, **options: Any) -> dict[str, str]:
    return {
        str(found["membership_id"]): str(found["certainty"])
        for found in member_records("sco", on=day, package=package, **options)
    }


@pytest.mark.parametrize(
    ("dates", "day", "expected"),
    [
        ("2001-06-15/..", "2001-06-14", None),
        ("2001-06-15/..", "2001-06-15", "certain"),
        ("2001-06-15/..", "2020-07-16", "certain"),
        ("2017/..", "2016-12-31", None),
        ("2017/..", "2017-01-01", "possible"),  # a year is not its first of January
        ("2017/..", "2017-03-01", "possible"),
        ("2017/..", "2017-12-31", "certain"),  # it began by then at the latest
        ("2017/..", "2017", "certain"),  # at some time in the year
        ("2017/..", "2017-01/2017-06", "possible"),
        ("2017/", "2017-12-31", "possible"),  # it may have ended by then
        ("2017/", "2017", "certain"),
        ("2017/", "2020-01-01", "possible"),
        ("2005/2017", "2004-12-31", None),
        ("2005/2017", "2005-06-01", "possible"),
        ("2005/2017", "2010-01-01", "certain"),
        ("2005/2017", "2017-03-01", "possible"),
        ("2005/2017", "2018-01-01", None),
        ("2020", "2020-07-16", "possible"),
        ("2020", "2020", "certain"),
        ("2020", "2019/..", "certain"),
        ("2020-07-16", "2020-07-16", "certain"),
        ("2020-07-16", "2020-07", "certain"),
        ("../2017", "1990-01-01", "certain"),
        ("/2017", "1990-01-01", "possible"),
        ("../2017", "2017-06-01", "possible"),
        ("2017?/..", "2020-01-01", "possible"),
        ("2005/2017~", "2010-01-01", "possible"),
        ("[..2008-03-24]/..", "2008-03-23", "possible"),  # by that day
        ("[..2008-03-24]/..", "2008-03-24", "certain"),
        ("[2008-03-24..]/..", "2008-03-23", None),
        ("[2008-03-24..]/..", "2012-01-01", "possible"),  # from some day on
        ("2005/[2017-06-09..]", "2017-06-09", "certain"),
        ("2005/[2017-06-09..]", "2018-01-01", "possible"),
    ],
)
def test_certainty(dates: str, day: str, expected: str | None, spells: Spells) -> None:
    assert on(spells({"spell": dates}), day) == ({"spell": expected} if expected else {})


@pytest.mark.parametrize(
    ("dates", "until", "day", "expected"),
    [
        ("2017-06-09/..", "2020-07-16", "2020-07-16", "certain"),
        ("2017-06-09/..", "2020-07-16", "2020-07-17", "not_attested"),
        ("2017-06-09/..", "2020-07-16", "2100-01-01", "not_attested"),
        ("2017-06-09/", "2020-07-16", "2100-01-01", "not_attested"),  # an unknown end is no end either
        ("2017-06-09/..", "2020-07-16", "2020-07-16/2100", "certain"),  # at some time in it
        ("2017-06-09/..", "2020-07-16", "2020-07-17/2100", "not_attested"),
        ("2017/..", "2017-06-01", "2017-01-01/2017-06-30", "possible"),
        ("2017/..", "2017-06-01", "2018", "not_attested"),
        ("2005/2017", "2016-12-31", "2017", "possible"),  # its end is known, its last year not attested
        ("2005/2017", "2017-12-31", "2018", None),
        ("2005/..", "", "2010", "not_attested"),  # of which no source speaks
        ("", "2020-07-16", "2020-01-01", "undated"),
        ("", "2020-07-16", "2021-01-01", "not_attested"),
    ],
)
def test_nothing_is_certain_after_the_last_day_that_is_attested(
    dates: str, until: str, day: str, expected: str | None, spells: Spells
) -> None:
    assert on(spells({"spell": dates}, until), day) == ({"spell": expected} if expected else {})


def test_no_member_is_certain_in_a_far_future(spells: Spells) -> None:
    certain = [row for row in member_records("sco", "2100-01-01") if row["certainty"] == "certain"]
    assert certain == []
    (row,) = sco.statuses("IND", "2100-01-01", as_="records", package=spells({"spell": "2017/.."}))
    assert (row["certainty"], row["attested_until"]) == ("not_attested", date(2030, 1, 1))


@st.composite
def expressions(draw: st.DrawFn) -> str:
    day = draw(st.dates(date(2016, 1, 1), date(2018, 12, 31)))
    return draw(st.sampled_from([f"{day:%Y}", f"{day:%Y-%m}", f"{day}"]))


@given(start=expressions(), end=expressions(), period=st.tuples(expressions(), expressions()), single=st.booleans())
def test_certain_is_every_meaning_and_possible_is_any(
    start: str, end: str, period: tuple[str, str], single: bool
) -> None:
    def known(text: str) -> tuple[date, date]:
        first, last = bounds(text)
        assert first
        assert last
        return first, last

    dates = start if single else f"{start}/{end}"
    if known(dates.partition("/")[0])[0] > known(dates.rpartition("/")[2])[1]:
        return
    first, last = sorted((known(period[0])[0], known(period[1])[1]))
    starts, ends = known(dates.partition("/")[0]), known(dates.rpartition("/")[2])
    edges = {*starts, *ends, *(day + timedelta(days) for day in (first, last) for days in (-1, 0, 1))}
    meanings = [
        begun <= last and ended >= first
        for begun in edges
        for ended in edges
        if starts[0] <= begun <= starts[1] and ends[0] <= ended <= ends[1] and begun <= ended
    ]
    expected = "certain" if all(meanings) else "possible" if any(meanings) else None
    ends_of = dict(zip(("start_earliest", "start_latest", "end_earliest", "end_latest"), (*starts, *ends), strict=True))
    ends_of |= {"attested_until": date.max}
    texts = {"start_edtf": dates.partition("/")[0], "end_edtf": dates.rpartition("/")[2]}
    assert certainty({**texts, **ends_of}, (first, last)) == expected


def test_undated_spells_are_listed_unless_only_dated_are_asked_for(spells: Spells) -> None:
    package = spells({"dated": "2017/..", "undated": ""})
    assert on(package, "2018-01-01") == {"dated": "certain", "undated": "undated"}
    assert on(package, "2018-01-01", dated=True) == {"dated": "certain"}
    assert on(package, None) == {"dated": "None", "undated": "undated"}
    assert on(package, None, dated=True) == {"dated": "None"}


@pytest.mark.parametrize("day", [date(2018, 1, 1), dt.datetime(2018, 1, 1, 12), "2018-01-01"])  # noqa: DTZ001
def test_a_day_may_be_a_date(day: Any, spells: Spells) -> None:
    assert on(spells({"spell": "2017/.."}), day) == {"spell": "certain"}


def test_frame_has_the_records_and_fixed_dtypes(spells: Spells) -> None:
    package = spells({"dated": "2017/..", "undated": ""})
    for day in ("2018", "1900"):
        frame = sco.members("sco", on=day, package=package, dated=True)
        assert list(frame.columns) == MEMBERS
        assert len(frame) == len(member_records("sco", on=day, package=package, dated=True))
        assert {name for name in MEMBERS if str(frame[name].dtype) != "string"} == DAYS
        assert str(frame["start_latest"].dtype) == "datetime64[us]"
    (row,) = member_records("sco", on="2018", dated=True, package=package)
    assert (row["member_table"], row["member_id"], row["member_name"]) == ("states", "IND", "India")


@pytest.mark.parametrize("day", ["2017-13", "1 March 2017", "", "01/03/2017", "2017-02-30"])
def test_a_bad_day_is_one_clear_error(day: str, spells: Spells) -> None:
    with pytest.raises(sco.ScoDataError, match=r"is not a date in EDTF: .*expected YYYY, YYYY-MM, YYYY-MM-DD"):
        sco.members("sco", on=day, package=spells({"spell": "2017/.."}))


def test_unknown_names_give_the_nearest() -> None:
    with pytest.raises(sco.UnknownNameError, match="no organization 'SCOO'; nearest: sco"):
        sco.members("SCOO")
    with pytest.raises(sco.UnknownNameError, match="no role 'members' in memberships; nearest: member"):
        sco.members("sco", role="members")
    with pytest.raises(sco.UnknownNameError, match=r"no state 'Indja' .*nearest: .*IND"):
        sco.statuses("Indja")


def test_members_of_the_real_data() -> None:
    founders = {"CHN", "KAZ", "KGZ", "RUS", "TJK", "UZB"}
    joined = {row["member_id"]: row["certainty"] for row in member_records("sco", "2018", "member")}
    assert joined == dict.fromkeys(founders | {"IND", "PAK"}, "certain")
    before = {row["member_id"]: row["certainty"] for row in member_records("sco", "2016", "member")}
    assert before == dict.fromkeys(founders, "certain")
    assert member_records("sco", "1999", dated=True) == []


def test_members_may_be_organizations() -> None:
    (nato,) = member_records("isaf", "2003")
    assert (nato["member_table"], nato["member_id"], nato["role"]) == ("organizations", "nato", "command")


def test_who_is_stated_to_stand_outside_is_no_member(write_package: Any) -> None:
    described = json.loads(json.dumps(MEMBERSHIPS).replace('"observer"', '"non_member"'))
    rows = [spell("in", "2001/.."), spell("out", "2001/..", role="non_member")]
    organizations = [{"organization_id": "sco", "name": "SCO"}]
    package = write_package(
        {
            "states": (schema("states"), [{"state_id": "IND", "name": "India"}]),
            "organizations": (schema("organizations"), organizations),
            "memberships": (described, rows),
        }
    )
    assert on(package, None) == {"in": "None"}
    assert on(package, None, role="non_member") == {"out": "None"}


def test_statuses_are_all_roles_of_a_state_over_time() -> None:
    frame = sco.statuses("IND")
    assert list(frame.columns) == STATUSES
    roles_in = frame.loc[frame["organization_id"] == "sco", "role"].tolist()
    assert roles_in[:2] == ["observer", "member"]
    roles = sco.statuses("UZB", as_="records")
    assert len({row["organization_id"] for row in roles}) > 1
    assert {row["state_id"] for row in roles} == {"UZB"}
    starts = [row["start_earliest"] for row in roles]
    dated = [start for start in starts if start]
    assert starts == sorted(dated, key=str) + [None] * (len(starts) - len(dated))
