"""Checks of rival values, of what sources can show, and of spells and their steps, on tables made for them."""

from pathlib import Path
from typing import Any

import pytest

from sco_keeping.dataset import Dataset
from sco_keeping.rules import CHECKS
from sco_keeping.tables import Row

CHECKED = {"ladder", "ladder-missing", "not-found", "publisher", "rival", "rival-cited", "summary", "value"}
"""Checks that this module breaks, for the small package of the other tests has nothing of theirs."""

_FIELDS: dict[str, list[dict[str, Any]]] = {
    "sources": [{"name": name} for name in "source_id kind publisher language file_name date_edtf".split()],
    "citations": [
        {"name": name, "role": "record"}
        for name in "citation_id source_id locator char_start char_end passage_id exact_sha256 exact fragment".split()
    ],
    "evidence": [{"name": name} for name in "table_name row_id field citation_id value basis stance note".split()],
    "discrepancies": [
        {"name": name} for name in "discrepancy_id table_name row_id field citation_a_id citation_b_id rule".split()
    ],
    "not_found": [{"name": name} for name in "not_found_id table_name row_id field".split()],
    "meets": [
        {"name": "meet_id", "role": "key"},
        {"name": "date_edtf", "role": "stated", "edtf": True},
        {"name": "aliases", "role": "stated", "separator": "|"},
        {"name": "status", "role": "stated", "constraints": {"required": True}},
        {"name": "agenda", "role": "summarised"},
    ],
    "spells": [{"name": name} for name in "spell_id state_id role start_edtf status".split()],
    "steps": [{"name": name} for name in "step_id state_id role step date_edtf".split()],
}
_LADDER = {
    "table": "steps", "same": {"state_id": "state_id", "role": "role"}, "word": "role", "step": "step",
    "date": "date_edtf", "start": "start_edtf", "status": "status",
    "from": {"member": {"decision": ""}, "partner": {"memorandum": "", "decision": "computed"}},
}  # fmt: skip


