"""What each check of files and cells finds, and what it lets be: in the small package, changed byte by byte."""

from pathlib import Path

import pytest

from sco_keeping.dataset import Dataset
from sco_keeping.rules import CHECKS
from sco_keeping.tables import columns, to_csv

from .in_memory import Small

PATH = "data/summits.csv"


def test_each_file_that_cannot_be_read_is_told() -> None:
    package = Small()
    package.unread += [(PATH, "No such file"), ("data/places.csv", "no header")]
    assert package.found("readable") == [
        f"{PATH}: No such file; expected a UTF-8 file of the package that can be read",
        "data/places.csv: no header; expected a UTF-8 file of the package that can be read",
    ]


def test_the_header_has_the_fields_in_their_order() -> None:
    package = Small()
    fields = columns(package.schemas["places"])
    expected = ",".join(fields)
    for header, found in (
        (fields[1:], f"{fields[0]!r} is missing"),
        ([*fields, "colour"], "'colour' is not as in the schema"),
        (["colour", *fields[1:]], f"{fields[0]!r} is missing"),
        (fields[::-1], "'the order of the columns' is not as in the schema"),
    ):
        package.header["places"] = header
        assert package.found("header") == [f"data/places.csv: {found}; expected {expected}"]
    package.header["places"] = fields
    assert package.found("header") == []


@pytest.mark.parametrize(
    ("check", "content", "found"),
    [
        ("bom", b"\xef\xbb\xbfa\n", "a byte order mark at the start; expected UTF-8 without one"),
        ("bom", b"a\xef\xbb\xbf\n", None),
        ("line-ends", b"a\r\nb\n", "a carriage return in line 1; expected LF"),
        ("line-ends", b"a\nb\nc\rd\r\n", "a carriage return in line 3; expected LF"),
        ("line-ends", b"a\nb\n", None),
        ("nul", b"\0\n", "a NUL byte in line 1; expected none"),
        ("nul", b"a\nb\0c\0", "a NUL byte in line 2; expected none"),
        ("nul", b"a\nb\n", None),
        ("final-newline", b"a\nbc", "it ends in b'bc'; expected one newline at the end"),
        ("final-newline", b"a\n\n", "it ends in b'\\n\\n'; expected one newline at the end"),
        ("final-newline", b"", "it ends in b''; expected one newline at the end"),
        ("final-newline", b"a\n", None),
    ],
)
def test_bytes_of_a_file(check: str, content: bytes, found: str | None) -> None:
    package = Small()
    package.content[PATH] = content
    assert package.found(check) == ([f"{PATH}: {found}"] if found else [])


def test_names_are_in_nfc_and_a_sources_words_need_not() -> None:
    package = Small()
    package.row("summits")["name"] = "Zu\u0308rich"
    assert package.found("nfc") == [
        "summits summit-1998-almaty name: 'Zu\\u0308rich' is not in NFC; expected 'Z\\xfcrich'"
    ]
    package.row("summits")["name"] = "Z\xfcrich"
    package.row("citations")["exact"] = "Zu\u0308rich"
    assert package.found("nfc") == []


@pytest.mark.parametrize(
    ("word", "right"),
    [
        ("\u0410lmaty", False),  # Cyrillic A, Latin the rest
        ("Almaty \u0410\u043b\u043c\u0430", True),  # a word in Cyrillic beside one in Latin
        ("\u0410\u043b\u043c\u0430", True),
        ("Z\xfcrich", True),
        ("\u0391\u0410", False),  # Greek and Cyrillic
        ("\xfc\u0410", False),  # both not ASCII
        ("\xfc", True),
        ("4\u0410", True),  # a figure is no letter
        ("Almaty \u2013 \u0410lmaty", False),
    ],
)
def test_the_letters_of_a_word_are_of_one_script(word: str, right: bool) -> None:
    package = Small()
    package.row("summits")["note"] = word
    assert (package.found("script") == []) == right


def test_a_mixed_word_is_told_in_ascii() -> None:
    package = Small()
    package.row("summits")["note"] = "In \u0410lmaty"
    assert package.found("script") == [
        "summits summit-1998-almaty note: '\\u0410lmaty' mixes scripts; expected letters of one script in a word"
    ]


def test_outer_spaces_are_a_fault_but_in_words_around_a_span() -> None:
    for cell in (" A remark.", "A remark.\n"):
        package = Small()
        package.row("summits")["note"] = cell
        assert package.found("outer-spaces") == [f"summits summit-1998-almaty note: {cell!r}; expected 'A remark.'"]
    package = Small()
    package.row("citations")["exact"] = package.row("quotations")["text"] = " x "
    assert package.found("outer-spaces") == []
    package.row("statistics")["value_text"] = " x"  # a value as others, though the source's words
    assert package.where("outer-spaces") == ["people-who-came value_text"]


