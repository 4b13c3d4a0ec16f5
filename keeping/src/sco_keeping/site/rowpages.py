"""A page for a row and `row.json` beside it: each value with the words under it, and what is tied to it."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from sco_keeping.site.pages import Pages, filled
from sco_keeping.site.reporting import report
from sco_keeping.site.statements import Cell, Link, Words, cells, record, rivalries, with_seen
from sco_keeping.tables import Row

SHOWN = 4
"""Statements under a value that are shown before one asks for the rest."""

LISTED = 60
"""Rows of one kind that refer to a row and are listed; the rest is in `row.json`."""

_BARE = ("key", "record", "derived")


class Tied(NamedTuple):
    """What refers to a row in one way: what to call it, how many there are, and the first of them."""

    table: str
    title: str
    field: str
    number: int
    links: list[Link]


def row_page(pages: Pages, table: str, row: Row, citation: str, special: dict[str, Any] | None = None) -> list[Cell]:
    """Write the page of a row; its cells.

    Parameters
    ----------
    pages : Pages
        The site.
    table : str
        A table whose rows have pages.
    row : dict of str to str
        One of its rows.
    citation : str
        How to cite the dataset.
    special : dict, optional
        What rows of this table alone have, for their part of the template.
    """
    shelf = pages.shelf
    key = shelf.data.key(table, row)
    every = list(with_seen(cells(shelf, table, row)))
    told = [cell for cell in every if _told(cell)]
    bare = [cell for cell in every if cell not in told]
    known = shelf.discrepancies.get((table, key), [])
    shown = {each.row["discrepancy_id"] for cell in every for each in cell.rivalries}
    name = shelf.name(table, key)
    pages.page(
        f"{table}/{key}/index.html",
        "row.html",
        name,
        table=table,
        key=key,
        told=told,
        bare=bare,
        others=list(rivalries(shelf, [each for each in known if each["discrepancy_id"] not in shown])),
        silences=[each for each in shelf.silences.get((table, key), []) if not each["field"]],
        tied=_tied(pages, table, key),
        judged=any(cell.role == "coded" for cell in told),
        bases=_bases(every),
        readings=(readings := shelf.readings.get((table, key), [])),
        human=any("language model" not in line["reader"] for line in readings),
        citation=citation,
        report=report(pages, "../../", table, key),
        shown=SHOWN,
        special=special or {},
    )
    pages.json(f"{table}/{key}/row.json", _json(pages, table, key, every))
    return every


def _told(cell: Cell) -> bool:
    """Whether a cell stands with its words, and not among keys and what is computed."""
    said = bool(cell.supporting or cell.rivals or cell.rivalries)
    return said or cell.role not in _BARE or (cell.role == "record" and any(part.address for part in cell.parts))


def _bases(every: list[Cell]) -> list[tuple[str, int]]:
    found = Counter(words.basis for cell in every for words in cell.supporting if words.basis)
    return found.most_common()


def _statements(every: list[Cell]) -> Iterator[Words]:
    for cell in every:
        yield from (*cell.supporting, *cell.rivals)
        yield from (words for each in cell.rivalries for _, _, words in each.sides if words)


def _tied(pages: Pages, table: str, key: str) -> list[Tied]:
    shelf = pages.shelf
    kinds: dict[tuple[str, str], list[str]] = {}
    for each in shelf.referrers.get((table, key), ()):
        kinds.setdefault((each.table, each.field), []).append(each.key)
    found = []
    for (other, field), keys in kinds.items():
        title = str(shelf.data.fields(other)[field].get("title") or field)
        links = [Link(shelf.name(other, each), shelf.address(other, each)) for each in keys[:LISTED]]
        found.append(Tied(other, shelf.called(other), title, len(keys), links))
    return found


def _json(pages: Pages, table: str, key: str, every: list[Cell]) -> dict[str, Any]:
    shelf = pages.shelf
    return filled(
        {
            "table": table,
            "id": key,
            "name": shelf.name(table, key),
            "dataset": shelf.package.name,
            "version": shelf.version,
            "cells": {cell.field: record(cell) for cell in every},
            "citations": {words.citation_id or key: words.cited() for words in _statements(every)},
            "sources": {words.source_id: words.source.text for words in _statements(every)},
            "discrepancies": shelf.discrepancies.get((table, key), []),
            "not_found": shelf.silences.get((table, key), []),
            "referred_to_by": [list(each) for each in shelf.referrers.get((table, key), ())],
            "reviews": shelf.readings.get((table, key), []),
            "rests_on_this": shelf.resting.get(key, {}) if table == "sources" else {},
            "cite": f"{shelf.package.name} {shelf.version}, table {table}, row {key}",
        }
    )
