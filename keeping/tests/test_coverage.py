"""Coverage explains every number, date and name, or names it."""

import json
import shutil
from pathlib import Path

import pytest

from sco_keeping import tables
from sco_keeping.dataset import load
from sco_keeping.library import ScoDataError
from sco_keeping.report.coverage import NO_TEXTS, PAGE, Decade, Report, coverage, coverage_command, decades, page, words
from sco_keeping.sources.texts import VARIABLE

from .conftest import ROOT, TEXT, Edit

EXCEPTION = {"source_id": "harbour", "kind": "footnote_mark", "reason": "Mark of note 1."}


def _except(package: Path, *words: tuple[str, int]) -> None:
    """Give the small package a table of exceptions for these words, from the given position on."""
    shutil.copy(ROOT / "schemas" / "exceptions.json", package / "schemas")
    rows = []
    for exact, after in words:
        start = TEXT.index(exact, after)
        rows.append(EXCEPTION | {"char_start": str(start), "char_end": str(start + len(exact))})
    names = ["source_id", "char_start", "char_end", "kind", "reason"]
    (package / "data" / "exceptions.csv").write_bytes(tables.to_csv(names, rows))
    descriptor = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    resource = {"name": "exceptions", "path": "data/exceptions.csv", "schema": "schemas/exceptions.json"}
    descriptor["resources"].append(resource)
    (package / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")


HEADING = "Notes on the Harbour League"
ALL = [(HEADING, 0), ("third meeting held on 3 July, 1998 in Portville", 0), ("Leagues", 0), ("1", TEXT.index(".1"))]
ALL += [(HEADING, len(HEADING))]


def _words(report: Report) -> list[str]:
    return [loose.words for loose in report.loose]


def test_what_lies_in_no_span_is_named(package: Path) -> None:
    report = coverage(package)
    heading = ["Notes", "Harbour League"]
    assert _words(report) == [*heading, "third", "3 July, 1998", "Portville", "Leagues", "1", *heading]
    assert report.status == 1
    assert "number in no span: '1'" in "\n".join(report.lines())


def test_mention_counts_once_by_what_explains_it(package: Path) -> None:
    counts = {row.kind: row for row in coverage(package).mentioned}
    # 3,800 (twice) and ninth stand behind stated cells, third only in a citation that nothing uses, 1 in nothing.
    assert (counts["number"].mentions, counts["number"].stated_cell, counts["number"].unexplained) == (5, 3, 2)
    for row in counts.values():
        assert row.mentions == row.stated_cell + row.other_span + row.repeats + row.exceptions + row.unexplained


def test_citation_that_nothing_uses_explains_nothing(package: Path, edit: Edit) -> None:
    edit("evidence", lambda rows: [row for row in rows if row["citation_id"] != "harbour-c0003"])
    edit("quotations", lambda rows: [row | {"char_start": "0", "char_end": "5"} for row in rows])
    assert "ninth" in _words(coverage(package))


def test_exception_explains(package: Path) -> None:
    _except(package, *ALL)
    report = coverage(package)
    assert report.loose == []
    assert report.status == 0
    assert report.exceptions == {"footnote_mark": 5}


def test_exception_that_explains_nothing_is_a_fault(package: Path) -> None:
    _except(package, *ALL, ("3,800", 0))
    report = coverage(package)
    assert [(loose.kind, loose.words) for loose in report.loose] == [("exception", "3,800")]
    assert report.status == 1
    assert "explains nothing" in str(report.loose[0])


def test_summary_may_repeat_but_not_add(package: Path, edit: Edit) -> None:
    def repeat(rows: list[tables.Row]) -> list[tables.Row]:
        return [
            row | {"disposition": "repeats", "note": "Repeats harbour-p002."} if row["number"] == "3" else row
            for row in rows
        ]

    edit("evidence", lambda rows: [row for row in rows if row["citation_id"] == "harbour-c0002"])
    edit("quotations", lambda rows: [row | {"char_start": "0", "char_end": "5"} for row in rows])
    assert "3,800" in _words(coverage(package))
    edit("passages", repeat)
    words = _words(coverage(package))
    assert "3,800" not in words  # the passage that it repeats has the number in a span
    assert "ninth" in words  # that passage does not have this one


def test_cells_count_under_their_strongest_basis(package: Path, edit: Edit) -> None:
    before = {(row.table, row.kind): row for row in coverage(package).cells}["statistics", "stated"]
    assert (before.normalized, before.inferred, before.share_inferred) == (2, 0, 0.0)
    edit("evidence", lambda rows: [row | {"basis": "inferred"} for row in rows if row["row_id"] == "ships"])
    after = {(row.table, row.kind): row for row in coverage(package).cells}["statistics", "stated"]
    assert (after.supported, after.inferred, after.share_inferred) == (1, 1, 1.0)


def test_cell_with_two_citations_is_not_one_citation(package: Path) -> None:
    row = {(row.table, row.kind): row for row in coverage(package).cells}["statistics", "stated"]
    assert row.supported == 2
    assert row.one_citation == 0.5  # `delegates` has two
    assert row.one_source == 1.0


def test_two_mirrors_of_one_origin_are_one(package: Path, edit: Edit) -> None:
    """`delegates` has two citations: of one origin it does not count, of two it does."""
    path = package / "schemas" / "citations.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    if all(each["name"] != "origin_id" for each in schema["fields"]):
        rows = [row | {"origin_id": ""} for row in tables.read("citations", package=package)]
        (package / "data" / "citations.csv").write_bytes(tables.to_csv(list(rows[0]), rows))
        schema["fields"].append({"name": "origin_id", "type": "string", "role": "record"})
        path.write_text(json.dumps(schema), encoding="utf-8")

    def told_by(*origins: str) -> tuple[int, float]:
        given = {f"harbour-c{number:04}": origin for number, origin in zip((2, 4), origins, strict=True)}
        edit("citations", lambda rows: [{**row, "origin_id": given.get(row["citation_id"], "")} for row in rows])
        (row,) = (each for each in words(load(package)) if each.table == "statistics")
        return row.two_origins, row.share_two_origins

    assert told_by("league", "league") == (0, 0.0)
    two, share = told_by("league", "press")
    assert two == 1
    assert 0 < share < 1


def test_withheld_words_are_counted_where_no_citation_shows_any(package: Path, edit: Edit) -> None:
    def withheld(*hidden: str) -> int:
        def hide(rows: list[tables.Row]) -> list[tables.Row]:
            return [row | {"exact": ""} if row["citation_id"] in hidden else row for row in rows]

        edit("citations", hide)
        rows = {each.table: each for each in words(load(package))}
        assert rows["all"].withheld == rows["statistics"].withheld
        return rows["statistics"].withheld

    assert withheld() == 0
    assert withheld("harbour-c0002") == 0  # its second citation shows its words
    assert withheld("harbour-c0004") == 1


def test_rows_are_counted_by_the_decade_in_which_they_begin(package: Path, edit: Edit) -> None:
    edit("summits", lambda rows: [*rows, rows[0] | {"summit_id": "summit-2001", "date_edtf": "2001/2010"}])
    edit("summits", lambda rows: [*rows, rows[0] | {"summit_id": "summit-9", "date_edtf": ""}])
    edit("summits", lambda rows: [*rows, rows[0] | {"summit_id": "by", "date_edtf": "[..2008-03-24]"}])
    assert [each for each in decades(load(package)) if each.table == "summits"] == [
        Decade("summits", "1990s", 2),
        Decade("summits", "2000s", 2),
        Decade("summits", "undated", 1),
    ]


def test_without_texts_the_rest_is_reported(
    package: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(VARIABLE)
    assert coverage_command(package, write=True) == NO_TEXTS
    printed = capsys.readouterr()
    assert "## Cells" in printed.out
    assert "## Numbers" not in printed.out
    assert printed.err.count("\n") == 1
    assert VARIABLE in printed.err
    assert not (package / PAGE).exists()


def test_wrong_text_is_an_error(package: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "harbour.txt").write_bytes(TEXT.replace("Many", "Some").encode())
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    with pytest.raises(ScoDataError, match=r"harbour.*sha256.*validate"):
        coverage(package)


def test_command_prints_json(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert coverage_command(package, as_json=True) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["status"] == 1
    assert report["loose"][0]["words"] == "Notes"
    assert report["characters"][0]["characters"] == len(TEXT)


def test_command_writes_the_page(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (package / "docs").mkdir()
    coverage_command(package, write=True)
    assert (package / PAGE).read_text(encoding="utf-8") == page(coverage(package))
    assert capsys.readouterr().out in (package / PAGE).read_text(encoding="utf-8") + "\n"


def test_shares_are_of_the_union_of_spans(package: Path) -> None:
    (row,) = coverage(package).characters
    assert row.in_spans <= row.cited + row.quoted
    assert row.in_spans >= max(row.cited, row.quoted)
    assert row.share_in_spans == row.in_spans / len(TEXT)


@pytest.fixture
def real(frozen_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    """Coverage of the real package."""
    monkeypatch.setenv(VARIABLE, str(frozen_folder))
    return coverage(ROOT)


def test_real_texts_hold_nothing_unexplained(real: Report) -> None:
    assert list(map(str, real.loose)) == []


def test_page_is_current(real: Report) -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == page(real), "run `sco-keep coverage --write`"
