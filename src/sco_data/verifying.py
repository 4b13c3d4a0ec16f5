"""Whether a text still says what is cited from it: any copy of a source, re-anchored span by span.

A span is looked for where it was. Where the text differs, its place follows from a map between the coded text and this
one: stretches of shipped words, and whole lines by their hash, that stand once in both, kept in order. Near that place
a span is found by its words and their context, or, where the words are withheld, by their hash. Nothing is accepted by
its words alone: the same words stand in many places.
"""

import hashlib
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from sco_data import frames
from sco_data.casting import Value
from sco_data.errors import MissingExtraError, ScoDataError, UnknownNameError
from sco_data.package import usable
from sco_data.reading import Package, rows

if TYPE_CHECKING:
    import pandas as pd

ACCEPT = 0.90
"""Least similarity of words and context at which a place is accepted."""

MARGIN = 0.05
"""By how much a place must be more similar than the next best one."""

LEAST_ANCHORED = 0.20
"""Share of the spans with words below which a text is not a copy of the source."""

_FIELDS = [
    {"name": name, "type": kind}
    for name, kind in (
        ("table", "string"),
        ("id", "string"),
        ("source_id", "string"),
        ("status", "string"),
        ("score", "number"),
        ("char_start", "integer"),
        ("char_end", "integer"),
        ("note", "string"),
    )
]

_STRETCH = 16  # characters of a stretch that ties two texts together
_STRIDE = 4  # every fourth stretch will do
_NEAR = 64  # how far from its expected place a span with words is looked for
_FAR = 4096  # an unmapped stretch longer than this is searched at its two ends only
_OWN = 0.5  # least similarity of the words themselves: a good context does not make other words these


def verify(path: str | PathLike[str], source: str | None = None, *, package: Package = None) -> "pd.DataFrame":
    """Check whether a text still says what the dataset cites from it.

    Parameters
    ----------
    path : path
        A copy of a coded source as plain text in UTF-8 (or UTF-16 with its mark): the frozen text, a web page saved as
        text, another extraction of the PDF.
    source : str, optional
        Its `source_id`. Default: the source whose hash the file has, else the one most of whose words stand in it.
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.

    Returns
    -------
    pandas.DataFrame
        One row per span of `citations` and `quotations` in that source, in the order of the coded text:

        - ``table``, ``id``, ``source_id``;
        - ``status``: ``exact`` (the same words at the same place), ``moved`` (the same words elsewhere, or broken into
          lines otherwise), ``fuzzy`` (similar words in similar context) or ``lost``;
        - ``score``: how sure the place is, from 0 to 1: similarity of words and context, 1 where the hash of withheld
          words confirms it, the best that was found where the span is lost;
        - ``char_start``, ``char_end``: the span in this text, in code points, half-open, a line end counted as one;
          missing where lost;
        - ``note``: what differs, or why the span is lost.

    Raises
    ------
    UnknownNameError
        There is no such source.
    ScoDataError
        The file cannot be read as text, or is not a copy of the source: under 20 % of its spans are in it.
    MissingExtraError
        Some words are no longer there to the letter, and rapidfuzz, which looks for similar ones, is not installed.
    DamagedFileError
        A table is missing or is not the one that was published.

    Notes
    -----
    How often this is right, on damaged copies of the coded texts, is told in ``docs/verification.md``. Words that are
    withheld can only be confirmed to the letter: where the text differs within
    such a span it is ``lost``.

    Examples
    --------
    ``verify("my-copy.txt")["status"].value_counts()`` counts what became of the spans.

    >>> verify("no-copy.txt")
    Traceback (most recent call last):
    sco_data.errors.ScoDataError: no-copy.txt cannot be read: No such file or directory.
    """
    found = verify_records(path, source, package=package)
    columns = {field["name"]: [record[field["name"]] for record in found] for field in _FIELDS}
    return frames.to_pandas(columns, _FIELDS)


