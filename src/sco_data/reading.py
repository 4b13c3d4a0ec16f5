"""The tables: their names, files, schemas and rows."""

import csv
import hashlib
import io
from itertools import repeat
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from sco_data import frames
from sco_data.casting import Value, cast, cast_all
from sco_data.errors import DamagedFileError, ScoDataError, UnknownNameError, listed
from sco_data.package import DESCRIPTOR, descriptor, read_json, root
from sco_data.shapes import checked_schema

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

Package = str | PathLike[str] | None

# So that editors complete them; a test keeps them equal to datapackage.json.
Table = Literal[
    "states",
    "organizations",
    "people",
    "places",
    "memberships",
    "summits",
    "summit_participants",
    "instruments",
    "events",
    "projects",
    "statistics",
    "quotations",
    "claims",
    "sources",
    "passages",
    "citations",
    "evidence",
    "discrepancies",
    "exceptions",
    "retired",
]
"""Names of the tables of the published package. Functions take any other name too: `package` may hold other tables."""


def tables(*, package: Package = None) -> list[str]:
    """Names of the tables, in the order of ``datapackage.json``.

    Parameters
    ----------
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.

    Returns
    -------
    list of str

    Examples
    --------
    >>> "summits" in tables()
    True
    """
    return [resource["name"] for resource in descriptor(package)["resources"]]


def path(name: Table | str, *, package: Package = None) -> Path:
    """File of a table.

    Parameters
    ----------
    name : str
        A table; see :func:`tables`.
    package : path, optional
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
    folder, resource = _find(name, package)
    return folder / str(resource["path"])


def schema(name: Table | str, *, package: Package = None) -> dict[str, Any]:
    """Table Schema of a table.

    Parameters
    ----------
    name : str
        A table; see :func:`tables`.
    package : path, optional
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
    return _schema(*_find(name, package))


@overload
def load(
    name: Table | str, as_: Literal["pandas"] = ..., *, package: Package = ..., verify: bool = ...
) -> "pd.DataFrame": ...
@overload
def load(
    name: Table | str, as_: Literal["records"], *, package: Package = ..., verify: bool = ...
) -> list[dict[str, Value]]: ...
@overload
def load(
    name: Table | str, as_: Literal["polars"], *, package: Package = ..., verify: bool = ...
) -> "pl.DataFrame": ...
@overload
def load(name: Table | str, as_: Literal["arrow"], *, package: Package = ..., verify: bool = ...) -> "pa.Table": ...
def load(name: Table | str, as_: str = "pandas", *, package: Package = None, verify: bool = True) -> Any:
    """Rows of a table, typed by its Table Schema.

    Parameters
    ----------
    name : str
        A table; see :func:`tables`.
    as_ : {"pandas", "records", "polars", "arrow"}
        What to return.
    package : path, optional
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
        There is no such table or format.
    DamagedFileError
        The file is missing or is not the one that was published.
    MissingExtraError
        polars or pyarrow is asked for and not installed.

    Examples
    --------
    >>> summits = load("summits")
    >>> summits["date_start"].dtype
    dtype('<M8[s]')
    >>> load("summits", as_="records")[0]["summit_id"]
    'summit-1996-shanghai'
    """
    if as_ not in _FORMATS:
        raise UnknownNameError("format", as_, _FORMATS)
    return _load(*_find(name, package), as_, verify=verify)


@overload
def load_all(
    as_: Literal["pandas"] = ..., *, package: Package = ..., verify: bool = ...
) -> "dict[str, pd.DataFrame]": ...
@overload
def load_all(
    as_: Literal["records"], *, package: Package = ..., verify: bool = ...
) -> dict[str, list[dict[str, Value]]]: ...
@overload
def load_all(as_: Literal["polars"], *, package: Package = ..., verify: bool = ...) -> "dict[str, pl.DataFrame]": ...
@overload
def load_all(as_: Literal["arrow"], *, package: Package = ..., verify: bool = ...) -> "dict[str, pa.Table]": ...
def load_all(as_: str = "pandas", *, package: Package = None, verify: bool = True) -> Any:
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
    if as_ not in _FORMATS:
        raise UnknownNameError("format", as_, _FORMATS)
    folder = root(package)
    return {
        resource["name"]: _load(folder, resource, as_, verify=verify) for resource in descriptor(folder)["resources"]
    }


def describe(name: Table | str, *, package: Package = None) -> "pd.DataFrame":
    """Data dictionary of a table, from its Table Schema.

    Parameters
    ----------
    name : str
        A table; see :func:`tables`.
    package : path, optional
        As for :func:`tables`.

    Returns
    -------
    pandas.DataFrame
        One row per field, all columns text: ``field``, ``title``, ``type``, ``role``, ``required`` ("yes" or missing),
        ``values`` (controlled words, separated by ``|``), ``refers_to`` (table of a foreign key), ``example``,
        ``description``.

    Raises
    ------
    UnknownNameError
        There is no such table.

    Examples
    --------
    >>> dictionary = describe("summits")
    >>> dictionary.loc[dictionary["field"] == "format", "values"].item()
    'shanghai_five|sco'
    """
    entries = dictionary(name, package=package)
    columns = {key: [entry[key] for entry in entries] for key in _DICTIONARY}
    return frames.to_pandas(columns, [{"name": key, "type": "string"} for key in _DICTIONARY])


