"""Anchoring a phrase: one citation, or an error that lists the places."""

import csv
import hashlib
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sco_keeping import tables
from sco_keeping.build import build
from sco_keeping.coding.anchor import AbsentPhraseError, AmbiguousPhraseError, anchor, anchor_command
from sco_keeping.library import ScoDataError, UnknownNameError
from sco_keeping.sources import texts
from sco_keeping.tables import Row

from .conftest import TEXT

Edit = Callable[[str, Callable[[list[Row]], list[Row]]], None]


def test_citation_of_words_that_stand_once(package: Path) -> None:
    row = anchor("harbour", "Portville", package=package)
    start = TEXT.index("Portville")
    assert {name: cell for name, cell in row.items() if cell} == {
        "citation_id": "harbour-c0005",
        "source_id": "harbour",
        "passage_id": "harbour-p002",
        "char_start": str(start),
        "char_end": str(start + 9),
        "exact_sha256": hashlib.sha256(b"Portville").hexdigest(),
        "exact": "Portville",
        "fragment": "text=Portville",
    }


def test_the_printed_row_can_be_added_as_it_is(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build(package)
    assert anchor_command("harbour", "3 July, 1998", package=package) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    path = package / "data" / "citations.csv"
    header, row, rest = printed.out.split("\n")
    assert (header + "\n").encode() == path.read_bytes().splitlines(keepends=True)[0]
    assert rest == ""
    [cells] = csv.DictReader(io.StringIO(printed.out))
    assert cells["exact"] == "3 July, 1998"
    path.write_bytes(path.read_bytes() + (row + "\n").encode())
    changed = build(package)
    assert path in changed, "it has to be sorted in"
    assert cells in tables.read("citations", package=package), "and no cell of it changes"


def test_words_that_are_cited_already_are_pointed_out(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    anchor_command("harbour", "every ninth ship", package=package)
    assert capsys.readouterr().err == "harbour-c0003 already cites these words.\n"


def test_identifiers_are_never_used_again(package: Path) -> None:
    names = "table_name row_id last_version replaced_table replaced_by reason".split()
    retired = {"table_name": "citations", "row_id": "harbour-c0041", "last_version": "0.1.0", "replaced_table": ""}
    (package / "data" / "retired.csv").write_bytes(
        tables.to_csv(names, [retired | {"replaced_by": "", "reason": "Wrong."}])
    )
    assert anchor("harbour", "Portville", package=package)["citation_id"] == "harbour-c0042"


def test_ambiguous_words_list_the_places(package: Path) -> None:
    with pytest.raises(AmbiguousPhraseError) as caught:
        anchor("harbour", "3,800 delegates", package=package)
    first, second = (match.start() for match in re.finditer("3,800 delegates", TEXT))
    lines = str(caught.value).splitlines()
    assert "stand in 2 places" in lines[0]
    assert "--nth K or --within PASSAGE_ID" in lines[0]
    assert f"1. {first}-{first + 15}, line 3, harbour-p002: " in lines[1]
    assert "More than [3,800 delegates] came." in lines[1]
    assert f"2. {second}-{second + 15}, line 5, harbour-p003: " in lines[2]


def test_a_place_is_chosen_by_number_or_passage(package: Path) -> None:
    starts = [str(match.start()) for match in re.finditer("3,800 delegates", TEXT)]
    assert anchor("harbour", "3,800 delegates", package=package, nth=2)["char_start"] == starts[1]
    assert anchor("harbour", "3,800 delegates", package=package, within="harbour-p002")["char_start"] == starts[0]
    chosen = anchor("harbour", "3,800 delegates", package=package, within="harbour-p003", nth=1)
    assert chosen["char_start"] == starts[1]


@pytest.mark.parametrize("nth", [0, 3, -1])
def test_a_number_that_no_place_has(package: Path, nth: int) -> None:
    with pytest.raises(ScoDataError, match=rf"no place {nth} of '3,800 delegates'; they stand in 2"):
        anchor("harbour", "3,800 delegates", package=package, nth=nth)


def test_absent_words_list_the_nearest_places(package: Path) -> None:
    with pytest.raises(AbsentPhraseError) as caught:
        anchor("harbour", "fourth meeting held on 3 July 1998", package=package)
    lines = str(caught.value).splitlines()
    assert "do not stand in the text of harbour, to the letter; nearest:" in lines[0]
    best = caught.value.places[0]
    assert best.passage_id == "harbour-p002"
    assert 80 < best.score < 100
    assert f"{best.score:.0f} % alike" in lines[1]
    assert "meeting held on 3 July, 1998" in lines[1]


def test_absent_words_unlike_all_others(package: Path) -> None:
    with pytest.raises(AbsentPhraseError, match="nor anything like them"):
        anchor("harbour", "qqqq zzzz xxxx", package=package)


def test_words_that_stand_elsewhere_than_asked(package: Path) -> None:
    with pytest.raises(AbsentPhraseError, match=r"harbour within harbour-p001.*nearest:\n.*harbour-p003: "):
        anchor("harbour", "every ninth ship", package=package, within="harbour-p001")


def test_withheld_words_leave_hash_and_link(package: Path) -> None:
    row = anchor("harbour", "Portville", package=package, withhold=True)
    assert row["exact"] == ""
    assert row["exact_sha256"] == hashlib.sha256(b"Portville").hexdigest()
    assert row["fragment"] == "text=Portville"


def test_too_many_words(package: Path, tmp_path: Path, edit: Edit) -> None:
    text = TEXT + "word " * 40
    (tmp_path / "texts" / "harbour.txt").write_bytes(text.encode())
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    edit("sources", lambda rows: [rows[0] | {"sha256": sha256}, *rows[1:]])
    words = ("word " * 40).strip()
    with pytest.raises(ScoDataError, match="199 characters and a citation quotes at most 120"):
        anchor("harbour", words, package=package)
    assert anchor("harbour", words, package=package, withhold=True)["exact"] == ""


def test_outer_white_space_is_dropped_and_nothing_is_no_phrase(package: Path) -> None:
    assert anchor("harbour", " Portville ", package=package)["exact"] == "Portville"
    with pytest.raises(ScoDataError, match="no words to anchor"):
        anchor("harbour", "  ", package=package)


def test_unknown_source_and_passage(package: Path) -> None:
    with pytest.raises(UnknownNameError, match="no source 'harbor'; nearest: harbour"):
        anchor("harbor", "Portville", package=package)
    with pytest.raises(UnknownNameError, match="no passage 'harbour-p999' in harbour"):
        anchor("harbour", "Portville", package=package, within="harbour-p999")


def test_source_without_text_and_text_without_folder(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(texts.TextMissingError, match="'iso' has no frozen text"):
        anchor("iso", "Portville", package=package)
    monkeypatch.delenv(texts.VARIABLE)
    with pytest.raises(texts.TextMissingError, match="SCO_DATA_SOURCES is not set"):
        anchor("harbour", "Portville", package=package)
