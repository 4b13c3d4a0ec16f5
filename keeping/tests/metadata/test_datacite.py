"""What datacite.json says; that the schema allows it is for DataCite's schema to say (tests/outside)."""

from dataclasses import replace

from sco_keeping.metadata import datacite
from sco_keeping.metadata.facts import Agent, Facts


def test_coverage_is_a_date_and_places(facts: Facts) -> None:
    found = datacite.record(replace(facts, start="1996-04-26", end="2026-09-01"))
    assert found["dates"][1:] == [{"date": "1996-04-26/2026-09-01", "dateType": "Other", "dateInformation": "Coverage"}]
    assert {"geoLocationPlace": "Kazakhstan"} in found["geoLocations"]
    assert [each["dateType"] for each in datacite.record(replace(facts, start=""))["dates"]] == ["Issued"]


def test_it_is_a_dataset_of_a_body(facts: Facts) -> None:
    record = datacite.record(facts)
    assert record["types"]["resourceTypeGeneral"] == "Dataset"
    assert record["creators"] == [{"name": "The sco-data contributors", "nameType": "Organizational"}]
    assert (record["version"], record["publicationYear"]) == (facts.version, facts.date[:4])
    assert record["dates"][0] == {"date": facts.date, "dateType": "Issued"}


def test_a_person_has_both_names(facts: Facts) -> None:
    record = datacite.record(replace(facts, creators=(Agent("Ann Author", "Author", "Ann"),)))
    assert record["creators"] == [
        {"name": "Author, Ann", "nameType": "Personal", "givenName": "Ann", "familyName": "Author"}
    ]


def test_it_is_derived_from_the_documents(facts: Facts) -> None:
    record = datacite.record(facts)
    urls = [document.url for document in facts.documents]
    assert [related["relatedIdentifier"] for related in record["relatedIdentifiers"]] == urls
    assert {related["relationType"] for related in record["relatedIdentifiers"]} == {"IsDerivedFrom"}
    report, article = record["relatedItems"]
    assert (report["relatedItemType"], report["publicationYear"]) == ("Report", "2020")
    assert (article["relatedItemType"], article["publisher"]) == (
        "JournalArticle",
        "Central Asia and the Caucasus (ca-c.org)",
    )
    assert article["creators"][0]["familyName"] == "Tolipov"


def test_sizes_are_counted(facts: Facts) -> None:
    record = datacite.record(replace(facts, resources=facts.resources[:1]))
    (table,) = facts.resources[:1]
    assert record["sizes"] == ["1 tables", f"{table.rows} rows", f"{table.bytes} bytes"]
    assert record["formats"] == ["text/csv"]


def test_both_terms_are_named_and_only_spdx_as_spdx(facts: Facts) -> None:
    free, quoted = datacite.record(facts)["rightsList"]
    assert (free["rightsIdentifier"], free["rightsIdentifierScheme"]) == ("CC-BY-4.0", "SPDX")
    assert quoted == {"rights": "Quoted words of third parties", "rightsIdentifier": "LicenseRef-Quoted-Third-Party"}


def test_the_fingerprint_and_the_scheme_of_subjects_are_there(facts: Facts) -> None:
    record = datacite.record(facts)
    assert record["alternateIdentifiers"][0]["alternateIdentifier"] == f"sha256:{facts.fingerprint}"
    assert record["subjects"][-1]["subject"] == "FOS: Political science"
    assert [each["descriptionType"] for each in record["descriptions"]] == ["Abstract", "Methods"]


def test_what_does_not_exist_is_absent_and_has_its_place(facts: Facts, later: Facts) -> None:
    assert not datacite.record(facts).keys() & {"doi", "url", "identifiers"}
    record = datacite.record(later)
    assert (record["doi"], record["url"]) == ("10.5555/example", "https://example.org/")


def test_without_statements_on_the_coding_there_is_an_abstract_alone(facts: Facts) -> None:
    record = datacite.record(replace(facts, coding={}))
    assert [each["descriptionType"] for each in record["descriptions"]] == ["Abstract"]
