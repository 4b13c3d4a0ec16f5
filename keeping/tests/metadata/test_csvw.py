"""The table group has every table as its schema has it, but for what CSVW has no word for."""

import csv
import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest

from sco_keeping.metadata.csvw import tables
from sco_keeping.metadata.facts import Facts, gather

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def facts() -> Facts:
    return gather(ROOT)


@pytest.fixture(scope="module")
def group(facts: Facts) -> dict[str, Any]:
    return tables(facts)


def table(group: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in group["tables"] if each["url"] == f"data/{name}.csv")


def column(group: dict[str, Any], name: str, field: str) -> dict[str, Any]:
    return next(each for each in table(group, name)["tableSchema"]["columns"] if each["name"] == field)


def test_each_table_has_the_columns_of_its_file(group: dict[str, Any], facts: Facts) -> None:
    assert [each["url"] for each in group["tables"]] == [resource.path for resource in facts.resources]
    for each in group["tables"]:
        with (ROOT / each["url"]).open(encoding="utf-8", newline="") as stream:
            header = next(csv.reader(stream))
        columns = each["tableSchema"]["columns"]
        assert [every["name"] for every in columns] == header
        # A header that is not one of the titles would be a fault for readers of CSVW.
        assert all(name in every["titles"] for name, every in zip(header, columns, strict=True))


def test_every_key_is_there(group: dict[str, Any], facts: Facts) -> None:
    for resource in facts.resources:
        schema = table(group, resource.name)["tableSchema"]
        assert schema["primaryKey"] == resource.schema["primaryKey"]
        references = schema.get("foreignKeys", [])
        assert [each["columnReference"] for each in references] == [
            key["fields"] for key in resource.schema.get("foreignKeys", [])
        ]
        targets = {each["url"]: each for each in group["tables"]}
        for each in references:
            names = [every["name"] for every in targets[each["reference"]["resource"]]["tableSchema"]["columns"]]
            assert set(each["reference"]["columnReference"]) <= set(names)


def test_a_reference_to_the_own_table_names_it(group: dict[str, Any]) -> None:
    parent = next(
        each
        for each in table(group, "organizations")["tableSchema"]["foreignKeys"]
        if each["columnReference"] == ["parent_id"]
    )
    assert parent["reference"] == {"resource": "data/organizations.csv", "columnReference": ["organization_id"]}


def test_cells_have_type_limits_and_separator_of_the_schema(group: dict[str, Any]) -> None:
    assert column(group, "summits", "date_start")["datatype"] == "date"
    assert column(group, "summits", "ordinal")["datatype"] == {"base": "integer", "minimum": 1}
    assert column(group, "places", "latitude")["datatype"]["base"] == "decimal"
    assert column(group, "states", "iso3n")["datatype"] == {"base": "string", "format": "^[0-9]{3}$"}
    assert column(group, "states", "aliases")["separator"] == "|"
    assert "separator" not in column(group, "summits", "date_edtf")
    assert column(group, "summits", "status")["required"] is True
    assert "required" not in column(group, "summits", "ordinal")


def test_only_the_listed_words_fit(group: dict[str, Any], facts: Facts) -> None:
    for resource in facts.resources:
        for field in resource.schema["fields"]:
            if words := field.get("constraints", {}).get("enum"):
                form = column(group, resource.name, field["name"])["datatype"]["format"]
                assert all(re.fullmatch(form, word) for word in words), (resource.name, field["name"])
                assert not re.fullmatch(form, words[0] + "x")
    # Characters that mean something in a regular expression stand for themselves.
    assert not re.fullmatch(column(group, "statistics", "relation")["datatype"]["format"], "")


def test_what_csvw_cannot_say_is_left_out(group: dict[str, Any]) -> None:
    assert [each["columnReference"] for each in table(group, "evidence")["tableSchema"]["foreignKeys"]] == [
        ["citation_id"]
    ]
    assert ["place_ids"] not in [
        each["columnReference"] for each in table(group, "projects")["tableSchema"]["foreignKeys"]
    ]


def test_the_group_says_terms_version_and_day(group: dict[str, Any], facts: Facts) -> None:
    assert group["schema:version"] == facts.version
    assert group["dc:issued"]["@value"] == facts.date
    assert [each["@id"] for each in group["dc:license"]] == [each.url for each in facts.licenses]
    quoted = table(group, "quotations")["dc:license"]
    assert {"@id": "LICENSES/LicenseRef-Quoted-Third-Party.txt"} in quoted


def test_a_doi_stands_there_once_it_exists(group: dict[str, Any], facts: Facts) -> None:
    assert ("@id" in group) == bool(facts.doi)
    registered = tables(dataclasses.replace(facts, doi="10.5555/example"))
    assert registered["@id"] == "https://doi.org/10.5555/example"
