"""Tables as raw text: canonical form, order, and whole files or none."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sco_keeping import tables
from sco_keeping.library import ScoDataError

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)


def test_only_cells_that_need_them_get_quotation_marks() -> None:
    row = {"id": "a", "text": 'He said "no", then\nleft', "empty": "", "space": " x "}
    assert tables.to_csv(list(row), [row]) == b'id,text,empty,space\na,"He said ""no"", then\nleft",, x \n'


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=4))
def test_what_is_written_is_read_back(records: list[tuple[str, str, str]]) -> None:
    names = ["a", "b", "c"]
    content = tables.to_csv(names, [dict(zip(names, record, strict=True)) for record in records])
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\n")
    back = list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))
    assert back == [names, *map(list, records)]


def test_rows_are_sorted_by_key_and_integers_by_value() -> None:
    schema = {
        "fields": [{"name": "t", "type": "string"}, {"name": "n", "type": "integer"}],
        "primaryKey": ["t", "n"],
    }
    rows = [{"t": t, "n": n} for t, n in (("b", "1"), ("a", "10"), ("B", "2"), ("a", "9"), ("a", "x"))]
    found = [row["t"] + row["n"] for row in tables.in_order(rows, schema)]
    assert found == ["B2", "ax", "a9", "a10", "b1"]


def test_read_forgives_what_a_spreadsheet_leaves(package: Path) -> None:
    path = package / "data" / "summits.csv"
    before = tables.read("summits", package=package)
    records = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    turned = io.StringIO(newline="")
    csv.writer(turned, lineterminator="\r\n").writerows(record[::-1] for record in records)
    path.write_bytes(b"\xef\xbb\xbf" + turned.getvalue().encode())
    assert tables.read("summits", package=package) == before


def test_derived_columns_may_be_absent(package: Path) -> None:
    before = tables.read("summits", package=package)
    names = [name for name in before[0] if name not in ("date_start", "date_end")]
    (package / "data" / "summits.csv").write_bytes(tables.to_csv(names, before))
    assert tables.read("summits", package=package) == before


def test_other_columns_are_an_error(package: Path) -> None:
    path = package / "data" / "summits.csv"
    path.write_bytes(path.read_bytes().replace(b",agenda,", b",agendas,"))
    with pytest.raises(ScoDataError, match=r"summits\.csv has no column agenda, has the column agendas"):
        tables.read("summits", package=package)


def test_key_of_a_row_with_several_keys() -> None:
    assert tables.key_of({"a": "x", "b": "y", "c": "z"}, {"primaryKey": ["a", "c"]}) == "x/z"


def test_files_are_replaced(tmp_path: Path) -> None:
    tables.replace_files({tmp_path / "a": b"1", tmp_path / "b": b"2"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"1", "b": b"2"}


def test_an_error_leaves_every_file_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(ScoDataError, match=r"missing.b cannot be written: No such file"):
        tables.replace_files({tmp_path / "a": b"new", tmp_path / "missing" / "b": b"new"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old"}