def verify_records(
    path: str | PathLike[str], source: str | None = None, *, package: Package = None
) -> list[dict[str, Value]]:
    """Rows of :func:`verify` as dicts, None where a cell is empty, for those who do without pandas."""
    coded = _coded(package)
    if source is not None and source not in coded:
        raise UnknownNameError("source with cited spans", source, coded)
    text, sha256 = _read(usable(path))
    held = _Held.of(text)
    hashes = {row["sha256"]: row["source_id"] for row in rows("sources", package=package, verify=True)}
    name = source or hashes.get(sha256) or max(coded, key=lambda known: _overlap(coded[known], held))
    spans, pairs = coded[name].spans, _map(coded[name], held)
    # Where nothing ties the texts together, no span needs to be looked for.
    placed = _place_all(spans, held, pairs) if pairs else [_Place("lost", 0.0)] * len(spans)
    with_words = [place for span, place in zip(spans, placed, strict=True) if span.words] or placed
    anchored = sum(place.status != "lost" for place in with_words)
    if anchored < LEAST_ANCHORED * len(with_words):
        nearest = "" if source else ", the source most like it"
        raise ScoDataError(
            f"{path} is not a copy of {name}{nearest}: {anchored} of {len(with_words)} spans with words are in it, and "
            f"{LEAST_ANCHORED:.0%} are expected. Give the text of one of these sources: {', '.join(coded)}."
        )
    return [
        {
            "table": span.table,
            "id": span.id,
            "source_id": name,
            "status": place.status,
            "score": round(place.score, 4),
            "char_start": place.start,
            "char_end": place.end,
            "note": place.note or None,
        }
        for span, place in zip(spans, placed, strict=True)
    ]


class _Span(NamedTuple):
    """A span of the coded text; `words` is empty where they are withheld."""

    start: int
    end: int
    table: str
    id: str
    words: str
    prefix: str
    suffix: str
    sha256: str
    fragment: str

    @property
    def around(self) -> str:
        return self.prefix + self.words + self.suffix


class _Place(NamedTuple):
    """What became of a span."""

    status: str
    score: float
    start: int | None = None
    end: int | None = None
    note: str = ""


