"""The gate refuses what must not be released, and lets through what was mended."""

import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from sco_data import Package, ScoDataError
from sco_keeping import changelog, datazip, tables
from sco_keeping.build import build
from sco_keeping.gate import check, gate_command, releases, since, step
from sco_keeping.rules import reviews
from sco_keeping.tables import Row

ROOT = Path(__file__).parents[2]
DAY = "2027-03-01"
ALMATY = "summit-1998-almaty"
TABLES = ("places", "summits", "evidence", "retired")


class Checkout:
    """Some tables of the project as version 1.0.0, which nobody has released yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "LICENSES", folder / "LICENSES")
        for part in ("data", "schemas"):
            (folder / part).mkdir()
        described = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
        for name in TABLES:
            shutil.copy(ROOT / "schemas" / f"{name}.json", folder / "schemas")
            shutil.copy(ROOT / "data" / f"{name}.csv", folder / "data")
        chosen = [resource for resource in described["resources"] if resource["name"] in TABLES]
        self.describe(**described | {"resources": chosen})
        self.older = ""
        self.declare("1.0.0")

    def describe(self, **properties: Any) -> None:
        file = self.folder / "datapackage.json"
        old = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        file.write_text(json.dumps(old | properties, indent=2), encoding="utf-8")

    def declare(self, version: str, day: str = DAY) -> None:
        """Declare a version, with an entry at the head of the changelog and its counts."""
        self.describe(version=version, created=f"{day}T00:00:00Z")
        parts = "".join(f"### {section}\n\nNothing.\n\n" for section in changelog.SECTIONS)
        self.log(f"# Changelog\n\n## {version} ({day})\n\n{changelog.DUTY} nothing.\n\n{parts}{self.older}")
        gate_command(self.folder, write=True)

    def log(self, text: str) -> None:
        (self.folder / changelog.FILE).write_text(text, encoding="utf-8")

    def release(self) -> None:
        assert gate_command(self.folder, seal=True) == 0
        text = (self.folder / changelog.FILE).read_text(encoding="utf-8")
        self.older = text.removeprefix("# Changelog\n\n")

    def edit(self, name: str, change: Callable[[list[Row]], Iterable[Row]]) -> None:
        schema = Package(self.folder).schema(name)
        rows = list(change(tables.read(name, package=self.folder)))
        content = tables.to_csv(tables.columns(schema), tables.in_order(rows, schema))
        (self.folder / "data" / f"{name}.csv").write_bytes(content)
        build(self.folder)

    def faults(self) -> list[str]:
        return check(self.folder).faults


@pytest.fixture
def released(tmp_path: Path) -> Checkout:
    (tmp_path / "released").mkdir()
    checkout = Checkout(tmp_path / "released")
    assert checkout.faults() == []
    checkout.release()
    return checkout


def without(key: str) -> Callable[[list[Row]], Iterable[Row]]:
    return lambda rows: [row for row in rows if next(iter(row.values())) != key]


def noted(rows: list[Row]) -> Iterable[Row]:
    return [row | {"note": "Changed."} for row in rows]


def retire(table: str, row: str, version: str = "1.0.0") -> Callable[[list[Row]], Iterable[Row]]:
    def change(rows: list[Row]) -> Iterable[Row]:
        empty = dict.fromkeys([field["name"] for field in Package(ROOT).schema("retired")["fields"]], "")
        return [*rows, empty | {"table_name": table, "row_id": row, "last_version": version, "reason": "Wrong."}]

    return change


@pytest.mark.parametrize(
    ("old", "new", "level"),
    [("1.2.3", "2.0.0", "major"), ("1.2.3", "1.3.0", "minor"), ("1.2.3", "1.2.4", "patch"), ("1.2.3", "1.2.3", "none")],
)
def test_steps(old: str, new: str, level: str) -> None:
    assert step(old, new) == level


def test_before_1_0_0_a_minor_step_may_do_what_a_major_one_does() -> None:
    assert step("0.1.0", "0.2.0") == "major"
    assert step("0.1.0", "0.1.1") == "patch"


def test_a_release_is_a_zip_of_the_data_package_that_can_be_read(released: Checkout) -> None:
    ((number, package),) = releases(released.folder, "sco-data").items()
    assert number == (1, 0, 0)
    assert package.rows("summits") == Package(released.folder).rows("summits")


def test_a_release_that_did_not_change_may_be_checked_again(released: Checkout) -> None:
    assert check(released.folder).sealed
    assert released.faults() == []


def test_a_release_is_not_changed(released: Checkout) -> None:
    released.edit("summits", noted)
    assert any("1.0.0 is released, but there are changes in summits" in fault for fault in released.faults())


def test_a_step_that_is_too_small_is_refused_and_the_next_named(released: Checkout) -> None:
    released.edit("summits", noted)
    released.declare("1.0.1")
    (fault,) = released.faults()
    assert "1.0.1 is too small a step from 1.0.0: it is patch, the changes are minor" in fault
    assert "declare 1.1.0" in fault
    released.declare("1.1.0")
    assert released.faults() == []


def test_an_id_that_is_gone_needs_a_row_of_retired(released: Checkout) -> None:
    released.edit("summits", without(ALMATY))
    released.declare("2.0.0")
    (fault,) = released.faults()
    assert f"summits, row '{ALMATY}' of 1.0.0 is gone" in fault
    released.edit("retired", retire("summits", ALMATY))
    released.declare("2.0.0")
    assert released.faults() == []


@pytest.mark.parametrize(
    ("table", "row", "version", "why"),
    [
        ("summits", ALMATY, "1.0.0", "is in use, but was retired"),
        ("summits", "summit-1900-nowhere", "1.0.0", "is of an id that 1.0.0 does not have"),
    ],
)
def test_a_row_of_retired_is_of_an_id_that_is_gone(
    released: Checkout, table: str, row: str, version: str, why: str
) -> None:
    released.edit("retired", retire(table, row, version))
    released.declare("1.1.0")
    assert [fault for fault in released.faults() if why in fault]


def test_a_row_of_retired_names_the_version_that_held_it_and_stays(released: Checkout) -> None:
    released.edit("summits", without(ALMATY))
    released.edit("retired", retire("summits", ALMATY, "0.9.0"))
    released.declare("2.0.0")
    assert any("has another last_version than 1.0.0" in fault for fault in released.faults())
    released.edit("retired", lambda rows: [row | {"last_version": "1.0.0"} for row in rows])
    released.declare("2.0.0")
    released.release()
    released.edit("retired", lambda _: [])
    released.declare("3.0.0")
    assert any(f"retired, row 'summits/{ALMATY}' of 2.0.0 is gone" in fault for fault in released.faults())


def test_a_version_below_a_released_one_is_refused(released: Checkout) -> None:
    released.describe(version="0.9.0")
    assert any("1.0.0 is released: declare a higher version" in fault for fault in released.faults())


def test_the_changelog_has_an_entry_with_the_counts_of_the_data(released: Checkout) -> None:
    released.edit("summits", noted)
    released.describe(version="1.1.0")
    assert any("has no entry for 1.1.0" in fault for fault in released.faults())
    released.declare("1.1.0")
    assert released.faults() == []
    released.edit("summits", lambda rows: [rows[0] | {"note": ""}, *rows[1:]])
    assert any("the table of counts is not that of the data" in fault for fault in released.faults())


def test_a_version_is_dated_before_it_is_sealed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checkout = Checkout(tmp_path)
    checkout.describe(created="2027-03-02T00:00:00Z")
    assert gate_command(tmp_path, seal=True) == 1
    assert "must be dated as `created` is" in capsys.readouterr().out
    assert not (tmp_path / "releases").exists()


def test_what_no_reader_has_seen_is_not_sealed_where_there_is_a_ledger(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Checkout(tmp_path)
    ledger = tmp_path / reviews.FILE
    ledger.parent.mkdir()
    ledger.write_text(",".join(reviews.COLUMNS) + "\n", encoding="utf-8")
    assert gate_command(tmp_path, seal=True) == 1
    assert "rows are not as a reader found them; read them" in capsys.readouterr().out
    assert not (tmp_path / "releases").exists()


def test_cells_that_were_emptied_in_an_old_release_are_passed_over(released: Checkout, tmp_path: Path) -> None:
    shutil.copytree(released.folder, tmp_path / "new")
    released.edit("summits", lambda rows: [row | {"agenda": ""} for row in rows])
    for field, seen in (("agenda", False), ("note", True)):
        described = Package(released.folder).descriptor
        for resource in described["resources"]:
            resource["emptied"] = [field] if resource["name"] == "summits" else []
        released.describe(resources=described["resources"])
        found = since(Package(released.folder), Package(tmp_path / "new"))
        assert seen is any(change.kind == "cell_changed" for change in found.changes)


def test_a_zip_with_another_name_than_its_version_is_refused(released: Checkout) -> None:
    file = released.folder / "releases" / "sco-data-9.0.0.zip"
    file.write_bytes(datazip.pack(datazip.members(released.folder), datazip.created(released.folder)))
    with pytest.raises(ScoDataError, match=r"holds version 1\.0\.0; expected sco-data-1\.0\.0\.zip"):
        released.faults()


def test_the_release_of_the_project_can_be_read_without_what_was_emptied() -> None:
    first = releases(ROOT, "sco-data")[0, 1, 0]
    kept = {row["citation_id"]: row for row in first.rows("citations")}
    assert len(kept) > 1000
    assert not any(row["exact"] or row["fragment"] for row in kept.values() if row["char_start"])
