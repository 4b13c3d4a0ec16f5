"""What a module of a language gives, and what does not depend on the language."""

import re
from collections.abc import Hashable, Iterable
from fractions import Fraction
from typing import NamedTuple, Protocol

from sco_keeping.sources.spans import Span

DASHES = "\\-\u2010\u2011\u2012\u2013"
"""Hyphens and the short dash, for a class of a regular expression."""

_ANY_DASH = DASHES + "\u2014\u2015\u2212"
_APART = re.compile(rf"[{_ANY_DASH}/]")
_QUOTES = "'\"`´‘’‚“”„«»‹›"
_LOST = re.compile(rf"[{re.escape(_QUOTES)}{_ANY_DASH}]")


class DateWord(NamedTuple):
    """One date expression in a text.

    Attributes
    ----------
    edtf : str
        What it says, in EDTF; with two leading hyphens where the year is not said.
    start, end : int
        Half-open span in the text that was read.
    """

    edtf: str
    start: int
    end: int


class Number(NamedTuple):
    """One number in a text.

    Attributes
    ----------
    value : Fraction
        Its exact value; of a sum of terms the sum. Percent signs and currencies are units and do not change it.
    start, end : int
        Half-open span in the text that was read.
    terms : tuple of Fraction
        The terms of a sum; for every other number the value alone.
    """

    value: Fraction
    start: int
    end: int
    terms: tuple[Fraction, ...]


class Mention(NamedTuple):
    """A number, date expression or proper name in a text.

    Attributes
    ----------
    kind : str
        ``number``, ``date`` or ``name``.
    start, end : int
        Half-open span in the text.
    words : tuple of Span
        The words that count. A name is mentioned in a span if each of its words is; what is between them (a hyphen, an
        ampersand) need not be.
    """

    kind: str
    start: int
    end: int
    words: tuple[Span, ...]


class Language(Hashable, Protocol):
    """What a module of a language must have."""

    def dates(self, text: str) -> list[DateWord]:
        """Date expressions, in the order of the text."""

    def dates_told(self, text: str, day: str) -> set[str]:
        """Dates that a text tells from the day on which it is said, in EDTF."""

    def numbers(self, text: str) -> list[Number]:
        """Numbers, cardinal and ordinal, in the order of the text."""

    def mentions(self, text: str) -> list[Mention]:
        """Everything that may be a number, a date or a name: too much rather than too little."""

    def names(self, name: str, text: str) -> bool:
        """Whether a name stands in a text, in whatever form the language gives it."""

    def forms(self, form: str, text: str) -> list[Span]:
        """Where a listed form of a controlled word stands in a text, in whatever form the language gives it."""

    def stems(self, text: str) -> Iterable[str]:
        """The words of a text that count, so that forms of one word are equal."""

    def denies(self, text: str) -> bool:
        """Whether a text has a word that denies what its clause says."""

    def may_deny(self, text: str) -> frozenset[str]:
        """Words of a text, by stem, by which one can say what another says with a "not"."""

    def turned(self, before: str, after: str) -> str:
        """A word that denies, conditions or restricts a clause, in what stands before and after a part of it."""

    def opposed(self, one: str, other: str) -> str:
        """A word of one text whose opposite the other has; "" where there is none."""

    def reports(self, text: str) -> bool:
        """Whether a text has a word that says that somebody speaks."""


def initialled(name: str) -> tuple[str, str] | None:
    """First letter and last word of a person's name, as "B. Nurgaliev" has them; None where a name has one word.

    Examples
    --------
    >>> initialled("Bolat Nurgaliev"), initialled("SCO")
    (('B', 'Nurgaliev'), None)
    """
    words = name.split()
    if len(words) < 2 or not words[0][0].isupper() or not words[-1].istitle() or len(words[-1]) < 4:
        return None
    return words[0][0], words[-1]


INITIALS = r"\.(?:[ -]?[^\W\d_]{1,2}\.)* ?"
"""What stands between the first initial and the surname, for a regular expression."""


def exact(cell: str) -> Fraction | None:
    """Exact value of a number as a cell holds it; None where it is no number.

    Examples
    --------
    >>> exact("43.25"), exact("n/a")
    (Fraction(173, 4), None)
    """
    return Fraction(cell) if re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", cell) else None


def folded(text: str) -> tuple[str, str]:
    """A text without quotation marks and outer spaces, its dashes lost, and the same with them as spaces.

    Examples
    --------
    >>> folded("the “anti-drug”  plan")
    ('the antidrug plan', 'the anti drug plan')
    """
    return " ".join(_LOST.sub("", text).split()), " ".join(_LOST.sub("", _APART.sub(" ", text)).split())


def turning(clause: re.Pattern[str], turns: re.Pattern[str], before: str, after: str) -> str:
    """Last word that turns a clause, in what stands before and after a part of it; "" where there is none.

    Examples
    --------
    >>> turning(re.compile(","), re.compile("not"), "It grew, but it could not ", " or so")
    'not'
    """
    near = clause.split(before)[-1], clause.split(after)[0]
    found = [match[0] for part in near for match in turns.finditer(part)]
    return found[-1] if found else ""


def opposite(pairs: Iterable[tuple[str, str]], one: str, other: str) -> str:
    """Word of a pair that stands in one text, where the other of the pair stands in the other; "" where none does.

    Examples
    --------
    >>> opposite([("more", "less")], "less trade", "more trade")
    'less'
    """
    both = [each for first, second in pairs for each in ((first, second), (second, first))]
    return next((word for word, against in both if word in one and against in other and word not in other), "")
