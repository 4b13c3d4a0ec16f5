"""What the checks read: a package with all its faults."""

from pathlib import Path

import pytest

from sco_keeping.dataset import Dataset, load, span
from sco_keeping.rules import CHECKS
from sco_keeping.rules.registry import check
from sco_keeping.sources.spans import Span
from sco_keeping.sources.texts import VARIABLE

from .broken import SOURCE, TEXT, Package, small
from .in_memory import Small


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("3", "7", Span(3, 7)),
        ("0", "1", Span(0, 1)),
        ("7", "7", None),
        ("8", "7", None),
        ("", "7", None),
        ("3", "", None),
        ("-3", "7", None),
        ("3", "x", None),
        ("²", "7", None),
        ("1", "²", None),
        ("\u0663", "7", None),  # a digit, but not one of ASCII
        ("3", "\u0667", None),
    ],
)
def test_a_span_is_two_positions_in_order(start: str, end: str, expected: Span | None) -> None:
    assert span({"char_start": start, "char_end": end}) == expected


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Package:
    """The small package on disk, with its text."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "package" / "texts"))
    return small(tmp_path / "package")


def test_a_package_is_read_as_it_is(package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = load(package.folder)
    names = [resource["name"] for resource in package.descriptor()["resources"]]
    assert list(dataset.rows) == list(dataset.schemas) == list(dataset.header) == list(dataset.paths) == names
    assert dataset.rows["places"] == package.rows("places")
    assert dataset.header["places"] == list(package.rows("places")[0])
    assert set(dataset.content) == {
        "datapackage.json",
        *(f"data/{name}.csv" for name in names),
        *(f"schemas/{name}.json" for name in names),
    }
    assert dataset.content["data/places.csv"] == package.file("places").read_bytes()
    assert (dataset.unread, dataset.texts, dataset.wrong_texts) == ([], {SOURCE: TEXT}, {})
    monkeypatch.delenv(VARIABLE)
    dataset = load(package.folder)
    assert (dataset.texts, dataset.wrong_texts, list(dataset.missing_texts)) == ({}, {}, [SOURCE])


def test_a_text_that_is_another_is_told_and_not_used(package: Package) -> None:
    package.folder.joinpath("texts", "harbour.txt").write_text("Another.", encoding="utf-8")
    dataset = load(package.folder)
    assert dataset.texts == {}
    ((source, why),) = dataset.wrong_texts.items()
    assert source == SOURCE
    assert "is not the text that was coded" in why


def test_a_descriptor_with_no_resource_is_read(package: Package) -> None:
    package.write_descriptor(resources=[])
    assert load(package.folder).rows == {}


def _unread(package: Package) -> list[tuple[str, str]]:
    dataset = load(package.folder)
    assert "places" not in dataset.rows
    assert "projects" in dataset.rows  # what comes after it is read
    return dataset.unread


def test_a_table_that_is_not_there_is_told(package: Package) -> None:
    package.file("places").unlink()
    assert _unread(package) == [("data/places.csv", "No such file or directory")]


def test_a_schema_that_is_not_there_is_told_by_the_table(package: Package) -> None:
    (package.folder / "schemas" / "places.json").unlink()
    assert _unread(package) == [("data/places.csv", "No such file or directory")]


def test_a_schema_needs_fields_with_names_and_types(package: Package) -> None:
    for fields in (
        [{"name": "place_id"}],
        [{"type": "string"}],
        [{"name": 1, "type": "string"}],
        ["place_id"],
        3,
        None,
    ):
        package.write_schema("places", fields=fields)
        assert _unread(package) == [("data/places.csv", "it has no schema with fields that have names and types")]


def test_a_schema_may_stand_in_the_descriptor(package: Package) -> None:
    resources = package.descriptor()["resources"]
    places = next(resource for resource in resources if resource["name"] == "places")
    places["schema"] = package.schema("places")
    package.write_descriptor(resources=resources)
    assert load(package.folder).rows["places"] == package.rows("places")
    places["schema"] = {}
    package.write_descriptor(resources=resources)
    assert _unread(package) == [("data/places.csv", "it has no schema with fields that have names and types")]


@pytest.mark.parametrize("key", ["place_id", None, ["colour"], ["place_id", "colour"], [["place_id"]]])
def test_a_key_is_a_list_of_fields(package: Package, key: object) -> None:
    package.write_schema("places", primaryKey=key)
    assert _unread(package) == [("data/places.csv", "its schema has no primaryKey that lists names of its fields")]


def test_records_are_as_long_as_the_header(package: Package) -> None:
    content = package.file("places").read_bytes()
    width = content.split(b"\n")[0].count(b",") + 1
    package.file("places").write_bytes(content + b"a,b\n")
    assert _unread(package) == [("data/places.csv", f"record 3 has 2 cells and the header {width}")]
    package.file("places").write_bytes(content.replace(b"\nalmaty", b"\nx\nalmaty"))
    assert _unread(package) == [("data/places.csv", f"record 2 has 1 cells and the header {width}")]


def test_what_is_no_csv_or_no_utf8_is_told(package: Package) -> None:
    package.file("places").write_bytes(b'place_id\n"a"b\n')
    ((path, _),) = _unread(package)
    assert path == "data/places.csv"
    package.file("places").write_bytes(b"place_id\n\xff\n")
    assert "utf-8" in _unread(package)[0][1]
    package.file("places").write_bytes(b"")
    assert "not enough values" in _unread(package)[0][1]


def test_a_byte_order_mark_is_no_part_of_the_header(package: Package) -> None:
    content = package.file("places").read_bytes()
    package.file("places").write_bytes(b"\xef\xbb\xbf" + content)
    assert load(package.folder).rows["places"] == package.rows("places")


def test_a_table_of_other_columns_has_a_header_and_no_rows(package: Package) -> None:
    package.file("places").write_bytes(b"place_id,colour\na,red\n")
    dataset = load(package.folder)
    assert dataset.header["places"] == ["place_id", "colour"]
    assert "places" not in dataset.rows
    assert (dataset.unread, dataset.table("places")) == ([], [])


def test_cells_are_those_that_are_filled_in_the_fields_wanted() -> None:
    dataset = Small().dataset()
    found = [
        (table, row["person_id"], field["name"], cell)
        for table, row, field, cell in dataset.cells(lambda field: field["name"] in ("name", "aliases"))
        if table == "people"
    ]
    assert found == [("people", "ivan-petrov", "name", "Ivan Petrov")]
    everything = [(field["name"], cell) for table, _, field, cell in dataset.cells() if table == "people"]
    assert everything == [("person_id", "ivan-petrov"), ("name", "Ivan Petrov"), ("state_id", "KAZ")]
    assert list(dataset.cells(lambda _: False)) == []


def test_rows_are_found_by_key() -> None:
    package = Small()
    dataset = package.dataset()
    assert set(dataset.by_key) == set(package.rows)
    assert len(dataset.by_key) == len(package.rows)
    assert dataset.by_key["places"]["almaty"]["name"] == "Almaty"
    assert dataset.by_key["places"] is dataset.by_key["places"]  # looked through once
    assert "dreams" not in dataset.by_key
    assert dataset.by_key["retired"]["summits/summit-1998"]["last_version"] == "0.0.1"
    assert (dataset.table("dreams"), dataset.fields("dreams")) == ([], {})
    assert dataset.citations["harbour-c01"]["exact"] == "Harbour League"


def test_tables_of_facts_are_those_with_a_field_that_a_source_states() -> None:
    package = Small()
    assert {"places", "claims", "statistics"} <= set(package.dataset().fact_tables)
    records = {"quotations", "citations", "passages", "sources", "evidence", "exceptions", "retired", "discrepancies"}
    assert not records & set(package.dataset().fact_tables)
    del package.rows["places"]
    assert "places" not in package.dataset().fact_tables
    package.field("retired", "last_version")["role"] = "stated"
    assert "retired" in package.dataset().fact_tables


def test_passages_stand_in_the_order_of_the_text() -> None:
    package = Small()
    package.rows["passages"].reverse()
    package.row("passages", number="4")["char_end"] = ""
    package.add("passages", passage_id="other-p1", source_id="other", char_start="0", char_end="1")
    dataset = package.dataset()
    assert [row["number"] for row in dataset.passages[SOURCE]] == list("4123567")
    assert dataset.place_of_passage == {"other-p1": 0} | {
        f"harbour-p0{number}": place for place, number in enumerate("4123567")
    }


def test_evidence_is_found_by_cell_and_stance() -> None:
    package = Small()
    cell = ("organizations", "league", "seat_place_id")
    package.row("evidence", field="seat_place_id", citation_id="harbour-c09")["stance"] = "disputes"
    dataset = package.dataset()
    assert [row["citation_id"] for row in dataset.evidence[cell]] == ["harbour-c03", "harbour-c09"]
    assert [row["citation_id"] for row in dataset.supporting(*cell)] == ["harbour-c03"]
    assert dataset.supporting("organizations", "league", "colour") == []


def test_words_are_those_of_the_text_or_else_of_the_column() -> None:
    package = Small()
    row = package.row("citations", citation_id="harbour-c01")
    row["exact"] = "Other"
    assert package.dataset().words(row, "exact") == "Harbour League"
    package.texts = {}
    assert package.dataset().words(row, "exact") == "Other"
    row["exact"] = ""
    assert package.dataset().words(row, "exact") is None
    row |= {"exact": "Other", "char_end": ""}
    assert package.dataset().words(row, "exact") == "Other", "words of a page have no place"
    package.texts = {SOURCE: ""}
    assert package.dataset().words(row | {"char_end": "99"}, "exact") == ""


def test_a_dataset_of_nothing_is_empty() -> None:
    dataset = Dataset(Path(), {})
    assert (dataset.paths, dataset.rows) == ({}, {})
    assert Dataset(Path(), {"resources": [{}]}).paths == {"": ""}
    with pytest.raises(AttributeError):
        dataset.rows = {}  # type: ignore[misc]
    assert dataset != Dataset(Path(), {})


def test_a_check_bears_a_name_of_its_own() -> None:
    before = dict(CHECKS)
    with pytest.raises(ValueError, match="there are two checks 'era'"):
        check("era", "Another.")(lambda _: iter(()))
    assert before == CHECKS
    assert {each.needs for each in CHECKS.values()} == {"files", "rows", "texts", "reviews"}
