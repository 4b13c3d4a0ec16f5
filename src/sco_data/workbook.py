"""The tables as an Excel workbook that changes no value: text stays text, whatever it looks like."""

import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from sco_data.casting import Value
from sco_data.errors import MissingExtraError, ScoDataError
from sco_data.reading import Package, dictionary, load, schema

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell

CODEBOOK = "codebook"
"""Name of the sheet that describes the columns of all others."""

_FORMULA = tuple("=+-@\t\r")
_LONGEST = 32767  # characters in a cell of Excel
_ROWS = 2**20  # rows in a sheet of Excel
_EXACT = 10**15  # Excel keeps fifteen digits
_FIRST = date(1900, 3, 1)  # before it Excel and the calendar do not agree
_WIDTHS = (8, 60)
_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>[^<]*</dcterms:modified>")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold


def write_xlsx(
    target: Path, names: Sequence[str], about: Mapping[str, str], package: Package, step: Callable[[str], None]
) -> None:
    """Write a new workbook: one sheet per table, then the codebook; `about` becomes its properties.

    Dates before March 1900 and integers of more than fifteen digits are text, since Excel would change them. The same
    package and openpyxl give the same bytes.
    """
    try:
        from openpyxl import Workbook
    except ImportError as error:
        raise MissingExtraError("export", "openpyxl") from error
    book = Workbook()
    book.remove(book.worksheets[0])  # a new workbook has one
    book.properties.title = about["title"]
    book.properties.version = about["version"]
    book.properties.creator = about["name"]
    book.properties.description = about["citation"]
    book.properties.created = datetime(*_EPOCH)  # noqa: DTZ001  (a workbook knows no time zone)
    entries = []
    for name in names:
        step(name)
        fields = [field["name"] for field in schema(name, package=package)["fields"]]
        _sheet(book, name, fields, [list(row.values()) for row in load(name, "records", package=package)])
        entries += [{"table": name, **entry} for entry in dictionary(name, package=package)]
    _sheet(book, CODEBOOK, list(entries[0]) if entries else ["table"], [list(entry.values()) for entry in entries])
    target.write_bytes(_packed(book))


def _sheet(book: "Workbook", name: str, head: list[str], rows: Sequence[Sequence[Value]]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    if len(rows) >= _ROWS:
        raise ScoDataError(f"{name} has {len(rows)} rows, and a sheet of Excel {_ROWS}; export to another format.")
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(head))}{len(rows) + 1}"
    least, most = _WIDTHS
    for column, title in enumerate(head, start=1):
        cell = _text(sheet.cell(1, column, title))
        cell.font = Font(bold=True)
        longest = len(title)
        for number, row in enumerate(rows, start=2):
            value = _plain(row[column - 1])
            if isinstance(value, str):
                if len(value) > _LONGEST or _CONTROL.search(value):
                    raise ScoDataError(
                        f"{name}, row {number - 1}, field {title} cannot stand in an XLSX file: it has more than "
                        f"{_LONGEST} characters or a control character; export to another format."
                    )
                _text(sheet.cell(number, column, value))
                longest = max(longest, len(value))
            elif value is not None:
                sheet.cell(number, column, value)
                longest = max(longest, len(str(value)))
        sheet.column_dimensions[get_column_letter(column)].width = min(max(longest + 2, least), most)


def _text(cell: "Cell") -> "Cell":
    """The cell as text, whatever it looks like."""
    cell.data_type = "s"  # openpyxl takes "=..." for a formula and "#N/A" for an error
    if str(cell.value).startswith(_FORMULA):
        cell.quotePrefix = True  # or Excel does, when the cell is edited
    return cell


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def _plain(value: Value) -> Value:
    if isinstance(value, date):
        return value if value >= _FIRST else value.isoformat()
    if isinstance(value, int) and abs(value) >= _EXACT:
        return str(value)
    return value


def _packed(book: "Workbook") -> bytes:
    """Bytes of a workbook without the time of writing, so that they depend on its content only."""
    raw, packed = BytesIO(), BytesIO()
    try:
        book.save(raw)
    except Exception as error:
        # Sheets pass through temporary files; lxml, which openpyxl takes where it is, fails in its own way.
        if type(error).__module__.startswith("lxml"):
            raise OSError(str(error)) from error
        raise
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name in made.namelist():
            content = made.read(name)
            plain = _MODIFIED.sub(b"", content) if name == "docProps/core.xml" else content
            file.writestr(zipfile.ZipInfo(name, _EPOCH), plain, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
