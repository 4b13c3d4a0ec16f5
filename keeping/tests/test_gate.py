"""The gate refuses what must not be released, and lets through what was mended."""

import json
import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sco_data import ScoDataError, manifest
from sco_data.comparing import LEVELS, compare
from sco_data.states import snapshot
from sco_keeping import changelog, tables
from sco_keeping.build.descriptor import machine_part, renewed, to_json
from sco_keeping.gate import check, gate_command, releases, step
from sco_keeping.tables import Row

ROOT = Path(__file__).parents[2]
DAY = "2027-03-01"
ALMATY = "summit-1998-almaty"


TABLES = ("places", "summits", "evidence", "retired")
ROWS = 40  # of the longer tables


class Checkout:
    """A copy of some tables of the project as version 1.0.0, which nobody has released yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        described = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
        chosen = [resource for resource in described["resources"] if resource["name"] in TABLES]
        self.descriptor(**described | {"resources": chosen})
        for part in ("data", "schemas"):
            (folder / part).mkdir()
        for name in TABLES:
            schema = json.loads((ROOT / f"schemas/{name}.json").read_text(encoding="utf-8"))
            self.write(name, schema, tables.read(name, package=ROOT)[:ROWS])
        self.entries: list[tuple[str, str]] = []
        self.declare("1.0.0")

    def descriptor(self, **properties: Any) -> None:
        file = self.folder / "datapackage.json"
        old = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        file.write_bytes(to_json(old | properties))

    def declare(self, version: str, *reasons: str, day: str = DAY) -> None:
        """Declare a version and write its entry, with its counts."""
        self.descriptor(version=version, created=f"{day}T00:00:00Z")
        items = "\n".join(f"- {reason}" for reason in ("Rows.", *reasons))
        self.entries = [(v, text) for v, text in self.entries if v != version]
        self.entries.insert(0, (version, self.entry(version, day, items)))
        self.log("# Changelog\n\n" + "\n".join(text for _, text in self.entries))
        gate_command(self.folder, write=True)
        text = (self.folder / changelog.FILE).read_text(encoding="utf-8")
        self.entries[0] = (version, f"## {text.split('## ', 1)[1].split(chr(10) + '## ', 1)[0].strip()}\n")

    @staticmethod
    def entry(version: str, day: str, items: str) -> str:
        duty = f"{changelog.DUTY} nothing."
        return f"## {version} ({day})\n\n{duty}\n\n### Data\n\n{items}\n\n### Schema\n\nNone.\n\n### Package\n\nNone.\n"

    def log(self, text: str) -> None:
        (self.folder / changelog.FILE).write_text(text, encoding="utf-8")

    def schema(self, table: str) -> dict[str, Any]:
        return dict(json.loads((self.folder / f"schemas/{table}.json").read_text(encoding="utf-8")))

    def write(self, table: str, schema: dict[str, Any], rows: Iterable[Row]) -> None:
        """Write a table and its schema; hashes follow."""
        ordered = tables.in_order(rows, schema)
        content = tables.to_csv(tables.columns(schema), ordered)
        (self.folder / f"schemas/{table}.json").write_text(json.dumps(schema), encoding="utf-8")
        (self.folder / f"data/{table}.csv").write_bytes(content)
        file = self.folder / "datapackage.json"
        described = json.loads(file.read_text(encoding="utf-8"))
        file.write_bytes(to_json(renewed(described, {table: machine_part(content, len(ordered))})))

    def rows(self, table: str, how: Callable[[list[Row]], Iterable[Row]]) -> None:
        """Change the rows of a table."""
        self.write(table, self.schema(table), how(tables.read(table, package=self.folder)))

    def cell(self, table: str, row: str, field: str, value: str) -> None:
        def edit(rows: list[Row]) -> list[Row]:
            key = next(iter(rows[0]))
            (found,) = (each for each in rows if each[key] == row)
            found[field] = value
            return rows

        self.rows(table, edit)

    def describe(self, text: str) -> None:
        """Describe a column in other words."""
        schema = self.schema("summits")
        schema["fields"][1]["description"] = text
        self.write("summits", schema, tables.read("summits", package=self.folder))

    @property
    def faults(self) -> list[str]:
        found = check(self.folder).faults
        assert "\n" not in "".join(found)
        return found


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """Version 1.0.0, sealed."""
    found = Checkout(tmp_path)
    assert found.faults == []
    assert gate_command(tmp_path, seal=True) == 0
    return found


def retire(row: str, version: str = "1.0.0", table: str = "summits") -> Row:
    return {"table_name": table, "row_id": row, "last_version": version, "replaced_by": "", "reason": "None such."}


def without(row: str) -> Callable[[list[Row]], list[Row]]:
    return lambda rows: [each for each in rows if next(iter(each.values())) != row]


def added(row: str) -> Callable[[list[Row]], list[Row]]:
    return lambda rows: [*rows, {**rows[0], next(iter(rows[0])): row}]


# --- the size of the step


@pytest.mark.parametrize(
    ("old", "new", "level"),
    [
        ("0.1.0", "0.1.0", "none"),
        ("0.1.0", "0.1.1", "patch"),
        ("0.1.0", "0.1.10", "patch"),
        ("0.1.9", "0.10.0", "minor"),
        ("0.9.9", "1.0.0", "major"),
        ("1.2.3", "3.0.0", "major"),
        ("0.2.0", "0.1.9", "none"),
    ],
)
def test_steps(old: str, new: str, level: str) -> None:
    assert step(old, new) == level


def test_a_step_that_is_too_small_and_mended(checkout: Checkout) -> None:
    checkout.rows("summits", added("summit-2030"))
    checkout.declare("1.0.1")
    (fault,) = checkout.faults
    assert fault == (
        "1.0.1 is too small a step from 1.0.0: it is patch, the changes are minor (row_added in summits); "
        "declare 1.1.0 in datapackage.json."
    )
    assert gate_command(checkout.folder, seal=True) == 1
    assert not (checkout.folder / "releases/1.0.1.json").exists()
    checkout.entries = checkout.entries[1:]
    checkout.declare("1.1.0")
    assert checkout.faults == []


def test_a_removed_column_needs_a_major_step(checkout: Checkout) -> None:
    schema = checkout.schema("summits")
    schema["fields"] = [field for field in schema["fields"] if field["name"] != "agenda"]
    checkout.write("summits", schema, tables.read("summits", package=checkout.folder))
    checkout.declare("1.9.0")
    (fault,) = checkout.faults
    assert (
        "1.9.0 is too small a step from 1.0.0: it is minor, the changes are major (column_removed in summits)" in fault
    )
    checkout.entries = checkout.entries[1:]
    checkout.declare("2.0.0")
    assert checkout.faults == []


def test_a_description_is_a_patch(checkout: Checkout) -> None:
    checkout.describe("Another.")
    checkout.declare("1.0.1")
    assert checkout.faults == []
    assert check(checkout.folder).steps[-1].level == "patch"


# --- identifiers


def test_a_vanished_identifier_and_mended(checkout: Checkout) -> None:
    checkout.rows("summits", without(ALMATY))
    checkout.declare("2.0.0")
    (fault,) = checkout.faults
    assert fault == (
        f"summits, row '{ALMATY}' of 1.0.0 is gone: put it back, or add a row to retired (table_name summits, row_id "
        f"{ALMATY}, last_version 1.0.0, replaced_by, reason)."
    )
    checkout.rows("retired", lambda rows: [*rows, retire(ALMATY)])
    checkout.declare("2.0.0")
    assert checkout.faults == []
    # A version later: the row of `retired` stays, and the identifier is not used again.
    assert gate_command(checkout.folder, seal=True) == 0
    checkout.rows("retired", without("summits"))
    checkout.declare("2.1.0")
    (fault,) = checkout.faults
    assert fault == f"retired, row 'summits/{ALMATY}' of 2.0.0 is gone: put it back, for good."
    checkout.rows("retired", lambda rows: [*rows, retire(ALMATY)])
    checkout.rows("summits", added(ALMATY))
    checkout.declare("2.1.0")
    (fault,) = checkout.faults
    assert fault == f"summits, row '{ALMATY}' is in use, but was retired: give the row another identifier."


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (retire("summit-0000"), "retired, row 'summits/summit-0000' is of an identifier that 1.0.0 does not have"),
        (retire(ALMATY, "0.9.0"), f"retired, row 'summits/{ALMATY}' has another last_version than 1.0.0"),
    ],
)
def test_a_row_of_retired_that_is_wrong(checkout: Checkout, row: Row, message: str) -> None:
    checkout.rows("summits", without(ALMATY))
    checkout.rows("retired", lambda _: {each["row_id"]: each for each in (retire(ALMATY), row)}.values())
    checkout.declare("2.0.0")
    (fault,) = checkout.faults
    assert message in fault


def test_a_row_that_is_retired_and_still_there(checkout: Checkout) -> None:
    checkout.rows("retired", lambda _: [retire(ALMATY)])
    checkout.declare("1.1.0")
    (fault,) = checkout.faults
    assert fault == f"summits, row '{ALMATY}' is in use, but was retired: give the row another identifier."


# --- reasons


def test_a_changed_cell_without_a_reason_and_mended(checkout: Checkout) -> None:
    checkout.cell("summits", ALMATY, "place_id", "astana")
    checkout.declare("1.1.0")
    (fault,) = checkout.faults
    # What was there is known by its hash alone.
    assert re.sub(r"sha256 \w+…", "…", fault) == (
        f"summits, row '{ALMATY}', field place_id changed since 1.0.0 (… -> astana): add to the Data section of "
        f"CHANGELOG.md, 1.1.0 a line - `summits` `{ALMATY}` `place_id`: WHY"
    )
    checkout.declare("1.1.0", f"`summits` `{ALMATY}` `place_id`: read again")
    assert checkout.faults == []


def test_a_reason_for_a_whole_column_has_the_right_number(checkout: Checkout) -> None:
    def edit(rows: list[Row]) -> list[Row]:
        for row in rows[:5]:
            row["agenda"] = "Borders"
        return rows

    checkout.rows("summits", edit)
    checkout.declare("1.1.0")
    (fault,) = checkout.faults
    assert "summits.agenda changed in 5 rows since 1.0.0, 5 of them without a reason, such as 'summit-199" in fault
    assert fault.endswith("a line - `summits.agenda`, 5 rows: WHY")
    checkout.declare("1.1.0", "`summits.agenda`, 4 rows: read again")
    (fault,) = checkout.faults
    assert fault.startswith(
        "CHANGELOG.md, 1.1.0 says that summits.agenda changed in 4 rows; since 1.0.0 it changed in 5:"
    )
    checkout.declare("1.1.0", "`summits.agenda`, 5 rows: read again")
    assert checkout.faults == []


def test_a_reason_without_a_change(checkout: Checkout) -> None:
    checkout.rows("summits", added("summit-2030"))
    checkout.declare("1.1.0", f"`summits` `{ALMATY}` `name`: spelling")
    (fault,) = checkout.faults
    assert fault == (
        f"CHANGELOG.md, 1.1.0 gives a reason for summits, row '{ALMATY}', field name, which did not change since 1.0.0:"
        " remove it."
    )


def test_a_cell_of_a_key_of_several_fields(checkout: Checkout) -> None:
    def edit(rows: list[Row]) -> list[Row]:
        rows[0]["note"] = "Read again."
        return rows

    checkout.rows("evidence", edit)
    first = tables.read("evidence", package=checkout.folder)[0]
    key = "/".join(first[name] for name in ("table_name", "row_id", "field", "citation_id"))
    checkout.declare("1.1.0")
    assert len(checkout.faults) == 1
    checkout.declare("1.1.0", f"`evidence` `{key}` `note`: read again")
    assert checkout.faults == []


def test_a_derived_cell_needs_no_reason(checkout: Checkout) -> None:
    checkout.cell("summits", ALMATY, "date_end", "1998-07-04")
    checkout.declare("1.1.0")
    assert checkout.faults == []
    assert check(checkout.folder).steps[-1].level == "minor"


# --- what is released


def test_a_released_version_does_not_change(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    assert gate_command(checkout.folder) == 0
    assert "1.0.0 is released and unchanged" in capsys.readouterr().out
    file = checkout.folder / "releases/1.0.0.json"
    before = file.read_bytes()
    before_edit = checkout.schema("summits")["fields"][1]["description"]
    checkout.describe("Another.")
    (fault,) = checkout.faults
    assert fault == (
        "1.0.0 is released, but there are patch changes in summits: put back what was released, or declare a higher "
        "version in datapackage.json."
    )
    assert gate_command(checkout.folder, seal=True) == 1
    assert file.read_bytes() == before
    checkout.describe(before_edit)
    assert checkout.faults == []
    checkout.descriptor(created="2027-03-02T00:00:00Z")
    (fault,) = checkout.faults
    assert fault.startswith("1.0.0 was released on 2027-03-01, datapackage.json says created 2027-03-02: put back")


def test_sealing_twice_writes_the_same(checkout: Checkout) -> None:
    file, log = checkout.folder / "releases/1.0.0.json", checkout.folder / changelog.FILE
    before, told = file.read_bytes(), log.read_bytes()
    assert before == manifest.to_bytes(snapshot(checkout.folder))
    assert gate_command(checkout.folder, write=True, seal=True) == 0
    assert (file.read_bytes(), log.read_bytes()) == (before, told)


def test_a_lower_version_than_the_last(checkout: Checkout) -> None:
    checkout.descriptor(version="0.9.0")
    assert "datapackage.json declares 0.9.0, but 1.0.0 is released: declare a higher version." in checkout.faults


def test_only_a_dated_entry_is_sealed(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    checkout.rows("summits", added("summit-2030"))
    checkout.declare("1.1.0")
    text = (checkout.folder / changelog.FILE).read_text(encoding="utf-8")
    checkout.log(text.replace(f"## 1.1.0 ({DAY})", "## 1.1.0 (unreleased)"))
    assert checkout.faults == []
    assert gate_command(checkout.folder, seal=True) == 1
    assert "write `## 1.1.0 (2027-03-01)`" in capsys.readouterr().out
    assert not (checkout.folder / "releases/1.1.0.json").exists()
    checkout.log(text)
    assert gate_command(checkout.folder, seal=True) == 0
    checkout.log(text.replace(f"## 1.1.0 ({DAY})", "## 1.1.0 (2027-03-02)"))
    (fault,) = checkout.faults
    assert fault == "CHANGELOG.md, 1.1.0 is released; its heading must be `## 1.1.0 (2027-03-01)`."


def test_steps_between_older_releases_are_judged_again(checkout: Checkout) -> None:
    checkout.cell("summits", ALMATY, "place_id", "astana")
    checkout.declare("1.1.0", f"`summits` `{ALMATY}` `place_id`: read again")
    assert gate_command(checkout.folder, seal=True) == 0
    checkout.rows("summits", added("summit-2030"))
    checkout.declare("1.2.0")
    assert gate_command(checkout.folder, seal=True) == 0
    assert [(each.old_version, each.level) for each in check(checkout.folder).steps] == [
        ("1.0.0", "minor"),
        ("1.1.0", "minor"),
    ]
    text = (checkout.folder / changelog.FILE).read_text(encoding="utf-8")
    checkout.log(text.replace(f"- `summits` `{ALMATY}` `place_id`: read again\n", ""))
    (fault,) = checkout.faults
    assert re.sub(r"sha256 \w+…", "…", fault).startswith(
        f"summits, row '{ALMATY}', field place_id changed since 1.0.0 (… -> …)"
    )
    checkout.log(text)
    middle = checkout.folder / "releases/1.1.0.json"
    renamed = manifest.to_bytes(snapshot(checkout.folder)).replace(b'"version": "1.2.0"', b'"version": "1.0.1"')
    middle.unlink()
    (checkout.folder / "releases/1.0.1.json").write_bytes(renamed)
    assert any("1.0.1 is too small a step from 1.0.0" in fault for fault in checkout.faults)


def test_a_manifest_under_another_name(checkout: Checkout) -> None:
    (checkout.folder / "releases/1.0.0.json").rename(checkout.folder / "releases/0.9.0.json")
    with pytest.raises(ScoDataError, match=r"0\.9\.0\.json is the manifest of version 1\.0\.0; give it that name"):
        check(checkout.folder)


# --- the changelog


def test_a_stale_count_and_mended(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    checkout.rows("summits", added("summit-2030"))
    checkout.declare("1.1.0")
    checkout.rows("summits", added("summit-2031"))
    (fault,) = checkout.faults
    assert fault == "CHANGELOG.md, 1.1.0: the table of counts is not that of the data; run `sco-keep gate --write`."
    assert gate_command(checkout.folder) == 1
    assert "1 fault; 1.1.0 is not fit for release." in capsys.readouterr().out
    assert gate_command(checkout.folder, write=True) == 0
    summits = len(tables.read("summits", package=checkout.folder))
    text = (checkout.folder / changelog.FILE).read_text(encoding="utf-8")
    assert f"| `summits` | {summits} | 2 | 0 | 0 |" in text
    once = (checkout.folder / changelog.FILE).read_bytes()
    assert gate_command(checkout.folder, write=True) == 0
    assert (checkout.folder / changelog.FILE).read_bytes() == once


def test_counts_of_a_release_that_were_changed(checkout: Checkout) -> None:
    text = (checkout.folder / changelog.FILE).read_text(encoding="utf-8")
    checkout.log(re.sub(r"\| `summits` \| \d+", "| `summits` | 99", text))
    (fault,) = checkout.faults
    assert fault == "CHANGELOG.md, 1.0.0: the table of counts is not that of the data; put back the one of the release."


def test_a_version_without_an_entry(checkout: Checkout) -> None:
    checkout.descriptor(version="1.0.1")
    (fault,) = checkout.faults
    assert fault == "CHANGELOG.md has no entry for 1.0.1; write one that begins `## 1.0.1 (2027-03-01)`."
    with pytest.raises(ScoDataError, match=r"CHANGELOG\.md has no entry for 1\.0\.1; write one that begins"):
        gate_command(checkout.folder, write=True)


def test_entries_in_the_wrong_order_and_layout(checkout: Checkout) -> None:
    text = (checkout.folder / changelog.FILE).read_text(encoding="utf-8")
    checkout.log(text + "\n" + Checkout.entry("1.0.1", DAY, "- Rows.").replace("### Schema", "### Form"))
    assert checkout.faults == [
        "CHANGELOG.md, 1.0.1 has Data, Form, Package; write ### Data, ### Schema, ### Package, in this order.",
        "CHANGELOG.md has 1.0.0 above 1.0.1; put the newest version first.",
    ]


def test_bad_input(checkout: Checkout) -> None:
    checkout.descriptor(version="1.1")
    with pytest.raises(ScoDataError, match=r"datapackage\.json gives the version '1\.1'; expected MAJOR\.MINOR\.PATCH"):
        check(checkout.folder)
    checkout.descriptor(version="1.1.0")
    (checkout.folder / changelog.FILE).unlink()
    with pytest.raises(ScoDataError, match=r"There is no CHANGELOG\.md in .*; the gate works in a checkout"):
        check(checkout.folder)


# --- the project's own history


def test_the_releases_of_the_project_were_large_enough_steps() -> None:
    """Whatever has been released: its manifests, its changelog and each step between them agree."""
    assert check(ROOT).faults == []
    known = list(releases(ROOT).values())
    entries = changelog.parse((ROOT / changelog.FILE).read_text(encoding="utf-8"))
    for old, new in pairwise(known):
        found = compare(old, new)
        assert found.level != "none"
        assert LEVELS.index(step(old.version, new.version)) >= LEVELS.index(found.level)
        assert entries[new.version].counts == changelog.counts(found, old, new)
        assert found.vanished == ()
