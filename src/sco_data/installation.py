"""Whether what is installed is what was published: each file against the hash that was published with it."""

import base64
import hashlib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from sco_data.citing import fingerprint
from sco_data.errors import DamagedFileError, ScoDataError
from sco_data.package import DESCRIPTOR, descriptor, root
from sco_data.reading import Package

_DISTRIBUTION = "sco-data"


def damages(package: Package = None, *, expected: str | None = None) -> list[str]:
    """What is not as it was published.

    Parameters
    ----------
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.
    expected : str, optional
        The fingerprint that the data should have.

    Returns
    -------
    list of str
        One line per fault: a table that is missing or has another SHA-256 than ``datapackage.json`` says, a CSV in
        ``data/`` of which it says nothing; of the installed package also each file, code and schemas included, that
        is not as the RECORD of its wheel says; another fingerprint than `expected`. Empty where all is well.

    Raises
    ------
    ScoDataError
        There is no package, or its descriptor gives a table no hash.

    Examples
    --------
    >>> damages()
    []
    """
    folder = root(package)
    found = list(_data(folder))
    if package is None:
        found += [line for line in _recorded() if line not in found]
    if expected is not None and (actual := _fingerprint(folder)) != expected.strip().lower():
        found.append(f"The fingerprint of the data is {actual}; expected {expected}.")
    return found


def _fingerprint(folder: Path) -> str:
    try:
        return fingerprint(folder)
    except DamagedFileError as error:
        return f"unknown, for {error.file.name} is missing"


def _data(folder: Path) -> Iterator[str]:
    known = set()
    for resource in descriptor(folder).get("resources", []):
        file = folder / resource["path"]
        known.add(file)
        hashed = str(resource.get("hash", "")).removeprefix("sha256:")
        if not hashed:
            raise ScoDataError(f"{DESCRIPTOR} gives no hash for {resource['path']}; it cannot be verified.")
        yield from _compare(file, hashed)
    for file in sorted(set(folder.glob("data/*.csv")) - known):
        yield f"{file} is no part of the package: {DESCRIPTOR} does not name it."


def _recorded() -> Iterator[str]:
    """Faults of the files that pip wrote down when it installed the wheel; of a checkout these are few."""
    try:
        files = metadata.distribution(_DISTRIBUTION).files or ()
    except metadata.PackageNotFoundError:
        return  # the folder was put on the path without an installation
    for file in files:
        # The command itself lies elsewhere (../../bin): the installer writes it, and not always where RECORD says.
        if ".." not in file.parts and file.hash is not None and file.hash.mode == "sha256":
            digest = base64.urlsafe_b64decode(file.hash.value + "=" * (-len(file.hash.value) % 4))
            yield from _compare(Path(str(file.locate())).resolve(), digest.hex())


def _compare(file: Path, expected: str) -> Iterator[str]:
    try:
        found = hashlib.sha256(file.read_bytes()).hexdigest()
    except FileNotFoundError:
        yield str(DamagedFileError(file, expected, None))
    except OSError as error:
        yield f"{file} cannot be read: {error.strerror}."
    else:
        if found != expected:
            yield str(DamagedFileError(file, expected, found))
