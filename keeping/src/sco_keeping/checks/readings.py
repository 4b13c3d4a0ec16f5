"""Checks of what no rule derives from the words alone: a coder's reading, and entries of external lists."""

import re
from collections.abc import Iterator, Set
from fractions import Fraction

from sco_keeping import datewords, grounding, numbers
from sco_keeping.checks.evidence import Cell, derives, target_of
from sco_keeping.checks.material import Material, span
from sco_keeping.checks.registry import Finding, check
from sco_keeping.grounding import Words, items
from sco_keeping.tables import Row

_LISTED = {
    "iso2c": "alpha_2", "iso3c": "alpha_3", "iso3n": "numeric", "name": "name", "name_official": "official_name",
    "cowcode": "ccode", "gwcode": "statenumber", "latitude": "latitude", "longitude": "longitude",
}  # fmt: skip
"""Fields whose value a locator of a list repeats, and what it calls them there."""


@check("listed", "What an external list says of a row is in the locator of its entry.")
def _listed(material: Material) -> Iterator[Finding]:
    for row in material.table("evidence"):
        cells = material.by_key.get(row["table_name"], {}).get(row["row_id"])
        if row["basis"] != "external" or cells is None or row["stance"] != "supports":
            continue
        locator = material.citations.get(row["citation_id"], {}).get("locator", "")
        entry = dict(re.findall(r"(\w+)=([^=]*?)(?=, \w+=|$)", locator))
        expected = entry.get(_LISTED.get(row["field"], ""))
        if expected is not None and cells.get(row["field"]) != expected:
            key, found = material.key("evidence", row), f"{cells.get(row['field'])!r} from the entry {locator!r}"
            yield Finding("evidence", key, row["field"], found, f"{expected!r}, as the list has it")


@check("reading", "What a coder reads is named by the words, by the note, or by other words cited for the row.")
def _reading(material: Material) -> Iterator[Finding]:
    cited, cities = _cited(material), _cities(material)
    for (table, row_id, name), rows in material.evidence.items():
        field, cells = material.fields(table).get(name, {}), material.by_key.get(table, {}).get(row_id)
        supporting = [row for row in rows if row["stance"] == "supports"]
        read = [row for row in supporting if row["basis"] == "inferred"]
        if not read or cells is None or not cells.get(name) or field.get("role") not in ("stated", "reference"):
            continue
        cell = Cell(table, cells, field, cells[name])
        for row in read:
            if (said := re.search(r"\bhence '([^']+)'", row["note"])) and said[1] != cell.value:
                found = f"{cell.value!r}, and the note says {said[0]!r}"
                yield Finding("evidence", material.key("evidence", row), name, found, "one of the two")
            if not _is_named(material, cell, row, cited.get((table, row_id), ""), cities):
                found = f"{cell.value!r} of {table}/{row_id}, which neither the words nor the note name"
                yield Finding("evidence", material.key("evidence", row), name, found, "a note that names what is read")


def _is_named(material: Material, cell: Cell, row: Row, context: str, cities: Set[str]) -> bool:
    is_number = cell.field["type"] in ("integer", "number")
    if cell.field["name"] == "relation":
        return cell.value == "="  # every other relation has words of its own
    if cell.field.get("words") or not (is_number or cell.field.get("edtf") or cell.field["name"].endswith("_id")):
        return True  # a word such as "held" can be said in too many ways; free text has its own words
    citation = material.citations.get(row["citation_id"], {})
    words = material.words(citation, "exact") if citation else None
    if words is None:
        return True
    if is_number:
        return bool(derives(material, cell, Words(f"{words} | {row['note']}")))
    if cell.field.get("edtf") and _other_year(cell.value, words):
        return False
    if target_of(material, cell) == "places" and _other_place(material, cell, words, cities):
        return False
    text = f"{words} | {row['note']} | {context}"
    if _POINTS.search(row["note"]):
        text += " | " + _around(material, citation, whole="same speech" in row["note"])
    if derives(material, cell, Words(text)):
        return True
    if cell.field.get("edtf"):
        day = material.by_key.get("sources", {}).get(citation["source_id"], {}).get("date_edtf", "")
        said = datewords.told(text, day) | {date.edtf for date in datewords.find(text)}
        said |= _dates_of_referents(material, cell)
        return cell.value in said or _ends_said(cell.value, said, text)
    return _named_loosely(material, cell, text)


_POINTS = re.compile(r"\b(?:before|same|itself|parties|at it)\b")
"""What a note says that means the text around the words."""


def _other_year(value: str, words: str) -> bool:
    """Whether the words have a year in their dates, and none of those in the value."""
    said = {year for date in datewords.find(words) for year in re.findall(r"\d{4}", date.edtf)}
    return bool(said) and said.isdisjoint(re.findall(r"\d{4}", value))


def _other_place(material: Material, cell: Cell, words: str, cities: Set[str]) -> bool:
    """Whether the words name a city, and not the one of the value."""
    places = material.by_key.get("places", {})
    if places.get(cell.value, {}).get("type") != "city":
        return False
    return not derives(material, cell, Words(words)) and any(grounding.names(name, words) for name in cities)


def _cities(material: Material) -> frozenset[str]:
    """Names of all cities."""
    naming = [field for field in material.fields("places").values() if field.get("naming")]
    cities = [row for row in material.table("places") if row["type"] == "city"]
    return frozenset(name for row in cities for field in naming for name in items(row[field["name"]], field) if name)


