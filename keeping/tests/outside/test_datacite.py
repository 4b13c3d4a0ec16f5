"""datacite.json by DataCite's JSON schema 4.5, the newest that the library `datacite` ships; it demands no DOI."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from datacite import schema45

from sco_keeping.metadata import datacite
from sco_keeping.metadata.facts import Facts


def faults(record: Mapping[str, Any]) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in schema45.validator.iter_errors(record)]


def test_it_is_valid(copy: Path) -> None:
    record = json.loads((copy / "datacite.json").read_bytes())
    assert faults(record) == []
    assert "doi" not in record


def test_it_is_valid_with_what_does_not_exist_yet(facts: Facts) -> None:
    record = datacite.record(replace(facts, doi="10.5555/example", homepage="https://example.org/"))
    assert faults(record) == []
    assert (record["doi"], record["url"]) == ("10.5555/example", "https://example.org/")


def test_nothing_is_lost_on_the_way_to_datacite_xml(facts: Facts, copy: Path) -> None:
    record = json.loads((copy / "datacite.json").read_bytes())
    text = schema45.tostring(record)
    for words in (facts.title.partition("&")[0], facts.fingerprint, "IsDerivedFrom", "rightsIdentifier", "Methods"):
        assert words in text
    assert text.count("<relatedItem ") == len(facts.documents)


@pytest.mark.parametrize(
    "wrong",
    [
        {"creators": []},
        {"publisher": "The sco-data contributors"},
        {"publicationYear": "26"},
        {"types": {"resourceTypeGeneral": "Data"}},
        {"doi": "https://doi.org/10.5555/example"},
        {
            "relatedIdentifiers": [
                {"relatedIdentifier": "x", "relatedIdentifierType": "URL", "relationType": "DerivedFrom"}
            ]
        },
        {"rightsList": [{"rights": "x", "licence": "y"}]},
        {"licence": "CC-BY-4.0"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_broken_one_is_refused(copy: Path, wrong: Mapping[str, Any]) -> None:
    record = json.loads((copy / "datacite.json").read_bytes())
    assert faults({**record, **wrong})


def test_one_with_something_missing_is_refused(copy: Path) -> None:
    record = json.loads((copy / "datacite.json").read_bytes())
    del record["titles"]
    assert faults(record) == ["$: 'titles' is a required property"]
