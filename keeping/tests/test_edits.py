"""Wrong edits that others made, in the data of today: the ledger sees them, and the page says what was found."""

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sco_keeping.dataset import Dataset, load
from sco_keeping.mutation import replay, scoring
from sco_keeping.rules import reviews

from .conftest import NIGHTLY, ROOT

SCRIPT = ROOT / "studies" / "edits" / "score.py"
EVERY = 1 if NIGHTLY else 10
"""The ledger is asked of every edit at night, of a tenth of them for each change."""


def _edits() -> Iterator[dict[str, Any]]:
    for file in sorted((ROOT / replay.FOLDER).glob("edits-*.jsonl")):
        yield from map(json.loads, file.read_text(encoding="utf-8").splitlines())


@pytest.fixture(scope="module")
def dataset(frozen_folder: Path) -> Dataset:
    del frozen_folder  # without the texts no fault can be built
    return load(ROOT)


def test_there_are_seven_of_each_kind_in_each_set() -> None:
    assert len(list(_edits())) == 2 * 7 * 10


@pytest.mark.parametrize("edit", list(_edits())[::EVERY], ids=lambda each: f"{each['operator']}-{each['row']}")
def test_the_ledger_sees_an_edit(edit: dict[str, Any], dataset: Dataset) -> None:
    mutant = replay.remade(dataset, edit)
    if mutant is not None:  # else its row is another by now
        changed = scoring.replaced(dataset, scoring.rebuilt(dataset, mutant.rows))
        assert reviews.stale(changed) - reviews.stale(dataset)


def test_the_page_on_trust_has_the_score() -> None:
    spec = importlib.util.spec_from_file_location("edits_score", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = (ROOT / module.PAGE).read_text(encoding="utf-8")
    assert f"<!-- edits of others -->\n\n{chr(10).join(module.table())}\n\n<!-- end -->" in page
