"""The crate lists what every copy of the package holds, and all that it refers to is in it."""

import dataclasses
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sco_data.curation.datazip import members
from sco_data.curation.metadata.facts import Agent, Facts, gather
from sco_data.curation.metadata.rocrate import crate

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def facts() -> Facts:
    return gather(ROOT)


@pytest.fixture(scope="module")
def graph(facts: Facts) -> dict[str, dict[str, Any]]:
    return by_id(crate(facts))


def by_id(described: dict[str, Any]) -> dict[str, dict[str, Any]]:
    entities = {entity["@id"]: entity for entity in described["@graph"]}
    assert len(entities) == len(described["@graph"]), "an identifier stands twice"
    return entities


def files(graph: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return (entity for entity in graph.values() if "File" in entity["@type"])


def references(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from references(each)
    elif isinstance(value, dict):
        yield value["@id"]


def test_all_that_is_referred_to_is_described(graph: dict[str, dict[str, Any]]) -> None:
    named = {each for entity in graph.values() for value in entity.values() for each in references(value)}
    assert named - graph.keys() == {"https://w3id.org/ro/crate/1.1"}
    # And nothing is described that nothing refers to.
    assert graph.keys() - named == {"ro-crate-metadata.json"}


def test_every_file_lies_in_the_data_package_with_size_and_hash(graph: dict[str, dict[str, Any]]) -> None:
    content = members(ROOT)
    assert {file["@id"] for file in files(graph)} <= content.keys()
    measured = {file["@id"]: file for file in files(graph) if "sha256" in file}
    for name, file in measured.items():
        assert file["sha256"] == hashlib.sha256(content[name]).hexdigest(), name
        assert file["contentSize"] == str(len(content[name])), name
    # The descriptor and the text of the terms have none.
    assert {file["@id"] for file in files(graph)} - measured.keys() == {
        "datapackage.json",
        "LICENSES/LicenseRef-Quoted-Third-Party.txt",
    }


def test_every_file_is_part_of_the_root(graph: dict[str, dict[str, Any]]) -> None:
    assert set(references(graph["./"]["hasPart"])) == {file["@id"] for file in files(graph)}


def test_each_table_has_its_schema_and_terms(graph: dict[str, dict[str, Any]], facts: Facts) -> None:
    for resource in facts.resources:
        assert graph[resource.path]["conformsTo"] == {"@id": resource.schema_path}
        assert list(references(graph[resource.path]["license"])) == [each.url for each in resource.licenses]


def test_the_documents_are_what_it_is_based_on(graph: dict[str, dict[str, Any]], facts: Facts) -> None:
    assert list(references(graph["./"]["isBasedOn"])) == [document.url for document in facts.documents]
    article = next(document for document in facts.documents if document.source_id == "tolipov2004")
    assert graph[article.url]["author"] == {"@id": "#farkhod-tolipov"}
    assert graph["#farkhod-tolipov"]["familyName"] == "Tolipov"


def test_doi_and_home_page_stand_there_once_they_exist(graph: dict[str, dict[str, Any]], facts: Facts) -> None:
    root = graph["./"]
    assert ("identifier" in root, "url" in root) == (bool(facts.doi), bool(facts.homepage))
    public = dataclasses.replace(facts, doi="10.5555/example", homepage="https://example.org/sco-data")
    root = by_id(crate(public))["./"]
    assert (root["identifier"], root["url"]) == ("https://doi.org/10.5555/example", "https://example.org/sco-data")


def test_several_creators_are_a_list_and_one_is_not(graph: dict[str, dict[str, Any]], facts: Facts) -> None:
    assert graph["./"]["creator"] == {"@id": "#the-sco-data-contributors"}
    person = Agent("Ann Author", "Author", "Ann")
    several = by_id(crate(dataclasses.replace(facts, creators=(*facts.creators, person))))
    assert several["./"]["creator"] == [{"@id": "#the-sco-data-contributors"}, {"@id": "#ann-author"}]
    assert several["#ann-author"]["@type"] == "Person"
