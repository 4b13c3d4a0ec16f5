"""What each check of the descriptor and the schemas finds, and what it lets be."""

from pathlib import Path
from typing import Any

import pytest

from .in_memory import Small


@pytest.mark.parametrize(
    ("version", "right"),
    [
        ("0.1.0", True),
        ("10.20.30-rc.1+build.5", True),
        ("1.2.3+x", True),
        ("1.2", False),
        ("01.2.3", False),
        ("1.2.3 ", False),
        ("v1.2.3", False),
        (1.2, False),
        (None, False),
    ],
)
def test_the_version_is_semver(version: object, right: bool) -> None:
    package = Small()
    package.descriptor["version"] = version
    expected = f"datapackage.json version: {version!r}; expected a version such as 1.2.3 (SemVer)"
    assert package.found("version") == ([] if right else [expected])


def test_there_are_licenses_and_they_are_spelled_so() -> None:
    package = Small()
    package.descriptor["licenses"] = []
    none = "datapackage.json licenses: there are none; expected a list of licenses of the package"
    assert package.found("licenses") == [none]
    package.descriptor["licence"] = package.descriptor.pop("licenses")
    package.descriptor["resources"][0] |= {"licences": [], "license": ""}
    first = package.descriptor["resources"][0]["name"]
    assert package.found("licenses") == [
        none,
        "datapackage.json licence: the property is spelled 'licence'; expected 'licenses'",
        f"{first} licences: the property is spelled 'licences'; expected 'licenses'",
        f"{first} license: the property is spelled 'license'; expected 'licenses'",
    ]


def test_every_license_has_a_name() -> None:
    package = Small()
    package.descriptor["licenses"] = [{"name": "CC-BY-4.0"}, {"name": "MIT"}]
    assert package.found("licenses") == []
    for wrong in ({}, {"name": ""}, "MIT"):
        package.descriptor["licenses"] = [{"name": "CC-BY-4.0"}, wrong]
        assert package.found("licenses") == [
            "datapackage.json licenses: a license without a name; expected an SPDX name for each"
        ]


def _files(folder: Path, package: Small) -> Small:
    for resource in package.descriptor["resources"]:
        for path in (resource["path"], resource["schema"]):
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).touch()
    return package


def test_every_file_is_listed_once_and_in_its_folder(tmp_path: Path) -> None:
    package = _files(tmp_path, Small(tmp_path))
    assert package.found("resources") == []
    (tmp_path / "data" / ".hidden").touch()
    (tmp_path / "data" / "b.csv").touch()
    (tmp_path / "data" / "a.csv").touch()
    (tmp_path / "schemas" / "c.json").touch()
    stray = "the file is not in the descriptor; expected a resource that names it, or no file"
    assert package.found("resources") == [f"{path}: {stray}" for path in ("data/a.csv", "data/b.csv", "schemas/c.json")]


def test_two_resources_have_two_files_each_in_its_folder(tmp_path: Path) -> None:
    package = _files(tmp_path, Small(tmp_path))
    resources = package.descriptor["resources"]
    resources.append(resources[0] | {"path": resources[1]["path"]})
    assert package.found("resources") == [
        f"{resources[1]['path']}: two resources name the file; expected one",
        f"{resources[0]['schema']}: two resources name the file; expected one",
    ]
    resources[-1] |= {"path": "data/old/a.csv", "schema": "a.json"}
    assert package.found("resources") == [
        "datapackage.json: 'data/old/a.csv' is not a path in data/; expected data/<table>",
        "datapackage.json: 'a.json' is not a path in schemas/; expected schemas/<table>",
    ]


def test_a_schema_has_no_property_on_which_validators_disagree() -> None:
    package = Small()
    schema = package.schema("places")
    schema |= {"fieldsMatch": "exact", "missingValues": ["", "-"]}
    schema["fields"][1]["type"] = "list"
    assert package.found("profile") == [
        "places fieldsMatch: the property is set; expected no such property",
        "places name: the type is list; expected string with the property separator",
        "places missingValues: ['', '-']; expected [\"\"]: missing is an empty cell",
    ]
    package = Small()
    del package.schema("places")["missingValues"]
    assert package.found("profile") == ['places missingValues: None; expected [""]: missing is an empty cell']


def test_a_table_its_schema_and_its_files_have_one_name() -> None:
    package = Small()
    resource = next(each for each in package.descriptor["resources"] if each["name"] == "places")
    package.schema("places")["name"] = "spots"
    resource |= {"schema": "schemas/sites.json", "path": "data/towns.csv"}
    assert package.found("names") == [
        "places schema name: 'spots'; expected 'places', as the resource",
        "places schema: 'sites'; expected 'places', as the resource",
        "places path: 'towns'; expected 'places', as the resource",
    ]
    resource |= {"schema": "schemas/places.json", "path": "data/places.csv"}
    del package.schema("places")["name"]
    assert package.found("names") == []


def test_every_table_and_field_says_what_it_is() -> None:
    package = Small()
    schema = package.schema("places")
    schema["title"] = ""
    del schema["description"]
    field = schema["fields"][1]
    field |= {"title": None, "role": "guessed"}
    del field["description"]
    field["example"] = ""
    assert package.found("described") == [
        "places: no title; expected a title",
        "places: no description; expected a description",
        "places name: no title; expected a title",
        "places name: no description; expected a description",
        "places name: no example; expected a example",
        "places name: role 'guessed'; expected one of key, stated, reference, summarised, coded, derived, record",
    ]
    package = Small()
    del package.field("places", "name")["role"]
    assert package.found("described") == ["places name: no role; expected a role"]
    for role in ("key", "stated", "reference", "coded", "derived", "record"):
        package.field("places", "name")["role"] = role
        assert package.found("described") == []
    package.field("places", "name")["example"] = 0  # is one
    assert package.found("described") == []


