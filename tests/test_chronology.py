"""The order of time."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import sco_data as sco
from sco_data.casting import Value
from sco_data.reading import schema

from .conftest import MEMBERSHIPS, spell

COLUMNS = "date_edtf earliest latest table id name type status".split()


def timeline_records(*arguments: Any, **options: Any) -> list[dict[str, Value]]:
    found: list[dict[str, Value]] = sco.timeline(*arguments, as_="records", **options)
    return found


@pytest.fixture
def times(write_package: Any) -> Path:
    events = {
        "in-year": "2017",
        "first-of-january": "2017-01-01",
        "in-may": "2017-05",
        "since-may": "2017-05/..",
        "until-2016": "../2016",
        "undated": "",
    }
    made = {
        "summits": [{"summit_id": "summit-2017", "name": "Astana", "format": "sco", "date_edtf": "2017-05"}],
        "instruments": [{"instrument_id": "no-date", "title": "Plan", "type": "plan"}],
        "events": [
            {"event_id": name, "name": name, "type": "visit", "date_edtf": edtf} for name, edtf in events.items()
        ],
        "memberships": [
            spell("m1", "2005/2017"),
            spell("m2", "../2017", member_state_id="", member_organization_id="sco"),
        ],
        "states": [{"state_id": "IND", "name": "India"}],
        "organizations": [{"organization_id": "sco", "name": "SCO"}],
    }
    for row in made["memberships"]:
        row["role"] = "permanent_member"
    folder: Path = write_package(
        {name: (MEMBERSHIPS if name == "memberships" else schema(name), rows) for name, rows in made.items()}
    )
    return folder


def ids(package: Path, *arguments: Any, **options: Any) -> list[Any]:
    return [record["id"] for record in timeline_records(*arguments, package=package, **options)]


def test_order_is_by_earliest_then_latest_day(times: Path) -> None:
    assert ids(times) == [
        "until-2016", "m1", "first-of-january", "in-year", "summit-2017", "in-may", "since-may",
    ]  # fmt: skip


def test_undated_rows_come_last_on_request(times: Path) -> None:
    assert ids(times, undated=True)[-3:] == ["no-date", "undated", "m2"]


def test_a_year_is_all_its_days(times: Path) -> None:
    found = {record["id"]: (record["earliest"], record["latest"]) for record in timeline_records(package=times)}
    assert found["in-year"] == (date(2017, 1, 1), date(2017, 12, 31))
    assert found["since-may"] == (date(2017, 5, 1), None)
    assert found["until-2016"] == (None, date(2016, 12, 31))
    assert "in-year" in ids(times, start="2017-11")
    assert "first-of-january" not in ids(times, start="2017-11")


def test_a_membership_stands_at_its_beginning(times: Path) -> None:
    (begun,) = timeline_records(tables=["memberships"], package=times)
    assert (begun["date_edtf"], begun["earliest"], begun["latest"]) == ("2005", date(2005, 1, 1), date(2005, 12, 31))
    assert begun["name"] == "India, permanent member of SCO"
    assert begun["type"] == "permanent_member"


def test_start_and_end_are_periods(times: Path) -> None:
    assert ids(times, "2017-05", "2017-05") == ["in-year", "summit-2017", "in-may", "since-may"]
    assert ids(times, end="2016") == ["until-2016", "m1"]
    assert ids(times, date(2018, 1, 1)) == ["since-may"]


def test_tables_are_a_choice(times: Path) -> None:
    assert ids(times, tables=["summits"]) == ids(times, tables="summits") == ["summit-2017"]
    with pytest.raises(sco.UnknownNameError, match=r"no table 'claims' in the timeline.*All: summits, instruments"):
        sco.timeline(tables=["claims"], package=times)
    with pytest.raises(sco.ScoDataError, match="'May' is not a date in EDTF"):
        sco.timeline("May", package=times)


def test_frame_has_the_records_and_fixed_dtypes(times: Path) -> None:
    for tables in (None, ["instruments"]):
        frame = sco.timeline(tables=tables, package=times)
        assert list(frame.columns) == COLUMNS
        assert [str(frame[name].dtype) for name in ("earliest", "latest", "id")] == [
            "datetime64[us]", "datetime64[us]", "string",
        ]  # fmt: skip
        assert len(frame) == len(timeline_records(tables=tables, package=times))


def test_the_real_data_are_sorted_and_complete() -> None:
    found = timeline_records(undated=True)
    tables = {"summits", "meetings", "instruments", "events", "memberships", "status_steps"} & set(sco.tables())
    assert len(found) == sum(len(sco.load(table, "records")) for table in tables)
    days = [
        record["earliest"] or (record["latest"] if str(record["date_edtf"]).startswith("[") else date.min)
        for record in found
        if record["date_edtf"]
    ]
    assert days == sorted(days, key=str)
    assert sco.timeline("1996", "1998", ["summits"])["id"].tolist() == [
        "summit-1996-shanghai", "summit-1997-moscow", "summit-1998-almaty",
    ]  # fmt: skip
