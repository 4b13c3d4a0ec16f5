"""The data package by frictionless, as its own command sees it."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Tool = Callable[..., subprocess.CompletedProcess[str]]


def validated(tool: Tool, folder: Path) -> tuple[int, dict[str, Any]]:
    done = tool("frictionless", "validate", "datapackage.json", "--json", cwd=folder)
    return done.returncode, dict(json.loads(done.stdout))


def test_it_is_valid(tool: Tool, copy: Path) -> None:
    described = json.loads((copy / "datapackage.json").read_bytes())
    status, report = validated(tool, copy)
    assert (status, report["valid"], report["stats"]["errors"]) == (0, True, 0)
    assert [task["name"] for task in report["tasks"]] == [resource["name"] for resource in described["resources"]]


def replaced(folder: Path, name: str, pattern: str, by: str, *, sealed: bool = True) -> None:
    """Change one place of a file; `sealed` takes hash and size out of the descriptor, so that they are right."""
    file = folder / name
    text, count = re.subn(pattern, by, file.read_text(encoding="utf-8"), count=1)
    assert count == 1
    file.write_text(text, encoding="utf-8")
    if sealed:
        described = json.loads((folder / "datapackage.json").read_bytes())
        for resource in described["resources"]:
            del resource["hash"], resource["bytes"]
        (folder / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda folder: replaced(folder, "data/summits.csv", "Almaty", "Almatz", sealed=False), "hash-count"),
        (lambda folder: replaced(folder, "data/summits.csv", "1998-07-03,1998-07", "1998-07-03,1998-17"), "type-error"),
        (lambda folder: replaced(folder, "data/summits.csv", "shanghai_five", "shanghai_six"), "constraint-error"),
        (lambda folder: replaced(folder, "data/summits.csv", r",KAZ,", ",QQQ,"), "foreign-key"),
        (lambda folder: replaced(folder, "data/states.csv", r"\nCHN,", "\nKAZ,"), "primary-key"),
        (lambda folder: replaced(folder, "data/summits.csv", "date_edtf", "date"), "incorrect-label"),
    ],
    ids=["hash", "date", "word", "reference", "key", "column"],
)
def test_a_broken_one_is_refused(tool: Tool, copy: Path, spoil: Callable[[Path], None], error: str) -> None:
    spoil(copy)
    status, report = validated(tool, copy)
    assert (status, report["valid"]) == (1, False)
    assert error in {fault["type"] for task in report["tasks"] for fault in task["errors"]}


def test_a_package_without_tables_is_refused(tool: Tool, copy: Path) -> None:
    (copy / "datapackage.json").write_text('{"name": "sco-data"}', encoding="utf-8")
    assert tool("frictionless", "validate", "datapackage.json", cwd=copy).returncode == 1
