"""The figures on the second coding of the record are those that its script computes."""

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from .conftest import ROOT

SCRIPT = ROOT / "studies" / "second_coding" / "compare.py"


@pytest.fixture
def compare() -> ModuleType:
    spec = importlib.util.spec_from_file_location("second_coding", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def agreeing(tmp_path: Path) -> Path:
    """A package whose tables are the second coding itself."""
    (tmp_path / "data").mkdir()
    for file in SCRIPT.parent.glob("*.csv"):
        shutil.copy(file, tmp_path / "data")
    return tmp_path


def test_equal_tables_agree_on_every_cell_and_a_changed_one_is_named(compare: ModuleType, agreeing: Path) -> None:
    compare.SAME.clear()
    assert list(compare.differences(agreeing)) == []
    *_, line = compare.figures(agreeing)
    both, equal = line.split(" | ")[1:3]
    assert both == equal
    assert line.endswith("| 100% | 0 | 100% |")
    summits = agreeing / "data" / "summits.csv"
    text = summits.read_text(encoding="utf-8")
    summits.write_text(text.replace("1997-04-24,,moscow,,,held", "1997-04-25,,,,,held"), encoding="utf-8")
    assert list(compare.differences(agreeing)) == [
        "summits/summit-1997-moscow.date_edtf: 1997-04-25; second: 1997-04-24",
        "summits/summit-1997-moscow.place_id: empty; second: moscow",
    ]


def test_rows_under_two_names_are_paired(compare: ModuleType, agreeing: Path) -> None:
    offices = agreeing / "data" / "offices.csv"
    text = offices.read_text(encoding="utf-8")
    first, second = "rats-director-ruslan-mirzaev-2022", "rats-director-ruslan-mirzayev-2022"
    offices.write_text(text.replace(second, first), encoding="utf-8")
    compare.SAME.clear()
    compare.SAME[second] = first
    compared = compare.compare("offices", agreeing)
    assert (compared.only_first, compared.only_second, compared.paired) == ([], [], 1)


def test_manual_quotes_the_figures(compare: ModuleType) -> None:
    manual = (ROOT / compare.MANUAL).read_text(encoding="utf-8")
    assert manual == compare.renewed(manual), "run `python studies/second_coding/compare.py --write`"
