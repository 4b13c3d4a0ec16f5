"""A data package wherever it lies: a folder, a wheel, a zip, an sdist, a git repository. Read in place and checked."""

import base64
import csv
import gzip
import hashlib
import io
import os
import subprocess
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from sco_data.errors import DamagedFileError, ScoDataError
from sco_data.package import DESCRIPTOR, root, usable
from sco_data.reading import Package
from sco_data.shapes import check_descriptor, leads_out, parsed

Read = Callable[[str], bytes]

LARGEST = 2**30
"""An archive that holds more bytes than this when unpacked is refused."""

_MEMBERS = 100_000
_LONG = 200  # a message shows no more of what is wrong
REVISION = "git:"
"""What stands before a revision of a git repository, so that no file is meant."""

_KINDS = (
    "a folder that holds datapackage.json, a wheel (.whl), a .zip, an sdist (.tar.gz), a manifest (releases/0.1.0.json)"
    " or a revision of the git repository in the current folder (v0.1.0, git:v0.1.0)"
)
_NEEDED = (".csv", ".json", ".dist-info/RECORD")


def open_package(package: Package) -> tuple[str, dict[str, Any], Read]:
    """Descriptor of a package, and a function that reads its files.

    Parameters
    ----------
    package : path or None
        A folder that holds a ``datapackage.json``, a wheel, a zip or an sdist; None is the installed package. What is
        no file and no folder is looked for among the revisions of the git repository in the current folder; with
        ``git:`` before it, it is looked for only there. Archives and revisions are read in memory; nothing is unpacked
        to disk.

    Returns
    -------
    label : str
        Where it lies, for messages.
    descriptor : dict
        Its ``datapackage.json``.
    read : callable
        From a path inside the package, as the descriptor gives it, to the bytes of the file. Raises `ScoDataError`
        where there is no such file or the path leads out of the package.

    Raises
    ------
    ScoDataError
        There is no package, or the archive is corrupt, too large, or has members that lead out of it.
    DamagedFileError
        A file of a wheel is not the one that its RECORD names.

    Examples
    --------
    >>> label, descriptor, read = open_package(None)
    >>> descriptor["name"], read("data/summits.csv")[:9]
    ('sco-data', b'summit_id')
    """
    path = None if package is None else usable(package)
    label = str(path)
    if package is not None and (name := os.fspath(package)).startswith(REVISION):
        label, read = name, _from_revision(name)
    elif path is None or path.is_dir():
        folder = root(path)
        label, read = str(folder), _from_folder(folder)
    elif path.exists():
        read = _from_archive(path)
    else:
        try:
            read = _from_revision(REVISION + os.fspath(path))
        except _NoRevisionError:
            raise ScoDataError(f"There is no {path}; give {_KINDS}.") from None
    try:
        found = parsed(read(DESCRIPTOR))
    except ValueError as error:
        raise ScoDataError(f"{label}: {DESCRIPTOR} cannot be read as JSON: {error}.") from error
    check_descriptor(found, f"{label}: {DESCRIPTOR}")
    return label, found, read


def _from_folder(folder: Path) -> Read:
    def read(name: str) -> bytes:
        _refuse_unsafe(name, str(folder))
        try:
            return (folder / name).read_bytes()
        except FileNotFoundError:
            raise ScoDataError(f"{folder} has no {name}, which its {DESCRIPTOR} names.") from None
        except OSError as error:
            raise ScoDataError(f"{folder / name} cannot be read: {error.strerror}.") from error

    return read


def _from_archive(path: Path) -> Read:
    suffix = path.name.lower()
    try:
        if suffix.endswith((".whl", ".zip")):
            members = _unzip(path)
        elif suffix.endswith((".tar.gz", ".tgz")):
            with gzip.GzipFile(path) as stream:
                members = _untar(stream, str(path))
        else:
            raise ScoDataError(f"{path} is no package; give {_KINDS}.")
    except ScoDataError:
        raise
    except (OSError, EOFError, RuntimeError, ValueError, zipfile.BadZipFile, tarfile.TarError, zlib.error) as error:
        why = str(error).rstrip(".")  # which may hold a name of 60 kB
        raise ScoDataError(f"{path} is damaged or no archive: {why[:_LONG]}{'…' * (len(why) > _LONG)}.") from error
    _check_record(members, path)
    return _from_members(members, str(path))


class _NoRevisionError(ScoDataError):
    pass


