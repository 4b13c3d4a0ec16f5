"""What a description must be like to be read at all."""

from typing import Any

import pytest

from sco_data import schema, schemas, tables
from sco_data.errors import ScoDataError
from sco_data.package import Package

RESOURCE = {"name": "summits", "path": "data/summits.csv", "schema": "schemas/summits.json"}
DESCRIBED = {"name": "little", "version": "1.0.0", "resources": [RESOURCE]}
FIELD = {"name": "summit_id", "type": "string"}


def test_the_published_package_is_readable() -> None:
    schemas.check_descriptor(Package().descriptor, "datapackage.json")
    for table in tables():
        found = schema(table)
        assert schemas.checked_schema(found, table) == found


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"name": 3}, "name is a number; expected text"),
        ({"version": None}, "version is null; expected text"),
        ({"resources": {}}, "resources is an object; expected a list"),
        ({"resources": ["x"]}, r"resources\[0\] is 'x'; expected an object"),
        (
            {"resources": [{**RESOURCE, "name": "../x"}]},
            r"resources\[0\]\.name is '\.\./x'; expected a name of letters",
        ),
        ({"resources": [{**RESOURCE, "path": ["a.csv", "b.csv"]}]}, r"\.path is a list; expected a path inside"),
        (
            {"resources": [{**RESOURCE, "schema": 1}]},
            "schema is a number; expected a path inside the package or an object",
        ),
        ({"resources": [{**RESOURCE, "hash": True}]}, "hash is a boolean; expected the name of an algorithm"),
        (
            {"resources": [{**RESOURCE, "hash": "12\u2028ab"}]},
            "hash is '12.u2028ab'; expected the name of an algorithm",
        ),
        ({"resources": [RESOURCE, RESOURCE]}, "resources has 'summits' twice"),
        ({"contributors": [{"givenName": "x"}]}, r"contributors\[0\]\.title is missing; expected text"),
        ({"licenses": "CC-BY-4.0"}, "licenses is 'CC-BY-4.0'; expected a list"),
    ],
)
def test_a_descriptor_that_cannot_be_read_by(changes: dict[str, Any], why: str) -> None:
    schemas.check_descriptor(DESCRIBED, "x/datapackage.json")
    with pytest.raises(ScoDataError, match=f"^x/datapackage.json: .*{why}"):
        schemas.check_descriptor(DESCRIBED | changes, "x/datapackage.json")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"fields": None}, "fields is null; expected a list"),
        ({"fields": [{"name": "x"}]}, r"fields\[0\]\.type is missing"),
        ({"fields": [FIELD, FIELD]}, "fields has 'summit_id' twice"),
        ({"fields": [{**FIELD, "separator": ""}]}, "separator is ''; expected text that is not empty"),
        ({"fields": [{**FIELD, "constraints": {"enum": [None]}}]}, r"enum\[0\] is null; expected a number or text"),
        (
            {"fields": [{**FIELD, "constraints": {"maxLength": "9); --"}}]},
            "maxLength is '9.; --'; expected a whole number",
        ),
        ({"primaryKey": {"a": "b"}}, "primaryKey is an object; expected names of fields"),
        ({"primaryKey": "x"}, "a key names the field 'x', which is not among its fields"),
        ({"foreignKeys": [{"fields": []}]}, r"foreignKeys\[0\]\.fields is a list; expected names"),
        ({"foreignKeys": [{"fields": "summit_id"}]}, "reference is missing; expected an object"),
    ],
)
def test_a_schema_that_cannot_be_read_by(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ScoDataError, match=f"^x.json: .*{why}"):
        schemas.checked_schema({"fields": [FIELD], "primaryKey": ["summit_id"]} | changes, "x.json")


def test_keys_of_one_field_and_no_key_are_lists() -> None:
    one = {"fields": "summit_id", "reference": {"resource": "", "fields": "summit_id"}}
    found = schemas.checked_schema({"fields": [FIELD], "primaryKey": "summit_id", "foreignKeys": [one]}, "")
    assert found["primaryKey"] == found["foreignKeys"][0]["fields"] == ["summit_id"]
    assert found["foreignKeys"][0]["reference"]["fields"] == ["summit_id"]
    assert schemas.checked_schema({"fields": [FIELD]}, "")["primaryKey"] == []
