"""A copy of a text is checked span by span: what is there is found at its place, and nothing is found elsewhere."""

import hashlib
import json
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sco_data import MissingExtraError, ScoDataError, UnknownNameError, verify
from sco_data.casting import Value
from sco_keeping.fragments import fragment
from sco_keeping.spans import context
from sco_data.verifying import verify_records

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


def cells(name: str, *, withheld: bool) -> dict[str, str]:
    start, end = SPANS[name]
    prefix, suffix = ("", "") if withheld else context(TEXT, start, end)
    place = {"source_id": "harbour", "char_start": str(start), "char_end": str(end), "prefix": prefix, "suffix": suffix}
    return {**place, "fragment": fragment(TEXT, start, end)}


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def rows() -> Mapping[str, Rows]:
    return {
        "sources": [
            {"source_id": "harbour", "title": "Notes", "file_name": "harbour.txt", "sha256": sha256(TEXT)},
            {"source_id": "hills", "title": "Hills", "file_name": "hills.txt", "sha256": sha256("Goats climb hills.")},
            {"source_id": "iso", "title": "A list"},
        ],
        "passages": [
            {
                "passage_id": f"harbour-p{number:03}",
                "source_id": "harbour",
                "char_start": str(match.start()),
                "char_end": str(match.end()),
                "sha256": sha256(match[0]),
            }
            for number, match in enumerate(re.finditer(".+", TEXT), 1)
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
                    **cells(name, withheld=name in WITHHELD),
                }
                for name in (*SHIPPED, *WITHHELD)
            ),
        ],
        "quotations": [
            {"quotation_id": name, "text": text, "text_sha256": sha256(text), **cells(name, withheld=False)}
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


@pytest.fixture
def check(package: Path, tmp_path: Path) -> Check:
    """What becomes of the spans in a text, by id, after making sure that none is placed wrongly."""

    def found(text: str) -> dict[str, Record]:
        (tmp_path / "copy.txt").write_bytes(text.encode())
        return {str(record["id"]): record for record in verify_records(tmp_path / "copy.txt", package=package)}

    return found


def status(found: Mapping[str, Record]) -> dict[str, Value]:
    return {name: record["status"] for name, record in found.items()}


def words_at(text: str, record: Record) -> str:
    start, end = record["char_start"], record["char_end"]
    assert isinstance(start, int) and isinstance(end, int)
    return text[start:end]


def test_frozen_text_is_exact_throughout(check: Check) -> None:
    found = check(TEXT)
    assert set(found) == set(SPANS)
    for name, record in found.items():
        assert record["status"] == "exact"
        assert (record["char_start"], record["char_end"], record["score"]) == (*SPANS[name], 1.0)
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


def test_words_that_moved_are_found_where_they_went(check: Check) -> None:
    before = "Harbour News, page 3\n\n"
    found = check(before + TEXT)
    for name, record in found.items():
        assert record["status"] == "moved"
        assert record["char_start"] == SPANS[name][0] + len(before)
        assert words_at(before + TEXT, record) == TEXT[slice(*SPANS[name])]


def test_another_layout_is_seen_through(check: Check) -> None:
    text = TEXT.replace(" ", "\n").replace("delegates", "dele-\ngates").replace("\n\n", "  \n\n")
    for name, record in check(text).items():
        assert record["status"] == "moved", name
        there = re.sub(r"\s+", " ", words_at(text, record).replace("dele-\n", "dele"))
        assert there == TEXT[slice(*SPANS[name])]
    assert check(text)["meeting"]["note"] == "line breaks or blanks differ"


def test_quotation_marks_and_dashes_of_another_shape(check: Check) -> None:
    text = TEXT.replace('"old quay"', "\u201cold quay\u201d").replace(" - ", " \u2013 ").replace("'", "\u2019")
    found = check(text)
    for name in ("quay", "daughter", "dockers"):
        assert (found[name]["status"], found[name]["note"]) == ("fuzzy", "quotation marks or dashes differ")
        assert found[name]["score"] == 1.0
        assert (found[name]["char_start"], found[name]["char_end"]) == SPANS[name]
    assert found["meeting"]["status"] == "exact"


def test_similar_words_are_shown(check: Check) -> None:
    text = TEXT.replace("third meeting held on 3 July, 1998", "third meetinq held on 5 July, 1998")
    found = check(text)["meeting"]
    assert found["status"] == "fuzzy"
    assert found["note"] == "here: third meetinq held on 5 July, 1998 in Portville"
    assert isinstance(found["score"], float) and 0.9 <= found["score"] < 1
    assert (found["char_start"], found["char_end"]) == SPANS["meeting"]


def test_other_words_in_the_same_context_are_not_the_words(check: Check) -> None:
    found = check(TEXT.replace("Last year more than 3,800 delegates came", "Last year a huge crowd of people came"))
    assert found["delegates"]["status"] == "lost"
    assert found["delegates"]["char_start"] is None
    assert found["summary-delegates"]["status"] == "moved"


def test_the_same_words_in_another_place_are_not_the_place(check: Check) -> None:
    lines = TEXT.split("\n")
    gone = next(number for number, line in enumerate(lines) if line.startswith("The envoy"))
    text = "\n".join(lines[:gone] + lines[gone + 1 :])
    found = check(text)
    assert found["delegates"]["status"] == "lost"
    assert found["flag"]["status"] == "lost"
    assert text[slice(*SPANS["summary-delegates"])] != "more than 3,800 delegates"
    assert words_at(text, found["summary-delegates"]) == "more than 3,800 delegates"


def test_a_heading_that_stands_twice_is_told_by_its_position(check: Check) -> None:
    found = check("\n\n" + TEXT)
    assert found["heading"]["char_start"] == SPANS["heading"][0] + 2
    assert found["heading-again"]["char_start"] == SPANS["heading-again"][0] + 2


def test_withheld_words_are_confirmed_by_their_hash_or_lost(check: Check) -> None:
    found = check(TEXT.replace("well of the pilots", "well of the pi1ots"))
    assert found["pilots"]["status"] == "lost"
    assert str(found["pilots"]["note"]).startswith("withheld words, expected at about ")
    assert {found[name]["status"] for name in ("flag", "dockers", "tides", "summary-tides")} == {"exact"}


def test_short_withheld_words_are_not_taken_from_elsewhere(check: Check) -> None:
    # "of" stands everywhere; only where the anchors on both sides agree is it the one that is meant.
    start, end = SPANS["of"]
    text = TEXT[:start] + "xy" + TEXT[end:]
    assert check(text)["of"]["status"] == "lost"
    line = TEXT.rindex("\n", 0, start) + 1
    assert check(TEXT[:line] + "A line that nobody wrote.\n" + TEXT[line:])["of"]["status"] == "moved"


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
        assert record["char_start"] in (None, start)
        assert record["char_start"] is not None or name in WITHHELD


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
    with pytest.raises(ScoDataError, match=r"is not a copy of .* of \d spans with words.* 20% .*harbour, hills"):
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


def test_without_rapidfuzz(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    with_it = check("Page 1\n" + TEXT)
    monkeypatch.setitem(sys.modules, "rapidfuzz", None)
    assert check("Page 1\n" + TEXT) == with_it
    assert set(status(check(TEXT)).values()) == {"exact"}
    with pytest.raises(MissingExtraError, match=r'pip install "sco-data\[curate\]"'):
        check(TEXT.replace("third meeting", "thrid meeting"))
    with pytest.raises(ScoDataError, match="not a copy"):
        check("Another text altogether.")


def test_frame_has_the_records_with_types(package: Path, tmp_path: Path) -> None:
    file = tmp_path / "copy.txt"
    file.write_text(TEXT.replace("Last year more than 3,800 delegates came", "Nobody at all came"), encoding="utf-8")
    frame = verify(file, package=package)
    assert frame.dtypes.astype(str).to_dict() == {
        **dict.fromkeys(("table", "id", "source_id", "status", "note"), "string"),
        "score": "Float64",
        "char_start": "Int64",
        "char_end": "Int64",
    }
    records = frame.astype(object).where(frame.notna(), None).to_dict("records")
    assert records == verify_records(file, package=package)
    assert frame.loc[frame["id"] == "delegates", "char_start"].item() is pd.NA
    assert list(frame.columns) == ["table", "id", "source_id", "status", "score", "char_start", "char_end", "note"]
