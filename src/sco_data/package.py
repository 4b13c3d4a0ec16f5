"""Where the data package is, and what its descriptor says."""

import errno
from os import PathLike
from pathlib import Path
from typing import Any

from sco_data.errors import ScoDataError
from sco_data.shapes import check_descriptor, parsed

DESCRIPTOR = "datapackage.json"


def root(package: str | PathLike[str] | None = None) -> Path:
    """Folder of the data package.

    Parameters
    ----------
    package : path, optional
        Any folder that holds a ``datapackage.json``. Default: the package that is installed, which in an editable
        install is the checkout.

    Returns
    -------
    Path
        The folder; ``data/`` and ``schemas/`` lie in it.

    Raises
    ------
    ScoDataError
        The folder holds no ``datapackage.json``.

    Examples
    --------
    >>> (root() / "datapackage.json").is_file()
    True
    """
    folder = _installed() if package is None else usable(package)
    if not (folder / DESCRIPTOR).is_file():
        raise ScoDataError(f"There is no {DESCRIPTOR} in {folder}; give a folder that holds one.")
    return folder


def descriptor(package: str | PathLike[str] | None = None) -> dict[str, Any]:
    """Descriptor of the data package (``datapackage.json``, Data Package v2).

    Parameters
    ----------
    package : path, optional
        As for :func:`root`.

    Returns
    -------
    dict
        The descriptor, read anew.

    Raises
    ------
    ScoDataError
        There is no descriptor, or no package can be read by it.

    Examples
    --------
    >>> descriptor()["name"]
    'sco-data'
    """
    file = root(package) / DESCRIPTOR
    found = read_json(file)
    check_descriptor(found, str(file))
    return found


def read_json(file: Path) -> dict[str, Any]:
    """Read a file that holds one JSON object; an unreadable one raises `ScoDataError` with file and place."""
    try:
        return parsed(file.read_bytes())
    except (OSError, ValueError) as error:
        raise ScoDataError(f"{file} cannot be read as JSON: {error}.") from error


def usable(path: str | PathLike[str]) -> Path:
    """Path that a file could have; one that no file can, as with a null byte in it, raises `ScoDataError`.

    Examples
    --------
    >>> usable("no-such-folder").name
    'no-such-folder'
    """
    found = Path(path)
    try:
        found.lstat()
    except ValueError as error:
        raise ScoDataError(f"{str(found)!a} cannot be the name of a file: {error}.") from error
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise ScoDataError(f"{str(found)[:_LONG]!r}… cannot be the name of a file: {error.strerror}.") from error
    return found


_LONG = 80  # a message shows no more of a path that is too long


def _installed() -> Path:
    here = Path(__file__).parent
    if not here.is_dir():
        raise ScoDataError(
            f"{here.name} lies in {here.parent}, and its data are read from a folder only; install it with pip."
        )
    inside = here / "_package"
    # An editable install has no copy inside: the checkout is two folders up (src/sco_data).
    return inside if inside.is_dir() else here.parent.parent
