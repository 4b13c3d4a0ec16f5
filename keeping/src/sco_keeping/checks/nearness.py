"""The check that words cited for a row stand where the row is spoken of."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from sco_keeping import grounding
from sco_keeping.checks.evidence import Cell, target_of
from sco_keeping.checks.material import Material, span
from sco_keeping.checks.readings import stems
from sco_keeping.checks.registry import Finding, check
from sco_keeping.tables import Row


@check("near", "Words cited for a row stand by others that are, or where the row is named.", needs="texts")
def _near(material: Material) -> Iterator[Finding]:
    passages, links = material.by_key.get("passages", {}), _links(material)
    cited: dict[tuple[str, str], set[tuple[str, str]]] = {}
    placed = []
    for row in material.table("evidence"):
        citation = material.citations.get(row["citation_id"], {})
        passage = citation.get("passage_id", "")
        # A byline says who speaks everywhere below it.
        if passage in passages and citation.get("source_id") in material.texts and row["field"] != "proponent_id":
            placed.append((row, passage))
            cited.setdefault((row["table_name"], row["row_id"]), set()).add((passage, row["citation_id"]))
    named: dict[tuple[str, str], list[str]] = {}
    for row, passage in placed:
        place = row["table_name"], row["row_id"]
        others = {other for other, key in cited[place] if key != row["citation_id"]}
        if not others or others & links[passage] or place[1] not in material.by_key.get(place[0], {}):
            continue
        if place not in named:
            named[place] = list(_names(material, *place))
        text = f"{_text(material, passages[passage])} | {row['note']}"
        if not any(grounding.names(name, text) for name in named[place]) and not _alike(material, *place, text):
            found = (
                f"{row['citation_id']} is far from what else is cited for {'/'.join(place)}, which nothing there names"
            )
            yield Finding(
                "evidence", material.key("evidence", row), "citation_id", found, "words that speak of the row"
            )


def _links(material: Material) -> dict[str, set[str]]:
    """For each passage itself, its neighbours, what it repeats and what repeats it, and the list or title it is in."""
    rows = sorted(material.table("passages"), key=lambda row: (row["source_id"], span(row) or (-1, -1)))
    links = {row["passage_id"]: {row["passage_id"]} for row in rows}
    for one, other in pairwise(rows):
        if one["source_id"] == other["source_id"]:
            links[one["passage_id"]].add(other["passage_id"])
            links[other["passage_id"]].add(one["passage_id"])
    for row in rows:
        for other_id in re.findall(rf"\b{re.escape(row['source_id'])}-[\w-]+", row["note"]):
            if other_id in links:
                links[row["passage_id"]].add(other_id)
                links[other_id].add(row["passage_id"])
    sections: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        sections.setdefault((row["source_id"], row["section"]), set()).add(row["passage_id"])
    for row in rows:
        links[row["passage_id"]] |= sections[row["source_id"], row["section"]]
        if row["kind"] == "title":  # a title names what the whole source is about
            links[row["passage_id"]] |= {each["passage_id"] for each in rows if each["source_id"] == row["source_id"]}
    return links


def _names(material: Material, table: str, key: str) -> Iterator[str]:
    """Names of a row and of the rows that it refers to; of a number the words of its source."""
    row = material.by_key[table][key]
    yield from _own_names(material, table, row)
    for name, field in material.fields(table).items():
        if name.endswith("_id") and row[name] and field.get("role") not in ("key", "derived"):
            target = target_of(material, Cell(table, row, field, row[name])) or ""
            if referred := material.by_key.get(target, {}).get(row[name]):
                yield from _own_names(material, target, referred)
    if row.get("value_text"):
        yield row["value_text"]


def _own_names(material: Material, table: str, row: Row) -> Iterator[str]:
    for field in material.fields(table).values():
        if field.get("naming"):
            yield from (name for name in grounding.items(row[field["name"]], field) if name)


def _alike(material: Material, table: str, key: str, text: str) -> bool:
    """Whether at least half of the words of a name of the row stand in a text, in whatever form."""
    there = set(stems(text))
    parts = (set(stems(name)) for name in _own_names(material, table, material.by_key[table][key]))
    return any(part and 2 * len(part & there) >= len(part) for part in parts)


def _text(material: Material, passage: Mapping[str, str]) -> str:
    place = span(passage)
    return material.texts.get(passage["source_id"], "")[slice(*place)] if place else ""
