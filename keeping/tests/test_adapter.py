"""Table Schemas as pandera schemas."""

import json
from typing import Any

import pandera.pandas as pa
import pytest

from sco_keeping import adapter
from sco_keeping.adapter import Failure

from .broken import CHECKOUT

_SCHEMA: dict[str, Any] = {
    "name": "things",
    "fields": [
        {"name": "id", "type": "string", "constraints": {"required": True, "pattern": "^[a-z]+$"}},
        {"name": "kind", "type": "string", "constraints": {"enum": ["a", "b"], "unique": True}},
        {"name": "size", "type": "integer", "constraints": {"minimum": 1, "maximum": 9}},
        {"name": "share", "type": "number"},
        {"name": "code", "type": "string", "constraints": {"minLength": 2, "maxLength": 3}},
        {"name": "other", "type": "string", "separator": "|"},
        {"name": "when", "type": "string", "edtf": True},
        {"name": "first", "type": "date", "derivedFrom": {"field": "when", "bound": "start"}},
        {"name": "last", "type": "date", "derivedFrom": {"field": "when", "bound": "end"}},
        {"name": "of_type", "type": "string"},
        {"name": "of_id", "type": "string", "genericForeignKey": {"typeField": "of_type"}},
    ],
    "primaryKey": ["id"],
}
_ROW = {"id": "x", "kind": "a", "size": "3", "share": "0.5", "code": "NA", "other": "p|q", "when": "2017/.."}
_ROW |= {"first": "2017-01-01", "last": "", "of_type": "", "of_id": ""}


def _failures(*rows: dict[str, str], extra: tuple[pa.Check, ...] = ()) -> list[Failure]:
    data, untyped = adapter.frame([_ROW | row for row in rows], _SCHEMA)
    return untyped + adapter.failures(data, adapter.frame_schema(_SCHEMA, extra))


def test_a_right_row_passes_and_so_does_an_empty_table() -> None:
    assert _failures({}) == []
    assert _failures() == []


@pytest.mark.parametrize(
    ("cells", "field", "check"),
    [
        ({"id": ""}, "id", "required"),
        ({"id": "X1"}, "id", "pattern"),
        ({"id": "abc\n"}, "id", "pattern"),
        ({"kind": "c"}, "kind", "enum"),
        ({"size": "0"}, "size", "minimum"),
        ({"size": "10"}, "size", "maximum"),
        ({"size": "three"}, "size", "type"),
        ({"share": "half"}, "share", "type"),
        ({"first": "2017-1-1", "when": ""}, "first", "type"),
        ({"code": "A"}, "code", "minLength"),
        ({"code": "ABCD"}, "code", "maxLength"),
        ({"other": "p||q"}, "other", "list"),
        ({"other": "p|p"}, "other", "list"),
        ({"when": "2017/2016"}, "when", "edtf"),
        ({"first": "2017-01-02"}, "first", "derivedFrom"),
        ({"first": ""}, "first", "derivedFrom"),
        ({"last": "2017-12-31"}, "last", "derivedFrom"),
        ({"of_id": "y"}, "of_id", "genericForeignKey"),
        ({"of_type": "summit"}, "of_id", "genericForeignKey"),
    ],
)
def test_a_wrong_cell_fails_its_check_and_no_other(cells: dict[str, str], field: str, check: str) -> None:
    assert _failures(cells) == [Failure(0, field, check)]


def test_double_values_fail_in_each_row() -> None:
    found = _failures({"kind": "a"}, {"kind": "a", "id": "y"})
    assert found == [Failure(0, "kind", "unique"), Failure(1, "kind", "unique")]


def test_a_key_of_several_fields_is_unique_as_a_whole() -> None:
    schema = _SCHEMA | {"primaryKey": ["id", "code"]}
    rows = [_ROW | {"kind": ""}, _ROW | {"kind": "", "code": "GB"}, _ROW | {"kind": ""}]
    data, _ = adapter.frame(rows, schema)
    found = adapter.failures(data, adapter.frame_schema(schema))
    assert found == [Failure(0, "", "primaryKey"), Failure(2, "", "primaryKey")]


def test_extra_checks_are_of_rows() -> None:
    check = pa.Check(lambda data: data["size"].fillna(0) + data["share"].fillna(0) > 3, name="big", ignore_na=False)
    assert _failures({}, {"size": "1", "id": "y", "kind": "b"}, extra=(check,)) == [Failure(1, "", "big")]


@pytest.mark.parametrize("file", sorted((CHECKOUT / "schemas").glob("*.json")), ids=lambda file: file.stem)
def test_every_schema_of_the_package_becomes_a_frame_schema(file: Any) -> None:
    schema = json.loads(file.read_text(encoding="utf-8"))
    data, untyped = adapter.frame([], schema)
    made = adapter.frame_schema(schema)
    assert list(made.columns) == list(data.columns)
    assert untyped == adapter.failures(data, made) == []
    for field in schema["fields"]:
        if "enum" in field.get("constraints", {}):
            row = {other["name"]: "" for other in schema["fields"]} | {field["name"]: "no such word"}
            wrong, _ = adapter.frame([row], schema)
            assert Failure(0, field["name"], "enum") in adapter.failures(wrong, made)
