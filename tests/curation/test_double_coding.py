"""The record of the second coding fits the tables, and the page says what is in it."""

from pathlib import Path

import pytest

from sco_data.curation import double_coding, tables
from sco_data.curation.checks import load
from sco_data.errors import ScoDataError

from .broken import CHECKOUT, copy_of


def test_record_has_each_judged_cell_once_with_what_it_holds() -> None:
    material, rows = load(CHECKOUT), double_coding.record(CHECKOUT)
    judged = {
        (table, material.key(table, row), name): row[name]
        for table in material.rows
        for name in double_coding.judged(material, table)
        for row in material.table(table)
    }
    settled = {(row["table_name"], row["row_id"], row["field"]): row["settled"] for row in rows}
    assert len(settled) == len(rows)
    assert settled.items() <= judged.items()
    # A new row may wait for its second coder; the page counts it.
    assert len(settled) > 0.95 * len(judged)


def test_where_the_two_differ_there_is_a_reason_and_nowhere_else() -> None:
    for row in double_coding.record(CHECKOUT):
        assert (row["first"] != row["second"]) == bool(row["reason"]), row
        assert row["first"] != row["second"] or row["settled"] == row["first"], row


def test_what_is_given_to_a_coder_is_not_judged() -> None:
    material = load(CHECKOUT)
    assert double_coding.judged(material, "claims") == ["kind", "subject_id", "ordinal", "stance", "about_claim_id"]
    assert double_coding.judged(material, "discrepancies") == ["kind", "preferred", "status"]
    assert double_coding.judged(material, "evidence") == double_coding.judged(material, "states")[1:] == []


def test_page_counts_what_nobody_coded_twice_and_tells_whose_value_stands(tmp_path: Path) -> None:
    package = copy_of(CHECKOUT, tmp_path / "package").folder
    rows = [
        {"first": "current", "second": "former", "settled": "current", "reason": "It is."},
        {"first": "former", "second": "current", "settled": "current", "reason": "It is that."},
        {"first": "former", "second": "", "settled": "current", "reason": "Neither."},
        {"first": "current", "second": "current", "settled": "current", "reason": ""},
    ]
    ids = ("AFG", "BLR", "CHN", "FIN")
    rows = [
        {"table_name": "states", "row_id": id_, "field": "status"} | row for id_, row in zip(ids, rows, strict=True)
    ]
    (package / "studies").mkdir()
    (package / double_coding.RECORD).write_bytes(tables.to_csv(double_coding.COLUMNS, rows))
    page = " ".join(double_coding.page(package).split())
    assert "Coded twice are 4 of the " in page
    assert "On 1 of 4 cells (25.0%) the two agree." in page
    assert "Of the 3 others 1 keep the value of the first coder, 1 have that of the second, and 1 another." in page
    assert "| states | CHN | status | former | (empty) | current | Neither. |" in page
    assert "FIN" not in page


def test_no_record_is_none_and_leaves_the_page_nothing_to_tell(tmp_path: Path) -> None:
    package = copy_of(CHECKOUT, tmp_path / "package").folder
    assert double_coding.record(package) == []
    with pytest.raises(ScoDataError, match=r"no .*double_coding\.csv; the page has nothing to tell"):
        double_coding.page(package)


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"table_name,row_id\n", "has the columns table_name, row_id"), (b"\xff", "cannot be read")],
)
def test_a_record_that_is_no_record_is_refused(content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "studies").mkdir()
    (tmp_path / double_coding.RECORD).write_bytes(content)
    with pytest.raises(ScoDataError, match=message):
        double_coding.record(tmp_path)
