"""What no rule derives from the words alone: a coder's reading."""

import re
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from functools import lru_cache

from sco_keeping.dataset import STATED, Cell, Dataset, span
from sco_keeping.library import bounds, is_edtf
from sco_keeping.rules import grounding
from sco_keeping.rules.evidence import derives
from sco_keeping.rules.grounding import Words
from sco_keeping.rules.registry import Finding, check
from sco_keeping.rules.relations import overlaps
from sco_keeping.tables import Row

_DAY = len("2001-06-15")
_NEAR = 400
"""Characters that stand around words of a text without passages."""


@check(
    "reading", "What a coder reads is named by the words, the note, the text around or other words cited for the row.",
    needs="texts", severity="warning",
)  # fmt: skip
def _reading(dataset: Dataset) -> Iterator[Finding]:
    cited = _cited(dataset)
    for (table, row_id, name), rows in dataset.evidence.items():
        cell = dataset.cell(table, row_id, name)
        read = [row for row in rows if row["stance"] == "supports" and row["basis"] == "inferred"]
        if not read or cell is None or cell.field.get("role") not in STATED:
            continue
        for row in read:
            key = dataset.key("evidence", row)
            if (said := re.search(r"\bhence '([^']+)'", row["note"])) and said[1] != cell.value:
                found = f"{cell.value!r}, and the note says {said[0]!r}"
                yield Finding("evidence", key, name, found, "one of the two")
            if not _is_named(dataset, cell, row, cited.get((table, row_id), "")):
                found = f"{cell.value!r} of {table}/{row_id}, which neither the words nor the note name"
                yield Finding("evidence", key, name, found, "a note that names what is read")


@check(
    "witness", "The note of a reading is not the only witness of a date, a number or a name: words name it, too.",
    needs="texts", severity="warning",
)  # fmt: skip
def _witness(dataset: Dataset) -> Iterator[Finding]:
    cited = _cited(dataset, notes=False)
    for (table, row_id, name), rows in dataset.evidence.items():
        cell = dataset.cell(table, row_id, name)
        read = [row for row in rows if row["stance"] == "supports"]
        if not read or cell is None or cell.field.get("role") not in STATED:
            continue
        is_name = dataset.target(table, cell.field, cell.row) and not cell.field.get("words")
        if not (is_name or cell.field.get("edtf") or cell.field["type"] in ("integer", "number")):
            continue
        if any(row["basis"] != "inferred" for row in read) or cell.value == "..":
            continue  # what lasts is said in too many ways
        if _follows(dataset, cell):
            continue
        if not any(_is_witnessed(dataset, cell, row, cited.get((table, row_id), "")) for row in read):
            found = f"{cell.value!r}, which only the note names"
            yield Finding(table, row_id, name, found, "words that name it")


def _is_witnessed(dataset: Dataset, cell: Cell, row: Row, context: str) -> bool:
    """Whether words name a cell: those of a row of evidence, of the text around, of the row or of its source."""
    citation = dataset.cited(row)
    if citation and span(citation) and citation["source_id"] not in dataset.texts:
        return True  # what stands around the words is not at hand
    source = dataset.sources.get(citation["source_id"], {}) if citation else {}
    days = _told_on(source.get("date_edtf", ""))
    if cell.field.get("edtf") and any(day in cell.value for day in days):
        return True
    referred = dataset.referred(cell.table, cell.field, cell.row) or {}
    if any(day in referred[name] for day in days for name in _dated(dataset, cell) if name in referred):
        return True  # a report of the day on which it was
    around = _page(dataset, citation) if citation else ""
    text = " | ".join((context, around, source.get("title", ""), source.get("publisher", "")))
    return _is_named(dataset, cell, {**row, "note": ""}, text, pages=True)


def _told_on(day: str) -> list[str]:
    """The day of a source and the one before, of which it tells."""
    if len(day) != _DAY or not is_edtf(day):
        return []
    first = bounds(day)[0]
    return [day, (first - timedelta(days=1)).isoformat()] if first else []


def _dated(dataset: Dataset, cell: Cell) -> list[str]:
    """Fields of the table referred to that say when a row of it was."""
    target = dataset.target(cell.table, cell.field, cell.row)
    names = dataset.schemas[target].get("identifiedBy", []) if target else []
    return [name for name in names if dataset.fields(target)[name].get("edtf")]


def _follows(dataset: Dataset, cell: Cell) -> bool:
    """Whether what the same row refers to says it, or the row's own date leads to the row referred to.

    The body whose meeting it is; the day of the meeting; the meeting of that day (the property ``within``).
    """
    own, day = dataset.target(cell.table, cell.field, cell.row), cell.field.get("edtf")
    for name, field in dataset.fields(cell.table).items():
        for path in field.get("within", []):
            reference, _, date = path.partition(".")
            referred = dataset.referred(cell.table, cell.field, cell.row)
            if reference == cell.field["name"] and referred and cell.row[name] and referred.get(date):
                return overlaps(cell.row[name], referred[date])
        target = dataset.target(cell.table, field, cell.row) if name != cell.field["name"] else ""
        referred = dataset.row(target, cell.row[name]) if target else None
        for other, each in dataset.fields(target).items() if referred else ():
            is_like = each.get("edtf") if day else own and dataset.target(target, each, referred or {}) == own
            if is_like and referred and referred[other] == cell.value:
                return True
    return False


def _page(dataset: Dataset, citation: Row) -> str:
    """What is at hand of a source without passages: all cited of a page; of a text its head and what is near."""
    place = span(citation)
    if place is None:
        return _pages(dataset).get(citation["source_id"], "")
    text = dataset.texts.get(citation["source_id"], "")
    return "" if citation["passage_id"] else f"{text[:_NEAR]} | {text[max(0, place.start - _NEAR) : place.end + _NEAR]}"


