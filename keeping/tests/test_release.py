"""One command makes everything, or nothing. That two runs give equal bytes is shown by `.ci/publish`."""

import csv
import json
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import build as build_library
import frictionless
import pytest

from sco_data import Package, exporting
from sco_data.errors import ScoDataError
from sco_keeping import changelog, gate, readback
from sco_keeping import release as releases
from sco_keeping.huggingface import CARD, FOLDER
from sco_keeping.library import descriptor
from sco_keeping.metadata import forms
from sco_keeping.release import STEPS, SUMS, release, sums
from sco_keeping.report import validate
from sco_keeping.report.validate import Report

from .conftest import NIGHTLY

CHECKOUT = Path(__file__).parents[2]
VERSION = str(descriptor()["version"])
NAMES = {
    f"sco-data-{VERSION}-changes.csv",
    f"sco-data-{VERSION}-parquet.zip",
    f"sco-data-{VERSION}-metadata.zip",
    f"sco-data-{VERSION}.sqlite",
    f"sco-data-{VERSION}.xlsx",
    f"sco-data-{VERSION}.zip",
    f"sco_data-{VERSION}-py3-none-any.whl",
    f"sco_data-{VERSION}.tar.gz",
    f"{FOLDER}/{CARD}",
    *(f"{FOLDER}/data/{table}.parquet" for table in Package().tables()),
}
READY, *OTHERS = STEPS  # whether a checkout is ready is for the gate to say, and for a test of its own here


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole release of the checkout."""
    folder = tmp_path_factory.mktemp("release") / "dist"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(releases, "STEPS", OTHERS)
        found = release(folder, package=CHECKOUT)
    assert list(found) == sorted(NAMES)
    return folder


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A release without the checks, which take most of its time."""
    monkeypatch.setattr(releases, "STEPS", OTHERS)
    monkeypatch.setattr(releases, "validate", lambda _: Report([], [], {}))
    return monkeypatch


def write(made: Path, _: Path) -> None:
    (made / "artefact").touch()


def test_everything_is_there_and_nothing_else(dist: Path) -> None:
    files = {path.relative_to(dist).as_posix() for path in dist.rglob("*") if path.is_file()}
    assert files == NAMES | {SUMS}
    assert [path.name for path in dist.parent.iterdir()] == ["dist"]


def test_checksums_are_as_sha256sum_reads_them(dist: Path) -> None:
    done = subprocess.run(["sha256sum", "-c", SUMS], cwd=dist, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"{name}: OK" for name in sorted(NAMES)]


@pytest.mark.parametrize("name", [name for name in sorted(NAMES) if name.endswith((f"{VERSION}.zip", ".whl"))])
def test_every_archive_holds_the_package(dist: Path, name: str) -> None:
    assert Package(dist / name).descriptor == descriptor()


def test_the_zip_is_a_valid_package_wherever_it_is_unpacked(dist: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(dist / f"sco-data-{VERSION}.zip") as archive:
        archive.extractall(tmp_path / "any where")
    report = frictionless.Package(str(tmp_path / "any where" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["message"])
    assert validate.validate(tmp_path / "any where").status == 0


def test_changed_cells_are_as_many_as_the_changelog_counts(dist: Path) -> None:
    with (dist / f"sco-data-{VERSION}-changes.csv").open(encoding="utf-8", newline="") as stream:
        cells = list(csv.DictReader(stream))
    step = gate.check(CHECKOUT).step
    assert step
    assert len(cells) == sum(change.kind == "cell_changed" for change in step.changes) > 0
    rows = {(cell["table_name"], cell["row_id"]) for cell in cells}
    (counted,) = re.findall(r"^\| all \|.* (\d+) \|$", changelog.counts(step, Package(CHECKOUT)), re.MULTILINE)
    assert len(rows) == int(counted)


def test_what_exists_is_replaced_by_force_only_where_it_is_a_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases, "STEPS", (write, STEPS[-1]))
    target = tmp_path / "dist"
    assert list(release(target)) == ["artefact"]
    with pytest.raises(ScoDataError, match="dist exists; choose another name"):
        release(target)
    release(target, force=True)
    (target / "mine.txt").touch()
    with pytest.raises(ScoDataError, match=r"mine\.txt is not in its SHA256SUMS"):
        release(target, force=True)
    (target / "mine.txt").unlink()
    (target / "artefact").unlink()
    with pytest.raises(ScoDataError, match="artefact is not there"):
        release(target, force=True)
    (tmp_path / "file").touch()
    with pytest.raises(ScoDataError, match="file is no folder of artefacts"):
        release(tmp_path / "file", force=True)
    with pytest.raises(ScoDataError, match=r"there is no folder .*gone"):
        release(tmp_path / "gone" / "dist")


def test_a_folder_that_appears_meanwhile_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releases, "STEPS", (lambda _made, _source: (tmp_path / "dist").mkdir(), write, STEPS[-1]))
    with pytest.raises(ScoDataError, match="dist exists"):
        release(tmp_path / "dist")
    assert list((tmp_path / "dist").iterdir()) == []


def test_only_a_checkout_can_be_released(package: Path, tmp_path: Path) -> None:
    with pytest.raises(ScoDataError, match=r"There is no pyproject.toml in .*; a release is built from a checkout"):
        release(tmp_path / "dist", package=package)


AT_NIGHT = pytest.mark.skipif(not NIGHTLY, reason="a minute: nearly a whole release; the others stop earlier")


# --- nothing half made


