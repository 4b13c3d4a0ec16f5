"""Operators on names, on other words of the source, and on references."""

import re
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from sco_keeping import grounding
from sco_keeping.checks.material import Material
from sco_keeping.mutation.faults import Cell, Mutant, cells, changed, operator, with_row

_LOOK_ALIKE = dict(zip("aceopxyABCEHKMOPTX", "асеорхуАВСЕНКМОРТХ", strict=True))
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _is_name(table: str, field: Mapping[str, Any]) -> object:
    stated = field.get("role") in ("stated", "reference") and field["type"] == "string"
    free = not field.get("constraints") or set(field["constraints"]) <= {"required"}
    reference = field["name"].endswith(("_id", "_ids")) or field.get("edtf")
    spans = table in ("citations", "quotations", "sources", "retired")
    return not spans and (field.get("naming") or (stated and free and not reference and field["name"] != "value_text"))


@operator("letter", "a letter of a name is changed, lost, doubled or exchanged with the next")
def _letter(material: Material, rng: Random) -> Iterator[Mutant]:
    for cell in cells(material, rng, _is_name):
        found = [match.start() for match in re.finditer(r"[A-Za-z]", cell.value)]
        if not found:
            continue
        at, old = rng.choice(found), cell.value
        letter, after = old[at], old[at + 1 : at + 2]
        ways = [rng.choice(_LETTERS), "", letter * 2]
        new = old[:at] + rng.choice([way for way in ways if way != letter]) + old[at + 1 :]
        if after.isalpha() and after != letter and rng.random() < 0.25:
            new = old[:at] + after + letter + old[at + 2 :]
        if new.strip() == new and new:
            yield changed(material, "letter", cell, new)


@operator("look-alike", "a letter of a name becomes the Cyrillic one that looks the same")
def _look_alike(material: Material, rng: Random) -> Iterator[Mutant]:
    for cell in cells(material, rng, _is_name):
        found = [at for at, letter in enumerate(cell.value) if letter in _LOOK_ALIKE]
        if found:
            at = rng.choice(found)
            new = cell.value[:at] + _LOOK_ALIKE[cell.value[at]] + cell.value[at + 1 :]
            yield changed(material, "look-alike", cell, new)


def _target(material: Material, cell: Cell) -> str:
    """Table that a cell refers to; "" where it refers to none."""
    if generic := cell.field.get("genericForeignKey"):
        kind = cell.row[generic["typeField"]]
        return str(generic.get("tables", {}).get(kind, kind))
    for key in material.schemas[cell.table].get("foreignKeys", []):
        if key["fields"] == [cell.field["name"]]:
            return str(key["reference"]["resource"] or cell.table)
    return "claims" if cell.field["name"] == "about_claim_id" else ""


def _references(material: Material, rng: Random, name: str, role: str) -> Iterator[Mutant]:
    def wanted(table: str, field: Mapping[str, Any]) -> bool:
        facts = table not in ("evidence", "citations", "retired", "discrepancies")
        return facts and field.get("role") in role.split() and field["name"].endswith("_id")

    for cell in cells(material, rng, wanted):
        target = _target(material, cell)
        kind = material.by_key.get(target, {}).get(cell.value, {}).get("type")
        others = [
            key
            for key, row in material.by_key.get(target, {}).items()
            if key != cell.value and key != material.key(cell.table, cell.row) and row.get("type") == kind
        ]
        if others:
            yield changed(material, name, cell, rng.choice(others))


@operator("reference-stated", "a reference that the source states leads to another row of the same kind")
def _reference_stated(material: Material, rng: Random) -> Iterator[Mutant]:
    return _references(material, rng, "reference-stated", "stated reference")


@operator("reference-coded", "a reference that a coder chose leads to another row of the same kind", judgement=True)
def _reference_coded(material: Material, rng: Random) -> Iterator[Mutant]:
    return _references(material, rng, "reference-coded", "coded")


@operator("utterer-quoted", "who utters the words and whose words they are change places")
def _utterer_quoted(material: Material, rng: Random) -> Iterator[Mutant]:
    rows = [
        row
        for row in material.table("quotations")
        if row["quoted_type"] == "person" and row["speaker_id"] and row["quoted_id"] not in ("", row["speaker_id"])
    ]
    rng.shuffle(rows)
    for row in rows:
        new = {**row, "speaker_id": row["quoted_id"], "quoted_id": row["speaker_id"]}
        tables = {"quotations": with_row(material.rows["quotations"], row, new)}
        key = material.key("quotations", row)
        yield Mutant("utterer-quoted", "quotations", key, "quoted_id", row["quoted_id"], row["speaker_id"], tables)


@operator("list-order", "the items of a list change their order")
def _list_order(material: Material, rng: Random) -> Iterator[Mutant]:
    for cell in cells(material, rng, lambda _, field: field.get("separator")):
        items = grounding.items(cell.value, cell.field)
        if len(items) > 1:
            at = rng.randrange(len(items) - 1)
            items[at : at + 2] = items[at + 1], items[at]
            # The places of a route have an order; names are a set.
            same = "" if cell.field.get("listOf") else "the items of this list are a set: its order says nothing"
            new = cell.field["separator"].join(items)
            yield changed(material, "list-order", cell, new, equivalent=same)
