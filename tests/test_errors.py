import pickle
from pathlib import Path

import pytest

from sco_data import DamagedFileError, MissingExtraError, ScoDataError, UnknownNameError


def test_unknown_name_gives_nearest_and_all_where_few() -> None:
    error = UnknownNameError("table", "sumits", ["people", "summits"])
    assert error.nearest == ["summits"]
    assert str(error) == "There is no table 'sumits'; nearest: summits. All: people, summits."


def test_unknown_name_among_many_gives_nearest_only() -> None:
    known = [f"summit-{year}-almaty" for year in range(1990, 2020)]
    message = str(UnknownNameError("row", "summit-1998-almati", known, "in summits"))
    assert message.startswith("There is no row 'summit-1998-almati' in summits; nearest: summit-1998-almaty, ")
    assert "All" not in message


def test_unknown_name_finds_a_part_of_a_long_name() -> None:
    assert UnknownNameError("row", "khan", ["imran-khan-historical-roots", "norov"]).nearest == [
        "imran-khan-historical-roots"
    ]


def test_unknown_name_like_nothing_gives_a_few() -> None:
    known = [f"r{number:03}" for number in range(40)]
    message = str(UnknownNameError("row", "xyz", known, "in summits"))
    assert message == "There is no row 'xyz' in summits; there are 40, such as r000, r001, r002, r003, r004."


def test_unknown_name_in_an_empty_table() -> None:
    assert str(UnknownNameError("row", "", [], "in retired")) == "There is no row '' in retired. All: none."


def test_damaged_file_names_file_and_hashes() -> None:
    assert "summits.csv is missing; expected sha256 abc" in str(DamagedFileError(Path("data/summits.csv"), "abc", None))
    message = str(DamagedFileError(Path("data/summits.csv"), "abc", "def"))
    assert "summits.csv" in message
    assert "expected sha256 abc, found def" in message


def test_missing_extra_names_the_install() -> None:
    message = str(MissingExtraError("polars", "polars"))
    assert message == 'This needs polars, which is not installed: pip install "sco-data[polars]".'


@pytest.mark.parametrize(
    ("error", "builtin", "status"),
    [
        (UnknownNameError("table", "x", ["y"]), LookupError, 2),
        (DamagedFileError(Path("x"), "a", "b"), Exception, 1),
        (MissingExtraError("arrow", "pyarrow"), ImportError, 2),
    ],
)
def test_errors_are_ours_and_survive_pickling(error: ScoDataError, builtin: type[Exception], status: int) -> None:
    assert isinstance(error, ScoDataError)
    assert isinstance(error, builtin)
    assert error.exit_status == status
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
