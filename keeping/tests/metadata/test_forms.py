import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sco_keeping.metadata.facts import Facts, gather
from sco_keeping.metadata.forms import FORMS, metadata_command
from sco_data.errors import ScoDataError

ROOT = Path(__file__).parents[3]
DOI = "10.5555/example"


@pytest.mark.parametrize("name", FORMS)
def test_the_checkout_holds_the_current_form(facts: Facts, name: str) -> None:
    assert (ROOT / name).read_bytes() == FORMS[name](facts), "run `sco-keep metadata`"


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


def test_the_doi_of_the_descriptor_reaches_every_file(package: Path, describe: Callable[..., None]) -> None:
    describe(id=f"https://doi.org/{DOI}")
    assert metadata_command(package) == 0
    assert [name for name in FORMS if DOI not in (package / name).read_text(encoding="utf-8")] == []


def test_command_writes_what_changed_and_names_it(
    package: Path, describe: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert metadata_command(package, check=True) == 1
    assert not any((package / name).exists() for name in FORMS)
    assert metadata_command(package) == 0
    assert metadata_command(package, check=True) == 0

    describe(version="9.9.9")
    before = (package / "datacite.json").read_bytes()
    capsys.readouterr()
    assert metadata_command(package, check=True) == 1
    told = capsys.readouterr().out.splitlines()
    assert [line for line in told if line.startswith("would change")] == [
        f"would change {package / name}" for name in FORMS
    ]
    assert (package / "datacite.json").read_bytes() == before

    assert metadata_command(package) == 0
    assert json.loads((package / "datacite.json").read_bytes())["version"] == "9.9.9"
    assert sorted(file.name for file in package.iterdir()) == sorted(
        ["about.toml", "data", "datapackage.json", "schemas", *FORMS]
    )


def test_a_form_that_someone_edited_is_drift(package: Path) -> None:
    assert metadata_command(package) == 0
    with (package / "CITATION.cff").open("ab") as stream:
        stream.write(b"# a remark\n")
    assert metadata_command(package, check=True) == 1


def test_nothing_is_written_where_something_is_wrong(package: Path, describe: Callable[..., None]) -> None:
    describe(description=None)
    with pytest.raises(ScoDataError, match="has no description"):
        metadata_command(package)
    assert not any((package / name).exists() for name in FORMS)