@pytest.mark.parametrize(
    ("field", "example", "expected"),
    [
        ({"type": "integer"}, "3", None),
        ({"type": "integer"}, 3, None),
        ({"type": "integer", "constraints": {"minimum": 3, "maximum": 3}}, "3", None),
        ({"type": "integer", "constraints": {"minimum": 4}}, "3", "minimum 4"),
        ({"type": "integer", "constraints": {"maximum": 2}}, "3", "maximum 2"),
        ({"type": "number", "constraints": {"maximum": 2}}, "2.5", "maximum 2"),
        ({"type": "date", "constraints": {"minimum": "2001-01-01"}}, "2000-01-01", None),  # numbers only
        ({"type": "date", "constraints": {"maximum": "1999-01-01"}}, "2000-01-01", None),
        ({"type": "string", "constraints": {"enum": ["a", "b"]}}, "b", None),
        ({"type": "integer", "constraints": {"enum": [1, 2]}}, "2", None),
        ({"type": "string", "constraints": {"enum": ["a", "b"]}}, "c", "enum ['a', 'b']"),
        ({"type": "string", "constraints": {"pattern": "[a-z]+"}}, "ab", None),
        ({"type": "string", "constraints": {"pattern": "[a-z]+"}}, "ab1", "pattern [a-z]+"),
        ({"type": "string", "constraints": {"minLength": 2, "maxLength": 2}}, "ab", None),
        ({"type": "string", "constraints": {"minLength": 3}}, "ab", "minLength 3"),
        ({"type": "string", "constraints": {"maxLength": 1}}, "ab", "maxLength 1"),
        ({"type": "string", "edtf": True}, "2004-06", None),
        ({"type": "string", "edtf": True}, "June", "a date in EDTF, such as 2004-06-17, 2004-06 or 2017/.."),
        ({"type": "string"}, "June", None),
    ],
)
def test_an_example_keeps_the_rules_of_its_field(field: dict[str, Any], example: object, expected: str | None) -> None:
    package = Small()
    own = package.field("places", "note")
    own |= field | {"example": example}
    wanted = [f"places note: the example {str(example)!r}; expected {expected}"] if expected else []
    assert package.found("example") == wanted


def test_an_example_is_of_the_type() -> None:
    package = Small()
    package.field("places", "note").update(type="integer", example="third.")
    (fault,) = package.faults("example")
    assert fault.found == "the example 'third.'"
    assert fault.expected == "digits such as 12"
    del package.field("places", "note")["example"]
    assert package.found("example") == []


def test_the_words_of_an_enum_are_explained_and_no_others() -> None:
    package = Small()
    field = package.field("places", "type")
    field["constraints"] = {"enum": ["city", "sea", "site"]}
    field["words"] = {"city": {"description": "A city."}, "sea": {}, "lake": {"description": "A lake."}}
    assert package.found("words") == [
        "places type: 'sea' is not explained; expected a description in `words`",
        "places type: 'site' is not explained; expected a description in `words`",
        "places type: 'lake' is explained but not allowed; expected a word of the enum",
    ]


def _linked(**properties: Any) -> list[str]:
    package = Small()
    package.schema("places").update(properties)
    return package.found("schema-links")


def test_keys_lead_to_fields_and_tables() -> None:
    for name in ("primaryKey", "identifiedBy"):
        assert _linked(**{name: ["place_id", "colour"]}) == [
            f"places {name}: it refers to the field 'colour'; expected a field of places"
        ]

    def keyed(field: str, table: str, target: str) -> list[str]:
        return _linked(foreignKeys=[{"fields": [field], "reference": {"resource": table, "fields": [target]}}])

    assert keyed("state_id", "states", "state_id") == []
    assert keyed("state_id", "", "place_id") == []
    assert keyed("colour", "states", "state_id") == [
        "places foreignKeys: it refers to the field 'colour'; expected a field of places"
    ]
    assert keyed("state_id", "states", "colour") == [
        "places foreignKeys: it refers to the field 'colour'; expected a field of states"
    ]
    assert keyed("state_id", "", "colour") == [
        "places foreignKeys: it refers to the field 'colour'; expected a field of places"
    ]
    assert keyed("state_id", "paints", "colour") == [
        "places foreignKeys: it refers to the table 'paints'; expected a table of the package"
    ]


def test_a_schema_that_cannot_be_read_is_another_fault() -> None:
    package = Small()
    for name in [name for name in package.schemas if name not in ("places", "people")]:
        del package.schemas[name]
    assert package.found("schema-links") == []


def test_properties_of_fields_lead_to_fields_and_tables() -> None:
    def of(**properties: Any) -> list[str]:
        package = Small()
        package.field("places", "note").update(properties)
        return package.found("schema-links")

    assert of(derivedFrom={"field": "name"}, listOf="states") == []
    assert of(derivedFrom={"field": "colour"}) == [
        "places note: it refers to the field 'colour'; expected a field of places"
    ]
    assert of(listOf="paints") == ["places note: it refers to the table 'paints'; expected a table of the package"]
    assert of(genericForeignKey={"typeField": "type"}) == []
    assert of(genericForeignKey={"typeField": "kind", "tables": {"a": "states", "b": "paints"}}) == [
        "places note: it refers to the field 'kind'; expected a field of places",
        "places note: it refers to the table 'paints'; expected a table of the package",
    ]
