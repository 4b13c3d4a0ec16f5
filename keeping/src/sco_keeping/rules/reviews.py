"""The ledger of reviews: who read which row against its words, and whether it is still the row that was read."""

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from sco_keeping.dataset import Dataset
from sco_keeping.library import ScoDataError
from sco_keeping.rules.registry import Finding, check
from sco_keeping.tables import Row

FILE = Path("keeping", "reviews.csv")
"""The ledger, from the root of the package."""

COLUMNS = ("table_name", "row_id", "row_sha256", "reader", "day", "verdict", "comment")
"""Its columns: the row, the hash of what was read (`row_hash`), by whom, when, and what the reader found."""

VERDICTS = ("ok", "fault")

READ = ("stated", "reference", "summarised", "coded")
"""Roles of the cells that a reader compares with the words."""

_Place = tuple[str, str]


class Reviewed(NamedTuple):
    """Counts of rows that rest on words: all, read and right, read and wrong, changed since, and never read."""

    rows: int
    ok: int
    fault: int
    changed: int
    never: int

    def __str__(self) -> str:
        wrong = f" ({self.fault} with a fault that the reader found)" if self.fault else ""
        return (
            f"Reviews: of {self.rows} rows {self.ok + self.fault} stand as a reader saw them{wrong}, "
            f"{self.changed} changed since, {self.never} never reviewed."
        )


def cells(dataset: Dataset, table: str) -> list[str]:
    """Fields of a table that a reader compares with words: those of the roles `READ`, and who says a quotation when."""
    quotes = dataset.schemas[table].get("quotes", {}).values()
    return [name for name, field in dataset.fields(table).items() if field.get("role") in READ or name in quotes]


def row_hash(dataset: Dataset, table: str, row: Row) -> str:
    """SHA-256 of what a reader of a row judges: its `cells`, and for each the words that speak of it.

    Words count by their place in a text and their hash, with their source and its day, their stance, what they state
    and of which day they speak; of a list its locator stands for them. Of a quotation they are its own, and whose they
    are counts, too; of a discrepancy those that both sides cite. Notes of evidence, the names of citations, and the
    order of columns are no part of it.
    """
    fields, schema, key = dataset.fields(table), dataset.schemas[table], dataset.key(table, row)
    names = sorted(cells(dataset, table))
    cited = [name for name in names if dataset.target(table, fields[name], row) == "citations"]
    words = [
        [name, each["stance"], each.get("value", ""), each.get("as_of", ""), *_words(dataset, dataset.cited(each))]
        for name in names
        for each in dataset.evidence.get((table, key, name), ())
    ]
    words += [[name, *_words(dataset, dataset.citations.get(row[name]))] for name in cited]
    words += [[row["char_start"], row["char_end"], row[schema["span"]["hash"]]]] if "span" in schema else []
    words.sort()
    names = [name for name in names if name not in cited]
    read = [[[name, row[name]] for name in names if row[name]], words]
    return hashlib.sha256(json.dumps(read, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _words(dataset: Dataset, citation: Row | None) -> list[str]:
    if citation is None:
        return []
    held = citation["exact_sha256"] or hashlib.sha256((citation["exact"] or citation["locator"]).encode()).hexdigest()
    day = dataset.sources.get(citation["source_id"], {}).get("date_edtf", "")
    return [citation["source_id"], day, citation["char_start"], citation["char_end"], held]


def read(folder: Path) -> list[Row]:
    """Lines of the ledger of a package; none where it has no ledger.

    Raises
    ------
    ScoDataError
        It has other columns than `COLUMNS`.
    """
    file = folder / FILE
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ScoDataError(f"{file} has other columns than {', '.join(COLUMNS)}.")
        return list(reader)


def _by_row(dataset: Dataset) -> Mapping[_Place, list[Row]]:
    found: dict[_Place, list[Row]] = {}
    for line in read(dataset.folder):
        found.setdefault((line["table_name"], line["row_id"]), []).append(line)
    return found


def standing(dataset: Dataset) -> Iterator[tuple[str, str, str, str]]:
    """Each row that rests on words: table, key, ``ok``, ``fault``, ``changed`` or ``never``, and what a reader wrote.

    Of several readers of the row as it is the last has the word: a fault may lie in a note, which no hash sees mended.
    Rows that were reviewed and are gone without a row of `retired` are ``gone``, and come last.
    """
    lines = _by_row(dataset)
    for table in dataset.read_tables:
        for key, row in dataset.by_key[table].items():
            said = lines.get((table, key), [])
            now = row_hash(dataset, table, row) if said else ""
            current = [line for line in said if line["row_sha256"] == now]
            wrong = [line["comment"] for line in current[-1:] if line["verdict"] != "ok"]
            state = "fault" if wrong else "ok" if current else "changed" if said else "never"
            yield table, key, state, "; ".join(wrong) if wrong else max((line["day"] for line in said), default="")
    yield from ((*place, "gone", "") for place in lines if _is_gone(dataset, place))


def _is_gone(dataset: Dataset, place: _Place) -> bool:
    retired = {(row["table_name"], row["row_id"]) for row in dataset.table("retired")}
    return place not in retired and dataset.row(*place) is None


def stale(dataset: Dataset) -> frozenset[_Place]:
    """Rows without a review as they are, or that are gone: what the ledger sees of a change."""
    reviewed = _by_row(dataset)
    there = {(table, key) for table in dataset.read_tables for key in dataset.by_key[table]}
    found = there - reviewed.keys()
    for place, lines in reviewed.items():
        row = dataset.row(*place)
        if row is None:
            found |= {place} if _is_gone(dataset, place) else set()
        elif row_hash(dataset, place[0], row) not in {line["row_sha256"] for line in lines}:
            found.add(place)
    return frozenset(found)


def reviewed(dataset: Dataset) -> Reviewed:
    """Counts of `standing`."""
    counts = Counter(state for _, _, state, _ in standing(dataset))
    gone = counts.pop("gone", 0)
    states = (counts[name] for name in ("ok", "fault", "changed", "never"))
    ok, fault, changed, never = states
    return Reviewed(counts.total(), ok, fault, changed + gone, never)


@check("review", "Words state a value or they do not, and only a reader can tell.", needs="reviews", severity="warning")
def _review(dataset: Dataset) -> Iterator[Finding]:
    for table, key, state, said in standing(dataset):
        found = {
            "fault": f"a reader found a fault: {said}",
            "changed": f"changed since its review of {said}",
            "never": "never reviewed",
            "gone": "it was reviewed and is gone",
        }
        if state != "ok":
            expected = "the row, or one of retired for it" if state == "gone" else "a review of the row as it is"
            yield Finding(table, key, "", found[state], expected)
