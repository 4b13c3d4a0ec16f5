"""What the keeping tool takes from the library; nothing else here imports it."""

from os import PathLike
from pathlib import Path
from typing import Any

from sco_data import package, reading
from sco_data.casting import Value, cast, to_text
from sco_data.edtf import bounds
from sco_data.errors import ScoDataError, UnknownNameError

__all__ = [
    "DESCRIPTOR",
    "Package",
    "ScoDataError",
    "UnknownNameError",
    "Value",
    "bounds",
    "cast",
    "is_edtf",
    "to_text",
]

DESCRIPTOR = "datapackage.json"
"""The file that describes a package, at its root."""


class Package:
    """A package in a folder: its descriptor, schemas and raw rows."""

    def __init__(self, where: str | PathLike[str] | None = None) -> None:
        self.folder: Path = package.root(where)
        self.descriptor: dict[str, Any] = package.descriptor(self.folder)

    def tables(self) -> list[str]:
        """Names of the tables."""
        return list(reading.tables(package=self.folder))

    def path(self, name: str) -> Path:
        """File of a table."""
        return reading.path(name, package=self.folder)

    def schema(self, name: str) -> dict[str, Any]:
        """Table Schema of a table."""
        return reading.schema(name, package=self.folder)

    def rows(self, name: str) -> list[dict[str, str]]:
        """Cells of a table as its file has them, whatever its hash."""
        return reading.rows(name, package=self.folder)


def is_edtf(text: str) -> bool:
    """Whether a text is a date that the library can read.

    Examples
    --------
    >>> is_edtf("2004-06"), is_edtf("June 2004")
    (True, False)
    """
    try:
        bounds(text)
    except ScoDataError:
        return False
    return True
