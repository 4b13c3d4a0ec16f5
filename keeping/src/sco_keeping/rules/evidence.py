"""Checks of the evidence: every cell that needs it has it, and the words say what the cell says."""

from collections.abc import Iterator
from functools import lru_cache

from sco_keeping.dataset import STATED, Cell, Dataset, span
from sco_keeping.rules import grounding
from sco_keeping.rules.grounding import Referent, Words
from sco_keeping.rules.registry import Finding, check
from sco_keeping.sources.texts import is_frozen
from sco_keeping.tables import Row, items

_MACHINE = ("verbatim", "normalized")


@check("evidence-cell", "Evidence is of a cell that is there and filled.")
def _cell_exists(dataset: Dataset) -> Iterator[Finding]:
    for row in dataset.table("evidence"):
        table, field, key = row["table_name"], row["field"], dataset.key("evidence", row)
        cells = dataset.by_key.get(table, {}).get(row["row_id"])
        if field not in dataset.fields(table):
            found = f"{table} has no field {field!r}"
            yield Finding("evidence", key, "field", found, "a field of the table")
        elif cells is not None and not cells[field] and row["stance"] != "disputes":
            yield Finding("evidence", key, "field", "the cell is empty", "a filled cell, or the stance disputes")


@check("evidence-basis", "The basis fits the citation: words in a frozen text, or a locator in another source.")
def _basis(dataset: Dataset) -> Iterator[Finding]:
    frozen = {row["source_id"] for row in dataset.table("sources") if is_frozen(row)}
    for row in dataset.table("evidence"):
        citation = dataset.citations.get(row["citation_id"])
        if citation is None:
            continue
        key = dataset.key("evidence", row)
        if row["basis"] == "external" and (citation["char_start"] or citation["source_id"] in frozen):
            yield Finding(
                "evidence", key, "basis", "external, with a citation of a frozen text", "a citation by locator"
            )
        if row["basis"] in _MACHINE and span(citation) is None:
            yield Finding("evidence", key, "basis", f"{row['basis']}, with a citation without span", "external")


@check("evidence-note", "A coder's reading says why.")
def _note(dataset: Dataset) -> Iterator[Finding]:
    for row in dataset.table("evidence"):
        if row["basis"] == "inferred" and not row["note"]:
            yield Finding("evidence", dataset.key("evidence", row), "note", "inferred, without a note", "the reason")


@check("supported", "Every stated or reference cell rests on evidence of its own.")
def _supported(dataset: Dataset) -> Iterator[Finding]:
    facts = set(dataset.fact_tables)
    for table, row, field, cell in dataset.cells(lambda field: field.get("role") in STATED):
        if table in facts and not dataset.supporting(table, key := dataset.key(table, row), field["name"]):
            yield Finding(table, key, field["name"], f"{cell!r} has no supporting evidence", "evidence")


@check("row-supported", "A row that a coder made rests on evidence for at least one of its cells.")
def _row_supported(dataset: Dataset) -> Iterator[Finding]:
    for table in dataset.fact_tables:
        coded = [name for name, field in dataset.fields(table).items() if field.get("role") == "coded"]
        for row in dataset.rows[table]:
            key = dataset.key(table, row)
            supported = any(dataset.supporting(table, key, name) for name in dataset.fields(table))
            if any(row[name] for name in coded) and not supported:
                yield Finding(table, key, "", "no cell has supporting evidence", "evidence for at least one cell")


@check("verbatim", "The value stands in the words, to the letter.")
def _verbatim(dataset: Dataset) -> Iterator[Finding]:
    yield from _ungrounded(dataset, "verbatim", "the value in the words")


@check("normalized", "A declared rule derives the value from the words.")
def _normalized(dataset: Dataset) -> Iterator[Finding]:
    yield from _ungrounded(dataset, "normalized", "words from which a rule derives the value")


@check("list-covered", "Each item of a list stands in some citation of the cell.")
def _list_covered(dataset: Dataset) -> Iterator[Finding]:
    for (table, row_id, name), rows in dataset.evidence.items():
        field = dataset.fields(table).get(name, {})
        cells = dataset.by_key.get(table, {}).get(row_id)
        if not field.get("separator") or cells is None or not cells[name]:
            continue
        if any(row["basis"] not in _MACHINE or _judged(dataset, row) is None for row in rows if _supports(row)):
            continue  # a reading, a list or withheld words may say the rest
        said = {item for row in rows if _supports(row) for item in _judged(dataset, row) or ()}
        for item in items(cells[name], field):
            if item not in said and any(map(_supports, rows)):
                yield Finding(table, row_id, name, f"no citation of the cell states {item!r}", "one for each item")


@check("dispute", "A discrepancy explains why the words say something else.")
def _dispute(dataset: Dataset) -> Iterator[Finding]:
    if "discrepancies" not in dataset.rows:
        return
    explained = {
        (row["table_name"], row["row_id"], row["field"], row[citation])
        for row in dataset.table("discrepancies")
        for citation in ("citation_a_id", "citation_b_id")
    }
    for row in dataset.table("evidence"):
        cell = row["table_name"], row["row_id"], row["field"], row["citation_id"]
        if row["stance"] == "disputes" and cell not in explained:
            found = "the words dispute the cell, and no discrepancy explains it"
            yield Finding(
                "evidence",
                dataset.key("evidence", row),
                "stance",
                found,
                "a row of discrepancies for the cell that cites them",
            )


