from pathlib import Path

import pytest

from sco_data import ScoDataError
from sco_data.package import descriptor, read_json, root

CHECKOUT = Path(__file__).parents[1]


def test_default_is_the_checkout_in_an_editable_install() -> None:
    assert root() == CHECKOUT
    assert descriptor()["name"] == "sco-data"


def test_any_folder_with_a_descriptor(little: Path) -> None:
    assert root(little) == little
    assert root(str(little)) == little
    assert descriptor(little)["version"] == "1.2.3"


def test_descriptor_is_read_anew(little: Path) -> None:
    descriptor(little)["version"] = "9"
    assert descriptor(little)["version"] == "1.2.3"


def test_folder_without_descriptor_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScoDataError, match=r"no datapackage\.json in .*; give a folder that holds one"):
        root(tmp_path)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "cannot be read as JSON"),
        ("[]", "it holds a list where an object was expected"),
        ("\xff", "cannot be read"),
    ],
)
def test_broken_descriptor_is_refused(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "datapackage.json").write_text(text, encoding="latin-1")
    with pytest.raises(ScoDataError, match=why):
        descriptor(tmp_path)


def test_missing_json_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScoDataError, match=r"gone\.json cannot be read"):
        read_json(tmp_path / "gone.json")
