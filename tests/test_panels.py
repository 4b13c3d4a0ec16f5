"""Panels: days add up, dyads mirror, 31 December is what `members` says, and nothing is 0 that is not known."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sco_data as sco
from sco_data.edtf import edge
from sco_data.reading import schema

from .conftest import spell

if TYPE_CHECKING:
    from pathlib import Path

FIRST, LAST = date(2001, 6, 15), date(2012, 12, 31)
DAYS = st.dates(FIRST, LAST)
ROLES = ("observer", "member")


@pytest.fixture
def club(write_package: Any) -> Callable[[list[tuple[str, str, str]]], sco.Package]:
    """A package whose one organization has these spells: state, role, dates."""

    def make(spells: list[tuple[str, str, str]]) -> sco.Package:
        rows = [
            spell(f"m{number}", dates, str(edge(dates.rpartition("/")[2])[1] or LAST), member_state_id=state, role=role)
            for number, (state, role, dates) in enumerate([("KAZ", "member", f"{FIRST}/{LAST}"), *spells])
        ]
        states = [{"state_id": name, "name": name, "iso3c": name, "cowcode": "705"} for name in ("KAZ", "IND", "PAK")]
        folder: Path = write_package(
            {
                "states": (schema("states"), states),
                "organizations": (schema("organizations"), [{"organization_id": "sco", "name": "SCO"}]),
                "memberships": (schema("memberships"), rows),
            }
        )
        return sco.Package(folder)

    return make


def by_unit(package: Any, **options: Any) -> dict[tuple[str, int], dict[str, Any]]:
    found = sco.panel(package=package, as_="records", **options)
    return {(row["state_id"], row["year"]): row for row in found}


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["IND", "PAK"]), st.sampled_from(ROLES), DAYS, DAYS), max_size=4))
def test_days_add_up_to_those_of_the_spells(club: Any, drawn: list[tuple[str, str, date, date]]) -> None:
    spells = [(state, role, min(one, two), max(one, two)) for state, role, one, two in drawn]
    package = club([(state, role, f"{start}/{end}") for state, role, start, end in spells])
    found = by_unit(package, rule="days", start=2001, end=2012)
    for state in {each[0] for each in spells}:
        for role in ROLES:
            held = {
                start + timedelta(day)
                for name, what, start, end in spells
                if (name, what) == (state, role)
                for day in range((end - start).days + 1)
            }
            length = {year: 366 if year % 4 == 0 else 365 for year in range(2001, 2013)}
            assert sum(found[state, year][role] * length[year] for year in length) == pytest.approx(len(held))


@pytest.mark.parametrize("rule", ["any", "jan1", "dec31", "days"])
def test_dyads_mirror(rule: str) -> None:
    found = sco.panel(unit="dyad-year", start=2004, end=2006, rule=rule, as_="records")
    pairs = {(row["state_id_1"], row["state_id_2"], row["year"]): row for row in found}
    assert len(pairs) == len(found)
    sides = {name.removesuffix("_1") for name in found[0] if name.endswith("_1")}
    for (one, two, year), row in pairs.items():
        assert one != two
        assert all(pairs[two, one, year][f"{side}_2"] == row[f"{side}_1"] for side in sides)
    states = by_unit(None, start=2004, end=2006, rule=rule)
    assert len(found) == len(states) * (len({state for state, _ in states}) - 1)


def test_the_last_of_december_is_what_members_says() -> None:
    found = by_unit(None, rule="dec31")
    for year in sorted({year for _, year in found}):
        for role in ("member", "observer"):
            told = sco.members("sco", on=f"{year}-12-31", role=role, as_="records")
            certain = {row["member_id"] for row in told if row["certainty"] == "certain"}
            known = {state for (state, at), row in found.items() if at == year and row[role] == 1}
            assert known <= certain
            assert known == certain or all(row[role] is None for (_, at), row in found.items() if at == year)


def test_nothing_is_0_before_the_organization_or_after_what_is_known(club: Any) -> None:
    found = by_unit(club([("IND", "observer", "2005-07-05/2010-01-31")]), start=1999, end=2014)
    assert [found["IND", year]["observer"] for year in (1999, 2000, 2001, 2004, 2005, 2010, 2011, 2012, 2013)] == [
        *(None, None, 0, 0, 1, 1, 0, 0, None)
    ]
    assert {found["IND", year]["role"] for year in (1999, 2001, 2013)} == {None}
    early = by_unit(club([]), start=2001, end=2002, rule="jan1")
    assert (early["KAZ", 2001]["member"], early["KAZ", 2002]["member"]) == (None, 1)


def test_what_dates_leave_open_is_missing(club: Any) -> None:
    package = club([("IND", "member", "2005/2008-06-30"), ("IND", "observer", "2003-01-01/2005")])
    at_new_year = by_unit(package, start=2004, end=2009, rule="jan1")
    assert [at_new_year["IND", year]["member"] for year in range(2004, 2010)] == [0, None, 1, 1, 1, 0]
    assert [at_new_year["IND", year]["role"] for year in (2004, 2005, 2006, 2009)] == ["observer", None, "member", None]
    by_days = by_unit(package, start=2005, end=2008, rule="days")
    assert by_days["IND", 2005]["member"] is None
    assert by_days["IND", 2008]["member"] == pytest.approx(182 / 366)


def test_one_row_per_state_and_year_with_the_highest_role() -> None:
    frame = sco.panel("Shanghai Cooperation Organisation", start=2017, end=2017)
    assert not frame.duplicated(["state_id", "year"]).any()
    row = frame.set_index("state_id").loc["IND"]
    assert (row["role"], row["member"], row["observer"], row["cowcode"]) == ("member", 1, 1, 750)
    assert frame.attrs["rule"] == "any"
    assert str(frame["member"].dtype) == "Int64"
    assert str(sco.panel(rule="days")["member"].dtype) == "Float64"
    assert list(sco.panel(roles="member").columns)[-2:] == ["role", "member"]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"unit": "year"}, "no unit 'year'"),
        ({"rule": "mean"}, "no rule 'mean'"),
        ({"roles": ["king"]}, "no role 'king'"),
        ({"start": 2010, "end": 2001}, "cannot run from 2010 to 2001"),
        ({"start": None, "end": "2017/.."}, "cannot run from"),
        ({"organization": "unesco"}, "dates no role in unesco"),
    ],
)
def test_bad_arguments_are_one_clear_error(options: dict[str, Any], why: str) -> None:
    with pytest.raises(sco.ScoDataError, match=why):
        sco.panel(**options)


def test_info_says_what_the_dataset_is() -> None:
    found = sco.info()
    assert found["version"] == sco.__version__
    assert found["fingerprint"] == sco.fingerprint()
    assert (
        found["rows"] == sum(found["tables"].values()) == sum(len(table) for table in sco.load_all("records").values())
    )
