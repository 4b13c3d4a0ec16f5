"""What users call things: one normalisation of names, and the row, word or list that is meant."""

import operator
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sco_data.errors import ScoDataError, UnknownNameError, listed, shown

if TYPE_CHECKING:
    from sco_data.package import Package

_NAMES = ("name", "name_official", "name_ru", "name_zh", "acronym", "iso2c", "iso3c", "wikidata_qid")
_OTHER_NAMES = ("aliases", "adjectives")
_NUMBERS = ("iso3n", "cowcode", "gwcode", "cow_ionum")

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
_SPELLINGS = (  # British and American; of both sides of a comparison, so that it may take a word too many
    (r"is(?=(?:e|ed|er|ers|es|ing|ations?|ational)\b)", "iz"),
    (r"\bcentre(s?)\b", r"center\1"),
    (r"\bprogramme(s?)\b", r"program\1"),
    (r"\b(def|off|lic)ence(s?)\b", r"\1ense\2"),
)


def fold(text: str) -> str:
    """Reduce text to what is compared of it: letters and digits without accents and capitals, words apart by one space.

    British spellings become American ones, and the word "the" falls away where another word is there.

    Examples
    --------
    >>> fold("Côte d’Ivoire – SCO's"), fold("The Shanghai Cooperation Organisation")
    ('cote divoire scos', 'shanghai cooperation organization')
    """
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    plain = "".join(letter for letter in plain.casefold() if letter not in "'’‘ʼ`´").translate(_LETTERS)
    plain = "".join(letter if letter.isalnum() else " " for letter in plain)
    if not plain.isascii():  # what casefold() made may come apart once more
        plain = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))
    for spelling, other in _SPELLINGS:
        plain = re.sub(spelling, other, plain)
    words = plain.split()
    return " ".join([word for word in words if word != "the"] or words)


def squeezed(text: str) -> str:
    """A folded name without its spaces, for which a hyphen makes no difference.

    Examples
    --------
    >>> squeezed("Viet-Nam") == squeezed("Vietnam")
    True
    """
    return fold(text).replace(" ", "")


def identified(package: "Package", table: str, given: object) -> str:
    """Key of the row of `states` or `organizations` that a caller means.

    Parameters
    ----------
    package : Package
        Where to look.
    table : str
        ``states`` or ``organizations``.
    given : str or int
        The key; a name in any language of the table, acronym, alias or adjective, whatever its capitals, accents,
        hyphens, and British or American spelling; or a code of two or three letters, or a number of ISO 3166, the
        Correlates of War or Gleditsch and Ward. A name goes before an alias, and a state of today before a former one.

    Raises
    ------
    UnknownNameError
        Nothing is called that.
    ScoDataError
        Several rows are: the message has them all.

    Examples
    --------
    >>> [identified(Package(), "states", given) for given in ("Russia", "ru", 365, "643")]  # doctest: +SKIP
    ['RUS', 'RUS', 'RUS', 'RUS']
    """
    key = package.schema(table)["primaryKey"][0]
    rows = {row[key]: row for row in package.rows(table)}
    text = given if isinstance(given, str) else digits(given)
    if text in rows:
        return str(text)
    if text is not None and (wanted := squeezed(text)):
        for called in (lambda row: [row[key]], _named, lambda row: _cells(row, _OTHER_NAMES)):
            found = [row for row in rows.values() if any(squeezed(name) == wanted for name in called(row))]
            found += [row for row in rows.values() if called is _named and _numbered(row, text) and row not in found]
            # A state that is gone is found by its own names and not by what its heir has too.
            found = [row for row in found if row.get("status") != "former"] or found
            if len(found) > 1:
                told = "; ".join(f"{row[key]} ({row['name']})" for row in found)
                raise ScoDataError(f"{shown(given)} may be any of these: {told}. Say which.")
            if found:
                return found[0][key]
    near = nearest(text or "", {name: row[key] for row in rows.values() for name in (row[key], *_called(row))})
    kind = table.removesuffix("s")
    raise UnknownNameError(kind, given, rows, "(by name, ISO or COW code)" * (table == "states"), near)


def _cells(row: Mapping[str, str], fields: Iterable[str]) -> list[str]:
    return [name for field in fields for name in row.get(field, "").split("|") if name]


def _named(row: Mapping[str, str]) -> list[str]:
    # ISO 3166 has "Iran, Islamic Republic of": what stands before the comma is a name too.
    return [*_cells(row, _NAMES), row.get("name", "").partition(", ")[0]]


def _called(row: Mapping[str, str]) -> list[str]:
    return _named(row) + _cells(row, _OTHER_NAMES)


def _numbered(row: Mapping[str, str], text: str) -> bool:
    """Whether a number is one of the row's: as it is written, or, without leading zeros, as a number."""
    if not (text.isascii() and text.isdigit()):
        return False
    numbers = _cells(row, _NUMBERS)
    return text in numbers if text.startswith("0") else any(text == number.lstrip("0") for number in numbers)


def digits(given: object) -> str | None:
    """Text of a whole number of any library; None for anything else, truth values among it."""
    try:
        return None if isinstance(given, bool) else str(operator.index(given))  # type: ignore[arg-type]
    except TypeError:
        return None


def nearest(text: str, known: Mapping[str, str] | Iterable[str]) -> list[str]:
    """Up to five known names that resemble a wrong one, best first; of a mapping, what they stand for.

    Examples
    --------
    >>> nearest("sumits", ["people", "summits"])
    ['summits']
    """
    import difflib

    names = known if isinstance(known, Mapping) else {name: name for name in known}
    wanted, plain = squeezed(text), dict[str, str]()
    for name, stands_for in names.items():
        plain.setdefault(squeezed(name), stands_for)
    found = [plain[name] for name in difflib.get_close_matches(wanted, plain, n=5, cutoff=0.5)]
    if wanted:  # a part of a long id is a common slip that edit distance does not see
        found += [stands_for for name, stands_for in plain.items() if wanted in name]
    return list(dict.fromkeys(found))[:5]


def one_of(kind: str, given: Any, known: Iterable[str], where: str = "") -> str:
    """Word of a list that a caller means, however it is written; `UnknownNameError` where it is none of them.

    Examples
    --------
    >>> one_of("role", "Dialogue partner", ["member", "dialogue_partner"])
    'dialogue_partner'
    """
    words = list(known)
    if isinstance(given, str):
        if given in words:
            return given
        found = [word for word in words if squeezed(word) == squeezed(given)]
        if len(found) == 1:
            return found[0]
    raise UnknownNameError(kind, given, words, where)


def several(what: str, given: Any) -> list[Any] | None:
    """What a caller gives for one name or several, as a list without doubles; None for None.

    Examples
    --------
    >>> several("tables", "states"), several("ids", ("a", "b", "a")), several("ids", None)
    (['states'], ['a', 'b'], None)
    """
    if given is None or isinstance(given, str):
        return given if given is None else [given]
    try:
        names = list(given)
    except TypeError:
        raise ScoDataError(f"{what} is {shown(given)}; expected one name or a list of names.") from None
    if strange := [name for name in names if not isinstance(name, str)]:
        raise ScoDataError(f"{what} holds {shown(strange[0])}; expected names. Given: {listed(map(shown, names))}.")
    return list(dict.fromkeys(names))


def yes(what: str, given: Any) -> bool:
    """Truth value of an option, of any library; what has none, such as NA, is one clear error.

    Examples
    --------
    >>> yes("dated", 1)
    True
    """
    try:
        return bool(given)
    except (TypeError, ValueError):
        raise ScoDataError(f"{what} is {shown(given)}; expected True or False.") from None
