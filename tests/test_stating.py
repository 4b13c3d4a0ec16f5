"""A table as one source has it."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import sco_data as sco
from sco_data.citations import joined_evidence

from .conftest import MEMBERSHIPS, Rows, Schema, spell

Given = Callable[..., Path]


def _schema(key: str | list[str], fields: str, **more: Any) -> Schema:
    """Schema of text fields, each with its role after a colon."""
    parts = [(name, role or "record") for name, _, role in (word.partition(":") for word in fields.split())]
    described = [{"name": name, "type": "string", "role": role} for name, role in parts]
    return {"fields": described, "primaryKey": key} | more


MEETINGS = _schema(
    "meeting_id",
    "meeting_id:key name:coded aliases:stated ordinal:derived date_edtf:stated date_start:derived date_end:derived "
    "place_id:stated host_id:reference agenda:summarised note:coded",
    foreignKeys=[{"fields": ["place_id"], "reference": {"resource": "places", "fields": ["place_id"]}}],
)
for _field in MEETINGS["fields"]:
    if _field["name"] == "aliases":
        _field["separator"] = "|"
    if _field["name"] in ("date_start", "date_end"):
        _field["type"] = "date"
        _field["derivedFrom"] = {"field": "date_edtf", "bound": _field["name"].removeprefix("date_")}
EVIDENCE = _schema(
    ["table_name", "row_id", "field", "citation_id"],
    "table_name:key row_id:key field:key citation_id:key value as_of basis stance note",
)
MEETING = {
    "meeting_id": "bishkek-1999", "name": "Bishkek", "aliases": "Fourth|Bishkek meeting", "ordinal": "4",
    "date_edtf": "1999-08-25", "date_start": "1999-08-25", "date_end": "1999-08-25", "place_id": "bishkek",
    "host_id": "KGZ", "agenda": "Borders and terrorism", "note": "Counted by both.",
}  # fmt: skip


@pytest.fixture
def given(write_package: Any) -> Given:
    """Package of one meeting and one spell, and of what sources state of them: (field, citation, stance, value)."""

    def write(
        *statements: tuple[str, str, str, str],
        table: str = "meetings",
        discrepancies: Rows = (),
        retired: Rows = (),
        as_of: Mapping[str, str] = {},
    ) -> Path:
        row_id = {"meetings": "bishkek-1999", "memberships": "sco-member-ind"}[table]
        sources = [{"source_id": name, "date_edtf": day} for name, day in (("a", "2004"), ("b", "2020"), ("list", ""))]
        citations = [
            {"citation_id": f"{source}{number}", "source_id": source, "origin_id": source}
            for source in ("a", "b", "list")
            for number in (1, 2)
        ]
        evidence = [
            {"table_name": table, "row_id": row_id, "field": field, "citation_id": citation, "basis": "normalized"}
            | {"stance": stance, "value": value, "as_of": as_of.get(citation, "")}
            for field, citation, stance, value in statements
        ]
        place = _schema("place_id", "place_id:key")
        notes = "discrepancy_id:key table_name row_id field citation_a_id citation_b_id preferred"
        words = "citation_id:key source_id origin_id locator char_start char_end exact passage_id fragment exact_sha256"
        gone = _schema("row_id", "table_name:key row_id:key replaced_by replaced_table last_version reason")
        folder: Path = write_package(
            {
                "meetings": (MEETINGS, [MEETING, {**MEETING, "meeting_id": "not-stated-by-anybody"}]),
                "memberships": (MEMBERSHIPS, [spell("sco-member-ind", "2017-06-09/..", "2025-09-01")]),
                "places": (place, [{"place_id": "bishkek"}]),
                "sources": (_schema("source_id", "source_id:key date_edtf url sha256"), sources),
                "citations": (_schema("citation_id", words), citations),
                "evidence": (EVIDENCE, evidence),
                "discrepancies": (_schema("discrepancy_id", notes), discrepancies),
                "retired": (gone, retired),
            }
        )
        return folder

    return write


def meeting(package: Path, source: str = "a", table: str = "meetings") -> dict[str, Any]:
    rows: list[dict[str, Any]] = sco.load(table, "records", as_stated_by=source, package=package)
    (row,) = rows
    return row


BOTH = [("place_id", "a1", "supports", ""), ("place_id", "b1", "supports", "")]


def test_a_source_has_its_own_rows_and_values(given: Given) -> None:
    package = given(*BOTH, ("date_edtf", "a1", "disputes", "1999-08-24"), ("date_edtf", "b1", "supports", ""))
    rival, other = meeting(package), meeting(package, "b")
    assert (rival["date_edtf"], rival["date_start"], rival["date_end"]) == (
        "1999-08-24", date(1999, 8, 24), date(1999, 8, 24),
    )  # fmt: skip
    assert (other["date_edtf"], other["date_end"]) == ("1999-08-25", date(1999, 8, 25))
    assert rival["meeting_id"] == "bishkek-1999"
    assert rival["place_id"] == "bishkek"
    # Of what it does not speak it says nothing, and it does not carry the row alone.
    assert {rival[name] for name in ("aliases", "ordinal", "host_id", "name", "agenda", "note")} == {None}
    assert sco.load("meetings", "records", as_stated_by="list", package=package) == []


def test_a_less_exact_date_has_its_own_bounds(given: Given) -> None:
    row = meeting(given(*BOTH, ("date_edtf", "a1", "less_exact", "1999-08")))
    assert (row["date_edtf"], row["date_start"], row["date_end"]) == ("1999-08", date(1999, 8, 1), date(1999, 8, 31))
    row = meeting(given(*BOTH))
    assert (row["date_edtf"], row["date_start"]) == (None, None)


def test_who_carries_a_row_alone_has_what_was_judged_and_derived(given: Given) -> None:
    row = meeting(given(("place_id", "a1", "supports", ""), ("host_id", "list1", "supports", "")))
    assert (row["name"], row["agenda"], row["ordinal"], row["note"]) == (
        "Bishkek", "Borders and terrorism", "4", "Counted by both.",
    )  # fmt: skip
    assert row["host_id"] is None  # which the list says
    assert row["date_edtf"] is None


def test_a_judged_cell_of_several_sources_needs_a_value_of_its_own(given: Given) -> None:
    shared = [("agenda", "a1", "supports", ""), ("agenda", "b1", "supports", "")]
    assert meeting(given(*BOTH, *shared))["agenda"] is None
    assert meeting(given(*BOTH, ("agenda", "a1", "less_exact", "Borders"), shared[1]))["agenda"] == "Borders"
    assert meeting(given(*BOTH, ("agenda", "a1", "supports", "")))["agenda"] == "Borders and terrorism"
    assert meeting(given(*BOTH, ("name", "a1", "disputes", "Bishkek, the fourth")))["name"] == "Bishkek, the fourth"
    assert meeting(given(*BOTH, ("ordinal", "a1", "supports", ""), ("ordinal", "b1", "supports", "")))["ordinal"] == "4"


def test_items_of_a_list_are_joined_in_the_order_of_the_cell(given: Given) -> None:
    one = ("aliases", "a1", "less_exact", "Bishkek meeting")
    assert meeting(given(*BOTH, one))["aliases"] == "Bishkek meeting"
    assert meeting(given(*BOTH, one, ("aliases", "a2", "less_exact", "Fourth")))["aliases"] == "Fourth|Bishkek meeting"
    assert meeting(given(*BOTH, one, ("aliases", "a2", "disputes", "Fifth")))["aliases"] == "Bishkek meeting"
    assert meeting(given(*BOTH, ("aliases", "a1", "supports", "")))["aliases"] == "Fourth|Bishkek meeting"


@pytest.mark.parametrize(
    ("preferred", "expected"),
    [("a", "1999-08-24"), ("b", "1999-08-25"), ("both", "1999-08-25"), ("neither", "1999-08-25")],
)
def test_of_a_source_that_contradicts_itself_the_preferred_statement(
    preferred: str, expected: str, given: Given
) -> None:
    note = {"discrepancy_id": "day", "table_name": "meetings", "row_id": "bishkek-1999", "field": "date_edtf"}
    package = given(
        ("date_edtf", "a1", "disputes", "1999-08-24"),
        ("date_edtf", "a2", "supports", ""),
        discrepancies=[{**note, "citation_a_id": "a1", "citation_b_id": "a2", "preferred": preferred}],
    )
    assert meeting(package)["date_edtf"] == expected


def test_to_dispute_without_a_value_says_nothing(given: Given) -> None:
    assert meeting(given(("date_edtf", "a1", "disputes", "")))["date_edtf"] is None


def test_identifiers_that_were_retired_are_followed(given: Given) -> None:
    gone = [
        {"table_name": "places", "row_id": "frunze", "replaced_by": "pishpek"},
        {"table_name": "places", "row_id": "pishpek", "replaced_by": "bishkek"},
        {"table_name": "places", "row_id": "steppe", "replaced_by": "great-steppe", "replaced_table": "regions"},
    ]
    assert meeting(given(("place_id", "a1", "disputes", "frunze"), retired=gone))["place_id"] == "bishkek"
    assert meeting(given(("place_id", "a1", "disputes", "steppe"), retired=gone))["place_id"] == "steppe"


def test_a_spell_is_attested_as_far_as_the_source_speaks(given: Given) -> None:
    role = ("role", "a1", "supports", "")
    package = given(role, ("start_edtf", "a1", "less_exact", "2017"), table="memberships")
    row = meeting(package, table="memberships")
    assert (row["date_edtf"], row["start_latest"], row["end_edtf"]) == ("2017/", date(2017, 12, 31), None)
    assert row["attested_until"] == date(2004, 1, 1)  # the first possible day of the source
    package = given(role, ("role", "a2", "supports", ""), table="memberships", as_of={"a2": "2019-06-14"})
    assert meeting(package, table="memberships")["attested_until"] == date(2019, 6, 14)
    package = given(role, ("end_edtf", "a1", "disputes", "2018"), table="memberships")
    assert meeting(package, table="memberships")["attested_until"] == date(2018, 12, 31)


def test_every_format_has_the_same_rows(given: Given) -> None:
    package = given(*BOTH, ("date_edtf", "a1", "disputes", "1999-08-24"))
    frame = sco.load("meetings", as_stated_by="a", package=package)
    assert frame["date_start"].dtype == "datetime64[us]"
    assert [str(day.date()) for day in frame["date_start"]] == ["1999-08-24"]
    assert sco.load("meetings", "polars", as_stated_by="a", package=package)["date_edtf"].to_list() == ["1999-08-24"]
    assert sco.load("meetings", "arrow", as_stated_by="a", package=package)["date_edtf"].to_pylist() == ["1999-08-24"]
    assert sco.Package(package).load("meetings", "records", as_stated_by="a") == [meeting(package)]
    assert list(sco.load("meetings", as_stated_by="list", package=package).columns) == list(frame.columns)


def test_wrong_questions_are_one_clear_error(given: Given) -> None:
    package = given(*BOTH)
    with pytest.raises(sco.UnknownNameError, match="There is no source 'c'"):
        sco.load("meetings", as_stated_by="c", package=package)
    with pytest.raises(sco.ScoDataError, match="Rows of evidence have a key of 4 fields"):
        sco.load("evidence", as_stated_by="a", package=package)


def test_rival_values_stand_in_the_evidence(given: Given) -> None:
    package = given(*BOTH, ("date_edtf", "a1", "disputes", "1999-08-24"), ("date_edtf", "b1", "supports", ""))
    found = sco.evidence("meetings", "bishkek-1999", "date_edtf", as_="records", package=package)
    assert [(row["cell"], row["value"], row["stance"], row["origin_id"]) for row in found] == [
        ("1999-08-25", "1999-08-25", "supports", "b"),
        ("1999-08-25", "1999-08-24", "disputes", "a"),
    ]
    assert "prefix" not in found[0]


@pytest.mark.parametrize("source", ["tolipov2004", "cgss2020"])
def test_the_real_sources_have_what_the_tables_hold_of_them(source: str) -> None:
    package = sco.Package()
    for table in dict.fromkeys(row["table_name"] for row in package.rows("evidence")):
        own = [entry for entry in joined_evidence(package, table) if entry["source_id"] == source]
        key = package.key(table)
        order = {row[key]: number for number, row in enumerate(package.rows(table))}
        rows = {row[key]: row for row in package.load(table, "records")}
        found = {row[key]: row for row in package.load(table, "records", as_stated_by=source)}
        assert list(found) == sorted({entry["row_id"] for entry in own}, key=order.__getitem__)
        roles = {field["name"]: field["role"] for field in package.schema(table)["fields"]}
        said = {(e["row_id"], e["field"]) for e in own if roles[e["field"]] in ("stated", "reference")}
        rivals = {(e["row_id"], e["field"]) for e in own if e["value"] != e["cell"] or e["stance"] != "supports"}
        for row_id, row in found.items():
            for field, role in roles.items():
                cell = (row_id, field)
                if cell in said - rivals:
                    assert row[field] == rows[row_id][field] is not None, cell
                elif role in ("stated", "reference") and cell not in said:
                    assert row[field] is None, cell
