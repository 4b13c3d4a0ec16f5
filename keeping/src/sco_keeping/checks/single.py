"""Checks of single tables: what their fields owe each other."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from sco_keeping import numbers
from sco_keeping.checks.material import Material, span
from sco_keeping.checks.registry import Finding, check
from sco_keeping.spans import Span
from sco_keeping.tables import Row


@check("bounds", "The bounds of a number follow from its value, relation and words.")
def _bounds(material: Material) -> Iterator[Finding]:
    for row in material.table("statistics"):
        expected = numbers.bounds(row["relation"], row["value"], row["value_text"])
        for field, bound in zip(("value_low", "value_high"), expected, strict=True):
            if numbers.exact(row[field]) != bound:
                found = f"{row[field]!r} with {row['relation']} {row['value']}"
                yield Finding(
                    "statistics", row["statistic_id"], field, found, "nothing" if bound is None else str(bound)
                )


@check("value-text", "The source's words of a number are the words cited.")
def _value_text(material: Material) -> Iterator[Finding]:
    for row in material.table("statistics"):
        key = row["statistic_id"]
        citations = [
            material.citations.get(each["citation_id"])
            for each in material.supporting("statistics", key, "value_text")
            if each["basis"] == "verbatim"
        ]
        cited = [material.words(citation, "exact") for citation in citations if citation]
        if not cited:
            found = f"{row['value_text']!r} has no verbatim evidence"
            yield Finding("statistics", key, "value_text", found, "a citation of the very words")
        elif None not in cited and row["value_text"] not in cited:
            yield Finding("statistics", key, "value_text", f"{row['value_text']!r}", f"the words cited, {cited[0]!r}")


@check("stated-by", "Who states a number follows from the words: whom they quote, else who speaks.")
def _stated_by(material: Material) -> Iterator[Finding]:
    quoted = _quoted(material)
    for row in material.table("statistics"):
        expected = _speaker(material, quoted, row["statistic_id"])
        found = row["stated_by_type"], row["stated_by_id"]
        if found != expected:
            shown = " ".join(filter(None, expected)) or "nothing"
            yield Finding("statistics", row["statistic_id"], "stated_by_id", " ".join(found), shown)


class _Quoted(NamedTuple):
    """Quotations of somebody's words in one source, in the order in which they start."""

    places: list[tuple[Span, int, Row]]
    """Span, which row of the table it is, row."""
    reach: list[int]
    """The furthest end of each and of those before it."""

    def around(self, place: Span) -> Iterator[tuple[int, str, int, Row]]:
        """Those that contain a place: length, id, which row it is, row."""
        at = bisect_right(self.places, place.start, key=lambda each: each[0].start)
        while at and self.reach[at - 1] >= place.end:
            at -= 1
            quoted, number, row = self.places[at]
            if quoted.contains(place):
                yield quoted.end - quoted.start, row["quotation_id"], number, row


def _quoted(material: Material) -> dict[str, _Quoted]:
    """Index of the quotations by source, so that not all of them are looked through for each number."""
    found: dict[str, list[tuple[Span, int, Row]]] = {}
    for number, row in enumerate(material.table("quotations")):
        if row["quoted_id"] and (place := span(row)):
            found.setdefault(row["source_id"], []).append((place, number, row))
    for places in found.values():
        places.sort(key=lambda each: each[:2])
    return {
        source: _Quoted(places, list(accumulate((quoted.end for quoted, *_ in places), max)))
        for source, places in found.items()
    }


def _speaker(material: Material, quoted: dict[str, _Quoted], statistic: str) -> tuple[str, str]:
    cited = [
        (place.start, row["citation_id"], place, row)
        for each in material.supporting("statistics", statistic, "value")
        if (row := material.citations.get(each["citation_id"])) and (place := span(row))
    ]
    if not cited:
        return "", ""
    *_, place, citation = min(cited, key=lambda each: each[:2])
    if citation["source_id"] in quoted and (around := list(quoted[citation["source_id"]].around(place))):
        *_, quotation = min(around, key=lambda each: each[:3])
        return quotation["quoted_type"], quotation["quoted_id"]
    speaker = material.by_key.get("passages", {}).get(citation["passage_id"], {}).get("speaker_id", "")
    return ("person", speaker) if speaker else ("", "")


@check("discrepancy", "A discrepancy is about a cell that is there.")
def _discrepancy(material: Material) -> Iterator[Finding]:
    for row in material.table("discrepancies"):
        if row["field"] not in material.fields(row["table_name"]):
            found = f"{row['table_name']} has no field {row['field']!r}"
            yield Finding("discrepancies", row["discrepancy_id"], "field", found, "a field of the table")
