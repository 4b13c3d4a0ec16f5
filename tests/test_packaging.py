"""What is shipped: the wheel, the sdist, an editable install and the names of the licences."""

import email
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import sco_data

CHECKOUT = Path(__file__).parents[1]
IGNORED = ("src/sco_data/scratch.pyc", "data/.venv-x/copy.csv", "schemas/__pycache__/x.json")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout with ignored files in it, which must not be shipped."""
    tree = tmp_path_factory.mktemp("build") / "tree"
    skip = shutil.ignore_patterns(".git", ".venv*", ".*_cache", ".nox", ".hypothesis", "dist", "__pycache__")
    shutil.copytree(CHECKOUT, tree, ignore=skip)
    for name in IGNORED:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text("ignored", encoding="utf-8")
    return tree


def build(source: Path, target: Path, *options: str) -> Path:
    """Build without the network, and give the one file that comes out."""
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", target, *options, source],
        check=True,
        capture_output=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1577836800"},
    )
    (built,) = target.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tree: Path) -> Path:
    return build(tree, tree.parent / "wheel", "--wheel")


@pytest.fixture(scope="module")
def sdist(tree: Path) -> Path:
    return build(tree, tree.parent / "sdist", "--sdist")


def under(folder: str) -> set[str]:
    files = (CHECKOUT / folder).rglob("*")
    return {
        file.relative_to(CHECKOUT / folder).as_posix() for file in files if file.is_file() and file.suffix != ".pyc"
    }


def test_wheel_holds_code_data_and_schemas_and_nothing_else(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert names == {
        *(f"sco_data/{name}" for name in under("src/sco_data")),
        *(f"sco_data/_package/data/{name}" for name in under("data")),
        *(f"sco_data/_package/schemas/{name}" for name in under("schemas")),
        "sco_data/_package/datapackage.json",
    }


def test_wheel_holds_the_very_files_of_the_checkout(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for name in ("datapackage.json", "data/summits.csv", "schemas/summits.json"):
            assert archive.read(f"sco_data/_package/{name}") == (CHECKOUT / name).read_bytes()


def test_wheels_from_tree_and_from_sdist_are_the_same_bytes(wheel: Path, sdist: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (source,) = (tmp_path / "unpacked").iterdir()
    again = build(source, tmp_path / "wheel", "--wheel")
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


def test_sdist_holds_all_that_a_build_and_the_tests_need(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames()}
    for folder in ("src", "data", "schemas", "LICENSES"):
        assert {f"{folder}/{name}" for name in under(folder)} <= names
    assert {"README.md", "LICENSE", "REUSE.toml", "datapackage.json", "pyproject.toml", "hatch_build.py"} <= names
    assert "tests/conftest.py" in names
    assert not names & set(IGNORED)


def test_metadata_says_version_licence_and_extras(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = email.message_from_bytes(archive.read(name))
        shipped = {
            name.split("/licenses/")[1]: archive.read(name) for name in archive.namelist() if "/licenses/" in name
        }
        described = json.loads(archive.read("sco_data/_package/datapackage.json"))
    assert metadata["Version"] == sco_data.__version__
    assert metadata["License-Expression"] == "MIT AND CC-BY-4.0 AND LicenseRef-Quoted-Third-Party"
    assert set(shipped) == {
        "LICENSE",
        "LICENSES/MIT.txt",
        "LICENSES/CC-BY-4.0.txt",
        "LICENSES/LicenseRef-Quoted-Third-Party.txt",
    }
    assert all(text == (CHECKOUT / name).read_bytes() for name, text in shipped.items())
    licences = {each["name"]: {licence["name"] for licence in each["licenses"]} for each in described["resources"]}
    assert licences["citations"] == licences["quotations"] == {"CC-BY-4.0", "LicenseRef-Quoted-Third-Party"}
    required = {line.split(";")[0].strip() for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line}
    assert {name.split(">=")[0] for name in required} == {"click", "pandas", "rich"}
    assert {"arrow", "export", "plot", "polars", "test"} == set(metadata.get_all("Provides-Extra", []))


def test_editable_install_is_a_pointer_to_the_checkout(tree: Path, tmp_path: Path) -> None:
    script = "import sys; from hatchling.build import build_editable; print(build_editable(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path], cwd=tree, capture_output=True, text=True, check=True
    )
    with zipfile.ZipFile(tmp_path / done.stdout.strip()) as archive:
        names = [name for name in archive.namelist() if ".dist-info/" not in name]
        assert names == ["_sco_data.pth"]
        assert archive.read("_sco_data.pth").decode() == str(tree / "src")


def test_wheel_reads_its_own_data_far_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    script = f"""
import sys
sys.path.insert(0, {str(site)!r})
import sco_data
print(sco_data.path("summits"))
print(len(sco_data.load("summits", "records")) > 0)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [str(site / "sco_data" / "_package" / "data" / "summits.csv"), "True"]
