"""What a reader of CITATION.cff finds in it; that the format allows it is for cffconvert to say (tests/outside)."""

from dataclasses import replace
from typing import Any

import yaml

from sco_keeping.metadata import cff
from sco_keeping.metadata.facts import Agent, Facts


def read(facts: Facts) -> dict[str, Any]:
    return dict(yaml.safe_load(cff.render(facts)))


def test_it_is_a_dataset_with_version_date_and_author(facts: Facts) -> None:
    found = read(facts)
    assert (found["type"], found["version"], found["date-released"]) == ("dataset", facts.version, facts.date)
    assert found["authors"] == [{"name": "The sco-data contributors"}]
    assert found["identifiers"][0]["value"] == f"sha256:{facts.fingerprint}"


def test_only_licenses_of_spdx_are_named(facts: Facts) -> None:
    assert read(facts)["license"] == ["CC-BY-4.0"]


def test_the_documents_are_references(facts: Facts) -> None:
    report, article = read(facts)["references"]
    assert (report["type"], report["date-published"]) == ("report", "2020-07-16")
    assert report["authors"] == [report["publisher"]] == [{"name": "Center for Global & Strategic Studies, Islamabad"}]
    assert (article["type"], article["year"], article["journal"]) == (
        "article",
        2004,
        "Central Asia and the Caucasus",
    )
    assert article["authors"] == [{"family-names": "Tolipov", "given-names": "Farkhod"}]
    assert "month" not in article and "date-published" not in article


def test_what_does_not_exist_is_absent_and_has_its_place(facts: Facts, later: Facts) -> None:
    assert not read(facts).keys() & {"doi", "url", "repository-code"}
    found = read(later)
    assert found["doi"] == "10.5555/example"
    assert (found["url"], found["repository-code"]) == ("https://example.org/", "https://example.org/git")


def test_odd_characters_are_kept(facts: Facts) -> None:
    odd = replace(facts, title='Ерёван: "x" # y\n', creators=(Agent("María José Núñez", "Núñez", "María José"),))
    assert read(odd)["title"] == odd.title
    assert read(odd)["authors"] == [{"family-names": "Núñez", "given-names": "María José"}]
    assert "Ерёван".encode() in cff.render(odd)
