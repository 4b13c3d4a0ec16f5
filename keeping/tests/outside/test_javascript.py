"""The data package by `datapackage`, the reader of JavaScript; `SCO_DATA_NODE` names the folder that has it."""

import json
import os
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import sco_data as sco

RUNNER = Path(__file__).with_name("read_all.cjs")


def read(folder: Path) -> subprocess.CompletedProcess[str]:
    if (
        not shutil.which("node")
        or not Path(os.environ.get("SCO_DATA_NODE", ""), "node_modules", "datapackage").is_dir()
    ):
        pytest.fail("There is no node with `datapackage`; `nox -s outside` installs it, with npm.")
    modules = str(Path(os.environ["SCO_DATA_NODE"], "node_modules"))
    return subprocess.run(
        ["node", RUNNER, folder],
        env={**os.environ, "NODE_PATH": modules, "TZ": "UTC"},
        capture_output=True,
        text=True,
        check=False,
    )


def as_json(value: Any) -> Any:
    """A value as JavaScript writes it: a day is its midnight."""
    return f"{value}T00:00:00.000Z" if isinstance(value, date) else value


def test_every_table_is_read_cell_by_cell(copy: Path) -> None:
    done = read(copy)
    assert done.returncode == 0, done.stderr
    found = dict(json.loads(line) for line in done.stdout.splitlines())
    assert list(found) == sco.tables()
    for table, rows in found.items():
        assert rows == [{name: as_json(value) for name, value in row.items()} for row in sco.load(table, "records")], (
            table
        )
    assert next(row["iso3n"] for row in found["states"] if row["state_id"] == "AFG") == "004"


def test_a_word_that_is_not_one_is_refused(copy: Path) -> None:
    file = copy / "data" / "summits.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("shanghai_five", "shanghai_six"), encoding="utf-8")
    done = read(copy)
    assert done.returncode == 1
    assert "summits: " in done.stderr
