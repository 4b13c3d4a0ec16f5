"""pyproject.toml by validate-pyproject, wheel and sdist by twine and check-wheel-contents."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

Tool = Callable[..., subprocess.CompletedProcess[str]]


def built(source: Path, target: Path) -> Path:
    """Folder with the wheel and the sdist, built without the network."""
    done = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", target, source],
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1577836800"},
    )
    assert done.returncode == 0, done.stdout
    return target


def one(folder: Path, pattern: str) -> Path:
    (file,) = folder.glob(pattern)
    return file


@pytest.fixture(scope="module")
def made(clean: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(clean, tmp_path_factory.mktemp("made"))


@pytest.fixture
def project(clean: Path, tmp_path: Path) -> Path:
    """A copy of the project to be spoiled."""
    return shutil.copytree(clean, tmp_path / "project")


def replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_pyproject_is_valid(tool: Tool, clean: Path) -> None:
    done = tool("validate-pyproject", "pyproject.toml", cwd=clean)
    assert (done.returncode, done.stdout.strip()) == (0, "Valid file: pyproject.toml")


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('requires-python = ">=3.11"', 'requires-python = "at least 3.11"', "project.requires-python"),
        ('license = "MIT AND CC', 'license = "MITT AND CC', "project.license"),
        ('"Typing :: Typed"', '"Typing :: Tipped"', "project.classifiers"),
        ('dynamic = ["version"]', "dynamic = []", "version"),
        ('sco-data = "sco_data.cli:main"', 'sco-data = "sco_data.cli main"', "project.scripts"),
    ],
    ids=["python", "license", "classifier", "version", "command"],
)
def test_a_broken_pyproject_is_refused(tool: Tool, project: Path, old: str, new: str, where: str) -> None:
    replaced(project / "pyproject.toml", old, new)
    done = tool("validate-pyproject", "pyproject.toml", cwd=project)
    assert done.returncode == 1
    assert where in done.stdout


def test_twine_takes_both(tool: Tool, made: Path) -> None:
    done = tool("twine", "check", "--strict", *sorted(made.iterdir()))
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("PASSED") == 2


def test_twine_refuses_a_package_without_a_description(tool: Tool, project: Path, tmp_path: Path) -> None:
    replaced(project / "pyproject.toml", 'readme = "README.md"\n', "")
    done = tool("twine", "check", "--strict", *sorted(built(project, tmp_path / "made").iterdir()))
    assert done.returncode == 1
    assert "`long_description` missing" in done.stdout


def test_wheel_contents_are_in_order(tool: Tool, made: Path) -> None:
    done = tool("check-wheel-contents", "--no-config", one(made, "*.whl"))
    assert (done.returncode, done.stdout.strip().rpartition(": ")[2]) == (0, "OK"), done.stdout


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("sco_data/__pycache__/reading.cpython-311.pyc", "W001"),
        ("data/summits.csv", "W005"),
        ("tests/test_reading.py", "W005"),
        ("reading.py", "W009"),
        ("sco_data/not-a-module/__init__.py", "W004"),
    ],
)
def test_a_wheel_with_a_stray_file_is_refused(tool: Tool, made: Path, tmp_path: Path, name: str, code: str) -> None:
    whole = one(made, "*.whl")
    stray = tmp_path / whole.name
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(stray, "w") as target:
        for entry in source.namelist():
            content = source.read(entry)
            if entry.endswith(".dist-info/RECORD"):
                content += f"{name},sha256=LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ,5\n".encode()
            target.writestr(entry, content)
        target.writestr(name, "hello")
    done = tool("check-wheel-contents", "--no-config", stray)
    assert done.returncode == 1
    assert f": {code}: " in done.stdout
