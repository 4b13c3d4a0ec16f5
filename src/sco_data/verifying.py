"""Whether a text still says what is cited from it: any copy of a source, looked at span by span.

Words that the dataset shows are looked for where they were, then anywhere in the text; of words that are withheld only
the hash is known, so that they can be confirmed at their own position and nowhere else. Nothing is accepted that is
merely similar: a text that differs by one digit says something else.
"""

import hashlib
import re
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sco_data import frames
from sco_data.errors import ScoDataError
from sco_data.files import usable
from sco_data.names import one_of
from sco_data.package import Package, Where, opened

if TYPE_CHECKING:
    from sco_data.frames import Record

LEAST_ANCHORED = 0.20
"""Share of the spans with words below which a text is not a copy of the source."""

_LARGE = 10**6  # characters that take long enough for a bar to be wanted

_FIELDS = frames.fields_of("table id source_id status char_start:integer char_end:integer note")


def verify(path: str | PathLike[str], source: str | None = None, *, as_: str = "pandas", package: Where = None) -> Any:
    """Check whether a text still says what the dataset cites from it.

    Parameters
    ----------
    path : path
        A copy of a coded source as plain text in UTF-8 (or UTF-16 with its mark): the frozen text, a web page saved as
        text, another extraction of the PDF.
    source : str, optional
        Its `source_id`. Default: the source whose hash the file has, else the one most of whose words stand in it.
    as_ : {"pandas", "records", "polars", "arrow"}
        What to return, as for :func:`load`.
    package : path or Package, optional
        A folder that holds a ``datapackage.json``, a zip of one, or an open :class:`sco_data.Package`; default the
        installed package.

    Returns
    -------
    pandas.DataFrame, list of dict, polars.DataFrame or pyarrow.Table
        One row per span of `citations` and `quotations` in that source, in the order of the coded text:

        - ``table``, ``id``, ``source_id``;
        - ``status``: ``exact`` (the same words at the same position), ``moved`` (the same words, which stand in it
          once, at another position or with other line breaks and blanks, in the order of the coded text) or ``lost``;
        - ``char_start``, ``char_end``: the span in this text, in code points, half-open, a line end counted as one;
          missing where lost;
        - ``note``: what differs, or why the span is lost.

    Raises
    ------
    UnknownNameError
        There is no such source.
    ScoDataError
        The file cannot be read as text, or is not a copy of the source: under 20 % of its spans are in it.
    DamagedFileError
        A table is missing or is not the one that was published.

    Notes
    -----
    Words that are withheld are confirmed by their hash at their own position, and are ``lost`` wherever a text has one
    character more or less before them. With a text of over a million characters a terminal shows how far it is.

    Examples
    --------
    ``verify("my-copy.txt")["status"].value_counts()`` counts what became of the spans.

    >>> verify("no-copy.txt")
    Traceback (most recent call last):
    sco_data.errors.ScoDataError: no-copy.txt cannot be read: No such file or directory.
    """
    import click

    package = opened(package)
    coded = _coded(package)
    if source is not None:
        source = one_of("source with cited spans", source, coded)
    text, sha256 = _read(usable(path))
    hashes = {row["sha256"]: row["source_id"] for row in package.rows("sources") if row["source_id"] in coded}
    # Words of one span may stand in many a text: the source is that of most words, not of the greatest share.
    known = source or hashes.get(sha256)
    tried = {known: coded[known]} if known else coded
    hidden = len(text) < _LARGE or not sys.stderr.isatty()
    with click.progressbar(length=sum(map(len, tried.values())), file=sys.stderr, hidden=hidden) as bar:
        found = {each: _places(spans, text, bar.update) for each, spans in tried.items()}
    name, places = max(found.items(), key=lambda each: _kept(each[1]))
    if _share(places) < LEAST_ANCHORED:
        nearest = "" if source else ", the source most like it"
        raise ScoDataError(
            f"{path} is not a copy of {name}{nearest}: {_share(places):.0%} of its spans with words are in it, and "
            f"{LEAST_ANCHORED:.0%} are expected. Give the text of one of these sources: {', '.join(coded)}."
        )
    records: list[Record] = [
        {**place.span._asdict(), **place._asdict(), "source_id": name, "char_start": place.start, "char_end": place.end}
        for place in places
    ]
    return frames.from_records(records, _FIELDS, as_)


class _Span(NamedTuple):
    """A span of the coded text; `words` is empty where they are withheld."""

    start: int
    end: int
    table: str
    id: str
    words: str
    sha256: str


class _Place(NamedTuple):
    """What became of a span."""

    span: _Span
    status: str
    start: int | None = None
    end: int | None = None
    note: str | None = None


