"""Checks of single tables: what their fields owe each other."""

from collections.abc import Iterator

from sco_data.curation import numbers
from sco_data.curation.checks.material import Material, span
from sco_data.curation.checks.registry import Finding, check
from sco_data.curation.spans import Span
from sco_data.curation.tables import Row


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
    for row in material.table("statistics"):
        expected = _speaker(material, row["statistic_id"])
        found = row["stated_by_type"], row["stated_by_id"]
        if found != expected:
            shown = " ".join(filter(None, expected)) or "nothing"
            yield Finding("statistics", row["statistic_id"], "stated_by_id", " ".join(found), shown)


def _speaker(material: Material, statistic: str) -> tuple[str, str]:
    cited = [
        (place.start, row["citation_id"], place, row)
        for each in material.supporting("statistics", statistic, "value")
        if (row := material.citations.get(each["citation_id"])) and (place := span(row))
    ]
    if not cited:
        return "", ""
    *_, place, citation = min(cited, key=lambda each: each[:2])
    around = [
        (quoted.end - quoted.start, row["quotation_id"], row)
        for row in material.table("quotations")
        if row["quoted_id"] and (quoted := _quoted(row, citation["source_id"])) and quoted.contains(place)
    ]
    if around:
        quotation = min(around, key=lambda each: each[:2])[2]
        return quotation["quoted_type"], quotation["quoted_id"]
    speaker = material.by_key.get("passages", {}).get(citation["passage_id"], {}).get("speaker_id", "")
    return ("person", speaker) if speaker else ("", "")


def _quoted(quotation: Row, source: str) -> Span | None:
    return span(quotation) if quotation["source_id"] == source else None


@check("discrepancy", "A discrepancy is about a cell that is there.")
def _discrepancy(material: Material) -> Iterator[Finding]:
    for row in material.table("discrepancies"):
        if row["field"] not in material.fields(row["table_name"]):
            found = f"{row['table_name']} has no field {row['field']!r}"
            yield Finding("discrepancies", row["discrepancy_id"], "field", found, "a field of the table")
