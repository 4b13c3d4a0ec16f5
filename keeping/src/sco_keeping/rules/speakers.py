"""Who says what, and when: who speaks a passage, whose words are quoted, and of which day they are."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from sco_keeping.dataset import STATED, Dataset, span
from sco_keeping.language import Language
from sco_keeping.library import bounds, is_edtf
from sco_keeping.rules.registry import Finding, check
from sco_keeping.sources.spans import Span
from sco_keeping.tables import Row


class _Quoted(NamedTuple):
    """A row of a table that quotes: its table and key, who utters the words, and whose they are."""

    table: str
    key: str
    row: Row
    utterer: str
    kind: str
    whose: str


def _quoted_words(dataset: Dataset) -> Iterator[_Quoted]:
    for table in dataset.rows:
        if of := dataset.schemas[table].get("quotes"):
            field = dataset.fields(table)[of["whose"]]
            for row in dataset.rows[table]:
                kind = dataset.target(table, field, row)
                yield _Quoted(table, dataset.key(table, row), row, row[of["utterer"]], kind, row[of["whose"]])


@check("speaker", "Whoever speaks a passage is named in the byline above it.", needs="texts", severity="warning")
def _speaker(dataset: Dataset) -> Iterator[Finding]:
    speaker = dataset.fields("passages").get("speaker_id", {})
    for source, rows in dataset.passages.items():
        reader, byline = dataset.language(source), ""
        for row in rows if source in dataset.texts else ():
            byline = dataset.text(row) or byline if row["kind"] == "byline" else byline
            names = dataset.names(dataset.target("passages", speaker, row), row["speaker_id"])
            if row["speaker_id"] and reader and byline and not any(reader.names(name, byline) for name in names):
                found = f"{row['speaker_id']!r} under the byline {byline!r}"
                yield Finding("passages", row["passage_id"], "speaker_id", found, "the person whom it names")


@check("utterer", "Who utters quoted words is who speaks the passage.")
def _utterer(dataset: Dataset) -> Iterator[Finding]:
    for each in _quoted_words(dataset):
        speaker = dataset.passage(each.row).get("speaker_id", each.utterer)
        if each.utterer != speaker:
            name = dataset.schemas[each.table]["quotes"]["utterer"]
            yield Finding(each.table, each.key, name, f"{each.utterer!r}", f"{speaker!r}, who speaks the passage")


@check(
    "quoted", "Whose words they are: the speaker's, or somebody's whom the text names there.",
    needs="texts", severity="warning",
)  # fmt: skip
def _whose(dataset: Dataset) -> Iterator[Finding]:
    for each in _quoted_words(dataset):
        source, at = each.row["source_id"], dataset.place_of_passage.get(each.row["passage_id"])
        reader = dataset.language(source)
        if at is None or reader is None or each.whose in ("", each.utterer) or source not in dataset.texts:
            continue
        near = " ".join(map(dataset.text, dataset.passages.get(source, [])[max(0, at - 1) : at + 1]))
        # What nobody speaks is the publisher's.
        near += "" if each.utterer else f" {dataset.sources[source]['publisher']}"
        if not any(reader.names(name, near) for name in dataset.names(each.kind, each.whose)):
            found = f"{each.whose!r}, whom neither the passage nor the one before names"
            name = dataset.schemas[each.table]["quotes"]["whose"]
            yield Finding(each.table, each.key, name, found, "the speaker, or one who is named there")


@check(
    "attributed", "Words are given to whom the text says they are of: where they stand, or just before.",
    needs="texts", severity="warning",
)  # fmt: skip
def _attributed(dataset: Dataset) -> Iterator[Finding]:
    for each in _quoted_words(dataset):
        name = dataset.schemas[each.table]["quotes"]["whose"]
        if (near := _near(dataset, each)) is None:
            continue
        reader, people = near.reader, _people(dataset)
        rivals = _rivals(dataset, reader, near.outside, each) if reader.reports(near.outside) else set()
        if each.whose != each.utterer and not rivals and not _names(dataset, reader, near.outside, each):
            told = next((part for part in reversed(near.before) if _persons(dataset, reader, part, each)), "")
            rivals = _rivals(dataset, reader, told, each)
        if rivals:
            found = f"{each.whose!r}, where the words nearest name {', '.join(sorted(rivals))}"
            yield Finding(each.table, each.key, name, found, "whoever says it")
        elif each.kind == people and each.whose != each.utterer and each.utterer and not _is_said(dataset, near, each):
            found = f"{each.whose!r}, and neither the sentence nor the one before says so"
            yield Finding(each.table, each.key, name, found, f"{each.utterer!r}, who speaks, or words that say whose")


class _Near(NamedTuple):
    """What stands around quoted words: the rest of their sentences, the sentences before, and what reads them."""

    reader: Language
    outside: str
    before: list[str]


def _near(dataset: Dataset, each: _Quoted) -> _Near | None:
    """What stands around quoted words, in their passage and the one before; None where that cannot be read."""
    source, at, place = each.row["source_id"], dataset.place_of_passage.get(each.row["passage_id"]), span(each.row)
    reader, text = dataset.language(source), dataset.texts.get(source)
    if at is None or reader is None or text is None or place is None or not each.whose:
        return None
    start, end = (span(dataset.passages[source][number]) for number in (max(0, at - 1), at))
    sentences = list(_sentences(text, Span(start.start, end.end))) if start and end else []
    own = [part for part in sentences if part.start < place.end and place.start < part.end]
    outside = " | ".join(f"{text[part.start : place.start]} | {text[place.end : part.end]}" for part in own)
    return _Near(reader, outside, [text[slice(*part)] for part in sentences if own and part.end <= own[0].start])


def _is_said(dataset: Dataset, near: _Near, each: _Quoted) -> bool:
    """Whether the rest of a sentence, or the sentence before, names somebody and says that somebody speaks."""
    parts = [*near.before[-1:], near.outside]
    said = near.reader.reports(" | ".join(parts))
    return said and any(_names(dataset, near.reader, part, each) for part in parts)


def _sentences(text: str, around: Span) -> Iterator[Span]:
    """Sentences of a part of a text."""
    start = around.start
    for match in _END.finditer(text, around.start, around.end):
        yield Span(start, match.end())
        start = match.end()
    yield Span(start, around.end)


_END = re.compile(r"""(?<![ (][A-Z]\.)(?<=[.!?])\d{0,2}["”’)]*\s+(?=[A-Z“"(])|\n+""")
"""Where a sentence ends: not after an initial."""


def _names(dataset: Dataset, reader: Language, text: str, each: _Quoted) -> bool:
    """Whether a text names whose words they are."""
    return any(reader.names(name, text) for name in dataset.names(each.kind, each.whose))


def _people(dataset: Dataset) -> str:
    """The table of those who speak."""
    return dataset.target("passages", dataset.fields("passages").get("speaker_id", {}), {})


def _persons(dataset: Dataset, reader: Language, text: str, each: _Quoted) -> set[str]:
    """Who speaks anywhere and is named in a text, the utterer left out."""
    return dataset.named(_people(dataset), reader, text) - {each.utterer}


def _rivals(dataset: Dataset, reader: Language, text: str, each: _Quoted) -> set[str]:
    """Whoever is named in a text that does not name whose words they are."""
    return set() if _names(dataset, reader, text, each) else _persons(dataset, reader, text, each)


@check(
    "proponent", "Whose a statement is speaks, or is named, where its words stand; a byline is of what is under it.",
    needs="texts", severity="warning",
)  # fmt: skip
def _proponent(dataset: Dataset) -> Iterator[Finding]:
    for table, row, of in _asserting(dataset):
        key, whose = dataset.key(table, row), row[of["whose"]]
        kind = dataset.target(table, dataset.fields(table)[of["whose"]], row)
        passages = [place for each in dataset.supporting(table, key, of["words"]) if (place := _passage(dataset, each))]
        if whose and passages and not any(_speaks(dataset, each, kind, whose) for each in passages):
            where = ", ".join(sorted({each["passage_id"] for each in passages}))
            found = f"{whose!r}, who neither speaks nor is named in {where} or just before"
            yield Finding(table, key, of["whose"], found, "the speaker, or one who is named there")


@check(
    "under-byline", "The byline that is cited for whose a statement is stands above the words of the statement.",
    needs="texts", severity="warning",
)  # fmt: skip
def _under(dataset: Dataset) -> Iterator[Finding]:
    for table, row, of in _asserting(dataset):
        key = dataset.key(table, row)
        words = [place for each in dataset.supporting(table, key, of["words"]) if (place := _passage(dataset, each))]
        above = {_byline(dataset, each) for each in words}
        for each in dataset.supporting(table, key, of["whose"]):
            byline = _passage(dataset, each)
            if words and byline and byline["kind"] == "byline" and byline["passage_id"] not in above:
                found = (
                    f"{row[of['whose']]!r} by the byline {byline['passage_id']}, under which none of its words stand"
                )
                yield Finding(
                    table, key, of["whose"], found, f"that above them, {' or '.join(sorted(above)) or 'none'}"
                )


def _asserting(dataset: Dataset) -> Iterator[tuple[str, Row, dict[str, str]]]:
    """Rows that say whose a statement is, with the fields of whose it is and of its words."""
    for table in dataset.rows:
        if of := dataset.schemas[table].get("asserts"):
            yield from ((table, row, of) for row in dataset.rows[table])


def _passage(dataset: Dataset, evidence: Row) -> Row:
    citation = dataset.cited(evidence)
    return dataset.passage(citation) if citation else {}


def _byline(dataset: Dataset, passage: Row) -> str:
    """The byline under which a passage stands; "" where there is none."""
    before = dataset.passages[passage["source_id"]][: dataset.place_of_passage[passage["passage_id"]] + 1]
    return next((each["passage_id"] for each in reversed(before) if each["kind"] == "byline"), "")


@check(
    "told", "A statement is of whom its sentence says that it is told by.",
    needs="texts", severity="warning",
)  # fmt: skip
def _told(dataset: Dataset) -> Iterator[Finding]:
    for table, row, of in _asserting(dataset):
        key, whose = dataset.key(table, row), row[of["whose"]]
        kind = dataset.target(table, dataset.fields(table)[of["whose"]], row)
        for evidence in dataset.supporting(table, key, of["words"]):
            citation, passage = dataset.cited(evidence), _passage(dataset, evidence)
            if citation is None or not passage or not whose:
                continue
            each = _Quoted(table, key, citation, passage["speaker_id"], kind, whose)
            near, own = _near(dataset, each), dataset.words(citation, "exact") or ""
            sentence = f"{near.outside} | {own}" if near else ""
            if near and near.reader.reports(sentence) and (named := _rivals(dataset, near.reader, sentence, each)):
                found = f"{whose!r}, where the sentence tells of {', '.join(sorted(named))}"
                yield Finding(table, key, of["whose"], found, "whoever says it")
                break


def _speaks(dataset: Dataset, passage: Row, table: str, key: str) -> bool:
    """Whether somebody speaks a passage or is named in it or in the two before, whose bylines say only who speaks."""
    source, at = passage["source_id"], dataset.place_of_passage[passage["passage_id"]]
    reader = dataset.language(source)
    if passage["speaker_id"] == key or reader is None or source not in dataset.texts:
        return True
    near = dataset.passages[source][max(0, at - 2) : at + 1]
    text = " | ".join(dataset.text(each) for each in near if each["kind"] != "byline")
    text += "" if passage["speaker_id"] else f" | {dataset.sources[source]['publisher']}"  # nobody speaks: it publishes
    return any(reader.names(name, text) for name in dataset.names(table, key))


@check(
    "quoted-date", "Words are of the day of their source, of the document quoted, or of an event that is recorded.",
    severity="warning",
)  # fmt: skip
def _date(dataset: Dataset) -> Iterator[Finding]:
    known = {
        row[field["name"]]
        for table, field, _ in dataset.having("edtf")
        if field.get("role") in STATED and table not in dataset.spanned
        for row in dataset.rows[table]
    } - {""}
    for each in _quoted_words(dataset):
        name = dataset.schemas[each.table]["quotes"]["date"]
        date, day = each.row[name], dataset.sources.get(each.row["source_id"], {}).get("date_edtf", "")
        # What nobody speaks is the publisher's own.
        own = each.whose and (each.whose == each.utterer or (not each.utterer and _is_publisher(dataset, each)))
        document = _dates(dataset, each.kind, each.whose)
        allowed = document or ({day} if own else known | {day})
        if date and date not in allowed and not (own and _lies_within(date, day)):
            expected = " or ".join(sorted(allowed)) if len(allowed) == 1 else f"{day}, or the date of an event"
            yield Finding(each.table, each.key, name, f"{date!r}", expected)


def _is_publisher(dataset: Dataset, each: _Quoted) -> bool:
    """Whether somebody who may publish says something in words of their own."""
    fields, of = dataset.fields(each.table), dataset.schemas[each.table]["quotes"]
    kind, form = fields[of["whose"]]["genericForeignKey"]["typeField"], of["form"]
    publishes = fields[kind]["words"].get(each.row[kind], {}).get("publishes")
    return bool(publishes and fields[form]["words"].get(each.row[form], {}).get("own"))


def _dates(dataset: Dataset, table: str, key: str) -> set[str]:
    """Dates of a row that has some: of a document quoted, its own."""
    row = dataset.row(table, key) or {}
    return {row[name] for name, field in dataset.fields(table).items() if row and field.get("edtf")} - {""}


def _lies_within(date: str, around: str) -> bool:
    """Whether a date lies within an interval, such as that of a volume of speeches."""
    if not (is_edtf(date) and is_edtf(around) and "/" in around):
        return False
    (first, last), (start, end) = bounds(date), bounds(around)
    return None not in (first, last, start, end) and start <= first and last <= end  # type: ignore[operator]
