"""The folder for Hugging Face. That their library reads it is tested at night, by `outside/test_huggingface.py`."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

import sco_data as sco
from sco_keeping.huggingface import CARD, card, write_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("release") / "huggingface"
    write_folder(made)
    return made


def test_the_head_of_the_card_names_one_file_for_each_table(folder: Path) -> None:
    _, head, text = (folder / CARD).read_text(encoding="utf-8").split("---\n", 2)
    told = yaml.safe_load(head)
    assert told["configs"] == [
        {"config_name": name, "data_files": [{"split": "train", "path": f"data/{name}.parquet"}]}
        for name in sco.tables()
    ]
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} == {
        CARD,
        *(each["data_files"][0]["path"] for each in told["configs"]),
    }
    assert told["license"] == ["cc-by-4.0", "other"]
    assert told["pretty_name"] == sco.info()["title"]
    assert sco.cite() in text and sco.cite("bibtex") in text and sco.info()["description"] in text


def test_codes_are_text(folder: Path) -> None:
    states = pq.read_table(folder / "data" / "states.parquet").to_pylist()
    assert [row["iso3n"] for row in states if row["state_id"] == "AFG"] == ["004"]
    assert states == sco.load("states", "records")


def test_a_package_of_others_has_a_card_too(package: Path) -> None:
    assert card(package).startswith("---\npretty_name: ")
