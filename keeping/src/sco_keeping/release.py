"""All artefacts of a release in one folder, complete or not at all, the same bytes wherever they are made."""

import hashlib
import os
import signal
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from types import FrameType
from typing import Literal

import click

from sco_data import exporting
from sco_data.errors import ScoDataError
from sco_data.exporting import placed
from sco_data.package import Package
from sco_keeping import changelog, datazip, gate, huggingface, readback, workbook
from sco_keeping.library import descriptor, root
from sco_keeping.metadata.forms import CITATION, metadata_command, renew_citation
from sco_keeping.report.validate import validate

SUMS = "SHA256SUMS"
"""The file that names every other file of a release with its SHA-256, as ``sha256sum`` reads it."""

Step = Callable[[Path, Path], None]


def release(
    folder: str | PathLike[str], *, package: str | PathLike[str] | None = None, force: bool = False
) -> dict[str, str]:
    """Build everything that a release consists of.

    Wheel, sdist, the data package as a zip, SQLite, Parquet (a zip), XLSX, a folder for Hugging Face, the forms for
    catalogues (a zip), the cells that changed since the last release (CSV) and `SUMS`. Before the folder takes its
    place, the data package is unpacked and validated, and the others are read back and compared with the tables.

    Parameters
    ----------
    folder : path
        Where the artefacts shall be. The same package gives the same bytes in any folder, on any day, with the same
        versions of Python, hatchling, pyarrow, openpyxl and SQLite.
    package : path, optional
        A checkout of the project; default the checkout of an editable install.
    force : bool
        Replace `folder` where it holds a release and nothing else.

    Returns
    -------
    dict of str to str
        SHA-256 by name of the artefact, sorted.

    Raises
    ------
    ScoDataError
        `package` is no checkout, `folder` is there or cannot be written, the data are not valid, or what was built is
        not what the tables say. No folder is left half made.
    """
    source, target = _checkout(package), Path(folder)
    _refuse(target, force=force)
    try:
        with placed(target) as made:
            made.mkdir()
            for step in STEPS:
                step(made, source)
            _refuse(target, force=force)  # it may have appeared while we built
    except OSError as error:
        if isinstance(error, ScoDataError):
            raise
        raise ScoDataError(f"{target} cannot be written: {error.strerror or error}.") from error
    return sums(target)


def sums(folder: Path) -> dict[str, str]:
    """SHA-256 of the files of a release, as its `SUMS` has them.

    Parameters
    ----------
    folder : Path
        What `release` made.

    Returns
    -------
    dict of str to str
        Hash by name.

    Raises
    ------
    ScoDataError
        It is not what `release` made: it has no `SUMS`, a file is missing or changed, or there are others.
    """
    file = folder / SUMS
    if not file.is_file():
        raise ScoDataError(f"{folder} holds no release: it has no {SUMS}; `sco-keep release {folder}` makes one.")
    named = dict(line.split("  ", 1)[::-1] for line in file.read_text(encoding="utf-8").splitlines())
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    del found[SUMS]
    for name in sorted({*named, *found}):
        if name not in found or name not in named:
            raise ScoDataError(f"{folder}: {name} is {'not there' if name in named else f'not in its {SUMS}'}.")
        if (digest := hashlib.sha256(found[name].read_bytes()).hexdigest()) != named[name]:
            raise ScoDataError(f"{folder}: {name} has changed: expected sha256 {named[name]}, found {digest}.")
    return named


