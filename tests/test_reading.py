import datetime as dt
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sco_data as sco
from sco_data.casting import Value

CHECKOUT = Path(__file__).parents[1]
TABLES = sorted(file.stem for file in (CHECKOUT / "schemas").glob("*.json"))


def python(value: Any) -> Value:
    """A cell of a pandas frame as the Python value that records hold."""
    if value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, pd.Timestamp):
        assert value == value.normalize()
        return value.date()
    found: Value = value.item() if hasattr(value, "item") else value
    return found


# --- names, files, schemas


def test_tables_are_those_of_the_design() -> None:
    assert sorted(sco.tables()) == TABLES


def test_tables_keep_the_descriptors_order(little: Path) -> None:
    assert sco.tables(package=little) == [
        "kinds", "summits", "sources", "citations", "evidence", "quotations", "discrepancies", "retired",
    ]  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_path_and_schema_of_every_table(table: str) -> None:
    assert sco.path(table) == CHECKOUT / "data" / f"{table}.csv"
    assert sco.path(table).is_file()
    assert sco.schema(table) == json.loads((CHECKOUT / "schemas" / f"{table}.json").read_text(encoding="utf-8"))


def test_schema_may_stand_in_the_descriptor(little: Path) -> None:
    file = little / "datapackage.json"
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    descriptor["resources"][0]["schema"] = sco.schema("kinds", package=little)
    file.write_text(json.dumps(descriptor), encoding="utf-8")
    (little / "schemas" / "kinds.json").unlink()
    assert len(sco.load("kinds", package=little)) == 4


@pytest.mark.parametrize("function", [sco.load, sco.path, sco.schema, sco.describe])
def test_unknown_table_names_the_nearest(function: Any, little: Path) -> None:
    with pytest.raises(sco.UnknownNameError, match="no table 'sumits'; nearest: summits"):
        function("sumits", package=little)


def test_unknown_format_names_the_right_ones(little: Path) -> None:
    with pytest.raises(sco.UnknownNameError, match="no format 'panda'; nearest: pandas"):
        sco.load("kinds", "panda", package=little)


# --- load


def test_types_come_from_the_schema(little: Path) -> None:
    frame = sco.load("kinds", package=little)
    assert {str(name): str(dtype) for name, dtype in frame.dtypes.items()} == {
        "kind_id": "string",
        "iso2c": "string",
        "iso3n": "string",
        "count": "Int64",
        "share": "Float64",
        "day": "datetime64[us]",
        "held": "boolean",
        "no_string": "string",
        "no_integer": "Int64",
        "no_number": "Float64",
        "no_date": "datetime64[us]",
        "no_boolean": "boolean",
    }


def test_values_are_those_of_the_file(little: Path) -> None:
    first, second, third, fourth = sco.load("kinds", "records", package=little)
    assert first["iso2c"] == "NA"  # Namibia
    assert second["iso3n"] == "004"
    assert second["iso2c"] == "null"
    assert third["iso3n"] == "nan"
    assert third["iso2c"] == 'say "a,b"'
    assert (first["count"], second["count"]) == (3, -9007199254740993)
    assert (first["share"], second["share"]) == (6.3, 3800.0)
    assert (first["day"], third["day"]) == (dt.date(1998, 7, 3), dt.date(999, 1, 1))
    assert (first["held"], second["held"]) == (True, False)
    assert set(fourth.values()) == {"d", None}


def test_na_is_text_and_only_empty_is_missing(little: Path) -> None:
    frame = sco.load("kinds", package=little)
    assert frame["iso2c"].tolist()[:3] == ["NA", "null", 'say "a,b"']
    assert frame["iso2c"].isna().tolist() == [False, False, False, True]
    assert frame["no_string"].isna().all()


