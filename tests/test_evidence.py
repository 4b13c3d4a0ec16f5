from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sco_data as sco
from sco_data.evidence import evidence_records

COLUMNS = [
    "table_name", "row_id", "field", "value", "basis", "stance", "note", "citation_id", "source_id", "passage_id",
    "locator", "char_start", "char_end", "exact", "prefix", "suffix", "url",
]  # fmt: skip
ROW = ("summits", "summit-1998-almaty")


def test_one_cell(little: Path) -> None:
    (found,) = evidence_records(*ROW, "date_edtf", package=little)
    assert found == {
        "table_name": "summits",
        "row_id": "summit-1998-almaty",
        "field": "date_edtf",
        "value": "1998-07-03",
        "basis": "normalized",
        "stance": "supports",
        "note": "date",
        "citation_id": "tolipov2004-c0012",
        "source_id": "tolipov2004",
        "passage_id": "tolipov2004-p005",
        "locator": None,
        "char_start": 633,
        "char_end": 676,
        "exact": "third summit held on 3 July, 1998 in Almaty",
        "prefix": "The ",
        "suffix": " concentrated on",
        "url": "http://ca-c.org/18.shtml#:~:text=third%20summit,Almaty",
    }


def test_frame_has_the_same_cells_and_fixed_dtypes(little: Path) -> None:
    for field in ("date_edtf", "agenda"):  # with evidence and without
        frame = sco.evidence(*ROW, field=field, package=little)
        assert list(frame.columns) == COLUMNS
        assert {name for name in COLUMNS if str(frame[name].dtype) == "Int64"} == {"char_start", "char_end"}
        assert {name for name in COLUMNS if str(frame[name].dtype) == "string"} == {*COLUMNS} - {
            "char_start",
            "char_end",
        }
        assert len(frame) == len(evidence_records(*ROW, field, package=little))
    assert sco.evidence(*ROW, "date_edtf", package=little)["char_start"].item() == 633


def test_whole_row_in_the_order_of_its_fields_and_support_first(little: Path) -> None:
    found = evidence_records(*ROW, package=little)
    assert [(entry["field"], entry["stance"]) for entry in found] == [
        ("ordinal", "supports"),
        ("ordinal", "disputes"),
        ("date_edtf", "supports"),
        ("state_id", "supports"),
    ]


def test_withheld_words_leave_position_and_link(little: Path) -> None:
    withheld = evidence_records(*ROW, "ordinal", package=little)[0]
    assert withheld["exact"] is None
    assert (withheld["char_start"], withheld["char_end"]) == (9000, 9010)
    assert withheld["url"] == "http://ca-c.org/18.shtml#:~:text=Almaty"


def test_locator_without_text(little: Path) -> None:
    (external,) = evidence_records(*ROW, "state_id", package=little)
    assert external["locator"] == "alpha_3=KAZ"
    assert external["char_start"] is None
    assert external["url"] == "https://www.iso.org/iso-3166.html"


def test_fragment_joins_an_address_that_has_one_already(little: Path, spoil: Callable[..., None]) -> None:
    content = (little / "data" / "sources.csv").read_bytes()
    spoil("sources", content.replace(b"18.shtml", b"18.shtml#top"), rehash=True)
    (found,) = evidence_records(*ROW, "date_edtf", package=little)
    assert found["url"] == "http://ca-c.org/18.shtml#top:~:text=third%20summit,Almaty"


def test_quotation_is_its_own_evidence(little: Path) -> None:
    (found,) = evidence_records("quotations", "imran-khan-historical-roots", package=little)
    assert (found["field"], found["basis"], found["stance"]) == ("text", "verbatim", "supports")
    assert found["value"] == found["exact"] == "our historical roots –"
    assert found["citation_id"] is None
    assert found["url"] == "http://ca-c.org/18.shtml#:~:text=our%20historical"
    assert evidence_records("quotations", "imran-khan-historical-roots", "topic", package=little) == []


def test_unknown_names_give_the_nearest(little: Path) -> None:
    for names, why in [
        (("sumits", "x"), "no table 'sumits'; nearest: summits"),
        (("summits", "summit-1998-almata"), "no row 'summit-1998-almata' in summits; nearest: summit-1998-almaty"),
        ((*ROW, "date"), "no field 'date' in summits; nearest: date_"),
    ]:
        call: Any = evidence_records
        with pytest.raises(sco.UnknownNameError, match=why):
            call(*names, package=little)


@pytest.mark.parametrize("table", ["evidence", "retired"])
def test_key_of_several_fields_is_refused(table: str, little: Path) -> None:
    with pytest.raises(sco.ScoDataError, match=f"Rows of {table} have a key of"):
        sco.evidence(table, "x", package=little)


@pytest.mark.parametrize("table", ["summits", "evidence", "citations", "sources"])
def test_tampered_files_are_refused(table: str, little: Path, spoil: Callable[..., None]) -> None:
    spoil(table, (little / "data" / f"{table}.csv").read_bytes() + b"\n")
    with pytest.raises(sco.DamagedFileError, match=rf"{table}\.csv"):
        sco.evidence(*ROW, package=little)


def test_evidence_without_its_citation_is_one_clear_error(little: Path, spoil: Callable[..., None]) -> None:
    content = (little / "data" / "citations.csv").read_bytes()
    spoil("citations", content.replace(b"iso3166-kaz", b"iso3166-kgz"), rehash=True)
    with pytest.raises(sco.ScoDataError, match="names the citation iso3166-kaz, which is not in citations"):
        sco.evidence(*ROW, package=little)


def test_the_worked_example_of_the_real_data() -> None:
    found = sco.evidence(*ROW, field="date_edtf")
    first = found.iloc[0]
    assert first["value"] == "1998-07-03"
    assert (first["char_start"], first["char_end"]) == (633, 676)
    assert first["exact"] == "third summit held on 3 July, 1998 in Almaty"
    assert str(first["url"]).startswith("http://ca-c.org/journal/2004/journal_eng/cac-03/18.toleng.shtml#:~:text=")
