"""CITATION.cff by cffconvert."""

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from sco_keeping.metadata import cff
from sco_keeping.metadata.facts import Facts

Tool = Callable[..., subprocess.CompletedProcess[str]]


def test_it_is_valid(tool: Tool, copy: Path) -> None:
    done = tool("cffconvert", "--validate", "--infile", copy / "CITATION.cff")
    assert (done.returncode, done.stdout.strip()) == (
        0,
        "Citation metadata are valid according to schema version 1.2.0.",
    )


def test_it_is_valid_with_what_does_not_exist_yet(tool: Tool, facts: Facts, tmp_path: Path) -> None:
    file = tmp_path / "CITATION.cff"
    full = replace(facts, doi="10.5555/example", homepage="https://example.org/", repository="https://example.org/git")
    file.write_bytes(cff.render(full))
    assert tool("cffconvert", "--validate", "--infile", file).returncode == 0
    assert "10.5555/example" in tool("cffconvert", "--format", "bibtex", "--infile", file).stdout


def test_a_reader_gets_author_title_version_and_year(tool: Tool, facts: Facts, copy: Path) -> None:
    line = tool("cffconvert", "--format", "apalike", "--infile", copy / "CITATION.cff").stdout
    year = facts.date[:4]
    assert line.strip() == f"The sco-data contributors ({year}). {facts.title} (version {facts.version})."


@pytest.mark.parametrize(
    "wrong",
    [
        {"authors": []},
        {"title": None},
        {"type": "data"},
        {"license": ["LicenseRef-Quoted-Third-Party"]},
        {"date-released": "November 2026"},
        {"doi": "https://doi.org/10.5555/example"},
        {"keywords": "a, b"},
        {"references": [{"type": "paper", "title": "x", "authors": [{"name": "y"}]}]},
        {"licence": "CC-BY-4.0"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_broken_one_is_refused(tool: Tool, copy: Path, wrong: Mapping[str, Any]) -> None:
    file = copy / "CITATION.cff"
    broken = {**yaml.safe_load(file.read_text(encoding="utf-8")), **wrong}
    file.write_text(
        yaml.safe_dump({name: value for name, value in broken.items() if value is not None}), encoding="utf-8"
    )
    done = tool("cffconvert", "--validate", "--infile", file)
    assert done.returncode != 0
    assert "ValidationError" in done.stdout
