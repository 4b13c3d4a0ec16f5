"""Where a value comes from: the words behind a cell, the sources, and the statements that do not agree."""

from typing import TYPE_CHECKING, Any, TypedDict

from sco_data import frames
from sco_data.casting import Value, caster
from sco_data.errors import ScoDataError, UnknownNameError
from sco_data.reading import Package, Table, load, rows, schema

if TYPE_CHECKING:
    import pandas as pd

_EVIDENCE = ("table_name", "row_id", "field", "value", "basis", "stance", "note")
_CITATION = (
    "citation_id",
    "source_id",
    "passage_id",
    "locator",
    "char_start",
    "char_end",
    "exact",
    "prefix",
    "suffix",
    "url",
)

COLUMNS = _EVIDENCE + _CITATION
"""Columns of :func:`evidence`, in order."""

_SPAN = ("source_id", "passage_id", "char_start", "char_end", "prefix", "suffix")

COUNTS = ("citations", "cells", "quotations")
"""Columns that :func:`sources` adds to its table, in order."""

_SIDES = ("a", "b")

Record = dict[str, Value]


class Cell(TypedDict):
    """A cell of a row with what stands behind it; see :func:`explain`."""

    field: str
    title: str
    role: str
    value: Value
    evidence: list[Record]
    discrepancies: list[Record]


def evidence(table: Table | str, row_id: str, field: str | None = None, *, package: Package = None) -> "pd.DataFrame":
    """Citations that support or dispute the cells of a row.

    Parameters
    ----------
    table : str
        A table whose key is one field.
    row_id : str
        Key of the row.
    field : str, optional
        Only this field; default every field of the row that has evidence.
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.

    Returns
    -------
    pandas.DataFrame
        One row per citation and cell, in the order of the table's fields, the primary citation first: ``table_name``,
        ``row_id``, ``field``, ``value`` (text of the cell), ``basis``, ``stance``, ``note``, ``citation_id``,
        ``source_id``, ``passage_id``, ``locator``, ``char_start``, ``char_end`` (code points of the frozen text,
        half-open; Int64), ``exact`` (missing where the words are withheld), ``prefix``, ``suffix``, ``url`` (opens the
        public page at the words). A row of `quotations` carries its own span, which is the evidence of its ``text``.
        From the tables `evidence`, `citations` and `sources`.

    Raises
    ------
    UnknownNameError
        There is no such table, row or field.
    ScoDataError
        The table has a key of several fields.
    DamagedFileError
        A file is missing or is not the one that was published.

    Examples
    --------
    >>> found = evidence("summits", "summit-1998-almaty", "date_edtf")
    >>> found[["value", "basis", "exact"]].to_dict("records")  # doctest: +NORMALIZE_WHITESPACE
    [{'value': '1998-07-03', 'basis': 'normalized', 'exact': 'third summit held on 3 July, 1998 in Almaty'}]
    """
    found = evidence_records(table, row_id, field, package=package)
    return frames.from_records(found, _evidence_fields(package))


def evidence_records(
    table: Table | str, row_id: str, field: str | None = None, *, package: Package = None
) -> list[Record]:
    """Rows of :func:`evidence` as dicts, None where a cell is empty, for those who do without pandas.

    Examples
    --------
    >>> evidence_records("summits", "summit-1998-almaty", "date_edtf")[0]["char_start"]
    633
    """
    described = schema(table, package=package)
    names = [entry["name"] for entry in described["fields"]]
    if field is not None and field not in names:
        raise UnknownNameError("field", field, names, f"in {table}")
    row = _row(table, row_id, described["primaryKey"], package)

    citations = {entry["citation_id"]: entry for entry in rows("citations", package=package, verify=True)}
    addresses = _addresses(package)
    found: list[dict[str, str]] = []
    if table == "quotations":
        own = {"table_name": table, "row_id": row_id, "field": "text", "basis": "verbatim", "stance": "supports"}
        found.append({**_pick(row, _SPAN), "exact": row["text"], "fragment": row["fragment"], **own})
    for entry in rows("evidence", package=package, verify=True):
        if (entry["table_name"], entry["row_id"]) == (table, row_id):
            where = f"evidence of {table}, row {row_id}, field {entry['field']}"
            citation = _cited(citations, entry["citation_id"], where)
            found.append({**_pick(citation, (*_SPAN, "locator", "exact", "fragment")), **entry})
    order = {name: position for position, name in enumerate(names)}
    found.sort(key=lambda entry: (order.get(entry["field"], len(order)), entry["stance"] != "supports"))

    casters = {entry["name"]: caster(entry) for entry in _evidence_fields(package)}
    records = []
    for entry in found:
        if field is None or entry["field"] == field:
            address = _address(addresses.get(entry["source_id"], ""), entry["fragment"])
            cells = {**entry, "value": row.get(entry["field"], ""), "url": address}
            records.append({name: cast(cells.get(name, "")) for name, cast in casters.items()})
    return records


