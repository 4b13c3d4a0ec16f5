"""Spans of words in a frozen text: where they are, and in which passage.

A span is half-open, `text[start:end]`, counted from 0 in Unicode code points, as in the
TextPositionSelector of the W3C Web Annotation Data Model.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of a text, `text[start:end]`, in code points."""

    start: int
    end: int

    def contains(self, other: "Span") -> bool:
        """Whether another span lies within this one, ends included.

        Examples
        --------
        >>> Span(3, 9).contains(Span(3, 5))
        True
        """
        return self.start <= other.start and other.end <= self.end


def find(text: str, words: str) -> list[Span]:
    """Every place where the words stand in a text, to the letter.

    Parameters
    ----------
    text : str
        The text to look in.
    words : str
        The words to find; not empty.

    Returns
    -------
    list of Span
        In the order of the text, overlapping places included.

    Raises
    ------
    ValueError
        If `words` is empty.

    Examples
    --------
    >>> find("tit for tat, tit for tit", "tit")
    [Span(start=0, end=3), Span(start=13, end=16), Span(start=21, end=24)]
    """
    if not words:
        raise ValueError("there are no words to find")
    found = []
    at = text.find(words)
    while at >= 0:
        found.append(Span(at, at + len(words)))
        at = text.find(words, at + 1)
    return found


def line_of(text: str, start: int, end: int) -> Span:
    r"""Lines that a span touches, without the line end: from the start of its first to the end of its last.

    Parameters
    ----------
    text : str
        The text.
    start, end : int
        The span.

    Returns
    -------
    Span
        A span around the given one, with no line end before or after it.

    Examples
    --------
    >>> line_of("one\ntwo three\nfour", 8, 13)
    Span(start=4, end=13)
    """
    after = text.find("\n", end)
    return Span(text.rfind("\n", 0, start) + 1, after if after >= 0 else len(text))


def passage_of(passages: Iterable[Mapping[str, str]], source_id: str, start: int) -> str:
    """Passage in which a span begins.

    A sentence that a page break cuts in two runs over into the next passage; it belongs to the first.

    Parameters
    ----------
    passages : iterable of mappings of str to str
        Rows of the table `passages`, as text cells.
    source_id : str
        Source of the span.
    start : int
        Position of the first character.

    Returns
    -------
    str
        The `passage_id`, or "" where no passage holds that character.

    Examples
    --------
    >>> rows = [{"passage_id": "a-p001", "source_id": "a", "char_start": "0", "char_end": "9"}]
    >>> passage_of(rows, "a", 2)
    'a-p001'
    """
    for row in passages:
        if row["source_id"] == source_id and int(row["char_start"]) <= start < int(row["char_end"]):
            return row["passage_id"]
    return ""


def mint(source: str, place: str, words: str) -> str:
    """Identifier of a citation: its source and the hash of source, place (start-end, or locator) and words.

    Examples
    --------
    >>> mint("tass-2017", "", "became members")
    'tass-2017-3a38ae23'
    """
    return f"{source}-{hashlib.sha256(chr(10).join((source, place, words)).encode()).hexdigest()[:8]}"
