"""The workbook of a release: the library's, with a cover, and cells that lead to the words that state them."""

import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font, NamedStyle
from openpyxl.worksheet.hyperlink import Hyperlink

from sco_data.citations import STANCES, joined_evidence
from sco_data.exporting import facts
from sco_data.package import Package
from sco_data.workbook import CODEBOOK, sheet, sheets

COVER, WORDS = "about", "words"
"""Names of the sheets that say what the workbook is, and where its values come from."""

_SAID = "table_name row_id field value stance basis source_id locator exact url".split()
_FACTS = ("title", "version", "created", "covers", "licenses", "citation", "fingerprint", "how it was coded")
_READ = (
    "An empty cell is a missing value.",
    f"A cell in blue leads to its words on the sheet {WORDS}: all of a cell stand together, rival statements last.",
    "There, url opens the public page at the words.",
    f"What a column and a controlled word mean stands on the sheet {CODEBOOK}.",
)
_LINK, _BLUE = "link", "0563C1"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold


def write(target: Path, package: Package) -> None:
    """Write the workbook of a package; the same package and openpyxl give the same bytes.

    Parameters
    ----------
    target : Path
        The file.
    package : Package
        The package.
    """
    about, names = facts(package), package.tables()
    book = sheets(package, names, about)
    book.add_named_style(NamedStyle(_LINK, font=Font(color=_BLUE)))  # a font for each cell would take long
    _cover(book, package, about)
    said = _said(package, names)
    sheet(book, WORDS, _SAID, said)
    first = {_cell(entry): number for number, entry in reversed([*enumerate(said, start=2)])}
    for name in names:
        key = package.schema(name)["primaryKey"]
        if len(key) == 1:
            _lead(book[name], name, key[0], first)
    target.write_bytes(_timeless(book))


def _cover(book: Workbook, package: Package, about: Mapping[str, str]) -> None:
    """The first sheet: what the workbook is, how to read it, and its tables."""
    told = package.descriptor
    covers = " to ".join(filter(None, (told.get("temporal", {}).get(end) for end in ("start", "end"))))
    said = {**about, "covers": covers, "created": told.get("created"), "how it was coded": told.get("description")}
    rows = [{"about": name, "value": said.get(name) or None} for name in _FACTS]
    rows += [{"about": "how to read it", "value": line} for line in _READ]
    tables = package.tables()
    rows += [
        {"about": name, "value": f"{len(package.rows(name))} rows: {package.schema(name).get('title', name)}"}
        for name in tables
    ]
    sheet(book, COVER, ["about", "value"], rows)
    cover = book[COVER]
    book.move_sheet(cover, -book.index(cover))
    book.active = 0
    for column, width in (("A", 24), ("B", 120)):
        cover.column_dimensions[column].width = width
    for number, name in enumerate(tables, start=len(rows) - len(tables) + 2):
        _link(cover.cell(number, 1), f"{name}!A1")


def _cell(entry: Mapping[str, Any]) -> tuple[str, str, str]:
    return entry["table_name"], entry["row_id"], entry["field"]


def _said(package: Package, names: Sequence[str]) -> list[dict[str, Any]]:
    """Words behind the cells of tables, those of a cell together, support first."""
    if "evidence" not in names:
        return []
    found = sorted(joined_evidence(package, *names), key=lambda entry: STANCES.index(entry["stance"]))
    found.sort(key=lambda entry: (names.index(entry["table_name"]), *_cell(entry)))
    withheld = [{**entry, "exact": entry["exact"] or entry["locator"] or "(words withheld)"} for entry in found]
    return [{name: entry[name] or None for name in _SAID} for entry in withheld]


def _lead(table: Any, name: str, key: str, first: Mapping[tuple[str, str, str], int]) -> None:
    """Lead the cells of a sheet that have words to the first of them."""
    head, *rows = table.iter_rows()
    fields = [str(cell.value) for cell in head]
    at = fields.index(key)
    for row in rows:
        for field, cell in zip(fields, row, strict=True):
            if cell.value is not None and (line := first.get((name, str(row[at].value), field))):
                _link(cell, f"{WORDS}!A{line}")


def _link(cell: Any, place: str) -> None:
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place)
    form, cell.style = cell.number_format, _LINK
    if isinstance(cell.value, date):
        cell.number_format = form


def _timeless(book: Workbook) -> bytes:
    """Bytes of a workbook without the time of writing, so that they depend on its content only."""
    book.properties.created = datetime(*_EPOCH)  # noqa: DTZ001  (a workbook knows no time zone)
    raw, packed = BytesIO(), BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(packed, "w") as file:
        for name in made.namelist():
            content = re.sub(rb"<dcterms:modified[^>]*>[^<]*</dcterms:modified>", b"", made.read(name))
            file.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
