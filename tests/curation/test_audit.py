"""The two studies: draws that come out the same, agreement by the book, records that fit the package."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from sco_data.curation import audit, double_coding, tables
from sco_data.curation.checks import load
from sco_data.errors import ScoDataError

ROOT = Path(__file__).parents[2]
STUDIES = ROOT / audit.FOLDER


def _rows(name: str) -> list[dict[str, str]]:
    with (STUDIES / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), examples A to C.
_MANY = ["1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."]


@pytest.mark.parametrize(
    ("coders", "expected"),
    [
        (["0100000010", "1110010000"], 0.095),
        (["aabbdcccedda", "babbbccceddd"], 0.692),
        ([each.replace(" ", "") for each in _MANY], 0.743),
    ],
)
def test_alpha_is_that_of_the_published_examples(coders: list[str], expected: float) -> None:
    units = [[value for value in unit if value != "."] for unit in zip(*coders, strict=True)]
    found = audit.alpha(units)
    assert found is not None
    assert round(found, 3) == expected


def test_alpha_says_nothing_where_all_values_are_the_same() -> None:
    assert audit.alpha([("a", "a"), ("a", "a")]) is None
    assert audit.alpha([]) is None


@given(st.lists(st.sampled_from("abc"), min_size=2))
def test_full_agreement_is_one(values: list[str]) -> None:
    assert audit.alpha([(value, value) for value in values]) in (1.0, None)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1))
def test_alpha_does_not_depend_on_who_is_first(pairs: list[tuple[str, str]]) -> None:
    assert audit.alpha(pairs) == audit.alpha([(second, first) for first, second in pairs])


def _pair(field: str, first: str, second: str) -> dict[str, str]:
    return {"table_name": "claims", "field": field, "first": first, "second": second}


def test_rare_disagreement_gives_high_agreement_and_low_alpha() -> None:
    found = audit.agreement([_pair("kind", "a", "a")] * 98 + [_pair("kind", "a", "b"), _pair("kind", "b", "a")])
    assert (found.n, found.raw) == (100, 0.98)
    assert found.alpha is not None
    assert found.alpha < 0


def test_words_of_another_field_do_not_help_alpha() -> None:
    one = [_pair("kind", "a", "a"), _pair("kind", "a", "b"), _pair("kind", "b", "b"), _pair("kind", "b", "a")]
    two = [_pair("stance", row["first"] * 2, row["second"] * 2) for row in one]
    assert audit.agreement(one + two).alpha == audit.agreement(one).alpha


def test_agreement_of_nothing_is_an_error() -> None:
    with pytest.raises(ScoDataError, match="coded twice"):
        audit.agreement([])


def test_recall_sample_is_the_same_each_time_and_another_with_another_seed() -> None:
    drawn = audit.recall_sample(ROOT)
    assert drawn == audit.recall_sample(ROOT)
    assert drawn != audit.recall_sample(ROOT, seed=1)
    dispositions = {row["passage_id"]: row["disposition"] for row in load(ROOT).table("passages")}
    assert {dispositions[passage] for passage in drawn} == {"coded"}


def test_recode_sample_takes_its_part_of_every_table_and_role() -> None:
    every = audit.recode_sample(ROOT, part=Fraction(1))
    drawn = audit.recode_sample(ROOT)
    assert drawn == audit.recode_sample(ROOT)
    assert set(drawn) < set(every)
    for group in {(cell.table, cell.role) for cell in every}:
        whole = sum((cell.table, cell.role) == group for cell in every)
        assert sum((cell.table, cell.role) == group for cell in drawn) == -(-whole // 10)


def test_recode_sample_asks_for_what_can_be_compared() -> None:
    every = {(cell.table, cell.field) for cell in audit.recode_sample(ROOT, part=Fraction(1))}
    assert {("claims", "kind"), ("statistics", "value"), ("events", "date_edtf"), ("quotations", "quoted_id")} <= every
    assert not {("claims", "summary"), ("claims", "label"), ("statistics", "indicator"), ("states", "iso3n")} & every
    assert ("quotations", "char_start") not in every


def test_drawn_cells_stay_drawn_when_other_rows_come(package: Path) -> None:
    before = audit.recode_sample(package, part=Fraction(1, 2))
    rows = tables.read("statistics", package=package)
    more = [*rows, rows[0] | {"statistic_id": "more-ships"}]
    (package / "data" / "statistics.csv").write_bytes(tables.to_csv(list(rows[0]), more))
    order = [cell for cell in audit.recode_sample(package, part=Fraction(1)) if cell.row_id != "more-ships"]
    assert set(before) <= set(order)


def test_sheet_does_not_tell_the_value() -> None:
    sheet = {row["cell"]: row for row in audit.recode_sheet(ROOT)}
    for cell in audit.recode_sample(ROOT):
        row = sheet[cell.name]
        assert list(row) == list(audit.SHEET)
        assert row["positions"]
        if cell.field in ("date_edtf", "period_edtf", "value"):
            assert cell.value not in row["label"]
        assert cell.row_id not in row.values()


def test_recall_record_fits_the_package() -> None:
    rows = _rows("recall_audit.csv")
    material = load(ROOT)
    assert list(rows[0]) == list(audit.RECALL)
    assert {row["passage_id"] for row in rows} <= set(material.by_key["passages"])
    assert len({row["passage_id"] for row in rows}) == audit.PASSAGES
    assert {row["coded"] for row in rows} <= {"yes", "part", "no"}
    retired = {(row["table_name"], row["row_id"]) for row in material.table("retired")}
    for row in rows:
        assert bool(row["row_id"]) or row["coded"] == "no"
        for key in filter(None, row["row_id"].split("|")):
            assert key in material.by_key[row["table_name"]] or (row["table_name"], key) in retired, row


def test_recode_record_has_every_cell_of_its_sheet_and_allowed_values() -> None:
    sheet = {row["cell"]: row for row in _rows("recode_sheet.csv")}
    values = _rows("recode_values.csv")
    material = load(ROOT)
    assert list(values[0]) == list(audit.VALUES)
    assert [row["cell"] for row in values] == list(sheet)
    for row in values:
        assert row["cell"] == audit.Cell(row["table_name"], row["row_id"], row["field"], "", "").name
        enum = material.fields(row["table_name"])[row["field"]].get("constraints", {}).get("enum")
        assert row["second"]
        assert not enum or row["second"] in enum


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("recall-audit", audit.recall_page),
        ("recode-study", audit.recode_page),
        ("double-coding", double_coding.page),
    ],
)
def test_page_is_current(name: str, write: object) -> None:
    assert callable(write)
    text = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    assert text == write(ROOT), "run `python -m sco_data.curation.audit pages`"


def test_every_miss_is_named() -> None:
    text = audit.recall_page(ROOT)
    assert all(row["statement"] in text for row in _rows("recall_audit.csv") if row["coded"] != "yes")


def test_pages_need_their_record(package: Path) -> None:
    with pytest.raises(ScoDataError, match=r"recode_values\.csv cannot be read"):
        audit.recode_page(package)


def test_record_with_other_columns_is_refused(package: Path) -> None:
    (package / audit.FOLDER).mkdir()
    (package / audit.FOLDER / "recall_audit.csv").write_text("passage_id,said\n", encoding="utf-8")
    with pytest.raises(ScoDataError, match="expected passage_id, statement"):
        audit.recall_page(package)


def test_commands_print_what_they_draw() -> None:
    runner = CliRunner()
    assert runner.invoke(audit.app, ["recall-sample"]).output.split() == audit.recall_sample()
    sheet = runner.invoke(audit.app, ["recode-sheet"]).output
    assert sheet.splitlines()[0] == ",".join(audit.SHEET)
