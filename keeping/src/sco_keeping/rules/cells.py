"""Cells by themselves: types, constraints, dates, lists, and what other readers of data packages check."""

import re
import warnings
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from sco_keeping.dataset import Dataset, Field
from sco_keeping.library import DESCRIPTOR, ScoDataError, bounds, cast, is_edtf, to_text
from sco_keeping.rules.registry import Finding, check
from sco_keeping.tables import Row


@check("frictionless", "What every reader of data packages checks: types, constraints, keys, hashes, sizes.")
def _frictionless(dataset: Dataset) -> Iterator[Finding]:
    from frictionless import FrictionlessException, Package

    try:
        with warnings.catch_warnings():  # frictionless deprecates parts of itself
            warnings.simplefilter("ignore")
            report = Package.from_descriptor(str(dataset.folder / DESCRIPTOR)).validate(limit_errors=1000)
    except FrictionlessException as exception:
        for error in exception.reasons or [exception.error]:
            yield Finding(DESCRIPTOR, "", "", error.message, "a data package that frictionless accepts")
        return
    for error in report.errors:
        yield Finding(DESCRIPTOR, "", "", error.message, "a data package that frictionless accepts")
    for task in report.tasks:
        rows = dataset.table(task.name)
        for error in task.errors:
            position = getattr(error, "row_number", 1) - 2
            key = dataset.key(task.name, rows[position]) if 0 <= position < len(rows) else ""
            field = getattr(error, "field_name", "") or next(iter(getattr(error, "field_names", [])), "")
            place = task.name if key else dataset.paths.get(task.name, task.name)
            yield Finding(place, key, field if key else "", error.message, f"no {error.title.lower()}")


@check("type", "Cells are of the type that the schema declares.")
def _type(dataset: Dataset) -> Iterator[Finding]:
    for table, row, field, check_ in _failures(dataset):
        if check_ == "type":
            found = f"{row[field['name']]!r}"
            yield Finding(table, dataset.key(table, row), field["name"], found, f"a value of type {field['type']}")


@check("constraint", "Cells keep the constraints of the schema.")
def _constraint(dataset: Dataset) -> Iterator[Finding]:
    said = {"required": "a value", "unique": "a value that no other row has"}
    for table, row, field, check_ in _failures(dataset):
        if check_ != "type":
            expected = said.get(check_) or f"{check_} {field['constraints'][check_]}"
            yield Finding(table, dataset.key(table, row), field["name"], f"{row[field['name']]!r}", expected)


@lru_cache(maxsize=1)
def _failures(dataset: Dataset) -> tuple[tuple[str, Row, Field, str], ...]:
    """Cells that pandera rejects: table, row, field, and the constraint or ``type``."""
    from sco_keeping.rules.adapter import failures

    return tuple(
        (table, rows[position], dataset.fields(table)[name], found)
        for table, rows in dataset.rows.items()
        for position, name, found in (failures(rows, dataset.schemas[table]) if rows else ())
    )


@check("edtf", "Dates are in EDTF, and no interval ends before it starts.")
def _edtf(dataset: Dataset) -> Iterator[Finding]:
    for table, row, field, cell in dataset.cells(lambda field: field.get("edtf")):
        if not is_edtf(cell):
            yield Finding(table, dataset.key(table, row), field["name"], f"{cell!r}", f"{_DATE}, or nothing")


_DATE = "a date in EDTF, such as 2004-06-17, 2004-06 or 2017/.."


@check("list", "Lists in a cell have no empty, padded or double items.")
def _list(dataset: Dataset) -> Iterator[Finding]:
    for table, row, field, cell in dataset.cells(lambda field: "separator" in field):
        items = cell.split(field["separator"])
        if len(set(items)) < len(items) or not all(item and item == item.strip() for item in items):
            expected = f"different items with {field['separator']!r} between them and no outer spaces"
            yield Finding(table, dataset.key(table, row), field["name"], f"{cell!r}", expected)


@check("derived-date", "The ISO days are the bounds of the date in EDTF.")
def _derived_date(dataset: Dataset) -> Iterator[Finding]:
    for table, field, rule in dataset.having("derivedFrom"):
        for row in dataset.rows[table]:
            cell, text = row[field["name"]], row[rule["field"]]
            if (text and not is_edtf(text)) or not _is_typed(cell, field):
                continue  # another fault
            day = to_text(bounds(text)[rule["bound"] == "end"]) if text else ""
            if cell != day:
                expected = f"{day!r}, the {rule['bound']} of {rule['field']} {text!r}"
                yield Finding(table, dataset.key(table, row), field["name"], f"{cell!r}", expected)


@check("reference-pair", "An id whose table stands in another column needs that column, and the other way round.")
def _reference_pair(dataset: Dataset) -> Iterator[Finding]:
    for table, field, generic in dataset.having("genericForeignKey"):
        name, other = field["name"], generic["typeField"]
        required = dataset.fields(table).get(other, {}).get("constraints", {}).get("required")
        if required and not field.get("constraints", {}).get("required"):
            continue  # a table may be named, and no row of it
        for row in dataset.rows[table]:
            if bool(row[name]) != bool(row[other]):
                found = f"{row[name]!r} with {other} {row[other]!r}"
                yield Finding(table, dataset.key(table, row), name, found, "both or neither")


def rejects(text: str, field: Field) -> str:
    """What a field expects and a text is not; "" where the field takes it.

    Examples
    --------
    >>> date = {"name": "date", "type": "string", "edtf": True}
    >>> rejects("June 2004", date)
    'a date in EDTF, such as 2004-06-17, 2004-06 or 2017/..'
    >>> rejects("2004-06", date)
    ''
    """
    try:
        cast(text, field)
    except ScoDataError as error:
        return str(error).rpartition("expected ")[2].rstrip(".")
    if field.get("edtf") and not is_edtf(text):
        return _DATE
    return _broken(text, field)


def _broken(text: str, field: Field) -> str:
    """The constraint that a filled cell breaks; "" where it breaks none, or is not of its type."""
    constraints = field.get("constraints", {})
    number = float(text) if field["type"] in ("integer", "number") and _is_typed(text, field) else None
    tests: dict[str, Callable[[Any], bool]] = {
        "enum": lambda words: text in map(str, words),
        "pattern": lambda pattern: re.fullmatch(pattern, text) is not None,
        "maxLength": lambda length: len(text) <= length,
        "minLength": lambda length: len(text) >= length,
        "minimum": lambda least: number is None or number >= least,
        "maximum": lambda most: number is None or number <= most,
    }
    for word, test in tests.items():
        if word in constraints and not test(constraints[word]):
            return f"{word} {constraints[word]}"
    return ""


def _is_typed(text: str, field: Field) -> bool:
    try:
        cast(text, field)
    except ScoDataError:
        return False
    return True
