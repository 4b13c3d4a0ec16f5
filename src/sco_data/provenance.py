"""Where a value comes from: the words behind a cell, the sources, and the statements that do not agree."""

from collections.abc import Mapping
from itertools import product
from typing import Any, TypedDict

from sco_data import frames
from sco_data.casting import Value, cast
from sco_data.citations import STANCES, Citations, joined_evidence
from sco_data.citations import Record as Evidence
from sco_data.errors import ScoDataError, shown
from sco_data.frames import Record
from sco_data.names import one_of
from sco_data.package import Package, Where, opened

_FIELDS = frames.fields_of(
    "table_name row_id field cell value basis stance as_of note citation_id source_id origin_id passage_id locator "
    "char_start:integer char_end:integer exact url"
)


class Cell(TypedDict):
    """A cell of a row with what stands behind it; see :func:`explain`."""

    field: str
    title: str
    role: str
    cell: Value
    evidence: list[Record]
    discrepancies: list[Record]


def evidence(table: str, row_id: str, field: str | None = None, *, as_: str = "pandas", package: Where = None) -> Any:
    """Words that state the cells of a row, those that state them less exactly, and those that dispute them.

    Parameters
    ----------
    table : str
        A table whose key is one field.
    row_id : str
        Key of the row.
    field : str, optional
        Only this field; default every field of the row that has evidence of its own.
    as_ : {"pandas", "records", "polars", "arrow"}
        What to return, as for :func:`load`.
    package : path or Package, optional
        A folder that holds a ``datapackage.json``, a zip of one, or an open :class:`sco_data.Package`; default the
        installed package.

    Returns
    -------
    pandas.DataFrame, list of dict, polars.DataFrame or pyarrow.Table
        One row per citation and cell, in the order of the table's fields, support first: ``table_name``, ``row_id``,
        ``field``, ``cell`` (its text), ``value`` (what these words state), ``basis``, ``stance`` (``supports``,
        ``less_exact`` or ``disputes``), ``as_of`` (the day for which they speak of something that lasts; missing: the
        first possible day of the source), ``note``, ``citation_id``, ``source_id``, ``origin_id`` (who stands behind
        the words), ``passage_id``, ``locator``, ``char_start``, ``char_end`` (code points of the frozen text,
        half-open; Int64), ``exact`` (missing where the words are withheld), ``url`` (opens the public page at the
        words). A row of `quotations` carries its own span, which
        is the evidence of its ``text``. From the tables `evidence`, `citations` and `sources`.

    Raises
    ------
    UnknownNameError
        There is no such table, row or field.
    ScoDataError
        The table has a key of several fields.
    DamagedFileError
        A file is missing or is not the one that was published.

    Notes
    -----
    A coder judged the cells of the role `coded`. Asked for one that has no words of its own, this gives those that the
    row rests on, with the basis ``coded`` and no value.

    Examples
    --------
    >>> found = evidence("summits", "summit-1998-almaty", "date_edtf").set_index("source_id")
    >>> found.loc["tolipov2004", ["cell", "basis", "exact"]].tolist()
    ['1998-07-03', 'normalized', 'third summit held on 3 July, 1998 in Almaty']
    """
    package = opened(package)
    roles = {entry["name"]: entry.get("role") for entry in package.schema(table)["fields"]}
    field = None if field is None else one_of("field", field, roles, f"in {table}")
    row = package.row(table, row_id)
    behind = list(joined_evidence(package, table, row_id=row_id))
    found = [entry for entry in behind if field in (None, entry["field"])]
    if field and not found and row[field] and roles[field] == "coded":
        found = _rested_on(package, table, row, behind)
        found = [{**entry, "field": field, "cell": row[field], **_JUDGED} for entry in found]
    names = list(roles)
    found.sort(key=lambda entry: (names.index(entry["field"]), STANCES.index(entry["stance"])))
    records = [{each["name"]: cast(entry[each["name"]], each) for each in _FIELDS} for entry in found]
    return frames.from_records(records, _FIELDS, as_)


_JUDGED = {"value": "", "basis": "coded", "stance": "supports", "as_of": "", "note": ""}


