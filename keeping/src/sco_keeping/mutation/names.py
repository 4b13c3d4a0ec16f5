"""Operators on names, on other words of the source, and on references."""

import re
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from sco_keeping.dataset import Dataset
from sco_keeping.mutation.faults import Mutant, cells, changed, operator, with_row
from sco_keeping.tables import items

_LOOK_ALIKE = dict(zip("aceopxyABCEHKMOPTX", "асеорхуАВСЕНКМОРТХ", strict=True))
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _is_name(table: str, field: Mapping[str, Any]) -> object:
    stated = field.get("role") in ("stated", "reference") and field["type"] == "string"
    free = not field.get("constraints") or set(field["constraints"]) <= {"required"}
    reference = field["name"].endswith(("_id", "_ids")) or field.get("edtf")
    spans = table in ("citations", "quotations", "sources", "retired")
    return not spans and (field.get("naming") or (stated and free and not reference and field["name"] != "value_text"))


@operator("letter", "a letter of a name is changed, lost, doubled or exchanged with the next")
def _letter(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for cell in cells(dataset, rng, _is_name):
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
            yield changed(dataset, "letter", cell, new)


@operator("look-alike", "a letter of a name becomes the Cyrillic one that looks the same")
def _look_alike(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for cell in cells(dataset, rng, _is_name):
        found = [at for at, letter in enumerate(cell.value) if letter in _LOOK_ALIKE]
        if found:
            at = rng.choice(found)
            new = cell.value[:at] + _LOOK_ALIKE[cell.value[at]] + cell.value[at + 1 :]
            yield changed(dataset, "look-alike", cell, new)


def _references(dataset: Dataset, rng: Random, name: str, role: str) -> Iterator[Mutant]:
    def wanted(table: str, field: Mapping[str, Any]) -> bool:
        facts = table not in ("evidence", "citations", "retired", "discrepancies")
        return facts and field.get("role") in role.split() and field["name"].endswith("_id")

    for cell in cells(dataset, rng, wanted):
        target = dataset.target(cell.table, cell.field, cell.row)
        kind = dataset.by_key.get(target, {}).get(cell.value, {}).get("type")
        others = [
            key
            for key, row in dataset.by_key.get(target, {}).items()
            if key != cell.value and key != dataset.key(cell.table, cell.row) and row.get("type") == kind
        ]
        if others:
            yield changed(dataset, name, cell, rng.choice(others))


@operator("reference-stated", "a reference that the source states leads to another row of the same kind")
def _reference_stated(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    return _references(dataset, rng, "reference-stated", "stated reference record")


@operator("reference-coded", "a reference that a coder chose leads to another row of the same kind", judgement=True)
def _reference_coded(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    return _references(dataset, rng, "reference-coded", "coded")


@operator("utterer-quoted", "who utters the words and whose words they are change places")
def _utterer_quoted(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    rows = [
        row
        for row in dataset.table("quotations")
        if row["quoted_type"] == "person" and row["speaker_id"] and row["quoted_id"] not in ("", row["speaker_id"])
    ]
    rng.shuffle(rows)
    for row in rows:
        new = {**row, "speaker_id": row["quoted_id"], "quoted_id": row["speaker_id"]}
        tables = {"quotations": with_row(dataset.rows["quotations"], row, new)}
        key = dataset.key("quotations", row)
        yield Mutant("utterer-quoted", "quotations", key, "quoted_id", row["quoted_id"], row["speaker_id"], tables)


@operator("list-order", "the items of a list change their order")
def _list_order(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for cell in cells(dataset, rng, lambda _, field: field.get("separator")):
        parts = items(cell.value, cell.field)
        if len(parts) > 1:
            at = rng.randrange(len(parts) - 1)
            parts[at : at + 2] = parts[at + 1], parts[at]
            # The places of a route have an order; names are a set.
            same = "" if cell.field.get("listOf") else "the items of this list are a set: its order says nothing"
            new = cell.field["separator"].join(parts)
            yield changed(dataset, "list-order", cell, new, equivalent=same)