def write_sums(folder: Path) -> None:
    """Name every file in a folder and below in its `SUMS`."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {name}\n" for name, file in sorted(files.items())]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def _checkout(package: str | PathLike[str] | None) -> Path:
    source = root(package).resolve()
    if not (source / "pyproject.toml").is_file():
        raise ScoDataError(
            f"There is no pyproject.toml in {source}; a release is built from a checkout of the project."
        )
    return source


def _refuse(target: Path, *, force: bool) -> None:
    if not target.resolve().parent.is_dir():
        raise ScoDataError(f"{target} cannot be written: there is no folder {target.resolve().parent}.")
    if not target.exists() and not target.is_symlink():
        return
    if not force:
        raise ScoDataError(f"{target} exists; choose another name, or replace it with force=True (`--force`).")
    if not target.is_dir() or target.is_symlink():
        raise ScoDataError(f"{target} is no folder of artefacts; it is not replaced.")
    sums(target)  # what is not a release, or more than one, is not ours to replace


def _stem(source: Path) -> str:
    described = descriptor(source)
    return f"{described['name']}-{described['version']}"


def _ready(_: Path, source: Path) -> None:
    """The version says enough of what changed, and what describes it is up to date."""
    if faults := gate.check(source).faults:
        raise ScoDataError(f"{_stem(source)} is not fit for release, as `sco-keep gate` says: {faults[0]}")
    if renew_citation(source, check=True):
        raise ScoDataError(f"{source / CITATION} does not say what the package is; run `sco-keep build`.")


def _data(made: Path, source: Path) -> None:
    """The data package alone, unpacked and validated before anything else is built."""
    file = made / f"{_stem(source)}.zip"
    file.write_bytes(datazip.pack(datazip.members(source), datazip.created(source)))
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(file) as archive:
            archive.extractall(folder)
        report = validate(folder)
    if report.status:
        first = next(fault for fault in report.faults if fault.severity == "error")
        raise ScoDataError(f"{file.name}, unpacked, is not valid: {first}; `sco-keep validate` names all.")


def _python(made: Path, source: Path) -> None:
    """The sdist, and the wheel out of it, so that whoever has the sdist can build the same wheel."""
    epoch = str(int(datazip.created(source).timestamp()))
    sdist = _build("sdist", source, made, epoch)
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(sdist) as archive:
            archive.extractall(folder, filter="data")
        (unpacked,) = Path(folder).iterdir()
        _build("wheel", unpacked, made, epoch)


def _build(kind: Literal["sdist", "wheel"], source: Path, made: Path, epoch: str) -> Path:
    from build import BuildBackendException, BuildException, ProjectBuilder

    def run(cmd: Sequence[str], cwd: str | None = None, extra_environ: Mapping[str, str] | None = None) -> None:
        environment = {**os.environ, **(extra_environ or {}), "SOURCE_DATE_EPOCH": epoch}
        done = subprocess.run(cmd, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            why = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
            raise ScoDataError(f"The {kind} cannot be built: {why}.")

    try:
        builder = ProjectBuilder(source, python_executable=sys.executable, runner=run)
        if missing := builder.check_dependencies(kind):
            raise ScoDataError(f"The {kind} cannot be built: {min(missing)[0]} is not installed.")
        return Path(builder.build(kind, made))
    except (BuildException, BuildBackendException) as error:
        cause = getattr(error, "exception", None)
        if isinstance(cause, ScoDataError):  # what `run` says, which they wrap
            raise cause from error
        raise ScoDataError(f"The {kind} cannot be built: {error}.") from error


def _formats(made: Path, source: Path) -> None:
    """The tables for other tools."""
    stem = _stem(source)
    exporting.export("sqlite", made / f"{stem}.sqlite", package=source)
    workbook.write(made / f"{stem}.xlsx", Package(source))
    huggingface.write_folder(made / huggingface.FOLDER, source)
    tables = {file.name: file.read_bytes() for file in (made / huggingface.FOLDER / "data").iterdir()}
    (made / f"{stem}-parquet.zip").write_bytes(datazip.pack(tables, datazip.created(source)))


def _metadata(made: Path, source: Path) -> None:
    """The forms for catalogues, in one zip."""
    with tempfile.TemporaryDirectory() as folder:
        metadata_command(folder, source)
        files = {file.name: file.read_bytes() for file in sorted(Path(folder).iterdir())}
    (made / f"{_stem(source)}-metadata.zip").write_bytes(datazip.pack(files, datazip.created(source)))


def _changes(made: Path, source: Path) -> None:
    """The cells that the changelog counts, one by one, where there was a release before."""
    if found := gate.check(source).step:
        (made / f"{_stem(source)}-changes.csv").write_bytes(changelog.changed_cells(found))


def _read_back(made: Path, source: Path) -> None:
    """What was built says what the tables say."""
    stem = _stem(source)
    for name in (f"{stem}.sqlite", f"{stem}.xlsx", f"{stem}-parquet.zip"):
        readback.same_tables(made / name, source)
    for file in (made / f"{stem}.zip", *made.glob("*.whl")):
        readback.same_files(file, source)


def _sums(made: Path, _: Path) -> None:
    write_sums(made)


STEPS: tuple[Step, ...] = (_ready, _data, _python, _formats, _metadata, _changes, _read_back, _sums)
"""What is done, in order: each gets the folder that is being made and the checkout."""


def release_command(
    folder: str | PathLike[str], package: str | PathLike[str] | None = None, *, force: bool = False
) -> int:
    """Build a release and print its artefacts, with their hashes and sizes.

    Parameters
    ----------
    folder, package, force
        As for `release`.

    Returns
    -------
    int
        Exit status: 0.
    """
    with _ended_as_interrupted():
        for name, digest in release(folder, package=package, force=force).items():
            click.echo(f"{digest}  {name} ({Path(folder, name).stat().st_size} bytes)")
    return 0


@contextmanager
def _ended_as_interrupted() -> Iterator[None]:
    """Let an ended process (SIGTERM) clean up behind itself, as an interrupted one does."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
