"""The tables as an Excel workbook that changes no value."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sco_data.errors import ScoDataError, needed
from sco_data.package import Package

if TYPE_CHECKING:
    from openpyxl import Workbook

# Name of the sheet that describes the columns of all others.
CODEBOOK = "codebook"

_FORMULA = tuple("=+-@\t\r")
_LONGEST = 32767  # characters in a cell of Excel; openpyxl cuts off what is beyond
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_EXACT = 10**15  # Excel keeps fifteen digits
_FIRST = date(1900, 3, 1)  # before it Excel and the calendar do not agree


def write_xlsx(target: Path, package: Package, names: Iterable[str], about: Mapping[str, str]) -> None:
    """Write a new workbook: one sheet per table, and the codebook."""
    book = sheets(package, names, about)
    try:
        book.save(target)
    except Exception as error:
        # Sheets pass through temporary files; lxml, which openpyxl takes where it is, fails in its own way.
        if type(error).__module__.startswith("lxml"):
            raise OSError(str(error)) from error
        raise


def sheets(package: Package, names: Iterable[str], about: Mapping[str, str]) -> "Workbook":
    """Workbook with a sheet per table and the codebook; `about` goes to its properties.

    Dates before March 1900 and integers of more than fifteen digits are text, since Excel would change them.
    """
    openpyxl = needed("openpyxl", "export")
    book: Workbook = openpyxl.Workbook()
    book.remove(book.worksheets[0])  # a new workbook has one
    book.properties.title, book.properties.version = about["title"], about["version"]
    book.properties.creator, book.properties.description = about["name"], about["citation"]
    entries: list[dict[str, Any]] = []
    for name in names:
        sheet(book, name, [field["name"] for field in package.schema(name)["fields"]], package.load(name, "records"))
        entries += [{"table": name, **entry} for entry in package.describe(name, "records")]
    sheet(book, CODEBOOK, list(entries[0]) if entries else ["table"], entries)
    return book


def sheet(book: "Workbook", name: str, head: list[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add a sheet of rows under a head."""
    new = book.create_sheet(name)
    new.freeze_panes = "B2"
    for number, row in enumerate([dict(zip(head, head, strict=True)), *rows]):
        for column, title in enumerate(head, start=1):
            value = _plain(row[title])
            if isinstance(value, str) and (len(value) > _LONGEST or _CONTROL.search(value)):
                raise ScoDataError(
                    f"{name}, row {number}, field {title} cannot stand in an XLSX file: it has more than "
                    f"{_LONGEST} characters or a control character; export to another format."
                )
            if value is None:
                continue
            cell = new.cell(number + 1, column, value)
            if isinstance(value, str):
                cell.data_type = "s"  # openpyxl takes "=..." for a formula and "#N/A" for an error
                if value.startswith(_FORMULA):
                    cell.quotePrefix = True  # or Excel makes it one when the cell is edited


def _plain(value: object) -> Any:
    if isinstance(value, date) and value < _FIRST:
        return value.isoformat()
    return str(value) if isinstance(value, int) and abs(value) >= _EXACT else value
