"""Columns of Python values as pandas, polars or Arrow tables, with the types that the schema declares."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import repeat
from typing import TYPE_CHECKING, Any

from sco_data.casting import Value
from sco_data.errors import Row, UnknownNameError, needed

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

_EPOCH = date(1970, 1, 1).toordinal()

Columns = Mapping[str, Sequence[Value]]
Fields = Sequence[Mapping[str, Any]]

Record = dict[str, Value]
_FORMS = ("pandas", "records", "polars", "arrow")
_TYPES = ("string", "integer", "number", "date", "boolean")


def fields_of(columns: str) -> list[dict[str, str]]:
    """Fields of a table by their names, each of text unless a type stands after a colon.

    Examples
    --------
    >>> fields_of("id latest:date")
    [{'name': 'id', 'type': 'string'}, {'name': 'latest', 'type': 'date'}]
    """
    words = (word.partition(":") for word in columns.split())
    return [{"name": name, "type": kind or "string"} for name, _, kind in words]


def check(as_: str) -> None:
    """Raise `UnknownNameError` where there is no such form of a table.

    Examples
    --------
    >>> check("pandas")
    """
    if not isinstance(as_, str) or as_ not in _FORMS:
        raise UnknownNameError("format", as_, _FORMS)


def from_columns(columns: Columns, fields: Fields, as_: str = "pandas") -> Any:
    """Table of columns, in the form that the caller wants.

    Parameters
    ----------
    columns : mapping of str to sequence
        Values by field name, None where a cell is empty.
    fields : sequence of mapping
        The fields of the Table Schema; their order is the order of the columns.
    as_ : {"pandas", "records", "polars", "arrow"}
        What to return.

    Returns
    -------
    pandas.DataFrame, list of dict, polars.DataFrame or pyarrow.Table

    Raises
    ------
    UnknownNameError
        There is no such form.
    MissingExtraError
        polars or pyarrow is asked for and not installed.

    Examples
    --------
    >>> from_columns({"ordinal": [3, None]}, [{"name": "ordinal", "type": "integer"}], "records")
    [{'ordinal': 3}, {'ordinal': None}]
    """
    check(as_)
    if as_ == "records":
        # A row has as many values as there are columns: nothing need be asked of each.
        return list(map(Row, map(zip, repeat(columns), zip(*columns.values(), strict=True))))
    return {"pandas": to_pandas, "polars": to_polars, "arrow": to_arrow}[as_](columns, fields)


def from_records(records: Sequence[Mapping[str, Value]], fields: Fields, as_: str = "pandas") -> Any:
    """Table of records; the other parameters and the result as for :func:`from_columns`.

    Examples
    --------
    >>> from_records([], [{"name": "ordinal", "type": "integer"}])["ordinal"].dtype.name
    'Int64'
    """
    return from_columns({field["name"]: [record[field["name"]] for record in records] for field in fields}, fields, as_)


def to_pandas(columns: Columns, fields: Fields) -> "pd.DataFrame":
    """Typed pandas frame, the same on every pandas from 2.2 on.

    Parameters
    ----------
    columns : mapping of str to sequence
        Values by field name, None where a cell is empty.
    fields : sequence of mapping
        The fields of the Table Schema; their order is the order of the columns.

    Returns
    -------
    pandas.DataFrame
        string -> ``string`` (kept as Python text whatever else is installed), integer -> ``Int64``,
        number -> ``Float64``, date -> ``datetime64[us]``, boolean -> ``boolean``; missing is ``NA``,
        in dates ``NaT``.

    Examples
    --------
    >>> frame = to_pandas({"ordinal": [3, None]}, [{"name": "ordinal", "type": "integer"}])
    >>> frame["ordinal"].dtype.name
    'Int64'
    """
    import numpy as np
    import pandas as pd

    # The storage is pinned: left open, pandas would take pyarrow where that is installed.
    text: Any = pd.StringDtype("python")
    # What pandas and numpy would find out of a list of objects, given to them: it takes them most of the time.
    masked: dict[str, tuple[Any, str]] = {
        "integer": (pd.arrays.IntegerArray, "int64"),
        "number": (pd.arrays.FloatingArray, "float64"),
        "boolean": (pd.arrays.BooleanArray, "bool"),
    }
    data: dict[str, Any] = {}
    for field in fields:
        values: Sequence[Any] = columns[field["name"]]
        if field["type"] == "string":
            data[field["name"]] = pd.array(list(values), dtype=text)
            continue
        mask = np.array([value is None for value in values], dtype="bool")
        if field["type"] == "date":
            days = np.array([0 if day is None else day.toordinal() - _EPOCH for day in values], dtype="datetime64[D]")
            days[mask] = np.datetime64("NaT", "D")
            data[field["name"]] = days.astype("datetime64[us]")
        else:
            array, kind = masked[field["type"]]
            data[field["name"]] = array(np.array([value or 0 for value in values], dtype=kind), mask)
    return pd.DataFrame(data, copy=False)  # the arrays are its own already


def to_polars(columns: Columns, fields: Fields) -> "pl.DataFrame":
    """Typed polars frame; parameters as for :func:`to_pandas`.

    Returns
    -------
    polars.DataFrame
        string -> ``String``, integer -> ``Int64``, number -> ``Float64``, date -> ``Date``, boolean -> ``Boolean``.

    Raises
    ------
    MissingExtraError
        polars is not installed.

    Examples
    --------
    >>> to_polars({"ordinal": [3, None]}, [{"name": "ordinal", "type": "integer"}]).rows()
    [(3,), (None,)]
    """
    polars = needed("polars", "polars")
    dtypes = dict(zip(_TYPES, (polars.String, polars.Int64, polars.Float64, polars.Date, polars.Boolean), strict=True))
    data = [polars.Series(field["name"], columns[field["name"]], dtypes[field["type"]]) for field in fields]
    frame: pl.DataFrame = polars.DataFrame(data)
    return frame


def to_arrow(columns: Columns, fields: Fields) -> "pa.Table":
    """Typed Arrow table; parameters as for :func:`to_pandas`.

    Returns
    -------
    pyarrow.Table
        string -> ``string``, integer -> ``int64``, number -> ``float64``, date -> ``date32``, boolean -> ``bool``.

    Raises
    ------
    MissingExtraError
        pyarrow is not installed.

    Examples
    --------
    >>> to_arrow({"ordinal": [3, None]}, [{"name": "ordinal", "type": "integer"}]).to_pylist()
    [{'ordinal': 3}, {'ordinal': None}]
    """
    pa = needed("pyarrow", "arrow")
    dtypes = dict(zip(_TYPES, (pa.string(), pa.int64(), pa.float64(), pa.date32(), pa.bool_()), strict=True))
    return pa.table({field["name"]: pa.array(columns[field["name"]], dtypes[field["type"]]) for field in fields})
