"""The tables as an Excel workbook that changes no value: text stays text, whatever it looks like."""

import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sco_data.casting import Value
from sco_data.errors import MissingExtraError, ScoDataError
from sco_data.reading import Package, dictionary, load, schema

if TYPE_CHECKING:
    from openpyxl import Workbook

CODEBOOK = "codebook"
"""Name of the sheet that describes the columns of all others."""

_FORMULA = tuple("=+-@\t\r")
_LONGEST = 32767  # characters in a cell of Excel
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
    book = Workbook(write_only=True)
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
    book.save(target)
    _without_time(target)


def _sheet(book: "Workbook", name: str, head: list[str], rows: Sequence[Sequence[Value]]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet: Any = book.create_sheet(name)
    sheet.freeze_panes = "B2"
    least, most = _WIDTHS
    for number, title in enumerate(head):
        longest = max([len(title), *(len(str(row[number])) for row in rows if row[number] is not None)])
        sheet.column_dimensions[get_column_letter(number + 1)].width = min(max(longest + 2, least), most)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(head))}{len(rows) + 1}"

    def cells(values: Iterable[Value], row: int) -> list[Any]:
        made: list[Any] = []
        for title, value in zip(head, values, strict=True):
            plain = _plain(value)
            if isinstance(plain, str):
                if len(plain) > _LONGEST or _CONTROL.search(plain):
                    raise ScoDataError(
                        f"{name}, row {row}, field {title} cannot stand in an XLSX file: it has more than {_LONGEST} "
                        "characters or a control character; export to another format."
                    )
                cell = WriteOnlyCell(sheet, plain)
                cell.data_type = "s"  # openpyxl takes "=..." for a formula and "#N/A" for an error
                cell.quotePrefix = plain.startswith(_FORMULA)  # and Excel would, when the cell is edited
                made.append(cell)
            else:
                made.append(plain)
        return made

    first = cells(head, 0)
    for cell in first:
        cell.font = Font(bold=True)
    sheet.append(first)
    for row, values in enumerate(rows, start=1):
        sheet.append(cells(values, row))


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def _plain(value: Value) -> Value:
    if isinstance(value, date):
        return value if value >= _FIRST else value.isoformat()
    if isinstance(value, int) and abs(value) >= _EXACT:
        return str(value)
    return value


def _without_time(file: Path) -> None:
    """Take the time of writing out of a workbook, so that it depends on its content only."""
    with zipfile.ZipFile(file) as book:
        members = [(info.filename, book.read(info)) for info in book.infolist()]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in members:
            plain = _MODIFIED.sub(rb"", content) if name == "docProps/core.xml" else content
            book.writestr(zipfile.ZipInfo(name, _EPOCH), plain, zipfile.ZIP_DEFLATED)
