"""Checks of the evidence: every cell that needs it has it, and the words say what the cell says."""

import re
from collections.abc import Iterator
from functools import lru_cache

from sco_keeping import language
from sco_keeping.dataset import EVIDENCED, STATED, Cell, Dataset, Field
from sco_keeping.library import bounds, is_edtf
from sco_keeping.rules import grounding
from sco_keeping.rules.cells import rejects
from sco_keeping.rules.grounding import Referent, Words
from sco_keeping.rules.registry import Finding, check
from sco_keeping.tables import Row, items

_MACHINE = ("verbatim", "normalized")
_HOLDS = ("supports", "less_exact")
_CONTENT = 4  # letters of a word that says something


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


@check(
    "evidence-basis", "The basis fits what is cited: words, or the entry of a list; our own words only for a summary."
)
def _basis(dataset: Dataset) -> Iterator[Finding]:
    for row in dataset.table("evidence"):
        citation = dataset.citations.get(row["citation_id"])
        if citation is None:
            continue
        key, basis, kind = dataset.key("evidence", row), row["basis"], dataset.kind(citation["source_id"])
        if basis == "external" and kind != "list":
            yield Finding("evidence", key, "basis", f"external, of a source of kind {kind}", "a source of kind list")
        if basis in _MACHINE and kind == "list":
            yield Finding("evidence", key, "basis", f"{basis}, of a list, which has no words", "external")
        role = dataset.fields(row["table_name"]).get(row["field"], {}).get("role")
        if basis == "summarised" and role != "summarised":
            yield Finding("evidence", key, "basis", f"summarised, of a cell whose role is {role}", "another basis")


@check("evidence-note", "A coder's reading says why.")
def _note(dataset: Dataset) -> Iterator[Finding]:
    for row in dataset.table("evidence"):
        if row["basis"] == "inferred" and not row["note"]:
            yield Finding("evidence", dataset.key("evidence", row), "note", "inferred, without a note", "the reason")


@check("supported", "Every cell that a source states, a list has or we summarise rests on evidence of its own.")
def _supported(dataset: Dataset) -> Iterator[Finding]:
    for table, row, field, cell in dataset.cells(lambda field: field.get("role") in EVIDENCED):
        rows = dataset.evidence.get((table, key := dataset.key(table, row), field["name"]), [])
        if not any(map(_supports, rows)) and not _held_together(field, cell, rows):
            yield Finding(table, key, field["name"], f"{cell!r} has no supporting evidence", "evidence")


def _held_together(field: Field, cell: str, rows: list[Row]) -> bool:
    """Whether statements of some items of a list hold all of them together."""
    parts = [row.get("value", "") for row in rows if row["stance"] == "less_exact"]
    said = {item for part in parts for item in items(part, field)}
    return bool(field.get("separator")) and said.issuperset(items(cell, field))


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
        field, cell = dataset.fields(table).get(name, {}), dataset.cell(table, row_id, name)
        holding = [row for row in rows if row["stance"] in _HOLDS]
        if not field.get("separator") or cell is None or not holding:
            continue
        if any(row["basis"] not in _MACHINE or _judged(dataset, row) is None for row in holding):
            continue  # a reading, a list or withheld words may say the rest
        said = {item for row in holding for item in _judged(dataset, row) or ()}
        for item in items(cell.value, field):
            if item not in said:
                yield Finding(table, row_id, name, f"no citation of the cell states {item!r}", "one for each item")


@check("value", "What words state beside the whole cell is said, in the form of the cell, and is something else.")
def _value(dataset: Dataset) -> Iterator[Finding]:
    for row in dataset.table("evidence"):
        field = dataset.fields(row["table_name"]).get(row["field"])
        cell = dataset.cell(row["table_name"], row["row_id"], row["field"])
        stance, value = row["stance"], row.get("value")
        if field is None or value is None or stance == "supports":
            continue
        key = dataset.key("evidence", row)
        if not value:
            if field.get("role") != "summarised":
                yield Finding("evidence", key, "value", f"{stance}, without what the words state", "a value")
        elif fault := rejects(value, field):
            yield Finding("evidence", key, "value", f"{value!r}", fault)
        elif cell and value == cell.value:
            yield Finding("evidence", key, "value", f"{stance}, and it is the cell", "supports, without a value")
        elif cell and stance == "less_exact" and contained(value, cell) is False:
            yield Finding("evidence", key, "value", f"{value!r}, beside {cell.value!r}", "a part of it, or disputes")
        elif cell and stance == "disputes" and contained(value, cell):
            yield Finding("evidence", key, "value", f"{value!r}, beside {cell.value!r}", "less_exact: both can hold")


def contained(value: str, cell: Cell) -> bool | None:
    """Whether a value and a cell can both hold, one being part of the other; None where no rule can tell.

    Of dates their bounds tell, of lists their items.
    """
    field = cell.field
    if field.get("separator"):
        one, other = set(items(value, field)), set(items(cell.value, field))
        return one <= other or other <= one
    if not field.get("edtf") or not (is_edtf(value) and is_edtf(cell.value)):
        return None
    one_, other_ = (_days(text) for text in (value, cell.value))
    if "[" in (value[:1], cell.value[:1]):  # "by" or "from" a day
        return one_[0] <= other_[1] and other_[0] <= one_[1]
    if any(_CLOSED.fullmatch(text) or text == ".." for text in (value, cell.value)):
        return None  # it says where it ends, or that it does not: whether both can hold the words must tell
    return _encloses(one_, other_) or _encloses(other_, one_)


def _days(text: str) -> tuple[str, str]:
    first, last = bounds(text)
    return first.isoformat() if first else "", last.isoformat() if last else "9999"


