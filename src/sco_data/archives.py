"""A data package wherever it lies: in a folder, a wheel, a zip or an sdist, read in place and checked."""

import base64
import csv
import gzip
import hashlib
import io
import json
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, cast

from sco_data.errors import DamagedFileError, ScoDataError
from sco_data.package import DESCRIPTOR, root
from sco_data.reading import Package

Read = Callable[[str], bytes]

LARGEST = 2**30
"""An archive that holds more bytes than this when unpacked is refused."""

_MEMBERS = 100_000
_KINDS = "a folder that holds datapackage.json, a wheel (.whl), a .zip or an sdist (.tar.gz)"
_NEEDED = (".csv", ".json", ".dist-info/RECORD")


def open_package(package: Package) -> tuple[str, dict[str, Any], Read]:
    """Descriptor of a package, and a function that reads its files.

    Parameters
    ----------
    package : path or None
        A folder that holds a ``datapackage.json``, a wheel, a zip or an sdist; None is the installed package. Archives
        are read in memory; nothing is unpacked to disk.

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
    path = None if package is None else Path(package)
    if path is None or path.is_dir():
        folder = root(path)
        label, read = str(folder), _from_folder(folder)
    elif not path.exists():
        raise ScoDataError(f"There is no {path}; give {_KINDS}.")
    else:
        label, read = str(path), _from_archive(path)
    try:
        found = json.loads(read(DESCRIPTOR).decode("utf-8"))
    except ValueError as error:
        raise ScoDataError(f"{label}: {DESCRIPTOR} cannot be read as JSON: {error}.") from error
    if not isinstance(found, dict) or not isinstance(found.get("resources"), list) or "name" not in found:
        raise ScoDataError(f"{label}: {DESCRIPTOR} describes no data package: it needs a name and resources.")
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
            members = _untar(path)
        else:
            raise ScoDataError(f"{path} is no package; give {_KINDS}.")
    except ScoDataError:
        raise
    except (OSError, EOFError, RuntimeError, ValueError, zipfile.BadZipFile, tarfile.TarError, zlib.error) as error:
        raise ScoDataError(f"{path} is damaged or no archive: {error}.") from error
    _check_record(members, path)

    # A zip holds the package at its root or in one folder, a wheel in sco_data/_package, an sdist in its one folder.
    places = [PurePosixPath(name).parent for name in members if PurePosixPath(name).name == DESCRIPTOR]
    depth = min((len(place.parts) for place in places), default=0)
    highest = [place for place in places if len(place.parts) == depth]
    if len(highest) != 1:
        raise ScoDataError(f"{path} holds {len(highest) or 'no'} {DESCRIPTOR}; expected one; give {_KINDS}.")

    def read(name: str) -> bytes:
        _refuse_unsafe(name, str(path))
        try:
            return members[str(highest[0] / name)]
        except KeyError:
            raise ScoDataError(f"{path} has no {name}, which its {DESCRIPTOR} names.") from None

    return read


def _unzip(path: Path) -> dict[str, bytes]:
    members: dict[str, bytes] = {}
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
        if len(infos) > _MEMBERS:
            raise _too_many(path)
        if sum(info.file_size for info in infos) > LARGEST:
            raise _too_large(path)
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


def _untar(path: Path) -> dict[str, bytes]:
    members: dict[str, bytes] = {}
    with gzip.GzipFile(path) as stream, tarfile.open(fileobj=cast("Any", _Bounded(stream, path)), mode="r|") as archive:
        for number, member in enumerate(archive):
            _refuse_unsafe(member.name, str(path))
            if number >= _MEMBERS:
                raise _too_many(path)
            if member.name in members:
                raise ScoDataError(f"{path} holds {member.name} twice, so that nobody knows which counts.")
            content = archive.extractfile(member) if member.isreg() and member.name.endswith(_NEEDED) else None
            if content is not None:
                members[member.name] = content.read()
    return members


class _Bounded:
    """A stream that refuses to give more than `LARGEST` bytes: a tar does not say beforehand how much it holds."""

    def __init__(self, stream: gzip.GzipFile, path: Path) -> None:
        self.stream, self.path, self.left = stream, path, LARGEST

    def read(self, size: int = -1) -> bytes:
        content = self.stream.read(size)
        self.left -= len(content)
        if self.left < 0:
            raise _too_large(self.path)
        return content


def _too_large(path: Path) -> ScoDataError:
    return ScoDataError(f"{path} would unpack to more than {LARGEST} bytes; no package of this kind is as large.")


def _too_many(path: Path) -> ScoDataError:
    return ScoDataError(f"{path} holds more than {_MEMBERS} members; no package of this kind has as many.")


def _refuse_unsafe(name: str, label: str) -> None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or "\0" in name:
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
