"""A copy of a text is checked span by span: what is there is found at its place, and nothing merely similar is."""

import hashlib
import io
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sco_data import ScoDataError, UnknownNameError, verify
from sco_data.casting import Value

from .conftest import CHECKOUT, Rows, Schema, Writer

TEXT = """\
Notes on the Harbour League

The third meeting held on 3 July, 1998 in Portville opened the archive of the League. Its members trade in salt and
in fish, as they did when the "old quay" was built.

The envoy wrote that every ninth ship flies our flag. Last year more than 3,800 delegates came to the harbour and
most of them stayed for the market.

Nobody had expected the lighthouse keeper's daughter to speak, and she spoke well of the pilots, of the dredgers and of
the dockers - all of them, she said, had kept the port open through the winter.

The harbour master closed the day with a word on tides: they wait for no one, least of all for an assembly of ministers.

Summary

Notes on the Harbour League

In short, more than 3,800 delegates came to the harbour and most of them went home again.

The harbour master spoke on tides.
"""
# Lines of any length, as in the sources; those above are broken for the reader.
TEXT = re.sub(r"(?<=\S)\n(?=\S)", " ", TEXT)
OTHER = "A wholly different text.\n\nIt speaks of mountains, goats and snow; of the harbour it knows nothing.\n" * 9

SHIPPED = {
    "meeting": ("third meeting held on 3 July, 1998 in Portville", 0),
    "quay": ('the "old quay" was built', 0),
    "delegates": ("more than 3,800 delegates", 0),
    "daughter": ("the lighthouse keeper's daughter", 0),
    "summary-delegates": ("more than 3,800 delegates", 1),
    "heading": ("Notes on the Harbour League", 0),
    "heading-again": ("Notes on the Harbour League", 1),
}
WITHHELD = {
    "flag": ("every ninth ship flies our flag", 0),
    "pilots": ("she spoke well of the pilots, of the dredgers and of the dockers", 0),
    "dockers": ("the dockers - all of them", 0),
    "of": ("of", 4),
    "tides": ("tides", 0),
    "summary-tides": ("tides", 1),
}
QUOTED = {"no-one": "they wait for no one, least of all for an assembly of ministers"}


def spans() -> dict[str, tuple[int, int]]:
    words = {**SHIPPED, **WITHHELD, **{name: (text, 0) for name, text in QUOTED.items()}}
    places = {name: [match.span() for match in re.finditer(re.escape(text), TEXT)] for name, (text, _) in words.items()}
    return {name: places[name][which] for name, (_, which) in words.items()}


SPANS = spans()


def cells(name: str) -> dict[str, str]:
    start, end = SPANS[name]
    return {"source_id": "harbour", "char_start": str(start), "char_end": str(end)}


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def rows() -> Mapping[str, Rows]:
    return {
        "sources": [
            {"source_id": "harbour", "title": "Notes", "file_name": "harbour.txt", "sha256": sha256(TEXT)},
            {"source_id": "hills", "title": "Hills", "file_name": "hills.txt", "sha256": sha256("Goats climb hills.")},
            {"source_id": "iso", "title": "A list"},
        ],
        "citations": [
            {"citation_id": "iso-c1", "source_id": "iso", "locator": "p. 1"},
            {
                "citation_id": "goats",
                "source_id": "hills",
                "char_start": "0",
                "char_end": "18",
                "exact": "Goats climb hills.",
                "exact_sha256": sha256("Goats climb hills."),
            },
            *(
                {
                    "citation_id": name,
                    "exact": "" if name in WITHHELD else TEXT[slice(*SPANS[name])],
                    "exact_sha256": sha256(TEXT[slice(*SPANS[name])]),
                    **cells(name),
                }
                for name in (*SHIPPED, *WITHHELD)
            ),
        ],
        "quotations": [
            {"quotation_id": name, "text": text, "text_sha256": sha256(text), **cells(name)}
            for name, text in QUOTED.items()
        ],
    }