class _Held(NamedTuple):
    """The text that a user holds, and the same without regard to layout and to the shape of marks.

    `plain` has white space as single blanks and words that a line end divides in one piece; `folded` has straight
    quotation marks and plain hyphens besides. Character i of both is at `offsets[i]` in `text`.
    """

    text: str
    plain: str
    folded: str
    offsets: Sequence[int]

    @classmethod
    def of(cls, text: str) -> "_Held":
        pieces: list[str] = []
        offsets = array("q")  # of numbers: a list of as many objects takes five times the memory
        at = 0
        for match in _LAYOUT.finditer(text):
            pieces.append(text[at : match.start()])
            offsets.extend(range(at, match.start()))
            if match[0].isspace():
                pieces.append(" ")
                offsets.append(match.start())
            at = match.end()
        pieces.append(text[at:])
        offsets.extend(range(at, len(text)))
        plain = "".join(pieces)
        return cls(text, plain, _fold(plain), offsets)

    def at(self, position: int) -> int:
        """Position in `plain` of a position in `text`."""
        return bisect_left(self.offsets, position)

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Span of `text` that a span of `plain` comes from."""
        return self.offsets[start], self.offsets[end - 1] + 1


# A hyphen at a line end, what cannot be seen, white space.
_LAYOUT = re.compile(r"(?<=\w)[-\u00ad\u2010][^\S\n]*\n[^\S\n]*(?=[a-z])|[\u00ad\u200b\u2060\ufeff]|\s+")
_MARKS = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u2032`\u00b4", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
)


def _fold(words: str) -> str:
    return words.translate(_MARKS)


# What is read


class _Coded(NamedTuple):
    """What the dataset knows of a coded text: its spans in order, and where the line with a hash begins and ends."""

    spans: list[_Span]
    lines: dict[str, tuple[int, int]]


def _coded(package: Package) -> dict[str, _Coded]:
    """The sources that have spans, by `source_id`."""
    found: dict[str, _Coded] = {}
    for table, key, words, sha256 in (
        ("citations", "citation_id", "exact", "exact_sha256"),
        ("quotations", "quotation_id", "text", "text_sha256"),
    ):
        for row in rows(table, package=package, verify=True):
            if row["char_start"] and row["char_end"]:
                place = int(row["char_start"]), int(row["char_end"])
                quote = row[words], row["prefix"], row["suffix"], row[sha256], row["fragment"]
                span = _Span(*place, table, row[key], *quote)
                found.setdefault(row["source_id"], _Coded([], {})).spans.append(span)
    if not found:
        raise ScoDataError("The package has no spans to verify: no row of citations or quotations has positions.")
    for row in rows("passages", package=package, verify=True):
        if row["source_id"] in found and row["sha256"]:
            lines, place = found[row["source_id"]].lines, (int(row["char_start"]), int(row["char_end"]))
            lines[row["sha256"]] = _TWICE if row["sha256"] in lines else place
    return {source: _Coded(sorted(coded.spans), coded.lines) for source, coded in sorted(found.items())}


def _read(path: Path) -> tuple[str, str]:
    """Text of a file, with line ends as line feeds, and the hash of the file."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ScoDataError(f"{path} cannot be read: {error.strerror}.") from error
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ScoDataError(
            f"{path} is not text in UTF-8 (byte {error.start}); save the document as plain text in UTF-8."
        ) from error
    if "\0" in text:
        raise ScoDataError(f"{path} is a binary file; save the document as plain text in UTF-8.")
    if not text.strip():
        raise ScoDataError(f"{path} is empty; give the text of a coded source.")
    return text.replace("\r\n", "\n").replace("\r", "\n"), hashlib.sha256(content).hexdigest()


# The map between the coded text and the held one

_Pairs = list[tuple[int, int]]
"""Positions in the coded text and in the held one, both rising."""


_TWICE = (-1, -1)


def _stretches(spans: Iterable[_Span]) -> Mapping[str, int]:
    """Stretches of the shipped words that stand at one position of the coded text, and that position."""
    stretches: dict[str, int] = {}
    for span in spans:
        around, first = _fold(span.around) if span.words else "", span.start - len(span.prefix)
        # The stride is that of the text, so that overlapping spans give the same stretches.
        for at in range(-first % _STRIDE, len(around) - _STRETCH + 1, _STRIDE):
            stretch = around[at : at + _STRETCH]
            if stretches.setdefault(stretch, first + at) != first + at:
                stretches[stretch] = -1
    return {stretch: position for stretch, position in stretches.items() if position >= 0}


def _map(coded: _Coded, held: _Held) -> _Pairs:
    """Where the lines and stretches are that stand once in each text, in the order of both.

    Lines come first: their hash is of all their words, while a stretch may also stand where the dataset ships no
    words, as in a summary that repeats what was said.
    """
    lines: dict[tuple[int, int], tuple[int, int]] = {}
    for match in re.finditer(r"[^\n]+", held.text):
        place = coded.lines.get(hashlib.sha256(match[0].encode()).hexdigest(), _TWICE)
        lines[place] = _TWICE if place in lines else match.span()
    whole = _rising(
        pair
        for place, there in lines.items()
        if _TWICE not in (place, there)
        for pair in ((place[0], there[0]), (place[1] - 1, there[1] - 1))
    )
    stretches = _stretches(coded.spans)
    found: dict[int, int] = {}
    for at in range(len(held.folded) - _STRETCH + 1):
        old = stretches.get(held.folded[at : at + _STRETCH])
        if old is not None:
            found[old] = -1 if old in found else held.offsets[at]
    between = [(old, new) for old, new in found.items() if new >= 0 and _in_order(whole, old, new)]
    return _rising([*whole, *between])


