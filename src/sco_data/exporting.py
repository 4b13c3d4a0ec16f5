"""The dataset in the file formats of other tools."""

import glob
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Literal

from sco_data import databases, workbook
from sco_data.errors import ScoDataError, needed
from sco_data.files import usable
from sco_data.names import one_of, several, yes
from sco_data.package import Names, Package, Where, opened

Format = Literal["sqlite", "duckdb", "parquet", "json", "xlsx"]

_Writer = Callable[[Path, Package, Iterable[str], Mapping[str, str]], None]


def export(
    format: Format | str,  # noqa: A002  (what users call it)
    target: str | PathLike[str],
    *,
    tables: Names = None,
    force: bool = False,
    package: Where = None,
) -> Path:
    """Write tables to a file of another format, with the same values.

    Parameters
    ----------
    format : {"sqlite", "duckdb", "parquet", "json", "xlsx"}
        What to write:

        ========== ==========================================================================================
        sqlite     one file: primary and foreign keys, checks; dates as ISO text; ``_columns``, ``_tables`` and
                   ``_package`` describe what is in it
        duckdb     one file: the types of the schemas, their texts as comments; ``_package`` (extra `export`)
        parquet    a folder of one file per table, the Table Schema in its metadata (extra `export`)
        json       one file: the ``descriptor``, schemas included, and ``tables``, lists of records
        xlsx       one workbook: a sheet per table and the sheet ``codebook`` (extra `export`)
        ========== ==========================================================================================
    target : path
        The file or folder to write.
    tables : str or iterable of str, optional
        Only this or these; default all.
    force : bool
        Replace `target` where it exists; a folder only where nothing but Parquet files is in it.
    package : path or Package, optional
        A folder that holds a ``datapackage.json``, or a zip of one; default the installed package.

    Returns
    -------
    Path
        `target`. It appears when it is complete; until then everything is in a temporary folder beside it.

    Raises
    ------
    UnknownNameError
        There is no such format or table.
    ScoDataError
        `target` exists or cannot be written, or a table breaks its schema.
    DamagedFileError
        A file of the package is missing or is not the one that was published.
    MissingExtraError
        The format needs a library that is not installed.

    Examples
    --------
    >>> import sqlite3, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = export("sqlite", f"{folder}/sco.sqlite", tables=["states"])
    ...     database = sqlite3.connect(file)
    ...     print(database.execute("SELECT name FROM states WHERE state_id = 'KAZ'").fetchone())
    ...     database.close()
    ('Kazakhstan',)
    """
    format = one_of("format", format, _WRITERS)  # noqa: A001
    force = yes("force", force)
    package = opened(package)
    names = package.tables()
    if (given := several("tables", tables)) is not None:
        wanted = [one_of("table", name, names) for name in given]
        names = [name for name in names if name in wanted]
    target = usable(target)
    _refuse(format, target, force=force)
    try:
        with placed(target) as made:
            _WRITERS[format](made, package, names, facts(package))
            _refuse(format, target, force=force)  # it may have appeared while we wrote
    except OSError as error:
        if isinstance(error, ScoDataError):
            raise
        raise ScoDataError(f"{target} cannot be written: {error.strerror or error}.") from error
    return target


@contextmanager
def placed(target: Path) -> Iterator[Path]:
    """Somewhere to write a file or folder, which takes the place of `target` when the block ends well.

    Parameters
    ----------
    target : Path
        Where it shall be. Its folder exists; what is there already is replaced.

    Yields
    ------
    Path
        Where to write: the same name in a temporary folder beside `target`, which is removed however the block ends;
        if the process is killed, by the next that writes there.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with placed(Path(folder, "a.txt")) as made:
    ...         _ = made.write_text("whole")
    ...         print([file.name for file in Path(folder).glob("a.txt")])
    ...     print(Path(folder, "a.txt").read_text())
    []
    whole
    """
    _sweep(target)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.{os.getpid()}.") as folder:
        made, aside = Path(folder, target.name), Path(folder, "replaced")
        yield made
        if not target.is_dir():
            made.replace(target)
            return
        target.replace(aside)  # a folder cannot be replaced in one step
        try:
            made.replace(target)
        except BaseException:
            aside.replace(target)
            raise


