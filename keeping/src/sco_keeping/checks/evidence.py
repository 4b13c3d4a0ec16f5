"""Checks of the evidence: every cell that needs it has it, and the words say what the cell says."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from sco_keeping import grounding
from sco_keeping.checks.material import Material, span
from sco_keeping.checks.registry import Finding, check
from sco_keeping.grounding import Words
from sco_keeping.tables import Row
from sco_keeping.texts import is_frozen

_STATED = ("stated", "reference")
_MACHINE = ("verbatim", "normalized")


@check("evidence-cell", "Evidence is of a cell that is there and filled.")
def _cell_exists(material: Material) -> Iterator[Finding]:
    for row in material.table("evidence"):
        table, field, key = row["table_name"], row["field"], material.key("evidence", row)
        cells = material.by_key.get(table, {}).get(row["row_id"])
        if field not in material.fields(table):
            found = f"{table} has no field {field!r}"
            yield Finding("evidence", key, "field", found, "a field of the table")
        elif cells is not None and not cells[field] and row["stance"] != "disputes":
            yield Finding("evidence", key, "field", "the cell is empty", "a filled cell, or the stance disputes")


@check("evidence-basis", "The basis fits the citation: words in a frozen text, or a locator in another source.")
def _basis(material: Material) -> Iterator[Finding]:
    frozen = {row["source_id"] for row in material.table("sources") if is_frozen(row)}
    for row in material.table("evidence"):
        citation = material.citations.get(row["citation_id"])
        if citation is None:
            continue
        key = material.key("evidence", row)
        if row["basis"] == "external" and (citation["char_start"] or citation["source_id"] in frozen):
            yield Finding(
                "evidence", key, "basis", "external, with a citation of a frozen text", "a citation by locator"
            )
        if row["basis"] in _MACHINE and span(citation) is None:
            yield Finding("evidence", key, "basis", f"{row['basis']}, with a citation without span", "external")


@check("evidence-note", "A coder's reading says why.")
def _note(material: Material) -> Iterator[Finding]:
    for row in material.table("evidence"):
        if row["basis"] == "inferred" and not row["note"]:
            yield Finding("evidence", material.key("evidence", row), "note", "inferred, without a note", "the reason")


@check("supported", "Every stated or reference cell rests on evidence of its own.")
def _supported(material: Material) -> Iterator[Finding]:
    facts = set(material.fact_tables)
    for table, row, field, cell in material.cells(lambda field: field.get("role") in _STATED):
        if table in facts and not material.supporting(table, key := material.key(table, row), field["name"]):
            yield Finding(table, key, field["name"], f"{cell!r} has no supporting evidence", "evidence")


@check("row-supported", "A row that a coder made rests on evidence for at least one of its cells.")
def _row_supported(material: Material) -> Iterator[Finding]:
    for table in material.fact_tables:
        coded = [name for name, field in material.fields(table).items() if field.get("role") == "coded"]
        for row in material.rows[table]:
            key = material.key(table, row)
            supported = any(material.supporting(table, key, name) for name in material.fields(table))
            if any(row[name] for name in coded) and not supported:
                yield Finding(table, key, "", "no cell has supporting evidence", "evidence for at least one cell")


@check("verbatim", "The value stands in the words, to the letter.")
def _verbatim(material: Material) -> Iterator[Finding]:
    yield from _ungrounded(material, "verbatim", "the value in the words")


@check("normalized", "A declared rule derives the value from the words.")
def _normalized(material: Material) -> Iterator[Finding]:
    yield from _ungrounded(material, "normalized", "words from which a rule derives the value")


@check("list-covered", "Each item of a list stands in some citation of the cell.")
def _list_covered(material: Material) -> Iterator[Finding]:
    for (table, row_id, name), rows in material.evidence.items():
        field = material.fields(table).get(name, {})
        cells = material.by_key.get(table, {}).get(row_id)
        if not field.get("separator") or cells is None or not cells[name]:
            continue
        if any(row["basis"] not in _MACHINE or _judged(material, row) is None for row in rows if _supports(row)):
            continue  # a reading, a list or withheld words may say the rest
        said = {item for row in rows if _supports(row) for item in _judged(material, row) or ()}
        for item in grounding.items(cells[name], field):
            if item not in said and any(map(_supports, rows)):
                yield Finding(table, row_id, name, f"no citation of the cell states {item!r}", "one for each item")


@check("dispute", "A discrepancy explains why the words say something else.")
def _dispute(material: Material) -> Iterator[Finding]:
    if "discrepancies" not in material.rows:
        return
    explained = {
        (row["table_name"], row["row_id"], row["field"], row[citation])
        for row in material.table("discrepancies")
        for citation in ("citation_a_id", "citation_b_id")
    }
    for row in material.table("evidence"):
        cell = row["table_name"], row["row_id"], row["field"], row["citation_id"]
        if row["stance"] == "disputes" and cell not in explained:
            found = "the words dispute the cell, and no discrepancy explains it"
            yield Finding(
                "evidence",
                material.key("evidence", row),
                "stance",
                found,
                "a row of discrepancies for the cell that cites them",
            )


@check("conflict", "Words cannot both support and dispute one cell, nor dispute what they state.")
def _conflict(material: Material) -> Iterator[Finding]:
    for rows in material.evidence.values():
        supporting = {_place(material, row) for row in rows if _supports(row)}
        for row in rows:
            if not _supports(row):
                key = material.key("evidence", row)
                if _place(material, row) in supporting:
                    yield Finding("evidence", key, "stance", "the same words support the cell", "one stance")
                elif row["basis"] in _MACHINE and _judged(material, row):
                    yield Finding("evidence", key, "stance", "the words state the value", "supports")


def unchecked(material: Material) -> int:
    """Number of rows of evidence whose words are withheld and, without the texts, cannot be checked."""
    return sum(
        row["basis"] in _MACHINE and _words(material, row) is None and _cell(material, row) is not None
        for row in material.table("evidence")
    )


class Cell(NamedTuple):
    """A cell that evidence is of: table, row, its field in the schema, and what is in it."""

    table: str
    row: Row
    field: Mapping[str, Any]
    value: str


def _ungrounded(material: Material, basis: str, expected: str) -> Iterator[Finding]:
    for row in material.table("evidence"):
        if row["basis"] == basis and _supports(row):
            judged, cell, words = _judged(material, row), _cell(material, row), _words(material, row)
            if judged is not None and not judged and cell and words:
                found = (
                    f"{cell.value!r} of {'/'.join((row['table_name'], row['row_id']))} from the words {words.text!r}"
                )
                yield Finding("evidence", material.key("evidence", row), row["field"], found, expected)


def _judged(material: Material, row: Row) -> frozenset[str] | None:
    """Items of the cell that the words of a row of evidence state; None where that cannot be told."""
    return _judgements(material).get(tuple(row.values()))


@lru_cache(maxsize=1)
def _judgements(material: Material) -> dict[tuple[str, ...], frozenset[str]]:
    found = {}
    for row in material.table("evidence"):
        cell, words = _cell(material, row), _words(material, row)
        if row["basis"] in _MACHINE and cell and words:
            rule = derives if row["basis"] == "normalized" else _by_letter
            found[tuple(row.values())] = frozenset(rule(material, cell, words))
    return found


def _by_letter(material: Material, cell: Cell, words: Words) -> set[str]:  # noqa: ARG001
    return grounding.verbatim(cell.value, cell.field, words)


def derives(material: Material, cell: Cell, words: Words) -> set[str]:
    """Items of a cell that a declared rule derives from words."""
    for field in material.fields(cell.table).values():
        # The kind of a reference follows from the reference.
        if field.get("genericForeignKey", {}).get("typeField") == cell.field["name"]:
            referred = Cell(cell.table, cell.row, field, cell.row[field["name"]])
            return {cell.value} if referred.value and derives(material, referred, words) else set()
    target = target_of(material, cell)
    referents = None
    if target is not None:
        ids = grounding.items(cell.value, cell.field)
        referents = grounding.referents_of(ids, material.by_key.get(target, {}), material.schemas.get(target, {}))
        referents = {
            key: referent._replace(identified=_identified(material, target, key, words))
            for key, referent in referents.items()
        }
    return grounding.normalized(cell.value, cell.field, words, referents)


def _identified(material: Material, table: str, key: str, words: Words) -> bool:
    """Whether the words ground each field that together identify a row (the schema's property ``identifiedBy``)."""
    row, fields = material.by_key[table][key], material.fields(table)
    names = material.schemas[table].get("identifiedBy", [])
    return bool(names) and all(
        row[name] and derives(material, Cell(table, row, fields[name], row[name]), words) for name in names
    )


def target_of(material: Material, cell: Cell) -> str | None:
    """Table that a cell refers to; None where it refers to none."""
    if generic := cell.field.get("genericForeignKey"):
        kind = cell.row[generic["typeField"]]
        return str(generic.get("tables", {}).get(kind, kind))
    if target := cell.field.get("listOf"):
        return str(target)
    for key in material.schemas[cell.table].get("foreignKeys", []):
        if key["fields"] == [cell.field["name"]]:
            return str(key["reference"]["resource"] or cell.table)
    return None


def _cell(material: Material, row: Row) -> Cell | None:
    cells = material.by_key.get(row["table_name"], {}).get(row["row_id"])
    field = material.fields(row["table_name"]).get(row["field"])
    if cells is None or field is None or not cells[row["field"]]:
        return None
    return Cell(row["table_name"], cells, field, cells[row["field"]])


def _words(material: Material, row: Row) -> Words | None:
    citation = material.citations.get(row["citation_id"])
    text = material.words(citation, "exact") if citation else None
    if citation is None or text is None:
        return None
    passage = material.by_key.get("passages", {}).get(citation["passage_id"], {})
    return Words(text, passage.get("speaker_id", ""))


def _place(material: Material, row: Row) -> tuple[str, ...]:
    citation = material.citations.get(row["citation_id"], {})
    return tuple(citation.get(field, "") for field in ("source_id", "char_start", "char_end", "locator"))


def _supports(row: Row) -> bool:
    return row["stance"] == "supports"
