"""Anchor words: from a phrase of a frozen text to the row of `citations` that points at it."""

import hashlib
import re
from collections.abc import Sequence
from os import PathLike
from typing import NamedTuple

import click

from sco_keeping import tables
from sco_keeping.library import Package, ScoDataError, UnknownNameError
from sco_keeping.sources import fragments, spans, texts
from sco_keeping.sources.spans import Span
from sco_keeping.tables import Row

LONGEST = 120
"""Characters of words that a citation may quote."""

_NEAREST = 3
_LEAST_SCORE = 60.0
_SHOWN = 30


class Place(NamedTuple):
    """A place in a text, as an error lists it.

    Attributes
    ----------
    span : Span
        Where it is.
    line : int
        Number of its line, from 1.
    passage_id : str
        The passage it begins in.
    words : str
        The words there, in square brackets between those around them.
    score : float
        How near the words come to those that were looked for, 0 to 100.
    """

    span: Span
    line: int
    passage_id: str
    words: str
    score: float = 100.0


class AbsentPhraseError(ScoDataError):
    """The words do not stand in the text; `places` are the nearest."""

    def __init__(self, words: str, source: str, places: Sequence[Place]) -> None:
        self.words, self.source, self.places = words, source, tuple(places)
        super().__init__(words, source, self.places)

    def __str__(self) -> str:
        head = f"The words {self.words!r} do not stand in the text of {self.source}, to the letter"
        if not self.places:
            return f"{head}, nor anything like them."
        lines = [f"  {place.score:.0f} % alike, {_described(place)}" for place in self.places]
        return "\n".join([f"{head}; nearest:", *lines])


class AmbiguousPhraseError(ScoDataError):
    """The words stand in several places of the text: `places`."""

    def __init__(self, words: str, source: str, places: Sequence[Place]) -> None:
        self.words, self.source, self.places = words, source, tuple(places)
        super().__init__(words, source, self.places)

    def __str__(self) -> str:
        head = (
            f"The words {self.words!r} stand in {len(self.places)} places of {self.source}; "
            "choose one with --nth K or --within PASSAGE_ID, or give more words:"
        )
        lines = [f"  {number}. {_described(place)}" for number, place in enumerate(self.places, 1)]
        return "\n".join([head, *lines])


def _described(place: Place) -> str:
    where = f"{place.span.start}-{place.span.end}, line {place.line}, {place.passage_id or 'in no passage'}"
    return f"{where}: {place.words}"


def anchor(
    source: str,
    words: str,
    package: str | PathLike[str] | None = None,
    *,
    nth: int | None = None,
    within: str | None = None,
    withhold: bool = False,
) -> Row:
    """Citation of words in a frozen text.

    Parameters
    ----------
    source : str
        A `source_id` with a frozen text.
    words : str
        The words, to the letter; outer white space is dropped.
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.
    nth : int, optional
        Which place to take where there are several, from 1, counted after `within`.
    within : str, optional
        A `passage_id`: only places that begin in this passage.
    withhold : bool
        Leave out the words; position, hash and fragment remain.

    Returns
    -------
    dict
        A row of `citations` with the next free identifier, all cells as text.

    Raises
    ------
    UnknownNameError
        There is no such source or passage.
    AbsentPhraseError
        The words do not stand there; lists the nearest places.
    AmbiguousPhraseError
        They stand in several places; lists them.
    ScoDataError
        The text cannot be read, or the words are none or too many.
    """
    rows = {name: tables.read(name, package=package) for name in ("sources", "passages", "citations", "retired")}
    sources = {row["source_id"]: row for row in rows["sources"]}
    if source not in sources:
        raise UnknownNameError("source", source, sources)
    own = [row for row in rows["passages"] if row["source_id"] == source]
    if within is not None and within not in (known := [row["passage_id"] for row in own]):
        raise UnknownNameError("passage", within, known, f"in {source}")
    words = words.strip()
    if not words:
        raise ScoDataError("There are no words to anchor; give the shortest phrase that states the value.")
    if len(words) > LONGEST and not withhold:
        raise ScoDataError(
            f"The words are {len(words)} characters and a citation quotes at most {LONGEST}; "
            "give the shortest phrase that states the value, or withhold the words."
        )
    text = texts.read(sources[source])
    span = _one(_Text(source, text, own), words, nth, within)
    passage = spans.passage_of(own, source, span.start)
    found = {
        "citation_id": _next_id(source, rows["citations"], rows["retired"]),
        "source_id": source,
        "passage_id": passage,
        "locator": "",
        "char_start": str(span.start),
        "char_end": str(span.end),
        "exact_sha256": hashlib.sha256(words.encode()).hexdigest(),
        "exact": "" if withhold else words,
        "fragment": fragments.fragment(text, *span, filter(None, sources[source]["damaged_words"].split("|"))),
    }
    return {column: found.get(column, "") for column in tables.columns(Package(package).schema("citations"))}


