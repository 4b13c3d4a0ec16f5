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
text                   it stands in the words, but for case, white space, apostrophes, quotes and dashes
=====================  ====================================================================================
"""

import re
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from sco_keeping import datewords, numbers

Field = Mapping[str, Any]

_QUOTES = "'\"`´‘’‚“”„«»‹›"
_DASHES = numbers.DASHES + "\u2014\u2015\u2212"
_APART = re.compile(rf"[{_DASHES}/]")
_LOST = re.compile(rf"[{re.escape(_QUOTES)}{_DASHES}]")
_OPEN = {"", ".."}


class Referent(NamedTuple):
    """The row that a cell refers to.

    Attributes
    ----------
    row_id : str
        Its key.
    names : tuple of str
        What it is called: the items of its fields with the property ``naming``.
    is_person : bool
        Whether it is a row of the table of people, who may speak a passage.
    identified : bool
        Whether the words say all that identifies it: a summit is "Moscow on 29 May, 2003" as well as its name.
    """

    row_id: str
    names: tuple[str, ...]
    is_person: bool = False
    identified: bool = False


class Words(NamedTuple):
    """The words of a citation.

    Attributes
    ----------
    text : str
        The words.
    speaker_id : str
        Who speaks the passage in which they stand; "" where nobody does.
    """

    text: str
    speaker_id: str = ""


def items(value: str, field: Field) -> list[str]:
    """Items of a cell: of a list each, of any other cell the cell.

    Examples
    --------
    >>> items("RATO|RATS", {"separator": "|"})
    ['RATO', 'RATS']
    """
    separator = field.get("separator")
    return value.split(separator) if separator else [value]


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
    >>> verbatim("SCO Charter", {}, Words("adopted the SCO Charter"))
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
    >>> normalized("1998-07-03", date, Words("third summit held on 3 July, 1998 in Almaty"))
    {'1998-07-03'}
    >>> place = {"type": "string"}
    >>> normalized("almaty", place, Words("in Almaty"), {"almaty": Referent("almaty", ("Almaty", "Alma-Ata"))})
    {'almaty'}
    """
    return {item for item in items(value, field) if _follows(item, field, words, referents)}


def _follows(item: str, field: Field, words: Words, referents: Mapping[str, Referent] | None) -> bool:
    if field.get("edtf"):
        return states_date(item, words.text)
    if field.get("type") in ("integer", "number"):
        return numbers.exact(item) in _numbers(words.text)
    if referents is not None:
        referent = referents.get(item)
        return referent is not None and (
            referent.identified
            or any(names(name, words.text) for name in referent.names)
            or (referent.is_person and referent.row_id == words.speaker_id)
        )
    if "words" in field:
        return states_word(item, field["words"], words.text)
    return any(part and part in text for part, text in zip(_folded(item), _folded(words.text), strict=True))


def states_date(value: str, text: str) -> bool:
    """Whether a date expression in a text says a date in EDTF.

    Examples
    --------
    >>> states_date("2017/..", "became a member of SCO in 2017"), states_date("2017", "in May 2017")
    (True, False)
    >>> states_date("../2035", "until 2035"), states_date("2035/..", "until 2035")
    (True, False)
    """
    said = _dates(text)
    start, slash, end = value.partition("/")
    if value in said or not slash or _OPEN.isdisjoint((start, end)):
        return value in said
    # What is said to end ("until 2035") is not said to begin.
    date, opposite = (start, f"../{start}") if end in _OPEN else (end, f"{end}/..")
    return date in said and opposite not in said


def states_word(word: str, words: Mapping[str, Mapping[str, Any]], text: str) -> bool:
    """Whether one of the listed forms of a controlled word stands in a text.

    A form stands at word boundaries; plus signs and dashes stand between two numbers, other signs anywhere.
    Where forms of two words overlap the longer one counts. The word ``=`` has no form of its own: it is said by a
    number with no form of another word beside it.

    Parameters
    ----------
    word : str
        A word of the field's ``constraints.enum``.
    words : mapping
        The field's property ``words``.
    text : str
        The words of a citation.

    Examples
    --------
    >>> relations = {"=": {"forms": []}, ">": {"forms": ["more than"]}, "range": {"forms": ["-"]}}
    >>> states_word(">", relations, "more than 20"), states_word("=", relations, "a six-member structure")
    (True, True)
    """
    places = [
        (match.start(), match.end(), name)
        for name, described in words.items()
        for form in described.get("forms", ())
        if form
        for match in _form(form).finditer(text)
    ]
    if word == "=":
        return bool(numbers.find(text)) and all(name == "=" for *_, name in places)
    return any(
        name == word
        and not any(
            other != word and end_ - start_ > end - start and start_ < end and start < end_
            for start_, end_, other in places
        )
        for start, end, name in places
    )


