"""The dataset in the file formats of other tools."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Literal

from sco_data import annotations, databases, reading, workbook
from sco_data.citing import cite, fingerprint
from sco_data.errors import MissingExtraError, ScoDataError, UnknownNameError
from sco_data.package import descriptor, root, usable
from sco_data.placing import placed
from sco_data.reading import Package

Format = Literal["sqlite", "duckdb", "parquet", "json", "xlsx", "jsonld"]
Progress = Callable[[str, int, int], None]

_Step = Callable[[str], None]
_Writer = Callable[[Path, Sequence[str], Mapping[str, str], Package, _Step], None]


def export(
    format: Format | str,  # noqa: A002  (what users call it)
    target: str | PathLike[str],
    *,
    tables: Iterable[str] | None = None,
    force: bool = False,
    package: Package = None,
    progress: Progress | None = None,
) -> Path:
    """Write tables to a file of another format, with the same values.

    Parameters
    ----------
    format : {"sqlite", "duckdb", "parquet", "json", "xlsx", "jsonld"}
        What to write:

        ========== ==========================================================================================
        sqlite     one file: primary and foreign keys, checks; dates as ISO text; ``_columns``, ``_tables`` and
                   ``_package`` describe what is in it
        duckdb     one file: primary and foreign keys, checks, comments; ``_package`` (extra `export`)
        parquet    a folder of one file per table, the Table Schema in its metadata (extra `export`)
        json       one file: the ``descriptor``, schemas included, and ``tables``, lists of records
        xlsx       one workbook: a sheet per table and the sheet ``codebook`` (extra `export`)
        jsonld     one file: all evidence as W3C Web Annotations
        ========== ==========================================================================================
    target : path
        The file or folder to write.
    tables : iterable of str, optional
        Only these; default all.
    force : bool
        Replace `target` where it exists; a folder only where nothing but Parquet files is in it.
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.
    progress : callable, optional
        Called as ``progress(table, done, total)`` before each table, and as ``progress("", total, total)`` at the end.

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
    if format not in _WRITERS:
        raise UnknownNameError("format", format, _WRITERS)
    package = root(package)
    known = reading.tables(package=package)
    wanted = known if tables is None else list(dict.fromkeys(tables))
    for name in wanted:
        if name not in known:
            raise UnknownNameError("table", name, known)
    names = [name for name in known if name in wanted]
    target = usable(target)
    _refuse(format, target, force=force)

    count = 0

    def step(name: str) -> None:
        nonlocal count
        if progress is not None:
            progress(name, count, len(names))
        count += 1

    try:
        with placed(target) as made:
            _WRITERS[format](made, names, _about(package), package, step)
            _refuse(format, target, force=force)  # it may have appeared while we wrote
    except OSError as error:
        if isinstance(error, ScoDataError):
            raise
        raise ScoDataError(f"{target} cannot be written: {error.strerror or error}.") from error
    if progress is not None:
        progress("", len(names), len(names))
    return target


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


def _about(package: Package) -> dict[str, str]:
    described = descriptor(package)
    return {
        "name": str(described["name"]),
        "title": str(described.get("title") or described["name"]),
        "version": str(described["version"]),
        "licenses": ", ".join(entry.get("name", entry.get("path", "")) for entry in described.get("licenses", ())),
        "fingerprint": fingerprint(package),
        "citation": cite("apa", package=package),
    }


def _write_parquet(target: Path, names: Sequence[str], about: Mapping[str, str], package: Package, step: _Step) -> None:
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtraError("export", "pyarrow") from error
    target.mkdir()
    for name in names:
        step(name)
        described = reading.schema(name, package=package)
        table = reading.load(name, "arrow", package=package)
        for number, field in enumerate(described["fields"]):
            texts = {key: str(field[key]) for key in ("title", "description") if key in field}
            table = table.cast(table.schema.set(number, table.schema.field(number).with_metadata(texts)))
        metadata = {"table_schema": json.dumps(described, ensure_ascii=False), "package": json.dumps(about)}
        parquet.write_table(table.replace_schema_metadata(metadata), target / f"{name}.parquet")


def _write_json(target: Path, names: Sequence[str], _: Mapping[str, str], package: Package, step: _Step) -> None:
    described = descriptor(package)
    described["resources"] = [
        {**resource, "schema": reading.schema(resource["name"], package=package)}
        for resource in described["resources"]
        if resource["name"] in names
    ]
    with target.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write('{\n"descriptor": ' + _json(described) + ',\n"tables": {')
        for number, name in enumerate(names):
            step(name)
            records = (_json(row) for row in reading.load(name, "records", package=package))
            stream.write((",\n" if number else "\n") + _json(name) + ": [\n" + ",\n".join(records) + "\n]")
        stream.write("\n}\n}\n")


def _write_jsonld(target: Path, names: Sequence[str], about: Mapping[str, str], package: Package, step: _Step) -> None:
    collection = annotations.annotations(names, about, package=package, step=step)
    items = collection["first"].pop("items")
    head = _json(collection).removesuffix("}}")  # the page comes last; its items follow, one a line
    with target.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(head + ', "items": [\n' + ",\n".join(map(_json, items)) + "\n]}}\n")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_jsonable)


def _jsonable(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value))


_WRITERS: Mapping[str, _Writer] = {
    "sqlite": databases.write_sqlite,
    "duckdb": databases.write_duckdb,
    "parquet": _write_parquet,
    "json": _write_json,
    "xlsx": workbook.write_xlsx,
    "jsonld": _write_jsonld,
}