def _sweep(target: Path) -> None:
    """Remove what processes that are no more have left beside a target."""
    for left in target.parent.glob(f".{glob.escape(target.name)}.*.*") if os.name == "posix" else ():
        with suppress(ValueError, OverflowError, PermissionError):
            try:
                os.kill(int(left.name.split(".")[-2]), 0)
            except ProcessLookupError:
                shutil.rmtree(left, ignore_errors=True)


def _refuse(format: str, target: Path, *, force: bool) -> None:  # noqa: A002
    if not target.parent.is_dir():
        raise ScoDataError(f"{target} cannot be written: there is no folder {target.parent}.")
    if not target.exists() and not target.is_symlink():
        return
    folder = format == "parquet"
    if target.is_dir() != folder:
        there, here = ("a folder", "one file") if target.is_dir() else ("a file", "a folder")
        raise ScoDataError(f"{target} is {there}, and {format} is written as {here}; choose another name.")
    if not force:
        raise ScoDataError(f"{target} exists; choose another name, or replace it with force=True (`--force`).")
    others = sorted(file.name for file in target.iterdir() if file.suffix != ".parquet") if folder else []
    if others:
        raise ScoDataError(f"{target} holds other files too, such as {others[0]}; it is not replaced.")


def facts(package: Package) -> dict[str, str]:
    """What an export says of the package as a whole, as text."""
    # Not from info(), which reads every table: one table is exported though another is damaged.
    told = package.descriptor
    licenses = ", ".join(each.get("name", each.get("path", "")) for each in told.get("licenses", ()))
    about = {"name": package.name, "title": str(told.get("title") or package.name), "version": package.version}
    return {**about, "licenses": licenses, "fingerprint": package.fingerprint(), "citation": package.cite("apa")}


def _write_parquet(target: Path, package: Package, names: Iterable[str], about: Mapping[str, str]) -> None:
    arrow, parquet = needed("pyarrow", "export"), needed("pyarrow.parquet", "export")
    target.mkdir()
    for name in names:
        described, table = package.schema(name), package.load(name, "arrow")
        for number, field in enumerate(described["fields"]):
            texts = {key: str(field[key]) for key in ("title", "description") if key in field}
            table = table.cast(table.schema.set(number, table.schema.field(number).with_metadata(texts)))
        # What pandas writes of a frame, so that it reads these types: whole numbers stay whole beside empty cells.
        own = arrow.Schema.from_pandas(package.load(name), preserve_index=False).metadata
        metadata = {**own, "table_schema": json.dumps(described, ensure_ascii=False), "package": json.dumps(about)}
        parquet.write_table(table.replace_schema_metadata(metadata), target / f"{name}.parquet")


def _write_json(target: Path, package: Package, names: Iterable[str], _: Mapping[str, str]) -> None:
    tables = {name: package.load(name, "records") for name in names}
    described = package.descriptor
    described["resources"] = [
        {**each, "schema": package.schema(each["name"])} for each in described["resources"] if each["name"] in tables
    ]
    with target.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write('{\n"descriptor": ' + _json(described) + ',\n"tables": {\n')
        stream.write(",\n".join(f"{_json(name)}: [\n{_lines(records)}\n]" for name, records in tables.items()))
        stream.write("\n}\n}\n")


def _lines(values: Iterable[object]) -> str:
    return ",\n".join(map(_json, values))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=date.isoformat)


_WRITERS: Mapping[str, _Writer] = {
    "sqlite": databases.write_sqlite,
    "duckdb": databases.write_duckdb,
    "parquet": _write_parquet,
    "json": _write_json,
    "xlsx": workbook.write_xlsx,
}
