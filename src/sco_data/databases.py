"""The tables as an SQLite or DuckDB database, with keys, foreign keys, checks and descriptions."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from sco_data.casting import Value
from sco_data.errors import MissingExtraError, ScoDataError
from sco_data.package import descriptor
from sco_data.reading import Package, dictionary, load, schema

Step = Callable[[str], None]
Key = tuple[list[str], str, list[str]]  # fields of a foreign key, the table it refers to, the fields there

_SQLITE = {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "date": "TEXT", "boolean": "INTEGER"}
_BLOCK = 16384  # the smallest; at the default of 256 KB each small column fills one
_DUCKDB = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "date": "DATE", "boolean": "BOOLEAN"}


def write_sqlite(target: Path, names: Sequence[str], about: Mapping[str, str], package: Package, step: Step) -> None:
    """Write tables to a new SQLite file; foreign keys to tables left out are left out too.

    Dates are ISO text, booleans 0 and 1. SQLite keeps no comments: ``_columns`` describes every column, ``_tables``
    every table, ``_package`` holds `about`. The same package and SQLite give the same bytes.
    """
    try:
        with closing(sqlite3.connect(target, isolation_level=None)) as database:
            _fill_sqlite(database, names, about, package, step)
    except sqlite3.Error as error:
        raise OSError(str(error)) from error


def _fill_sqlite(
    database: sqlite3.Connection, names: Sequence[str], about: Mapping[str, str], package: Package, step: Step
) -> None:
    database.execute("PRAGMA foreign_keys = ON")
    database.execute("BEGIN")
    schemas = {name: schema(name, package=package) for name in names}
    for name, described in schemas.items():
        database.execute(_create(name, described, _keys(name, described, names), _SQLITE))
    for name, described in schemas.items():
        step(name)
        fields = [field["name"] for field in described["fields"]]
        cells = ([_plain(value) for value in row.values()] for row in load(name, "records", package=package))
        try:
            database.executemany(_insert(name, fields), cells)
        except sqlite3.IntegrityError as error:
            raise _broken(name, error) from error
    broken = database.execute("PRAGMA foreign_key_check").fetchone()
    if broken:
        raise ScoDataError(f"{broken[0]} has a row that refers to none of {broken[2]}; {_VALIDATE}.")
    _describe(database, names, about, package)
    database.execute("COMMIT")


def write_duckdb(target: Path, names: Sequence[str], about: Mapping[str, str], package: Package, step: Step) -> None:
    """Write tables to a new DuckDB file; titles and descriptions become comments, `about` the table ``_package``.

    DuckDB checks a foreign key at once, so that tables and rows are written after those that they refer to.
    """
    try:
        import duckdb
        import pyarrow as pa
    except ImportError as error:
        raise MissingExtraError("export", error.name or "duckdb") from error
    schemas = {name: schema(name, package=package) for name in names}
    resources = _resources(package)
    try:
        with duckdb.connect(str(target), config={"default_block_size": _BLOCK}) as database:
            database.execute("BEGIN")
            for number, name in enumerate(order := _ordered(schemas)):
                step(name)
                described = schemas[name]
                keys = _keys(name, described, order[: number + 1])
                database.execute(_create(name, described, keys, _DUCKDB))
                table = load(name, "arrow", package=package)
                try:
                    for wave in _waves(table.to_pylist(), [key for key in keys if key[1] == name]):
                        database.register("_rows", table.take(pa.array(wave, pa.int64())))
                        database.execute(f"INSERT INTO {_quote(name)} SELECT * FROM _rows")
                        database.unregister("_rows")
                except duckdb.ConstraintException as error:
                    raise _broken(name, error) from error
                columns = [(f"COLUMN {_quote(name)}.{_quote(field['name'])}", field) for field in described["fields"]]
                for thing, texts in [(f"TABLE {_quote(name)}", resources[name]), *columns]:
                    comment = ": ".join(filter(None, (texts.get("title"), texts.get("description"))))
                    database.execute(f"COMMENT ON {thing} IS {_literal(comment)}")
            database.execute("CREATE TABLE _package (name VARCHAR PRIMARY KEY, value VARCHAR)")
            database.executemany("INSERT INTO _package VALUES (?, ?)", [list(item) for item in about.items()])
            database.execute("COMMIT")
    except duckdb.Error as error:
        raise OSError(str(error).splitlines()[0]) from error


def _describe(database: sqlite3.Connection, names: Sequence[str], about: Mapping[str, str], package: Package) -> None:
    database.execute("CREATE TABLE _package (name TEXT PRIMARY KEY, value TEXT)")
    database.executemany("INSERT INTO _package VALUES (?, ?)", about.items())
    database.execute("CREATE TABLE _tables (table_name TEXT PRIMARY KEY, title TEXT, description TEXT)")
    resources = _resources(package)
    for name in names:
        texts = resources[name].get("title"), resources[name].get("description")
        database.execute("INSERT INTO _tables VALUES (?, ?, ?)", (name, *texts))
    columns = [
        (name, number, entry) for name in names for number, entry in enumerate(dictionary(name, package=package))
    ]
    extra = list(columns[0][2]) if columns else []
    kinds = ", ".join(f"{_quote(field)} TEXT" for field in extra)
    database.execute(
        f"CREATE TABLE _columns (table_name TEXT, position INTEGER, {kinds}, PRIMARY KEY (table_name, field))"
    )
    database.executemany(
        _insert("_columns", ["table_name", "position", *extra]),
        ([name, number, *entry.values()] for name, number, entry in columns),
    )


def _create(name: str, described: Mapping[str, Any], keys: Iterable[Key], types: Mapping[str, str]) -> str:
    primary = described.get("primaryKey", [])
    parts = [_column(field, primary, types) for field in described["fields"]]
    if primary:
        parts.append(f"PRIMARY KEY ({_list(primary)})")
    # SQLite may look at the keys when all is there; DuckDB knows no such thing.
    deferred = " DEFERRABLE INITIALLY DEFERRED" if types is _SQLITE else ""
    for fields, target, there in keys:
        parts.append(f"FOREIGN KEY ({_list(fields)}) REFERENCES {_quote(target)} ({_list(there)}){deferred}")
    return f"CREATE TABLE {_quote(name)} (\n  " + ",\n  ".join(parts) + "\n)"


def _column(field: Mapping[str, Any], primary: Sequence[str], types: Mapping[str, str]) -> str:
    name, limits = _quote(field["name"]), field.get("constraints", {})
    text = f"{name} {types[field['type']]}"
    if limits.get("required") or field["name"] in primary:
        text += " NOT NULL"
    if limits.get("unique") and [field["name"]] != list(primary):
        text += " UNIQUE"
    checks = [
        f"{name} {sign} {_literal(limits[word])}"
        for word, sign in (("minimum", ">="), ("maximum", "<="))
        if word in limits
    ]
    if "enum" in limits:
        checks.append(f"{name} IN ({', '.join(_literal(word) for word in limits['enum'])})")
    if "maxLength" in limits:
        checks.append(f"length({name}) <= {limits['maxLength']}")
    if field["type"] == "boolean" and types is _SQLITE:
        checks.append(f"{name} IN (0, 1)")
    return text + (f" CHECK ({' AND '.join(checks)})" if checks else "")


def _keys(name: str, described: Mapping[str, Any], names: Iterable[str]) -> list[Key]:
    """Foreign keys of a table to tables among `names`; a reference to itself has the resource ""."""
    keys = [
        (key["fields"], key["reference"]["resource"] or name, key["reference"]["fields"])
        for key in described.get("foreignKeys", ())
    ]
    return [key for key in keys if key[1] in names]


def _ordered(schemas: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Names of the tables, each after those that it refers to; where that is a circle, one has to come first."""
    order: list[str] = []
    seen: set[str] = set()

    def visit(name: str) -> None:
        if name not in seen:
            seen.add(name)
            for _, target, _ in _keys(name, schemas[name], schemas):
                visit(target)
            order.append(name)

    for name in schemas:
        visit(name)
    return order


