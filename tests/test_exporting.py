"""Every format reads back as the tables themselves, by readers that others wrote."""

import datetime as dt
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from sco_data import DamagedFileError, MissingExtraError, ScoDataError, UnknownNameError
from sco_data.casting import Value
from sco_data.citing import cite, fingerprint
from sco_data.exporting import export, placed
from sco_data.package import Package
from sco_data.reading import describe, load, schema, tables

FORMATS = ("sqlite", "duckdb", "parquet", "json", "xlsx")
TABULAR = FORMATS[:-1]
Records = list[dict[str, Value]]
SCO = Package()


def read_sqlite(file: Path, name: str) -> Records:
    with closing(sqlite3.connect(file)) as database:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute(f'SELECT * FROM "{name}" ORDER BY rowid')]


def read_duckdb(file: Path, name: str) -> Records:
    with duckdb.connect(str(file), read_only=True) as database:
        found = database.execute(f'SELECT * FROM "{name}"')
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def read_parquet(folder: Path, name: str) -> Records:
    found: Records = pq.read_table(folder / f"{name}.parquet").to_pylist()
    return found


def read_json(file: Path, name: str) -> Records:
    found: Records = json.loads(file.read_text(encoding="utf-8"))["tables"][name]
    return found


@cache
def workbook(file: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(file)


def read_xlsx(file: Path, name: str) -> Records:
    head, *cells = workbook(file)[name].iter_rows()
    assert all(cell.data_type != "f" for row in cells for cell in row)
    plain: list[list[Any]] = [
        [v.date() if isinstance(v := cell.value, dt.datetime) else v for cell in row] for row in cells
    ]
    return [dict(zip((str(cell.value) for cell in head), row, strict=True)) for row in plain]


READERS: dict[str, Callable[[Path, str], Records]] = {
    "sqlite": read_sqlite,
    "duckdb": read_duckdb,
    "parquet": read_parquet,
    "json": read_json,
    "xlsx": read_xlsx,
}


def in_format(value: Value, form: str) -> Value:
    """How the documentation of `export` says that a format holds a value."""
    if isinstance(value, dt.date) and form in ("sqlite", "json"):
        return value.isoformat()
    if isinstance(value, dt.date) and form == "xlsx" and value < dt.date(1900, 3, 1):
        return value.isoformat()
    if isinstance(value, bool):
        return int(value) if form == "sqlite" else value
    if isinstance(value, int) and form == "xlsx" and abs(value) >= 10**15:
        return str(value)
    return value


def assert_same(form: str, target: Path, name: str, package: Path | None) -> None:
    """Cell by cell, in the types too; numbers may change between 3800 and 3800.0."""
    key = schema(name, package=package)["primaryKey"]
    expected, found = load(name, "records", package=package), READERS[form](target, name)
    assert len(found) == len(expected), name
    for record, other in zip(expected, found, strict=True):
        assert list(other) == list(record), name
        for field, value in record.items():
            wanted = in_format(value, form)
            assert other[field] == wanted, (name, record[key[0]], field)
            same_kind = isinstance(other[field], type(wanted)) or isinstance(wanted, float)
            assert same_kind, (name, record[key[0]], field)


@pytest.fixture
def little(little: Path, spoil: Callable[..., None]) -> Path:
    """`little` with the cells that its sources lack, so that it keeps every rule of the schemas."""
    stated = Package(little).rows("sources")
    lines = [list(stated[0])] + [[*({**row, "language": "en", "rights": "Public."}).values()] for row in stated]
    spoil("sources", "".join(f"{','.join(line)}\n" for line in lines).encode(), rehash=True)
    return little


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole dataset in every format."""
    folder = tmp_path_factory.mktemp("whole")
    for form in FORMATS:
        assert export(form, folder / f"sco.{form}") == folder / f"sco.{form}"
    return folder


@pytest.mark.parametrize("form", TABULAR)
def test_reading_back_the_whole_dataset_gives_the_same_cells(whole: Path, form: str) -> None:
    for name in tables():
        assert_same(form, whole / f"sco.{form}", name, None)


@pytest.mark.parametrize("form", TABULAR)
def test_reading_back_every_type_gives_the_same_cells(little: Path, tmp_path: Path, form: str) -> None:
    target = export(form, tmp_path / f"little.{form}", package=little)
    for name in tables(package=little):
        assert_same(form, target, name, little)


def test_nothing_but_the_target_is_left(whole: Path) -> None:
    assert {file.name for file in whole.iterdir()} == {f"sco.{form}" for form in FORMATS}
    assert {file.stem for file in (whole / "sco.parquet").iterdir()} == set(tables())


def test_files_are_as_open_as_others(whole: Path) -> None:
    (whole.parent / "other").write_bytes(b"")
    mode = (whole.parent / "other").stat().st_mode
    assert all((whole / f"sco.{form}").stat().st_mode == mode for form in FORMATS if form != "parquet")


# SQLite and DuckDB


def declared(name: str) -> set[tuple[str, str, str]]:
    keys = schema(name).get("foreignKeys", ())
    return {(key["fields"][0], key["reference"]["resource"] or name, key["reference"]["fields"][0]) for key in keys}


def test_sqlite_has_the_keys_of_the_schemas(whole: Path) -> None:
    with closing(sqlite3.connect(whole / "sco.sqlite")) as database:
        database.execute("PRAGMA foreign_keys = ON")
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        for name in tables():
            columns = database.execute(f"PRAGMA table_info({name})").fetchall()
            primary = [column[1] for column in sorted(columns, key=lambda column: column[5]) if column[5]]
            assert primary == schema(name)["primaryKey"]
            keys = database.execute(f"PRAGMA foreign_key_list({name})").fetchall()
            assert {(key[3], key[2], key[4]) for key in keys} == declared(name)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (
            "INSERT INTO summits (summit_id, name, format, status) VALUES ('summit-1998-almaty', 'x', 'sco', 'held')",
            "UNIQUE",
        ),
        ("UPDATE summits SET place_id = 'atlantis' WHERE summit_id = 'summit-1998-almaty'", "FOREIGN KEY"),
        ("UPDATE summits SET format = 'g8' WHERE summit_id = 'summit-1998-almaty'", "CHECK"),
        ("UPDATE summits SET ordinal = 0 WHERE summit_id = 'summit-1998-almaty'", "CHECK"),
        ("UPDATE summits SET name = NULL WHERE summit_id = 'summit-1998-almaty'", "NOT NULL"),
    ],
)
def test_sqlite_keeps_the_rules_of_the_schemas(whole: Path, tmp_path: Path, statement: str, why: str) -> None:
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes((whole / "sco.sqlite").read_bytes())
    with closing(sqlite3.connect(copy)) as database:
        database.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError, match=why):  # noqa: PT012  (the key is looked at in the end)
            database.execute(statement)
            database.commit()


def test_sqlite_describes_itself(whole: Path) -> None:
    columns = read_sqlite(whole / "sco.sqlite", "_columns")
    for name in tables():
        found = [row for row in columns if row["table_name"] == name]
        assert [row["position"] for row in found] == list(range(len(found)))
        texts = [{key: value for key, value in row.items() if key not in ("table_name", "position")} for row in found]
        assert texts == describe(name, "records")
    titles = {row["table_name"]: row["description"] for row in read_sqlite(whole / "sco.sqlite", "_tables")}
    assert titles == {resource["name"]: resource["description"] for resource in SCO.descriptor["resources"]}
    about = {row["name"]: row["value"] for row in read_sqlite(whole / "sco.sqlite", "_package")}
    assert (about["version"], about["fingerprint"], about["citation"]) == (
        SCO.descriptor["version"],
        fingerprint(),
        cite(),
    )


def test_duckdb_describes_itself(whole: Path) -> None:
    with duckdb.connect(str(whole / "sco.duckdb"), read_only=True) as database:
        columns = {
            (row[0], row[1]): row[2]
            for row in database.execute("SELECT table_name, column_name, comment FROM duckdb_columns()").fetchall()
        }
        comments = dict(database.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall())
        about = dict(database.execute("SELECT * FROM _package").fetchall())
    for name in tables():
        for field in schema(name)["fields"]:
            assert columns[name, field["name"]] == f"{field['title']}: {field['description']}"
    assert comments["summits"].startswith("Summits: ")
    assert (about["version"], about["fingerprint"]) == (SCO.version, fingerprint())


def test_sqlite_parquet_and_json_are_the_same_bytes_again(whole: Path, tmp_path: Path) -> None:
    for form in ("sqlite", "json"):
        again = export(form, tmp_path / f"again.{form}")
        assert again.read_bytes() == (whole / f"sco.{form}").read_bytes(), form
    for file in export("parquet", tmp_path / "again").iterdir():
        assert file.read_bytes() == (whole / "sco.parquet" / file.name).read_bytes(), file.name


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        (
            "evidence",
            "iso3166-kaz",
            "iso3166-gone",
            "evidence has a row that breaks its schema .*refers to none of citations",
        ),
        ("citations", "iso3166,", "iso3167,", "citations has a row that breaks its schema .*refers to none of sources"),
        ("summits", "shanghai_five", "g8", "summits has a row that breaks its schema .*CHECK"),
        ("retired", "reason\n", "reason\nsummits,x\n", "retired has a row that breaks its schema .*NOT NULL"),
    ],
)
def test_faults_of_the_data_are_one_error(
    little: Path, tmp_path: Path, spoil: Callable[..., None], table: str, old: str, new: str, message: str
) -> None:
    content = (little / "data" / f"{table}.csv").read_text(encoding="utf-8")
    assert old in content
    *lines, last = content.replace(old, new).splitlines()
    if table == "retired":  # whatever columns it has
        last += "," * (lines[0].count(",") - last.count(","))
    spoil(table, "".join(f"{line}\n" for line in (*lines, last)).encode(), rehash=True)
    with pytest.raises(ScoDataError, match=f"{message}.*; mend it, or export") as raised:
        export("sqlite", tmp_path / "out", package=little)
    assert "\n" not in str(raised.value)
    assert not (tmp_path / "out").exists()


NESTED = {
    "fields": [
        {"name": "node_id", "title": "Key", "type": "string", "role": "key"},
        {"name": "parent_id", "title": "Parent", "type": "string", "role": "coded"},
    ],
    "primaryKey": "node_id",
    "foreignKeys": [{"fields": ["parent_id"], "reference": {"resource": "", "fields": ["node_id"]}}],
}


@pytest.mark.parametrize("form", ["sqlite", "duckdb"])
def test_rows_may_refer_to_later_rows(write_package: Callable[..., Path], tmp_path: Path, form: str) -> None:
    nodes = [{"node_id": "a", "parent_id": "b"}, {"node_id": "b", "parent_id": "c"}, {"node_id": "c"}]
    described = {**NESTED, "primaryKey": ["node_id"]}
    package = write_package({"nodes": (described, nodes)})
    assert_same(form, export(form, tmp_path / "out", package=package), "nodes", package)


# Parquet, JSON, XLSX


@pytest.mark.parametrize("name", ["states", "summits", "statistics", "memberships"])
def test_pandas_reads_parquet_with_the_types_of_load(whole: Path, name: str) -> None:
    """A day is a day (`datetime.date`), for Parquet has a type for it, and pandas none that it reads by itself."""
    found, expected = pd.read_parquet(whole / "sco.parquet" / f"{name}.parquet"), load(name)
    days = [field["name"] for field in schema(name)["fields"] if field["type"] == "date"]
    for day in days:
        assert {type(value) for value in found[day].dropna()} == {dt.date}
        found[day] = found[day].astype(expected[day].dtype)
    assert found.dtypes.astype(str).tolist() == expected.dtypes.astype(str).tolist()
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)  # text may lie in memory in another way


def test_parquet_carries_schema_and_package(whole: Path) -> None:
    for name in tables():
        found = pq.read_schema(whole / "sco.parquet" / f"{name}.parquet")
        assert json.loads(found.metadata[b"table_schema"]) == schema(name)
        assert json.loads(found.metadata[b"package"])["fingerprint"] == fingerprint()
        for field in schema(name)["fields"]:
            assert found.field(field["name"]).metadata[b"description"].decode() == field["description"]


def test_json_carries_the_descriptor_with_its_schemas(whole: Path) -> None:
    found = json.loads((whole / "sco.json").read_text(encoding="utf-8"))
    assert list(found) == ["descriptor", "tables"]
    assert found["descriptor"]["version"] == SCO.descriptor["version"]
    assert {entry["name"]: entry["schema"] for entry in found["descriptor"]["resources"]} == {
        name: schema(name) for name in tables()
    }


def test_xlsx_has_a_sheet_per_table_and_a_codebook(whole: Path) -> None:
    book = workbook(whole / "sco.xlsx")
    assert book.sheetnames == [*tables(), "codebook"]
    assert book["summits"].freeze_panes == "B2"
    assert (book.properties.version, book.properties.description) == (SCO.descriptor["version"], cite())
    found = read_xlsx(whole / "sco.xlsx", "codebook")
    assert found == [{"table": name, **entry} for name in tables() for entry in describe(name, "records")]


TEXTS = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "=cmd|' /C calc'!A0",
    "#N/A",
    "NA",
    "TRUE",
    "1e5",
    "004",
    "2004-06-17",
    " x ",
    "\t=1",
]
ONE_COLUMN = {
    "fields": [{"name": "text", "title": "Text", "type": "string", "role": "key"}],
    "primaryKey": ["text"],
    "missingValues": [""],
}


def test_xlsx_keeps_text_as_text(write_package: Callable[..., Path], tmp_path: Path) -> None:
    package = write_package({"texts": (ONE_COLUMN, [{"text": text} for text in TEXTS])})
    with closing(openpyxl.load_workbook(export("xlsx", tmp_path / "out.xlsx", package=package))) as book:
        cells = [row[0] for row in book["texts"].iter_rows(min_row=2)]
        assert [cell.value for cell in cells] == TEXTS
        assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
        assert [bool(cell.quotePrefix) for cell in cells] == [text[0] in "=+-@\t" for text in TEXTS]


@pytest.mark.parametrize("text", ["x" * 32768, "a\x01b"])
def test_xlsx_refuses_what_it_cannot_hold(write_package: Callable[..., Path], tmp_path: Path, text: str) -> None:
    package = write_package({"texts": (ONE_COLUMN, [{"text": "fine"}, {"text": text}])})
    with pytest.raises(ScoDataError, match="texts, row 2, field text cannot stand in an XLSX file"):
        export("xlsx", tmp_path / "out.xlsx", package=package)
    assert [file.name for file in tmp_path.iterdir()] == ["package"]


# Targets


def test_what_is_placed_appears_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "a"
    for number, text in enumerate(("old", "new")):
        with placed(target) as made:
            made.mkdir()
            (made / "x").write_text(text, encoding="utf-8")
            assert [file.read_text(encoding="utf-8") for file in target.glob("x")] == ["old"] * number
        assert (target / "x").read_text(encoding="utf-8") == text
    with pytest.raises(FileNotFoundError), placed(target) as made:
        (made / "x").write_text("its folder is not there", encoding="utf-8")
    assert [file.name for file in tmp_path.iterdir()] == ["a"]
    assert (target / "x").read_text(encoding="utf-8") == "new"


@pytest.mark.parametrize("form", FORMATS)
def test_what_exists_is_replaced_only_by_force(little: Path, tmp_path: Path, form: str) -> None:
    target = export(form, tmp_path / f"out.{form}", package=little, tables=["kinds"])
    with pytest.raises(ScoDataError, match=r"out.\w+ exists; choose another name, or replace it .*`--force`"):
        export(form, target, package=little)
    export(form, target, package=little, tables=["kinds", "sources"], force=True)
    workbook.cache_clear()
    assert len(READERS[form](target, "sources")) == 2
    assert {file.name for file in tmp_path.iterdir()} == {target.name, "package"}


@pytest.mark.parametrize("form", FORMATS)
def test_other_peoples_folders_and_files_stay(little: Path, tmp_path: Path, form: str) -> None:
    target = tmp_path / "out"
    if form == "parquet":
        target.write_bytes(b"mine")
    else:
        target.mkdir()
        (target / "mine").write_bytes(b"mine")
    with pytest.raises(ScoDataError, match=r"out is a (folder|file), and \w+ is written as (one file|a folder)"):
        export(form, target, package=little, force=True)
    assert (target if form == "parquet" else target / "mine").read_bytes() == b"mine"


def test_a_folder_with_other_files_is_not_replaced(little: Path, tmp_path: Path) -> None:
    target = export("parquet", tmp_path / "out", package=little)
    (target / "thesis.docx").write_bytes(b"mine")
    with pytest.raises(ScoDataError, match=r"out holds other files too, such as thesis\.docx; it is not replaced"):
        export("parquet", target, package=little, force=True)
    assert (target / "thesis.docx").read_bytes() == b"mine"


@pytest.mark.parametrize("form", FORMATS)
def test_a_failure_leaves_the_old_export(little: Path, tmp_path: Path, spoil: Callable[..., None], form: str) -> None:
    target = export(form, tmp_path / "out", package=little)
    old = {file: file.read_bytes() for file in ([target] if target.is_file() else target.iterdir())}
    spoil("evidence", b"damaged\n")
    with pytest.raises(DamagedFileError):
        export(form, target, package=little, force=True)
    assert {file: file.read_bytes() for file in ([target] if target.is_file() else target.iterdir())} == old
    assert {file.name for file in tmp_path.iterdir()} == {"out", "package"}


def test_a_folder_that_cannot_be_put_in_place_is_put_back(
    little: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = export("parquet", tmp_path / "out", package=little, tables=["kinds"])
    real = Path.replace

    def replace(self: Path, other: Path) -> Path:
        if self.name == "out" and self.parent != tmp_path:
            raise OSError(28, "No space left on device")
        return real(self, other)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(ScoDataError, match="out cannot be written: No space left on device"):
        export("parquet", target, package=little, force=True)
    assert [file.name for file in target.iterdir()] == ["kinds.parquet"]


@pytest.mark.parametrize("form", FORMATS)
def test_a_folder_that_is_not_there_is_named(little: Path, tmp_path: Path, form: str) -> None:
    with pytest.raises(ScoDataError, match=r"gone/out cannot be written: there is no folder .*gone\.$"):
        export(form, tmp_path / "gone" / "out", package=little)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder in which nobody can write")
def test_a_folder_that_cannot_be_written_is_named() -> None:
    with pytest.raises(ScoDataError, match=r"^/proc/sco\.json cannot be written: .+\.$"):
        export("json", "/proc/sco.json")


FULL = """
import resource, signal, sys
from sco_data import ScoDataError
from sco_data.exporting import export
if sys.argv[1] in ("duckdb", "parquet"):
    import duckdb, pyarrow.parquet
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    export(sys.argv[1], sys.argv[2])
except ScoDataError as error:
    print(error)
"""


@pytest.mark.parametrize("form", FORMATS)
def test_a_disk_that_is_full_is_one_error_and_nothing_is_left(tmp_path: Path, form: str) -> None:
    target = tmp_path / "out"
    found = subprocess.run([sys.executable, "-c", FULL, form, target], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert found.stdout.startswith(f"{target} cannot be written: ")
    assert found.stdout.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_names_and_order_of_tables(little: Path, tmp_path: Path) -> None:
    target = export("json", tmp_path / "x.json", tables=iter(["sources", "kinds", "kinds"]), package=little)
    assert list(json.loads(target.read_text(encoding="utf-8"))["tables"]) == ["kinds", "sources"]
    with pytest.raises(UnknownNameError, match=r"There is no format 'csv'.*sqlite, .*, xlsx"):
        export("csv", tmp_path / "y")
    with pytest.raises(UnknownNameError, match="There is no table 'summit'; nearest: summits"):
        export("json", tmp_path / "y", tables=["summit"])


@pytest.mark.parametrize(
    ("form", "library"), [("duckdb", "duckdb"), ("duckdb", "pyarrow"), ("parquet", "pyarrow"), ("xlsx", "openpyxl")]
)
def test_a_missing_library_names_the_extra(
    little: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, library: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtraError, match=rf"needs {library}, .*sco-data\[export\]"):
        export(form, tmp_path / "out", package=little)
    assert [file.name for file in tmp_path.iterdir()] == ["package"]


PLAIN = """
import sys
from sco_data.exporting import export
for form in ("sqlite", "json"):
    export(form, f"{sys.argv[1]}/out.{form}")
heavy = {"pandas", "duckdb", "openpyxl", "pyarrow", "click"} & set(sys.modules)
assert not heavy, heavy
"""


def test_sqlite_and_json_need_the_standard_library_only(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", PLAIN, tmp_path], check=True, env={**os.environ, "PYTHONWARNINGS": "error"})
    assert len(list(tmp_path.iterdir())) == 2


HALTED = """
import sys, time
from sco_data import cli, exporting
def halt(target, *_):
    target.write_bytes(b"half")
    print("ready", flush=True)
    time.sleep(60)
exporting._WRITERS = {**exporting._WRITERS, "json": halt}
sys.argv = ["sco-data", "export", "json", sys.argv[1], "--table", "states"]
cli.main()
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_an_export_that_is_stopped_leaves_nothing_that_the_next_does_not_clear(name: str, tmp_path: Path) -> None:
    target = tmp_path / "x[1].json"
    with subprocess.Popen(
        [sys.executable, "-c", HALTED, target], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        assert run.stdout and run.stdout.readline() == b"ready\n"
        run.send_signal(getattr(signal, name))
        run.communicate(timeout=60)
    assert not target.exists()
    assert bool(list(tmp_path.iterdir())) == (name == "SIGKILL")
    (tmp_path / f".{target.name}.{os.getpid()}.mine").mkdir()  # of one that still runs
    (tmp_path / f".{target.name}.notes.txt").write_text("somebody's", encoding="utf-8")
    export("json", target, tables=["states"])
    left = {f".{target.name}.{os.getpid()}.mine", f".{target.name}.notes.txt", target.name}
    assert {file.name for file in tmp_path.iterdir()} == left
