"""Warnings, waivers, and what a waiver that excuses nothing costs."""

from pathlib import Path

import pytest

from sco_keeping.library import ScoDataError
from sco_keeping.report import waivers
from sco_keeping.report.validate import validate, validate_command
from sco_keeping.sources.texts import VARIABLE

from .broken import Package, small

WAIVER = "summit-name,summits,summit-1998-almaty,name,It is known by this name."


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Package:
    """The small package with one warning."""
    made = small(tmp_path / "package")
    monkeypatch.setenv(VARIABLE, str(made.folder / "texts"))
    made.edit("summits", lambda _: True, name="The meeting")
    return made


def _waive(package: Package, *rows: str) -> None:
    file = package.folder / waivers.FILE
    file.parent.mkdir(exist_ok=True)
    file.write_text("\n".join([",".join(waivers.COLUMNS), *rows]) + "\n", encoding="utf-8")


def test_a_warning_fails_only_where_it_is_asked_for(package: Package, capsys: pytest.CaptureFixture[str]) -> None:
    assert validate_command(package.folder) == 0
    warning, *_, total = capsys.readouterr().out.splitlines()
    assert warning.startswith("warning: summit-name: summits summit-1998-almaty name: 'The meeting'")
    assert total == "0 faults, 1 warning."
    assert validate_command(package.folder, strict=True) == 1


def test_a_waiver_excuses_a_warning(package: Package, capsys: pytest.CaptureFixture[str]) -> None:
    _waive(package, WAIVER)
    assert validate_command(package.folder, strict=True) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "0 faults, 1 waived."
    (fault,) = validate(package.folder).waived
    assert fault.check == "summit-name"


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("summit-name,summits,summit-1998-almaty,note,Another field.", "the check finds nothing there"),
        ("summit-name,summits,gone,name,The row is gone.", "the check finds nothing there"),
        ("summit-name,summits,summit-1998-almaty,name,", "it has no reason"),
        ("supported,summits,summit-1998-almaty,name,An error.", "'supported' gives no warnings"),
        ("banana,summits,summit-1998-almaty,name,No check.", "'banana' gives no warnings"),
    ],
)
def test_a_waiver_that_excuses_nothing_is_a_fault(package: Package, row: str, found: str) -> None:
    _waive(package, row)
    report = validate(package.folder)
    (fault,) = [fault for fault in report.faults if fault.check == "waiver"]
    assert (fault.table, fault.found, fault.severity) == ("keeping/waivers.csv", found, "error")
    assert report.status == 1


def test_an_error_is_not_waived(package: Package) -> None:
    _waive(package, WAIVER, "derived-date,summits,summit-1998-almaty,date_end,Let it be.")
    package.edit("summits", lambda _: True, date_end="1998-07-04")
    assert {fault.check for fault in validate(package.folder).faults} == {"derived-date", "waiver"}


def test_a_waiver_is_not_idle_where_its_check_could_not_run(package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    _waive(package, WAIVER, "near,evidence,somewhere,citation_id,Far but right.")
    assert [fault.check for fault in validate(package.folder).faults] == ["waiver"]
    monkeypatch.delenv(VARIABLE)
    assert validate(package.folder).faults == []


def test_a_file_of_another_form_is_refused(package: Package) -> None:
    (package.folder / "keeping").mkdir(exist_ok=True)
    (package.folder / waivers.FILE).write_text("check,row\n", encoding="utf-8")
    with pytest.raises(ScoDataError, match="other columns"):
        validate(package.folder)