def _coded(package: Package) -> dict[str, list[_Span]]:
    """Spans in the order of the coded text, by `source_id`."""
    found: dict[str, list[_Span]] = {}
    for table, key, words in (("citations", "citation_id", "exact"), ("quotations", "quotation_id", "text")):
        for row in package.rows(table):
            if row["char_start"] and row["char_end"]:
                cells = row[key], row[words], row[f"{words}_sha256"]
                span = _Span(int(row["char_start"]), int(row["char_end"]), table, *cells)
                found.setdefault(row["source_id"], []).append(span)
    if not found:
        raise ScoDataError("The package has no spans to verify: no row of citations or quotations has positions.")
    return {source: sorted(spans) for source, spans in sorted(found.items())}


def _read(path: Path) -> tuple[str, str]:
    """Text of a file, with line ends as line feeds, and the hash of the file."""
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise ScoDataError(f"{path} is no regular file; give the text of a coded source as a file.")
        content = path.read_bytes()
    except OSError as error:
        raise ScoDataError(f"{path} cannot be read: {error.strerror}.") from error
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        why = f"{path} is not text in UTF-8 (byte {error.start}); save the document as plain text in UTF-8."
        raise ScoDataError(why) from error
    if "\0" in text:
        raise ScoDataError(f"{path} is a binary file; save the document as plain text in UTF-8.")
    if not text.strip():
        raise ScoDataError(f"{path} is empty; give the text of a coded source.")
    return text.replace("\r\n", "\n").replace("\r", "\n"), hashlib.sha256(content).hexdigest()


def _places(spans: list[_Span], text: str, step: Callable[[int], object]) -> list[_Place]:
    """Place of every span of a source in a text, or in the first of its copies."""
    text = _once(spans, text)
    cited = Counter(words for words, _ in {(" ".join(span.words.split()), span.start) for span in spans})
    places = []
    for span in spans:
        places.append(_place(span, text, cited[" ".join(span.words.split())]))
        step(1)
    # Words that stand once may be the same words in another place, whose own were changed: order tells.
    in_order = _rising([(place.start, number) for number, place in enumerate(places) if place.start is not None])
    for number, place in enumerate(places):
        if place.status == "moved" and number not in in_order:
            places[number] = _Place(place.span, "lost", note="the words stand elsewhere, out of order")
    return places


def _once(spans: list[_Span], text: str) -> str:
    """A text without what follows once it stands there for a second time, as pages that are saved whole have it."""
    found = [[match.start() for match in re.finditer(_pattern(span.words), text)] for span in spans if span.words]
    halves = [(starts[0], starts[len(starts) // 2]) for starts in found if starts and len(starts) % 2 == 0]
    pairs = [(second - first, second) for first, second in halves]
    step, count = Counter(step for step, _ in pairs).most_common(1)[0] if pairs else (0, 0)
    return text[: min(second for each, second in pairs if each == step)] if 2 * count > len(found) > 2 else text


def _place(span: _Span, text: str, places: int) -> _Place:
    """Place of a span in a text, whose words are cited from so many places."""
    there = text[span.start : span.end]
    if not span.words:
        if hashlib.sha256(there.encode()).hexdigest() == span.sha256:
            return _Place(span, "exact", span.start, span.end)
        return _Place(span, "lost", note="withheld words, whose hash is not that of this text at their position")
    if there == span.words:
        return _Place(span, "exact", span.start, span.end)
    found = [match.span() for match in re.finditer(_pattern(span.words), text)]
    if len(found) != 1:
        times = f"stand in this text {len(found)} times" if found else "are not in this text"
        return _Place(span, "lost", note=f"the words {times}")
    if places > 1:
        return _Place(span, "lost", note=f"the words are cited from {places} places, and stand in this text once")
    note = None if text[slice(*found[0])] == span.words else "line breaks or blanks differ"
    return _Place(span, "moved", *found[0], note)


def _pattern(words: str) -> str:
    """Pattern of words in any layout that is not within a longer word or number: 3,800 does not stand in 13,800."""
    before = r"(?<!\d[.,])(?<!\w)" if words[0].isdigit() else r"(?<!\w)" if words[0].isalpha() else ""
    after = r"(?![.,]?\d)(?!\w)" if words[-1].isdigit() else r"(?!\w)" if words[-1].isalpha() else ""
    return before + r"\s+".join(map(re.escape, words.split())) + after


def _share(places: list[_Place]) -> float:
    """Share of the spans with words that are in the text; of all, where the words of all are withheld."""
    judged = [place for place in places if place.span.words] or places
    return _kept(judged) / len(judged)


def _kept(places: list[_Place]) -> int:
    return sum(place.status != "lost" for place in places)


def _rising(placed: list[tuple[int, int]]) -> set[int]:
    """Numbers of the longest run in which positions do not fall, of positions with their numbers."""
    least: list[int] = []  # position at which a run of each length ends, the least that there is
    ends: list[int] = []  # and its number
    before: dict[int, int | None] = {}
    for position, number in placed:
        length = bisect_right(least, position)
        before[number] = ends[length - 1] if length else None
        least[length : length + 1], ends[length : length + 1] = [position], [number]
    run: set[int] = set()
    at = ends[-1] if ends else None
    while at is not None:
        run.add(at)
        at = before[at]
    return run
