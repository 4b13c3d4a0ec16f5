r"""Damaged copies of a text, in which it is known what became of every character.

They measure how well :func:`sco_data.verifying.verify` finds spans again. Each kind of damage takes a copy and gives
another; the seed decides everything, so that a measurement can be repeated.

>>> whole = Copy.of("The third summit\nwas held.")
>>> longer = added_lines(whole, 1.0, seed=1)
>>> longer.span(4, 9) == (longer.text.index("third"), longer.text.index("third") + 5)
True
"""

import random
import re
import string
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

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
_FILLERS = ("Page {}", "* * *", "Printed from a web page, copy {}", "Related articles, share this, subscribe: {} readers")


class Copy(NamedTuple):
    """A text and, for each character, its position in the text that it was copied from (`NEW`: not from there)."""

    text: str
    origins: Sequence[int]

    @classmethod
    def of(cls, text: str) -> "Copy":
        """The text itself."""
        return cls(text, range(len(text)))

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Where a span of the first text is in this copy.

        Returns
        -------
        tuple of (int, int) or None
            From the first to the last character that is left of it; None where less than half of it is left.

        Examples
        --------
        >>> Copy("bXc", [1, NEW, 2]).span(1, 4)
        (0, 3)
        >>> Copy("bXc", [1, NEW, 2]).span(1, 6) is None
        True
        """
        return Tracked(self).span(start, end)


class Tracked:
    """A copy whose spans are asked for often; see :meth:`Copy.span`."""

    def __init__(self, copy: Copy) -> None:
        # No kind of damage changes the order of what it leaves.
        self._left = [(origin, at) for at, origin in enumerate(copy.origins) if origin != NEW]

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """As :meth:`Copy.span`."""
        first, last = bisect_left(self._left, (start, 0)), bisect_left(self._left, (end, 0))
        if last - first < max((end - start) / 2, 1):
            return None
        return self._left[first][1], self._left[last - 1][1] + 1


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
    kept = [
        pair for line in _lines(copy) if not _words_in(line) or chance.random() >= share for pair in line
    ]
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
        (chance.choice(_MARKS[character]), origin) if character in _MARKS and chance.random() < share else (character, origin)
        for character, origin in zip(*copy, strict=True)
    )


def rewrapped(copy: Copy, width: int, hyphenated: float, seed: int) -> Copy:
    """Lines broken at a width, some within a word, with a hyphen.

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
    'held in\\nAlmaty in\\nJuly'
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


def _made(pairs: "Sequence[tuple[str, int]] | Iterator[tuple[str, int]]") -> Copy:
    pairs = list(pairs)
    return Copy("".join(character for character, _ in pairs), [origin for _, origin in pairs])


def _lines(copy: Copy) -> Iterator[list[tuple[str, int]]]:
    """Lines of a copy, each with its line end."""
    for match in re.finditer(r"[^\n]*\n|[^\n]+", copy.text):
        yield list(zip(match[0], copy.origins[slice(*match.span())], strict=True))


def _words_in(line: Sequence[tuple[str, int]]) -> bool:
    return any(not character.isspace() for character, _ in line)
