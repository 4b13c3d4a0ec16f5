"""The workbook of a release: its cover, and cells that lead to their words."""

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sco_data.citations import joined_evidence
from sco_keeping.library import Package
from sco_keeping.workbook import write

from .broken import small


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Package, Path]:
    """The small package, and its workbook."""
    folder = tmp_path_factory.mktemp("workbook")
    package = Package(small(folder / "package").folder)
    write(folder / "small.xlsx", package)
    return package, folder / "small.xlsx"


def test_the_cover_says_what_it_is_and_leads_to_the_tables(made: tuple[Package, Path]) -> None:
    package, file = made
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["about", *package.tables(), "codebook", "words"]
    assert book.active is book["about"]
    said = {str(row[0].value): row[1].value for row in book["about"].iter_rows(min_row=2)}
    info = package.info()
    assert (said["version"], said["citation"]) == (info["version"], info["citation"])
    assert said["fingerprint"] == info["fingerprint"]
    leads = {str(row[0].value): row[0].hyperlink.location for row in book["about"].iter_rows() if row[0].hyperlink}
    assert leads == {name: f"{name}!A1" for name in package.tables()}


def test_cells_lead_to_their_words(made: tuple[Package, Path]) -> None:
    package, file = made
    book = openpyxl.load_workbook(file)
    head, *rows = book["words"].iter_rows(values_only=True)
    said: list[dict[str, Any]] = [dict(zip(map(str, head), row, strict=True)) for row in rows]
    assert len(said) == sum(1 for _ in joined_evidence(package, *package.tables()))
    own: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for entry in said:
        own.setdefault((entry["table_name"], entry["row_id"], entry["field"]), []).append(entry)
    followed = 0
    for name in ("summits", "memberships", "statistics"):
        fields, *cells = book[name].iter_rows()
        for row in cells:
            for field, cell in zip(fields, row, strict=True):
                behind = own.get((name, str(row[0].value), str(field.value)), [])
                assert bool(cell.hyperlink) == bool(behind and cell.value is not None), cell.coordinate
                if cell.hyperlink:
                    followed += 1
                    sheet, _, number = str(cell.hyperlink.location).partition("!A")
                    assert sheet == "words"
                    assert said[int(number) - 2 : int(number) - 2 + len(behind)] == behind
                    assert behind[0]["exact"]
                    assert cell.font.color.rgb == "000563C1"
    assert followed


def test_the_same_package_gives_the_same_bytes(made: tuple[Package, Path], tmp_path: Path) -> None:
    package, file = made
    write(tmp_path / "again.xlsx", package)
    assert (tmp_path / "again.xlsx").read_bytes() == file.read_bytes()
    with zipfile.ZipFile(file) as book:  # the clock may not have moved between the two
        assert {info.date_time[0] for info in book.infolist()} == {1980}
        assert b"dcterms:modified" not in book.read("docProps/core.xml")
