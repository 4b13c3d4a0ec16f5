"""The same values and types in pandas, polars and Arrow, also where a column is empty."""

import datetime as dt
import sys

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from sco_data import MissingExtraError
from sco_data.casting import Value
from sco_data.frames import to_arrow, to_pandas, to_polars

FIELDS = [{"name": kind, "type": kind} for kind in ("string", "integer", "number", "date", "boolean")]
FULL: dict[str, list[Value]] = {
    "string": ["NA", None],
    "integer": [9007199254740993, None],
    "number": [6.3, None],
    "date": [dt.date(1998, 7, 3), None],
    "boolean": [True, None],
}
EMPTY: dict[str, list[Value]] = {name: [None, None] for name in FULL}
NONE: dict[str, list[Value]] = {name: [] for name in FULL}

PANDAS = {"string": "string", "integer": "Int64", "number": "Float64", "date": "datetime64[us]", "boolean": "boolean"}


@pytest.mark.parametrize("columns", [FULL, EMPTY, NONE], ids=["full", "empty columns", "no rows"])
def test_pandas_dtypes_do_not_depend_on_the_values(columns: dict[str, list[Value]]) -> None:
    frame = to_pandas(columns, FIELDS)
    assert {str(name): str(dtype) for name, dtype in frame.dtypes.items()} == PANDAS
    text = frame["string"].dtype
    assert isinstance(text, pd.StringDtype)
    assert text.storage == "python"
    assert text.na_value is pd.NA


def test_pandas_values_and_missing() -> None:
    frame = to_pandas(FULL, FIELDS)
    first, second = frame.iloc[0], frame.iloc[1]
    assert first["string"] == "NA"
    assert first["integer"] == 9007199254740993
    assert first["number"] == 6.3
    assert first["date"] == pd.Timestamp("1998-07-03")
    assert first["boolean"] is True or bool(first["boolean"])
    assert all(second[name] is pd.NA for name in FULL if name != "date")
    assert second["date"] is pd.NaT


def test_columns_follow_the_fields() -> None:
    shuffled = dict(reversed(FULL.items()))
    assert list(to_pandas(shuffled, FIELDS).columns) == list(FULL)
    assert to_polars(shuffled, FIELDS).columns == list(FULL)
    assert to_arrow(shuffled, FIELDS).column_names == list(FULL)


@pytest.mark.parametrize("columns", [FULL, EMPTY, NONE], ids=["full", "empty columns", "no rows"])
def test_polars_and_arrow_types_and_values(columns: dict[str, list[Value]]) -> None:
    polars, arrow = to_polars(columns, FIELDS), to_arrow(columns, FIELDS)
    assert dict(polars.schema) == {
        "string": pl.String(),
        "integer": pl.Int64(),
        "number": pl.Float64(),
        "date": pl.Date(),
        "boolean": pl.Boolean(),
    }
    assert arrow.schema.types == [pa.string(), pa.int64(), pa.float64(), pa.date32(), pa.bool_()]
    assert polars.to_dict(as_series=False) == columns
    assert arrow.to_pydict() == columns


def test_missing_library_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"sco-data\[polars\]"):
        to_polars(FULL, FIELDS)
    with pytest.raises(MissingExtraError, match=r"sco-data\[arrow\]"):
        to_arrow(FULL, FIELDS)