@pytest.mark.parametrize(
    ("table", "field", "cell", "right"),
    [
        ("summits", "note", "N/A", False),
        ("summits", "note", "NaN", False),
        ("summits", "note", "?", False),
        ("summits", "note", "NA", False),
        ("summits", "note", "na", True),
        ("summits", "note", "none", True),
        ("summits", "note", "NASA", True),
        ("states", "iso2c", "NA", True),  # Namibia
        ("states", "iso2c", "n/a", False),
        ("states", "status", "NA", True),  # has an enum, which another check reads
        ("citations", "exact", "-", True),  # the source's own
        ("statistics", "value_text", "NA", True),
    ],
)
def test_missing_is_an_empty_cell(table: str, field: str, cell: str, right: bool) -> None:
    package = Small()
    row = package.row(table)
    row[field] = cell
    key = row[package.schemas[table]["primaryKey"][0]]
    assert package.found("sentinels") == ([] if right else [f"{table} {key} {field}: {cell!r}; expected an empty cell"])


@pytest.mark.parametrize(
    ("field", "cell", "right"),
    [
        ("date_edtf", "2004-6-7", False),
        ("date_edtf", "2004-6", False),
        ("date_edtf", "2004-06-7", False),
        ("date_edtf", "2003/2004-6", False),
        ("date_edtf", "2004-06-07", True),
        ("date_edtf", "2004-06/2004-07", True),
        ("date_edtf", "2004", True),
        ("date_edtf", "12004-6", True),
        ("date_start", "2004-6-7", False),
        ("note", "2004-6-7", True),  # no date
    ],
)
def test_dates_are_padded(field: str, cell: str, right: bool) -> None:
    package = Small()
    package.row("summits")[field] = cell
    assert package.where("unpadded-dates") == ([] if right else [f"summit-1998-almaty {field}"])


def _canonical(package: Small) -> bytes:
    return to_csv(columns(package.schemas["places"]), package.rows["places"])


def test_a_table_has_the_canonical_form() -> None:
    package = Small()
    package.add("places", place_id="osh", name="Osh, in the south")
    content = _canonical(package)
    package.content["data/places.csv"] = content
    assert package.found("quoting") == []
    package.content["data/places.csv"] = content.replace(b"\nosh", b'\n"osh"')
    (fault,) = package.faults("quoting")
    assert (fault.table, fault.row, fault.field) == ("places", "", "")
    assert fault.found == "line 3 is not in the canonical form"
    assert fault.expected == content.split(b"\n")[2].decode()
    package.row("places", place_id="osh")["note"] = "o" * 99
    content = _canonical(package)
    package.content["data/places.csv"] = content.replace(b"\nosh", b'\n"osh"')
    assert package.faults("quoting")[0].expected == content.split(b"\n")[2].decode()[:80]
    assert len(content.split(b"\n")[2]) > 90


def test_what_other_checks_tell_is_no_fault_of_form() -> None:
    package = Small()
    content = _canonical(package)
    for other in (
        b"\xef\xbb\xbf" + content,
        content.replace(b"\n", b"\r\n"),
        content.rstrip(b"\n"),
        content + b"\n\n",
    ):
        package.content["data/places.csv"] = other
        assert package.found("quoting") == []


def test_the_first_row_out_of_order_is_told() -> None:
    package = Small()
    for key in ("osh", "ceylon", "bergen"):
        package.add("places", place_id=key)
    assert package.found("sort-order") == ["places osh: out of order; expected bergen in its place"]
    package.add("projects", project_id="a")
    assert [fault.table for fault in package.faults("sort-order")] == ["places", "projects"]
    package.rows["places"].sort(key=lambda row: row["place_id"])
    assert [fault.table for fault in package.faults("sort-order")] == ["projects"]


def test_rows_with_one_key_may_stand_in_any_order() -> None:
    package = Small()
    package.add("places", place_id="almaty", name="Another")
    assert package.found("sort-order") == []  # that the key is double is another check's


def test_a_table_with_an_empty_key_has_no_order() -> None:
    package = Small()
    package.schema("places")["primaryKey"] = []
    package.add("places", place_id="a")
    assert package.found("sort-order") == []


def test_a_table_that_is_in_order_does_not_hide_the_next() -> None:
    package = Small()
    package.add("states", state_id="AAA")
    assert package.found("sort-order") == ["states KAZ: out of order; expected AAA in its place"]


def test_integers_in_a_key_are_in_the_order_of_their_values() -> None:
    schema = {
        "primaryKey": ["source_id", "at"],
        "fields": [{"name": "source_id", "type": "string"}, {"name": "at", "type": "integer"}],
    }
    rows = [{"source_id": "a", "at": "9"}, {"source_id": "a", "at": "10"}, {"source_id": "b", "at": "1"}]
    assert CHECKS["sort-order"].run(Dataset(Path(), {}, {"spans": schema}, rows={"spans": rows})) == []
    (fault,) = CHECKS["sort-order"].run(Dataset(Path(), {}, {"spans": schema}, rows={"spans": rows[::-1]}))
    assert (fault.row, fault.expected) == ("b/1", "a/9 in its place")
    schema["primaryKey"] = ["at"]
    rows = [{"source_id": "a", "at": "10"}, {"source_id": "a", "at": "9"}]
    (fault,) = CHECKS["sort-order"].run(Dataset(Path(), {}, {"spans": schema}, rows={"spans": rows}))
    assert fault.row == "10"