@pytest.fixture
def package(write_package: Writer) -> Path:
    """Folder of a package that cites an invented text."""
    schemas: dict[str, Schema] = {
        name: json.loads((CHECKOUT / "schemas" / f"{name}.json").read_text(encoding="utf-8")) for name in rows()
    }
    return write_package({name: (schemas[name], table) for name, table in rows().items()})


Record = dict[str, Value]
Check = Callable[[str], dict[str, Record]]


def verify_records(file: Path, source: str | None = None, *, package: Path) -> list[Record]:
    found: list[Record] = verify(file, source, as_="records", package=package)
    return found


@pytest.fixture
def check(package: Path, tmp_path: Path) -> Check:
    """What becomes of the spans in a text, by id, after making sure that what is placed has the words."""

    def found(text: str) -> dict[str, Record]:
        (tmp_path / "copy.txt").write_bytes(text.encode())
        records = verify_records(tmp_path / "copy.txt", package=package)
        for record in records:
            name = str(record["id"])
            if record["status"] != "lost":
                assert words_at(text, record).split() == TEXT[slice(*SPANS[name])].split()
            assert (record["char_start"] is None) == (record["status"] == "lost")
            assert record["status"] != "moved" or name not in WITHHELD
        return {str(record["id"]): record for record in records}

    return found


def words_at(text: str, record: Record) -> str:
    start, end = record["char_start"], record["char_end"]
    assert isinstance(start, int) and isinstance(end, int)
    return text[start:end]


def test_the_frozen_text_is_exact_throughout(check: Check) -> None:
    found = check(TEXT)
    assert set(found) == set(SPANS)
    for name, record in found.items():
        assert record["status"] == "exact"
        assert (record["char_start"], record["char_end"]) == SPANS[name]
        assert record["note"] is None
        assert record["source_id"] == "harbour"
        assert record["table"] == ("quotations" if name in QUOTED else "citations")
    assert list(found) == sorted(found, key=lambda name: SPANS[name]), "in the order of the text"


@pytest.mark.parametrize("encoded", [b"\xef\xbb\xbf" + TEXT.encode(), TEXT.encode("utf-16")])
def test_marks_of_the_encoding_and_of_windows_change_nothing(encoded: bytes, package: Path, tmp_path: Path) -> None:
    file = tmp_path / "copy.txt"
    wide = encoded.startswith(b"\xff\xfe")
    file.write_bytes(encoded if wide else encoded.replace(b"\n", b"\r\n"))
    assert {record["status"] for record in verify_records(file, package=package)} == {"exact"}


def test_shown_words_that_stand_once_are_found_where_they_went(check: Check) -> None:
    before = "Harbour News, page 3\n\n"
    found = check(before + TEXT)
    for name in ("meeting", "quay", "daughter", "no-one"):
        assert found[name]["status"] == "moved"
        assert found[name]["char_start"] == SPANS[name][0] + len(before)
        assert found[name]["note"] is None
    for name in ("delegates", "summary-delegates", "heading", "heading-again"):
        assert (found[name]["status"], found[name]["note"]) == ("lost", "the words stand in this text 2 times")
    for name in WITHHELD:
        assert found[name]["status"] == "lost"
        assert str(found[name]["note"]).startswith("withheld words, whose hash is not that of this text")


def test_line_breaks_and_blanks_make_no_difference_to_shown_words(check: Check) -> None:
    found = check(TEXT.replace(" ", "\n"))
    assert found["heading"]["status"] == "lost"  # twice, and neither at its place
    assert (found["meeting"]["status"], found["meeting"]["note"]) == ("moved", "line breaks or blanks differ")
    assert found["meeting"]["char_start"] == SPANS["meeting"][0]


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("3 July", "5 July", "meeting"),
        ("3 July", "13 July", "meeting"),
        ("1998", "1999", "meeting"),
        ("wait for no one", "wait for one", "no-one"),
        ("ninth", "tenth", "flag"),
        ("third meeting", "thrid meeting", "meeting"),
        ("old quay", "\u201cold quay\u201d", "quay"),
        ("pilots", "pi1ots", "pilots"),
    ],
)
def test_a_number_a_date_or_a_negation_that_differs_is_lost(old: str, new: str, name: str, check: Check) -> None:
    assert check(TEXT.replace(old, new))[name]["status"] == "lost"


