"""What the checks of frozen lists find in the small package, changed cell by cell."""

from pathlib import Path

import pytest

from .broken import ENTRIES, freeze
from .in_memory import Small


@pytest.fixture
def package(tmp_path: Path) -> Small:
    freeze(tmp_path)
    return Small(tmp_path)


def test_what_the_entry_says_is_right(package: Small) -> None:
    assert package.found("listed") == package.found("listed-name") == package.found("list-file") == []


def test_a_cell_is_what_the_entry_says_and_not_what_its_locator_says(package: Small) -> None:
    package.row("states")["iso3n"] = "399"
    package.row("citations", citation_id="iso-kaz")["locator"] = "alpha_3=KAZ, numeric=399"
    assert len(package.where("listed")) == 5  # each that cites the entry
    assert all("numeric=399 in the locator; expected '398'" in found for found in package.found("listed"))
    package.row("citations", citation_id="iso-kaz")["locator"] = "alpha_3=KAZ"
    assert "states/KAZ/iso3n/iso-kaz iso3n" in package.where("listed")


def test_a_place_lies_in_the_country_of_its_entry(package: Small) -> None:
    package.add("states", state_id="RUS", name="Russia", iso2c="RU")
    package.row("places")["state_id"] = "RUS"
    assert package.where("listed") == ["places/almaty/state_id/iso-almaty state_id"]
    package.row("citations", citation_id="iso-almaty")["locator"] = "geonameid=1, countrycode=RU"
    assert "places/almaty/state_id/iso-almaty state_id" in package.where("listed")


def test_an_entry_is_frozen_and_says_the_cell(package: Small) -> None:
    package.row("citations", citation_id="iso-almaty")["locator"] = "geonameid=2"
    assert "an entry 'geonameid=2'; expected an entry that is frozen" in package.found("listed")[0]
    package.row("citations", citation_id="iso-almaty")["locator"] = "alpha_3=KAZ"
    assert "'KAZ', of which the entry says nothing" in package.found("listed")[0]


def test_the_entry_of_another_row_is_seen_by_its_key_and_by_its_name(package: Small) -> None:
    package.row("places")["geonames_id"] = "7"
    assert "an entry of another row, whose geonames_id is '7'; expected '1'" in package.found("listed")[0]
    package.row("places")["geonames_id"] = ""
    package.row("places")["name"] = "Osh"
    package.row("evidence", table_name="places", field="state_id")["row_id"] = "osh"
    package.row("places")["place_id"] = "osh"
    assert package.where("listed-name") == ["places/osh/state_id/iso-almaty state_id"]


def test_a_list_is_the_file_of_the_index(package: Small, tmp_path: Path) -> None:
    freeze(tmp_path, ENTRIES + "x=1,y,z\n")
    assert package.found("list-file") == []
    (tmp_path / "keeping" / "lists" / "iso.csv").write_text(ENTRIES, encoding="utf-8")
    assert package.where("list-file") == ["iso"]
    (tmp_path / "keeping" / "lists" / "iso.csv").unlink()
    assert package.found("list-file") == ["sources iso: keeping/lists has no entries of it; expected iso.csv"]


def test_without_a_folder_of_lists_nothing_is_compared() -> None:
    package = Small()
    package.row("states")["iso3n"] = "399"
    assert package.found("listed") == package.found("list-file") == []


@pytest.mark.parametrize("change", [{"basis": "inferred"}, {"stance": "disputes"}, {"row_id": "gone"}, {"field": "x"}])
def test_only_what_rests_on_a_list_is_compared(package: Small, change: dict[str, str]) -> None:
    package.row("states")["iso3n"] = "399"
    row = package.row("evidence", table_name="states", field="iso3n")
    assert "states/KAZ/iso3n/iso-kaz iso3n" in package.where("listed")
    row |= change
    assert "states/KAZ/iso3n/iso-kaz iso3n" not in package.where("listed")