def anchor_command(
    source: str,
    words: str,
    package: str | PathLike[str] | None = None,
    *,
    nth: int | None = None,
    within: str | None = None,
    withhold: bool = False,
) -> int:
    """Print the citation of words in a frozen text, as CSV with a header; parameters and errors as for `anchor`.

    Returns
    -------
    int
        Exit status, always 0.
    """
    row = anchor(source, words, package=package, nth=nth, within=within, withhold=withhold)
    names = tables.columns(Package(package).schema("citations"))
    click.echo(tables.to_csv(names, [row]).decode(), nl=False)
    for other in tables.read("citations", package=package):
        if all(other[column] == row[column] for column in ("source_id", "char_start", "char_end")):
            click.echo(f"{other['citation_id']} already cites these words.", err=True)
    return 0


class _Text(NamedTuple):
    """A frozen text and how it is divided."""

    source: str
    text: str
    passages: Sequence[Row]

    def place(self, span: Span, score: float = 100.0) -> Place:
        line = spans.line_of(self.text, *span)
        left, right = max(line.start, span.start - _SHOWN), min(line.end, span.end + _SHOWN)
        words = f"{self.text[left : span.start]}[{self.text[slice(*span)]}]{self.text[span.end : right]}"
        number = self.text.count("\n", 0, span.start) + 1
        passage = spans.passage_of(self.passages, self.source, span.start)
        return Place(span, number, passage, words.replace("\n", " "), score)


def _one(text: _Text, words: str, nth: int | None, within: str | None) -> Span:
    """Find the one place that is meant."""
    everywhere = [text.place(span) for span in spans.find(text.text, words)]
    if not everywhere:
        raise AbsentPhraseError(words, text.source, _nearest(text, words))
    places = [place for place in everywhere if within in (None, place.passage_id)]
    if not places:
        raise AbsentPhraseError(words, f"{text.source} within {within}", everywhere)
    if nth is None and len(places) > 1:
        raise AmbiguousPhraseError(words, text.source, places)
    if nth is not None and not 1 <= nth <= len(places):
        raise ScoDataError(f"There is no place {nth} of {words!r}; they stand in {len(places)}, counted from 1.")
    return places[(nth or 1) - 1].span


def _nearest(text: _Text, words: str) -> list[Place]:
    """Find the places whose words are most like those looked for, the best of each line."""
    from rapidfuzz import fuzz

    places = []
    for match in re.finditer(r"[^\n]+", text.text):
        line = match[0]
        # Lower-casing may lengthen a letter; a place may then be shown a little off.
        best = fuzz.partial_ratio_alignment(words.lower(), line.lower(), score_cutoff=_LEAST_SCORE)
        # Of a line much shorter than the words only a part of them could stand there.
        if best is not None and len(line) >= len(words) / 2:
            end = min(len(line), best.dest_end)
            places.append(text.place(Span(match.start() + best.dest_start, match.start() + end), best.score))
    return sorted(places, key=lambda place: (-place.score, place.span))[:_NEAREST]


def _next_id(source: str, citations: Sequence[Row], retired: Sequence[Row]) -> str:
    """Next identifier of a citation of this source; one that is retired is not used again."""
    used = [row["citation_id"] for row in citations]
    used += [row["row_id"] for row in retired if row["table_name"] == "citations"]
    numbers = [int(match[1]) for name in used if (match := re.fullmatch(rf"{re.escape(source)}-c([0-9]+)", name))]
    return f"{source}-c{max(numbers, default=0) + 1:04}"