def assert_same_in_all_formats(table: str, package: Path | None) -> None:
    records = sco.load(table, "records", package=package)
    names = [field["name"] for field in sco.schema(table, package=package)["fields"]]
    assert all(list(record) == names for record in records)
    pandas = sco.load(table, package=package)
    assert list(pandas.columns) == names
    assert [{name: python(pandas[name].iloc[i]) for name in names} for i in range(len(pandas))] == records
    polars = sco.load(table, "polars", package=package)
    assert polars.columns == names
    assert polars.to_dicts() == records
    arrow = sco.load(table, "arrow", package=package)
    assert arrow.column_names == names
    assert arrow.to_pylist() == records


@pytest.mark.parametrize("table", ["kinds", "retired"])
def test_formats_agree_cell_by_cell(table: str, little: Path) -> None:
    assert_same_in_all_formats(table, little)


@pytest.mark.parametrize("table", TABLES)
def test_formats_agree_cell_by_cell_on_the_real_data(table: str) -> None:
    assert_same_in_all_formats(table, None)


@pytest.mark.parametrize("as_", ["pandas", "records", "polars", "arrow"])
def test_a_table_without_rows_keeps_its_columns(as_: Any, little: Path) -> None:
    found: Any = sco.load("retired", as_, package=little)
    assert len(found) == 0
    if as_ != "records":
        columns = found.column_names if as_ == "arrow" else found.columns
        assert list(columns) == [field["name"] for field in sco.schema("retired", package=little)["fields"]]


def test_each_load_is_independent(little: Path) -> None:
    frame = sco.load("kinds", package=little)
    frame.loc[0, "iso2c"] = "spoilt"
    sco.schema("kinds", package=little)["fields"].clear()
    sco.load("kinds", "records", package=little)[0].clear()
    assert sco.load("kinds", package=little)["iso2c"].iloc[0] == "NA"


@pytest.mark.parametrize("as_", ["pandas", "records", "polars", "arrow"])
def test_load_all_is_every_table(as_: Any, little: Path) -> None:
    dataset: Any = sco.load_all(as_, package=little)
    assert list(dataset) == sco.tables(package=little)
    for name, found in dataset.items():
        one: Any = sco.load(name, as_, package=little)
        assert found.equals(one) if as_ != "records" else found == one


def test_load_all_refuses_what_load_refuses(little: Path, spoil: Callable[..., None]) -> None:
    with pytest.raises(sco.UnknownNameError, match="no format 'panda'; nearest: pandas"):
        sco.load_all("panda", package=little)
    spoil("kinds", (little / "data" / "kinds.csv").read_bytes().replace(b"516", b"517"))
    with pytest.raises(sco.DamagedFileError, match=r"kinds\.csv"):
        sco.load_all(package=little)
    assert len(sco.load_all(package=little, verify=False)["kinds"]) == 4


# --- damage


def test_missing_file_is_named_with_its_hash(little: Path) -> None:
    expected = hashlib.sha256((little / "data" / "kinds.csv").read_bytes()).hexdigest()
    (little / "data" / "kinds.csv").unlink()
    with pytest.raises(sco.DamagedFileError, match=rf"kinds\.csv is missing; expected sha256 {expected}"):
        sco.load("kinds", package=little)


def test_tampered_file_is_named_with_both_hashes(little: Path, spoil: Callable[..., None]) -> None:
    file = little / "data" / "summits.csv"
    original = file.read_bytes()
    spoil("summits", original.replace(b"1998", b"1999"))
    with pytest.raises(sco.DamagedFileError) as caught:
        sco.load("summits", package=little)
    assert caught.value.file == file
    assert caught.value.expected == hashlib.sha256(original).hexdigest()
    assert caught.value.found == hashlib.sha256(file.read_bytes()).hexdigest()
    assert caught.value.expected in str(caught.value)
    assert len(sco.load("summits", package=little, verify=False)) == 2


