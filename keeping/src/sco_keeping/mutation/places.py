"""Operators on spans and on the words that they hold."""

import re
from collections.abc import Iterator
from random import Random

from sco_keeping.dataset import Dataset, span
from sco_keeping.mutation.faults import QUOTING, Mutant, operator, with_row
from sco_keeping.sources import spans
from sco_keeping.sources.spans import Span
from sco_keeping.tables import Row


def _spanned(dataset: Dataset, rng: Random) -> list[tuple[str, Row, Span, str]]:
    """Citations and quotations with a span in a text that is there, in a random order."""
    found = [
        (table, row, place, dataset.texts[row["source_id"]])
        for table in QUOTING
        for row in dataset.table(table)
        if (place := span(row)) and row["source_id"] in dataset.texts
    ]
    rng.shuffle(found)
    return found


def _moved(dataset: Dataset, name: str, table: str, row: Row, place: Span, *, equivalent: str = "") -> Mutant:
    new = {**row, "char_start": str(place.start), "char_end": str(place.end)}
    rows = {table: with_row(dataset.rows[table], row, new)}
    old = f"{row['char_start']}-{row['char_end']}"
    key = dataset.key(table, row)
    return Mutant(name, table, key, "char_start", old, f"{place.start}-{place.end}", rows, equivalent)


@operator("span-shifted", "a span is shifted by one character")
def _shifted(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for table, row, place, text in _spanned(dataset, rng):
        step = rng.choice([step for step in (-1, 1) if place.start + step >= 0 and place.end + step <= len(text)])
        yield _moved(dataset, "span-shifted", table, row, Span(place.start + step, place.end + step))


@operator("span-widened", "a span takes in one word more")
def _widened(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for table, row, place, text in _spanned(dataset, rng):
        after = re.match(r"[^\w\n]*\w+", text[place.end : place.end + 60])
        before = re.search(r"\w+[^\w\n]*\Z", text[max(0, place.start - 60) : place.start])
        wider = [Span(place.start, place.end + after.end())] if after else []
        wider += [Span(place.start - len(before[0]), place.end)] if before else []
        if wider:
            yield _moved(dataset, "span-widened", table, row, rng.choice(wider))


@operator("span-bytes", "a span is counted in bytes")
def _bytes(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for table, row, place, text in _spanned(dataset, rng):
        counted = Span(len(text[: place.start].encode()), len(text[: place.end].encode()))
        if counted.end <= len(text):
            same = "up to its end the text has one byte to a character" if counted == place else ""
            yield _moved(dataset, "span-bytes", table, row, counted, equivalent=same)


@operator("span-elsewhere", "a span moves to the same words elsewhere")
def _elsewhere(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for table, row, place, text in _spanned(dataset, rng):
        others = [other for other in spans.find(text, text[slice(*place)]) if other != place]
        if others:
            other = rng.choice(others)
            same = ""
            if table == "citations" and _speaker(dataset, row, place) == _speaker(dataset, row, other):
                rest = [each for each in dataset.table("evidence") if each["citation_id"] == row["citation_id"]]
                if rest and all(each["basis"] in ("verbatim", "normalized") for each in rest):
                    same = "the same words, of the same speaker, state the same cells by themselves"
            yield _moved(dataset, "span-elsewhere", table, row, other, equivalent=same)


def _speaker(dataset: Dataset, row: Row, place: Span) -> str | None:
    passage = spans.passage_of(dataset.table("passages"), row["source_id"], place.start)
    return dataset.by_key["passages"].get(passage, {}).get("speaker_id")


@operator("quotation-letter", "one character of quoted or cited words is changed")
def _quotation_letter(dataset: Dataset, rng: Random) -> Iterator[Mutant]:
    for table, row, _, _ in _spanned(dataset, rng):
        field = dataset.quoting[table][0]
        if words := row[field]:
            at = rng.randrange(len(words))
            new = words[:at] + rng.choice([each for each in "aest,. " if each != words[at]]) + words[at + 1 :]
            rows = {table: with_row(dataset.rows[table], row, {**row, field: new})}
            yield Mutant("quotation-letter", table, dataset.key(table, row), field, words, new, rows)
