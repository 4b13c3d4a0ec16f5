"""Who says what, and when: who speaks a passage, whose words are quoted, and of which day they are."""

from collections.abc import Iterator
from typing import NamedTuple

from sco_keeping.dataset import STATED, Dataset
from sco_keeping.library import bounds, is_edtf
from sco_keeping.rules.registry import Finding, check
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
