"""What a package ships of a text: the words of its spans, and what its links spell out."""

from sco_keeping.sources import fragments
from sco_keeping.sources.spans import Span

SHARE = 1 / 3
"""The greatest part of a source's words that is shipped, unless its licence is open."""


def positions(text: str, span: Span | None, fragment: str) -> set[int]:
    """Positions of a text that a row ships: those of its words, where they are shown, and of what its link spells out.

    Examples
    --------
    >>> sorted(positions("one two three", Span(0, 3), "text=three"))
    [0, 1, 2, 8, 9, 10, 11, 12]
    """
    found = set(range(*span)) if span else set()
    for each in fragments.spelled(text, fragment) if fragment else ():
        found.update(range(*each))
    return found