def names(name: str, text: str) -> bool:
    """Whether a name stands in a text.

    It stands as words of its own, whatever the apostrophes, quotation marks and dashes, with or without a final *s*
    (possessives have lost their apostrophe: "SCOs"). Names with a small letter match in any case, acronyms do not.

    Examples
    --------
    >>> names("SCO", "the SCOs mission"), names("WHO", "those who came"), names("Anti-Terrorist", "antiterrorist")
    (True, False, True)
    """
    return _stands(name, text)


def covers(value: str, field: Field, grounded: Collection[str]) -> bool:
    """Whether all items of a cell are among those that its citations ground."""
    return set(items(value, field)) <= set(grounded)


@lru_cache(maxsize=65536)
def _stands(name: str, text: str) -> bool:
    return any(pattern.search(part) for pattern, part in zip(_name(name), _parts(text), strict=True) if pattern)


@lru_cache(maxsize=4096)
def _numbers(text: str) -> frozenset[Fraction]:
    return frozenset(numbers.values(text))


@lru_cache(maxsize=4096)
def _dates(text: str) -> frozenset[str]:
    return frozenset(date.edtf for date in datewords.find(text))


@lru_cache(maxsize=4096)
def _item(item: str) -> re.Pattern[str]:
    # A number is not stated by a part of another: neither 1 in 1998 nor 800 in 3,800 nor 6 in 6.3.
    return re.compile(rf"(?<!\d(?=\d))(?<!\d[.,](?=\d)){re.escape(item)}(?!(?<=\d)[.,]?\d)")


@lru_cache(maxsize=4096)
def _form(form: str) -> re.Pattern[str]:
    # An operator stands between two numbers: the hyphen of "4-5", not that of "six-member".
    if re.fullmatch(rf"[+{_DASHES}]", form):
        return re.compile(rf"(?<=\d)\s*{re.escape(form)}\s*(?=\d)|(?<=\d\s){re.escape(form)}\s*(?=\d)")
    left = r"\b" if re.match(r"\w", form[0]) else ""
    right = r"\b" if re.match(r"\w", form[-1]) else ""
    return re.compile(f"{left}{re.escape(form)}{right}")


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[str, str]:
    """A text without quotation marks, its dashes lost, and the same with them as spaces."""
    return _spaced(_LOST.sub("", text)), _spaced(_LOST.sub("", _APART.sub(" ", text)))


@lru_cache(maxsize=4096)
def _folded(text: str) -> tuple[str, str]:
    lost, apart = _parts(text)
    return lost.casefold(), apart.casefold()


@lru_cache(maxsize=4096)
def _name(name: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    flags = re.IGNORECASE if name != name.upper() else 0
    lost, apart = (re.compile(rf"(?<!\w){re.escape(part)}s?(?!\w)", flags) if part else None for part in _parts(name))
    return lost, apart


def _spaced(text: str) -> str:
    return " ".join(text.split())


def referents_of(
    ids: Sequence[str], rows: Mapping[str, Mapping[str, str]], schema: Mapping[str, Any]
) -> dict[str, Referent]:
    """Rows that ids refer to, with their names.

    Parameters
    ----------
    ids : sequence of str
        Keys of rows.
    rows : mapping of str to mapping
        Rows of the table referred to, by key.
    schema : mapping
        Its Table Schema; the fields with the property ``naming`` hold the names.

    Returns
    -------
    dict of str to Referent
        Those that exist.
    """
    naming = [field for field in schema["fields"] if field.get("naming")]
    return {
        key: Referent(
            key,
            tuple(name for field in naming for name in items(rows[key][field["name"]], field) if name),
            schema.get("name") == "people",
        )
        for key in ids
        if key in rows
    }
