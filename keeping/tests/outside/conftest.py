"""The forms and files of the package, as validators that others wrote see them.

The validators need environments of their own, which `nox -s outside` makes: these tests are collected where
`SCO_DATA_OUTSIDE=1`, and there a missing tool is a failure and nothing is skipped. Those of keeping's extra `outside`
stand beside the interpreter; cffconvert, whose requirements contradict the others', in the folder that `SCO_DATA_APART`
names.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sco_keeping.metadata.facts import Facts, gather
from sco_keeping.metadata.forms import FORMS

ROOT = Path(__file__).parents[3]

_APART = ("cffconvert",)

if os.environ.get("SCO_DATA_OUTSIDE") != "1":
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def facts() -> Facts:
    """What the forms of the checkout say."""
    return gather(ROOT)


@pytest.fixture
def copy(tmp_path: Path, facts: Facts) -> Path:
    """The data package with all its forms, to be spoiled."""
    folder = tmp_path / "package"
    folder.mkdir()
    for name in ("data", "schemas", "LICENSES"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "keeping").mkdir()
    for name in ("datapackage.json", "keeping/about.toml"):
        shutil.copy(ROOT / name, folder / name)
    for name, form in FORMS.items():
        (folder / name).write_bytes(form(facts))
    return folder


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what belongs to the project, without what git ignores; the checkout need be no repository."""
    folder = tmp_path_factory.mktemp("clean")
    checkout, index = folder / "checkout", folder / "git"
    subprocess.run(["git", "init", "--quiet", index], check=True)
    git = ["git", f"--git-dir={index / '.git'}", f"--work-tree={ROOT}"]
    listed = subprocess.run(
        [*git, "ls-files", "-z", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, checkout / name)
    return checkout


@pytest.fixture(scope="session")
def tool() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a tool: `tool(name, *arguments, cwd=...)`; what it prints is one text."""

    def run(name: str, *arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        folder = Path(os.environ.get("SCO_DATA_APART", "")) if name in _APART else Path(sys.executable).parent
        executable = folder / name
        if not executable.is_file():
            pytest.fail(f"There is no {executable}; `nox -s outside` installs each validator.")
        return subprocess.run(
            [executable, *map(str, arguments)],
            cwd=cwd,
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "NO_COLOR": "1", "COLUMNS": "200"},
        )

    return run
