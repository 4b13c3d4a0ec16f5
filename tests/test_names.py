"""What users call states and organizations, and that all ways lead to one row."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sco_data as sco
from sco_data.names import fold, identified, nearest, one_of, several, yes
from sco_data.reading import schema

STATES = [
    {"state_id": "RUS", "name": "Russian Federation", "aliases": "Russia|RF", "adjectives": "Russian", "iso2c": "RU",
     "iso3c": "RUS", "iso3n": "643", "cowcode": "365", "gwcode": "365", "status": "current"},
    {"state_id": "SUN", "name": "USSR, Union of Soviet Socialist Republics", "aliases": "Soviet Union", "iso2c": "SU",
     "iso3c": "SUN", "iso3n": "810", "cowcode": "365", "gwcode": "365", "status": "former"},
    {"state_id": "CHN", "name": "China", "iso2c": "CN", "iso3n": "156", "cowcode": "710", "status": "current"},
    {"state_id": "ZAF", "name": "South Africa", "iso2c": "ZA", "iso3n": "710", "cowcode": "560", "status": "current"},
    {"state_id": "AFG", "name": "Afghanistan", "iso2c": "AF", "iso3n": "004", "cowcode": "700", "status": "current"},
    {"state_id": "CAN", "name": "Canada", "iso2c": "CA", "iso3n": "124", "cowcode": "20", "status": "current"},
    {"state_id": "TUR", "name": "Türkiye", "aliases": "Turkey", "iso2c": "TR", "cowcode": "640", "status": "current"},
    {"state_id": "VNM", "name": "Viet Nam", "iso2c": "VN", "iso3n": "704", "cowcode": "816", "status": "current"},
    {"state_id": "CIV", "name": "Côte d’Ivoire", "iso2c": "CI", "iso3n": "384", "cowcode": "437", "status": "current"},
]  # fmt: skip
ORGANIZATIONS = [
    {"organization_id": "sco", "name": "Shanghai Cooperation Organization", "acronym": "SCO", "aliases": "the Six|Forum"},  # noqa: E501
    {"organization_id": "shanghai-five", "name": "Shanghai Five", "aliases": "Forum"},
    {"organization_id": "sco-forum", "name": "SCO Forum", "aliases": "SCO"},
]  # fmt: skip


@pytest.fixture
def named(write_package: Any) -> sco.Package:
    folder: Path = write_package(
        {"states": (schema("states"), STATES), "organizations": (schema("organizations"), ORGANIZATIONS)}
    )
    return sco.Package(folder)


@pytest.mark.parametrize(
    ("given", "state"),
    [
        *((way, "RUS") for way in ("RUS", "rus", "RU", "Russia", "russian federation", "The Russian federation")),
        *((way, "RUS") for way in (365, "365", 643, "643", np.int64(365), np.str_("Russia"))),
        *((way, "SUN") for way in ("SUN", "Soviet Union", "USSR", "SU", 810)),
        *((way, "VNM") for way in ("Vietnam", "viet-nam", "Viet Nam", "704")),
        *((way, "TUR") for way in ("Turkiye", "TÜRKİYE", "Turkey")),
        *((way, "AFG") for way in ("004", "4", 4, 700)),
        *((way, "CIV") for way in ("Cote d'Ivoire", "COTE DIVOIRE")),
        (20, "CAN"),
    ],
)  # fmt: skip
def test_every_way_to_call_a_state_leads_to_it(named: sco.Package, given: object, state: str) -> None:
    assert identified(named, "states", given) == state


def test_an_ambiguous_name_lists_what_it_may_be(named: sco.Package) -> None:
    with pytest.raises(
        sco.ScoDataError, match=r"710 may be any of these: CHN \(China\); ZAF \(South Africa\)\. Say which"
    ):
        identified(named, "states", 710)
    with pytest.raises(sco.ScoDataError, match=r"'Forum' may be any of these: sco \(.*\); shanghai-five \("):
        identified(named, "organizations", "Forum")


def test_a_name_goes_before_an_alias(named: sco.Package) -> None:
    for name in ("SCO", "the Shanghai Cooperation Organisation", "six"):
        assert identified(named, "organizations", name) == "sco"


@pytest.mark.parametrize("given", ["", " ", "the", None, True, 3.5, 365.0, [], "020", "Atlantis"])
def test_what_is_no_name_is_one_clear_error(named: sco.Package, given: object) -> None:
    with pytest.raises(sco.UnknownNameError, match="There is no state") as caught:
        identified(named, "states", given)
    assert str(caught.value).isprintable()


def test_the_nearest_is_found_by_any_name(named: sco.Package) -> None:
    with pytest.raises(sco.UnknownNameError, match=r"nearest: AFG"):
        identified(named, "states", "Afganistan")
    assert nearest("organisaton", ["organization", "x"]) == ["organization"]


def test_real_states_are_found_by_all_their_names() -> None:
    package = sco.Package()
    cow = {row["cowcode"] for row in package.rows("states")}  # 704 is Viet Nam in ISO 3166 and Uzbekistan in COW
    for row in package.rows("states"):
        for field in ("state_id", "name", "name_official", "iso2c", "iso3c", "iso3n"):
            if row[field] and row[field] not in cow:
                assert identified(package, "states", row[field]) == row["state_id"], row[field]


def test_one_name_is_one(tmp_path: Path) -> None:
    assert sco.cite("bibtex", table="summits", ids="summit-1998-almaty") == sco.cite(
        "BibTeX", table="summits", ids=["summit-1998-almaty"]
    )
    file = sco.export("json", tmp_path / "a.json", tables="states")
    assert file.read_bytes() == sco.export("JSON", tmp_path / "b.json", tables=["states"]).read_bytes()
    assert several("tables", np.array(["a", "b"])) == ["a", "b"]
    for odd in (3, object(), [None]):
        with pytest.raises(sco.ScoDataError, match=r"tables (is|holds) .*expected"):
            several("tables", odd)


def test_words_and_options() -> None:
    assert one_of("role", "Dialogue Partner", ["member", "dialogue_partner"]) == "dialogue_partner"
    assert yes("dated", np.True_) is True
    with pytest.raises(sco.ScoDataError, match="expected True or False"):
        yes("dated", np.array([1, 2]))


@given(st.text())
def test_folding_is_stable(text: str) -> None:
    assert fold(fold(text)) == fold(text) == fold(text.upper().lower()) or "ı" in text or text.upper().lower() != text