@check("discrepancy", "A discrepancy is about a cell that is there.")
def _discrepancy(dataset: Dataset) -> Iterator[Finding]:
    for row in dataset.table("discrepancies"):
        if row["field"] not in dataset.fields(row["table_name"]):
            found = f"{row['table_name']} has no field {row['field']!r}"
            yield Finding("discrepancies", row["discrepancy_id"], "field", found, "a field of the table")


@check("conflict", "Words cannot both support and dispute one cell, nor dispute what they state.")
def _conflict(dataset: Dataset) -> Iterator[Finding]:
    for rows in dataset.evidence.values():
        supporting = {_place(dataset, row) for row in rows if _supports(row)}
        for row in rows:
            if not _supports(row):
                key = dataset.key("evidence", row)
                if _place(dataset, row) in supporting:
                    yield Finding("evidence", key, "stance", "the same words support the cell", "one stance")
                elif row["basis"] in _MACHINE and _judged(dataset, row):
                    yield Finding("evidence", key, "stance", "the words state the value", "supports")


def unchecked(dataset: Dataset) -> int:
    """Number of rows of evidence whose words are withheld and, without the texts, cannot be checked."""
    return sum(
        row["basis"] in _MACHINE
        and _words(dataset, row) is None
        and dataset.cell(row["table_name"], row["row_id"], row["field"]) is not None
        for row in dataset.table("evidence")
    )


def _ungrounded(dataset: Dataset, basis: str, expected: str) -> Iterator[Finding]:
    for row in dataset.table("evidence"):
        if row["basis"] == basis and _supports(row):
            judged, cell, words = (
                _judged(dataset, row),
                dataset.cell(row["table_name"], row["row_id"], row["field"]),
                _words(dataset, row),
            )
            if judged is not None and not judged and cell and words:
                found = (
                    f"{cell.value!r} of {'/'.join((row['table_name'], row['row_id']))} from the words {words.text!r}"
                )
                yield Finding("evidence", dataset.key("evidence", row), row["field"], found, expected)


def _judged(dataset: Dataset, row: Row) -> frozenset[str] | None:
    """Items of the cell that the words of a row of evidence state; None where that cannot be told."""
    return _judgements(dataset).get(tuple(row.values()))


@lru_cache(maxsize=1)
def _judgements(dataset: Dataset) -> dict[tuple[str, ...], frozenset[str]]:
    found = {}
    for row in dataset.table("evidence"):
        cell, words = dataset.cell(row["table_name"], row["row_id"], row["field"]), _words(dataset, row)
        if row["basis"] in _MACHINE and cell and words:
            rule = derives if row["basis"] == "normalized" else _by_letter
            found[tuple(row.values())] = frozenset(rule(dataset, cell, words))
    return found


def _by_letter(dataset: Dataset, cell: Cell, words: Words) -> set[str]:  # noqa: ARG001
    return grounding.verbatim(cell.value, cell.field, words)


def derives(dataset: Dataset, cell: Cell, words: Words) -> set[str]:
    """Items of a cell that a declared rule derives from words."""
    for field in dataset.fields(cell.table).values():
        # The kind of a reference follows from the reference.
        if field.get("genericForeignKey", {}).get("typeField") == cell.field["name"]:
            referred = cell._replace(field=field, value=cell.row[field["name"]])
            return {cell.value} if referred.value and derives(dataset, referred, words) else set()
        # Of the dates that make an interval each is said by the interval, too.
        ends = field.get("intervalOf", [])
        if cell.field["name"] in ends and grounding.states_end(cell.value, ends.index(cell.field["name"]), words):
            return {cell.value}
    referents = None
    if target := dataset.target(cell.table, cell.field, cell.row):
        referents = {
            key: Referent(key, tuple(dataset.names(target, key)), _identified(dataset, target, key, words))
            for key in items(cell.value, cell.field)
            if dataset.row(target, key)
        }
    return grounding.normalized(cell.value, cell.field, words, referents)


def _identified(dataset: Dataset, table: str, key: str, words: Words) -> bool:
    """Whether the words ground each field that together identify a row (the schema's property ``identifiedBy``).

    Of a date the year is enough where no other row has the same year and all else that the words say.
    """
    names = dataset.schemas[table].get("identifiedBy", [])
    if not names:
        return False
    rows = dataset.by_key[table]
    if _fits(dataset, table, rows[key], names, words):
        return True
    years = grounding.years(words)
    dated = [name for name in names if dataset.fields(table)[name].get("edtf")]
    rest = [name for name in names if name not in dated]
    if not dated or not rest or not years:
        return False
    alike = [
        each
        for each, row in rows.items()
        if all(any(year in row[name] for year in years) for name in dated) and _fits(dataset, table, row, rest, words)
    ]
    return alike == [key]


def _fits(dataset: Dataset, table: str, row: Row, names: list[str], words: Words) -> bool:
    """Whether words ground some cells of a row."""
    fields = dataset.fields(table)
    return all(row[name] and derives(dataset, Cell(table, row, fields[name], row[name]), words) for name in names)


def _words(dataset: Dataset, row: Row) -> Words | None:
    """Words of a row of evidence; None where they are withheld, or nothing reads their language."""
    citation = dataset.cited(row)
    text = dataset.words(citation, "exact") if citation else None
    reader = dataset.language(citation["source_id"]) if citation else None
    if citation is None or text is None or reader is None:
        return None
    return Words(text, reader, dataset.passage(citation).get("speaker_id", ""))


def _place(dataset: Dataset, row: Row) -> tuple[str, ...]:
    citation = dataset.citations.get(row["citation_id"], {})
    return tuple(citation.get(field, "") for field in ("source_id", "char_start", "char_end", "locator"))


def _supports(row: Row) -> bool:
    return row["stance"] == "supports"
