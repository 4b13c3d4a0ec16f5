"""External lists: what a cell has from one is what the entry says that is frozen in ``keeping/lists``.

Of each list that is cited a file holds the entries and columns that the data use, as facts (entry, name, value), and
``index.csv`` has its hash. The locator of a citation finds the entry by its first name; what else it repeats must be
there, and vouches for nothing.
"""

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from sco_keeping.dataset import Dataset, Field
from sco_keeping.language import exact
from sco_keeping.rules.registry import Finding, check
from sco_keeping.tables import Row

FOLDER = Path("keeping", "lists")
"""The frozen entries, from the root of the package."""

INDEX = "index.csv"

Entry = Mapping[str, frozenset[str]]

_PAIR = re.compile(r"([\w.]+)=([^=]*?)(?=, [\w.]+=|$)")


def located(locator: str) -> tuple[str, list[tuple[str, str]]]:
    """The entry that a locator means, and what it says of it.

    Examples
    --------
    >>> located("states.csv: ccode=700, stateabb=AFG")
    ('states.csv: ccode=700', [('ccode', '700'), ('stateabb', 'AFG')])
    """
    start = re.match(r"[^=]*: |", locator)
    file = start[0] if start else ""
    said = _PAIR.findall(locator[len(file) :])
    return f"{file}{said[0][0]}={said[0][1]}" if said else locator, said


@lru_cache(maxsize=8)
def frozen(folder: Path) -> dict[str, dict[str, Entry]] | None:
    """Entries by list and by entry; None where the package has no folder of lists."""
    if not (folder / FOLDER).is_dir():
        return None
    return {file.stem: _entries(file.read_bytes()) for file in sorted((folder / FOLDER).glob("*.csv"))}


def _entries(content: bytes) -> dict[str, Entry]:
    found: dict[str, dict[str, frozenset[str]]] = {}
    for row in csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")):
        if "entry" in row:
            entry = found.setdefault(row["entry"], {})
            entry[row["name"]] = entry.get(row["name"], frozenset()) | {row["value"]}
    return dict(found)


@check("list-file", "A list that is cited is frozen: its entries stand in a file whose hash is known.")
def _list_file(dataset: Dataset) -> Iterator[Finding]:
    folder = dataset.folder / FOLDER
    if not folder.is_dir():
        return
    index = io.StringIO((folder / INDEX).read_text(encoding="utf-8") if (folder / INDEX).is_file() else "")
    known = {row["source_id"]: row["sha256"] for row in csv.DictReader(index)}
    cited = {row["source_id"] for row in dataset.citations.values() if dataset.kind(row["source_id"]) == "list"}
    for source in sorted(cited | known.keys()):
        file = folder / f"{source}.csv"
        if not file.is_file():
            yield Finding("sources", source, "", f"{FOLDER.as_posix()} has no entries of it", f"{file.name}")
        elif (found := hashlib.sha256(file.read_bytes()).hexdigest()) != known.get(source):
            yield Finding("sources", source, "", f"{file.name} has the hash {found}", f"that of {INDEX}")


class _Listed(NamedTuple):
    """A cell that rests on a list: its evidence, row and field, the name of the entry, the entry, and the locator."""

    evidence: Row
    cells: Row
    field: Field
    name: str
    entry: Entry | None
    said: list[tuple[str, str]]


def _cited(dataset: Dataset) -> Iterator[_Listed]:
    lists = frozen(dataset.folder) or {}
    for row in dataset.table("evidence") if lists else ():
        citation = dataset.cited(row)
        cells = dataset.row(row["table_name"], row["row_id"])
        field = dataset.fields(row["table_name"]).get(row["field"])
        if row["basis"] != "external" or row["stance"] != "supports" or not (citation and cells and field):
            continue
        if citation["source_id"] in lists and cells[row["field"]]:
            name, said = located(citation["locator"])
            yield _Listed(row, cells, field, name, lists[citation["source_id"]].get(name), said)


@check("listed", "What a cell has from a list is what the frozen entry says of it; a locator vouches for nothing.")
def _listed(dataset: Dataset) -> Iterator[Finding]:
    for each in _cited(dataset):
        fault = _fault(dataset, each) if each.entry else (f"an entry {each.name!r}", "an entry that is frozen")
        if fault:
            yield Finding("evidence", dataset.key("evidence", each.evidence), each.evidence["field"], *fault)


@check("listed-name", "The entry of a list that is cited for a row is called as the row is.", severity="warning")
def _listed_name(dataset: Dataset) -> Iterator[Finding]:
    for each in _cited(dataset):
        table, key = each.evidence["table_name"], each.evidence["row_id"]
        naming = [field for field in dataset.fields(table).values() if field.get("naming")]
        names = frozenset().union(*(_values(field, each.entry or {}) for field in naming))
        if names and _words(" ".join([*dataset.names(table, key), key])).isdisjoint(_words(" | ".join(names))):
            found = f"an entry called {_or(names)}"
            yield Finding(
                "evidence", dataset.key("evidence", each.evidence), each.evidence["field"], found, "the row's"
            )


def _fault(dataset: Dataset, each: _Listed) -> tuple[str, str] | None:
    """What is wrong between a cell, the locator and the frozen entry."""
    table, cells, entry = each.evidence["table_name"], each.cells, each.entry or {}
    for name, value in each.said:
        if not _equal(value, listed := entry.get(name, frozenset())):
            return f"{name}={value} in the locator", _or(listed)
    if not _values(each.field, entry):
        return f"{cells[each.field['name']]!r}, of which the entry says nothing", "an entry that says it"
    for field in (each.field, *dataset.fields(table).values()):
        value, listed = cells[field["name"]], _values(field, entry)
        is_own = field is each.field
        if not (value and listed) or not (is_own or ("listedAs" in field and not field.get("naming"))):
            continue
        referred = dataset.referred(table, field, cells) or {}
        if not _equal(value, listed) and listed.isdisjoint(referred.values()):
            what = f"{value!r}" if is_own else f"an entry of another row, whose {field['name']} is {value!r}"
            return what, f"{_or(listed)}, as the list has it"
    return None


def _values(field: Field, entry: Entry) -> frozenset[str]:
    return frozenset().union(*(entry.get(name, frozenset()) for name in (field["name"], *field.get("listedAs", []))))


def _equal(value: str, listed: frozenset[str]) -> bool:
    number = exact(value)
    return value in listed or (number is not None and number in map(exact, listed))


def _or(values: frozenset[str]) -> str:
    return " or ".join(map(repr, sorted(values))) or "nothing"


def _words(text: str) -> set[str]:
    """First letters of the words of names, and the initials of each name."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    initials = {"".join(re.findall(r"\b[A-Z]", name)).casefold()[:3] for name in plain.split(" | ")}
    return {word[:3] for word in re.findall(r"\w{2,}", plain.casefold())} | {each for each in initials if len(each) > 1}
