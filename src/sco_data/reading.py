"""The tables: their names, files, schemas and rows."""

from pathlib import Path
from typing import Any

from sco_data import frames
from sco_data.package import Schema, Where, opened


def tables(*, package: Where = None) -> list[str]:
    """Names of the tables, in the order of ``datapackage.json``.

    Parameters
    ----------
    package : path or Package, optional
        A folder that holds a ``datapackage.json``, a zip of one, or an open :class:`sco_data.Package`; default the
        installed package.

    Returns
    -------
    list of str

    Examples
    --------
    >>> "summits" in tables()
    True
    """
    return opened(package).tables()


def path(name: str, *, package: Where = None) -> Path:
    """File of a table.

    Parameters
    ----------
    name : str
        A table; see :func:`tables`.
    package : path or Package, optional
        As for :func:`tables`.

    Returns
    -------
    Path
        The CSV: UTF-8, comma, a header line.

    Raises
    ------
    UnknownNameError
        There is no such table.

    Examples
    --------
    >>> path("summits").name
    'summits.csv'
    """
    return opened(package).path(name)


def schema(name: str, *, package: Where = None) -> Schema:
    """Table Schema of a table.

    Parameters
    ----------
    name : str
        A table; see :func:`tables`.
    package : path or Package, optional
        As for :func:`tables`.

    Returns
    -------
    dict
        As in ``schemas/<name>.json``: ``fields``, ``primaryKey``, ``foreignKeys``, ... Each field has a ``role``: key,
        stated, reference, coded or derived.

    Raises
    ------
    UnknownNameError
        There is no such table.

    Examples
    --------
    >>> schema("summits")["primaryKey"]
    ['summit_id']
    """
    return opened(package).schema(name)


def info(*, package: Where = None) -> dict[str, Any]:
    """What the dataset is: the first thing to know, and to put in a paper.

    Parameters
    ----------
    package : path or Package, optional
        As for :func:`tables`.

    Returns
    -------
    dict
        ``name``, ``title``, ``version``, ``created``; ``fingerprint``, as by :func:`fingerprint`; ``start`` and ``end``
        of what is covered, days as text or None; ``rows`` of all tables and ``tables``, the rows of each; ``licenses``;
        ``description``, which says how it was coded, and ``citation``.

    Examples
    --------
    >>> found = info()
    >>> found["name"], found["tables"]["summits"] > 0
    ('sco-data', True)
    """
    package = opened(package)
    described = package.descriptor
    counts = {name: len(package.rows(name)) for name in package.tables()}
    return {
        **{name: described.get(name) for name in ("name", "title", "version", "created")},
        "fingerprint": package.fingerprint(),
        **{name: described.get("temporal", {}).get(name) for name in ("start", "end")},
        "rows": sum(counts.values()),
        "tables": counts,
        "licenses": [each.get("name") for each in described.get("licenses", ())],
        "description": described.get("description"),
        "citation": package.cite("apa"),
    }


def load(
    name: str, as_: str = "pandas", *, as_stated_by: str | None = None, package: Where = None, verify: bool = True
) -> Any:
    """Rows of a table, typed by its Table Schema.

    Parameters
    ----------
    name : str
        A table; see :func:`tables`.
    as_ : {"pandas", "records", "polars", "arrow"}
        What to return.
    as_stated_by : str, optional
        A ``source_id``: the table as this source alone has it. The rows are those with any evidence of the source. A
        cell holds what its own words state, where that is less exact or disputed too; a cell that it does not speak of
        is missing. A coded or summarised cell is given where this source alone carries the row, or states another
        value; derived days follow from its own dates. Where the source contradicts itself, `discrepancies` decides.
    package : path or Package, optional
        As for :func:`tables`.
    verify : bool
        Check the file against the SHA-256 in ``datapackage.json`` first.

    Returns
    -------
    pandas.DataFrame, list of dict, polars.DataFrame or pyarrow.Table
        One row per row of the file, one column per field in the schema's order; yours to change. Records hold str, int,
        float, datetime.date, bool, and None for an empty cell; for the dtypes of frames see
        :mod:`sco_data.frames`.

    Raises
    ------
    UnknownNameError
        There is no such table, format or source.
    ScoDataError
        What one source states is asked of a table with a key of several fields.
    DamagedFileError
        The file is missing or is not the one that was published.
    MissingExtraError
        polars or pyarrow is asked for and not installed.

    Examples
    --------
    >>> summits = load("summits")
    >>> summits["date_start"].dtype
    dtype('<M8[us]')
    >>> load("summits", as_="records")[0]["summit_id"]
    'summit-1996-shanghai'
    """
    return opened(package).load(name, as_, as_stated_by=as_stated_by, verify=verify)


def load_all(as_: str = "pandas", *, package: Where = None, verify: bool = True) -> dict[str, Any]:
    """Load every table, typed by its Table Schema.

    Parameters
    ----------
    as_, package, verify
        As for :func:`load`.

    Returns
    -------
    dict
        What :func:`load` returns, by table, in the order of :func:`tables`.

    Raises
    ------
    UnknownNameError
        There is no such format.
    DamagedFileError
        A file is missing or is not the one that was published.
    MissingExtraError
        polars or pyarrow is asked for and not installed.

    Examples
    --------
    >>> dataset = load_all()
    >>> list(dataset) == tables()
    True
    """
    return opened(package).load_all(as_, verify=verify)


def describe(name: str, as_: str = "pandas", *, package: Where = None) -> Any:
    """Data dictionary of a table, from its Table Schema.

    Parameters
    ----------
    name : str
        A table; see :func:`tables`.
    as_ : {"pandas", "records", "polars", "arrow"}
        What to return, as for :func:`load`.
    package : path or Package, optional
        As for :func:`tables`.

    Returns
    -------
    pandas.DataFrame, list of dict, polars.DataFrame or pyarrow.Table
        One row per field, all columns text: ``field``, ``title``, ``type``, ``role``, ``required`` ("yes" or missing),
        ``values`` (controlled words, separated by ``|``), ``meanings`` (a line for each: the word, a colon, what it
        means), ``refers_to`` (table of a foreign key), ``example``, ``description``.

    Raises
    ------
    UnknownNameError
        There is no such table or format.

    Examples
    --------
    >>> dictionary = describe("summits")
    >>> dictionary.loc[dictionary["field"] == "format", "values"].item()
    'shanghai_five|sco|joint'
    """
    table = opened(package).schema(name)
    foreign = table.get("foreignKeys", ())
    keys = {field: key["reference"]["resource"] or name for key in foreign for field in key["fields"]}
    entries: list[dict[str, Any]] = []
    for field in table["fields"]:
        constraints, generic = field.get("constraints", {}), field.get("genericForeignKey")
        meanings = [f"{word}: {told['description']}" for word, told in field.get("words", {}).items()]
        by = f"by {generic['typeField']}" if generic else None
        entries.append(
            {
                "field": field["name"],
                **{name: field.get(name) for name in ("title", "type", "role", "description")},
                "required": "yes" if constraints.get("required") else None,
                "values": "|".join(map(str, constraints.get("enum", ()))) or None,
                "meanings": "\n".join(meanings) or None,
                "refers_to": keys.get(field["name"]) or field.get("listOf") or by,
                "example": str(field["example"]) if "example" in field else None,
            }
        )
    fields = frames.fields_of("field title type role required values meanings refers_to example description")
    return frames.from_records(entries, fields, as_)
