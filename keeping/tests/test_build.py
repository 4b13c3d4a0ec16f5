"""Building: everything right at once, nothing twice, nothing half."""

import csv
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sco_data.reading import load
from sco_keeping import tables
from sco_keeping.build import build, build_command, changes
from sco_keeping.build.derived import FaultyCellError
from sco_keeping.library import ScoDataError
from sco_keeping.sources import texts
from sco_keeping.tables import Row

from .conftest import ROOT

Edit = Callable[[str, Callable[[list[Row]], list[Row]]], None]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_building_computes_sorts_and_describes(package: Path) -> None:
    changed = build(package)
    assert package / "data" / "summits.csv" in changed
    assert changed[-1] == package / "datapackage.json"
    summits = tables.read("summits", package=package)
    assert [row["summit_id"] for row in summits] == ["summit-1997", "summit-1998"]
    assert summits[1]["date_end"] == "1998-07-03"
    assert len(load("citations", "records", package=package)) == 5, "the hash in the descriptor is that of the file"


def test_the_descriptor_keeps_what_people_wrote(package: Path) -> None:
    build(package)
    text = (package / "datapackage.json").read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert '"title": "Häfen"' in text
    descriptor = json.loads(text)
    assert list(descriptor) == ["name", "title", "resources", "version"]
    for resource in descriptor["resources"]:
        content = (package / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["bytes"] == len(content)
        assert resource["rows"] == len(tables.read(resource["name"], package=package))
        assert list(resource) == ["name", "path", "schema", "title", "hash", "bytes", "rows"]


def test_building_twice_changes_nothing(package: Path) -> None:
    build(package)
    before = contents(package)
    assert build(package) == []
    assert build(package, check=True) == []
    assert contents(package) == before


def test_check_lists_and_writes_nothing(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(package)
    assert build_command(package, check=True) == 1
    assert contents(package) == before
    lines = capsys.readouterr().out.splitlines()
    cells = "ordinal in 2 rows, date_start in 2 rows, date_end in 1 rows"
    assert f"would change {package / 'data' / 'summits.csv'}: {cells}" in lines
    assert build(package, check=True) == [change.path for change in changes(package)]


def test_command_says_what_it_did(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build_command(package) == 0
    assert f"changed {package / 'datapackage.json'}: hashes, sizes and numbers of rows" in capsys.readouterr().out
    assert build_command(package, check=True) == 0
    assert capsys.readouterr().out == "Everything is as it should be.\n"


def test_order_and_form_are_restored(package: Path, edit: Edit) -> None:
    build(package)
    before = contents(package)
    edit("evidence", lambda rows: rows[::-1])
    path = package / "data" / "citations.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert {change.path.name: change.what for change in changes(package)} == {
        "evidence.csv": "order or form",
        "citations.csv": "order or form",
    }
    build(package)
    assert contents(package) == before


def test_without_texts_the_rest_is_built_and_it_is_said(
    package: Path, edit: Edit, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    build(package)
    before = contents(package)
    monkeypatch.delenv(texts.VARIABLE)
    assert build(package) == []
    edit("summits", lambda rows: [row | {"date_end": ""} for row in rows])
    assert build_command(package) == 0
    assert contents(package) == before
    said = [line for line in capsys.readouterr().out.splitlines() if "SCO_DATA_SOURCES is not set" in line]
    assert len(said) == 1


def test_a_text_that_is_missing_leaves_only_its_own_cells(
    package: Path, edit: Edit, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build(package)
    (tmp_path / "texts" / "harbour.txt").unlink()
    edit("citations", lambda rows: [row | {"fragment": "kept"} for row in rows])
    edit("summits", lambda rows: [row | {"date_end": ""} for row in rows])
    assert build_command(package) == 0
    assert "Cells that need the text of harbour were left as they are" in capsys.readouterr().out
    rows = tables.read("citations", package=package)
    assert {row["fragment"] for row in rows if row["source_id"] == "harbour"} == {"kept"}
    assert all(row["date_end"] for row in tables.read("summits", package=package) if row["date_edtf"] == "1998-07-03")


def test_a_wrong_text_stops_the_build(package: Path, tmp_path: Path) -> None:
    (tmp_path / "texts" / "harbour.txt").write_bytes(b"other words")
    before = contents(package)
    with pytest.raises(texts.TextChangedError):
        build(package)
    assert contents(package) == before


def test_a_faulty_cell_is_one_error_and_nothing_is_written(package: Path, edit: Edit) -> None:
    edit("summits", lambda rows: [row | {"date_edtf": "July 1998"} for row in rows])
    before = contents(package)
    with pytest.raises(FaultyCellError) as caught:
        build(package)
    assert str(caught.value).startswith(
        f"{package / 'data' / 'summits.csv'}: table summits, row 'summit-1998', field date_edtf: "
        "'July 1998' is not a date in EDTF"
    )
    assert contents(package) == before


def test_an_error_while_writing_leaves_no_half_file(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(package)

    def full(path: Path, content: bytes) -> int:
        with path.open("wb") as stream:
            stream.write(content[: len(content) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(ScoDataError, match=r"\.csv cannot be written: No space left"):
        build(package)
    monkeypatch.undo()
    assert contents(package) == before


def test_a_file_that_nobody_described(package: Path) -> None:
    (package / "data" / "extra.csv").write_bytes(b"id\n")
    with pytest.raises(
        ScoDataError, match=r"extra\.csv is not described; add a resource for it to .*datapackage\.json"
    ):
        build(package)


def test_broken_csv_is_named(package: Path) -> None:
    (package / "data" / "summits.csv").write_bytes(b'summit_id,name\na,"b\n')
    with pytest.raises(ScoDataError, match=r"summits\.csv"):
        build(package)


def test_the_dataset_is_built(tmp_path: Path, frozen_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is shipped is what the rules give, from derived cells left empty and rows in another order."""
    monkeypatch.setenv(texts.VARIABLE, str(frozen_folder))
    for name in ("data", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "datapackage.json", tmp_path)
    shipped = contents(tmp_path)
    assert build(tmp_path) == [], "run `sco-keep build`"
    for path in (tmp_path / "data").iterdir():
        schema = json.loads((tmp_path / "schemas" / f"{path.stem}.json").read_text(encoding="utf-8"))
        derived = {
            field["name"]: ""
            for field in schema["fields"]
            if field["role"] == "derived" and "yieldedBy" not in field  # which stays where no passage yields it
        }
        rows = [row | derived for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines(keepends=True))]
        path.write_bytes(tables.to_csv(tables.columns(schema), rows[::-1]))
    build(tmp_path)
    assert contents(tmp_path) == shipped
