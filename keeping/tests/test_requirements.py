"""What CI installs is pinned by hash, and the pins are of what the project asks for."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pins(file: Path) -> dict[str, set[str]]:
    """Versions of each package; there may be several, for several Pythons."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^ ]+)", file.read_text(encoding="utf-8"), re.MULTILINE):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


def asked_for(extras: set[str]) -> list[Requirement]:
    """What the project needs with extras, those that they name in turn included."""
    wanted = [Requirement(each) for each in PROJECT["dependencies"]]
    for extra in extras:
        for each in map(Requirement, PROJECT["optional-dependencies"][extra]):
            wanted += asked_for(each.extras) if each.name == "sco-data" else [each]
    return wanted


@pytest.mark.parametrize("file", LOCKS, ids=lambda file: file.name)
def test_every_pin_has_hashes(file: Path) -> None:
    entries = file.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    assert entries and all(re.match(r"[\w.-]+==[^ ]+ .*--hash=sha256:[0-9a-f]{64}", entry) for entry in entries)


@pytest.mark.parametrize(
    ("lock", "extras"), [("test", {"test"}), ("outside", {"outside"}), ("oldest", {"arrow", "polars"})]
)
def test_pins_are_of_what_the_project_asks_for(lock: str, extras: set[str]) -> None:
    pinned = pins(ROOT / "requirements" / f"{lock}.txt")
    for each in asked_for(extras):
        versions = pinned[canonicalize_name(each.name)]
        assert all(each.specifier.contains(version) for version in versions), f"{each}: run `nox -s lock`"


@pytest.mark.parametrize("file", sorted((ROOT / "requirements").glob("*.in")), ids=lambda file: file.name)
def test_pins_are_of_what_the_lists_ask_for(file: Path) -> None:
    pinned = pins(file.with_suffix(".txt"))
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            each = Requirement(line)
            assert all(each.specifier.contains(version) for version in pinned[canonicalize_name(each.name)]), line


def test_ci_fetches_every_list_before_it_installs_anything() -> None:
    before, command, after = (ROOT / ".ci" / "run").read_text(encoding="utf-8").partition('.ci/wheels "$work/wheels"')
    fetched, _, later = after.partition("\n")
    assert {"build", *fetched.split()} == {file.stem for file in LOCKS}
    assert set(re.findall(r"^ *pins (\w+)$", later, re.MULTILINE)) == set(fetched.split())
    assert command and later.startswith("pins ") and "/pip" not in before and " pip " not in before


@pytest.mark.parametrize("lists", [["test"], ["oldest", "outside"]])
def test_a_python_without_pins_is_named_and_installs_what_is_newest(tmp_path: Path, lists: list[str]) -> None:
    other = tmp_path / "bin" / "python3"
    other.parent.mkdir()
    other.write_text('#!/bin/sh\n[ "$1" != --version ] || exec echo Python 3.99.0\nexit 1\n', encoding="utf-8")
    other.chmod(0o755)
    done = subprocess.run(
        [ROOT / ".ci" / "wheels", tmp_path / "wheels", *lists],
        env={**os.environ, "PATH": f"{other.parent}{os.pathsep}{os.environ['PATH']}"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert "no pins for Python 3.99.0" in done.stdout
    assert {file.name: file.read_text(encoding="utf-8") for file in (tmp_path / "wheels").iterdir()} == {
        f"{name}.env": "" for name in lists
    }
