"""Checks that frictionless and pandera run: types, constraints, and what the schemas' own properties ask for."""

import json
import warnings
from collections.abc import Iterator
from functools import lru_cache

import pandas as pd
import pandera.pandas as pa
from frictionless import FrictionlessException, Package

from sco_data.casting import to_text
from sco_keeping import adapter
from sco_keeping.checks.material import Material
from sco_keeping.checks.registry import Finding, check
from sco_keeping.tables import Row, columns
from sco_data.package import DESCRIPTOR

_CONSTRAINTS = ("required", "unique", "primaryKey", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength")


@check("frictionless", "What every reader of data packages checks: types, constraints, keys, hashes, sizes.")
def _frictionless(material: Material) -> Iterator[Finding]:
    try:
        with warnings.catch_warnings():  # frictionless deprecates parts of itself
            warnings.simplefilter("ignore")
            report = Package.from_descriptor(str(material.folder / DESCRIPTOR)).validate(limit_errors=1000)
    except FrictionlessException as exception:
        for error in exception.reasons or [exception.error]:
            yield Finding(DESCRIPTOR, "", "", error.message, "a data package that frictionless accepts")
        return
    for error in report.errors:
        yield Finding(DESCRIPTOR, "", "", error.message, "a data package that frictionless accepts")
    for task in report.tasks:
        rows = material.table(task.name)
        for error in task.errors:
            position = getattr(error, "row_number", 1) - 2
            key = material.key(task.name, rows[position]) if 0 <= position < len(rows) else ""
            field = getattr(error, "field_name", "") or next(iter(getattr(error, "field_names", [])), "")
            place = task.name if key else material.paths.get(task.name, task.name)
            yield Finding(place, key, field if key else "", error.message, f"no {error.title.lower()}")


@check("type", "Cells are of the type that the schema declares.")
def _type(material: Material) -> Iterator[Finding]:
    yield from _findings(material, "type")


@check("constraint", "Cells keep the constraints of the schema.")
def _constraint(material: Material) -> Iterator[Finding]:
    for name in _CONSTRAINTS:
        yield from _findings(material, name)


@check("edtf", "Dates are in EDTF, and no interval ends before it starts.")
def _edtf(material: Material) -> Iterator[Finding]:
    yield from _findings(material, "edtf")


@check("list", "Lists in a cell have no empty, padded or double items.")
def _list(material: Material) -> Iterator[Finding]:
    yield from _findings(material, "list")


@check("derived-date", "The ISO days are the bounds of the date in EDTF.")
def _derived_date(material: Material) -> Iterator[Finding]:
    yield from _findings(material, "derivedFrom")


@check("reference-pair", "An id whose table stands in another column needs that column, and the other way round.")
def _reference_pair(material: Material) -> Iterator[Finding]:
    yield from _findings(material, "genericForeignKey")


@check("one-member", "A membership is held by one state or one organization.")
def _one_member(material: Material) -> Iterator[Finding]:
    yield from _findings(material, "one-member")


@check("participant", "A participation is somebody's.")
def _participant(material: Material) -> Iterator[Finding]:
    yield from _findings(material, "participant")


def semantic(table: str) -> list[pa.Check]:
    """Pandera checks of rows of a table that its Table Schema cannot say.

    Parameters
    ----------
    table : str
        A table.

    Returns
    -------
    list of pandera.pandas.Check
        For :func:`sco_keeping.adapter.frame_schema`.
    """
    if table == "memberships":
        return [pa.Check(lambda data: _filled(data, *_MEMBERS) == 1, name="one-member", ignore_na=False)]
    if table == "summit_participants":
        return [pa.Check(lambda data: _filled(data, *_PARTICIPANTS) >= 1, name="participant", ignore_na=False)]
    return []


_MEMBERS = ("member_state_id", "member_organization_id")
_PARTICIPANTS = ("state_id", "organization_id", "person_id")


def _filled(data: pd.DataFrame, *fields: str) -> "pd.Series[int]":
    return data[list(fields)].notna().sum(axis="columns")


@lru_cache(maxsize=1)
def _failures(material: Material) -> dict[str, list[adapter.Failure]]:
    """What pandera rejects, by table."""
    return {
        name: _rejected(name, json.dumps(material.schemas[name]), tuple(tuple(row.values()) for row in rows))
        for name, rows in material.rows.items()
    }


@lru_cache(maxsize=64)
def _rejected(name: str, schema_: str, cells: tuple[tuple[str, ...], ...]) -> list[adapter.Failure]:
    """What pandera rejects in a table; a table that is checked again, beside another that changed, costs nothing."""
    schema = json.loads(schema_)
    names = columns(schema)
    data, untyped = adapter.frame([dict(zip(names, row, strict=True)) for row in cells], schema)
    untyped_cells = {(failure.position, failure.field) for failure in untyped}
    rejected = adapter.failures(data, adapter.frame_schema(schema, semantic(name)))
    # A cell that is not of its type is missing in the frame; that alone makes no second fault.
    return untyped + [each for each in rejected if (each.position, each.field) not in untyped_cells]


def _findings(material: Material, name: str) -> Iterator[Finding]:
    for table, failures in _failures(material).items():
        for failure in failures:
            if failure.check == name:
                row = material.rows[table][failure.position]
                found, expected = _described(material, table, row, failure)
                yield Finding(table, material.key(table, row), failure.field, found, expected)


def _described(material: Material, table: str, row: Row, failure: adapter.Failure) -> tuple[str, str]:
    """What a failed check found and expected, in words."""
    field = material.fields(table).get(failure.field, {})
    cell, constraints = row.get(failure.field, ""), field.get("constraints", {})
    if failure.check == "derivedFrom":
        rule = field["derivedFrom"]
        day = adapter.bound(row[rule["field"]], end=rule["bound"] == "end")
        return f"{cell!r}", f"{to_text(day)!r}, the {rule['bound']} of {rule['field']} {row[rule['field']]!r}"
    if failure.check == "genericForeignKey":
        other = field["genericForeignKey"]["typeField"]
        return f"{cell!r} with {other} {row[other]!r}", "both or neither"
    expected = {
        "type": f"a value of type {field.get('type')}",
        "required": "a value",
        "unique": "a value that no other row has",
        "primaryKey": "a key that no other row has",
        "edtf": "a date in EDTF, such as 2004-06-17, 2004-06 or 2017/..",
        "list": f"different items with {field.get('separator')!r} between them and no outer spaces",
        "one-member": "one of " + " and ".join(_MEMBERS),
        "participant": "at least one of " + ", ".join(_PARTICIPANTS),
    }.get(failure.check, f"{failure.check} {constraints.get(failure.check)}")
    return (f"{cell!r}" if failure.field else "the row"), expected