def explain(table: Table | str, row_id: str, *, package: Package = None) -> list[Cell]:
    """Read a row cell by cell, each with the words that support or dispute it and the discrepancies about it.

    Parameters
    ----------
    table : str
        A table whose key is one field.
    row_id : str
        Key of the row.
    package : path, optional
        As for :func:`evidence`.

    Returns
    -------
    list of dict
        One per cell that holds a value or has evidence, in the order of the table's fields: ``field``, ``title``,
        ``role`` (key, stated, reference, coded or derived), ``value`` (typed, None where empty), ``evidence`` (records
        as of :func:`evidence`) and ``discrepancies`` (records as of :func:`discrepancies`).

    Raises
    ------
    UnknownNameError
        There is no such table or row.
    ScoDataError
        The table has a key of several fields.

    Examples
    --------
    >>> cells = {cell["field"]: cell for cell in explain("summits", "summit-1998-almaty")}
    >>> cells["ordinal"]["value"], cells["ordinal"]["evidence"][0]["exact"]
    (3, 'third summit held on 3 July, 1998 in Almaty')
    """
    described = schema(table, package=package)
    row = _row(table, row_id, described["primaryKey"], package)
    words: dict[str, list[Record]] = {}
    for record in evidence_records(table, row_id, package=package):
        words.setdefault(str(record["field"]), []).append(record)
    clashes: dict[str, list[Record]] = {}
    for record in discrepancy_records(table, row_id, package=package):
        clashes.setdefault(str(record["field"]), []).append(record)
    cells: list[Cell] = []
    for field in described["fields"]:
        name = field["name"]
        cell: Cell = {
            "field": name,
            "title": field.get("title", ""),
            "role": field.get("role", ""),
            "value": caster(field)(row[name]),
            "evidence": words.get(name, []),
            "discrepancies": clashes.get(name, []),
        }
        if cell["value"] is not None or cell["evidence"] or cell["discrepancies"]:
            cells.append(cell)
    return cells


def sources(*, package: Package = None) -> "pd.DataFrame":
    """Sources with how much of the dataset rests on each.

    Parameters
    ----------
    package : path, optional
        As for :func:`evidence`.

    Returns
    -------
    pandas.DataFrame
        The table `sources`, and three columns of Int64: ``citations`` (its rows in `citations`), ``cells`` (distinct
        cells that these support; a cell may rest on several sources) and ``quotations`` (its rows in `quotations`).

    Raises
    ------
    DamagedFileError
        A file is missing or is not the one that was published.

    Examples
    --------
    >>> found = sources().set_index("source_id")
    >>> bool(found.loc["tolipov2004", "cells"] > 100)
    True
    """
    fields = schema("sources", package=package)["fields"] + [{"name": name, "type": "integer"} for name in COUNTS]
    return frames.from_records(source_records(package=package), fields)


def source_records(*, package: Package = None) -> list[Record]:
    """Rows of :func:`sources` as dicts, for those who do without pandas.

    Examples
    --------
    >>> source_records()[0]["source_id"] in {row["source_id"] for row in rows("sources")}
    True
    """
    cited = {row["citation_id"]: row["source_id"] for row in rows("citations", package=package, verify=True)}
    cells = {
        (cited.get(row["citation_id"], ""), row["table_name"], row["row_id"], row["field"])
        for row in rows("evidence", package=package, verify=True)
        if row["stance"] == "supports"
    }
    owners = {
        "citations": list(cited.values()),
        "cells": [source for source, *_ in cells],
        "quotations": [row["source_id"] for row in rows("quotations", package=package, verify=True)],
    }
    return [
        {**record, **{name: owners[name].count(str(record["source_id"])) for name in COUNTS}}
        for record in load("sources", "records", package=package)
    ]