def dictionary(name: Table | str, *, package: Package = None) -> list[dict[str, str | None]]:
    """Rows of :func:`describe`, one dict per field, for those who do without pandas."""
    table = schema(name, package=package)
    keys = {
        field: key["reference"]["resource"] or name for key in table.get("foreignKeys", ()) for field in key["fields"]
    }
    entries: list[dict[str, str | None]] = []
    for field in table["fields"]:
        constraints = field.get("constraints", {})
        generic = field.get("genericForeignKey")
        by_type = f"by {generic['typeField']}" if generic else None
        entries.append(
            {
                "field": field["name"],
                "title": field.get("title"),
                "type": field["type"],
                "role": field.get("role"),
                "required": "yes" if constraints.get("required") else None,
                "values": "|".join(map(str, constraints.get("enum", ()))) or None,
                "refers_to": keys.get(field["name"]) or field.get("listOf") or by_type,
                "example": str(field["example"]) if "example" in field else None,
                "description": field.get("description"),
            }
        )
    return entries


def rows(name: Table | str, *, package: Package = None, verify: bool = False) -> list[dict[str, str]]:
    """Cells of a table as the file has them: text, "" where empty.

    Parameters
    ----------
    name : str
        A table; see :func:`tables`.
    package : path, optional
        As for :func:`tables`.
    verify : bool
        Check the file against the SHA-256 in ``datapackage.json`` first.

    Returns
    -------
    list of dict
        One dict per row, in the order of the file; its keys are the file's header.

    Raises
    ------
    UnknownNameError
        There is no such table.
    DamagedFileError
        The file is missing, or with `verify` not the one that was published.
    ScoDataError
        The file is not UTF-8, not CSV, or has rows of unequal length.

    Examples
    --------
    >>> rows("summits")[0]["date_edtf"]
    '1996-04-26'
    """
    header, columns = _parse(*_find(name, package), verify=verify)
    return [dict(zip(header, row, strict=True)) for row in zip(*columns, strict=True)]


_FORMATS = ("pandas", "records", "polars", "arrow")
_DICTIONARY = ("field", "title", "type", "role", "required", "values", "refers_to", "example", "description")


def _find(name: str, package: Package) -> tuple[Path, dict[str, Any]]:
    """Folder of the package and the table's resource in its descriptor."""
    folder = root(package)
    resources = {resource["name"]: resource for resource in descriptor(folder)["resources"]}
    if name not in resources:
        raise UnknownNameError("table", name, resources)
    return folder, resources[name]


def _schema(folder: Path, resource: dict[str, Any]) -> dict[str, Any]:
    found = resource["schema"]
    if isinstance(found, dict):
        return checked_schema(found, f"{folder / DESCRIPTOR}, schema of {resource['name']}")
    return checked_schema(read_json(folder / found), str(folder / found))


def _load(folder: Path, resource: dict[str, Any], as_: str, *, verify: bool) -> Any:
    fields = _schema(folder, resource)["fields"]
    columns = _columns(folder, resource, fields, verify=verify)
    if as_ == "pandas":
        return frames.to_pandas(columns, fields)
    if as_ == "polars":
        return frames.to_polars(columns, fields)
    if as_ == "arrow":
        return frames.to_arrow(columns, fields)
    # A row has as many values as there are columns: nothing need be asked of each.
    return list(map(dict, map(zip, repeat(columns), zip(*columns.values(), strict=True))))


def _columns(folder: Path, resource: dict[str, Any], fields: frames.Fields, *, verify: bool) -> dict[str, list[Value]]:
    file = folder / resource["path"]
    header, texts = _parse(folder, resource, verify=verify)
    names = [field["name"] for field in fields]
    if header != names:
        raise ScoDataError(f"{file} has the columns {listed(header)}; its schema expects {listed(names)}.")
    columns: dict[str, list[Value]] = {}
    for field, column in zip(fields, texts, strict=True):
        try:
            columns[field["name"]] = cast_all(column, field)
        except ScoDataError:
            for key, text in zip(texts[0], column, strict=True):  # find the row only now that one is wrong
                try:
                    cast(text, field)
                except ScoDataError as error:
                    raise ScoDataError(f"{file}, row {key!r}, field {field['name']}: {error}") from None
    return columns


def _parse(folder: Path, resource: dict[str, Any], *, verify: bool) -> tuple[list[str], list[list[str]]]:
    """Header of a table, and the text of its cells by column."""
    file = folder / resource["path"]
    content = _read(file, str(resource.get("hash", "")).removeprefix("sha256:"), verify=verify)
    try:
        reader = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
        header = next(reader, [])
        if not header or len(set(header)) != len(header):
            raise ScoDataError(f"{file} has the header [{listed(header)}]; expected one distinct name per column.")
        width = len(header)
        # All cells in one list: a list kept for each row would have the garbage collector at work throughout.
        cells: list[str] = []
        for number, row in enumerate(reader, start=2):
            if len(row) != width:
                raise ScoDataError(f"{file}, record {number} has {len(row)} cells; its header has {width}.")
            cells += row
    except (UnicodeDecodeError, csv.Error) as error:
        raise ScoDataError(f"{file} cannot be read as UTF-8 CSV: {error}.") from error
    return header, [cells[position::width] for position in range(width)]


def _read(file: Path, expected: str, *, verify: bool) -> bytes:
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise DamagedFileError(file, expected, None) from None
    except OSError as error:
        raise ScoDataError(f"{file} cannot be read: {error.strerror}.") from error
    if verify:
        if not expected:
            raise ScoDataError(
                f"{DESCRIPTOR} gives no hash for {file.name}, so that it cannot be verified; run `sco-keep build`, "
                "or load with verify=False."
            )
        found = hashlib.sha256(content).hexdigest()
        if found != expected:
            raise DamagedFileError(file, expected, found)
    return content
