"""Reviews: what a reader is shown, what the ledger notes, and which change of a row it sees."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from sco_keeping import tables
from sco_keeping.cli import app
from sco_keeping.coding.review import note, review_command, shown
from sco_keeping.dataset import load
from sco_keeping.library import ScoDataError, UnknownNameError
from sco_keeping.mutation import replay, scoring
from sco_keeping.mutation.faults import changed
from sco_keeping.mutation.scoring import judged
from sco_keeping.report.validate import validate, validate_command
from sco_keeping.rules import CHECKS, reviews
from sco_keeping.rules.reviews import COLUMNS, FILE
from sco_keeping.sources.texts import VARIABLE
from sco_keeping.tables import Row

from .broken import Package, small

EVENT = ("events", "lamps-lit")


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Package:
    made = small(tmp_path / "package")
    monkeypatch.setenv(VARIABLE, str(made.folder / "texts"))
    return made


@pytest.fixture
def read(package: Package) -> Package:
    """The small package, all rows of facts read and right."""
    dataset = load(package.folder)
    file = package.folder / "verdicts.csv"
    verdicts = [
        {"table_name": table, "row_id": key, "verdict": "ok", "comment": ""}
        for table, key, *_ in reviews.standing(dataset)
    ]
    file.write_bytes(tables.to_csv(list(verdicts[0]), verdicts))
    review_command(None, package.folder, file=file, reader="a reader", on="2026-01-02")
    return package


def ledger(package: Package) -> list[Row]:
    return reviews.read(package.folder)


def listed(package: Package) -> dict[tuple[str, str], str]:
    """What the check says, by row."""
    return {(each.table, each.row): each.found for each in CHECKS["review"].run(load(package.folder))}


# --- which change is seen


def _of_a_cell(package: Package) -> None:
    package.edit("events", lambda row: row["event_id"] == "lamps-lit", type="attack")


def _of_words(package: Package) -> None:
    proof = package.evidence(table_name="events", row_id="lamps-lit")
    package.edit("evidence", lambda each: each == proof, citation_id="harbour-c09")


def _of_the_words_of_a_citation(package: Package) -> None:
    cited = package.evidence(table_name="events", row_id="lamps-lit")["citation_id"]
    package.edit("citations", lambda row: row["citation_id"] == cited, exact_sha256="0" * 64)


def _of_a_stance(package: Package) -> None:
    proof = package.evidence(table_name="events", row_id="lamps-lit")
    package.edit("evidence", lambda each: each == proof, stance="disputes")


def _by_a_rival(package: Package) -> None:
    proof = package.evidence(table_name="events", row_id="lamps-lit")
    package.add("evidence", proof | {"citation_id": "harbour-c09", "stance": "disputes"})


@pytest.mark.parametrize(
    "change",
    [_of_a_cell, _of_words, _of_the_words_of_a_citation, _of_a_stance, _by_a_rival],
    ids=lambda each: each.__name__,
)
def test_a_change_of_what_was_read_is_seen(change: Callable[[Package], None], read: Package) -> None:
    assert listed(read) == {}
    change(read)
    found = listed(read)
    assert found[EVENT] == "changed since its review of 2026-01-02"
    assert {table for table, _ in found} <= {"events", "claims"}, "two rows rest on some of these words"
    assert reviews.stale(load(read.folder)) == set(found)


@pytest.mark.parametrize(
    ("table", "row", "field", "value"),
    [
        ("states", "KAZ", "iso3n", "399"),
        ("places", "almaty", "state_id", ""),
        ("quotations", "petrov-flag", "quoted_id", ""),
        ("quotations", "petrov-flag", "text_sha256", "0" * 64),
        ("discrepancies", "who-came", "preferred", "b"),
        ("discrepancies", "who-came", "statement_b", "Those who stayed are not among them."),
        ("discrepancies", "who-came", "citation_a_id", "harbour-c08"),
    ],
)
def test_a_change_of_what_lists_give_and_of_quotations_and_discrepancies_is_seen(
    table: str, row: str, field: str, value: str, read: Package
) -> None:
    (key,) = read.schema(table)["primaryKey"]
    read.edit(table, lambda each: each[key] == row, **{field: value})
    assert listed(read) == {(table, row): "changed since its review of 2026-01-02"}


def test_a_reader_is_shown_the_words_of_quotations_and_of_both_sides_of_a_discrepancy(package: Package) -> None:
    dataset = load(package.folder)
    quoted = list(shown(dataset, "quotations", "petrov-flag"))
    assert quoted[:2] == ["quotations petrov-flag", '"every ninth ship flies our flag"']
    assert "quoted_id: ivan-petrov (Ivan Petrov)" in quoted
    rival = list(shown(dataset, "discrepancies", "who-came"))
    for side in ("harbour-c07", "harbour-c08"):
        at = next(number for number, line in enumerate(rival) if line.startswith("citation_") and side in line)
        assert rival[at + 1].strip() == f'"{dataset.words(dataset.citations[side], "exact")}"'


def test_a_new_row_is_seen(read: Package) -> None:
    row = read.rows("projects")[0]
    read.add("projects", row | {"project_id": "another"})
    assert listed(read) == {("projects", "another"): "never reviewed"}
    assert reviews.stale(load(read.folder)) == {("projects", "another")}


def test_a_row_that_is_gone_is_seen_unless_it_is_retired(read: Package) -> None:
    read.remove("events", lambda row: row["event_id"] == "lamps-lit")
    assert listed(read) == {EVENT: "it was reviewed and is gone"}
    assert reviews.stale(load(read.folder)) == {EVENT}
    assert str(reviews.reviewed(load(read.folder))).endswith(" 1 changed since, 0 never reviewed.")
    retired = {"table_name": "events", "row_id": "lamps-lit", "last_version": "0.0.1", "reason": "It was none."}
    read.add("retired", retired)
    assert listed(read) == {}


def test_what_was_not_read_may_change(read: Package) -> None:
    proof = read.evidence(table_name="events", row_id="lamps-lit")
    read.edit("evidence", lambda each: each == proof, note="Another note.")
    schema = read.schema("events")
    read.write_schema("events", fields=[schema["fields"][0], *reversed(schema["fields"][1:])])
    read.write("events", read.rows("events"))
    read.edit("summits", lambda _: True, date_end="1998-07-04")  # derived
    assert listed(read) == {}


def test_words_count_and_not_what_a_citation_is_called(read: Package) -> None:
    cited = read.evidence(table_name="events", row_id="lamps-lit")["citation_id"]
    read.edit("citations", lambda row: row["citation_id"] == cited, citation_id="harbour-renamed")
    rows = [
        row | {"citation_id": row["citation_id"].replace(cited, "harbour-renamed")} for row in read.rows("evidence")
    ]
    read.write("evidence", rows)
    assert EVENT not in listed(read)


# --- the report


def test_validate_counts_and_lists_on_demand_and_strict_does_not_mind(
    package: Package, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = len(list(reviews.standing(load(package.folder))))
    said = f"Reviews: of {rows} rows 0 stand as a reader saw them, 0 changed since, {rows} never reviewed."
    assert validate_command(package.folder, strict=True) == 0
    printed = capsys.readouterr().out
    assert said in printed.splitlines()
    assert "warning" not in printed
    assert validate_command(package.folder, strict=True, reviews=True) == 0
    printed = capsys.readouterr().out
    assert "warning: review: events lamps-lit: never reviewed; expected a review of the row as it is" in printed
    assert printed.count("warning: review: ") == rows
    assert printed.endswith("\n0 faults.\n")


def test_the_last_reader_of_a_row_has_the_word(read: Package) -> None:
    review_command("events", read.folder, row="lamps-lit", reader="z reader", verdict="fault", comment="A wrong note.")
    review_command("events", read.folder, row="lamps-lit", reader="a reader", verdict="ok")
    report = validate(read.folder, reviews=True)
    assert report.reviews
    assert report.reviews.fault == 0
    assert "A wrong note." in (read.folder / reviews.FILE).read_text(encoding="utf-8")
    review_command("events", read.folder, row="lamps-lit", reader="z reader", verdict="fault", comment="Still wrong.")
    assert [each.found for each in validate(read.folder, reviews=True).unreviewed] == [
        "a reader found a fault: Still wrong."
    ]


def test_what_each_reader_read_is_counted(read: Package, capsys: pytest.CaptureFixture[str]) -> None:
    options = {"row": "lamps-lit", "reader": "a reader", "on": "2026-01-03"}
    review_command("events", read.folder, verdict="fault", comment="No lamps.", **options)  # type: ignore[arg-type]
    review_command(None, read.folder, counts=True)
    assert "| a reader | 2026-01-03 | 1 | 1 |" in capsys.readouterr().out.splitlines()


def test_a_fault_that_a_reader_found_stays_listed_until_the_row_changes(read: Package) -> None:
    review_command("events", read.folder, row="lamps-lit", reader="a reader", verdict="fault", comment="No lamps.")
    report = validate(read.folder, reviews=True)
    assert report.reviews
    assert (report.reviews.fault, report.reviews.changed) == (1, 0)
    assert "(1 with a fault that the reader found)" in str(report.reviews)
    assert [each.found for each in report.unreviewed] == ["a reader found a fault: No lamps."]
    machine = json.loads(report.as_json(strict=True))
    assert (machine["status"], machine["reviews"]["fault"], machine["unreviewed"][0]["row"]) == (0, 1, "lamps-lit")
    _of_a_cell(read)
    assert listed(read)[EVENT].startswith("changed since its review of ")


def test_a_ledger_with_other_columns_is_refused(package: Package) -> None:
    note(package.folder, [])
    (package.folder / FILE).write_text("table_name,row_id\n", encoding="utf-8")
    with pytest.raises(ScoDataError, match="other columns than table_name, row_id, row_sha256"):
        validate(package.folder)


# --- what is shown, and taken


def test_a_row_is_shown_with_its_words_rivals_and_links_and_no_coder(package: Package) -> None:
    rival = {
        "table_name": "summits",
        "row_id": "summit-1998-almaty",
        "field": "date_edtf",
        "citation_id": "harbour-c08",
    }
    package.add("evidence", rival | {"basis": "normalized", "stance": "disputes", "value": "2019", "note": "Later."})
    clash = {"table_name": "summits", "row_id": "summit-1998-almaty", "field": "date_edtf", "reason": "Of the day."}
    package.edit("discrepancies", lambda _: True, **clash)
    lines = list(shown(load(package.folder), "summits", "summit-1998-almaty"))
    assert lines[0] == "summits summit-1998-almaty"
    at = lines.index("date_edtf: 1998-07-03")
    assert lines[at + 1] == '    supports: "first summit held on 3 July, 1998 in Almaty"'
    assert any(line.startswith("    disputes") and line.endswith(': "In 2019"') for line in lines)
    assert any(line.startswith("      harbour, ") and line.endswith("; Later.") for line in lines)
    assert any(line.startswith("      preferred: a") and line.endswith(": Of the day.") for line in lines)
    assert "place_id: almaty (Almaty)" in lines
    assert any(line.startswith("format: shanghai_five [judged") for line in lines)
    assert not [line for line in lines if line.startswith("date_end")], "nobody reads what is derived"


def test_without_the_texts_withheld_words_are_called_so(package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    proof = package.evidence(table_name="events", row_id="lamps-lit")
    package.edit("evidence", lambda each: each == proof, citation_id="harbour-c11")
    assert any('"lamps were lit on every pier"' in line for line in shown(load(package.folder), *EVENT))
    monkeypatch.delenv(VARIABLE)
    assert any("(withheld; the link leads to them)" in line for line in shown(load(package.folder), *EVENT))


def test_a_list_is_shown_by_its_locator_and_words_that_are_nowhere_are_called_so(package: Package) -> None:
    plain = {"table_name": "events", "row_id": "lamps-lit", "field": "type", "basis": "external", "stance": "supports"}
    listed_ = [row for row in package.rows("citations") if row["locator"]]
    package.add("evidence", plain | {"citation_id": listed_[0]["citation_id"]}, plain | {"citation_id": "not-there"})
    lines = list(shown(load(package.folder), *EVENT))
    assert f"    supports: {listed_[0]['locator']}" in lines


def test_several_verdicts_come_from_a_file(package: Package, capsys: pytest.CaptureFixture[str]) -> None:
    file = package.folder / "verdicts.csv"
    lines = ["summits,summit-1998-almaty,ok,", 'events,lamps-lit,fault,"No, none."', "summits,summit-1998,ok,"]
    file.write_text("table_name,row_id,verdict,comment\n" + "\n".join(lines) + "\n", encoding="utf-8")
    review_command(None, package.folder, file=file, reader="large language model, second reader", on="2026-01-02")
    assert capsys.readouterr().out == "2 reviews noted, 1 of retired rows left out.\n"
    first, second = ledger(package)
    assert list(first) == list(COLUMNS)
    assert [row["table_name"] for row in (first, second)] == ["events", "summits"], "sorted"
    assert (first["reader"], first["day"], first["verdict"], first["comment"]) == (
        "large language model, second reader",
        "2026-01-02",
        "fault",
        "No, none.",
    )
    before = (package.folder / FILE).read_bytes()
    review_command(None, package.folder, file=file, reader="large language model, second reader", on="2026-01-02")
    assert (package.folder / FILE).read_bytes() == before, "the same reader's word takes the place of the last"


def test_verdicts_on_a_package_that_has_changed_since_are_of_what_the_reader_saw(package: Package) -> None:
    file = package.folder / "verdicts.csv"
    file.write_text("table_name,row_id,verdict,comment\nevents,lamps-lit,fault,None.\n", encoding="utf-8")
    seen = package.folder.parent / "seen"
    small(seen)
    _of_a_cell(package)
    review_command(None, package.folder, file=file, reader="a reader", seen=seen, on="2026-01-02")
    assert listed(package)[EVENT] == "changed since its review of 2026-01-02"


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("events,never-was,ok,", "never-was"),
        ("passages,harbour-p001,ok,", "passages"),
        ("events,lamps-lit,good,", "'good' is no verdict; expected ok or fault"),
        ("events,lamps-lit,fault, ", "needs a comment"),
    ],
)
def test_a_file_with_a_wrong_line_is_refused_whole(line: str, error: str, package: Package) -> None:
    file = package.folder / "verdicts.csv"
    file.write_text(f"table_name,row_id,verdict,comment\nsummits,summit-1998-almaty,ok,\n{line}\n", encoding="utf-8")
    with pytest.raises(ScoDataError, match=error):
        review_command(None, package.folder, file=file, reader="a reader")
    assert ledger(package) == []


def test_what_is_asked_wrongly_is_said(package: Package) -> None:
    file = package.folder / "verdicts.csv"
    file.write_text("table_name,verdict\n", encoding="utf-8")
    with pytest.raises(ScoDataError, match="no column row_id, comment"):
        review_command(None, package.folder, file=file, reader="a reader")
    with pytest.raises(ScoDataError, match="table of the row"):
        review_command(None, package.folder, row="lamps-lit")
    with pytest.raises(ScoDataError, match="on one row"):
        review_command("events", package.folder, reader="a reader", verdict="ok")
    with pytest.raises(ScoDataError, match="--reader"):
        review_command("events", package.folder, row="lamps-lit", verdict="ok")
    with pytest.raises(UnknownNameError, match="passages"):
        review_command("passages", package.folder)


def ask(package: Package, answers: str, *options: str) -> str:
    done = CliRunner().invoke(app, ["review", *options, "--package", str(package.folder)], input=answers)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_verdict_is_asked_for(package: Package) -> None:
    printed = ask(package, "fault\nNo lamps.\nA. Reader\n", "events", "--row", "lamps-lit", "--on", "2026-01-02")
    assert printed.startswith("events lamps-lit\n")
    (line,) = ledger(package)
    assert (line["reader"], line["verdict"], line["comment"]) == ("A. Reader", "fault", "No lamps.")


def test_rows_that_nobody_has_read_come_one_by_one(package: Package) -> None:
    printed = ask(package, "ok\nskip\n", "statistics", "--reader", "A. Reader")
    assert printed.count("\nVerdict (ok, fault, skip, quit)") == 2
    assert [line["row_id"] for line in ledger(package)] == ["people-who-came"]
    again = ask(package, "quit\n", "statistics", "--reader", "A. Reader")
    assert again.startswith("statistics ships-under-flag\n")
    assert again.count("Verdict") == 1
    assert ask(package, "quit\n", "--reader", "A. Reader").count("Verdict") == 1


# --- what plausible faults the ledger sees


def test_the_ledger_sees_a_fault_in_a_row_that_was_read_and_is_told_apart(read: Package) -> None:
    dataset = load(read.folder)
    cell = dataset.cell(*EVENT, "type")
    assert cell
    mutant = changed(dataset, "word-coded", cell, "attack")  # type: ignore[arg-type]
    outcome = judged(dataset, mutant)
    assert (outcome.checks, outcome.by_ledger) == ((), True)
    score = scoring.scores([outcome])[0]
    assert (score.killed, score.survived, score.by_ledger, score.share) == (0, 1, 1, 0.0)
    (read.folder / FILE).unlink()
    unread = load(read.folder)
    assert not judged(unread, mutant).by_ledger


def test_a_stored_fault_may_be_found_by_the_ledger(read: Package, capsys: pytest.CaptureFixture[str]) -> None:
    folder = read.folder / replay.FOLDER
    folder.mkdir(parents=True)
    row = next(row for row in read.rows("events") if row["event_id"] == "lamps-lit")
    cells = {"type": [row["type"], "attack"]}
    stored: dict[str, object] = {
        "operator": "word-coded",
        "table": "events",
        "row": "lamps-lit",
        "field": "type",
        "old": row["type"],
    }
    stored |= {"new": "attack", "equivalent": "", "is_derived": False, "checks": ["gone-since"]}
    step = {"key": ["lamps-lit"], "cells": cells}
    (folder / "one.jsonl").write_text(json.dumps(stored | {"changes": {"events": [step]}}) + "\n", encoding="utf-8")
    assert replay.replay_command(read.folder) == 0
    assert capsys.readouterr().out == "1 found by the ledger.\n"
    with (read.folder / FILE).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerow(COLUMNS)
    assert replay.replay_command(read.folder) == 1
