"""Every check fails on what it is for, and on that alone."""

from pathlib import Path
from typing import Any

import pytest

from sco_data.curation.checks import CHECKS, Material, load
from sco_data.curation.checks.spans import shares
from sco_data.curation.texts import VARIABLE
from sco_data.curation.validate import validate

from .broken import BREAKS, CHECKOUT, Break, Package, copy_of, small

_IDS = [f"{check}-{function.__name__}" for check, function in BREAKS]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """The small package, without a fault."""
    return small(tmp_path_factory.mktemp("small") / "package")


@pytest.fixture
def package(whole: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Package:
    """A copy of it to be broken."""
    monkeypatch.setenv(VARIABLE, str(whole.folder / "texts"))
    copy = copy_of(whole.folder, tmp_path / "package")
    (copy.folder / "texts").mkdir()  # says that the text is the invented one
    return copy


def test_small_package_has_no_fault(package: Package) -> None:
    report = validate(package.folder)
    assert list(map(str, report.faults)) == []
    assert report.skipped == []
    assert report.status == 0


def test_every_check_has_a_break_and_says_why_it_is_there() -> None:
    assert {check for check, _ in BREAKS} == set(CHECKS)
    assert all(check.reason.endswith(".") and "\n" not in check.reason for check in CHECKS.values())


@pytest.mark.parametrize(("check", "breaks"), BREAKS, ids=_IDS)
def test_check_fails_alone(check: str, breaks: Break, package: Package) -> None:
    breaks(package)
    report = validate(package.folder)
    assert {fault.check for fault in report.faults} == {check}, list(map(str, report.faults))
    assert report.status == 1


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, frozen_folder: Path) -> Material:
    """A copy of the real package whose hashes are right, loaded."""
    package = copy_of(CHECKOUT, tmp_path_factory.mktemp("real") / "package")
    package.seal()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(frozen_folder))
        return load(package.folder)


_REAL = [(check, function) for check, function in BREAKS if check not in ("share", "span-edges")]


@pytest.mark.parametrize(("check", "breaks"), _REAL, ids=[f"{check}-{function.__name__}" for check, function in _REAL])
def test_check_sees_it_in_the_real_package(
    check: str, breaks: Break, real: Material, tmp_path: Path, frozen_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(frozen_folder))
    package = copy_of(real.folder, tmp_path / "package")
    breaks(package)
    assert set(CHECKS[check].run(load(package.folder))) - set(CHECKS[check].run(real))


def test_shares_are_those_of_the_union(package: Package) -> None:
    (share,) = shares(load(package.folder)).values()
    assert 0.1 < share < 1 / 3


def test_a_number_is_stated_by_whom_the_narrowest_quotation_around_it_quotes() -> None:
    places = {"all": (0, 100), "early": (10, 20), "late": (40, 80), "inner": (45, 70), "elsewhere": (45, 70)}
    quotations = [
        {"quotation_id": name, "source_id": "b" if name == "elsewhere" else "a", "quoted_type": "person"}
        | {"quoted_id": name, "char_start": str(start), "char_end": str(end)}
        for name, (start, end) in places.items()
    ]
    cited = {"all": (30, 35), "early": (10, 20), "late": (40, 50), "inner": (46, 50), "speaker": (99, 101)}
    citations = [
        {"citation_id": name, "source_id": "a", "passage_id": "p", "char_start": str(start), "char_end": str(end)}
        for name, (start, end) in cited.items()
    ]
    evidence = {"table_name": "statistics", "field": "value", "stance": "supports"}
    rows = {
        "quotations": quotations,
        "citations": citations,
        "passages": [{"passage_id": "p", "speaker_id": "speaker"}],
        "evidence": [evidence | {"row_id": name, "citation_id": name} for name in cited],
        "statistics": [{"statistic_id": name, "stated_by_type": "person", "stated_by_id": name} for name in cited],
    }
    schemas: dict[str, Any] = {name: {"primaryKey": [next(iter(each[0]))], "fields": []} for name, each in rows.items()}
    assert CHECKS["stated-by"].run(Material(Path(), {}, schemas, rows=rows)) == []
    rows["statistics"][0]["stated_by_id"] = "early"
    (fault,) = CHECKS["stated-by"].run(Material(Path(), {}, schemas, rows=rows))
    assert (fault.row, fault.found, fault.expected) == ("all", "person early", "person all")


def test_integers_in_a_key_are_in_the_order_of_their_values() -> None:
    schema = {
        "primaryKey": ["source_id", "at"],
        "fields": [{"name": "source_id", "type": "string"}, {"name": "at", "type": "integer"}],
    }
    rows = [{"source_id": "a", "at": "9"}, {"source_id": "a", "at": "10"}, {"source_id": "b", "at": "1"}]
    assert CHECKS["sort-order"].run(Material(Path(), {}, {"spans": schema}, rows={"spans": rows})) == []
    (fault,) = CHECKS["sort-order"].run(Material(Path(), {}, {"spans": schema}, rows={"spans": rows[::-1]}))
    assert (fault.row, fault.expected) == ("b/1", "a/9 in its place")
