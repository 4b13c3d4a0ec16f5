"""Which words of a coded text ship."""

import json
from pathlib import Path
from typing import Any

import pytest

from sco_keeping import tables
from sco_keeping.build import build
from sco_keeping.build.words import shown, words_command
from sco_keeping.dataset import load
from sco_keeping.library import Package
from sco_keeping.rules.citations import shares
from sco_keeping.tables import Row

from .conftest import TEXT

Tables = dict[str, list[Row]]


@pytest.fixture
def schemas(package: Path) -> dict[str, Any]:
    return {name: Package(package).schema(name) for name in Package(package).tables()}


@pytest.fixture
def rows(package: Path) -> Tables:
    return {name: tables.read(name, package=package) for name in Package(package).tables()}


@pytest.fixture
def built(package: Path) -> Path:
    build(package)
    return package


def test_quotations_of_others_come_first_and_facts_by_length(rows: Tables, schemas: dict[str, Any]) -> None:
    for row in rows["citations"] + rows["quotations"]:
        row["passage_id"] = ""  # no links to paragraphs in these counts
    quotation = ("quotations", "envoy-flag")
    length = len("every ninth ship flies our flag")
    found = [shown(rows["sources"][0], TEXT, rows, schemas, share / len(TEXT) + 0.002) for share in range(12, 90)]
    least = next(each for each in found if each)
    assert least == {("citations", "harbour-c0003")} or least == {quotation}
    assert all(quotation in each for size, each in enumerate(found, 12) if size > length)
    facts = {("citations", "harbour-c0002"), ("citations", "harbour-c0003"), ("citations", "harbour-c0004")}
    assert facts <= found[-1]
    assert ("citations", "harbour-c0001") not in found[-1], "nothing rests on it"


def test_the_command_gives_words_and_takes_them(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert words_command(built) == 0
    build(built)
    assert "citations: the words of " in capsys.readouterr().out
    found = {row["citation_id"]: row for row in tables.read("citations", package=built)}
    assert found["harbour-c0003"]["exact"] == "every ninth ship"
    assert found["harbour-c0001"]["exact"] == ""
    assert found["harbour-c0001"]["fragment"] == "text=The%20third"
    assert shares(load(built))["harbour"] <= 1 / 3


def test_it_gives_the_same_again(built: Path) -> None:
    words_command(built)
    build(built)
    before = json.dumps(tables.read("citations", package=built))
    words_command(built)
    build(built)
    assert json.dumps(tables.read("citations", package=built)) == before
