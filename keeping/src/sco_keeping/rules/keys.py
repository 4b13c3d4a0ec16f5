"""Checks of keys and references between tables."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from sco_keeping.dataset import Cell, Dataset
from sco_keeping.library import DESCRIPTOR
from sco_keeping.rules.registry import Finding, check


@check("primary-key", "A row is named by its key; validators let keys of several fields be empty or double.")
def _primary_key(dataset: Dataset) -> Iterator[Finding]:
    for table, rows in dataset.rows.items():
        fields = dataset.schemas[table]["primaryKey"]
        seen = set()
        for row in rows:
            key = tuple(row[field] for field in fields)
            for field in fields:
                if not row[field]:
                    yield Finding(
                        table, dataset.key(table, row), field, "it is empty", "a value in each field of the key"
                    )
            if key in seen:
                yield Finding(table, dataset.key(table, row), fields[0], "two rows have this key", "one")
            seen.add(key)


@check("foreign-key", "A reference leads to a row.")
def _foreign_key(dataset: Dataset) -> Iterator[Finding]:
    known: dict[tuple[str, ...], set[tuple[str, ...]]] = {}  # most references are to the same few tables
    for table, rows in dataset.rows.items():
        for key in dataset.schemas[table].get("foreignKeys", []):
            target, fields = key["reference"]["resource"] or table, key["reference"]["fields"]
            there = (target, *fields)
            if there not in known:
                known[there] = {tuple(row[field] for field in fields) for row in dataset.table(target)}
            for row in rows:
                cell = tuple(row[field] for field in key["fields"])
                if any(cell) and cell not in known[there]:
                    found = f"there is no {'/'.join(cell)!r} in {target}"
                    yield Finding(table, dataset.key(table, row), key["fields"][0], found, f"a key of {target}")


@check("generic-key", "A reference whose table stands in another column leads to a row, too.")
def _generic_key(dataset: Dataset) -> Iterator[Finding]:
    for table, row, field, cell in dataset.cells(lambda field: "genericForeignKey" in field):
        generic = field["genericForeignKey"]
        kind, target = row[generic["typeField"]], dataset.target(table, field, row)
        if kind and cell not in dataset.by_key.get(target, {}):
            where = f"a key of {target}" if target else f"a kind of row in {generic['typeField']}"
            found = f"there is no {cell!r} in {target or kind}"
            yield Finding(table, dataset.key(table, row), field["name"], found, where)


@check("list-key", "Each item of a list of references leads to a row.")
def _list_key(dataset: Dataset) -> Iterator[Finding]:
    for table, row, field, cell in dataset.cells(lambda field: "listOf" in field):
        target = field["listOf"]
        for item in cell.split(field["separator"]):
            if item not in dataset.by_key.get(target, {}):
                found = f"there is no {item!r} in {target}"
                yield Finding(table, dataset.key(table, row), field["name"], found, f"keys of {target}")


@check("entity-ids", "One id names one thing in all tables that a reference of several kinds may lead to.")
def _entity_ids(dataset: Dataset) -> Iterator[Finding]:
    kinds = {
        target for *_, generic in dataset.having("genericForeignKey") for target in generic.get("tables", {}).values()
    }
    owners: dict[str, str] = {}
    for table in sorted(kinds.intersection(dataset.fact_tables)):
        for key in dataset.by_key[table]:
            if owners.setdefault(key, table) != table:
                field = dataset.schemas[table]["primaryKey"][0]
                yield Finding(table, key, field, f"the id is in {owners[key]}, too", "an id of its own")


@check("retired", "An id that was withdrawn never comes back, and what replaces it is there.")
def _retired(dataset: Dataset) -> Iterator[Finding]:
    for row in dataset.table("retired"):
        key, known = dataset.key("retired", row), dataset.by_key.get(row["table_name"], {})
        target = row.get("replaced_table") or row["table_name"]
        if row["row_id"] in known:
            yield Finding("retired", key, "row_id", f"the id is in use in {row['table_name']}", "a new id for the row")
        if row["replaced_by"] and row["replaced_by"] not in dataset.by_key.get(target, {}):
            found = f"there is no {row['replaced_by']!r} in {target}"
            yield Finding("retired", key, "replaced_by", found, f"a key of {target}, or nothing")


@check("not-found", "What was looked for in vain is not there: a cell that is empty.")
def _not_found(dataset: Dataset) -> Iterator[Finding]:
    for row in dataset.table("not_found"):
        key, table, name = row["not_found_id"], row["table_name"], row["field"]
        if table not in dataset.rows:
            yield Finding("not_found", key, "table_name", f"there is no table {table!r}", "a table of the package")
        elif name and name not in dataset.fields(table):
            yield Finding("not_found", key, "field", f"{table} has no field {name!r}", "a field of the table")
        elif name and (cell := dataset.cell(table, row["row_id"], name)) and not _may_be_sought(cell):
            yield Finding("not_found", key, "field", f"the cell holds {cell.value!r}", "an empty cell")


def _may_be_sought(cell: Cell) -> bool:
    """Whether a filled cell may be looked for: it always holds something, or a date that is no day."""
    is_date = cell.field.get("edtf") and not re.fullmatch(r"\d{4}-\d\d-\d\d", cell.value)
    return bool(is_date or cell.field.get("constraints", {}).get("required"))


@check("released", "An id that was published is there, or `retired` says what became of it.")
def _released(dataset: Dataset) -> Iterator[Finding]:
    retired = {(row["table_name"], row["row_id"]) for row in dataset.table("retired")}
    for path in sorted((dataset.folder / "releases").glob("*.zip")):
        for table, keys in _published(path, path.stat().st_mtime_ns):
            for key in keys if table in dataset.rows else ():
                if key not in dataset.by_key[table] and (table, key) not in retired:
                    found = f"it is gone, and {path.name} has it"
                    yield Finding(table, key, "", found, "the row, or one of retired for it")


@lru_cache(maxsize=32)
def _published(path: Path, _changed: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Ids of a release, by table; rows with a key of several fields have no id."""
    found = []
    with zipfile.ZipFile(path) as release:
        for resource in json.loads(release.read(DESCRIPTOR))["resources"]:
            key = json.loads(release.read(resource["schema"]))["primaryKey"]
            with release.open(resource["path"]) as stream:
                rows = csv.DictReader(io.TextIOWrapper(stream, encoding="utf-8", newline=""))
                found.append((resource["name"], tuple(row[key[0]] for row in rows if len(key) == 1)))
    return tuple(found)


@check("id-names", "An id names what identifies its row, and no other of its kind.", severity="warning")
def _id_names(dataset: Dataset) -> Iterator[Finding]:
    for table in dataset.rows:
        fields = dataset.fields(table)
        # What we name ourselves, ids and names alike, we call by where it was; what has a title, by what it is about.
        ours = any(field.get("naming") and field["role"] == "coded" for field in fields.values())
        for name in fields if ours else dataset.schemas[table].get("identifiedBy", ()):
            for row in dataset.rows[table]:
                target, key = dataset.target(table, fields[name], row), dataset.key(table, row)
                referred = dataset.row(target, row[name]) if target else None
                others = [other for other in dataset.alike(target, referred) if _holds(key, other)] if referred else []
                if others and not _holds(key, row[name]):
                    yield Finding(table, key, name, f"{row[name]!r}, and its id names {others[0]}", others[0])


def _holds(key: str, other: str) -> bool:
    """Whether a key has another among its words."""
    return f"-{other}-" in f"-{key}-"
