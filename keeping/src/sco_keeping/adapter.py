"""Table Schemas as pandera schemas, by hand.

The converters at hand lose what matters here (dates become text, whole numbers with gaps become ``int64``). Ours takes
the dtypes from :mod:`sco_data.frames` and turns constraints and the custom properties of the schemas into named checks.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
import pandera.pandas as pa

from sco_data import frames
from sco_data.casting import Value, cast
from sco_data.edtf import bounds
from sco_data.errors import ScoDataError

# What a failed pandera check is called in Table Schema.
_CONSTRAINTS = {"not_nullable": "required", "field_uniqueness": "unique", "multiple_fields_uniqueness": "primaryKey"}


class Failure(NamedTuple):
    """A cell, or a row where `field` is empty, that fails a check.

    Attributes
    ----------
    position : int
        Row, from 0.
    field : str
        The field.
    check : str
        Name of the check: a constraint as in Table Schema, ``edtf``, ``list``, ``derivedFrom``, ``genericForeignKey``,
        or the name of an extra check.
    """

    position: int
    field: str
    check: str


def frame_schema(schema: Mapping[str, Any], extra: Sequence[pa.Check] = ()) -> pa.DataFrameSchema:
    """Pandera schema of a table.

    Parameters
    ----------
    schema : mapping
        A Table Schema.
    extra : sequence of pandera.pandas.Check
        Checks of whole rows that a Table Schema cannot say.

    Returns
    -------
    pandera.pandas.DataFrameSchema
        Holds frames as :func:`sco_data.load` returns them: dtypes, order of columns, every constraint, and checks for
        the properties ``edtf``, ``separator``, ``derivedFrom`` and ``genericForeignKey``.

    Examples
    --------
    >>> import sco_data
    >>> summits = frame_schema(sco_data.schema("summits"))
    >>> len(summits.validate(sco_data.load("summits"))) > 8
    True
    """
    dtypes = frames.to_pandas({field["name"]: [] for field in schema["fields"]}, schema["fields"]).dtypes
    key = schema.get("primaryKey", [])
    columns = {}
    for field in schema["fields"]:
        constraints = field.get("constraints", {})
        columns[field["name"]] = pa.Column(
            dtypes[field["name"]],
            nullable=not (constraints.get("required") or field["name"] in key),
            unique=bool(constraints.get("unique")) or key == [field["name"]],
            checks=_field_checks(field),
        )
    checks = [*_row_checks(schema["fields"]), *extra]
    return pa.DataFrameSchema(
        columns, checks=checks, unique=key if len(key) > 1 else None, strict=True, ordered=True, name=schema.get("name")
    )


def frame(rows: Sequence[Mapping[str, str]], schema: Mapping[str, Any]) -> tuple[pd.DataFrame, list[Failure]]:
    """Typed frame of raw rows; a cell that is not of its type is missing in it and named.

    Parameters
    ----------
    rows : sequence of mapping
        Raw text cells.
    schema : mapping
        The Table Schema.

    Returns
    -------
    tuple of (pandas.DataFrame, list of Failure)
        The frame, and the cells that are not of their type (check ``type``).

    Examples
    --------
    >>> typed, failures = frame([{"ordinal": "third"}], {"fields": [{"name": "ordinal", "type": "integer"}]})
    >>> failures
    [Failure(position=0, field='ordinal', check='type')]
    """
    failures: list[Failure] = []
    columns: dict[str, list[Value]] = {}
    for field in schema["fields"]:
        values: list[Value] = []
        for position, row in enumerate(rows):
            try:
                values.append(cast(row[field["name"]], field))
            except ScoDataError:
                values.append(None)
                failures.append(Failure(position, field["name"], "type"))
        columns[field["name"]] = values
    return frames.to_pandas(columns, schema["fields"]), failures


def failures(data: pd.DataFrame, schema: pa.DataFrameSchema) -> list[Failure]:
    """Cells and rows of a frame that a pandera schema rejects.

    Parameters
    ----------
    data : pandas.DataFrame
        A frame with the index 0, 1, 2, ...
    schema : pandera.pandas.DataFrameSchema
        From :func:`frame_schema`.

    Returns
    -------
    list of Failure
        Each once, in the order of rows and columns; empty where the frame passes.
    """
    try:
        schema.validate(data, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return []
    whole_row = {check.name for check in schema.checks} | {"multiple_fields_uniqueness"}
    found = set()
    for case in cases.to_dict("records"):
        check = str(case["check"])
        position = -1 if case["index"] is None or case["index"] != case["index"] else int(case["index"])
        # pandera lists every cell of a row that fails a check of rows; ours say after a space which cell it is about.
        check, _, about = check.partition(" ") if check in whole_row else (check, "", str(case["column"]))
        found.add(Failure(position, about, _CONSTRAINTS.get(check, check)))
    order = {name: position for position, name in enumerate(["", *schema.columns])}
    return sorted(found, key=lambda failure: (failure.position, order.get(failure.field, 0), failure.check))


def _field_checks(field: Mapping[str, Any]) -> list[pa.Check]:
    constraints = field.get("constraints", {})
    makers: dict[str, Callable[[Any], pa.Check]] = {
        "enum": lambda words: pa.Check.isin(words, error="enum"),
        "pattern": lambda pattern: pa.Check.str_matches(rf"(?:{pattern})\Z", error="pattern"),
        "minimum": lambda least: pa.Check.ge(least, error="minimum"),
        "maximum": lambda most: pa.Check.le(most, error="maximum"),
        "minLength": lambda length: pa.Check.str_length(min_value=length, error="minLength"),
        "maxLength": lambda length: pa.Check.str_length(max_value=length, error="maxLength"),
    }
    checks = [make(constraints[word]) for word, make in makers.items() if word in constraints]
    if field.get("edtf"):
        checks.append(pa.Check(is_edtf, element_wise=True, name="edtf"))
    if separator := field.get("separator"):
        checks.append(pa.Check(lambda text: is_list(text, separator), element_wise=True, name="list"))
    return checks


def _row_checks(fields: Sequence[Mapping[str, Any]]) -> list[pa.Check]:
    checks = []
    for field in fields:
        if rule := field.get("derivedFrom"):
            checks.append(pa.Check(_Derived(field["name"], rule), name=f"derivedFrom {field['name']}", ignore_na=False))
        generic = field.get("genericForeignKey")
        if generic and any(other["name"] == generic["typeField"] for other in fields):
            pair = _Paired(field["name"], generic["typeField"])
            checks.append(pa.Check(pair, name=f"genericForeignKey {field['name']}", ignore_na=False))
    return checks


class _Derived:
    """Whether a column of days is the bound of a column of dates in EDTF."""

    def __init__(self, name: str, rule: Mapping[str, str]) -> None:
        self.name, self.source, self.end = name, rule["field"], rule["bound"] == "end"

    def __call__(self, data: pd.DataFrame) -> "pd.Series[bool]":
        expected = frames.to_pandas(
            {"day": [bound(text, end=self.end) for text in data[self.source]]}, [{"name": "day", "type": "date"}]
        )["day"]
        unreadable = pd.Series([not (pd.isna(text) or is_edtf(text)) for text in data[self.source]], dtype=bool)
        found = data[self.name].reset_index(drop=True)
        return (found.eq(expected) | (found.isna() & expected.isna()) | unreadable).set_axis(data.index)


class _Paired:
    """Whether an id and the column that says which table it is in are both filled or both empty."""

    def __init__(self, name: str, type_field: str) -> None:
        self.name, self.type_field = name, type_field

    def __call__(self, data: pd.DataFrame) -> "pd.Series[bool]":
        return data[self.name].isna() == data[self.type_field].isna()


def is_edtf(text: str) -> bool:
    """Whether :mod:`sco_data.edtf` can read a text.

    Examples
    --------
    >>> is_edtf("2004-06"), is_edtf("June 2004")
    (True, False)
    """
    try:
        bounds(text)
    except ScoDataError:
        return False
    return True


def is_list(text: str, separator: str) -> bool:
    """Whether a list in a cell has neither empty items nor outer spaces nor an item twice.

    Examples
    --------
    >>> is_list("RATO|RATS", "|"), is_list("RATO| RATS", "|"), is_list("RATO|RATO", "|")
    (True, False, False)
    """
    items = text.split(separator)
    return all(item and item == item.strip() for item in items) and len(set(items)) == len(items)


def bound(text: Any, *, end: bool) -> Value:
    """First or last day of a date in EDTF; None where it is missing, open or not to be read."""
    return bounds(text)[end] if isinstance(text, str) and is_edtf(text) else None
