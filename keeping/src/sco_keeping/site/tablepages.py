"""A page for every table: its first rows as plain HTML with links to the next, and all as data for the script."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sco_keeping.dataset import Field
from sco_keeping.site.pages import Pages
from sco_keeping.site.shelf import CALLED
from sco_keeping.site.statements import Link
from sco_keeping.site.wording import plain, short
from sco_keeping.tables import Row

ROWS = 100
"""Rows on one page."""

COLUMNS = 5
"""Columns beside the name of a row."""

FACETS = 40
"""Values that a field may have at most to be a facet."""

PLAIN = 10
"""Pages of plain HTML that a table has at most whose rows have no pages of their own; the script shows the rest."""

_LONG = 140  # characters of a cell that are shown in a table


class Column(NamedTuple):
    """A column: its field, its title, and what its cells are: text, number, date, word or link."""

    field: str
    title: str
    kind: str


class Facet(NamedTuple):
    """A field of few values, with how often each occurs and what it means."""

    field: str
    title: str
    values: list[tuple[str, str, int, str]]


def table_pages(pages: Pages, table: str) -> None:
    """Write all pages of a table, and `rows.js` with all its rows."""
    shelf = pages.shelf
    rows = _sorted(pages, table)
    columns, facets = _columns(pages, table, rows), _facets(pages, table, rows)
    number = max(1, -(-len(rows) // ROWS))
    left = 0
    if table not in shelf.with_pages and number > PLAIN:
        number, left = PLAIN, len(rows) - PLAIN * ROWS
    for page in range(number):
        own = rows[page * ROWS : (page + 1) * ROWS]
        pages.page(
            f"{table}/{_file(page)}",
            "table.html",
            shelf.called(table),
            table=table,
            resource=shelf.resources[table],
            schema=shelf.data.schemas[table],
            count=len(rows),
            columns=columns,
            facets=facets if page == 0 else [],
            rows=[list(_cells(pages, table, columns, row)) for row in own],
            page=page + 1,
            pages=[_file(each) for each in range(number)],
            left=left,
            named=table in shelf.with_pages,
            silences=shelf.silences.get((table, ""), []) if page == 0 else [],
        )
    pages.script(f"{table}/rows.js", "SCO_ROWS", _data(pages, table, columns, facets, rows))


def _file(page: int) -> str:
    return f"page-{page + 1}.html" if page else "index.html"


def _sorted(pages: Pages, table: str) -> list[Row]:
    """Rows of a table by time where they have one, else by name, else as they stand."""
    rows = pages.shelf.data.table(table)
    name = next((name for name in ("date_start", "start_earliest") if name in pages.shelf.data.fields(table)), "")
    shelf = pages.shelf
    if table == "quotations":
        return list(rows)
    if name:
        return sorted(rows, key=lambda row: row[name] or "9")
    if table in shelf.with_pages:
        return sorted(rows, key=lambda row: shelf.name(table, shelf.data.key(table, row)).casefold().lstrip("\"'«“([ "))
    return list(rows)


def _columns(pages: Pages, table: str, rows: list[Row]) -> list[Column]:
    """The columns that tell most: dates and references first, then controlled words, then text; none that is empty."""
    shelf = pages.shelf
    key = shelf.primary_key(table)
    fields = shelf.data.fields(table)
    if table not in shelf.with_pages:
        wanted = [name for name in fields if fields[name].get("role") != "derived"]
        shown = [name for name in wanted if any(row[name] for row in rows[:2000])][: COLUMNS + 3]
        return [Column(name, str(fields[name].get("title", name)), _kind(pages, table, fields[name])) for name in shown]
    composed = not any(name in fields for name in CALLED)  # then the name tells already to what the row refers
    found: list[tuple[int, int, Column]] = []
    for place, (name, field) in enumerate(fields.items()):
        filled = sum(bool(row[name]) for row in rows)
        if name in (*key, *CALLED) or field.get("naming") or not filled or filled < len(rows) / 6:
            continue
        if field.get("role") == "derived" and name != "attested_until":
            continue
        kind = _kind(pages, table, field)
        rank = {"date": 0, "link": 3 if composed else 1, "word": 2, "number": 4, "text": 5}[kind]
        if name in ("note", "fragment", "sha256", "file_name", "char_length", "rights", "accessed") or name.endswith(
            "_url"
        ):
            continue
        found.append((rank, place, Column(name, str(field.get("title", name)), kind)))
    names = [len(shelf.name(table, shelf.data.key(table, row))) for row in rows[:200]]
    number = COLUMNS - (sum(names) > 60 * len(names))  # a long name takes the place of a column
    chosen = sorted(sorted(found)[:number], key=lambda each: each[1])
    return [column for *_, column in chosen]


def _kind(pages: Pages, table: str, field: Field) -> str:
    if field.get("constraints", {}).get("enum"):
        return "word"
    if field.get("edtf") or field["type"] == "date":
        return "date"
    if field["type"] in ("integer", "number"):
        return "number"
    refers = "genericForeignKey" in field or "listOf" in field
    keys = pages.shelf.data.schemas[table].get("foreignKeys", [])
    return "link" if refers or any(key["fields"] == [field["name"]] for key in keys) else "text"


def _facets(pages: Pages, table: str, rows: list[Row]) -> list[Facet]:
    """Controlled words, and references to states, that tell rows apart."""
    shelf = pages.shelf
    found = []
    for name, field in shelf.data.fields(table).items():
        words = field.get("constraints", {}).get("enum")
        states = any(
            key["fields"] == [name] and key["reference"]["resource"] == "states"
            for key in shelf.data.schemas[table].get("foreignKeys", [])
        )
        if not words and not states and name not in ("language", "publisher", "organization_id"):
            continue
        counts = Counter(row[name] for row in rows if row[name])
        if not 1 < len(counts) <= FACETS:
            continue
        meanings: Mapping[str, Any] = field.get("words", {})
        values = [
            (
                value,
                shelf.name("states", value)
                if states
                else shelf.short_name("organizations", value)
                if name == "organization_id"
                else plain(value),
                count,
                str(meanings.get(value, {}).get("description", "")),
            )
            for value, count in counts.most_common()
        ]
        found.append(Facet(name, str(field.get("title", name)), values))
    return found


def _cells(pages: Pages, table: str, columns: list[Column], row: Row) -> Iterator[Link]:
    """Name of the row, where rows have pages, then its cells."""
    shelf = pages.shelf
    if table in shelf.with_pages:
        key = shelf.data.key(table, row)
        yield Link(short(shelf.name(table, key), _LONG), shelf.address(table, key))
    fields = shelf.data.fields(table)
    for column in columns:
        yield _cell(pages, table, fields[column.field], column, row)


def _cell(pages: Pages, table: str, field: Field, column: Column, row: Row) -> Link:
    shelf = pages.shelf
    value = row[column.field]
    if not value:
        return Link("", "")
    if places := list(shelf.referred(table, field, row)):
        named = ", ".join(shelf.short_name(*place) for place in places)
        return Link(short(named, _LONG), shelf.address(*places[0]) if len(places) == 1 else "")
    if column.kind == "word":
        return Link(plain(value), "")
    return Link(short(value, _LONG), "")


def _data(pages: Pages, table: str, columns: list[Column], facets: list[Facet], rows: list[Row]) -> dict[str, Any]:
    """All rows for the script: what recurs stands once, in a list, and a row has its place there."""
    shelf = pages.shelf
    named = table in shelf.with_pages
    heads = [{"t": column.title, "k": column.kind, "f": column.field} for column in columns]
    lists: list[list[Any]] = [[] for _ in columns]
    places: list[dict[Link, int]] = [{} for _ in columns]
    shared = {
        number
        for number, column in enumerate(columns)
        if column.kind in ("word", "link") or 3 * len({row[column.field] for row in rows}) < len(rows)
    }
    told = []
    for row in rows:
        name, *cells = (
            _cells(pages, table, columns, row) if named else (Link("", ""), *_cells(pages, table, columns, row))
        )
        line: list[Any] = [shelf.data.key(table, row) if named else "", name.text]
        for number, cell in enumerate(cells):
            if number not in shared:
                line.append(cell.text)
                continue
            if cell not in places[number]:
                places[number][cell] = len(lists[number])
                lists[number].append([cell.text, cell.address] if cell.address else cell.text)
            line.append(places[number][cell])
        told.append(line)
    choices = [
        {
            "f": facet.field,
            "v": [value for value, *_ in facet.values],
            "r": [_place(facet, row[facet.field]) for row in rows],
        }
        for facet in facets
    ]
    return {"columns": heads, "lists": lists, "facets": choices, "rows": told, "named": named, "size": ROWS}


def _place(facet: Facet, value: str) -> int:
    return next((number for number, each in enumerate(facet.values) if each[0] == value), -1)