def _after(pairs: _Pairs, old: int) -> int:
    """Which pair is the first after a position in the coded text."""
    return bisect_left(pairs, (old + 1, 0))


def _in_order(pairs: _Pairs, old: int, new: int) -> bool:
    at = _after(pairs, old)
    return (at == 0 or pairs[at - 1][1] <= new) and (at == len(pairs) or new < pairs[at][1])


def _overlap(coded: _Coded, held: _Held) -> float:
    """How much of what is known of a coded text stands in the held one, from 0 to 1."""
    return len(_map(coded, held)) / (len(_stretches(coded.spans)) + 2 * len(coded.lines) or 1)


def _rising(pairs: Iterable[tuple[int, int]]) -> _Pairs:
    """Longest run of pairs in which both positions rise: what is out of order is not the same place."""
    ends: list[int] = []  # least last position of a run of each length
    last: list[int] = []  # and the pair that it ends with
    before: list[int] = []
    given = [pair for pair, _ in groupby(sorted(pairs))]  # a set would lose what order there is: sorting takes longer
    if all(one[0] < next_[0] and one[1] < next_[1] for one, next_ in pairwise(given)):
        return given
    for number, (_, new) in enumerate(given):
        length = bisect_left(ends, new)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [new]
        last[length : length + 1] = [number]
    run: _Pairs = []
    number = last[-1] if last else -1
    while number >= 0:
        run.append(given[number])
        number = before[number]
    return run[::-1]


class _Expected(NamedTuple):
    """Where a span may begin in the held text: as far from the last anchor before it as it was, from the next after it.

    The two differ where something was added or lost between the anchors; `gap` is how far apart these were.
    """

    least: int
    most: int
    gap: int

    def windows(self, slack: int) -> Iterator[tuple[int, int]]:
        """Positions at which it is looked for."""
        if self.most - self.least > _FAR:
            yield self.least - slack, self.least + slack
            yield self.most - slack, self.most + slack
        else:
            yield self.least - slack, self.most + slack

    def distance(self, position: int) -> int:
        return max(self.least - position, position - self.most, 0)


def _expected(pairs: _Pairs, start: int) -> _Expected:
    at = _after(pairs, start)
    near = [start + new - old for old, new in pairs[max(at - 1, 0) : at + 1]] or [start]
    gap = pairs[at][0] - pairs[at - 1][0] if 0 < at < len(pairs) else _FAR
    return _Expected(min(near), max(near), gap)


# Placing


def _place_all(spans: Sequence[_Span], held: _Held, pairs: _Pairs) -> list[_Place]:
    """Place the spans with words, then between them the withheld ones."""
    placed = {number: _Place("lost", 0.0) for number in range(len(spans))}
    # Withheld spans lie within each other, and one that is confirmed shows where another is: those are tried twice.
    for place, withheld in ((_by_words, False), (_by_hash, True), (_by_hash, True)):
        for number, span in enumerate(spans):
            if bool(span.words) != withheld and placed[number].status == "lost":
                expected = _expected(pairs, span.start)
                placed[number] = _as_expected(span, held, expected) or place(span, held, expected)
        pairs = _rising([*pairs, *_ends(spans, placed)])
    return [placed[number] for number in range(len(spans))]


def _ends(spans: Sequence[_Span], placed: Mapping[int, _Place]) -> _Pairs:
    """Where the first and last characters of the placed spans went."""
    pairs = []
    for number, place in placed.items():
        if place.start is not None and place.end is not None:
            pairs += [(spans[number].start, place.start), (spans[number].end - 1, place.end - 1)]
    return pairs


def _there(span: _Span, place: tuple[int, int], score: float, note: str = "") -> _Place:
    """Give a span whose words are in the text, here or elsewhere."""
    same = place == (span.start, span.end) and not note
    return _Place("exact" if same else "moved", score, *place, note)


_RELAID = "line breaks or blanks differ"
_REMARKED = "quotation marks or dashes differ"


