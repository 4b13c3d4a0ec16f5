"""What the keeping tool takes from the library to read a package that is being worked on."""

import codecs
import copy
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Any

import sco_data.edtf
import sco_data.package
from sco_data.casting import Value, cast, to_text
from sco_data.errors import ScoDataError, UnknownNameError, short
from sco_data.files import DESCRIPTOR, parse_csv
from sco_data.frames import to_pandas

__all__ = [
    "DESCRIPTOR",
    "Package",
    "ScoDataError",
    "UnknownNameError",
    "Value",
    "bounds",
    "cast",
    "descriptor",
    "is_edtf",
    "root",
    "short",
    "to_pandas",
    "to_text",
]


class Package(sco_data.package.Package):
    """A package in a folder, whose files need not be what its descriptor says: somebody is at work there."""

    folder: Path

    def __init__(self, where: str | PathLike[str] | None = None) -> None:
        super().__init__(where)
        if self.folder is None:
            raise ScoDataError(f"{self.where} is no folder; data are kept in one.")

    def rows(self, name: str, *, verify: bool = False) -> list[dict[str, str]]:
        """Cells of a table as its file has them, whatever its hash."""
        path = str(next(each["path"] for each in self._descriptor["resources"] if each["name"] == name))
        content = self.read(path, verify=verify).removeprefix(codecs.BOM_UTF8)  # `build` takes the mark away
        header, columns = parse_csv(content, str(self.folder / path))
        return [dict(zip(header, row, strict=True)) for row in zip(*columns, strict=True)]


def root(where: str | PathLike[str] | None = None) -> Path:
    """Folder of a package."""
    return Package(where).folder


def descriptor(where: str | PathLike[str] | None = None) -> dict[str, Any]:
    """Descriptor of a package, read anew."""
    return copy.deepcopy(Package(where).descriptor)


def bounds(text: str) -> tuple[date | None, date | None]:
    """First and last day that a date in EDTF can mean; an end that is unknown or open has none.

    Examples
    --------
    >>> bounds("[..2008-03-24]"), bounds("[2008..]")
    ((None, datetime.date(2008, 3, 24)), (datetime.date(2008, 1, 1), None))
    >>> bounds("..")
    (None, None)
    """
    if text == "..":
        return None, None
    if text.startswith("[..") and text.endswith("]"):
        return None, sco_data.edtf.bounds(text[3:-1])[1]
    if text.startswith("[") and text.endswith("..]"):
        return sco_data.edtf.bounds(text[1:-3])[0], None
    return sco_data.edtf.bounds(text)


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
