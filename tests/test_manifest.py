"""A manifest holds what is needed to tell every change, and a damaged one is refused."""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sco_data import ScoDataError, fingerprint, manifest
from sco_data.comparing import compare, diff
from sco_data.states import Digest, snapshot


@pytest.fixture
def kept(little: Path, tmp_path: Path) -> Path:
    """Manifest of `little`."""
    file = tmp_path / "1.2.3.json"
    file.write_bytes(manifest.to_bytes(snapshot(little)))
    return file


def test_a_manifest_reads_as_what_was_written(little: Path, kept: Path) -> None:
    state = manifest.read(kept)
    assert manifest.to_bytes(state) == kept.read_bytes()
    assert (state.name, state.version) == ("little", "1.2.3")
    assert list(state.tables) == list(snapshot(little).tables)
    assert compare(snapshot(little), state).level == "none"
    assert compare(state, state).level == "none"
    assert manifest.fingerprint(state) == fingerprint(little)


def test_cells_of_the_key_are_text_and_others_the_hash_that_sha256sum_prints(kept: Path) -> None:
    row = manifest.read(kept).tables["summits"].rows["summit-1998-almaty",]
    assert row["summit_id"] == "summit-1998-almaty"
    assert row["place_id"] == Digest(hashlib.sha256(b"almaty").hexdigest()[:10])
    assert row["agenda"] == ""
    line = next(line for line in kept.read_text(encoding="utf-8").splitlines() if line.startswith('["summit-1998-alm'))
    key, words = json.loads(line.removesuffix(","))
    assert key == "summit-1998-almaty"
    assert all(re.fullmatch("[0-9a-f]{10}|-", word) for word in words.split())


def test_the_manifest_of_the_dataset_is_small_and_the_same_each_time() -> None:
    content = manifest.to_bytes(snapshot())
    assert len(content) < 1_500_000
    assert content == manifest.to_bytes(snapshot())
    keys = [line for line in content.decode().splitlines() if line.startswith('["summit-1998-almaty"')]
    assert len(keys) == 1  # one row per line


def test_diff_takes_a_manifest_on_either_side(little: Path, kept: Path, spoil: Callable[..., None]) -> None:
    spoil("kinds", (little / "data" / "kinds.csv").read_bytes().replace(b"516", b"517"), rehash=True)
    found = diff(kept, little)
    (change,) = found.changes
    assert (change.kind, change.row, change.field, change.new) == ("cell_changed", ("a",), "iso3n", "517")
    assert change.old == Digest.of("516")
    assert "~ cell a iso3n: (sha256 " in found.to_text()
    assert found.to_dict()["changes"][0]["old"] == {"sha256": hashlib.sha256(b"516").hexdigest()[:10]}
    (back,) = diff(little, kept).changes
    assert (back.old, back.new) == ("517", Digest.of("516"))


def test_an_emptied_cell_is_seen(little: Path, kept: Path, spoil: Callable[..., None]) -> None:
    spoil("kinds", (little / "data" / "kinds.csv").read_bytes().replace(b"516", b""), rehash=True)
    (change,) = diff(kept, little).changes
    assert (change.old, change.new) == (Digest.of("516"), "")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"manifest": 1', '"manifest": 2', "has the form 2, this sco-data reads 1"),
        ('"manifest": 1', '"other": 1', "is no manifest of a release; expected one like releases/0.1.0.json"),
        ('"version": "1.2.3",\n "created"', '"version": "1.2.4",\n "created"', "contradicts itself"),
        ('"hash": "sha256:', '"hash": "sha256:0', "contradicts itself"),
        (
            '"name": "summits"',
            '"name": "summit"',
            "is damaged: ValueError, the table summits has another name or two rows with one key",
        ),
        (
            '["summit-2004-tashkent"',
            '["summit-1998-almaty"',
            "is damaged: ValueError, the table summits has another name or two rows with one key",
        ),
        (' -"],\n["summit-2004', '"],\n["summit-2004', "is damaged: ValueError"),
        (' -"],\n["summit-2004', ' 12ab"],\n["summit-2004', "'12ab' is no hash of 10 digits"),
        ('"primaryKey": ', '"key": ', "has no fields or no primary key"),
        ("{", "[", "cannot be read as JSON"),
    ],
)
def test_a_damaged_manifest_is_refused_in_one_line(kept: Path, little: Path, old: str, new: str, message: str) -> None:
    text = kept.read_text(encoding="utf-8")
    assert old in text
    kept.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ScoDataError, match=re.escape(message)) as raised:
        diff(kept, little)
    assert "\n" not in str(raised.value)
    assert str(kept) in str(raised.value)


def test_a_folder_that_ends_in_json_is_a_folder(little: Path, tmp_path: Path) -> None:
    folder = little.rename(tmp_path / "package.json")
    assert not manifest.is_manifest(folder)
    assert diff(folder, folder).level == "none"