@pytest.mark.parametrize("stop", [KeyboardInterrupt, ScoDataError, OSError])
@pytest.mark.parametrize("number", range(len(STEPS)))
def test_a_release_that_is_stopped_leaves_nothing(
    number: int, stop: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(made: Path, source: Path) -> None:
        write(made, source)
        raise stop

    monkeypatch.setattr(releases, "STEPS", [write] * number + [stopped])
    with pytest.raises((KeyboardInterrupt, ScoDataError)):
        release(tmp_path / "dist")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("module", "function"),
    [
        (subprocess, "run"),
        (exporting, "export"),
        *(pytest.param(*each, marks=AT_NIGHT) for each in ((readback, "same_tables"), (releases, "write_sums"))),
    ],
)
def test_nor_does_one_that_is_interrupted_in_the_middle_of_a_step(
    module: object, function: str, tmp_path: Path, quick: pytest.MonkeyPatch
) -> None:
    real = getattr(module, function)

    def interrupted(*arguments: object, **options: object) -> None:
        real(*arguments, **options)
        raise KeyboardInterrupt

    quick.setattr(module, function, interrupted)
    with pytest.raises(KeyboardInterrupt):
        release(tmp_path / "dist", package=CHECKOUT)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_process_that_is_ended_cleans_up(tmp_path: Path, name: str) -> None:
    script = f"""
import os, signal
from sco_keeping import cli, release

def write(made, source):
    (made / "half").touch()
    print(len(os.listdir(".")), flush=True)
    os.kill(os.getpid(), signal.{name})

release.STEPS = (write,)
cli.app(["release", "dist"])
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout == "1\n"  # what was being made
    assert done.returncode not in (0, -getattr(signal, name)), done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


# --- what must not be shipped


def test_data_that_are_not_valid_are_not_released(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = copy(tmp_path / "source")
    (source / "data" / "summits.csv").write_bytes(b"\xef\xbb\xbf" + (source / "data" / "summits.csv").read_bytes())
    monkeypatch.setattr(releases, "STEPS", OTHERS)
    with pytest.raises(ScoDataError, match=rf"sco-data-{VERSION}\.zip, unpacked, is not valid: .*summits"):
        release(tmp_path / "dist", package=source)
    assert not (tmp_path / "dist").exists()


def test_a_bad_file_is_not_released(tmp_path: Path, quick: pytest.MonkeyPatch) -> None:
    real = exporting.export

    def shorter(form: str, target: Path, *, package: Path) -> Path:
        return real(form, target, tables=["states"], package=package)

    quick.setattr(exporting, "export", shorter)
    quick.setattr(releases, "STEPS", tuple(step for step in OTHERS if step is not releases._python))
    with pytest.raises(ScoDataError, match=r"sqlite cannot be read back: no such table"):
        release(tmp_path / "dist", package=CHECKOUT)
    assert list(tmp_path.iterdir()) == []


def test_a_version_that_the_gate_refuses_is_not_released(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = gate.check(CHECKOUT)._replace(faults=["events, row 'x' of 0.1.0 is gone: put it back."])
    monkeypatch.setattr(gate, "check", lambda _: refused)
    with pytest.raises(ScoDataError, match=r"is not fit for release, as `sco-keep gate` says: events, row 'x' of 0\.1"):
        release(tmp_path / "dist", package=CHECKOUT)
    assert list(tmp_path.iterdir()) == []


def test_nor_is_one_whose_descriptions_are_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    accepted = gate.check(CHECKOUT)._replace(faults=[])
    monkeypatch.setattr(gate, "check", lambda _: accepted)
    source = copy(tmp_path / "source")
    forms.renew_citation(source)
    monkeypatch.setattr(releases, "STEPS", (READY, write, STEPS[-1]))
    assert list(release(tmp_path / "dist", package=source)) == ["artefact"]
    file = source / "datapackage.json"
    file.write_text(json.dumps(descriptor(source) | {"title": "Another title"}), encoding="utf-8")
    with pytest.raises(ScoDataError, match=r"does not say what the package is; run `sco-keep build`"):
        release(tmp_path / "again", package=source)
    assert not (tmp_path / "again").exists()


@pytest.mark.usefixtures("quick")
def test_what_cannot_be_built_is_one_error(tmp_path: Path) -> None:
    source = copy(tmp_path / "source")
    (source / "hatch_build.py").write_text("raise RuntimeError('broken hook')", encoding="utf-8")
    with pytest.raises(ScoDataError, match=r"The wheel cannot be built: RuntimeError: broken hook\."):
        release(tmp_path / "dist", package=source)
    (source / "pyproject.toml").write_text("[build-system", encoding="utf-8")
    with pytest.raises(ScoDataError, match="The sdist cannot be built: "):
        release(tmp_path / "dist", package=source)
    assert [path.name for path in tmp_path.iterdir()] == ["source"]


def test_a_missing_library_is_named(tmp_path: Path, quick: pytest.MonkeyPatch) -> None:
    quick.setattr(build_library.ProjectBuilder, "check_dependencies", lambda _self, _kind: {("hatchling>=99",)})
    with pytest.raises(ScoDataError, match="sdist cannot be built: hatchling>=99 is not installed"):
        release(tmp_path / "dist", package=CHECKOUT)


def copy(folder: Path) -> Path:
    """What a build reads of the checkout."""
    skip = shutil.ignore_patterns(".*", "build", "dist", "__pycache__", "tests", "studies", "benchmarks")
    return Path(shutil.copytree(CHECKOUT, folder, ignore=skip))


def test_sums_of_a_release(dist: Path) -> None:
    assert set(sums(dist)) == NAMES
