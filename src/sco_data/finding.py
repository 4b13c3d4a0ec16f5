"""Finding rows by words, and by an identifier that may have been withdrawn."""

import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

from sco_data import frames
from sco_data.errors import ScoDataError, UnknownNameError
from sco_data.package import Names, Package, Where, opened
from sco_data.reading import Table

if TYPE_CHECKING:
    from sco_data.frames import Record

_NAMES = ("name", "title", "label", "indicator", "name_official")
_OTHER_NAMES = ("acronym", "aliases", "adjectives")
_WORDS = ("text", "summary")

_FIELDS = frames.fields_of("table id field text score:number")
_NAME, _ALIAS, _START, _PART, _ALL_WORDS = 5, 4, 3, 2, 1


class Place(NamedTuple):
    """Where a row is: its table and its key."""

    table: str
    id: str


def search(
    words: str, tables: Names = None, limit: int | None = 20, *, as_: str = "pandas", package: Where = None
) -> Any:
    """Find rows by their names, titles, aliases and words.

    Parameters
    ----------
    words : str
        What to look for. Accents, capitals, apostrophes and dashes make no difference.
    tables : iterable of str, optional
        Only these tables; default all that have names or words: names, titles, acronyms, aliases, the text of
        quotations, label and summary of claims, the indicator of statistics.
    limit : int or None
        At most so many rows; None for all.
    as_ : {"pandas", "records", "polars", "arrow"}
        What to return, as for :func:`load`.
    package : path or Package, optional
        A folder that holds a ``datapackage.json``, a zip of one, or an open :class:`sco_data.Package`; default the
        installed package.

    Returns
    -------
    pandas.DataFrame, list of dict, polars.DataFrame or pyarrow.Table
        One row per row found, best first: ``table`` and ``id`` (what to load), ``field`` (where the words stand),
        ``text`` (of the cell, or the one alias), ``score``. The whole part of the score (Float64) says how they were
        found: 5 the name itself, 4 an alias or acronym itself, 3 at the beginning of a word, 2 inside a word, 1 all the
        words but not together; the rest is the share of the text that they make up.

    Raises
    ------
    UnknownNameError
        There is no such table.
    ScoDataError
        `words` holds no letter or digit, or `limit` is below 1.

    Examples
    --------
    >>> found = search("railway", ["projects"])
    >>> found.loc[0, "id"]
    'hairaton-mazar-e-sharif-railway'
    """
    query = fold(words)
    if not query:
        raise ScoDataError(f"{words!r} holds no letter or digit to look for.")
    if limit is not None and limit < 1:
        raise ScoDataError(f"A limit of {limit} finds nothing; expected 1 or more.")
    package = opened(package)
    order = package.tables()
    chosen = order if tables is None else [tables] if isinstance(tables, str) else list(dict.fromkeys(tables))
    found: list[tuple[float, int, str, Record]] = []
    for table in chosen:
        described = package.schema(table)
        key = described["primaryKey"]
        separators = {field["name"]: field.get("separator") for field in described["fields"]}
        searched = [name for name in (*_NAMES, *_OTHER_NAMES, *_WORDS) if name in separators]
        if len(key) != 1 or not searched:
            continue
        for row in package.rows(table):
            hits = [
                (_score(query, fold(text), name), name, text)
                for name in searched
                for text in (row[name].split(separators[name]) if separators[name] else [row[name]])
            ]
            score, name, text = max(hits, key=lambda hit: hit[0])  # of equals the first field
            if score:
                record: Record = {"table": table, "id": row[key[0]], "field": name, "text": text}
                found.append((-score, order.index(table), row[key[0]], {**record, "score": score}))
    found.sort(key=lambda entry: entry[:-1])
    return frames.from_records([entry[-1] for entry in found[:limit]], _FIELDS, as_)


def fold(text: str) -> str:
    """Reduce text to what a search compares: letters and digits without accents and capitals, one space between words.

    Examples
    --------
    >>> fold("Côte d’Ivoire – SCO's")
    'cote divoire scos'
    """
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    plain = "".join(letter for letter in plain.casefold() if letter not in "'’‘ʼ`´")
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain).split())


def identified(package: Package, table: str, given: str) -> str:
    """Key of the row of `states` or `organizations` that a caller means; `UnknownNameError` where there is none.

    Examples
    --------
    >>> identified(Package(), "states", "KAZ")
    'KAZ'
    """
    key = package.schema(table)["primaryKey"][0]
    known = [row[key] for row in package.rows(table)]
    if given not in known:
        raise UnknownNameError(table.removesuffix("s"), given, known, "(ISO 3166-1 alpha-3)" * (table == "states"))
    return given


def resolve(identifier: str, table: Table | str | None = None, *, package: Where = None) -> Place:
    """Find where the row of an identifier is, or the row that replaced it.

    Parameters
    ----------
    identifier : str
        Key of a row, today's or one that was withdrawn.
    table : str, optional
        Its table; needed where several tables have the identifier.
    package : path or Package, optional
        As for :func:`search`.

    Returns
    -------
    Place
        Named tuple of ``table`` and ``id``: the row as it is called now. From the table itself and `retired`.

    Raises
    ------
    UnknownNameError
        There is no such identifier or table.
    ScoDataError
        Several tables have it, or it was withdrawn and nothing replaced it.

    Examples
    --------
    >>> resolve("summit-1998-almaty")
    Place(table='summits', id='summit-1998-almaty')
    """
    package = opened(package)
    places = _places(package, table)
    withdrawn = package.rows("retired") if "retired" in package.tables() else []
    retired = {Place(row["table_name"], row["row_id"]): row for row in withdrawn}
    here = [place for place in places if place.id == identifier]
    gone = [place for place in retired if place.id == identifier and table in (None, place.table)]
    if len(here) > 1 or (not here and len(gone) > 1):
        names = ", ".join(place.table for place in here or gone)
        raise ScoDataError(f"Several tables have a row {identifier!r}: {names}. Say which.")
    if here:
        return here[0]
    if not gone:
        raise UnknownNameError("row", identifier, [place.id for place in places], f"in {table}" if table else "")
    place, passed = gone[0], set()
    while place not in places:
        if place in passed or place not in retired:
            raise ScoDataError(f"retired leads from {identifier!r} to {place.id!r} of {place.table}, which is no row.")
        passed.add(place)
        row = retired[place]
        if not row["replaced_by"]:
            raise ScoDataError(
                f"{place.id!r} of {place.table} was withdrawn after version {row['last_version']} and not replaced: "
                f"{row['reason']}"
            )
        place = Place(place.table, row["replaced_by"])
    return place


def _score(query: str, text: str, field: str) -> float:
    if text == query and field not in _WORDS:
        return float(_NAME if field in _NAMES else _ALIAS)
    share = round(min(len(query) / max(len(text), 1), 0.999), 3)
    if f" {query}" in f" {text}":
        return _START + share
    if query in text:
        return _PART + share
    wanted = query.split()
    if len(wanted) > 1 and all(word in text for word in wanted):
        return _ALL_WORDS + share
    return 0.0


def _places(package: Package, table: str | None) -> dict[Place, None]:
    """Every row whose key is one field, in the order of the tables."""
    found: dict[Place, None] = {}
    for name in [table] if table else package.tables():
        key = package.schema(name)["primaryKey"]
        if len(key) == 1:
            found.update((Place(name, row[key[0]]), None) for row in package.rows(name))
    return found
