"""Whether the words of a citation ground a cell: the machine check of the bases ``verbatim`` and ``normalized``.

``verbatim``: the value stands in the words, to the letter. ``normalized``: the first of these rules that the schema
gives for the field derives the value from the words.

=====================  ====================================================================================
a list (`separator`)   one of its items, by the rule for one item
dates (`edtf`)         a date expression in the words says it; of an interval with an open end, its date, unless
                       they say that it ends there where it is to begin, or the reverse
numbers                a number in the words equals it
a reference            a name of the row referred to (its fields with `naming`) stands in the words; or the words
                       ground all its fields in `identifiedBy`; or it is the person who speaks the passage
type of a reference    the reference that it belongs to is grounded
controlled words       one of its listed forms stands in the words and in no longer form of another word
a name (`naming`)      it stands in the words in a form that the language gives it
text                   it stands in the words, but for case, white space, apostrophes, quotes and dashes
=====================  ====================================================================================
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from sco_keeping.language import Language, exact, folded
from sco_keeping.tables import items

Field = Mapping[str, Any]

_OPEN = {"", ".."}

_KEPT = 2**15  # texts whose dates and numbers are kept: more than there are citations


class Referent(NamedTuple):
    """The row that a cell refers to.

    Attributes
    ----------
    row_id : str
        Its key.
    names : tuple of str
        What it is called: the items of its fields with the property ``naming``.
    identified : bool
        Whether the words say all that identifies it: a summit is "Moscow on 29 May, 2003" as well as its name.
    """

    row_id: str
    names: tuple[str, ...]
    identified: bool = False


class Words(NamedTuple):
    """The words of a citation.

    Attributes
    ----------
    text : str
        The words.
    language : Language
        What reads them.
    speaker_id : str
        Who speaks the passage in which they stand; "" where nobody does.
    """

    text: str
    language: Language
    speaker_id: str = ""


def verbatim(value: str, field: Field, words: Words) -> set[str]:
    """Items of a cell that stand in the words, to the letter.

    Parameters
    ----------
    value : str
        The cell.
    field : mapping
        Its field in the schema.
    words : Words
        The words of a citation.

    Returns
    -------
    set of str
        The items grounded; empty where the words do not state the cell.

    Examples
    --------
    >>> from sco_keeping.language import of
    >>> verbatim("SCO Charter", {}, Words("adopted the SCO Charter", of("en")))
    {'SCO Charter'}
    """
    return {item for item in items(value, field) if _item(item).search(words.text)}


def normalized(value: str, field: Field, words: Words, referents: Mapping[str, Referent] | None = None) -> set[str]:
    """Items of a cell that a declared rule derives from the words.

    Parameters
    ----------
    value : str
        The cell.
    field : mapping
        Its field in the schema.
    words : Words
        The words of a citation.
    referents : mapping of str to Referent, optional
        Where the cell is a reference, or the type of one: by item the row referred to.

    Returns
    -------
    set of str
        The items grounded; empty where the words do not state the cell.

    Examples
    --------
    >>> date = {"type": "string", "edtf": True}
    >>> from sco_keeping.language import of
    >>> normalized("1998-07-03", date, Words("third summit held on 3 July, 1998 in Almaty", of("en")))
    {'1998-07-03'}
    >>> place = {"type": "string"}
    >>> almaty = {"almaty": Referent("almaty", ("Almaty", "Alma-Ata"))}
    >>> normalized("almaty", place, Words("in Almaty", of("en")), almaty)
    {'almaty'}
    """
    return {item for item in items(value, field) if _follows(item, field, words, referents)}


def _follows(item: str, field: Field, words: Words, referents: Mapping[str, Referent] | None) -> bool:
    if field.get("edtf"):
        return states_date(item, words)
    if field.get("type") in ("integer", "number"):
        return exact(item) in numbers(words)
    if referents is not None:
        referent = referents.get(item)
        return referent is not None and (
            referent.identified
            or referent.row_id == words.speaker_id
            or any(words.language.names(name, words.text) for name in referent.names)
        )
    if "words" in field:
        return states_word(item, field["words"], words)
    if field.get("naming") and words.language.names(item, words.text):
        return True
    pairs = zip(folded(item.casefold()), folded(words.text.casefold()), strict=True)
    return any(part and part in text for part, text in pairs)


def dates(words: Words) -> frozenset[str]:
    """Dates that words say, in EDTF."""
    return _dates(words.language, words.text)


def numbers(words: Words) -> frozenset[Fraction]:
    """Values of the numbers in words."""
    return _numbers(words.language, words.text)


@lru_cache(maxsize=_KEPT)
def _dates(language: Language, text: str) -> frozenset[str]:
    return frozenset(date.edtf for date in language.dates(text))


@lru_cache(maxsize=_KEPT)
def _numbers(language: Language, text: str) -> frozenset[Fraction]:
    found = frozenset(number.value for number in language.numbers(text))
    return found | {Fraction(round(100 * part)) for part in found if 0 < part < 1}  # "a third" is 33 in a hundred


def states_date(value: str, words: Words) -> bool:
    """Whether a date expression in words says a date in EDTF.

    Examples
    --------
    >>> from sco_keeping.language import of
    >>> states_date("2017/..", Words("a member since 2017", of("en"))), states_date("2017", Words("May 2017", of("en")))
    (True, False)
    """
    said = dates(words)
    start, slash, end = value.partition("/")
    if value in said or not slash or _OPEN.isdisjoint((start, end)):
        return value in said
    # What is said to end ("until 2035") is not said to begin.
    date, opposite = (start, f"../{start}") if end in _OPEN else (end, f"{end}/..")
    return date in said and opposite not in said


def states_end(value: str, end: int, words: Words) -> bool:
    """Whether an interval in words begins (0) or ends (1) with a date.

    Examples
    --------
    >>> from sco_keeping.language import of
    >>> states_end("2027", 1, Words("for 2025-2027", of("en"))), states_end("2027", 0, Words("for 2025-2027", of("en")))
    (True, False)
    """
    return value not in _OPEN and value in {date.split("/")[end] for date in dates(words) if "/" in date}


def years(words: Words) -> set[str]:
    """Years of the dates in words."""
    return {year for date in dates(words) for year in re.findall(r"(?<!\d)\d{4}(?!\d)", date)}


def states_word(word: str, described: Mapping[str, Mapping[str, Any]], words: Words) -> bool:
    """Whether one of the listed forms of a controlled word stands in words.

    Where a form stands, whole words or stems, is for the language to say. Where forms of two words overlap the longer
    one counts. A word that is ``unmarked`` has no form of its own: it is said by a number with no form of another word
    beside it; with such a word in the field every form must stand beside a number.

    Parameters
    ----------
    word : str
        A word of the field's ``constraints.enum``.
    described : mapping
        The field's property ``words``.
    words : Words
        The words of a citation.

    Examples
    --------
    >>> from sco_keeping.language import of
    >>> relations = {"=": {"unmarked": True}, ">": {"forms": ["more than"]}}
    >>> states_word(">", relations, Words("more than 20", of("en")))
    True
    """
    listed = tuple((name, form) for name, of in described.items() for form in of.get("forms", ()) if form)
    places = _stand(words.language, words.text, listed)
    if any(of.get("unmarked") for of in described.values()):
        places = [place for place in places if _beside_number(place[0], place[1], words)]
    if described.get(word, {}).get("unmarked"):
        return bool(numbers(words)) and all(name == word for *_, name in places)
    return any(
        name == word
        and not any(
            other != word and end_ - start_ > end - start and start_ < end and start < end_
            for start_, end_, other in places
        )
        for start, end, name in places
    )


@lru_cache(maxsize=65536)
def _stand(language: Language, text: str, listed: tuple[tuple[str, str], ...]) -> list[tuple[int, int, str]]:
    """Where listed forms stand in a text, each with its word."""
    return [(*span, name) for name, form in listed for span in language.forms(form, text)]


def _beside_number(start: int, end: int, words: Words) -> bool:
    """Whether words stand beside a number or within one, a currency between them: "from each side" says no range."""
    for number in words.language.numbers(words.text):
        first, second = sorted(((start, end), (number.start, number.end)))
        if re.fullmatch(r"[^\w]*(?:US|USD|RMB)?[^\w]*", words.text[first[1] : second[0]]):
            return True
    return False


@lru_cache(maxsize=4096)
def _item(item: str) -> re.Pattern[str]:
    # A number is not stated by a part of another: neither 1 in 1998 nor 800 in 3,800 nor 6 in 6.3.
    return re.compile(rf"(?<!\d(?=\d))(?<!\d[.,](?=\d)){re.escape(item)}(?!(?<=\d)[.,]?\d)")
