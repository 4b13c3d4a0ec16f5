"""Every check fails on what it is for, and on that alone; what else each finds is in the files beside this."""

from pathlib import Path

import pytest

from sco_keeping.dataset import Dataset, load
from sco_keeping.report.validate import validate
from sco_keeping.rules import CHECKS
from sco_keeping.sources.texts import VARIABLE

from .broken import BREAKS, CHECKOUT, Break, Package, copy_of, small
from .conftest import NIGHTLY
from .test_rules_meaning import CHECKED as MEANING
from .test_rules_model import CHECKED

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


@pytest.mark.frictionless
def test_small_package_has_no_fault(package: Package) -> None:
    report = validate(package.folder)
    assert list(map(str, report.faults)) == []
    assert report.skipped == []
    assert report.status == 0


def test_every_check_has_a_break_and_says_why_it_is_there() -> None:
    assert {check for check, _ in BREAKS} | CHECKED | MEANING | {"review"} == set(CHECKS)  # in test_review
    assert all(check.reason.endswith(".") and "\n" not in check.reason for check in CHECKS.values())


@pytest.mark.parametrize(
    ("check", "breaks"),
    [
        pytest.param(check, breaks, marks=pytest.mark.frictionless if check == "frictionless" else ())
        for check, breaks in BREAKS
    ],
    ids=_IDS,
)
def test_check_fails_alone(check: str, breaks: Break, package: Package) -> None:
    breaks(package)
    report = validate(package.folder)
    found = {fault.check for fault in report.faults}
    assert found - _WITH.get(check, set()) == {check}, list(map(str, report.faults))
    assert report.status == any(CHECKS[name].severity == "error" for name in found)


_WITH = {
    "row-supported": {"supported"},  # a row without evidence has a summary without
    "conflict": {"value", "preferred"},  # a rival that is the cell has no value
    "reading": {"witness"},  # nothing names what is read, no words either
    **{check: {"listed", "listed-name"} for check in ("constraint", "same-as", "locator")},  # the cell is of a list
}
"""What cannot fail alone."""


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, frozen_folder: Path) -> Dataset:
    """A copy of the real package whose hashes are right, loaded."""
    package = copy_of(CHECKOUT, tmp_path_factory.mktemp("real") / "package")
    package.seal()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(frozen_folder))
        return load(package.folder)


_REAL = [(check, function) for check, function in BREAKS if check not in ("share", "span-edges")]


@pytest.mark.skipif(not NIGHTLY, reason="minutes: every break in a copy of the real package")
@pytest.mark.parametrize(("check", "breaks"), _REAL, ids=[f"{check}-{function.__name__}" for check, function in _REAL])
def test_check_sees_it_in_the_real_package(
    check: str, breaks: Break, real: Dataset, tmp_path: Path, frozen_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(frozen_folder))
    package = copy_of(real.folder, tmp_path / "package")
    breaks(package)
    assert set(CHECKS[check].run(load(package.folder))) - set(CHECKS[check].run(real))
