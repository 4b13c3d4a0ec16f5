"""The words behind a cell."""

from typing import TYPE_CHECKING, Any

from sco_data import frames
from sco_data.casting import Value, caster
from sco_data.errors import ScoDataError, UnknownNameError
from sco_data.reading import Package, rows, schema

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


def evidence(table: str, row_id: str, field: str | None = None, *, package: Package = None) -> "pd.DataFrame":
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
    fields = _fields(package)
    columns = {described["name"]: [record[described["name"]] for record in found] for described in fields}
    return frames.to_pandas(columns, fields)


def evidence_records(
    table: str, row_id: str, field: str | None = None, *, package: Package = None
) -> list[dict[str, Value]]:
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
    sources = {entry["source_id"]: entry for entry in rows("sources", package=package, verify=True)}
    found: list[dict[str, str]] = []
    if table == "quotations":
        own = {"table_name": table, "row_id": row_id, "field": "text", "basis": "verbatim", "stance": "supports"}
        found.append({**_pick(row, _SPAN), "exact": row["text"], "fragment": row["fragment"], **own})
    for entry in rows("evidence", package=package, verify=True):
        if (entry["table_name"], entry["row_id"]) == (table, row_id):
            try:
                citation = citations[entry["citation_id"]]
            except KeyError:
                raise ScoDataError(
                    f"evidence of {table}, row {row_id}, field {entry['field']} names the citation "
                    f"{entry['citation_id']}, which is not in citations."
                ) from None
            found.append({**_pick(citation, (*_SPAN, "locator", "exact", "fragment")), **entry})
    order = {name: position for position, name in enumerate(names)}
    found.sort(key=lambda entry: (order.get(entry["field"], len(order)), entry["stance"] != "supports"))

    casters = {entry["name"]: caster(entry) for entry in _fields(package)}
    records = []
    for entry in found:
        if field is None or entry["field"] == field:
            address = _address(sources.get(entry["source_id"], {}).get("url", ""), entry["fragment"])
            cells = {**entry, "value": row.get(entry["field"], ""), "url": address}
            records.append({name: cast(cells.get(name, "")) for name, cast in casters.items()})
    return records


def _fields(package: Package) -> list[dict[str, Any]]:
    """Fields of the result; their types are those of the tables they come from, text where they are ours."""
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


def _pick(row: dict[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: row[name] for name in names}


def _address(url: str, fragment: str) -> str:
    if not url or not fragment:
        return url
    return f"{url}{'' if '#' in url else '#'}:~:{fragment}"
