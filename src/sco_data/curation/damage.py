r"""Damaged copies of a text, in which it is known what became of every character.

They measure how well :func:`sco_data.verifying.verify` finds spans again. Each kind of damage takes a copy and gives
another; the seed decides everything, so that a measurement can be repeated.

>>> whole = Copy.of("The third summit\nwas held.")
>>> longer = added_lines(whole, 1.0, seed=1)
>>> [longer.text[slice(*place)] for place in longer.spans([(4, 9)])]
['third']
"""

import random
import re
import string
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sco_data.curation import tables
from sco_data.verifying import verify_records

NEW = -1
"""Origin of a character that the first text did not have."""

_MARKS = {
    "'": "\u2018\u2019",
    '"': "\u201c\u201d",
    "-": "\u2010\u2013\u2014",
    "\u2013": "-\u2014",
    "\u2014": "-\u2013",
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
}
_FILLERS = (
    "Page {}",
    "* * *",
    "Printed from a web page, copy {}",
    "Related articles, share this, subscribe: {} readers",
)


class Copy(NamedTuple):
    """A text and, for each character, its position in the text that it was copied from (`NEW`: not from there)."""

    text: str
    origins: Sequence[int]

    @classmethod
    def of(cls, text: str) -> "Copy":
        """The text itself."""
        return cls(text, range(len(text)))

    def spans(self, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int] | None]:
        """Where spans of the first text are in this copy.

        Returns
        -------
        list of (int, int) or None
            From the first to the last character that is left of each; None where less than half of it is left.

        Examples
        --------
        >>> Copy("bXc", [1, NEW, 2]).spans([(1, 4), (1, 6)])
        [(0, 3), None]
        """
        # No kind of damage changes the order of what it leaves.
        left = [(origin, at) for at, origin in enumerate(self.origins) if origin != NEW]
        found: list[tuple[int, int] | None] = []
        for start, end in spans:
            first, last = bisect_left(left, (start, 0)), bisect_left(left, (end, 0))
            is_left = 2 * (last - first) >= max(end - start, 1)
            found.append((left[first][1], left[last - 1][1] + 1) if is_left else None)
        return found


Damage = Callable[[Copy, int], Copy]
"""A kind of damage: from a copy and a seed to another copy."""


def noise(copy: Copy, rate: float, seed: int) -> Copy:
    """Characters substituted, left out and put in, in equal parts; line ends stay.

    Parameters
    ----------
    copy : Copy
        What is damaged.
    rate : float
        Share of the characters at which something happens.
    seed : int

    Examples
    --------
    >>> noise(Copy.of("summit"), 0.0, seed=1).text
    'summit'
    """
    chance = random.Random(seed)
    letters = string.ascii_letters + string.digits + " .,;"
    made: list[tuple[str, int]] = []
    for character, origin in zip(*copy, strict=True):
        kind = chance.randrange(3) if character != "\n" and chance.random() < rate else None
        if kind == 0:
            made.append((chance.choice(letters.replace(character, "")), origin))
        elif kind != 1:
            made.append((character, origin))
        if kind == 2:
            made.append((chance.choice(letters), NEW))
    return _made(made)


def lost_lines(copy: Copy, share: float, seed: int) -> Copy:
    """Some of the lines that are not blank left out, with their line ends."""
    chance = random.Random(seed)
    kept = [pair for line in _lines(copy) if not _words_in(line) or chance.random() >= share for pair in line]
    return _made(kept)


def added_lines(copy: Copy, share: float, seed: int) -> Copy:
    """After some of the lines another one: page numbers, what a web page says around a text."""
    chance = random.Random(seed)
    made: list[tuple[str, int]] = []
    for line in _lines(copy):
        made += line
        if chance.random() < share:
            filler = chance.choice(_FILLERS).format(chance.randrange(1, 900))
            made += [(character, NEW) for character in ("" if line[-1][0] == "\n" else "\n") + filler + "\n"]
    return _made(made)


def changed_marks(copy: Copy, share: float, seed: int) -> Copy:
    """Quotation marks, apostrophes and dashes of another shape."""
    chance = random.Random(seed)
    return _made(
        (chance.choice(_MARKS[character]), origin)
        if character in _MARKS and chance.random() < share
        else (character, origin)
        for character, origin in zip(*copy, strict=True)
    )


def rewrapped(copy: Copy, width: int, hyphenated: float, seed: int) -> Copy:
    r"""Lines broken at a width, some within a word, with a hyphen.

    Parameters
    ----------
    copy : Copy
        What is damaged.
    width : int
        Characters to a line.
    hyphenated : float
        Share of the lines that end within a word, where a long one stands.
    seed : int

    Examples
    --------
    >>> rewrapped(Copy.of("held in Almaty in July"), 10, 0.0, seed=1).text
    'held in\nAlmaty in\nJuly'
    """
    chance = random.Random(seed)
    made: list[tuple[str, int]] = []
    for line in _lines(copy):
        column = 0
        for word in re.finditer(r"\S+|\s", "".join(character for character, _ in line)):
            pairs = line[slice(*word.span())]
            if column and column + len(pairs) > width and not word[0].isspace():
                room = width - column
                if word[0].isalpha() and len(pairs) >= 8 and room >= 4 and chance.random() < hyphenated:
                    cut = min(room - 1, len(pairs) - 3)
                    made += [*pairs[:cut], ("-", NEW)]
                    pairs = pairs[cut:]
                    made.append(("\n", NEW))
                elif made[-1][0] == " ":
                    made[-1] = ("\n", made[-1][1])
                column = 0
            made += pairs
            column += len(pairs)
    return _made(made)