def _encloses(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return one[0] <= other[0] and other[1] <= one[1]


@check("dispute", "A discrepancy explains why the words say something else, by a rule where two sources do.")
def _dispute(dataset: Dataset) -> Iterator[Finding]:
    if "discrepancies" not in dataset.rows:
        return
    about: dict[tuple[str, ...], list[Row]] = {}
    for row in dataset.table("discrepancies"):
        about.setdefault((row["table_name"], row["row_id"], row["field"]), []).append(row)
    for row in dataset.table("evidence"):
        if row["stance"] == "disputes":
            key = dataset.key("evidence", row)
            found = about.get((row["table_name"], row["row_id"], row["field"]), [])
            # The row that cites these words; where it cites others that say the same, one about the cell will do.
            cites = (each for each in found if row["citation_id"] in (each["citation_a_id"], each["citation_b_id"]))
            why = next(cites, found[0] if found else None)
            if why is None:
                what = "the words dispute the cell, and no discrepancy explains it"
                yield Finding("evidence", key, "stance", what, "a row about the cell in discrepancies")
            elif not why.get("rule", "no such field") and len(_sources(dataset, why)) == 2:
                name = why["discrepancy_id"]
                yield Finding("discrepancies", name, "rule", "two sources dispute a cell by no rule", "a rule")


@check("rival", "What one of two sources says against the other is kept as a value of the cell.")
def _rival(dataset: Dataset) -> Iterator[Finding]:
    for row, rows in _rivals(dataset):
        if {each["citation_id"] for each in rows} == {row["citation_a_id"], row["citation_b_id"]}:
            yield _unkept(row)


@check("rival-cited", "What is said against a cell is cited for it, too.", severity="warning")
def _rival_cited(dataset: Dataset) -> Iterator[Finding]:
    for row, rows in _rivals(dataset):
        if {each["citation_id"] for each in rows} != {row["citation_a_id"], row["citation_b_id"]}:
            yield _unkept(row)


def _unkept(row: Row) -> Finding:
    cell = "/".join((row["table_name"], row["row_id"], row["field"]))
    return Finding(
        "discrepancies", row["discrepancy_id"], "field", f"no evidence of {cell} disputes it", "the other value"
    )


def _rivals(dataset: Dataset) -> Iterator[tuple[Row, list[Row]]]:
    """Discrepancies between two sources over a cell whose evidence has no other value, with what they cite of it."""
    for row in dataset.table("discrepancies"):
        field = dataset.fields(row["table_name"]).get(row["field"], {})
        if field.get("role") not in STATED or "rule" not in row or len(_sources(dataset, row)) != 2:
            continue
        cited = {row["citation_a_id"], row["citation_b_id"]}
        evidence = dataset.evidence.get((row["table_name"], row["row_id"], row["field"]), [])
        rows = [each for each in evidence if each["citation_id"] in cited]
        if not any(each["stance"] != "supports" for each in rows):
            yield row, rows


def _sources(dataset: Dataset, discrepancy: Row) -> set[str]:
    cited = (dataset.citations.get(discrepancy[name]) for name in ("citation_a_id", "citation_b_id"))
    return {citation["source_id"] for citation in cited if citation}


@check("summary", "Our own words share some with those that they summarise.", severity="warning")
def _summary(dataset: Dataset) -> Iterator[Finding]:
    for (table, row_id, name), rows in dataset.evidence.items():
        cell = dataset.cell(table, row_id, name)
        if cell is None or cell.field.get("role") != "summarised":
            continue
        words = [_words(dataset, row) for row in rows if row["stance"] in _HOLDS]
        english = [each for each in words if each is not None and each.language is language.of("en")]
        if not words or len(english) < len(words):
            continue  # withheld, or in another language than ours
        ours = {stem for stem in english[0].language.stems(cell.value) if len(stem) >= _CONTENT}
        if ours.isdisjoint(stem for each in english for stem in each.language.stems(each.text)):
            yield Finding(table, row_id, name, f"{cell.value!r} shares no word with what is cited", "words that say so")


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
                elif (
                    row["basis"] in _MACHINE
                    and not row.get("value")
                    and row["stance"] == "disputes"
                    and _judged(dataset, row)
                ):
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
        if row["basis"] == basis and (_supports(row) or row.get("value")):
            judged, cell, words = (
                _judged(dataset, row),
                dataset.said(row),
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
        cell, words = dataset.said(row), _words(dataset, row)
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
    return tuple(citation.get(field, "") for field in _PLACE)


_CLOSED = re.compile(r"\d[^/]*/\d[^/]*")
_PLACE = ("source_id", "char_start", "char_end", "locator", "exact")


def _supports(row: Row) -> bool:
    return row["stance"] == "supports"


@check("as-of", "Words speak of no day after that of their source, and of one day for all cells of a row.")
def _as_of(dataset: Dataset) -> Iterator[Finding]:
    told: dict[tuple[str, ...], str] = {}
    for row in dataset.table("evidence"):
        as_of, citation = row.get("as_of", ""), dataset.cited(row)
        if not as_of or citation is None:
            continue
        day = (
            dataset.sources.get(citation["source_id"], {}).get("date_edtf", "").rpartition("/")[2]
        )  # the last of an interval
        first = told.setdefault((row["table_name"], row["row_id"], row["citation_id"]), as_of)
        if len(day) >= len(as_of) and as_of > day[: len(as_of)]:
            yield Finding(
                "evidence", dataset.key("evidence", row), "as_of", f"{as_of!r}, after its source", f"{day} or before"
            )
        elif as_of != first:
            yield Finding(
                "evidence", dataset.key("evidence", row), "as_of", f"{as_of!r}", f"{first}, as of the other cells"
            )
