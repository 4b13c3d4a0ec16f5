"""Table Schemas as pandera schemas: types and constraints of whole tables.

The converters at hand lose what matters here (dates become text, whole numbers with gaps become ``int64``). Ours takes
the dtypes from the library and turns each constraint into a check that bears its name.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
import pandera.pandas as pa

from sco_keeping.library import ScoDataError, Value, cast, to_pandas
from sco_keeping.tables import Row, Schema

_CONSTRAINTS = {"not_nullable": "required", "field_uniqueness": "unique"}
"""What a failed check of pandera is called in Table Schema."""


class Failure(NamedTuple):
    """A cell that fails: its row, from 0, its field, and the constraint as in Table Schema, or ``type``."""

    position: int
    field: str
    check: str


def frame_schema(schema: Schema) -> pa.DataFrameSchema:
    """Pandera schema of a table: dtypes as the library loads it, order of columns, and every constraint.

    Examples
    --------
    >>> field = {"name": "iso2c", "type": "string", "constraints": {"pattern": "[A-Z]{2}"}}
    >>> frame_schema({"fields": [field], "primaryKey": ["iso2c"]}).columns["iso2c"].checks[0].error
    'pattern'
    """
    fields = schema["fields"]
    dtypes = to_pandas({field["name"]: [] for field in fields}, fields).dtypes
    columns = {}
    for field in fields:
        constraints = field.get("constraints", {})
        columns[field["name"]] = pa.Column(
            dtypes[field["name"]],
            nullable=not constraints.get("required"),
            # That no key stands twice is for the check of keys to say.
            unique=bool(constraints.get("unique")) and schema["primaryKey"] != [field["name"]],
            checks=list(_checks(constraints)),
        )
    return pa.DataFrameSchema(columns, strict=True, ordered=True)


def _checks(constraints: Mapping[str, Any]) -> Iterator[pa.Check]:
    makers: dict[str, Callable[[Any], pa.Check]] = {
        "enum": lambda words: pa.Check.isin(words, error="enum"),
        "pattern": lambda pattern: pa.Check.str_matches(rf"(?:{pattern})\Z", error="pattern"),
        "maxLength": lambda length: pa.Check.str_length(max_value=length, error="maxLength"),
        "minLength": lambda length: pa.Check.str_length(min_value=length, error="minLength"),
        "minimum": lambda least: pa.Check.ge(least, error="minimum"),
        "maximum": lambda most: pa.Check.le(most, error="maximum"),
    }
    return (make(constraints[word]) for word, make in makers.items() if word in constraints)


def failures(rows: Sequence[Row], schema: Schema) -> list[Failure]:
    """Cells that are not of their type or break a constraint, each once, in the order of rows.

    Examples
    --------
    >>> fields = [{"name": "n", "type": "integer", "constraints": {"minimum": 2}}]
    >>> failures([{"n": "third"}, {"n": "1"}, {"n": "2"}], {"fields": fields, "primaryKey": []})
    [Failure(position=0, field='n', check='type'), Failure(position=1, field='n', check='minimum')]
    """
    columns: dict[str, list[Value]] = {}
    found: dict[tuple[int, str], str] = {}
    for field in schema["fields"]:
        name = field["name"]
        columns[name] = []
        for position, row in enumerate(rows):
            try:
                columns[name].append(cast(row[name], field))
            except ScoDataError:
                columns[name].append(None)
                found[position, name] = "type"
    frame = to_pandas(columns, schema["fields"]).reset_index(drop=True)
    for position, name, check in _rejected(frame, frame_schema(schema)):
        found.setdefault((position, name), _CONSTRAINTS.get(check, check))
    return [Failure(position, name, check) for (position, name), check in sorted(found.items())]


def _rejected(frame: pd.DataFrame, schema: pa.DataFrameSchema) -> list[tuple[int, str, str]]:
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases.to_dict("records")
        return [
            (int(case["index"]), str(case["column"]), str(case["check"]))
            for case in cases
            if case["index"] == case["index"]
        ]
    return []