@pytest.mark.parametrize("longer", ["13,800 delegates", "3,800 delegatesses", "2.3,800 delegates"])
def test_words_are_not_found_within_longer_ones(longer: str, package: Path, tmp_path: Path) -> None:
    """With `more than` gone from both places, the words could only be part of a longer number or word."""
    file = package / "data" / "citations.csv"
    words, number = "more than 3,800 delegates", "3,800 delegates"
    text = file.read_text(encoding="utf-8").replace(f'"{words}"', f'"{number}"', 1)
    file.write_text(text, encoding="utf-8")
    descriptor = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        if resource["name"] == "citations":
            resource["hash"] = f"sha256:{sha256(text)}"
    (package / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    copy = TEXT.replace(words, "many", 1).replace(words, longer)
    (tmp_path / "copy.txt").write_text(copy, encoding="utf-8")
    found = {record["id"]: record for record in verify_records(tmp_path / "copy.txt", package=package)}
    assert (found["delegates"]["status"], found["delegates"]["note"]) == ("lost", "the words are not in this text")


def test_the_same_words_in_another_place_are_not_the_place(check: Check) -> None:
    """Where the words that are cited were changed, those that stand once elsewhere are other words."""
    quay = TEXT[slice(*SPANS["quay"])]
    found = check(TEXT.replace(quay, quay.replace("old", "new")) + quay)
    assert (found["quay"]["status"], found["quay"]["note"]) == ("lost", "the words stand elsewhere, out of order")
    found = check(TEXT.replace("more than 3,800", "more than 4,800", 1))
    assert found["delegates"]["status"] == "lost"
    assert found["delegates"]["note"] == "the words are cited from 2 places, and stand in this text once"
    assert found["summary-delegates"]["status"] == "exact"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_lines_that_are_added_never_mislead(check: Check, data: st.DataObject) -> None:
    lines = TEXT.splitlines(keepends=True)
    at = [position for position in range(len(TEXT) + 1) if position == 0 or TEXT[position - 1] == "\n"]
    added = st.text("abc of tides\n", min_size=1, max_size=40).map(lambda text: text + "\n")
    pieces = {position: data.draw(added) for position in data.draw(st.lists(st.sampled_from(at), max_size=3))}
    text = "".join(pieces.get(at[number], "") + line for number, line in enumerate(lines)) + pieces.get(at[-1], "")
    for name, record in check(text).items():
        start = SPANS[name][0] + sum(len(piece) for position, piece in pieces.items() if position <= SPANS[name][0])
        # Words that are withheld may by chance stand at the old position, and their hash says that they do.
        assert record["char_start"] in (None, start) or name in WITHHELD


def test_source_is_found_or_given(package: Path, tmp_path: Path) -> None:
    file = tmp_path / "copy.txt"
    file.write_text("Goats climb hills.", encoding="utf-8")
    (by_hash,) = verify_records(file, package=package)
    assert (by_hash["source_id"], by_hash["status"]) == ("hills", "exact")
    file.write_text("Once more: Goats climb hills.", encoding="utf-8")
    (by_words,) = verify_records(file, package=package)
    assert (by_words["source_id"], by_words["char_start"]) == ("hills", 11)
    assert verify_records(file, "hills", package=package) == [by_words]


@pytest.mark.parametrize("name", ["harbor", "iso"])
def test_a_source_without_spans_is_refused(name: str, package: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.txt").write_text(TEXT, encoding="utf-8")
    with pytest.raises(UnknownNameError, match="All: harbour, hills"):
        verify_records(tmp_path / "copy.txt", name, package=package)


@pytest.mark.parametrize("text", [OTHER, TEXT[:60], "x"])
@pytest.mark.parametrize("source", [None, "harbour"])
def test_another_text_is_refused(text: str, source: str | None, package: Path, tmp_path: Path) -> None:
    file = tmp_path / "copy.txt"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(
        ScoDataError, match=r"is not a copy of .*: \d+% of its spans with words are in it, and 20% .*harbour, hills"
    ):
        verify_records(file, source, package=package)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"a\0b", "is a binary file"),
        (b"%PDF-1.7\n\xe2\xe3", r"is not text in UTF-8 \(byte 9\)"),
        ("Zürich".encode("latin-1"), "is not text in UTF-8"),
    ],
)
def test_what_is_not_text_is_refused(content: bytes, what: str, package: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.txt").write_bytes(content)
    with pytest.raises(ScoDataError, match=rf"copy\.txt {what}"):
        verify_records(tmp_path / "copy.txt", package=package)


def test_what_cannot_be_read_is_named(package: Path, tmp_path: Path) -> None:
    with pytest.raises(ScoDataError, match="cannot be read: Is a directory"):
        verify_records(tmp_path, package=package)
    with pytest.raises(ScoDataError, match=r"nothing\.txt cannot be read: No such file"):
        verify_records(tmp_path / "nothing.txt", package=package)


def test_a_package_without_spans(write_package: Writer, tmp_path: Path) -> None:
    tables: dict[str, tuple[Schema, Rows]] = {
        name: ({"fields": [{"name": "char_start", "type": "integer"}]}, []) for name in ("citations", "quotations")
    }
    (tmp_path / "copy.txt").write_text(TEXT, encoding="utf-8")
    with pytest.raises(ScoDataError, match="no spans to verify"):
        verify_records(tmp_path / "copy.txt", package=write_package(tables))


def test_frame_has_the_records_with_types(package: Path, tmp_path: Path) -> None:
    file = tmp_path / "copy.txt"
    file.write_text(TEXT.replace("Last year more than 3,800 delegates came", "Nobody at all came"), encoding="utf-8")
    frame = verify(file, package=package)
    assert frame.dtypes.astype(str).to_dict() == {
        **dict.fromkeys(("table", "id", "source_id", "status", "note"), "string"),
        "char_start": "Int64",
        "char_end": "Int64",
    }
    records = frame.astype(object).where(frame.notna(), None).to_dict("records")
    assert records == verify_records(file, package=package)
    assert frame.loc[frame["id"] == "delegates", "char_start"].item() is pd.NA
    assert list(frame.columns) == ["table", "id", "source_id", "status", "char_start", "char_end", "note"]


@pytest.mark.parametrize("before", ["", "A page saved whole.\n\n"])
def test_a_text_that_stands_twice_in_a_file_is_looked_at_once(before: str, check: Check) -> None:
    once = check(before + TEXT)
    assert check(f"{before}{TEXT}\n\nOnce more:\n\n{TEXT}") == once


def test_a_large_text_shows_in_a_terminal_how_far_it_is(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "copy.txt").write_text(TEXT + "\n" + "filler " * 150_000, encoding="utf-8")
    (tmp_path / "small.txt").write_text(TEXT, encoding="utf-8")
    for name, is_terminal, shows in (("copy", True, True), ("copy", False, False), ("small", True, False)):
        errors = io.StringIO()
        monkeypatch.setattr(errors, "isatty", lambda said=is_terminal: said)
        monkeypatch.setattr("sys.stderr", errors)
        verify_records(tmp_path / f"{name}.txt", package=package)
        assert ("100%" in errors.getvalue()) == bool(errors.getvalue()) == shows
