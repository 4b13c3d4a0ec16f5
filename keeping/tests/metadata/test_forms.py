import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sco_data.errors import ScoDataError
from sco_keeping.metadata.facts import Facts, gather
from sco_keeping.metadata.forms import CITATION, FORMS, metadata_command, renew_citation

ROOT = Path(__file__).parents[3]
DOI = "10.5555/example"


def test_the_checkout_holds_the_current_citation(facts: Facts) -> None:
    assert (ROOT / CITATION).read_bytes() == FORMS[CITATION](facts), "run `sco-keep build`"


@pytest.mark.parametrize("name", FORMS)
def test_a_form_says_title_author_version_year_and_description(facts: Facts, name: str) -> None:
    text = FORMS[name](facts).decode()
    for words in (facts.title, "The sco-data contributors", facts.version, facts.date[:4], facts.description[:60]):
        assert words in text


@pytest.mark.parametrize("name", FORMS)
def test_a_form_depends_on_the_facts_alone(name: str) -> None:
    content = FORMS[name](gather(ROOT))
    assert content == FORMS[name](gather(ROOT))
    assert content.endswith(b"\n") and b"\r" not in content


@pytest.mark.parametrize("name", FORMS)
def test_a_form_carries_a_doi_once_there_is_one_and_none_before(facts: Facts, later: Facts, name: str) -> None:
    assert "doi.org" not in FORMS[name](facts).decode()
    assert DOI in FORMS[name](later).decode()


@pytest.mark.parametrize("name", [name for name in FORMS if name != "CITATION.cff"])
def test_no_form_has_an_empty_value(facts: Facts, name: str) -> None:
    def empty(value: object) -> bool:
        if isinstance(value, dict):
            return any(map(empty, value.values()))
        return any(map(empty, value)) if isinstance(value, list) and value else value in ("", None)

    assert not empty(json.loads(FORMS[name](facts)))


def test_the_doi_of_the_descriptor_reaches_every_file(
    package: Path, tmp_path: Path, describe: Callable[..., None]
) -> None:
    describe(id=f"https://doi.org/{DOI}")
    assert metadata_command(tmp_path / "forms", package) == 0
    made = {file.name: file.read_text(encoding="utf-8") for file in (tmp_path / "forms").iterdir()}
    assert set(made) == set(FORMS)
    assert [name for name in FORMS if DOI not in made[name]] == []


def test_the_citation_is_renewed_where_it_is_kept(package: Path, describe: Callable[..., None]) -> None:
    assert renew_citation(package, check=True) == 0
    assert not (package / CITATION).exists()
    (package / CITATION).touch()
    assert renew_citation(package, check=True) == 1
    assert renew_citation(package) == renew_citation(package, check=True) == 0
    describe(version="9.9.9")
    assert renew_citation(package, check=True) == 1
    assert renew_citation(package) == 0
    assert "version: 9.9.9" in (package / CITATION).read_text(encoding="utf-8")


def test_nothing_is_written_where_something_is_wrong(
    package: Path, tmp_path: Path, describe: Callable[..., None]
) -> None:
    describe(description=None)
    with pytest.raises(ScoDataError, match="has no description"):
        metadata_command(tmp_path / "forms", package)
    assert not (tmp_path / "forms").exists()
