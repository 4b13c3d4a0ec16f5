import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import sco_data as sco
from sco_data.errors import ScoDataError
from sco_keeping.metadata.facts import Agent, Facts, gather

ROOT = Path(__file__).parents[3]
DESCRIPTOR = json.loads((ROOT / "datapackage.json").read_bytes())


def test_they_are_those_of_the_descriptor(facts: Facts) -> None:
    for name in ("name", "title", "description", "version"):
        assert getattr(facts, name) == DESCRIPTOR[name]
    assert facts.date == DESCRIPTOR["created"][:10]
    assert list(facts.keywords) == DESCRIPTOR["keywords"]
    assert [terms.name for terms in facts.licenses] == ["CC-BY-4.0", "LicenseRef-Quoted-Third-Party"]
    assert facts.creators == (Agent("The sco-data contributors"),)
    assert facts.publisher == facts.creators[0]
    assert facts.fingerprint == sco.fingerprint(ROOT)
    assert facts.citation == sco.cite("bibtex", package=ROOT)


def test_each_table_has_its_file_and_its_schema(facts: Facts) -> None:
    assert [resource.name for resource in facts.resources] == sco.tables(package=ROOT)
    for resource in facts.resources:
        content = (ROOT / resource.path).read_bytes()
        schema = (ROOT / resource.schema_path).read_bytes()
        assert (resource.sha256, resource.bytes) == (hashlib.sha256(content).hexdigest(), len(content))
        assert (resource.schema_sha256, resource.schema_bytes) == (hashlib.sha256(schema).hexdigest(), len(schema))
        assert resource.schema == json.loads(schema)
        assert resource.rows == len(sco.load(resource.name, as_="records", package=ROOT))


def test_the_documents_are_the_coded_ones_with_what_the_table_says(facts: Facts) -> None:
    report, article = facts.documents
    assert (report.source_id, report.kind, report.authors, report.issued) == ("cgss2020", "report", (), (2020, 7, 16))
    assert article.authors == (Agent("Farkhod Tolipov", "Tolipov", "Farkhod"),)
    assert (article.kind, article.issued, article.language) == ("article-journal", (2004,), "en")
    assert {document.url for document in facts.documents} == {source["path"] for source in DESCRIPTOR["sources"]}


def test_what_does_not_exist_is_empty(facts: Facts) -> None:
    assert (facts.doi, facts.homepage, facts.repository) == ("", "", "")


def test_what_exists_is_read(package: Path, describe: Callable[..., None]) -> None:
    contributors = [
        {"title": "Ann Author", "givenName": "Ann", "familyName": "Author", "roles": ["author"]},
        {"title": "The Archive", "roles": ["publisher"]},
    ]
    describe(id="https://doi.org/10.5555/example", homepage="https://example.org/", contributors=contributors)
    about = package / "keeping" / "about.toml"
    text = about.read_text(encoding="utf-8")
    about.write_text(text.replace("# repository", "repository"), encoding="utf-8")
    found = gather(package)
    assert (found.doi, found.homepage, found.repository) == ("10.5555/example", "https://example.org/", "https://...")
    assert found.creators == (Agent("Ann Author", "Author", "Ann"),)
    assert found.publisher == Agent("The Archive")


def test_coding_tells_that_no_human_checked_it(facts: Facts) -> None:
    assert facts.coding["annotatorDemographics"] == "No human coder has checked the coding yet."
    assert "large language model" in facts.coding["dataAnnotationProtocol"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"description": None}, r"datapackage\.json has no description"),
        ({"created": None}, r"datapackage\.json has no created"),
        ({"contributors": []}, "names no contributor with the role author"),
        (
            {"sources": [{"title": "x", "path": "https://example.org/x"}]},
            r"'https://example\.org/x', which is the url of no",
        ),
    ],
)
def test_a_descriptor_that_says_too_little_is_refused(
    package: Path, describe: Callable[..., None], changes: dict[str, object], why: str
) -> None:
    describe(**changes)
    with pytest.raises(ScoDataError, match=why):
        gather(package)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"language =", "cannot be read as TOML"),
        (b"\xff", "cannot be read as TOML"),
        (b'lang = "en"', r"about\.toml has lang; expected only coding, language, repository, subjects"),
        (b"[coding]", r"about\.toml names no language"),
        (
            b'language = "en"\n[[subjects]]\nterm = "x"',
            r"about\.toml has a subject with term; expected scheme, scheme_uri",
        ),
    ],
)
def test_a_wrong_about_toml_is_refused(package: Path, content: bytes, why: str) -> None:
    (package / "keeping" / "about.toml").write_bytes(content)
    with pytest.raises(ScoDataError, match=why):
        gather(package)


def test_a_package_without_about_toml_is_refused(package: Path) -> None:
    (package / "keeping" / "about.toml").unlink()
    with pytest.raises(ScoDataError, match=r"There is no .*about\.toml; the metadata forms are made in a checkout"):
        gather(package)
