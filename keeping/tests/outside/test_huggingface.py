"""The folder for Hugging Face by their own library, without the network."""

from pathlib import Path

import datasets
import pytest

import sco_data as sco
from sco_keeping.huggingface import write_folder

from .offline import refuse_network


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("release") / "huggingface"
    write_folder(made)
    return made


def test_each_table_is_a_configuration_with_the_same_cells(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    refuse_network(monkeypatch)
    assert datasets.get_dataset_config_names(str(folder)) == sco.tables()
    for table in sco.tables():
        found = datasets.load_dataset(str(folder), table, split="train", cache_dir=str(tmp_path))
        assert found.to_list() == sco.load(table, "records"), table
    states = datasets.load_dataset(str(folder), "states", split="train", cache_dir=str(tmp_path))
    assert [row["iso3n"] for row in states if row["state_id"] == "AFG"] == ["004"]