def _ends_said(interval: str, said: set[str], text: str) -> bool:
    """Whether both ends of an interval are said, or one of them and the years between."""
    first, _, last = interval.partition("/")
    if first in said and last in said:
        return True
    if not (first.isdigit() and last.isdigit()):
        return False
    return bool({first, last} & said) and Fraction(int(last) - int(first)) in numbers.values(text)


def _named_loosely(material: Material, cell: Cell, text: str) -> bool:
    """Whether most words of a name of the row referred to stand in a text, or the row's id begins with its id."""
    target = target_of(material, cell)
    if not target or cell.value not in material.by_key.get(target, {}):
        return False
    if f"{material.key(cell.table, cell.row)}-".startswith(f"{cell.value}-"):
        return True
    there = set(stems(text))
    row, fields = material.by_key[target][cell.value], material.fields(target)
    names = [name for field in fields.values() if field.get("naming") for name in items(row[field["name"]], field)]
    names += [row["role"]] if target == "people" else []
    # Of a long name a word may be left out: "the Eight Wonders" of "Eight Wonders of SCO".
    return any(stems and len(stems - there) <= len(stems) // 3 for stems in (set(stems(name)) for name in names))


def stems(text: str) -> list[str]:
    """First five letters of the words of a text that count, so that "bilateral" and "Bilaterally" are one."""
    return [word[:5].lower() for word in re.findall(r"[^\W\d_]{3,}", text) if word.lower() not in ("the", "and", "for")]


def _around(material: Material, citation: Row, *, whole: bool) -> str:
    """The passage of a citation and the one before it; or the whole speech."""
    own = material.by_key.get("passages", {}).get(citation["passage_id"], {})
    text, place = material.texts.get(citation["source_id"], ""), span(own) if own else None
    if place is None:
        return ""
    rows = material.passages[own["source_id"]]
    if whole:
        spoken = [span(row) for row in rows if row["speaker_id"] == own["speaker_id"]]
        return " | ".join(text[slice(*each)] for each in spoken if each)
    before = span(rows[max(0, material.place_of_passage[own["passage_id"]] - 1)])
    return text[(before or place).start : place.end]


def _cited(material: Material) -> dict[tuple[str, str], str]:
    """Words cited for each row, and the notes beside them."""
    found: dict[tuple[str, str], str] = {}
    for row in material.table("evidence"):
        if row["stance"] == "supports" and (citation := material.citations.get(row["citation_id"])):
            place = row["table_name"], row["row_id"]
            words = material.words(citation, "exact") or ""
            found[place] = f"{found.get(place, '')} | {words} | {row['note']}"
    return found


def _dates_of_referents(material: Material, cell: Cell) -> set[str]:
    """Dates of rows that the same row refers to, itself not among them."""
    dates = {
        material.by_key.get(table, {}).get(cell.row.get(field, ""), {}).get("date_edtf", "")
        for field, table in (("summit_id", "summits"), ("event_id", "events"))
        if table != cell.table
    }
    return dates - {""}


_WHOLE = {
    "statistics": ("value", "value_text", "unit"),
    "summits": ("date_edtf", "status"),
    "summit_participants": ("summit_id", "capacity", "status", "person_id"),
    "memberships": ("organization_id", "date_edtf"),
}
"""Fields for which words that are cited for a row are cited wherever they state them."""


@check("whole-statement", "Words cited for one cell of a row are cited for the others that they state.")
def _whole_statement(material: Material) -> Iterator[Finding]:
    cited: dict[tuple[str, str, str], set[str]] = {}
    for row in material.table("evidence"):
        if row["table_name"] in _WHOLE and row["stance"] == "supports" and row["basis"] in ("verbatim", "normalized"):
            cited.setdefault((row["table_name"], row["row_id"], row["citation_id"]), set()).add(row["field"])
    for (table, row_id, key), fields in cited.items():
        cells, citation = material.by_key.get(table, {}).get(row_id), material.citations.get(key)
        words = material.words(citation, "exact") if citation else None
        for name in _WHOLE[table] if cells and words else ():
            if name in fields or not cells or not cells[name] or not words:
                continue
            stances = {
                each["stance"]
                for each in material.evidence.get((table, row_id, name), [])
                if each["citation_id"] == key
            }
            if not stances and derives(
                material, Cell(table, cells, material.fields(table)[name], cells[name]), Words(words)
            ):
                only = ", ".join(sorted(fields))
                found = f"{key} states {cells[name]!r} of {table}/{row_id}, but is cited only for {only}"
                yield Finding(table, row_id, name, found, "evidence by these words for this cell, too")


@check("repeated", "What a note calls a repetition stands in a passage that repeats.")
def _repeated(material: Material) -> Iterator[Finding]:
    for row in material.table("evidence"):
        citation = material.citations.get(row["citation_id"], {})
        passage = material.by_key.get("passages", {}).get(citation.get("passage_id", ""), {})
        if row["note"] == "Repeated in the summary." and passage and passage["disposition"] != "repeats":
            found = f"{row['note']!r} of {passage['passage_id']}, which is {passage['disposition']!r}"
            yield Finding("evidence", material.key("evidence", row), "citation_id", found, "a passage that repeats")
