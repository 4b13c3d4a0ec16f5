"""Adding sources and facts, and what is due."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from sco_keeping import tables
from sco_keeping.cli import app
from sco_keeping.coding.add import add, add_command, add_source
from sco_keeping.dataset import load
from sco_keeping.library import ScoDataError
from sco_keeping.report.due import due
from sco_keeping.sources.spans import mint
from sco_keeping.tables import Row

CELL = "summits.summit-1998.date_edtf"


@pytest.fixture
def page(package: Path) -> Path:
    """The small package with a page of the web, whose kind its schema knows."""
    for name, columns in {"sources": ["kind"], "evidence": ["value", "as_of"], "citations": ["origin_id"]}.items():
        file = package / "schemas" / f"{name}.json"
        schema = json.loads(file.read_text(encoding="utf-8"))
        known = tables.columns(schema)
        new = [column for column in columns if column not in known]
        schema["fields"] += [{"name": column, "type": "string", "role": "record"} for column in new]
        file.write_text(json.dumps(schema), encoding="utf-8")
        data = package / "data" / f"{name}.csv"
        rows = list(csv.DictReader(io.StringIO(data.read_text(encoding="utf-8"))))
        data.write_bytes(tables.to_csv([*known, *new], [{**dict.fromkeys(new, ""), **row} for row in rows]))
    add_source("page", {"kind": "web", "title": "A page", "language": "en", "date_edtf": "1998-07-04"}, package=package)
    return package


def rows(package: Path, name: str) -> list[Row]:
    return tables.read(name, package=package)


def test_an_id_is_minted_from_place_and_words() -> None:
    assert mint("page", "", "words") == mint("page", "", "words") != mint("page", "1-6", "words")


def test_a_fact_is_added_in_one_step(page: Path) -> None:
    citation, (evidence,), missing = add(CELL, "held on 3 July 1998", "page", "press", page)
    assert (evidence["basis"], evidence["stance"], missing) == ("normalized", "supports", "")
    found = next(row for row in rows(page, "citations") if row["citation_id"] == citation["citation_id"])
    assert (found["exact"], found["origin_id"]) == ("held on 3 July 1998", "press")
    assert found["fragment"] == "text=held%20on%203%20July%201998", "the package is built"
    add("summits.summit-1998.status", "held on 3 July 1998", "page", "press", page)
    assert sum(row["source_id"] == "page" for row in rows(page, "citations")) == 1, "one place is one citation"


def test_a_rival_value_is_added_beside_the_cell(page: Path) -> None:
    _, (evidence,), _ = add(CELL, "on 4 July 1998", "page", "press", page, stance="disputes", value="1998-07-04")
    assert (evidence["basis"], evidence["value"]) == ("normalized", "1998-07-04")
    with pytest.raises(ScoDataError, match="holds '1998-07-03'"):
        add(CELL, "on 4 July 1998", "page", "press", page, content="1998-07-04")


def test_a_new_row_is_made(page: Path) -> None:
    add("summits.summit-2001.date_edtf", "met on 15 June 2001", "page", "press", page, content="2001-06-15")
    row = next(row for row in rows(page, "summits") if row["summit_id"] == "summit-2001")
    assert (row["date_edtf"], row["date_start"]) == ("2001-06-15", "2001-06-15")


def test_what_the_words_do_not_say_is_told(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add_command(CELL, "they met in summer", "page", "press", page) == 1
    assert "The words do not say '1998-07-03': a --note must." in capsys.readouterr().err
    assert add_command(CELL, "they met then", "page", "press", page, note="The day of the letter.") == 0


def test_a_row_is_made_of_several_cells_that_the_same_words_state(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "the summit met on 15 June 2001"
    cells = ("status=held", "agenda=They met.", "format=sco", "council_number=6")
    assert add_command("summits.summit-2001.date_edtf", words, "page", "press", page, cells, content="2001-06-15") == 1
    said = capsys.readouterr()
    assert said.err == "The words do not say '6': a --note must.\n"
    row = next(row for row in rows(page, "summits") if row["summit_id"] == "summit-2001")
    assert (row["status"], row["agenda"], row["format"]) == ("held", "They met.", "sco")
    found = {row["field"]: row["basis"] for row in rows(page, "evidence") if row["row_id"] == "summit-2001"}
    assert found.pop("date_edtf") == "normalized"
    assert found.pop("council_number") == "inferred"
    assert "format" not in found, "a coder judges it"


def test_the_note_is_for_the_cells_that_need_one(page: Path) -> None:
    cells = {"council_number": "6"}
    _, added, missing = add(
        "summits.summit-2001.date_edtf", "met on 15 June 2001", "page", "press", page,
        content="2001-06-15", others=cells, note="The sixth.",
    )  # fmt: skip
    assert ([each["note"] for each in added], missing) == (["", "The sixth."], "")


@pytest.mark.parametrize(
    ("others", "options", "error"),
    [
        ({"colour": "red"}, {}, "colour"),
        ({"format": "shanghai_five"}, {}, "holds 'sco'"),
        ({"ordinal": "1"}, {"value": "1998"}, "--value is of one cell"),
    ],
)
def test_what_cannot_be_added_with_a_cell(
    others: dict[str, str], options: dict[str, str], error: str, page: Path
) -> None:
    with pytest.raises(ScoDataError, match=error):
        add(CELL, "on 3 July 1998", "page", "press", page, others=others, **options)


def test_an_origin_comes_with_its_source_and_is_needed(page: Path) -> None:
    columns = ["origin_id", "name", "kind"]
    schema: dict[str, object] = {"fields": [{"name": name, "type": "string", "role": "record"} for name in columns]}
    schema |= {"primaryKey": ["origin_id"]}
    (page / "schemas" / "origins.json").write_text(json.dumps(schema), encoding="utf-8")
    (page / "data" / "origins.csv").write_bytes(tables.to_csv(columns, []))
    descriptor = json.loads((page / "datapackage.json").read_text(encoding="utf-8"))
    entry = {"name": "origins", "path": "data/origins.csv", "schema": "schemas/origins.json", "title": "origins"}
    descriptor["resources"].append(entry)
    (page / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    with pytest.raises(ScoDataError, match="press"):
        add(CELL, "on 3 July 1998", "page", "press", page)
    options = ["--origin", "press", "The Press", "press", "--package", str(page)]
    done = CliRunner().invoke(app, ["source", "add", "other", "kind=web", "title=Other", "language=en", *options])
    assert done.exit_code == 0, done.output
    assert rows(page, "origins") == [{"origin_id": "press", "name": "The Press", "kind": "press"}]
    add(CELL, "on 3 July 1998", "page", "press", page)
    with pytest.raises(ScoDataError, match="There is an origin 'press'"):
        add_source("third", {"kind": "web"}, package=page, origin=("press", "Again", "press"))


@pytest.mark.parametrize(
    ("cell", "words", "source", "error"),
    [
        ("summit.x.name", "a", "page", "summit"),
        ("summits.x.colour", "a", "page", "is no cell"),
        (CELL, "a", "nowhere", "nowhere"),
        (CELL, "a" * 201, "page", "201 characters"),
        ("summits.new.date_edtf", "a", "page", "is empty"),
    ],
)
def test_what_cannot_be_added(cell: str, words: str, source: str, error: str, page: Path) -> None:
    with pytest.raises(ScoDataError, match=error):
        add(cell, words, source, "press", page)


def test_a_text_is_frozen_and_tiled(page: Path, tmp_path: Path) -> None:
    text = tmp_path / "texts" / "letter.txt"
    text.write_bytes(b"A letter.\n\nTwo\nlines.\n")
    cells = {"kind": "coded_text", "title": "Letter", "language": "en"}
    row = add_source("letter", cells, text, page)
    assert (row["file_name"], row["char_length"]) == ("letter.txt", "22")
    tiles = [row for row in rows(page, "passages") if row["source_id"] == "letter"]
    assert [(row["char_start"], row["char_end"]) for row in tiles] == [("0", "9"), ("11", "21")]
    with pytest.raises(ScoDataError, match="There is a source"):
        add_source("letter", cells, text, page)


def test_a_plan_whose_day_has_passed_is_due(package: Path) -> None:
    dataset = load(package)
    row = next(row for row in dataset.rows["summits"] if row["summit_id"] == "summit-1998")
    row |= {"status": "planned", "date_end": "1998-07-03"}
    assert [each.row for each in due(dataset, date(1998, 7, 4))] == ["summit-1998"]
    assert list(due(dataset, date(1998, 7, 3))) == []
