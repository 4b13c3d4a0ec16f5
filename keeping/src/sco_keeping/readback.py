"""What was built is read again, by the readers of its format, and must say what the tables say."""

import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import date, datetime
from io import BytesIO
from os import PathLike
from pathlib import Path

import sco_data.package
from sco_data.errors import ScoDataError
from sco_keeping import datazip
from sco_keeping.library import DESCRIPTOR, Package, root

Rows = Iterable[Sequence[object]]
Read = Callable[[str], Rows]

_EXACT = 10**15  # a spreadsheet keeps fifteen digits; the export writes longer integers as text


def same_files(archive: Path, package: str | PathLike[str] | None = None) -> None:
    """Make sure that a wheel or a zip of the data holds the descriptor, tables and schemas of a package.

    Parameters
    ----------
    archive : Path
        The file that was built.
    package : path, optional
        The folder that it was built from; default the installed package.

    Raises
    ------
    ScoDataError
        A file is missing or has other bytes, or the archive is damaged.
    """
    folder = root(package)
    built = sco_data.package.Package(archive)
    names = [str(resource[word]) for resource in built.descriptor["resources"] for word in ("path", "schema")]
    for name in [DESCRIPTOR, *names]:  # equal descriptors name the same files
        if built.read(name) != (folder / name).read_bytes():
            raise ScoDataError(f"{archive.name} has another {name} than {folder}; build it again.")
    if archive.suffix == ".zip":
        expected = datazip.members(folder)
        with zipfile.ZipFile(archive) as opened:
            found = {name: opened.read(name) for name in opened.namelist()}
        if found != expected:
            wrong = min(name for name in {*found, *expected} if found.get(name) != expected.get(name))
            raise ScoDataError(f"{archive.name} does not hold {wrong} as {folder} has it; build it again.")


def same_tables(file: Path, package: str | PathLike[str] | None = None) -> None:
    """Make sure that a file of another format holds the tables of a package, row by row and cell by cell.

    Parameters
    ----------
    file : Path
        A ``.sqlite`` or ``.xlsx`` file, or a ``.zip`` of Parquet files.
    package : path, optional
        As for `same_files`.

    Raises
    ------
    ScoDataError
        A table, row or cell is not what it should be; or the file cannot be read.
    """
    try:
        with _READERS[file.suffix](file) as rows:
            for name in Package(package).tables():
                _compare(file.name, name, rows(name), package)
    except ScoDataError:
        raise
    except Exception as error:  # each format's library has errors of its own
        why = str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__
        raise ScoDataError(f"{file.name} cannot be read back: {why}.") from error


@contextmanager
def _sqlite(file: Path) -> Iterator[Read]:
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as database:

        def rows(name: str) -> Rows:
            found = database.execute(f'SELECT * FROM "{name}" ORDER BY rowid')
            yield [column[0] for column in found.description]
            yield from found

        yield rows


@contextmanager
def _xlsx(file: Path) -> Iterator[Read]:
    from openpyxl import load_workbook

    with closing(load_workbook(file, read_only=True)) as book:
        yield lambda name: book[name].iter_rows(values_only=True)


@contextmanager
def _parquet(file: Path) -> Iterator[Read]:
    from pyarrow import parquet

    with zipfile.ZipFile(file) as archive:

        def rows(name: str) -> Rows:
            table = parquet.read_table(BytesIO(archive.read(f"{name}.parquet")))
            yield table.column_names
            yield from zip(*(column.to_pylist() for column in table.columns), strict=True)

        yield rows


_READERS: Mapping[str, Callable[[Path], AbstractContextManager[Read]]] = {
    ".sqlite": _sqlite,
    ".xlsx": _xlsx,
    ".zip": _parquet,
}


def _compare(file: str, table: str, rows: Rows, package: str | PathLike[str] | None) -> None:
    expected = Package(package).load(table, "records")
    fields = [field["name"] for field in Package(package).schema(table)["fields"]]
    head, *found = [list(row) for row in rows]
    if head != fields:
        raise ScoDataError(f"{file}, {table} has the columns {head}; expected {fields}.")
    if len(found) != len(expected):
        raise ScoDataError(f"{file}, {table} has {len(found)} rows; expected {len(expected)}.")
    for number, (record, row) in enumerate(zip(expected, found, strict=True), start=1):
        for field, cell in zip(fields, row, strict=True):
            if _plain(cell) != _plain(record[field]):
                raise ScoDataError(
                    f"{file}, {table}, row {number}, field {field} is {cell!r}; expected {record[field]!r}."
                )


def _plain(value: object) -> object:
    """A value as the poorest format holds it: a day is ISO text, a long integer its digits."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int) and abs(value) >= _EXACT else value
