"""A file that does not say what the tables say is not shipped."""

import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from sco_data.errors import ScoDataError
from sco_data.exporting import export
from sco_keeping import build, datazip, readback


@pytest.fixture
def built(package: Path) -> Path:
    """The small package, built, with a day on which it was made."""
    build.build(package)
    file = package / "datapackage.json"
    described = json.loads(file.read_text(encoding="utf-8")) | {"created": "2026-11-22T00:00:00Z"}
    file.write_text(json.dumps(described), encoding="utf-8")
    return package


def made(form: str, folder: Path, package: Path) -> Path:
    target = export(form, folder / f"small.{form}", package=package)
    return zipped(target) if form == "parquet" else target


def zipped(folder: Path) -> Path:
    file = folder.with_suffix(".zip")
    with zipfile.ZipFile(file, "w") as archive:
        for each in folder.iterdir():
            archive.write(each, each.name)
    return file


@pytest.mark.parametrize("form", ["sqlite", "xlsx", "parquet"])
def test_what_export_wrote_is_what_the_tables_say(built: Path, tmp_path: Path, form: str) -> None:
    readback.same_tables(made(form, tmp_path, built), built)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("DELETE FROM evidence WHERE rowid = 1", "small.sqlite, evidence has 2 rows; expected 3"),
        ("UPDATE summits SET name = 'x' WHERE rowid = 2", r"summits, row 2, field name is 'x'; expected 'Summit'"),
        ("UPDATE statistics SET value = 10 WHERE rowid = 2", r"statistics, row 2, field value is 10.0; expected 9.0"),
        ("ALTER TABLE summits RENAME agenda TO plan", "small.sqlite, summits has the columns"),
        ("DROP TABLE summits", "small.sqlite cannot be read back: no such table: summits"),
    ],
)
def test_another_database_is_refused(built: Path, tmp_path: Path, statement: str, why: str) -> None:
    file = made("sqlite", tmp_path, built)
    with closing(sqlite3.connect(file)) as database:
        database.execute(statement)
        database.commit()
    with pytest.raises(ScoDataError, match=why):
        readback.same_tables(file, built)


def test_another_workbook_is_refused(built: Path, tmp_path: Path) -> None:
    file = made("xlsx", tmp_path, built)
    book = openpyxl.load_workbook(file)
    book["quotations"]["A2"] = "envoy"
    book.save(file)
    with pytest.raises(ScoDataError, match=r"quotations, row 1, field quotation_id is 'envoy'; expected 'envoy-flag'"):
        readback.same_tables(file, built)


def test_another_parquet_file_is_refused(built: Path, tmp_path: Path) -> None:
    folder = export("parquet", tmp_path / "small.parquet", package=built)
    pq.write_table(pq.read_table(folder / "citations.parquet").slice(1), folder / "citations.parquet")
    with pytest.raises(ScoDataError, match="citations has 4 rows; expected 5"):
        readback.same_tables(zipped(folder), built)


@pytest.mark.parametrize("suffix", [".sqlite", ".xlsx", ".zip"])
def test_a_file_that_is_none_is_refused(built: Path, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"torn{suffix}"
    file.write_bytes(b"half a file")
    with pytest.raises(ScoDataError, match=f"torn{suffix} cannot be read back: "):
        readback.same_tables(file, built)


def test_a_zip_of_the_data_is_compared_file_by_file(built: Path, tmp_path: Path) -> None:
    file, files = tmp_path / "small.zip", datazip.members(built)
    file.write_bytes(datazip.pack(files, datazip.created(built)))
    readback.same_files(file, built)
    for name in ("data/summits.csv", "schemas/summits.json", "datapackage.json", "README.md"):
        file.write_bytes(datazip.pack(files | {name: files[name] + b"\n"}, datazip.created(built)))
        with pytest.raises(ScoDataError, match=rf"small\.zip.*{name}.*(build it again|was changed)"):
            readback.same_files(file, built)
    file.write_bytes(datazip.pack(files | {"data/more.csv": b""}, datazip.created(built)))
    with pytest.raises(ScoDataError, match=r"does not hold data/more\.csv"):
        readback.same_files(file, built)