def test_descriptor_without_hash_cannot_verify(little: Path) -> None:
    file = little / "datapackage.json"
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    del descriptor["resources"][0]["hash"]
    file.write_text(json.dumps(descriptor), encoding="utf-8")
    with pytest.raises(sco.ScoDataError, match=r"gives no hash for data/kinds\.csv"):
        sco.load("kinds", package=little)
    assert len(sco.load("kinds", package=little, verify=False)) == 4


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (b"\nb,", b"\nb,,", r"record 3 has 13 cells; its header has 12"),
        (b"\nb,", b"\n\nb,", r"record 3 has 0 cells; its header has 12"),
        (b'"say ""a', b'"say "a', r"cannot be read as UTF-8 CSV: .* expected after"),
        (b"null", b"\xff", r"cannot be read as UTF-8 CSV: .*can't decode"),
        (b"kind_id", b"\xef\xbb\xbfkind_id", r"has the columns .*; its schema expects kind_id, "),
        (b"iso3n", b"iso2c", r"expected one distinct name per column"),
        (b",3,6.3,", b",3.0,6.3,", r"row 'a', field count: '3\.0' is not an integer"),
        (b"0999-01-01", b"999-01-01", r"row 'c', field day: '999-01-01' is not a date"),
    ],
)
def test_malformed_file_is_one_clear_error(
    old: bytes, new: bytes, why: str, little: Path, spoil: Callable[..., None]
) -> None:
    content = (little / "data" / "kinds.csv").read_bytes()
    assert old in content
    spoil("kinds", content.replace(old, new, 1), rehash=True)
    with pytest.raises(sco.ScoDataError, match=rf"kinds\.csv.*{why}"):
        sco.load("kinds", package=little)


def test_unreadable_file_is_one_clear_error(little: Path) -> None:
    (little / "data" / "kinds.csv").unlink()
    (little / "data" / "kinds.csv").mkdir()
    with pytest.raises(sco.ScoDataError, match=r"kinds\.csv cannot be read"):
        sco.load("kinds", package=little)


def test_empty_file_is_one_clear_error(little: Path, spoil: Callable[..., None]) -> None:
    spoil("kinds", b"", rehash=True)
    with pytest.raises(sco.ScoDataError, match=r"kinds\.csv has the header \[\]"):
        sco.load("kinds", package=little)


# --- describe


@pytest.mark.parametrize("table", TABLES)
def test_describe_has_a_row_per_field(table: str) -> None:
    frame = sco.describe(table)
    assert list(frame.columns) == [
        "field", "title", "type", "role", "required", "values", "meanings", "refers_to", "example", "description",
    ]  # fmt: skip
    assert frame["field"].tolist() == [field["name"] for field in sco.schema(table)["fields"]]
    assert set(map(str, frame.dtypes)) == {"string"}
    assert not frame[["field", "title", "type", "role", "example", "description"]].isna().any().any()


def test_describe_says_what_a_field_may_hold() -> None:
    entries = {entry["field"]: entry for entry in sco.describe("summits", "records")}
    assert entries["summit_id"]["required"] == "yes"
    assert entries["agenda"]["required"] is None
    assert entries["format"]["values"] == "shanghai_five|sco|joint"
    assert entries["place_id"]["refers_to"] == "places"
    quotations = {entry["field"]: entry for entry in sco.describe("quotations", "records")}
    assert quotations["quoted_id"]["refers_to"] == "by quoted_type"
    organizations = {entry["field"]: entry for entry in sco.describe("organizations", "records")}
    assert organizations["parent_id"]["refers_to"] == "organizations"


def test_a_header_with_line_breaks_is_one_short_line(little: Path, spoil: Callable[..., None]) -> None:
    names = [f"n{number}" for number in range(100)]
    spoil("kinds", ('"a\nb",' + ",".join(names) + "," + "x" * 5_000 + "\n").encode(), rehash=True)
    why = r"has the columns 'a\\nb', n0, .* and 78 more; its schema expects"
    with pytest.raises(sco.ScoDataError, match=why) as caught:
        sco.load("kinds", package=little)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 1_000
