"""The changelog is read as people write it, and its own entries keep the layout."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from sco_data import ScoDataError
from sco_data.comparing import compare
from sco_keeping.library import descriptor
from sco_data.states import Key, PackageState, Row, snapshot
from sco_keeping import changelog
from sco_keeping.changelog import BEGIN, END, Reason, counts, parse, with_counts

ROOT = Path(__file__).parents[2]
ENTRY = """\
# Changelog

What holds for all.

## 0.2.0 (unreleased)

**What you must do:** look at two summits.

### Data

- Rows of a third document.
- `summits` `summit-1998-almaty` `place_id`: the city,
  as it was called then
  - `evidence` `summits/summit-1998-almaty/ordinal/c1` `note` and `basis`: read again
- `citations.locator`, 12 rows: one form for all
- `places.name`, 1 row: spelling
- `summits` `summit-1998-almaty` `name`:
- `summits` alone: no reason

`summits` `summit-2004-tashkent` `name`: no item of a list.

### Schema

- Nothing.

### Package

- Nothing.

## 0.1.0 (2026-11-22)

**What you must do:** nothing.

### Data

- All.

### Schema

- All.

### Package

- All.
"""


def test_entries_and_their_reasons() -> None:
    entries = parse(ENTRY)
    assert [(entry.version, entry.date) for entry in entries.values()] == [("0.2.0", ""), ("0.1.0", "2026-11-22")]
    assert list(entries["0.2.0"].reasons()) == [
        Reason("summits", "summit-1998-almaty", ("place_id",), None),
        Reason("evidence", "summits/summit-1998-almaty/ordinal/c1", ("note", "basis"), None),
        Reason("citations", None, ("locator",), 12),
        Reason("places", None, ("name",), 1),
    ]
    assert list(entries["0.1.0"].reasons()) == []
    assert [fault for entry in entries.values() for fault in entry.faults()] == []


def test_a_reason_outside_the_data_section_does_not_count() -> None:
    text = ENTRY.replace("### Package\n\n- Nothing.", "### Package\n\n- `events.name`, 3 rows: spelling")
    assert list(parse(text)["0.2.0"].reasons()) == list(parse(ENTRY)["0.2.0"].reasons())


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "### Data",
            "### Rows",
            "CHANGELOG.md, 0.2.0 has Rows, Schema, Package; write ### Data, ### Schema, ### Package",
        ),
        ("### Schema\n\n- Nothing.\n\n", "", "CHANGELOG.md, 0.2.0 has Data, Package; write"),
        ("### Schema\n\n- Nothing.\n", "### Schema\n\n<!-- nothing -->\n", "0.2.0 says nothing under Schema; write"),
        ("**What you must do:** look at two summits.", "", "0.2.0 does not tell users what to do; begin a paragraph"),
        ("**What you must do:** look at two summits.", "**What you must do:**", "does not tell users what to do"),
    ],
)
def test_a_layout_that_is_wrong(old: str, new: str, fault: str) -> None:
    (found,) = parse(ENTRY.replace(old, new, 1))["0.2.0"].faults()
    assert fault in found


@pytest.mark.parametrize(
    ("heading", "message"),
    [
        ("## 0.2 (unreleased)", "the heading '0.2 \\(unreleased\\)' is no version; expected one like"),
        ("## 0.2.0", "the heading '0.2.0' is no version"),
        ("## 0.2.0 (soon)", "is no version"),
        ("## 0.1.0 (unreleased)", "the heading '0.1.0 \\(2026-11-22\\)' stands twice"),
    ],
)
def test_a_heading_that_is_wrong(heading: str, message: str) -> None:
    with pytest.raises(ScoDataError, match=message):
        parse(ENTRY.replace("## 0.2.0 (unreleased)", heading))


def test_counts_are_put_in_and_renewed() -> None:
    once = with_counts(ENTRY, "0.2.0", "| one |")
    assert f"### Data\n\n{BEGIN}\n\n| one |\n\n{END}\n\n- Rows of a third" in once
    assert parse(once)["0.2.0"].counts == "| one |"
    twice = with_counts(once, "0.2.0", "| two |")
    assert twice == once.replace("| one |", "| two |")
    assert parse(twice)["0.1.0"].text == parse(ENTRY)["0.1.0"].text
    assert list(parse(twice)["0.2.0"].reasons()) == list(parse(ENTRY)["0.2.0"].reasons())


def cells(table: str) -> dict[str, list[str]]:
    lines = [line.strip("| ").split(" | ") for line in table.splitlines()]
    return {line[0]: line[1:] for line in lines}


def test_counts_of_a_first_version_are_its_rows() -> None:
    state = snapshot()
    found = cells(counts(compare(state, state), None, state))
    rows = [len(table.rows) for table in state.tables.values()]
    assert list(found)[2:-1] == [f"`{name}`" for name in state.tables]
    assert found["all"] == [str(sum(rows)), str(sum(rows)), "0", "0"]


def test_counts_of_a_change(little: Path) -> None:
    old = snapshot(little)
    rows = dict(old.tables["summits"].rows)
    first, second = rows
    rows[first] = {**rows[first], "place_id": "astana", "agenda": "Borders"}
    rows["summit-2030",] = {**rows.pop(second), "summit_id": "summit-2030"}
    new = with_rows(old, "summits", rows)
    found = cells(counts(compare(old, new), old, new))
    assert found["`summits`"] == ["2", "1", "1", "1"]
    assert found["`evidence`"] == ["4", "0", "0", "0"]
    gone = PackageState(old.name, old.version, old.descriptor, {"summits": old.tables["summits"]})
    assert cells(counts(compare(old, gone), old, gone))["`evidence`"] == ["0", "0", "4", "0"]


def test_counts_where_the_key_is_another(little: Path) -> None:
    old = snapshot(little)
    table = old.tables["summits"]
    schema = {**table.schema, "primaryKey": ["name"]}
    rows: dict[Key, Row] = {(str(row["name"]),): row for row in table.rows.values()}
    new = replace(old, tables={**old.tables, "summits": replace(table, schema=schema, rows=rows)})
    assert cells(counts(compare(old, new), old, new))["`summits`"] == ["2", "2", "2", "0"]


def with_rows(state: PackageState, name: str, rows: Mapping[Key, Row]) -> PackageState:
    return replace(state, tables={**state.tables, name: replace(state.tables[name], rows=rows, digest="0" * 64)})


def test_every_entry_of_the_project_keeps_the_layout() -> None:
    entries = parse((ROOT / changelog.FILE).read_text(encoding="utf-8"))
    assert [fault for entry in entries.values() for fault in entry.faults()] == []
    assert next(iter(entries)) == descriptor(ROOT)["version"]
