"""The tables as an SQLite database with keys and checks, or as a DuckDB database; both describe themselves."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from sco_data.errors import ScoDataError, needed
from sco_data.package import Package

_TYPES = {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "date": "TEXT", "boolean": "INTEGER"}
_CHECKS = {"minimum": "{} >= {}", "maximum": "{} <= {}", "maxLength": "length({}) <= {}", "enum": "{} IN ({})"}
_DUCKDB: dict[str, str | bool | int | float | list[str]] = {
    "default_block_size": 16384,  # the smallest; at the default of 256 KB each small column fills one
    "storage_compatibility_version": "v1.0.0",  # a file that every DuckDB from 1.1 on opens
}


def write_sqlite(target: Path, package: Package, names: Iterable[str], about: Mapping[str, str]) -> None:
    """Write tables to a new SQLite file; foreign keys to tables left out are left out too.

    Dates are ISO text, booleans 0 and 1. SQLite keeps no comments: ``_columns`` describes every column, ``_tables``
    every table, ``_package`` holds `about`. The same package and SQLite give the same bytes.
    """
    loaded = {name: [list(row.values()) for row in package.load(name, "records")] for name in names}
    resources = [each for each in package.descriptor["resources"] if each["name"] in loaded]
    told = [(name, number, entry) for name in loaded for number, entry in enumerate(package.describe(name, "records"))]
    columns = [{"table_name": name, "position": number, **entry} for name, number, entry in told]
    table = ""
    try:
        with closing(sqlite3.connect(target, isolation_level=None)) as database:
            database.execute("PRAGMA foreign_keys = ON")
            database.execute("BEGIN")
            for name in loaded:
                database.execute(_create(name, package.schema(name), loaded))
            for table, rows in loaded.items():
                _fill(database, table, rows)
            if broken := database.execute("PRAGMA foreign_key_check").fetchone():
                table = broken[0]
                raise sqlite3.IntegrityError(f"it refers to none of {broken[2]}")
            _fill_new(database, "_package", ["name", "value"], list(about.items()))
            texts = [(each["name"], each.get("title"), each.get("description")) for each in resources]
            _fill_new(database, "_tables", ["table_name", "title", "description"], texts)
            heads = list(columns[0]) if columns else ["field"]
            _fill_new(database, "_columns", heads, [[*each.values()] for each in columns])
            database.execute("COMMIT")
    except sqlite3.IntegrityError as error:
        why = f"{table} has a row that breaks its schema ({error})"
        raise ScoDataError(f"{why}; mend it, or export to another format.") from error
    except sqlite3.Error as error:
        raise OSError(str(error)) from error


def _fill_new(database: sqlite3.Connection, table: str, columns: list[str], rows: Sequence[Sequence[Any]]) -> None:
    database.execute(f"CREATE TABLE {table} ({_list(columns)})")
    _fill(database, table, rows)


def _fill(database: sqlite3.Connection, table: str, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        cells = ([value.isoformat() if isinstance(value, date) else value for value in row] for row in rows)
        database.executemany(f"INSERT INTO {_quote(table)} VALUES ({', '.join('?' * len(rows[0]))})", cells)


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
    full = " NOT NULL" if limits.get("required") or field["name"] in primary else ""
    unique = " UNIQUE" if limits.get("unique") and [field["name"]] != primary else ""
    checks = [form.format(name, _literal(limits[word])) for word, form in _CHECKS.items() if word in limits]
    return f"{name} {_TYPES[field['type']]}{full}{unique}" + (f" CHECK ({' AND '.join(checks)})" if checks else "")


def write_duckdb(target: Path, package: Package, names: Iterable[str], about: Mapping[str, str]) -> None:
    """Write tables to a new DuckDB file; titles and descriptions become comments, `about` the table ``_package``."""
    duckdb, pa = needed("duckdb", "export"), needed("pyarrow", "export")
    resources = {resource["name"]: resource for resource in package.descriptor["resources"]}
    try:
        with duckdb.connect(str(target), config=_DUCKDB) as database:
            for name in names:
                database.register("_rows", package.load(name, "arrow"))
                database.execute(f"CREATE TABLE {_quote(name)} AS SELECT * FROM _rows")
                fields = package.schema(name)["fields"]
                columns = [(f"COLUMN {_quote(name)}.{_quote(field['name'])}", field) for field in fields]
                for thing, texts in [(f"TABLE {_quote(name)}", resources[name]), *columns]:
                    comment = ": ".join(filter(None, (texts.get("title"), texts.get("description"))))
                    database.execute(f"COMMENT ON {thing} IS {_literal(comment)}")
            database.register("_rows", pa.table({"name": list(about), "value": list(about.values())}))
            database.execute("CREATE TABLE _package AS SELECT * FROM _rows")
    except duckdb.Error as error:
        raise OSError(str(error).splitlines()[0]) from error


def _list(names: Iterable[str]) -> str:
    return ", ".join(map(_quote, names))


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_literal, value))
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)
