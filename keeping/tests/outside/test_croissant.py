"""`croissant.json` by mlcroissant, the reference implementation: it validates, and loads every cell that we load."""

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import mlcroissant
import pytest

import sco_data as sco

from .offline import refuse_network

# mlcroissant and what it needs use functions that their libraries are about to drop.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

Spoil = Callable[[Path], None]


@pytest.fixture(autouse=True)
def _network_off(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_network(monkeypatch)


def opened(folder: Path) -> Any:
    return mlcroissant.Dataset(str(folder / "croissant.json"))


def plain(value: Any) -> Any:
    """A value of mlcroissant as we would give it: there texts are bytes, and days are timestamps."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, bytes):
        return value.decode()
    return value.date() if hasattr(value, "date") else value


def differences(folder: Path, table: str, loaded: Iterable[dict[str, Any]]) -> list[tuple[str, Any, Any]]:
    """Cells that mlcroissant loads otherwise than we: column, our value, its value."""
    found = []
    separators = {field["name"]: field.get("separator") for field in sco.schema(table, package=folder)["fields"]}
    for ours, theirs in zip(sco.load(table, as_="records", package=folder), loaded, strict=True):
        assert list(theirs) == [f"{table}/{name}" for name in ours]
        for (name, value), other in zip(ours.items(), map(plain, theirs.values()), strict=True):
            expected = str(value).split(separators[name]) if separators[name] and value is not None else value
            if other != expected:
                found.append((name, expected, other))
    return found


def test_it_has_no_fault_and_no_warning(copy: Path) -> None:
    metadata = opened(copy).metadata
    assert not metadata.ctx.issues.errors
    assert not metadata.ctx.issues.warnings
    assert str(metadata.ctx.conforms_to.value) == "http://mlcommons.org/croissant/1.1"


def test_it_understands_how_the_coding_was_done(copy: Path) -> None:
    described = json.loads((copy / "croissant.json").read_bytes())
    understood = opened(copy).metadata.to_json()
    assert {name: said for name, said in understood.items() if name.startswith("rai:")}.keys() == {
        name for name in described if name.startswith("rai:")
    }


def test_it_loads_every_row_and_cell(copy: Path) -> None:
    dataset = opened(copy)
    assert [each.uuid for each in dataset.metadata.record_sets] == sco.tables(package=copy)
    found = [
        (table, *difference)
        for table in sco.tables(package=copy)
        for difference in differences(copy, table, dataset.records(table))
    ]
    # It lets pandas guess the type of a column before it looks at the declared one, so that 004 is 4, and no property
    # of Croissant prevents it. Strike this out once nothing differs.
    assert found
    assert {(table, name) for table, name, _, _ in found} == {("states", "iso3n")}
    assert all(ours.lstrip("0") == theirs for _, _, ours, theirs in found)


def described_as(change: Callable[[dict[str, Any]], Any]) -> Spoil:
    """Something that changes `croissant.json`."""

    def spoil(folder: Path) -> None:
        file = folder / "croissant.json"
        described = json.loads(file.read_bytes())
        change(described)
        file.write_text(json.dumps(described), encoding="utf-8")

    return spoil


def field(described: dict[str, Any], identifier: str) -> dict[str, Any]:
    fields = (each for record_set in described["recordSet"] for each in record_set["field"])
    return next(each for each in fields if each["@id"] == identifier)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (described_as(lambda it: it["distribution"][0].pop("sha256")), r"should be defined: \['md5', 'sha256'\]"),
        (described_as(lambda it: it["distribution"][0].pop("contentUrl")), "contentUrl.* is mandatory"),
        (described_as(lambda it: it.pop("conformsTo")), "should have an attribute"),
        (described_as(lambda it: it.update(datePublished="soon")), "ISO 8601"),
        (described_as(lambda it: field(it, "states/name").pop("dataType")), "does not specify a valid .*dataType"),
        (described_as(lambda it: field(it, "states/aliases").update(isArray=False)), "`is_array` is False"),
        (
            described_as(lambda it: field(it, "summits/place_id")["references"]["fileObject"].update({"@id": "none"})),
            "reference to node with UUID .none.",
        ),
    ],
    ids=["hash", "address", "version", "date", "type", "array", "reference"],
)
def test_a_broken_description_is_refused(copy: Path, spoil: Spoil, said: str) -> None:
    spoil(copy)
    with pytest.raises(mlcroissant.ValidationError, match=said):
        opened(copy)


def with_summits(old: str, new: str, *, sealed: bool) -> Spoil:
    """Something that changes the table `summits`; its hash follows unless `sealed`, so that it is not the fault."""

    def spoil(folder: Path) -> None:
        file = folder / "data" / "summits.csv"
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{file} has no {old!r}: the test needs other words"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        if not sealed:
            sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
            described_as(lambda it: entry(it).update(sha256=sha256))(folder)

    def entry(described: dict[str, Any]) -> dict[str, Any]:
        return next(each for each in described["distribution"] if each["contentUrl"] == "data/summits.csv")

    return spoil


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (with_summits(",almaty,", ",astana,", sealed=True), "is not identical with the reference"),
        (with_summits("1998-07-03,1998-07-03,1998", "1998-07-03,1998-07-32,1998", sealed=False), "1998-07-32"),
        (with_summits("ordinal", "number", sealed=False), 'Column "ordinal" does not exist'),
        (lambda folder: (folder / "data" / "summits.csv").unlink(), "an invalid path"),
    ],
    ids=["hash", "date", "column", "file"],
)
def test_broken_data_are_not_loaded(copy: Path, spoil: Spoil, said: str) -> None:
    spoil(copy)
    with pytest.raises(Exception, match="An error occur") as raised:
        list(opened(copy).records("summits"))
    reasons = []
    reason: BaseException | None = raised.value
    while reason is not None:
        reasons.append(str(reason))
        reason = reason.__cause__
    assert said in " ".join(reasons)
