"""Entries of the changelog, their table of counts, and the list of changed cells."""

import shutil
from pathlib import Path

import pytest

from sco_data import ScoDataError
from sco_data.comparing import diff
from sco_data.package import Package
from sco_keeping import changelog, tables
from sco_keeping.build import build

ROOT = Path(__file__).parents[2]
ENTRY = """## 0.2.0 (2027-03-01)

**What you must do:** nothing.

### Data

Rows.

### Schema

Nothing.

### Package

Nothing.
"""


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A copy of the package in which one cell of a summit was changed."""
    for part in ("data", "schemas"):
        shutil.copytree(ROOT / part, tmp_path / part)
    shutil.copy(ROOT / "datapackage.json", tmp_path)
    rows = tables.read("summits", package=tmp_path)
    rows[0]["note"] = "Changed."
    schema = Package(tmp_path).schema("summits")
    (tmp_path / "data" / "summits.csv").write_bytes(tables.to_csv(tables.columns(schema), rows))
    build(tmp_path)
    return tmp_path


def test_entries_are_read_in_their_order_with_date_and_sections() -> None:
    entries = changelog.parse(f"# Changelog\n\n{ENTRY}\n{ENTRY.replace('0.2.0 (2027-03-01)', '0.1.0 (unreleased)')}")
    assert list(entries) == ["0.2.0", "0.1.0"]
    assert [entry.date for entry in entries.values()] == ["2027-03-01", ""]
    assert list(entries["0.2.0"].sections) == ["Data", "Schema", "Package"]
    assert list(entries["0.2.0"].faults()) == []


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("### Schema\n", "### Schemas\n", "has Data, Schemas, Package"),
        ("Rows.\n", "<!-- later -->\n", "says nothing under Data"),
        ("**What you must do:** nothing.", "Nothing to do.", "does not tell users what to do"),
    ],
)
def test_an_entry_without_its_layout_is_at_fault(old: str, new: str, why: str) -> None:
    (fault,) = changelog.parse(ENTRY.replace(old, new))["0.2.0"].faults()
    assert why in fault


@pytest.mark.parametrize("text", ["## Next\n", "## 0.2.0\n", ENTRY + ENTRY])
def test_a_heading_that_is_no_version_or_stands_twice_is_refused(text: str) -> None:
    with pytest.raises(ScoDataError, match="expected one like"):
        changelog.parse(text)


def test_counts_of_a_change(edited: Path) -> None:
    old, new = Package(ROOT), Package(edited)
    lines = changelog.counts(diff(old, new), new).splitlines()
    number = len(new.rows("summits"))
    assert f"| `summits` | {number} | 0 | 0 | 1 |" in lines
    assert lines[-1].endswith("| 0 | 0 | 1 |")
    first = changelog.counts(None, new).splitlines()
    assert f"| `summits` | {number} | {number} | 0 | 0 |" in first


def test_counts_are_put_into_the_entry_and_renewed_there() -> None:
    once = changelog.with_counts(ENTRY, "0.2.0", "| a |")
    assert changelog.parse(once)["0.2.0"].counts == "| a |"
    assert once.index("| a |") < once.index("Rows.")
    again = changelog.with_counts(once, "0.2.0", "| b |")
    assert again == once.replace("| a |", "| b |")


def test_every_changed_cell_stands_in_the_list(edited: Path) -> None:
    listed = changelog.changed_cells(diff(ROOT, edited)).decode().splitlines()
    key = Package(ROOT).rows("summits")[0]
    assert listed == ["table_name,row_id,field,old,new", f"summits,{key['summit_id']},note,{key['note']},Changed."]