def _waves(records: list[dict[str, Value]], keys: Sequence[Key]) -> list[list[int]]:
    """Positions of the rows in groups, each row in a group after the rows of its table that it refers to."""
    if not keys:
        return [list(range(len(records)))]
    waves: list[list[int]] = []
    rest = list(range(len(records)))
    known: list[set[tuple[Value, ...]]] = [set() for _ in keys]
    while rest:
        wave: list[int] = []
        later: list[int] = []
        for position in rest:
            record = records[position]
            referred = [tuple(record[field] for field in fields) for fields, _, _ in keys]
            ready = all(None in value or value in done for value, done in zip(referred, known, strict=True))
            (wave if ready else later).append(position)
        if not wave:
            raise ScoDataError(
                f"{keys[0][1]} has rows that refer to none of its own rows, or to each other in a circle; {_VALIDATE}."
            )
        for done, (_, _, there) in zip(known, keys, strict=True):
            done.update(tuple(records[position][field] for field in there) for position in wave)
        waves.append(wave)
        rest = later
    return waves


_VALIDATE = "`sco-keep validate` names it"


def _broken(table: str, error: Exception) -> ScoDataError:
    why = str(error).splitlines()[0].rstrip(".")
    return ScoDataError(f"{table} has a row that breaks its schema ({why}); {_VALIDATE}.")


def _resources(package: Package) -> dict[str, dict[str, Any]]:
    return {resource["name"]: resource for resource in descriptor(package)["resources"]}


def _insert(name: str, fields: Sequence[str]) -> str:
    return f"INSERT INTO {_quote(name)} ({_list(fields)}) VALUES ({', '.join('?' * len(fields))})"


def _plain(value: Value) -> str | int | float | None:
    return value.isoformat() if isinstance(value, date) else value


def _list(names: Iterable[str]) -> str:
    return ", ".join(map(_quote, names))


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(value: object) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)
