"""Search and identifiers."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sco_data as sco
from sco_data.finding import Place
from sco_data.names import fold
from sco_data.reading import schema


@pytest.fixture
def shelf(write_package: Any) -> Path:
    """Rows in which `Almaty` stands in every way that counts, and withdrawn rows."""
    places = {
        "exact": "Almaty",
        "part": "Panalmatya",
        "start": "Almatynsk",
        "accents": "Ālmatý’s – bazaar",
        "apart": "bazaar of Almaty region",
        "other": "Bishkek",
    }
    retired = [
        ("places", "old", "older-new"),
        ("places", "older-new", "exact"),
        ("places", "gone", ""),
        ("places", "loop-a", "loop-b"),
        ("places", "loop-b", "loop-a"),
        ("places", "lost", "nowhere"),
        ("organizations", "twice", "org"),
        ("places", "twice", "exact"),
        ("organizations", "merged", "places/exact"),
    ]
    made: dict[str, list[dict[str, str]]] = {
        "organizations": [
            {"organization_id": "org", "name": "Group", "acronym": "ALMATY", "aliases": "the Six|Almaty Group"},
            {"organization_id": "both", "name": "Both"},
        ],
        "places": [{"place_id": name, "name": text} for name, text in places.items()] + [{"place_id": "both"}],
        "quotations": [{"quotation_id": "q", "text": "We met in Almaty."}],
        "claims": [{"claim_id": "c", "label": "A label", "summary": "Almaty"}],
        "retired": [
            {
                "table_name": table,
                "row_id": row,
                "replaced_by": new.rpartition("/")[2],
                "replaced_table": new.rpartition("/")[0],
                "last_version": "0.1.0",
                "reason": "It was a slip.",
            }
            for table, row, new in retired
        ],
    }
    schemas = {name: schema(name) for name in made}
    if "replaced_table" not in {field["name"] for field in schemas["retired"]["fields"]}:
        schemas["retired"]["fields"].append({"name": "replaced_table", "type": "string"})
    folder: Path = write_package({name: (schemas[name], rows) for name, rows in made.items()})
    return folder


def test_the_better_the_match_the_higher(shelf: Path) -> None:
    found = [(record["id"], record["field"], int(record["score"])) for record in _records("almaty", shelf)]
    assert found == [
        ("exact", "name", 5),
        ("org", "acronym", 4),
        ("c", "summary", 3),
        ("start", "name", 3),
        ("accents", "name", 3),
        ("q", "text", 3),
        ("apart", "name", 3),
        ("part", "name", 2),
    ]


def _records(words: str, package: Path, **options: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sco.search(words, as_="records", package=package, **options)
    return found


def test_all_the_words_apart_come_last(shelf: Path) -> None:
    found = _records("almaty bazaar", shelf)
    assert [(record["id"], int(record["score"])) for record in found] == [("accents", 1), ("apart", 1)]
    assert [record["id"] for record in _records("almatys bazaar", shelf)] == ["accents"]


@pytest.mark.parametrize("words", ["ALMATY", "almaty", "Álmàtý", "  Almaty. ", "«Almaty»", "al’maty"])
def test_accents_capitals_and_signs_make_no_difference(words: str, shelf: Path) -> None:
    assert _records(words, shelf) == _records("almaty", shelf)


def test_an_alias_is_shown_by_itself(shelf: Path) -> None:
    (found,) = _records("the six", shelf)
    assert found == {"table": "organizations", "id": "org", "field": "aliases", "text": "the Six", "score": 4.0}


def test_each_row_is_found_once_and_the_limit_holds(shelf: Path) -> None:
    found = _records("almaty", shelf, limit=None)
    assert len({(record["table"], record["id"]) for record in found}) == len(found) == 8
    assert _records("almaty", shelf, limit=3) == _records("almaty", shelf, limit=np.int64(3)) == found[:3]
    for table in ("places", ["places"], ["places", "places"]):
        assert {record["table"] for record in _records("almaty", shelf, tables=table)} == {"places"}
    assert _records("samarkand", shelf) == []


def test_bad_input_is_one_clear_error(shelf: Path) -> None:
    with pytest.raises(sco.ScoDataError, match="holds no letter or digit"):
        sco.search(" – ", package=shelf)
    with pytest.raises(sco.ScoDataError, match="limit of 0 finds nothing"):
        sco.search("almaty", limit=0, package=shelf)
    with pytest.raises(sco.UnknownNameError, match="no table 'place'; nearest: places"):
        sco.search("almaty", ["place"], package=shelf)


def test_frame_has_the_records_and_fixed_dtypes(shelf: Path) -> None:
    for words in ("almaty", "samarkand"):
        frame = sco.search(words, package=shelf)
        assert frame.to_dict("records") == _records(words, shelf)
        assert [str(dtype) for dtype in frame.dtypes] == ["string"] * 4 + ["Float64"]


def test_real_data() -> None:
    found = sco.search("railway")
    assert "projects" in set(found["table"])
    assert all("railway" in fold(text) for text in found["text"])
    assert sco.search("antonio guterres").loc[0, "id"] == "antonio-guterres"
    assert sco.search("sco").loc[0, "id"] == "sco"
    package = sco.Package()
    for record in package.search("terror", limit=20, as_="records"):
        assert package.resolve(str(record["id"]), str(record["table"])) == (record["table"], record["id"])


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(f"  {text}") == fold(text)


def test_resolve_finds_the_table(shelf: Path) -> None:
    assert sco.resolve("exact", package=shelf) == Place("places", "exact")
    assert sco.resolve("q", package=shelf) == ("quotations", "q")


def test_resolve_follows_retired_to_the_end(shelf: Path) -> None:
    assert sco.resolve("old", package=shelf) == ("places", "exact")
    assert sco.resolve("old", "places", package=shelf) == ("places", "exact")
    # What replaces a row may stand in another table.
    assert sco.resolve("merged", package=shelf) == ("places", "exact")
    assert sco.resolve("merged", "organizations", package=shelf) == ("places", "exact")


def test_resolve_asks_for_the_table_where_it_must(shelf: Path) -> None:
    with pytest.raises(sco.ScoDataError, match=r"Several tables have a row 'both': organizations, places\. Say which"):
        sco.resolve("both", package=shelf)
    assert sco.resolve("both", "places", package=shelf) == ("places", "both")
    with pytest.raises(sco.ScoDataError, match="Several tables have a row 'twice': organizations, places"):
        sco.resolve("twice", package=shelf)
    assert sco.resolve("twice", "organizations", package=shelf) == ("organizations", "org")


@pytest.mark.parametrize(
    ("identifier", "why"),
    [
        ("gone", "withdrawn after version 0.1.0 and not replaced: It was a slip."),
        ("loop-a", "retired leads from 'loop-a' to 'loop-a' of places, which is no row"),
        ("lost", "retired leads from 'lost' to 'nowhere' of places, which is no row"),
        ("exakt", "There is no row 'exakt'; nearest: exact"),
    ],
)
def test_resolve_says_why_it_cannot(identifier: str, why: str, shelf: Path) -> None:
    with pytest.raises(sco.ScoDataError, match=why):
        sco.resolve(identifier, package=shelf)


def test_resolve_knows_the_identifiers_of_one_table_only(shelf: Path) -> None:
    with pytest.raises(sco.UnknownNameError, match="no row 'q' in places"):
        sco.resolve("q", "places", package=shelf)
    with pytest.raises(sco.UnknownNameError, match="no table 'place'"):
        sco.resolve("exact", "place", package=shelf)
