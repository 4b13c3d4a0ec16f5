"""Checks of who says what, and when: the speaker of a passage, whose words are quoted, and of which day they are."""

from collections.abc import Iterator

from sco_keeping import grounding
from sco_keeping.checks.material import Material, span
from sco_keeping.checks.registry import Finding, check
from sco_keeping.tables import Row

_TABLES = {"person": "people", "organization": "organizations", "state": "states", "instrument": "instruments"}


@check("speaker", "Whoever speaks a passage is named in the byline above it.", needs="texts")
def _speaker(material: Material) -> Iterator[Finding]:
    for source, rows in material.passages.items():
        byline: Row | None = None
        for row in rows:
            byline = row if row["kind"] == "byline" else byline
            if row["speaker_id"] and source in material.texts and byline:
                words = _text(material, byline)
                if not any(grounding.names(name, words) for name in _names(material, "people", row["speaker_id"])):
                    found = f"{row['speaker_id']!r} under the byline {words!r}"
                    yield Finding("passages", row["passage_id"], "speaker_id", found, "the person whom it names")


@check("utterer", "Who utters quoted words is who speaks the passage.")
def _utterer(material: Material) -> Iterator[Finding]:
    passages = material.by_key.get("passages", {})
    for row in material.table("quotations"):
        speaker = passages.get(row["passage_id"], {}).get("speaker_id", row["speaker_id"])
        if row["speaker_id"] != speaker:
            yield Finding("quotations", row["quotation_id"], "speaker_id", f"{row['speaker_id']!r}", f"{speaker!r}")


@check("quoted", "Whose words they are: the speaker's, or somebody's whom the text names there.", needs="texts")
def _quoted(material: Material) -> Iterator[Finding]:
    for row in material.table("quotations"):
        at = material.place_of_passage.get(row["passage_id"])
        if at is None or row["quoted_id"] in ("", row["speaker_id"]) or row["source_id"] not in material.texts:
            continue
        passages = material.passages.get(row["source_id"], [])
        near = " ".join(_text(material, each) for each in passages[max(0, at - 1) : at + 1])
        # What nobody speaks is the publisher's.
        source = material.by_key["sources"].get(row["source_id"], {})
        near += " " + source.get("publisher", "") if not row["speaker_id"] else ""
        table = _TABLES.get(row["quoted_type"], "")
        if not any(grounding.names(name, near) for name in _names(material, table, row["quoted_id"])):
            found = f"{row['quoted_id']!r}, whom neither the passage nor the one before names"
            yield Finding(
                "quotations", row["quotation_id"], "quoted_id", found, "the speaker, or one who is named there"
            )


@check("quoted-form", "A speaker's own words are direct; an instrument's words are those of a document.")
def _form(material: Material) -> Iterator[Finding]:
    for row in material.table("quotations"):
        own = bool(row["quoted_id"]) and row["quoted_id"] == row["speaker_id"]
        expected = "direct" if own else "document" if row["quoted_type"] == "instrument" else ""
        if expected and row["form"] != expected:
            yield Finding("quotations", row["quotation_id"], "form", f"{row['form']!r}", f"{expected!r}")
        elif not expected and row["quoted_id"] and row["form"] == "document":
            yield Finding("quotations", row["quotation_id"], "form", "'document'", "'direct' or 'indirect'")


@check(
    "quoted-date", "Words are of the day of their source, of the instrument quoted, or of an event that is recorded."
)
def _date(material: Material) -> Iterator[Finding]:
    dated = ("events", "summits", "instruments")
    known = {row["date_edtf"] for table in dated for row in material.table(table)} - {""}
    for row in material.table("quotations"):
        # What nobody speaks is the publisher's own.
        own = row["quoted_id"] and (
            row["quoted_id"] == row["speaker_id"]
            or (not row["speaker_id"] and (row["quoted_type"], row["form"]) == ("organization", "direct"))
        )
        day = material.by_key.get("sources", {}).get(row["source_id"], {}).get("date_edtf", "")
        if row["quoted_type"] == "instrument":
            allowed = {material.by_key["instruments"].get(row["quoted_id"], {}).get("date_edtf", "")}
        else:
            allowed = {day} if own else known | {day}
        if row["date_edtf"] and row["date_edtf"] not in allowed:
            expected = " or ".join(sorted(allowed)) if len(allowed) == 1 else f"{day}, or the date of an event"
            yield Finding("quotations", row["quotation_id"], "date_edtf", f"{row['date_edtf']!r}", expected)


def _names(material: Material, table: str, key: str) -> list[str]:
    row = material.by_key.get(table, {}).get(key, {})
    naming = [field for field in material.fields(table).values() if field.get("naming")]
    return [name for field in naming for name in grounding.items(row.get(field["name"], ""), field) if name]


def _text(material: Material, passage: Row) -> str:
    place = span(passage)
    return material.texts[passage["source_id"]][slice(*place)] if place else ""
