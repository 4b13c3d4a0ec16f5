"""What CI installs is pinned by hash, and the pins are of what the two projects ask for."""

import os
import re
import subprocess
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
LIBRARY, KEEPING = (
    tomllib.loads((ROOT / name).read_text(encoding="utf-8"))["project"]
    for name in ("pyproject.toml", "keeping/pyproject.toml")
)


def pins(file: Path) -> dict[str, set[str]]:
    """Versions of each package; there may be several, for several Pythons."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^ ]+)", file.read_text(encoding="utf-8"), re.MULTILINE):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


def asked_for(project: dict[str, Any], extras: Iterable[str]) -> list[Requirement]:
    """What a project needs with extras, those that they name in turn included."""
    wanted = [Requirement(each) for each in project["dependencies"]]
    for extra in extras:
        for each in map(Requirement, project["optional-dependencies"][extra]):
            wanted += asked_for(project, each.extras) if each.name == "sco-data" else [each]
    return [each for each in wanted if each.name != "sco-data"]


@pytest.mark.parametrize("file", LOCKS, ids=lambda file: file.name)
def test_every_pin_has_hashes(file: Path) -> None:
    entries = file.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    assert entries and all(re.match(r"[\w.-]+==[^ ]+ .*--hash=sha256:[0-9a-f]{64}", entry) for entry in entries)


def test_there_is_one_list_for_each_environment_that_cannot_be_joined_with_another() -> None:
    assert [file.name for file in (ROOT / "requirements").iterdir() if file not in LOCKS] == []
    assert [file.stem for file in LOCKS] == ["apart", "oldest", "test"]
    sessions = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    assert all(f'\n    "{file.stem}": (' in sessions for file in LOCKS)


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("test", [*asked_for(LIBRARY, ["test"]), *asked_for(KEEPING, ["outside"])]),
        ("test", [*map(Requirement, ("editables", "passlib", "pypiserver", "twine", "zizmor"))]),
        ("oldest", [*asked_for(LIBRARY, ["arrow", "polars"]), Requirement("pandas==2.2.*"), Requirement("hypothesis")]),
        ("apart", [Requirement("cffconvert==2.0.0"), Requirement("setuptools<81")]),
    ],
    ids=["test", "publishing", "oldest", "apart"],
)
def test_pins_are_of_what_the_projects_ask_for(lock: str, wanted: list[Requirement]) -> None:
    pinned = pins(ROOT / "requirements" / f"{lock}.txt")
    for each in wanted:
        versions = pinned[canonicalize_name(each.name)]
        assert all(each.specifier.contains(version) for version in versions), f"{each}: run `nox -s lock`"


def test_what_is_installed_to_publish_is_pinned() -> None:
    (named,) = re.findall(r"tools/bin/pip. install -q --no-compile (.*)", (ROOT / ".ci" / "publish").read_text("utf-8"))
    assert set(named.split()) <= pins(ROOT / "requirements" / "test.txt").keys()


def test_ci_fetches_every_list_before_it_installs_anything() -> None:
    before, command, after = (ROOT / ".ci" / "run").read_text(encoding="utf-8").partition('.ci/wheels "$work/wheels"')
    fetched, _, later = after.partition("\n")
    assert {"apart", *fetched.split()} == {file.stem for file in LOCKS}  # that one is for the night
    assert set(re.findall(r"^ *pins (\w+)$", later, re.MULTILINE)) == set(fetched.split())
    assert command and later.startswith("pins ") and "/pip" not in before and " pip " not in before


@pytest.mark.parametrize("lists", [["test"], ["oldest", "apart"]])
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
