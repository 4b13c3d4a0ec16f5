"""Finding rows by words, and by an identifier that may have been withdrawn."""

from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from sco_data import frames
from sco_data.errors import ScoDataError, UnknownNameError, shown
from sco_data.names import digits, fold, several
from sco_data.package import Names, Package, Where, opened

if TYPE_CHECKING:
    from sco_data.frames import Record

_NAMES = ("name", "title", "label", "indicator", "name_official", "name_ru", "name_zh", "title_ru", "title_zh")
_OTHER_NAMES = ("acronym", "aliases", "adjectives")
_WORDS = ("text", "summary", "description", "agenda", "subject", "topic", "office", "act", "what")
_SEARCHED = (*_NAMES, *_OTHER_NAMES, *_WORDS, "role")

_FIELDS = frames.fields_of("table id field text score:number")
_NAME, _ALIAS, _START, _PART, _ALL_WORDS = 5, 4, 3, 2, 1
_LONG = 6  # letters of a word that is looked for across the spaces of a text


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
        What to look for. Accents, capitals, apostrophes, dashes, and British or American spelling make no difference.
    tables : str or iterable of str, optional
        Only these tables; default all that have names or words: names and titles in all languages, acronyms, aliases,
        offices and roles, the text and topic of quotations, labels, summaries and descriptions, steps to a status, and
        what was looked for in vain.
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
        words but not together, in one cell of the row or several, 0 some of them in the names of what it refers to,
        such as the speaker of a quotation; the rest is the share of the text that they make up. Of a pandas frame
        ``attrs["searched"]`` says which fields of which tables were searched.

    Raises
    ------
    UnknownNameError
        There is no such table.
    ScoDataError
        `words` is no text or holds no letter or digit, or `limit` is below 1.

    Examples
    --------
    >>> found = search("railway", ["projects"])
    >>> found.loc[0, "id"]
    'hairaton-mazar-e-sharif-railway'
    """
    query = fold(words) if isinstance(words, str) else ""
    if not query:
        raise ScoDataError(f"{shown(words)} holds no letter or digit to look for.")
    if limit is not None and int(digits(limit) or 0) < 1:
        raise ScoDataError(f"A limit of {shown(limit)} finds nothing; expected 1 or more.")
    package = opened(package)
    order = package.tables()
    places = searched(package, tables)
    named = _names(package)
    records = {each["name"] for each in package.descriptor["resources"] if each.get("group", "facts") != "facts"}
    found: list[tuple[tuple[Any, ...], Record]] = []
    for table, fields in places.items():
        described = package.schema(table)
        key = described["primaryKey"][0]
        separators = {field["name"]: field.get("separator") for field in described["fields"]}
        links = {each["fields"][0]: each["reference"]["resource"] for each in described.get("foreignKeys", ())}
        for row in package.rows(table):
            texts = {name: row[name].split(separators[name]) if separators[name] else [row[name]] for name in fields}
            cells = [(name, text, fold(text)) for name in fields for text in texts[name] if text]
            others = [named[there].get(row[name], "") for name, there in links.items() if there in named]
            if hit := _best(query, cells, others):
                score, name, text = hit
                record: Record = {"table": table, "id": row[key], "field": name, "text": text, "score": score}
                # Of equal hits facts come before the titles of sources, and the very spelling before others.
                rank = (-int(score), table in records, -score, text != words, order.index(table), row[key])
                found.append((rank, record))
    found.sort(key=lambda entry: entry[0])
    result = frames.from_records([entry[-1] for entry in found[:limit]], _FIELDS, as_)
    if as_ == "pandas":
        result.attrs["searched"] = places
    return result


def searched(package: Package, tables: Names = None) -> dict[str, list[str]]:
    """Fields that a search reads, by table; see :func:`search`.

    Examples
    --------
    >>> searched(Package(), "places")["places"][0]
    'name'
    """
    chosen = several("tables", tables)
    found: dict[str, list[str]] = {}
    for table in package.tables() if chosen is None else chosen:
        described = package.schema(table)
        limits = {each["name"]: each.get("constraints", {}) for each in described["fields"]}
        # A controlled role is said of so many rows that nobody looks for it.
        fields = [name for name in _SEARCHED if name in limits and not (name == "role" and "enum" in limits[name])]
        if len(described["primaryKey"]) == 1 and fields:
            found[table] = fields
    return found


def _names(package: Package) -> dict[str, dict[str, str]]:
    """Folded names of the rows of each table that has them, by key."""
    found: dict[str, dict[str, str]] = {}
    for table in package.tables():
        described = package.schema(table)
        key = described["primaryKey"]
        if len(key) == 1 and any(field["name"] == "name" for field in described["fields"]):
            found[table] = {row[key[0]]: fold(row["name"]) for row in package.rows(table)}
    return found


def _best(query: str, cells: list[tuple[str, str, str]], others: list[str]) -> tuple[float, str, str] | None:
    """Best hit in a row: score, field and text of its cell; of equals the first."""
    best = max(
        ((_score(query, plain, name), name, text) for name, text, plain in cells), key=itemgetter(0), default=None
    )
    if best is None or best[0]:
        return best
    wanted = query.split()
    held = [cell for cell in cells if any(_holds(cell[2], word) for word in wanted)]
    own = " ".join(plain for _, _, plain in held)
    whole = all(_holds(own, word) for word in wanted)
    if not held or not (whole or all(any(_holds(plain, word) for plain in (own, *others)) for word in wanted)):
        return None
    return _ALL_WORDS * whole + _share(query, own), held[0][0], held[0][1]


def resolve(identifier: str, table: str | None = None, *, package: Where = None) -> Place:
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
        Named tuple of ``table`` and ``id``: the row as it is called now, which may stand in another table. From the
        table itself and `retired`.

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
    if table is not None:
        package.schema(table)  # which raises where there is none
    places = _places(package)
    if not isinstance(identifier, str):
        raise UnknownNameError("row", identifier, [place.id for place in places])
    retired = withdrawn(package)
    here, gone = (
        [place for place in found if place.id == identifier and table in (None, place.table)]
        for found in (places, retired)
    )
    if len(here) > 1 or (not here and len(gone) > 1):
        names = ", ".join(place.table for place in here or gone)
        raise ScoDataError(f"Several tables have a row {identifier!r}: {names}. Say which.")
    if here:
        return here[0]
    if not gone:
        known = [place.id for place in places if table in (None, place.table)]
        raise UnknownNameError("row", identifier, known, f"in {table}" if table else "")
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
        place = heir(row)
    return place


def withdrawn(package: Package, *, verify: bool = True) -> dict[Place, dict[str, str]]:
    """Rows of `retired` by the place that each speaks of; none where the package has no such table.

    Examples
    --------
    >>> withdrawn(Package())[Place("summits", "summit-2004")]["table_name"]
    'summits'
    """
    rows = package.rows("retired", verify=verify) if "retired" in package.tables() else []
    return {Place(row["table_name"], row["row_id"]): row for row in rows}


def heir(row: dict[str, str]) -> Place:
    """Place of what replaced a withdrawn row, which may stand in another table."""
    return Place(row["replaced_table"] or row["table_name"], row["replaced_by"])


def _score(query: str, text: str, field: str) -> float:
    if text == query and (field in _NAMES or field in _OTHER_NAMES):
        return float(_NAME if field in _NAMES else _ALIAS)
    share = _share(query, text)
    if f" {query}" in f" {text}":
        return _START + share
    if query in text:
        return _PART + share
    return _ALL_WORDS + share if all(_holds(text, word) for word in query.split()) else 0.0


def _share(query: str, text: str) -> float:
    return round(min(len(query) / max(len(text), 1), 0.999), 3)


def _holds(text: str, word: str) -> bool:
    return word in text or (len(word) >= _LONG and word in text.replace(" ", ""))


def _places(package: Package) -> dict[Place, None]:
    """Every row whose key is one field, in the order of the tables."""
    found: dict[Place, None] = {}
    for name in package.tables():
        key = package.schema(name)["primaryKey"]
        if len(key) == 1:
            found.update((Place(name, row[key[0]]), None) for row in package.rows(name))
    return found
