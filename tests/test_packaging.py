"""What is shipped: the wheel, the sdist, an editable install and the names of the licences."""

import email
import hashlib
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
STRAY = ("data/notes.csv", "data/summits.bak", "schemas/notes.json")
DESCRIBED = json.loads((CHECKOUT / "datapackage.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout with files in it that must not be shipped: ignored ones, and some that nothing names."""
    tree = tmp_path_factory.mktemp("build") / "tree"
    skip = shutil.ignore_patterns(".git", ".venv*", ".*_cache", ".nox", ".hypothesis", "dist", "__pycache__")
    shutil.copytree(CHECKOUT, tree, ignore=skip)
    for name in (*IGNORED, *STRAY):
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


def test_wheel_holds_the_library_and_what_the_descriptor_names_and_nothing_else(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    named = [each[part] for each in DESCRIBED["resources"] for part in ("path", "schema")]
    assert names == {
        *(f"sco_data/{name}" for name in under("src/sco_data")),
        *(f"sco_data/_package/{name}" for name in ["datapackage.json", *named]),
    }


def test_nothing_lies_in_the_data_that_the_descriptor_does_not_name() -> None:
    for folder, part in (("data", "path"), ("schemas", "schema")):
        assert {f"{folder}/{name}" for name in under(folder)} == {each[part] for each in DESCRIBED["resources"]}


def test_wheel_holds_no_code_of_keeping(wheel: Path) -> None:
    keeping = CHECKOUT / "keeping" / "src" / "sco_keeping"
    whole = {file.read_bytes() for file in keeping.rglob("*.py") if file.stat().st_size}
    assert whole
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            assert "keeping" not in name and archive.read(name) not in whole, name
            assert not name.endswith(".py") or b"sco_keeping" not in archive.read(name), name


def test_there_are_at_most_twelve_files_at_the_root() -> None:
    files = sorted(path.name for path in CHECKOUT.iterdir() if path.is_file() and not path.name.startswith("."))
    assert len(files) <= 12, files


def test_a_clone_by_git_as_set_up_on_windows_keeps_every_byte(tmp_path: Path) -> None:
    """Hashes are of bytes; with ``core.autocrlf`` git writes CR LF into what it takes for text, unless it is told."""
    given, clone = tmp_path / "given", tmp_path / "clone"
    for name in ("data", "schemas", "releases"):
        if (CHECKOUT / name).is_dir():
            shutil.copytree(CHECKOUT / name, given / name)
    for name in (".gitattributes", "datapackage.json", "README.md"):
        shutil.copy(CHECKOUT / name, given)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}

    def git(*arguments: str | Path, folder: Path = given) -> None:
        settings = ("-c", "user.name=x", "-c", "user.email=x@example.org")
        subprocess.run(["git", *settings, *arguments], cwd=folder, env=environment, check=True, capture_output=True)

    git("init", "-q")
    git("add", "-A")
    git("commit", "-q", "-m", "x")
    git("clone", "-q", "-c", "core.autocrlf=true", given, clone, folder=tmp_path)
    files = [file.relative_to(given) for file in given.rglob("*") if file.is_file() and ".git" not in file.parts]
    assert [file for file in files if (clone / file).read_bytes() != (given / file).read_bytes()] == []
    for each in DESCRIBED["resources"]:
        assert each["hash"] == f"sha256:{hashlib.sha256((clone / each['path']).read_bytes()).hexdigest()}", each["name"]


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
    assert {"tests/conftest.py", "keeping/pyproject.toml", "keeping/tests/conftest.py", ".gitattributes"} <= names
    assert not [name for name in names if name.startswith("releases/")]
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