def discrepancies(
    table: Table | str | None = None, row_id: str | None = None, *, package: Package = None
) -> "pd.DataFrame":
    """Statements that do not agree, or that are demonstrably wrong, with the words of both sides.

    Parameters
    ----------
    table : str, optional
        Only those about this table.
    row_id : str, optional
        Only those about this row of `table`.
    package : path, optional
        As for :func:`evidence`.

    Returns
    -------
    pandas.DataFrame
        The table `discrepancies` in its order, and for each of its two citations ``source_a_id``, ``exact_a`` (missing
        where the words are withheld), ``url_a`` (opens the public page at the words), ``source_b_id``, ``exact_b``,
        ``url_b``. All columns text.

    Raises
    ------
    UnknownNameError
        There is no such table or row.
    ScoDataError
        A row is given without its table, or the table has a key of several fields.

    Examples
    --------
    >>> found = discrepancies("organizations", "sco-secretariat")
    >>> set(found["field"]) <= set(schema("organizations")["fields"][i]["name"] for i in range(10))
    True
    """
    return frames.from_records(discrepancy_records(table, row_id, package=package), discrepancy_fields(package))


def discrepancy_records(
    table: Table | str | None = None, row_id: str | None = None, *, package: Package = None
) -> list[Record]:
    """Rows of :func:`discrepancies` as dicts, for those who do without pandas.

    Examples
    --------
    >>> "exact_a" in discrepancy_records()[0]
    True
    """
    if table is None and row_id is not None:
        raise ScoDataError(f"Discrepancies of the row {row_id!r} need its table; give both.")
    if table is not None:
        described = schema(table, package=package)
        if row_id is not None:
            _row(table, row_id, described["primaryKey"], package)
    citations = {entry["citation_id"]: entry for entry in rows("citations", package=package, verify=True)}
    addresses = _addresses(package)
    found: list[Record] = []
    for record in load("discrepancies", "records", package=package):
        if table in (None, record["table_name"]) and row_id in (None, record["row_id"]):
            for side in _SIDES:
                identifier = record[f"citation_{side}_id"]
                where = f"discrepancies, row {record['discrepancy_id']}, field citation_{side}_id"
                citation = _cited(citations, str(identifier), where) if identifier else {}
                source = citation.get("source_id", "")
                record[f"source_{side}_id"] = source or None
                record[f"exact_{side}"] = citation.get("exact") or None
                record[f"url_{side}"] = _address(addresses.get(source, ""), citation.get("fragment", "")) or None
            found.append(record)
    return found


def discrepancy_fields(package: Package = None) -> list[dict[str, Any]]:
    """Fields of :func:`discrepancies`: those of the table, then what is added for each side."""
    added = [name for side in _SIDES for name in (f"source_{side}_id", f"exact_{side}", f"url_{side}")]
    own: list[dict[str, Any]] = schema("discrepancies", package=package)["fields"]
    return own + [{"name": name, "type": "string"} for name in added]


def _evidence_fields(package: Package) -> list[dict[str, Any]]:
    """Fields of evidence; their types are those of the tables they come from, text where they are ours."""
    fields = []
    for table, names in (("evidence", _EVIDENCE), ("citations", _CITATION)):
        types = {field["name"]: field["type"] for field in schema(table, package=package)["fields"]}
        fields += [{"name": name, "type": types.get(name, "string")} for name in names]
    return fields


def _row(table: str, row_id: str, key: list[str], package: Package) -> dict[str, str]:
    if len(key) != 1:
        raise ScoDataError(
            f"Rows of {table} have a key of {len(key)} fields ({', '.join(key)}) and no evidence of their own; "
            "ask for a table whose key is one field."
        )
    by_id = {row[key[0]]: row for row in rows(table, package=package, verify=True)}
    if row_id not in by_id:
        raise UnknownNameError("row", row_id, by_id, f"in {table}")
    return by_id[row_id]


def _cited(citations: dict[str, dict[str, str]], citation_id: str, where: str) -> dict[str, str]:
    try:
        return citations[citation_id]
    except KeyError:
        raise ScoDataError(f"{where} names the citation {citation_id}, which is not in citations.") from None


def _pick(row: dict[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: row[name] for name in names}


def _addresses(package: Package) -> dict[str, str]:
    """Addresses of the public pages, by source."""
    return {row["source_id"]: row["url"] for row in rows("sources", package=package, verify=True)}


def _address(url: str, fragment: str) -> str:
    if not url or not fragment:
        return url
    return f"{url}{'' if '#' in url else '#'}:~:{fragment}"