@lru_cache(maxsize=1)
def _pages(dataset: Dataset) -> dict[str, str]:
    """Words cited of each page."""
    found: dict[str, str] = {}
    for row in dataset.citations.values():
        if span(row) is None and row["exact"]:
            found[row["source_id"]] = f"{found.get(row['source_id'], '')} | {row['exact']}"
    return found


def _is_named(dataset: Dataset, cell: Cell, row: Row, context: str, *, pages: bool = False) -> bool:
    is_number = cell.field["type"] in ("integer", "number")
    target = dataset.target(cell.table, cell.field, cell.row)
    if any(word.get("unmarked") for word in cell.field.get("words", {}).values()):
        return bool(cell.field["words"].get(cell.value, {}).get("unmarked"))  # every other has words of its own
    if cell.field.get("words") or not (is_number or cell.field.get("edtf") or target):
        return True  # a word such as "held" can be said in too many ways; free text has its own words
    citation = dataset.cited(row)
    words, reader = (
        (dataset.words(citation, "exact"), dataset.language(citation["source_id"])) if citation else (None, None)
    )
    if citation is None or words is None or reader is None:
        return True
    if not pages and citation["source_id"] not in dataset.texts:
        return True  # of a page only the words are at hand, and not what stands around them
    own = Words(words, reader)
    if is_number:
        return bool(derives(dataset, cell, Words(f"{words} | {row['note']}", reader)))
    if cell.field.get("edtf") and _other_year(cell.value, own):
        return False
    if target and _another(dataset, cell, target, own):
        return False
    text = Words(f"{words} | {row['note']} | {context} | {_around(dataset, citation)}", reader)
    if derives(dataset, cell, text):
        return True
    if cell.field.get("edtf"):
        day = dataset.sources.get(citation["source_id"], {}).get("date_edtf", "")
        said = reader.dates_told(text.text, day) | grounding.dates(text) | _dates_of_referents(dataset, cell)
        near = text._replace(text=f"{words} | {row['note']} | {context}")
        by_then = re.sub(r"^\[\.\.(.+)\]$", r"\1", cell.value)  # what was so by a day, says that it was on the day
        return cell.value in said or by_then in said or _ends_said(cell.value, said, near)
    return _named_loosely(dataset, cell, target, text)


def _other_year(value: str, words: Words) -> bool:
    """Whether the words have a year in their dates, and none of those in the value."""
    said = {year for date in grounding.dates(words) for year in re.findall(r"\d{4}", date)}
    return bool(said) and said.isdisjoint(re.findall(r"\d{4}", value))


def _another(dataset: Dataset, cell: Cell, target: str, words: Words) -> bool:
    """Whether the words name another row of the same kind, and not the one referred to."""
    row = dataset.row(target, cell.value)
    if row is None or "identifiedBy" in dataset.schemas[target] or derives(dataset, cell, words):
        return False
    names = (name for key in dataset.alike(target, row) for name in dataset.names(target, key))
    return any(words.language.names(name, words.text) for name in names)


def _ends_said(interval: str, said: set[str], text: Words) -> bool:
    """Whether both ends of an interval are said, or one of them and the years between."""
    first, _, last = interval.partition("/")
    if first in said and last in said:
        return True
    if not (first.isdigit() and last.isdigit()):
        return False
    return bool({first, last} & said) and Fraction(int(last) - int(first)) in grounding.numbers(text)


def _named_loosely(dataset: Dataset, cell: Cell, target: str, text: Words) -> bool:
    """Whether most words of a name of the row referred to stand in a text, or the row's id begins with its id."""
    row = dataset.row(target, cell.value)
    if row is None:
        return False
    if f"{dataset.key(cell.table, cell.row)}-".startswith(f"{cell.value}-"):
        return True
    there = set(text.language.stems(text.text))
    names = dataset.names(target, cell.value)
    names += [row[name] for name, field in dataset.fields(target).items() if field.get("describes")]
    # Of a long name a word may be left out: "the Eight Wonders" of "Eight Wonders of SCO".
    parts = (set(text.language.stems(name)) for name in names)
    return any(part and len(part - there) <= len(part) // 3 for part in parts)


def _around(dataset: Dataset, citation: Row) -> str:
    """The passage of a citation and the one before it."""
    own = dataset.passage(citation)
    if not own or span(own) is None:
        return ""
    at = dataset.place_of_passage[own["passage_id"]]
    return " | ".join(map(dataset.text, dataset.passages[own["source_id"]][max(0, at - 1) : at + 1]))


def _cited(dataset: Dataset, *, notes: bool = True) -> dict[tuple[str, str], str]:
    """Words cited for each row, and the notes beside them where they are asked for."""
    found: dict[tuple[str, str], str] = {}
    for row in dataset.table("evidence"):
        if row["stance"] == "supports" and (citation := dataset.cited(row)):
            place = row["table_name"], row["row_id"]
            words = dataset.words(citation, "exact") or ""
            found[place] = f"{found.get(place, '')} | {words} | {row['note'] if notes else ''}"
    return found


def _dates_of_referents(dataset: Dataset, cell: Cell) -> set[str]:
    """Dates of what the row happened at (the property ``within``)."""
    found = set()
    for path in cell.field.get("within", []):
        name, _, date = path.partition(".")
        row = dataset.referred(cell.table, dataset.fields(cell.table)[name], cell.row) or {}
        found.add(row.get(date, ""))
    return found - {""}
