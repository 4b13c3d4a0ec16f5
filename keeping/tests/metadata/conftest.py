"""What the checkout says of itself, and a copy of it to be changed."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sco_keeping.metadata.facts import Facts, gather

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def facts() -> Facts:
    """What the forms of the checkout say."""
    return gather(ROOT)


@pytest.fixture(scope="session")
def later(facts: Facts) -> Facts:
    """What they will say when there is a DOI, a home page and a public repository."""
    return replace(facts, doi="10.5555/example", homepage="https://example.org/", repository="https://example.org/git")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The package without its forms."""
    for name in ("data", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "keeping").mkdir()
    for name in ("datapackage.json", "keeping/about.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def describe(package: Path) -> Callable[..., None]:
    """Set properties of the descriptor; None takes one away."""

    def edit(**properties: Any) -> None:
        file = package / "datapackage.json"
        described = json.loads(file.read_bytes()) | properties
        kept = {name: value for name, value in described.items() if value is not None}
        file.write_text(json.dumps(kept), encoding="utf-8")

    return edit
