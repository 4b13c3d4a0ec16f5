"""What schema-org.jsonld says; that the vocabulary allows it is for its own models to say (tests/outside)."""

from dataclasses import replace

from sco_keeping.metadata import schemaorg
from sco_keeping.metadata.facts import Agent, Facts


def test_each_table_can_be_downloaded_and_checked(facts: Facts) -> None:
    downloads = schemaorg.dataset(facts)["distribution"]
    assert [(each["contentUrl"], each["sha256"]) for each in downloads] == [
        (resource.path, resource.sha256) for resource in facts.resources
    ]
    assert downloads[0]["contentSize"] == f"{facts.resources[0].bytes} B"


def test_it_says_what_it_covers_in_time_and_space(facts: Facts) -> None:
    node = schemaorg.dataset(replace(facts, start="1996-04-26", end="2026-09-01"))
    assert node["temporalCoverage"] == "1996-04-26/2026-09-01"
    assert {"@type": "Country", "name": "Kazakhstan", "identifier": "KAZ"} in node["spatialCoverage"]
    assert "Finland" not in {each["name"] for each in node["spatialCoverage"]}
    assert "temporalCoverage" not in schemaorg.dataset(replace(facts, start="", end=""))


def test_variables_are_the_fields_that_state_something(facts: Facts) -> None:
    variables = {each["name"]: each for each in schemaorg.dataset(facts)["variableMeasured"]}
    assert variables["summits.date_edtf"]["alternateName"] == "Date"
    assert not variables.keys() & {"summits.summit_id", "summits.date_start", "citations.exact"}


def test_terms_have_an_address_or_are_described(facts: Facts) -> None:
    free, quoted = schemaorg.dataset(facts)["license"]
    assert free == "https://creativecommons.org/licenses/by/4.0/"
    assert (quoted["@type"], quoted["url"]) == ("CreativeWork", "LICENSES/LicenseRef-Quoted-Third-Party.txt")


def test_it_is_based_on_the_documents(facts: Facts) -> None:
    node = schemaorg.dataset(facts)
    report, article = node["isBasedOn"]
    assert (report["@type"], report["datePublished"]) == ("Report", "2020-07-16")
    assert (article["@type"], article["datePublished"]) == ("ScholarlyArticle", "2004")
    assert article["author"] == [
        {"@type": "Person", "name": "Farkhod Tolipov", "givenName": "Farkhod", "familyName": "Tolipov"}
    ]
    assert node["citation"] == [{"@id": report["@id"]}, {"@id": article["@id"]}]


def test_what_does_not_exist_is_absent_and_has_its_place(facts: Facts, later: Facts) -> None:
    node = schemaorg.dataset(facts)
    assert not node.keys() & {"@id", "url"}
    assert [each["value"] for each in node["identifier"]] == [facts.fingerprint]
    node = schemaorg.dataset(later)
    assert node["@id"] == node["identifier"][0] == "https://doi.org/10.5555/example"
    assert node["url"] == "https://example.org/"


def test_publisher_and_author_may_differ(facts: Facts) -> None:
    node = schemaorg.dataset(replace(facts, publisher=Agent("The Archive")))
    assert node["publisher"] == {"@type": "Organization", "name": "The Archive"}
    assert node["creator"] == [{"@type": "Organization", "name": "The sco-data contributors"}]
