"""What no rule derives from the words alone: a coder's reading, and entries of external lists."""

import re
from collections.abc import Iterator
from fractions import Fraction

from sco_keeping.dataset import STATED, Cell, Dataset, span
from sco_keeping.language import exact
from sco_keeping.rules import grounding
from sco_keeping.rules.evidence import derives
from sco_keeping.rules.grounding import Words
from sco_keeping.rules.registry import Finding, check
from sco_keeping.tables import Row


@check("listed", "What an external list says of a row is in the locator of its entry.")
def _listed(dataset: Dataset) -> Iterator[Finding]:
    for row in dataset.table("evidence"):
        cell = dataset.cell(row["table_name"], row["row_id"], row["field"])
        if row["basis"] != "external" or cell is None or row["stance"] != "supports":
            continue
        locator = (dataset.cited(row) or {}).get("locator", "")
        entry = dict(re.findall(r"(\w+)=([^=]*?)(?=, \w+=|$)", locator))
        said = [entry[name] for name in (row["field"], *cell.field.get("listedAs", [])) if name in entry]
        is_number = cell.field["type"] in ("integer", "number")
        equal = is_number and exact(cell.value) in map(exact, said)
        if said and cell.value not in said and not equal:
            found = f"{cell.value!r} from the entry {locator!r}"
            yield Finding(
                "evidence", dataset.key("evidence", row), row["field"], found, f"{said[0]!r}, as the list has it"
            )


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


def _is_named(dataset: Dataset, cell: Cell, row: Row, context: str) -> bool:
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
    if citation is None or words is None or reader is None or citation["source_id"] not in dataset.texts:
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
        return cell.value in said or _ends_said(cell.value, said, near)
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


def _cited(dataset: Dataset) -> dict[tuple[str, str], str]:
    """Words cited for each row, and the notes beside them."""
    found: dict[tuple[str, str], str] = {}
    for row in dataset.table("evidence"):
        if row["stance"] == "supports" and (citation := dataset.cited(row)):
            place = row["table_name"], row["row_id"]
            words = dataset.words(citation, "exact") or ""
            found[place] = f"{found.get(place, '')} | {words} | {row['note']}"
    return found


def _dates_of_referents(dataset: Dataset, cell: Cell) -> set[str]:
    """Dates of what the row happened at (the property ``within``)."""
    found = set()
    for path in cell.field.get("within", []):
        name, _, date = path.partition(".")
        row = dataset.referred(cell.table, dataset.fields(cell.table)[name], cell.row) or {}
        found.add(row.get(date, ""))
    return found - {""}
