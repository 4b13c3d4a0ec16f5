"""Croissant describes every file and every column, and how the coding was done in the words of the RAI vocabulary."""

import dataclasses
import hashlib
from pathlib import Path
from typing import Any

import pytest

from sco_data.errors import ScoDataError
from sco_keeping.metadata.croissant import RAI_TERMS, dataset
from sco_keeping.metadata.facts import Facts, gather

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def facts() -> Facts:
    return gather(ROOT)


@pytest.fixture(scope="module")
def described(facts: Facts) -> dict[str, Any]:
    return dataset(facts)


def field(described: dict[str, Any], identifier: str) -> dict[str, Any]:
    fields = (each for record_set in described["recordSet"] for each in record_set["field"])
    return next(each for each in fields if each["@id"] == identifier)


def test_it_conforms_to_croissant_and_its_rai_vocabulary(described: dict[str, Any]) -> None:
    assert described["conformsTo"] == [
        "http://mlcommons.org/croissant/1.1",
        "http://mlcommons.org/croissant/RAI/1.0",
    ]


def test_each_file_has_size_and_hash_of_the_table(described: dict[str, Any], facts: Facts) -> None:
    assert len(described["distribution"]) == len(facts.resources)
    for file in described["distribution"]:
        content = (ROOT / file["contentUrl"]).read_bytes()
        assert file["sha256"] == hashlib.sha256(content).hexdigest()
        assert file["contentSize"] == f"{len(content)} B"
        assert file["encodingFormat"] == "text/csv"


def test_each_record_set_has_fields_and_key_of_its_schema(described: dict[str, Any], facts: Facts) -> None:
    for resource, record_set in zip(facts.resources, described["recordSet"], strict=True):
        assert record_set["@id"] == resource.name
        assert [each["name"] for each in record_set["field"]] == [each["name"] for each in resource.schema["fields"]]
        assert [each["@id"] for each in record_set["key"]] == [
            f"{resource.name}/{name}" for name in resource.schema["primaryKey"]
        ]


def test_types_follow_the_schema(described: dict[str, Any]) -> None:
    assert field(described, "summits/date_start")["dataType"] == "sc:Date"
    assert field(described, "summits/date_edtf")["dataType"] == "sc:Text"
    assert field(described, "summits/ordinal")["dataType"] == "sc:Integer"
    assert field(described, "places/latitude")["dataType"] == "sc:Float"


def test_a_list_is_an_array_cut_at_its_separator(described: dict[str, Any]) -> None:
    aliases = field(described, "states/aliases")
    assert aliases["isArray"] is True
    assert aliases["source"]["transform"] == {"separator": "|"}
    assert "isArray" not in field(described, "states/name")


def test_every_foreign_key_of_one_field_is_a_reference(described: dict[str, Any], facts: Facts) -> None:
    files = {file["@id"] for file in described["distribution"]}
    found = {
        each["@id"]: each["references"]
        for record_set in described["recordSet"]
        for each in record_set["field"]
        if "references" in each
    }
    assert set(found) == {
        f"{resource.name}/{key['fields'][0]}"
        for resource in facts.resources
        for key in resource.schema.get("foreignKeys", [])
    }
    assert {each["fileObject"]["@id"] for each in found.values()} <= files
    assert found["summits/place_id"] == {
        "fileObject": {"@id": "data/places.csv"},
        "extract": {"column": "place_id"},
    }
    assert found["organizations/parent_id"]["fileObject"] == {"@id": "data/organizations.csv"}


def test_all_that_about_toml_says_of_the_coding_is_there(described: dict[str, Any], facts: Facts) -> None:
    assert {name: said for name, said in described.items() if name.startswith("rai:")} == {
        f"rai:{term}": said for term, said in facts.coding.items()
    }
    said = str(facts.coding)
    for word in ("large language model", "blind", "No human"):
        assert word in said


def test_a_word_outside_the_rai_vocabulary_is_refused(facts: Facts) -> None:
    misspelt = dataclasses.replace(facts, coding={**facts.coding, "dataBias": "None."})
    with pytest.raises(ScoDataError, match=r"says dataBias in \[coding\].*expected some of .*dataBiases"):
        dataset(misspelt)
    assert set(facts.coding) <= RAI_TERMS


def test_terms_of_our_own_are_a_work_and_published_ones_an_address(described: dict[str, Any]) -> None:
    assert described["license"] == [
        "https://creativecommons.org/licenses/by/4.0/",
        {
            "@type": "sc:CreativeWork",
            "name": "Quoted words of third parties",
            "url": "LICENSES/LicenseRef-Quoted-Third-Party.txt",
        },
    ]


def test_doi_and_home_page_stand_there_once_they_exist(described: dict[str, Any], facts: Facts) -> None:
    assert ("sameAs" in described, "url" in described) == (bool(facts.doi), bool(facts.homepage))
    public = dataset(dataclasses.replace(facts, doi="10.5555/example", homepage="https://example.org/sco-data"))
    assert (public["sameAs"], public["url"]) == ("https://doi.org/10.5555/example", "https://example.org/sco-data")


def test_it_is_cited_as_the_package_cites_itself(described: dict[str, Any], facts: Facts) -> None:
    assert described["citeAs"] == facts.citation
    assert described["version"] in described["citeAs"]
