"""The tables as an Excel workbook that changes no value, and whose cells lead to the words that state them."""

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sco_data.citations import STANCES, joined_evidence
from sco_data.errors import MissingExtraError, ScoDataError
from sco_data.package import Package

if TYPE_CHECKING:
    from openpyxl import Workbook

COVER, CODEBOOK, WORDS = "about", "codebook", "words"
"""Names of the sheets that say what the workbook is, what its columns mean, and where its values come from."""

_SAID = "table_name row_id field value stance basis source_id locator exact url".split()
_READ = (
    "An empty cell is a missing value.",
    "A cell in blue leads to its words on the sheet words: all of a cell stand together, rival statements last.",
    "There, url opens the public page at the words.",
    "What a column and a controlled word mean stands on the sheet codebook.",
)
_LINK, _BLUE = "link", "0563C1"

_FORMULA = tuple("=+-@\t\r")
_LONGEST = 32767  # characters in a cell of Excel; openpyxl cuts off what is beyond
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_EXACT = 10**15  # Excel keeps fifteen digits
_FIRST = date(1900, 3, 1)  # before it Excel and the calendar do not agree
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold


def write_xlsx(target: Path, package: Package, names: Iterable[str], about: Mapping[str, str]) -> None:
    """Write a new workbook: a cover, one sheet per table, the codebook and the words behind the cells.

    `about` goes to the cover and the properties. Dates before March 1900 and integers of more than fifteen digits are
    text, since Excel would change them. The same package and openpyxl give the same bytes.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.styles import Font, NamedStyle
    except ImportError as error:
        raise MissingExtraError("export", "openpyxl") from error
    book, names = Workbook(), list(names)
    book.add_named_style(NamedStyle(_LINK, font=Font(color=_BLUE)))  # a font for each cell would take long
    book.remove(book.worksheets[0])  # a new workbook has one
    book.properties.title, book.properties.version = about["title"], about["version"]
    book.properties.creator, book.properties.description = about["name"], about["citation"]
    book.properties.created = datetime(*_EPOCH)  # noqa: DTZ001  (a workbook knows no time zone)
    told = package.descriptor
    covers = " to ".join(filter(None, (told.get("temporal", {}).get(end) for end in ("start", "end"))))
    facts = {**about, "covers": covers, "created": told.get("created"), "how it was coded": told.get("description")}
    rows = [{"about": name, "value": facts.get(name) or None} for name in _FACTS]
    rows += [{"about": "how to read it", "value": line} for line in _READ]
    tables = {name: package.load(name, "records") for name in names}
    sheets = {name: f"{len(found)} rows: {package.schema(name).get('title', name)}" for name, found in tables.items()}
    links = {(number, "about"): f"{name}!A1" for number, name in enumerate(sheets, start=len(rows) + 1)}
    rows += [{"about": name, "value": text} for name, text in sheets.items()]
    _sheet(book, COVER, ["about", "value"], rows, links)
    for column, width in (("A", 24), ("B", 120)):
        book[COVER].column_dimensions[column].width = width
    said = _said(package, names)
    first = {_cell(entry): number for number, entry in reversed([*enumerate(said, start=2)])}
    entries: list[dict[str, Any]] = []
    for name, found in tables.items():
        described = package.schema(name)
        key, fields = described["primaryKey"], [field["name"] for field in described["fields"]]
        links = {
            (number, field): f"{WORDS}!A{first[name, row[key[0]], field]}"
            for number, row in enumerate(found, start=1)
            for field in fields
            if len(key) == 1 and (name, row[key[0]], field) in first
        }
        _sheet(book, name, fields, found, links)
        entries += [{"table": name, **entry} for entry in package.describe(name, "records")]
    _sheet(book, CODEBOOK, list(entries[0]) if entries else ["table"], entries)
    _sheet(book, WORDS, _SAID, said)
    target.write_bytes(_timeless(book))


_FACTS = ("title", "version", "created", "covers", "licenses", "citation", "fingerprint", "how it was coded")


def _cell(entry: Mapping[str, Any]) -> tuple[str, str, str]:
    return entry["table_name"], entry["row_id"], entry["field"]


def _said(package: Package, names: Sequence[str]) -> list[dict[str, Any]]:
    """Words behind the cells of tables, those of a cell together, support first."""
    if "evidence" not in package.tables():
        return []
    found = sorted(joined_evidence(package, *names), key=lambda entry: STANCES.index(entry["stance"]))
    found.sort(key=lambda entry: (names.index(entry["table_name"]), *_cell(entry)))
    withheld = [{**entry, "exact": entry["exact"] or entry["locator"] or "(words withheld)"} for entry in found]
    return [{name: entry[name] or None for name in _SAID} for entry in withheld]


def _sheet(
    book: "Workbook",
    name: str,
    head: list[str],
    rows: Sequence[Mapping[str, Any]],
    links: Mapping[tuple[int, str], str] = MappingProxyType({}),
) -> None:
    """Add a sheet; `links` has by row and column of a cell to which other it leads."""
    from openpyxl.worksheet.hyperlink import Hyperlink

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "B2"
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
            cell = sheet.cell(number + 1, column, value)
            if link := links.get((number, title)):
                cell.hyperlink = Hyperlink(ref=cell.coordinate, location=link)
                form, cell.style = cell.number_format, _LINK
                if isinstance(value, date):
                    cell.number_format = form
            if isinstance(value, str):
                cell.data_type = "s"  # openpyxl takes "=..." for a formula and "#N/A" for an error
                if value.startswith(_FORMULA):
                    cell.quotePrefix = True  # or Excel makes it one when the cell is edited


def _plain(value: object) -> Any:
    if isinstance(value, date) and value < _FIRST:
        return value.isoformat()
    return str(value) if isinstance(value, int) and abs(value) >= _EXACT else value


def _timeless(book: "Workbook") -> bytes:
    """Bytes of a workbook without the time of writing, so that they depend on its content only."""
    raw, packed = BytesIO(), BytesIO()
    try:
        book.save(raw)
    except Exception as error:
        # Sheets pass through temporary files; lxml, which openpyxl takes where it is, fails in its own way.
        if type(error).__module__.startswith("lxml"):
            raise OSError(str(error)) from error
        raise
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(packed, "w") as file:
        for name in made.namelist():
            content = re.sub(rb"<dcterms:modified[^>]*>[^<]*</dcterms:modified>", b"", made.read(name))
            file.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
