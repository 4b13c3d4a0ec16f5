"""The tables as an SQLite database with keys and checks, or as a DuckDB database; both describe themselves."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from sco_data.errors import MissingExtraError, ScoDataError
from sco_data.package import Package

_TYPES = {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "date": "TEXT", "boolean": "INTEGER"}
_BLOCK = 16384  # the smallest that DuckDB has; at the default of 256 KB each small column fills one


def write_sqlite(target: Path, package: Package, names: Iterable[str], about: Mapping[str, str]) -> None:
    """Write tables to a new SQLite file; foreign keys to tables left out are left out too.

    Dates are ISO text, booleans 0 and 1. SQLite keeps no comments: ``_columns`` describes every column, ``_tables``
    every table, ``_package`` holds `about`. The same package and SQLite give the same bytes.
    """
    try:
        with closing(sqlite3.connect(target, isolation_level=None)) as database:
            database.execute("PRAGMA foreign_keys = ON")
            database.execute("BEGIN")
            loaded = {name: [list(row.values()) for row in package.load(name, "records")] for name in names}
            for name in loaded:
                database.execute(_create(name, package.schema(name), loaded))
            for name, rows in loaded.items():
                _fill(database, name, [[_plain(value) for value in row] for row in rows])
            broken = database.execute("PRAGMA foreign_key_check").fetchone()
            if broken:
                raise _broken(broken[0], f"it refers to none of {broken[2]}")
            _describe(database, package, list(loaded), about)
            database.execute("COMMIT")
    except sqlite3.Error as error:
        raise OSError(str(error)) from error


def write_duckdb(target: Path, package: Package, names: Iterable[str], about: Mapping[str, str]) -> None:
    """Write tables to a new DuckDB file; titles and descriptions become comments, `about` the table ``_package``."""
    try:
        import duckdb
        import pyarrow as pa
    except ImportError as error:
        raise MissingExtraError("export", error.name or "duckdb") from error
    resources = _resources(package)
    try:
        with duckdb.connect(str(target), config={"default_block_size": _BLOCK}) as database:
            for name in names:
                database.register("_rows", package.load(name, "arrow"))
                database.execute(f"CREATE TABLE {_quote(name)} AS SELECT * FROM _rows")
                columns = [
                    (f"COLUMN {_quote(name)}.{_quote(each['name'])}", each) for each in package.schema(name)["fields"]
                ]
                for thing, texts in [(f"TABLE {_quote(name)}", resources[name]), *columns]:
                    comment = ": ".join(filter(None, (texts.get("title"), texts.get("description"))))
                    database.execute(f"COMMENT ON {thing} IS {_literal(comment)}")
            database.register("_rows", pa.table({"name": list(about), "value": list(about.values())}))
            database.execute("CREATE TABLE _package AS SELECT * FROM _rows")
    except duckdb.Error as error:
        raise OSError(str(error).splitlines()[0]) from error


def _describe(database: sqlite3.Connection, package: Package, names: Sequence[str], about: Mapping[str, str]) -> None:
    resources = _resources(package)
    tables = [(name, resources[name].get("title"), resources[name].get("description")) for name in names]
    columns = [
        (name, number, *entry.values())
        for name in names
        for number, entry in enumerate(package.describe(name, "records"))
    ]
    heads = list(package.describe(names[0], "records")[0]) if names else []
    for table, fields, rows in (
        ("_package", "name TEXT PRIMARY KEY, value TEXT", list(about.items())),
        ("_tables", "table_name TEXT PRIMARY KEY, title TEXT, description TEXT", tables),
        (
            "_columns",
            f"table_name TEXT, position INTEGER, {', '.join(f'{_quote(head)} TEXT' for head in heads)}, "
            "PRIMARY KEY (table_name, field)",
            columns,
        ),
    ):
        database.execute(f"CREATE TABLE {table} ({fields})")
        _fill(database, table, rows)


def _fill(database: sqlite3.Connection, table: str, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        try:
            database.executemany(f"INSERT INTO {_quote(table)} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        except sqlite3.IntegrityError as error:
            raise _broken(table, str(error)) from error


def _create(name: str, schema: Mapping[str, Any], tables: Iterable[str]) -> str:
    primary = schema["primaryKey"]
    parts = [_column(field, primary) for field in schema["fields"]]
    parts += [f"PRIMARY KEY ({_list(primary)})"] if primary else []
    for key in schema.get("foreignKeys", ()):
        target = key["reference"]["resource"] or name  # a reference to the table itself has the resource ""
        if target in tables:
            there = f"{_quote(target)} ({_list(key['reference']['fields'])})"
            parts.append(f"FOREIGN KEY ({_list(key['fields'])}) REFERENCES {there} DEFERRABLE INITIALLY DEFERRED")
    return f"CREATE TABLE {_quote(name)} (\n  " + ",\n  ".join(parts) + "\n)"


def _column(field: Mapping[str, Any], primary: Sequence[str]) -> str:
    name, limits = _quote(field["name"]), field.get("constraints", {})
    text = f"{name} {_TYPES[field['type']]}"
    if limits.get("required") or field["name"] in primary:
        text += " NOT NULL"
    if limits.get("unique") and [field["name"]] != primary:
        text += " UNIQUE"
    signs = {"minimum": ">=", "maximum": "<="}
    checks = [f"{name} {sign} {_literal(limits[word])}" for word, sign in signs.items() if word in limits]
    if "enum" in limits:
        checks.append(f"{name} IN ({', '.join(map(_literal, limits['enum']))})")
    if "maxLength" in limits:
        checks.append(f"length({name}) <= {limits['maxLength']}")
    if field["type"] == "boolean":
        checks.append(f"{name} IN (0, 1)")
    return text + (f" CHECK ({' AND '.join(checks)})" if checks else "")


def _resources(package: Package) -> dict[str, dict[str, Any]]:
    return {resource["name"]: resource for resource in package.descriptor["resources"]}


def _broken(table: str, why: str) -> ScoDataError:
    return ScoDataError(f"{table} has a row that breaks its schema ({why}); mend it, or export to another format.")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _list(names: Iterable[str]) -> str:
    return ", ".join(map(_quote, names))


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(value: object) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)