def cut(copy: Copy, share: float, seed: int) -> Copy:
    """A stretch of this share of the text left out."""
    length = int(len(copy.text) * share)
    start = random.Random(seed).randrange(len(copy.text) - length + 1)
    kept = list(zip(*copy, strict=True))
    return _made(kept[:start] + kept[start + length :])


def _all_at_once(copy: Copy, seed: int) -> Copy:
    marked = changed_marks(added_lines(lost_lines(copy, 0.1, seed), 0.3, seed), 1.0, seed)
    return noise(rewrapped(marked, 80, 0.3, seed), 0.01, seed)


KINDS: Mapping[str, Damage] = {
    "none": lambda copy, _: copy,
    "1 % of characters": lambda copy, seed: noise(copy, 0.01, seed),
    "3 % of characters": lambda copy, seed: noise(copy, 0.03, seed),
    "10 % of lines lost": lambda copy, seed: lost_lines(copy, 0.1, seed),
    "30 % of lines followed by another": lambda copy, seed: added_lines(copy, 0.3, seed),
    "all quotes and dashes changed": lambda copy, seed: changed_marks(copy, 1.0, seed),
    "wrapped at 80": lambda copy, seed: rewrapped(copy, 80, 0.0, seed),
    "wrapped at 80 and hyphenated": lambda copy, seed: rewrapped(copy, 80, 0.3, seed),
    "all of these, noise at 1 %": _all_at_once,
    "a third cut out": lambda copy, seed: cut(copy, 1 / 3, seed),
    "a third cut out, noise at 1 %": lambda copy, seed: noise(cut(copy, 1 / 3, seed), 0.01, seed),
}
"""The kinds of damage that are measured, by what the report calls them."""

NEAR = 2
"""Characters by which the ends of a span may be off, and still be right."""


class Outcome(NamedTuple):
    """What became of the spans of a measurement, in numbers."""

    right: int = 0
    """Placed where they are, each end within `NEAR` characters."""
    misplaced: int = 0
    """Placed where they are not: wrong."""
    lost: int = 0
    """Reported lost though most of them is there."""
    invented: int = 0
    """Placed somewhere though most of them is gone: wrong."""
    gone: int = 0
    """Reported lost, and rightly so."""


def measure(
    damage: Damage,
    texts: Mapping[str, str],
    seeds: Iterable[int],
    package: str | PathLike[str] | None = None,
) -> dict[bool, Outcome]:
    """What verifying damaged copies finds.

    Parameters
    ----------
    damage : callable
        One of `KINDS`.
    texts : mapping of str to str
        Frozen texts by `source_id`.
    seeds : iterable of int
        One copy of each text is made per seed.
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.

    Returns
    -------
    dict of bool to Outcome
        False: spans with words; True: spans whose words are withheld.
    """
    found: Counter[tuple[bool, str]] = Counter()
    coded = {
        (table, row[key]): ((int(row["char_start"]), int(row["char_end"])), not row[words])
        for table, key, words in (("citations", "citation_id", "exact"), ("quotations", "quotation_id", "text"))
        for row in tables.read(table, package=package)
        if row["char_start"]
    }
    with TemporaryDirectory() as folder:
        file = Path(folder) / "copy.txt"
        for seed in seeds:
            for source, text in texts.items():
                copy = damage(Copy.of(text), seed)
                file.write_bytes(copy.text.encode())
                records = verify_records(file, source, package=package)
                spans = [coded[str(record["table"]), str(record["id"])] for record in records]
                truths = copy.spans(span for span, _ in spans)
                for record, (_, withheld), truth in zip(records, spans, truths, strict=True):
                    found[withheld, _outcome(record["char_start"], record["char_end"], truth)] += 1
    return {
        withheld: Outcome(**{name: found[withheld, name] for name in Outcome._fields}) for withheld in (False, True)
    }


def _outcome(start: object, end: object, truth: tuple[int, int] | None) -> str:
    if not isinstance(start, int) or not isinstance(end, int):
        return "lost" if truth else "gone"
    if truth is None:
        return "invented"
    return "right" if abs(start - truth[0]) <= NEAR and abs(end - truth[1]) <= NEAR else "misplaced"


def _made(pairs: "Sequence[tuple[str, int]] | Iterator[tuple[str, int]]") -> Copy:
    pairs = list(pairs)
    return Copy("".join(character for character, _ in pairs), [origin for _, origin in pairs])


def _lines(copy: Copy) -> Iterator[list[tuple[str, int]]]:
    """Lines of a copy, each with its line end."""
    for match in re.finditer(r"[^\n]*\n|[^\n]+", copy.text):
        yield list(zip(match[0], copy.origins[slice(*match.span())], strict=True))


def _words_in(line: Sequence[tuple[str, int]]) -> bool:
    return any(not character.isspace() for character, _ in line)
