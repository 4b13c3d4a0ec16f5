"""The table group by csvwvalidate: a second opinion on keys, foreign keys, dates and numbers.

Foreign keys may be empty here, so that it is asked with `--lax`: without, it refuses every empty one.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from csvw.__main__ import csvwvalidate

from .offline import refuse_network

# It tells what it finds by warnings, which it gathers itself.
pytestmark = pytest.mark.filterwarnings("always::UserWarning")


@pytest.fixture(autouse=True)
def _network_off(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_network(monkeypatch)


@pytest.fixture
def validated(copy: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[], tuple[int, str]]:
    """Exit status and output of the command ``csvwvalidate --verbose --lax`` on the copy."""

    def run() -> tuple[int, str]:
        arguments = argparse.Namespace(url=str(copy / "csvw-metadata.json"), verbose=True, lax=True)
        return csvwvalidate(arguments, test=True), capsys.readouterr().out

    return run


def cell(table: str, old: str, new: str) -> Callable[[Path], None]:
    """Something that changes the first such words in a table."""

    def change(folder: Path) -> None:
        file = folder / "data" / f"{table}.csv"
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{file} has no {old!r}: the test needs other words"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def foreign_key(**reference: Any) -> Callable[[Path], None]:
    """Something that sends the first foreign key of `summits` elsewhere."""

    def change(folder: Path) -> None:
        file = folder / "csvw-metadata.json"
        group = json.loads(file.read_bytes())
        summits = next(table for table in group["tables"] if table["url"] == "data/summits.csv")
        summits["tableSchema"]["foreignKeys"][0]["reference"].update(reference)
        file.write_text(json.dumps(group), encoding="utf-8")

    return change


def repeated_row(folder: Path) -> None:
    file = folder / "data" / "states.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + text.splitlines()[1] + "\n", encoding="utf-8")


def test_every_table_is_valid(validated: Callable[[], tuple[int, str]]) -> None:
    status, output = validated()
    assert (status, "OK" in output) == (0, True), output


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (cell("summits", ",almaty,", ",atlantis,"), "Key `atlantis` not found in table data/places.csv"),
        (cell("organizations", ",sco,", ",scoo,"), "Key `scoo` not found in table data/organizations.csv"),
        (
            cell("summits", "1998-07-03,1998-07-03,1998", "1998-07-03,1998-07-32,1998"),
            "date_start: day is out of range",
        ),
        (cell("summits", ",held,", ",hold,"), "status: invalid lexical value for string: hold"),
        (cell("states", ",004,", ",4,"), "iso3n: invalid lexical value for string: 4"),
        (cell("states", "AFG,Afghanistan,", "AFG,,"), "name: required column value is missing"),
        (cell("passages", ",1,", ",0,"), "number: value must be >= 1"),
        (cell("passages", ",1,", ",one,"), "number: Invalid value for decimal"),
        (repeated_row, "duplicate primary key: AFG"),
        (foreign_key(columnReference=["place"]), 'missing column "place_id" or "place"'),
        (foreign_key(resource="data/towns.csv"), "missing table \"'data/towns.csv'\" referenced"),
    ],
    ids=[
        "dangling",
        "dangling in the own table",
        "date",
        "word",
        "pattern",
        "required",
        "minimum",
        "integer",
        "key",
        "column of a foreign key",
        "table of a foreign key",
    ],
)
def test_a_broken_one_is_refused(
    copy: Path, validated: Callable[[], tuple[int, str]], spoil: Callable[[Path], None], said: str
) -> None:
    for name in ("quotations", "claims", "citations", "evidence", "discrepancies"):
        # Long, and without each other nothing refers to them: the fault is found sooner.
        file = copy / "data" / f"{name}.csv"
        file.write_text(file.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    spoil(copy)
    status, output = validated()
    assert status > 0
    assert said in output
