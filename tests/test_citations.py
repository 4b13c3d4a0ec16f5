"""The one join of evidence with its citations and sources."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sco_data import Package, ScoDataError
from sco_data.citations import Citations, joined_evidence


def test_evidence_has_its_cell_its_words_and_its_source(little: Path) -> None:
    found = list(joined_evidence(Package(little), "summits", "quotations", "kinds", "evidence"))
    assert [(row["table_name"], row["field"], row["value"]) for row in found] == [
        ("summits", "date_edtf", "1998-07-03"),
        ("summits", "ordinal", "3"),
        ("summits", "ordinal", "3"),
        ("summits", "state_id", "KAZ"),
        ("quotations", "text", "our historical roots –"),
    ]
    assert {row["source_url"] for row in found} == {"http://ca-c.org/18.shtml", "https://www.iso.org/iso-3166.html"}
    assert all({"cell", "value", "as_of", "origin_id", "url"} <= set(row) for row in found)


def test_evidence_of_one_row(little: Path) -> None:
    assert len(list(joined_evidence(Package(little), "summits", row_id="summit-1998-almaty"))) == 4
    assert not list(joined_evidence(Package(little), "summits", row_id="summit-2004-tashkent"))


def test_a_citation_without_source_has_no_address(little: Path) -> None:
    found = Citations(Package(little)).sourced({"source_id": "gone", "fragment": "text=x"})
    assert (found["url"], found["source_url"]) == ("", "")


def test_evidence_of_what_does_not_exist_is_one_clear_error(little: Path, spoil: Callable[..., None]) -> None:
    content = (little / "data" / "evidence.csv").read_bytes()
    spoil("evidence", content.replace(b"summit-1998-almaty,ordinal", b"summit-1998-almaty,ordinals", 1), rehash=True)
    with pytest.raises(
        ScoDataError, match="row summit-1998-almaty, field ordinals, is about a cell that does not exist"
    ):
        list(joined_evidence(Package(little), "summits"))
