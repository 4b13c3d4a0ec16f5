"""Add a source, and a fact with the words that state it."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path

import click

from sco_keeping import tables
from sco_keeping.build import build
from sco_keeping.coding.anchor import anchor
from sco_keeping.dataset import EVIDENCED, Cell, Dataset, load
from sco_keeping.library import Package, ScoDataError, UnknownNameError
from sco_keeping.rules import grounding
from sco_keeping.rules.evidence import derives
from sco_keeping.rules.grounding import Words
from sco_keeping.sources import texts
from sco_keeping.sources.spans import mint
from sco_keeping.tables import Row

Where = str | PathLike[str] | None

_LONGEST = 200
"""Characters of words that a citation of a page may have."""


def add_source(
    source: str,
    cells: Mapping[str, str],
    text: Path | None = None,
    package: Where = None,
    origin: tuple[str, str, str] | None = None,
) -> Row:
    """Add a source; where it has a text, its hash and length, and for one coded in full its passages.

    Parameters
    ----------
    source : str
        Its new `source_id`.
    cells : mapping of str to str
        The other cells of its row.
    text : Path, optional
        Its frozen text, in or below the folder that `SCO_DATA_SOURCES` names.
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.
    origin : tuple of (str, str, str), optional
        Who stands behind its words, where that is nobody known yet: `origin_id`, name and kind.

    Returns
    -------
    dict
        The row.

    Raises
    ------
    ScoDataError
        There is such a source or origin, or its text is no UTF-8 with LF.
    """
    opened = Package(package)
    sources = tables.read("sources", package=opened)
    if any(row["source_id"] == source for row in sources):
        raise ScoDataError(f"There is a source {source!r}; choose another name.")
    row: Row = {**dict.fromkeys(tables.columns(opened.schema("sources")), ""), **cells, "source_id": source}
    changed = {"sources": [*sources, row]}
    if origin is not None:
        columns, known = tables.columns(opened.schema("origins")), tables.read("origins", package=opened)
        if any(each["origin_id"] == origin[0] for each in known):
            raise ScoDataError(f"There is an origin {origin[0]!r}; it needs no new row.")
        made = dict(zip(("origin_id", "name", "kind"), origin, strict=True))
        changed["origins"] = [*known, dict.fromkeys(columns, "") | made]
    if text is not None:
        content = text.read_bytes()
        row |= {"file_name": text.name, "sha256": hashlib.sha256(content).hexdigest()}
        words = texts.read(row, text.parent)
        row["char_length"] = str(len(words))
        if texts.kind_of(row) == "coded_text":
            columns = tables.columns(opened.schema("passages"))
            tiles = [dict.fromkeys(columns, "") | tile for tile in passages(source, words)]
            changed["passages"] = tables.read("passages", package=opened) + tiles
    _write(opened, changed)
    return row


def passages(source: str, text: str) -> list[Row]:
    r"""Passages that tile a text, a paragraph each.

    Examples
    --------
    >>> [row["passage_id"] for row in passages("a", "One.\n\nTwo\nlines.\n")]
    ['a-p001', 'a-p002']
    """
    return [
        {"passage_id": f"{source}-p{number:03}", "source_id": source, "number": str(number), "kind": "paragraph"}
        | {"char_start": str(match.start()), "char_end": str(match.end()), "disposition": "coded"}
        for number, match in enumerate(re.finditer(r"\S[^\n]*(?:\n[^\n]*\S[^\n]*)*", text), 1)
    ]


def add(
    cell: str,
    words: str,
    source: str,
    origin: str,
    package: Where = None,
    *,
    content: str = "",
    others: Mapping[str, str] | None = None,
    **options: str,
) -> tuple[Row, list[Row], str]:
    """Add a fact: its citation, its evidence, and where they are new its row and its cells.

    Parameters
    ----------
    cell : str
        ``TABLE.ROW.FIELD``.
    words : str
        The words that state it, to the letter.
    source, origin : str
        Where they stand, and who stands behind them.
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.
    content : str
        What the cell is to hold, where it is empty.
    others : mapping of str to str, optional
        Other cells of the row: those that need evidence get it from the same words, what a coder judges is filled in.
    **options : str
        `locator`, and the cells `stance`, `value`, `as_of`, `basis` and `note` of the evidence; with `others` the
        note is for those cells that the words do not say of themselves.

    Returns
    -------
    tuple of (dict, list of dict, str)
        The citation, the evidence of each cell, and what the words do not say of themselves ("" where they say it).

    Raises
    ------
    ScoDataError
        The cell holds something else, the words cannot be cited, or nothing is there to be stated.
    """
    opened, dataset = Package(package), load(package)
    table, row_id, name = _place(cell, dataset)
    for kind, chosen, there in (("source", source, dataset.sources), ("origin", origin, dataset.by_key.get("origins"))):
        if there is not None and chosen not in there:
            raise UnknownNameError(kind, chosen, there)
    rows = {each: list(dataset.rows[each]) for each in (table, "citations", "evidence")}
    key = dataset.schemas[table]["primaryKey"][0]
    row = next((each for each in rows[table] if each[key] == row_id), None)
    if row is None:
        row = dict.fromkeys(tables.columns(dataset.schemas[table]), "") | {key: row_id}
        rows[table].append(row)
    if content and row[name] not in ("", content):
        raise ScoDataError(f"{cell} holds {row[name]!r}; what another source says is a --value with its --stance.")
    if others and options.get("value"):
        raise ScoDataError("A --value is of one cell; add the others by a command of their own.")
    cells = {name: row[name] or content, **(others or {})}
    _fill(dataset, table, row, cells)
    if not (options.get("value") or row[name]):
        raise ScoDataError(f"{cell} is empty; say what it is to hold with --cell.")
    citation = _citation(dataset, source, origin, words, options.get("locator", ""), package)
    known = next((each for each in rows["citations"] if _same(each, citation)), None)
    if known is None:
        rows["citations"].append(citation)
    fields = dataset.fields(table)
    added = [
        _evidence(dataset, Cell(table, row, fields[each], row[each]), known or citation, options, several=bool(others))
        for each in cells
        if each == name or fields[each].get("role") in EVIDENCED
    ]
    rows["evidence"] += added
    _write(opened, rows)
    silent = [each for each in added if each["basis"] == "inferred" and not each["note"]]
    missing = [f"The words do not say {each['value'] or row[each['field']]!r}: a --note must." for each in silent]
    return known or citation, added, "\n".join(missing)


def _fill(dataset: Dataset, table: str, row: Row, cells: Mapping[str, str]) -> None:
    for field, value in cells.items():
        if field not in dataset.fields(table):
            raise UnknownNameError("field", field, dataset.fields(table), f"in {table}")
        if row[field] not in ("", value):
            where = f"{table}.{dataset.key(table, row)}.{field}"
            raise ScoDataError(f"{where} holds {row[field]!r}; what another source says is a command of its own.")
        row[field] = value


def _evidence(dataset: Dataset, cell: Cell, citation: Row, options: Mapping[str, str], *, several: bool) -> Row:
    """Evidence of a cell; of several the value is that of none, and the note of those that need one."""
    value = "" if several else options.get("value", "")
    said = cell._replace(value=value or cell.value)
    basis = options.get("basis") or _basis(dataset, said, citation)
    note = "" if several and basis != "inferred" else options.get("note", "")
    return dict.fromkeys(tables.columns(dataset.schemas["evidence"]), "") | {
        "table_name": cell.table, "row_id": dataset.key(cell.table, cell.row), "field": cell.field["name"],
        "citation_id": citation["citation_id"], "value": value, "as_of": options.get("as_of", ""), "basis": basis,
        "stance": options.get("stance") or "supports", "note": note,
    }  # fmt: skip


def _place(cell: str, dataset: Dataset) -> tuple[str, str, str]:
    table, _, rest = cell.partition(".")
    row_id, _, name = rest.rpartition(".")
    if table not in dataset.rows:
        raise UnknownNameError("table", table, dataset.rows)
    if name not in dataset.fields(table) or not row_id:
        raise ScoDataError(f"{cell!r} is no cell; expected TABLE.ROW.FIELD with a field of {table}.")
    return table, row_id, name


def _citation(dataset: Dataset, source: str, origin: str, words: str, locator: str, package: Where) -> Row:
    columns, kind = tables.columns(dataset.schemas["citations"]), dataset.kind(source)
    if kind in ("coded_text", "frozen_text"):
        row = anchor(source, words, package)
        place = f"{row['char_start']}-{row['char_end']}"
    else:
        if kind == "web" and not 0 < len(words) <= _LONGEST:
            raise ScoDataError(f"The words are {len(words)} characters; give 1 to {_LONGEST}.")
        row = {"source_id": source, "locator": locator, "exact": words} if kind == "web" else {"source_id": source}
        place, words = locator, words if kind == "web" else ""
        row["locator"] = locator
    found = dict.fromkeys(columns, "") | row | {"citation_id": mint(source, place, words), "origin_id": origin}
    return {column: found[column] for column in columns}


def _same(one: Row, other: Row) -> bool:
    place = ("source_id", "char_start", "char_end", "locator")
    return all(one[name] == other[name] for name in place) and bool(one["char_start"] or one["exact"] == other["exact"])


def _basis(dataset: Dataset, cell: Cell, citation: Row) -> str:
    """The basis that a machine finds: the words hold the value, a rule derives it, or somebody reads it in them."""
    if cell.field.get("role") == "summarised":
        return "summarised"
    if dataset.kind(citation["source_id"]) == "list":
        return "external"
    reader = dataset.language(citation["source_id"])
    if reader is None:
        return "inferred"
    words = Words(dataset.words(citation, "exact") or "", reader)
    if grounding.verbatim(cell.value, cell.field, words):
        return "verbatim"
    return "normalized" if derives(dataset, cell, words) else "inferred"


def _write(opened: Package, changed: Mapping[str, list[Row]]) -> None:
    contents = {}
    for name, rows in changed.items():
        schema = opened.schema(name)
        contents[opened.path(name)] = tables.to_csv(tables.columns(schema), tables.in_order(rows, schema))
    tables.replace_files(contents)
    build(opened.folder)


def add_command(
    cell: str, words: str, source: str, origin: str, package: Where = None, cells: Sequence[str] = (), **options: str
) -> int:
    """Add a fact and print what was written; parameters and errors as for `add`, `cells` as ``FIELD=VALUE``.

    Returns
    -------
    int
        Exit status: 1 where the words do not say a value and no note says why it is read in them, else 0.
    """
    others = dict(each.partition("=")[::2] for each in cells)
    citation, added, missing = add(cell, words, source, origin, package, others=others, **options)
    for each in added:
        click.echo(f"{each['field']}: citation {citation['citation_id']}, {each['basis']}, {each['stance']}")
    if missing:
        click.echo(missing, err=True)
    return int(bool(missing))


def source_command(
    source: str,
    cells: tuple[str, ...],
    text: Path | None = None,
    package: Where = None,
    origin: tuple[str, str, str] | None = None,
) -> int:
    """Add a source from ``FIELD=VALUE`` and print its row; errors as for `add_source`.

    Returns
    -------
    int
        Exit status, always 0.
    """
    known = tables.columns(Package(package).schema("sources"))
    given = dict(each.partition("=")[::2] for each in cells)
    if wrong := sorted(set(given) - set(known)):
        raise UnknownNameError("field", wrong[0], known, "in sources")
    row = add_source(source, given, text, package, origin)
    click.echo("\n".join(f"{name}: {cell}" for name, cell in row.items() if cell))
    return 0
