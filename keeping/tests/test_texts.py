"""Frozen texts are read as they were coded or not at all."""

import hashlib
from pathlib import Path

import pytest

from sco_keeping import tables
from sco_keeping.sources import texts
from sco_keeping.sources.texts import TextChangedError, TextMissingError


def source(content: bytes, name: str = "harbour.txt") -> dict[str, str]:
    return {"source_id": "harbour", "file_name": name, "sha256": hashlib.sha256(content).hexdigest()}


def test_text_is_returned_to_the_letter(tmp_path: Path) -> None:
    content = "Zürich \u2013 \U0001f6a2\n\n \tend".encode()
    (tmp_path / "harbour.txt").write_bytes(content)
    text = texts.read(source(content), tmp_path)
    assert text.encode() == content
    assert text.index("end") == 14, "positions are code points"


def test_folder_is_named_by_the_environment(package: Path) -> None:
    assert texts.available()
    rows = tables.read("sources", package=package)
    found, missing = texts.read_all(rows)
    assert (list(found), missing) == (["harbour"], {}), "a source without a file has no text"


def test_without_the_variable_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(texts.VARIABLE, raising=False)
    assert not texts.available()
    with pytest.raises(TextMissingError, match="SCO_DATA_SOURCES is not set; set it to the folder"):
        texts.read(source(b""))


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(texts.VARIABLE, "")
    assert not texts.available()


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TextMissingError, match=r"'harbour' is missing: there is no harbour\.txt below"):
        texts.read(source(b""), tmp_path)


def test_source_without_frozen_text(tmp_path: Path) -> None:
    with pytest.raises(TextMissingError, match="'harbour' has no frozen text"):
        texts.read(source(b"", name=""), tmp_path)


def test_changed_text_gives_both_hashes(tmp_path: Path) -> None:
    (tmp_path / "harbour.txt").write_bytes(b"changed")
    expected, found = (hashlib.sha256(content).hexdigest() for content in (b"coded", b"changed"))
    with pytest.raises(TextChangedError, match=f"expected sha256 {expected}, found {found}"):
        texts.read(source(b"coded"), tmp_path)


@pytest.mark.parametrize(("content", "what"), [(b"a\xff", "not UTF-8 at byte 1"), (b"a\r\nb", "carriage return")])
def test_text_that_has_no_positions(tmp_path: Path, content: bytes, what: str) -> None:
    (tmp_path / "harbour.txt").write_bytes(content)
    with pytest.raises(TextChangedError, match=what):
        texts.read(source(content), tmp_path)


def test_a_text_is_found_anywhere_below_the_folder_by_its_bare_name(tmp_path: Path) -> None:
    (tmp_path / "deep" / "down").mkdir(parents=True)
    (tmp_path / "deep" / "down" / "harbour.txt").write_bytes(b"coded")
    assert texts.read(source(b"coded"), tmp_path) == "coded"
    found, missing = texts.read_all([source(b"coded"), source(b"other", "other.txt") | {"source_id": "b"}], tmp_path)
    assert (found, list(missing)) == ({"harbour": "coded"}, ["b"])
