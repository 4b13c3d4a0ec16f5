"""`ro-crate-metadata.json` by roc-validator, with all that RO-Crate 1.1 requires and recommends.

It needs the context of RO-Crate, which lies on the web: the package rocrate ships a copy, and its cache is given that.
"""

import json
import socket
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from requests.structures import CaseInsensitiveDict
from requests_cache import CachedSession
from requests_cache.models.request import CachedRequest
from requests_cache.models.response import CachedResponse
from rocrate_validator import models, services

from .offline import refuse_network

# roc-validator and what it needs use functions that their libraries are about to drop.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

CONTEXT = "https://w3id.org/ro/crate/1.1/context"

# Recommended and not done: there is no public address yet, and no form says where the author of a source works.
LACKING = {
    ("RECOMMENDED", "The organization SHOULD have a URL.", "./#the-sco-data-contributors"),
    ("RECOMMENDED", "The author SHOULD have an organizational affiliation.", "./#farkhod-tolipov"),
    (
        "RECOMMENDED",
        "The author SHOULD have a Contextual Entity which specifies the organizational `affiliation`.",
        "./#farkhod-tolipov",
    ),
}

Issue = tuple[str, str, str]
Crate = dict[str, dict[str, Any]]


@pytest.fixture(autouse=True)
def _network_off(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_network(monkeypatch)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of roc-validator that holds the context of RO-Crate 1.1 and nothing else."""
    context = files("rocrate").joinpath("data/ro-crate.jsonld").read_bytes()
    assert json.loads(context)["@id"] == CONTEXT, "the package rocrate ships the context of another version"
    path = tmp_path_factory.mktemp("cache") / "http"
    with CachedSession(cache_name=str(path), backend="sqlite") as session:
        response = CachedResponse(
            content=context,
            status_code=200,
            url=CONTEXT,
            headers=CaseInsensitiveDict({"Content-Type": "application/ld+json"}),
            request=CachedRequest(method="GET", url=CONTEXT),
        )
        session.cache.save_response(response)
    return path


@pytest.fixture
def issues(copy: Path, cache: Path) -> Callable[[], set[Issue]]:
    """Severity, message and entity of what roc-validator finds in the copy, offline."""

    def run() -> set[Issue]:
        settings = models.ValidationSettings(
            rocrate_uri=str(copy),
            profile_identifier="ro-crate-1.1",
            requirement_severity=models.Severity.RECOMMENDED,
            offline=True,
            cache_path=cache,
        )
        result = services.validate(settings)
        assert len(list(result.executed_checks)) > 60, "not every check was made"
        return {
            (issue.severity.name, " ".join(str(issue.message).split()), issue.violatingEntity or "")
            for issue in result.get_issues()
        }

    return run


def test_the_network_is_off() -> None:
    with pytest.raises(AssertionError, match="the network is used"):
        socket.create_connection(("127.0.0.1", 9))


def test_nothing_required_is_missing_and_recommended_only_what_does_not_exist(
    issues: Callable[[], set[Issue]],
) -> None:
    assert issues() == LACKING


def without_link(graph: Crate) -> None:
    parts = graph["./"]["hasPart"]
    parts.remove({"@id": "data/summits.csv"})


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (lambda graph: graph["./"].pop("license"), ("REQUIRED", "MUST have a `license`", "./")),
        (lambda graph: graph["./"].update(datePublished="2026-13-40"), ("REQUIRED", "`datePublished`", "./")),
        (lambda graph: graph["./"].update(publisher={"@id": "#nobody"}), ("REQUIRED", "`publisher`", "./")),
        (without_link, ("REQUIRED", "does not conform to shape", "./data/summits.csv")),
        (lambda graph: graph["data/summits.csv"].update(sha_256="0"), ("REQUIRED", '"sha_256" is not allowed', "")),
    ],
    ids=["licence", "date", "publisher", "part", "term"],
)
def test_a_broken_one_is_refused(
    copy: Path, issues: Callable[[], set[Issue]], spoil: Callable[[Crate], Any], found: Issue
) -> None:
    file = copy / "ro-crate-metadata.json"
    described = json.loads(file.read_bytes())
    spoil({entity["@id"]: entity for entity in described["@graph"]})
    file.write_text(json.dumps(described), encoding="utf-8")
    severity, words, entity = found
    assert [each for each in issues() - LACKING if each[0] == severity and words in each[1] and each[2] == entity]


def test_a_file_that_is_not_there_is_missed(copy: Path, issues: Callable[[], set[Issue]]) -> None:
    (copy / "data" / "summits.csv").unlink()
    (issue,) = issues() - LACKING
    assert issue[0] == "REQUIRED"
    assert "'data/summits.csv'" in issue[1]
