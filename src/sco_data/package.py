"""Where the data package is, and what its descriptor says."""

import json
from os import PathLike
from pathlib import Path
from typing import Any

from sco_data.errors import ScoDataError

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
    folder = _installed() if package is None else Path(package)
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
        There is no descriptor, or it is not JSON.

    Examples
    --------
    >>> descriptor()["name"]
    'sco-data'
    """
    return read_json(root(package) / DESCRIPTOR)


def read_json(file: Path) -> dict[str, Any]:
    """Read a file that holds one JSON object; an unreadable one raises `ScoDataError` with file and place."""
    try:
        value = json.loads(file.read_bytes().decode("utf-8"))
    except (OSError, ValueError) as error:
        raise ScoDataError(f"{file} cannot be read as JSON: {error}.") from error
    if not isinstance(value, dict):
        raise ScoDataError(f"{file} holds {type(value).__name__} where a JSON object was expected.")
    return value


def _installed() -> Path:
    here = Path(__file__).parent
    inside = here / "_package"
    # An editable install has no copy inside: the checkout is two folders up (src/sco_data).
    return inside if inside.is_dir() else here.parent.parent