def _as_expected(span: _Span, held: _Held, expected: _Expected) -> _Place | None:
    """Place a span whose words, and context where that is shipped, are to the letter where the anchors agree."""
    if expected.least != expected.most or expected.least < 0:
        return None
    place = expected.least, expected.least + span.end - span.start
    words = held.text[slice(*place)]
    if span.words:
        same = held.text[max(place[0] - len(span.prefix), 0) : place[1] + len(span.suffix)] == span.around
    else:
        same = hashlib.sha256(words.encode()).hexdigest() == span.sha256
    return _there(span, place, 1.0) if same else None


# Spans with words


def _by_words(span: _Span, held: _Held, expected: _Expected) -> _Place:
    windows = [
        (max(held.at(first) - len(span.prefix), 0), held.at(last) + len(span.words) + len(span.suffix))
        for first, last in expected.windows(_NEAR)
    ]
    candidates = sorted(
        (
            (_score(span, held.plain, at), -expected.distance(held.offsets[at]), at)
            for first, last in windows
            for at in _occurrences(held.plain, span.words, first, last)
        ),
        reverse=True,
    )
    if candidates and candidates[0][0] >= ACCEPT:
        score, nearness, at = candidates[0]
        # Between places of the same words and the same context (a heading that stands twice) position decides.
        rivals = [other for other, further, _ in candidates[1:] if nearness < 0 or further >= -_NEAR // 2]
        if score - max(rivals, default=0.0) >= MARGIN:
            place = held.back(at, at + len(span.words))
            return _there(span, place, score, "" if held.text[slice(*place)] == span.words else _RELAID)
    return _by_similarity(span, held, windows)


def _occurrences(text: str, words: str, first: int, last: int) -> Iterator[int]:
    at = text.find(words, first, last)
    while at >= 0:
        yield at
        at = text.find(words, at + 1, last)


def _score(span: _Span, text: str, at: int) -> float:
    """How like the words and context of a span are to those at a place where its words stand."""
    there = text[max(at - len(span.prefix), 0) : at + len(span.words) + len(span.suffix)]
    return 1.0 if there == span.around else SequenceMatcher(None, there, span.around, autojunk=False).ratio()


def _by_similarity(span: _Span, held: _Held, windows: Iterable[tuple[int, int]]) -> _Place:
    try:
        from rapidfuzz import fuzz
    except ModuleNotFoundError as error:
        raise MissingExtraError("curate", "rapidfuzz") from error
    query = _fold(span.around)
    found: list[tuple[float, int, int]] = []
    for first, last in windows:
        # Room at both ends, so that the window is never shorter than what is looked for.
        window = "\0" * len(query) + held.folded[first:last] + "\0" * len(query)
        for _ in range(2):  # the best place of the window and the next best
            best = fuzz.partial_ratio_alignment(query, window)
            if best is None:
                break
            found.append((best.score / 100, first + best.dest_start - len(query), first + best.dest_end - len(query)))
            window = window[: best.dest_start] + "\0" * (best.dest_end - best.dest_start) + window[best.dest_end :]
    found.sort(reverse=True)
    score, start, end = found[0]
    if score < ACCEPT:
        return _Place("lost", score, note="no words like these in a context like theirs near the expected place")
    if len(found) > 1 and score - found[1][0] < MARGIN:
        return _Place("lost", score, note="several places near the expected one are alike")
    start, end = _trim(span, held.folded, max(start, 0), min(end, len(held.folded)))
    words = _fold(span.words)
    own = fuzz.ratio(words, held.folded[start:end]) / 100 if start < end else 0.0
    if own < _OWN:
        return _Place("lost", score, note="its context is there, around other words")
    place = held.back(start, end)
    if held.plain[start:end] == span.words:
        return _there(span, place, score, "" if held.text[slice(*place)] == span.words else _RELAID)
    here = " ".join(held.text[slice(*place)].split())
    return _Place("fuzzy", score, *place, _REMARKED if held.folded[start:end] == words else f"here: {here}")


def _trim(span: _Span, text: str, start: int, end: int) -> tuple[int, int]:
    """The words within a place that was found by words and context."""
    from rapidfuzz.distance import Levenshtein

    query, words = _fold(span.around), _fold(span.words)
    steps = Levenshtein.opcodes(query, text[start:end])
    ends = [
        next(
            (start + step.dest_start + at - step.src_start for step in steps if step.src_start <= at < step.src_end),
            end,
        )
        for at in (len(span.prefix), len(span.prefix) + len(words))
    ]
    # The place has the length of what was looked for, and the words may be a little longer or shorter.
    slack = 3
    return max(
        (
            (left, right)
            for left in range(max(ends[0] - slack, 0), ends[0] + slack + 1)
            for right in range(max(ends[1] - slack, left + 1), min(ends[1] + slack, len(text)) + 1)
        ),
        key=lambda place: (
            Levenshtein.normalized_similarity(words, text[slice(*place)]),
            -abs(place[0] - ends[0]) - abs(place[1] - ends[1]),
        ),
        default=(ends[0], ends[0]),
    )


# Spans whose words are withheld


def _by_hash(span: _Span, held: _Held, expected: _Expected) -> _Place:
    if not span.sha256:
        return _Place("lost", 0.0, note="the dataset has neither words nor a hash of them")
    length = span.end - span.start
    windows = list(expected.windows(4 + min(expected.gap // 32, _NEAR)))
    several = False
    for reading, note in ((held.text, ""), (held.plain, _RELAID), (held.folded, _REMARKED)):
        inside = windows if reading is held.text else [(held.at(first), held.at(last)) for first, last in windows]
        hits = sorted(
            {
                at
                for first, last in inside
                for at in range(max(first, 0), min(last, len(reading) - length) + 1)
                if hashlib.sha256(reading[at : at + length].encode()).hexdigest() == span.sha256
            }
        )
        places = [(at, at + length) if reading is held.text else held.back(at, at + length) for at in hits]
        sure = [place for place in places if _is_its_own(span, held, expected, place)]
        if len(sure) == 1:
            if note == _REMARKED:
                return _Place("fuzzy", 1.0, *sure[0], note)
            return _there(span, sure[0], 1.0, note)
        several = several or bool(hits)
    if several:
        return _Place(
            "lost", 0.0, note="withheld words that stand near the expected place, and elsewhere in the source"
        )
    about = max((expected.least + expected.most) // 2, 0)
    return _Place("lost", 0.0, note=f"withheld words, expected at about {about}, that no hash confirms there")


def _is_its_own(span: _Span, held: _Held, expected: _Expected, place: tuple[int, int]) -> bool:
    """Whether words that have the hash of a span are the span, and not the same words in another place.

    They are where the anchors on both sides agree that it is there; or else where its text fragment fits, which is
    unique in the source: it says by which neighbouring words the span differs from its repetitions.
    """
    if expected.most - expected.least <= span.end - span.start and expected.distance(place[0]) <= 2:
        return True
    if not span.fragment:
        return False
    before, after = _neighbours(span.fragment)
    start, end = held.at(place[0]), held.at(place[1])
    around = held.folded[max(start - len(before) - 2, 0) : end + len(after) + 2].lower()
    return before in around[: len(before) + 2 + end - start] and after in around[-(len(after) + 2 + end - start) :]


def _neighbours(fragment: str) -> tuple[str, str]:
    """Words before and after that a text fragment gives, "" where it needs none.

    >>> _neighbours("text=once%20More-,well%2Dbeing,of,-all")
    ('once more', 'all')
    """
    terms = fragment.removeprefix("text=").split(",")
    before = terms[0][:-1] if terms[0].endswith("-") else ""
    after = terms[-1][1:] if terms[-1].startswith("-") else ""
    return _fold(unquote(before)).lower(), _fold(unquote(after)).lower()
