"""Where a value comes from: the words behind a cell, the sources, and the statements that do not agree."""

from typing import Any, TypedDict

from sco_data import frames
from sco_data.casting import Value, cast
from sco_data.citations import Citations, joined_evidence
from sco_data.errors import ScoDataError, shown
from sco_data.frames import Record
from sco_data.names import one_of
from sco_data.package import Where, opened
from sco_data.reading import Table

_EVIDENCE = "table_name row_id field value basis stance note".split()
_CITATION = ("citation_id source_id passage_id locator char_start char_end exact prefix suffix url").split()
_SIDES = ("a", "b")
_WORDS = (("source_{}_id", "source_id"), ("exact_{}", "exact"), ("url_{}", "url"))


class Cell(TypedDict):
    """A cell of a row with what stands behind it; see :func:`explain`."""

    field: str
    title: str
    role: str
    value: Value
    evidence: list[Record]
    discrepancies: list[Record]


def evidence(
    table: Table | str, row_id: str, field: str | None = None, *, as_: str = "pandas", package: Where = None
) -> Any:
    """Citations that support or dispute the cells of a row.

    Parameters
    ----------
    table : str
        A table whose key is one field.
    row_id : str
        Key of the row.
    field : str, optional
        Only this field; default every field of the row that has evidence.
    as_ : {"pandas", "records", "polars", "arrow"}
        What to return, as for :func:`load`.
    package : path or Package, optional
        A folder that holds a ``datapackage.json``, a zip of one, or an open :class:`sco_data.Package`; default the
        installed package.

    Returns
    -------
    pandas.DataFrame, list of dict, polars.DataFrame or pyarrow.Table
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
    package = opened(package)
    names = [entry["name"] for entry in package.schema(table)["fields"]]
    if field is not None:
        field = one_of("field", field, names, f"in {table}")
    package.row(table, row_id)
    found = [
        entry for entry in joined_evidence(package, table, row_id=row_id) if field is None or entry["field"] == field
    ]
    found.sort(key=lambda entry: (names.index(entry["field"]), entry["stance"] != "supports"))
    fields = [*package.result_fields("evidence", _EVIDENCE), *package.result_fields("citations", _CITATION)]
    records = [{each["name"]: cast(entry[each["name"]], each) for each in fields} for entry in found]
    return frames.from_records(records, fields, as_)


def explain(table: Table | str, row_id: str, *, package: Where = None) -> list[Cell]:
    """Read a row cell by cell, each with the words that support or dispute it and the discrepancies about it.

    Parameters
    ----------
    table : str
        A table whose key is one field.
    row_id : str
        Key of the row.
    package : path or Package, optional
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
    package = opened(package)
    row = package.row(table, row_id)
    words: dict[Value, list[Record]] = {}
    for record in package.evidence(table, row_id, as_="records"):
        words.setdefault(record["field"], []).append(record)
    clashes: dict[Value, list[Record]] = {}
    for record in package.discrepancies(table, row_id, as_="records"):
        clashes.setdefault(record["field"], []).append(record)
    cells: list[Cell] = [
        {
            "field": field["name"],
            "title": field.get("title", ""),
            "role": field.get("role", ""),
            "value": cast(row[field["name"]], field),
            "evidence": words.get(field["name"], []),
            "discrepancies": clashes.get(field["name"], []),
        }
        for field in package.schema(table)["fields"]
    ]
    return [cell for cell in cells if cell["value"] is not None or cell["evidence"] or cell["discrepancies"]]


def sources(*, as_: str = "pandas", package: Where = None) -> Any:
    """Sources with how much of the dataset rests on each.

    Parameters
    ----------
    as_ : {"pandas", "records", "polars", "arrow"}
        What to return, as for :func:`load`.
    package : path or Package, optional
        As for :func:`evidence`.

    Returns
    -------
    pandas.DataFrame, list of dict, polars.DataFrame or pyarrow.Table
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
    package = opened(package)
    cited = {row["citation_id"]: row["source_id"] for row in package.rows("citations")}
    cells = {
        (cited.get(row["citation_id"], ""), row["table_name"], row["row_id"], row["field"])
        for row in package.rows("evidence")
        if row["stance"] == "supports"
    }
    owners = {
        "citations": list(cited.values()),
        "cells": [source for source, *_ in cells],
        "quotations": [row["source_id"] for row in package.rows("quotations")],
    }
    records = [
        {**record, **{name: owned.count(str(record["source_id"])) for name, owned in owners.items()}}
        for record in package.load("sources", "records")
    ]
    counts = frames.fields_of("citations:integer cells:integer quotations:integer")
    return frames.from_records(records, [*package.schema("sources")["fields"], *counts], as_)


def discrepancies(
    table: Table | str | None = None, row_id: str | None = None, *, as_: str = "pandas", package: Where = None
) -> Any:
    """Statements that do not agree, or that are demonstrably wrong, with the words of both sides.

    Parameters
    ----------
    table : str, optional
        Only those about this table.
    row_id : str, optional
        Only those about this row of `table`.
    as_ : {"pandas", "records", "polars", "arrow"}
        What to return, as for :func:`load`.
    package : path or Package, optional
        As for :func:`evidence`.

    Returns
    -------
    pandas.DataFrame, list of dict, polars.DataFrame or pyarrow.Table
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
    >>> set(found["table_name"]), "exact_a" in found
    ({'organizations'}, True)
    """
    package = opened(package)
    if table is None and row_id is not None:
        raise ScoDataError(f"Discrepancies of the row {shown(row_id)} need its table; give both.")
    if table is not None:
        package.schema(table)
        if row_id is not None:
            package.row(table, row_id)
    citations = Citations(package)
    found: list[Record] = []
    for record in package.load("discrepancies", "records"):
        if table in (None, record["table_name"]) and row_id in (None, record["row_id"]):
            for side in _SIDES:
                field = f"citation_{side}_id"
                where = f"discrepancies, row {record['discrepancy_id']}, field {field}"
                citation = citations.find(str(record[field]), where) if record[field] else {}
                for column, name in _WORDS:
                    record[column.format(side)] = citation.get(name) or None
            found.append(record)
    added = [{"name": column.format(side), "type": "string"} for side in _SIDES for column, _ in _WORDS]
    fields = package.schema("discrepancies")["fields"] + added
    return frames.from_records(found, fields, as_)