def _from_revision(name: str) -> Read:
    """Files of the repository in the current folder as they were at a revision, as `git archive` gives them."""
    revision = name.removeprefix(REVISION)
    top = _git(f"{name} is looked for in a git repository", "rev-parse", "--show-toplevel")
    commit = _git(
        f"There is no revision {revision!r} in the git repository {top}; `git tag` lists its tags",
        *("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"),
    )
    with subprocess.Popen(
        ["git", *_AS_COMMITTED, "archive", "--format=tar", commit],
        cwd=top,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout is not None
        try:
            members = _untar(process.stdout, name)
        except tarfile.TarError as error:
            raise ScoDataError(f"{name}: what `git archive` gives cannot be read: {error}.") from error
    if process.returncode:
        raise ScoDataError(f"{name}: `git archive {commit}` fails; run it in {top} to see why.")
    return _from_members(members, name)


_AS_COMMITTED = ("-c", "core.autocrlf=false", "-c", "core.eol=lf")  # hashes hold for the bytes that were committed


def _environment() -> dict[str, str]:
    return {**os.environ, "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}  # no network, and messages in English


def _git(why: str, *arguments: str) -> str:
    """What git prints, without the newline; `why` begins the message where it fails."""
    try:
        done = subprocess.run(
            ["git", *arguments],
            env=_environment(),
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise _NoRevisionError(
            f"{why}, and git cannot be run: {error.strerror}; install git or give a path."
        ) from error
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise _NoRevisionError(f"{why}; git says: {said[0].rstrip('.')}." if said else f"{why}.")
    return done.stdout.rstrip("\n")


def _from_members(members: Mapping[str, bytes], label: str) -> Read:
    # A zip holds the package at its root or in one folder, a wheel in sco_data/_package, an sdist in its one folder.
    places = [PurePosixPath(name).parent for name in members if PurePosixPath(name).name == DESCRIPTOR]
    depth = min((len(place.parts) for place in places), default=0)
    highest = [place for place in places if len(place.parts) == depth]
    if len(highest) != 1:
        raise ScoDataError(f"{label} holds {len(highest) or 'no'} {DESCRIPTOR}; expected one; give {_KINDS}.")

    def read(name: str) -> bytes:
        _refuse_unsafe(name, label)
        try:
            return members[str(highest[0] / name)]
        except KeyError:
            raise ScoDataError(f"{label} has no {name}, which its {DESCRIPTOR} names.") from None

    return read


def _unzip(path: Path) -> dict[str, bytes]:
    members: dict[str, bytes] = {}
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
        if len(infos) > _MEMBERS:
            raise _too_many(str(path))
        if sum(info.file_size for info in infos) > LARGEST:
            raise _too_large(str(path))
        names = set()
        for info in infos:
            _refuse_unsafe(info.filename, str(path))
            if info.filename in names:
                raise ScoDataError(f"{path} holds {info.filename} twice, so that nobody knows which counts.")
            names.add(info.filename)
            if info.filename.endswith(_NEEDED):
                with archive.open(info) as stream:  # never reads more than the size summed up above
                    members[info.filename] = stream.read()
    return members


def _untar(stream: IO[bytes] | gzip.GzipFile, label: str) -> dict[str, bytes]:
    members: dict[str, bytes] = {}
    with tarfile.open(fileobj=cast("Any", _Bounded(stream, label)), mode="r|") as archive:
        for number, member in enumerate(archive):
            _refuse_unsafe(member.name, label)
            if number >= _MEMBERS:
                raise _too_many(label)
            if member.name in members:
                raise ScoDataError(f"{label} holds {member.name} twice, so that nobody knows which counts.")
            content = archive.extractfile(member) if member.isreg() and member.name.endswith(_NEEDED) else None
            if content is not None:
                members[member.name] = content.read()
    return members


class _Bounded:
    """A stream that refuses to give more than `LARGEST` bytes: a tar does not say beforehand how much it holds."""

    def __init__(self, stream: IO[bytes] | gzip.GzipFile, label: str) -> None:
        self.stream, self.label, self.left = stream, label, LARGEST

    def read(self, size: int = -1) -> bytes:
        content = self.stream.read(size)
        self.left -= len(content)
        if self.left < 0:
            raise _too_large(self.label)
        return content


def _too_large(label: str) -> ScoDataError:
    return ScoDataError(f"{label} would unpack to more than {LARGEST} bytes; no package of this kind is as large.")


def _too_many(label: str) -> ScoDataError:
    return ScoDataError(f"{label} holds more than {_MEMBERS} members; no package of this kind has as many.")


def _refuse_unsafe(name: str, label: str) -> None:
    if leads_out(name):
        raise ScoDataError(f"{label} names the file {name!r}, which leads out of the package; it is not read.")


def _check_record(members: Mapping[str, bytes], path: Path) -> None:
    """A wheel lists the hash of each of its files."""
    for name, content in members.items():
        if name.endswith(".dist-info/RECORD"):
            for row in csv.reader(io.StringIO(content.decode("utf-8"))):
                expected = row[1].removeprefix("sha256=") if len(row) > 1 else ""
                if row and row[0] in members and expected:
                    digest = hashlib.sha256(members[row[0]]).digest()
                    if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != expected:
                        named = base64.urlsafe_b64decode(expected + "=" * (-len(expected) % 4)).hex()
                        raise DamagedFileError(path / row[0], named, digest.hex())