def _rested_on(package: Package, table: str, row: Mapping[str, str], behind: list[Evidence]) -> list[Evidence]:
    """Words that a row rests on, each once: those of its evidence, else those that it names itself."""
    fields = {field["name"]: field for field in package.schema(table)["fields"]}
    said = [entry for entry in behind if entry["stance"] != "disputes"]
    # A list that names the state of a place tells nothing of a meeting, where others do.
    said = [entry for entry in said if fields[entry["field"]].get("role") != "reference"] or said
    if behind:
        return list({(entry["citation_id"], entry["char_start"]): entry for entry in reversed(said)}.values())[::-1]
    citations, keys = Citations(package), package.schema(table).get("foreignKeys", ())
    named = [row[field] for key in keys if key["reference"]["resource"] == "citations" for field in key["fields"]]
    place = {"table_name": table, "row_id": row[package.key(table)], "origin_id": ""}
    return [{**place, **citations.find(each, table)} for each in dict.fromkeys(named) if each]


def explain(table: str, row_id: str, *, package: Where = None) -> list[Cell]:
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
        ``role`` (key, stated, reference, summarised, coded, derived or record), ``cell`` (typed, None where empty),
        ``evidence`` (records as of :func:`evidence`; of a coded cell the words that the row rests on) and
        ``discrepancies`` (records as of :func:`discrepancies`).

    Raises
    ------
    UnknownNameError
        There is no such table or row.
    ScoDataError
        The table has a key of several fields.

    Examples
    --------
    >>> cells = {cell["field"]: cell for cell in explain("summits", "summit-1998-almaty")}
    >>> cells["place_id"]["cell"], cells["place_id"]["evidence"][-1]["exact"]
    ('almaty', 'third summit held on 3 July, 1998 in Almaty')
    """
    package = opened(package)
    row = package.row(table, row_id)
    behind = evidence(table, row_id, as_="records", package=package)
    clashes = discrepancies(table, row_id, as_="records", package=package)
    cells: list[Cell] = []
    for field in package.schema(table)["fields"]:
        name, title, role = field["name"], field.get("title", ""), field.get("role", "")
        said = [record for record in behind if record["field"] == name]
        if not said and role == "coded":
            said = evidence(table, row_id, name, as_="records", package=package)
        other = [record for record in clashes if record["field"] == name]
        cell = cast(row[name], field)
        cells.append(Cell(field=name, title=title, role=role, cell=cell, evidence=said, discrepancies=other))
    return [cell for cell in cells if cell["cell"] is not None or cell["evidence"] or cell["discrepancies"]]


def discrepancies(
    table: str | None = None,
    row_id: str | None = None,
    *,
    kind: str | None = None,
    as_: str = "pandas",
    package: Where = None,
) -> Any:
    """Statements that do not agree, or that are demonstrably wrong, with the words of both sides.

    Parameters
    ----------
    table : str, optional
        Only those about this table.
    row_id : str, optional
        Only those about this row of `table`.
    kind : str, optional
        Only this kind, one of the words of ``kind``: ``between_sources``, ``internal``, ...
    as_ : {"pandas", "records", "polars", "arrow"}
        What to return, as for :func:`load`.
    package : path or Package, optional
        As for :func:`evidence`.

    Returns
    -------
    pandas.DataFrame, list of dict, polars.DataFrame or pyarrow.Table
        The table `discrepancies` in its order (``rule`` says why one of two sources is preferred), and for each of its
        two citations ``source_a_id``, ``exact_a`` (missing where the words are withheld), ``url_a`` (opens the public
        page at the words), ``source_b_id``, ``exact_b``, ``url_b``. All columns text.

    Raises
    ------
    UnknownNameError
        There is no such table, row or kind.
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
        package.schema(table) if row_id is None else package.row(table, row_id)
    fields = package.schema("discrepancies")["fields"]
    if kind is not None:
        kinds = next(field["constraints"]["enum"] for field in fields if field["name"] == "kind")
        kind = one_of("kind", kind, kinds, "in discrepancies")
    citations, wanted = Citations(package), {"table_name": table, "row_id": row_id, "kind": kind}
    every = package.load("discrepancies", "records")
    found = [each for each in every if all(value in (None, each[name]) for name, value in wanted.items())]
    for record, side in product(found, "ab"):
        field = f"citation_{side}_id"
        where = f"discrepancies, row {record['discrepancy_id']}, field {field}"
        citation = citations.find(str(record[field]), where) if record[field] else {}
        record |= {f"source_{side}_id": citation.get("source_id") or None}
        record |= {f"{name}_{side}": citation.get(name) or None for name in ("exact", "url")}
    added = frames.fields_of("source_a_id exact_a url_a source_b_id exact_b url_b")
    return frames.from_records(found, [*fields, *added], as_)