class World:
    """A package in memory with one meeting, two pages that speak of it, and what a test adds."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {name: [] for name in _FIELDS}
        for source in ("one", "two"):
            self.add("sources", source_id=source, kind="web", publisher="P", language="en", date_edtf="2020")
        self.add("citations", citation_id="c1", source_id="one", exact="the meeting of 4 July 2000 on trade")
        self.add("citations", citation_id="c2", source_id="two", exact="met on 5 July 2000")
        self.add("meets", meet_id="m", date_edtf="2000-07-04", aliases="a|b", status="held", agenda="Trade.")
        self.evidence("c1", basis="normalized")

    def add(self, table: str, **cells: str) -> Row:
        self.rows[table].append({field["name"]: cells.get(field["name"], "") for field in _FIELDS[table]})
        return self.rows[table][-1]

    def evidence(self, citation: str, **cells: str) -> Row:
        row = {"table_name": "meets", "row_id": "m", "field": "date_edtf", "stance": "supports", "basis": "normalized"}
        return self.add("evidence", **row | {"citation_id": citation} | cells)

    def found(self, check: str) -> list[str]:
        schemas: dict[str, Any] = {
            name: {"name": name, "fields": [{"type": "string", **field} for field in fields]}
            | {"primaryKey": [fields[0]["name"]]}
            for name, fields in _FIELDS.items()
        }
        schemas["evidence"]["primaryKey"] = ["row_id", "field", "citation_id"]
        schemas["spells"]["ladder"] = _LADDER
        schemas["citations"]["span"] = {"words": "exact", "hash": "exact_sha256"}
        dataset = Dataset(Path("nowhere"), {"resources": []}, schemas, rows=self.rows)
        return [f"{fault.row} {fault.field}: {fault.found}" for fault in CHECKS[check].run(dataset)]


def test_a_package_that_is_right_has_no_fault() -> None:
    world = World()
    for check in (*sorted(CHECKED), "normalized", "dispute", "locator", "evidence-basis", "conflict"):
        assert world.found(check) == [], check


def test_a_rival_value_is_grounded_like_any_other() -> None:
    world = World()
    row = world.evidence("c2", stance="disputes", value="2000-07-05")
    assert world.found("normalized") == []
    row["value"] = "2000-07-06"
    (fault,) = world.found("normalized")
    assert "'2000-07-06' of meets/m from the words 'met on 5 July 2000'" in fault


@pytest.mark.parametrize(
    ("field", "stance", "value", "fault"),
    [
        ("date_edtf", "disputes", "2000-07-05", ""),
        ("date_edtf", "disputes", "", "disputes, without what the words state"),
        ("date_edtf", "disputes", "2000-07-04", "disputes, and it is the cell"),
        ("date_edtf", "disputes", "2000-07", "'2000-07', beside '2000-07-04'"),
        ("date_edtf", "disputes", "5 July", "'5 July'"),
        ("date_edtf", "less_exact", "2000", ""),
        ("date_edtf", "less_exact", "[..2000-07-05]", ""),
        ("date_edtf", "less_exact", "1999", "'1999', beside '2000-07-04'"),
        ("date_edtf", "disputes", "2000-07-03/2000-07-04", ""),
        ("aliases", "less_exact", "b", ""),
        ("aliases", "less_exact", "c", "'c', beside 'a|b'"),
        ("aliases", "disputes", "c", ""),
        ("agenda", "less_exact", "", ""),
    ],
)
def test_a_value_is_what_its_stance_says(field: str, stance: str, value: str, fault: str) -> None:
    world = World()
    world.evidence("c2", field=field, stance=stance, value=value)
    assert world.found("value") == ([f"m/{field}/c2 value: {fault}"] if fault else [])


def test_two_sources_that_differ_have_a_rule_and_both_values() -> None:
    world = World()
    assert world.found("dispute") == []
    row = world.evidence("c2", stance="disputes", value="2000-07-05")
    (fault,) = world.found("dispute")
    assert "no discrepancy explains it" in fault
    cells = {"table_name": "meets", "row_id": "m", "field": "date_edtf", "citation_a_id": "c1", "citation_b_id": "c2"}
    discrepancy = world.add("discrepancies", discrepancy_id="d", **cells)
    assert world.found("dispute") == ["d rule: two sources dispute a cell by no rule"]
    discrepancy["rule"] = "R2"
    assert world.found("dispute") == world.found("rival") == world.found("rival-cited") == []
    row |= {"stance": "supports", "value": ""}
    assert world.found("rival") == ["d field: no evidence of meets/m/date_edtf disputes it"]
    assert world.found("rival-cited") == []
    world.rows["evidence"].remove(row)
    assert world.found("rival") == []
    assert world.found("rival-cited") == ["d field: no evidence of meets/m/date_edtf disputes it"]


def test_our_own_words_share_one_with_what_they_summarise() -> None:
    world = World()
    row = world.evidence("c1", field="agenda", basis="summarised")
    assert world.found("summary") == []
    row["citation_id"] = "c2"
    assert world.found("summary") == ["m agenda: 'Trade.' shares no word with what is cited"]


def test_a_summary_needs_evidence_and_a_list_may_have_it_in_parts() -> None:
    world = World()
    assert {fault.split(":")[0] for fault in world.found("supported")} == {"m aliases", "m status", "m agenda"}
    world.evidence("c1", field="aliases", stance="less_exact", value="a")
    world.evidence("c2", field="aliases", stance="less_exact", value="b")
    world.evidence("c1", field="agenda", basis="summarised")
    assert {fault.split(":")[0] for fault in world.found("supported")} == {"m status"}


@pytest.mark.parametrize(
    ("kind", "cells", "faults"),
    [
        ("web", {"exact": ""}, ["c1 exact: nothing, of a source of kind web"]),
        ("web", {"char_start": "1"}, ["c1 char_start: filled, of a source of kind web"]),
        ("web", {"locator": "Article 2"}, []),
        ("list", {"locator": "a=b", "exact": ""}, []),
        ("list", {"exact": ""}, ["c1 locator: nothing, of a source of kind list"]),
    ],
)
def test_a_citation_has_what_its_source_can_show(kind: str, cells: dict[str, str], faults: list[str]) -> None:
    world = World()
    world.rows["sources"][0]["kind"] = kind
    world.rows["citations"][0] |= cells
    assert world.found("locator") == faults


def test_words_are_not_of_a_list_and_an_entry_is_of_nothing_else() -> None:
    world = World()
    world.rows["evidence"][0]["basis"] = "external"
    assert world.found("evidence-basis") == ["m/date_edtf/c1 basis: external, of a source of kind web"]
    world.rows["evidence"][0]["basis"] = "summarised"
    assert world.found("evidence-basis") == ["m/date_edtf/c1 basis: summarised, of a cell whose role is stated"]


def test_a_source_has_a_publisher() -> None:
    world = World()
    world.rows["sources"][1]["publisher"] = ""
    assert world.found("publisher") == ["two publisher: ''"]
    world.rows["sources"][1]["kind"] = "list"
    assert world.found("publisher") == []


def test_what_was_not_found_is_not_there() -> None:
    world = World()
    row = world.add("not_found", not_found_id="n", table_name="meets", row_id="m", field="date_edtf")
    assert world.found("not-found") == ["n field: the cell holds '2000-07-04'"]
    for cell in ("", "2000-07"):
        world.rows["meets"][0]["date_edtf"] = cell
        assert world.found("not-found") == []
    row["field"] = "status"  # which always holds something
    assert world.found("not-found") == []
    row["field"] = "colour"
    assert world.found("not-found") == ["n field: meets has no field 'colour'"]
    row["table_name"] = "parties"
    assert world.found("not-found") == ["n table_name: there is no table 'parties'"]


def test_a_spell_begins_with_its_step() -> None:
    world = World()
    spell = world.add("spells", spell_id="s", state_id="IND", role="member", start_edtf="2017-06-09", status="stated")
    assert world.found("ladder") == []
    assert world.found("ladder-missing") == ["s start_edtf: no step with a date begins it"]
    step = world.add("steps", step_id="t", state_id="IND", role="member", step="decision", date_edtf="2017-06-09")
    assert world.found("ladder") == world.found("ladder-missing") == []
    spell["start_edtf"] = "2017-06-08"
    assert world.found("ladder") == ["s start_edtf: '2017-06-08'"]
    for row in (spell, step):
        row["role"] = "partner"
    spell["start_edtf"] = "2017-06-09"
    assert world.found("ladder") == ["s status: 'stated', with the day of the decision"]
    spell["status"] = "computed"
    assert world.found("ladder") == []
    memorandum = world.add("steps", step_id="u", state_id="IND", role="partner", step="memorandum", date_edtf="2018")
    assert world.found("ladder") == [], "its day is not known"
    memorandum["date_edtf"] = "2018-01-01"
    assert world.found("ladder") == ["s start_edtf: '2017-06-09'"]
