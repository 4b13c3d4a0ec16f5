"""The report as a whole."""

import json
from pathlib import Path

import pytest

from sco_keeping.library import ScoDataError
from sco_keeping.report.validate import validate, validate_command
from sco_keeping.rules import CHECKS
from sco_keeping.sources.texts import VARIABLE

from .broken import Package, small


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Package:
    made = small(tmp_path / "package")
    monkeypatch.setenv(VARIABLE, str(made.folder / "texts"))
    return made


def test_a_right_package_gives_status_0_and_the_share_of_words(
    package: Package, capsys: pytest.CaptureFixture[str]
) -> None:
    assert validate_command(package.folder) == 0
    *_, shipped, total = capsys.readouterr().out.splitlines()
    assert shipped.startswith("Words shipped of harbour: ")
    assert total == "0 faults."


def test_a_fault_is_one_line_with_its_place_and_gives_status_1(
    package: Package, capsys: pytest.CaptureFixture[str]
) -> None:
    package.edit("summits", lambda _: True, date_end="1998-07-04")
    assert validate_command(package.folder) == 1
    fault, *_, total = capsys.readouterr().out.splitlines()
    assert fault == (
        "derived-date: summits summit-1998-almaty date_end: '1998-07-04'; "
        "expected '1998-07-03', the end of date_edtf '1998-07-03'"
    )
    assert total == "1 fault."


def test_the_report_for_machines_says_the_same(package: Package, capsys: pytest.CaptureFixture[str]) -> None:
    package.edit("summits", lambda _: True, date_end="1998-07-04")
    assert validate_command(package.folder, as_json=True) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["status"] == 1
    assert report["skipped"] == []
    assert 0 < report["shares"]["harbour"] < 1 / 3
    (fault,) = report["faults"]
    assert {name: fault[name] for name in ("check", "severity", "table", "row", "field")} == {
        "check": "derived-date",
        "severity": "error",
        "table": "summits",
        "row": "summit-1998-almaty",
        "field": "date_end",
    }


def test_faults_are_sorted_and_a_cell_is_named_once(package: Package) -> None:
    # frictionless and pandera both see the word that is not in the enum.
    package.edit("summits", lambda _: True, format="picnic")
    package.edit("events", lambda _: True, description="", note="N/A")
    faults = [(fault.check, fault.table, fault.field) for fault in validate(package.folder).faults]
    assert faults == [
        ("constraint", "events", "description"),
        ("sentinels", "events", "note"),
        ("evidence-cell", "evidence", "field"),
        ("constraint", "summits", "format"),
    ]


def test_without_the_texts_everything_else_runs(package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE)
    package.edit("citations", lambda row: row["citation_id"] == "harbour-c05", fragment="text=x", exact_sha256="0" * 64)
    package.edit("evidence", lambda row: row["row_id"] == "lamps-lit", basis="normalized")
    report = validate(package.folder)
    # The link cannot be checked, the hash of words that are shipped can.
    assert [(fault.check, fault.row) for fault in report.faults] == [("span-hash", "harbour-c05")]
    spans, withheld = report.skipped
    assert VARIABLE in spans
    assert withheld.startswith("1 rows of evidence")


def test_a_text_that_is_not_the_frozen_one_is_a_fault(package: Package) -> None:
    (package.folder / "texts" / "harbour.txt").write_text("Another text.\n", encoding="utf-8")
    report = validate(package.folder)
    assert [(fault.check, fault.row, fault.field) for fault in report.faults] == [("source-file", "harbour", "sha256")]


def test_where_a_table_cannot_be_read_its_rows_are_not_judged(package: Package) -> None:
    package.file("summits").unlink()
    report = validate(package.folder)
    assert [(fault.check, fault.table) for fault in report.faults] == [("readable", "data/summits.csv")]
    assert len(report.skipped) == 1
    assert report.shares == {}


def test_without_a_descriptor_it_cannot_run(tmp_path: Path) -> None:
    with pytest.raises(ScoDataError, match=r"datapackage\.json") as raised:
        validate(tmp_path)
    assert raised.value.exit_status == 2


def test_a_descriptor_that_is_not_json_cannot_be_judged(package: Package) -> None:
    (package.folder / "datapackage.json").write_text("{", encoding="utf-8")
    with pytest.raises(ScoDataError, match="JSON"):
        validate(package.folder)


def test_a_descriptor_without_resources_cannot_be_judged(package: Package) -> None:
    package.write_descriptor(resources={"summits": "data/summits.csv"})
    with pytest.raises(ScoDataError, match="resources"):
        validate(package.folder)


def test_words_of_a_list_are_judged_by_each_citation_and_covered_by_all(package: Package) -> None:
    proof = package.evidence(table_name="organizations", field="name")
    organization = {"aliases": "Harbour League|four ports"}
    package.edit("organizations", lambda _: True, **organization)
    package.add("evidence", proof | {"field": "aliases"})
    assert [fault.check for fault in validate(package.folder).faults] == ["list-covered"]
    package.add("evidence", proof | {"field": "aliases", "citation_id": "harbour-c02"})
    assert validate(package.folder).faults == []
    package.add("evidence", proof | {"field": "aliases", "citation_id": "harbour-c06"})
    assert [fault.check for fault in validate(package.folder).faults] == ["verbatim"]


def test_the_kind_of_a_reference_follows_from_the_reference(package: Package) -> None:
    package.edit("claims", lambda _: True, proponent_type="person", proponent_id="ivan-petrov")
    proof = package.evidence(table_name="people", field="state_id")
    cells = {"table_name": "claims", "row_id": "lamps-guide-ships", "basis": "normalized"}
    package.add("evidence", *(proof | cells | {"field": field} for field in ("proponent_type", "proponent_id")))
    # What it cites for the proponent is right; where the claim's own words stand he is not named.
    assert [fault.check for fault in validate(package.folder).faults] == ["proponent"]


def test_a_meeting_is_named_by_what_identifies_it(package: Package) -> None:
    row = package.evidence(table_name="summit_participants", field="summit_id")
    package.write_schema("summits", identifiedBy=[])
    package.edit("evidence", lambda each: each == row, basis="normalized", citation_id="harbour-c03")
    assert [fault.check for fault in validate(package.folder).faults] == ["normalized"]
    package.write_schema("summits", identifiedBy=["date_edtf", "place_id"])
    assert validate(package.folder).faults == []


def test_checks_are_listed_with_what_they_need() -> None:
    assert {check.needs for check in CHECKS.values()} == {"files", "rows", "texts", "reviews"}
    assert {check.severity for check in CHECKS.values()} <= {"error", "warning"}
