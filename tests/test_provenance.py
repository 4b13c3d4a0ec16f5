from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sco_data as sco
from sco_data import UnknownNameError
from sco_data.casting import Value

Records = list[dict[str, Value]]


def evidence_records(*arguments: Any, package: Path) -> Records:
    found: Records = sco.evidence(*arguments, as_="records", package=package)
    return found


def discrepancy_records(package: Path) -> Records:
    found: Records = sco.discrepancies(as_="records", package=package)
    return found


COLUMNS = [
    "table_name", "row_id", "field", "cell", "value", "basis", "stance", "as_of", "note", "citation_id", "source_id",
    "origin_id", "passage_id", "locator", "char_start", "char_end", "exact", "url",
]  # fmt: skip
ROW = ("summits", "summit-1998-almaty")


def test_one_cell(little: Path) -> None:
    (found,) = evidence_records(*ROW, "date_edtf", package=little)
    assert {name: found[name] for name in COLUMNS[:18]} == {
        "table_name": "summits",
        "row_id": "summit-1998-almaty",
        "field": "date_edtf",
        "cell": "1998-07-03",
        "value": "1998-07-03",
        "basis": "normalized",
        "stance": "supports",
        "as_of": None,
        "note": "date",
        "citation_id": "tolipov2004-c0012",
        "source_id": "tolipov2004",
        "origin_id": "tolipov",
        "passage_id": "tolipov2004-p005",
        "locator": None,
        "char_start": 633,
        "char_end": 676,
        "exact": "third summit held on 3 July, 1998 in Almaty",
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
    assert found["cell"] == found["value"] == found["exact"] == "our historical roots –"
    assert found["citation_id"] is None
    assert found["url"] == "http://ca-c.org/18.shtml#:~:text=our%20historical"
    assert evidence_records("quotations", "imran-khan-historical-roots", "note", package=little) == []


def test_a_coded_cell_answers_with_the_words_that_its_row_rests_on(little: Path) -> None:
    found = evidence_records(*ROW, "format", package=little)
    # Each once, without the list that names the state; they state other cells, and have no value of this one.
    assert [entry["citation_id"] for entry in found] == ["tolipov2004-c0012", "tolipov2004-c0090"]
    assert {(e["field"], e["cell"], e["value"], e["basis"]) for e in found} == {
        ("format", "shanghai_five", None, "coded")
    }
    (own,) = evidence_records("quotations", "imran-khan-historical-roots", "topic", package=little)
    assert (own["cell"], own["basis"], own["exact"]) == ("organization", "coded", "our historical roots –")
    both = evidence_records("discrepancies", "almaty-count", "reason", package=little)
    assert [entry["citation_id"] for entry in both] == ["tolipov2004-c0012", "iso3166-kaz"]
    assert evidence_records(*ROW, "note", package=little) == []  # nobody judged an empty cell


def test_no_coded_cell_of_a_fact_is_without_words() -> None:
    package = sco.Package()
    for table in ("memberships", "summits"):
        key = package.key(table)
        coded = [field["name"] for field in package.schema(table)["fields"] if field.get("role") == "coded"]
        for row in package.rows(table)[::5]:
            for field in coded:
                found = package.evidence(table, row[key], field, as_="records")
                assert bool(found) == bool(row[field]), (table, row[key], field)


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
    assert set(found["stance"]) == {"supports"} and len(found) >= 4
    first = found.set_index("source_id").loc["tolipov2004"]
    assert first["cell"] == "1998-07-03"
    assert (first["char_start"], first["char_end"]) == (633, 676)
    assert first["exact"] == "third summit held on 3 July, 1998 in Almaty"
    assert str(first["url"]).startswith("http://ca-c.org/journal/2004/journal_eng/cac-03/18.toleng.shtml#:~:text=")


# --- explain, sources, discrepancies


def test_explain_reads_the_row_cell_by_cell(little: Path) -> None:
    cells = sco.explain(*ROW, package=little)
    row = sco.load("summits", "records", package=little)[0]
    assert {cell["field"]: cell["cell"] for cell in cells} == {
        name: value for name, value in row.items() if value is not None
    }
    assert [cell["field"] for cell in cells] == [name for name, value in row.items() if value is not None]
    by_field = {cell["field"]: cell for cell in cells}
    assert by_field["ordinal"]["cell"] == 3
    assert by_field["format"]["role"] == "coded"
    assert [entry["stance"] for entry in by_field["ordinal"]["evidence"]] == ["supports", "disputes"]
    assert by_field["date_edtf"]["evidence"] == evidence_records(*ROW, "date_edtf", package=little)
    assert by_field["name"]["evidence"] == evidence_records(*ROW, "name", package=little) != []
    assert by_field["summit_id"]["evidence"] == []


def test_explain_keeps_an_empty_cell_that_is_disputed(little: Path, spoil: Callable[..., None]) -> None:
    content = (little / "data" / "evidence.csv").read_bytes()
    spoil("evidence", content.replace(b"summit-1998-almaty,ordinal", b"summit-2004-tashkent,ordinal"), rehash=True)
    cells = {cell["field"]: cell for cell in sco.explain("summits", "summit-2004-tashkent", package=little)}
    assert cells["ordinal"]["cell"] is None
    assert len(cells["ordinal"]["evidence"]) == 2


def test_explain_gives_each_cell_its_discrepancies(little: Path) -> None:
    cells = {cell["field"]: cell for cell in sco.explain(*ROW, package=little)}
    assert [found["discrepancy_id"] for found in cells["ordinal"]["discrepancies"]] == ["almaty-count"]
    assert cells["date_edtf"]["discrepancies"] == []


def test_discrepancies_show_both_words_and_addresses(little: Path) -> None:
    frame = sco.discrepancies(package=little)
    (found,) = discrepancy_records(package=little)
    assert list(found) == list(frame.columns)
    assert len(frame) == 1
    assert found["exact_a"] == "third summit held on 3 July, 1998 in Almaty"
    assert (found["source_a_id"], found["source_b_id"]) == ("tolipov2004", "iso3166")
    assert found["url_a"] == "http://ca-c.org/18.shtml#:~:text=third%20summit,Almaty"
    assert found["exact_b"] is None
    assert found["url_b"] == "https://www.iso.org/iso-3166.html"


def test_discrepancies_of_a_table_and_of_a_row(little: Path) -> None:
    assert len(sco.discrepancies("summits", package=little)) == 1
    assert len(sco.discrepancies(*ROW, package=little)) == 1
    none = sco.discrepancies("summits", "summit-2004-tashkent", package=little)
    assert (len(none), list(none.columns)) == (0, list(sco.discrepancies(package=little).columns))
    assert len(sco.discrepancies("kinds", package=little)) == 0


def test_discrepancies_of_a_kind() -> None:
    every = sco.discrepancies()
    for kind in every["kind"].unique():
        assert len(sco.discrepancies(kind=kind)) == (every["kind"] == kind).sum()
    assert set(sco.discrepancies("summits", kind="Between sources")["table_name"]) == {"summits"}
    with pytest.raises(UnknownNameError, match=r"There is no kind 'nameing' in discrepancies; nearest: naming"):
        sco.discrepancies(kind="nameing")


def test_discrepancies_without_second_citation(little: Path, spoil: Callable[..., None]) -> None:
    content = (little / "data" / "discrepancies.csv").read_bytes()
    spoil("discrepancies", content.replace(b"iso3166-kaz", b""), rehash=True)
    (found,) = discrepancy_records(package=little)
    assert (found["source_b_id"], found["exact_b"], found["url_b"]) == (None, None, None)
    assert found["source_a_id"] == "tolipov2004"


def test_a_discrepancy_without_its_citation_is_one_clear_error(little: Path, spoil: Callable[..., None]) -> None:
    content = (little / "data" / "discrepancies.csv").read_bytes()
    spoil("discrepancies", content.replace(b"iso3166-kaz", b"iso3166-kgz"), rehash=True)
    with pytest.raises(sco.ScoDataError, match="almaty-count, field citation_b_id names the citation iso3166-kgz"):
        sco.discrepancies(package=little)


def test_discrepancies_of_unknown_names(little: Path) -> None:
    with pytest.raises(sco.UnknownNameError, match="no table 'sumits'"):
        sco.discrepancies("sumits", package=little)
    with pytest.raises(sco.UnknownNameError, match="no row 'almaty' in summits; nearest: summit-1998-almaty"):
        sco.discrepancies("summits", "almaty", package=little)
    with pytest.raises(sco.ScoDataError, match="need its table"):
        sco.discrepancies(row_id="summit-1998-almaty", package=little)
    with pytest.raises(sco.UnknownNameError, match="no row 'almaty' in summits"):
        sco.explain("summits", "almaty", package=little)
