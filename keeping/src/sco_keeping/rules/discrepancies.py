"""Discrepancies: each statement is that of the words cited for it, and what is preferred is what the cell has."""

import re
from collections.abc import Iterator

from sco_keeping import language
from sco_keeping.dataset import Dataset
from sco_keeping.language import Language
from sco_keeping.rules.evidence import derives
from sco_keeping.rules.grounding import Words
from sco_keeping.rules.registry import Finding, check, cut
from sco_keeping.tables import Row

_OTHER = {"a": "b", "b": "a"}


@check(
    "statements", "Each statement of a discrepancy is nearer to the words cited for it than to those of the other.",
    severity="warning",
)  # fmt: skip
def _statements(dataset: Dataset) -> Iterator[Finding]:
    ours = language.of("en")
    for row in dataset.table("discrepancies"):
        sides = [_side(dataset, row, side) for side in "ab"]
        if ours is None or None in sides:
            continue
        words = [_tokens(reader, text) | _tokens(ours, text) for reader, text in filter(None, sides)]
        said = [_tokens(ours, row[f"statement_{side}"]) for side in "ab"]
        own = [words[0] - words[1], words[1] - words[0]]
        fits, crosses = (sum(len(said[one] & own[other]) for one, other in pairs) for pairs in _PAIRS)
        if crosses > fits:
            found = f"{cut(row['statement_a'])} is nearer to {row['citation_b_id']} than to {row['citation_a_id']}"
            yield Finding("discrepancies", row["discrepancy_id"], "statement_a", found, "the statements the other way")


@check(
    "sided", "What a statement of a discrepancy counts or denies is said by its own side.",
    severity="warning",
)  # fmt: skip
def _sided(dataset: Dataset) -> Iterator[Finding]:
    ours = language.of("en")
    for row in dataset.table("discrepancies"):
        sides = {side: _side(dataset, row, side) for side in _OTHER}
        if ours is None or None in sides.values():
            continue
        told = {side: _figures(dataset, row, side) for side in _OTHER}
        for side, other in _OTHER.items():
            statement = row[f"statement_{side}"]
            reader, words = sides[side] or (ours, "")
            crossed = {each.lstrip("0") for each in re.findall(r"\d+", statement)} - told[side] & told[other]
            denied, denies = reader.denies(words), ours.denies(statement)
            only = ours.may_deny(statement) ^ reader.may_deny(words)
            if crossed:
                only_there = ", ".join(sorted(crossed))
                found = f"{cut(statement)} has {only_there}, which only {row[f'citation_{other}_id']} says"
            elif denies and not denied and only.isdisjoint(reader.may_deny(words)):
                found = f"{cut(statement)} denies what {cut(words)} does not"
            elif denied and not denies and only.isdisjoint(ours.may_deny(statement)):
                found = f"{cut(statement)} does not deny what {cut(words)} does"
            else:
                continue
            yield Finding("discrepancies", row["discrepancy_id"], f"statement_{side}", found, "what its own side says")


def _figures(dataset: Dataset, row: Row, side: str) -> set[str]:
    """Figures that one side says: its words, the value that they state, and the day of its source."""
    citation = dataset.citations[row[f"citation_{side}_id"]]
    reader, words = dataset.language(citation["source_id"]), dataset.words(citation, "exact") or ""
    day, cell = (
        dataset.sources[citation["source_id"]]["date_edtf"],
        dataset.cell(row["table_name"], row["row_id"], row["field"]),
    )
    rows = dataset.evidence.get((row["table_name"], row["row_id"], row["field"]), ())
    own = [each for each in rows if each["citation_id"] == citation["citation_id"]]
    said = [each["value"] or (cell.value if cell else "") for each in own] + [each["as_of"] for each in own]
    if reader:
        said += [*(date.edtf for date in reader.dates(words)), *reader.dates_told(words, day)]
        said += [str(number.value) for number in reader.numbers(words)]
    return {each.lstrip("0") for each in re.findall(r"\d+", " ".join([words, day, *said]))}


_PAIRS = (((0, 0), (1, 1)), ((0, 1), (1, 0)))


def _side(dataset: Dataset, row: Row, side: str) -> tuple[Language, str] | None:
    """What reads the words of one side, and the words; None where they are withheld or cannot be read."""
    citation = dataset.citations.get(row[f"citation_{side}_id"])
    words = dataset.words(citation, "exact") if citation else None
    reader = dataset.language(citation["source_id"]) if citation else None
    return (reader, words) if reader and words else None


def _tokens(reader: Language, text: str) -> set[str]:
    """Words by stem, numbers and dates of a text."""
    numbers = {str(number.value) for number in reader.numbers(text)}
    return {*reader.stems(text), *numbers, *re.findall(r"\d+", text), *(date.edtf for date in reader.dates(text))}


@check("preferred", "What a discrepancy prefers is what the cell has, and not what disputes it.", severity="warning")
def _preferred(dataset: Dataset) -> Iterator[Finding]:
    for row in dataset.table("discrepancies"):
        side = row["preferred"]
        if side not in _OTHER:
            continue
        place = row["table_name"], row["row_id"], row["field"]
        stances = {each["citation_id"]: each["stance"] for each in dataset.evidence.get(place, [])}
        own, other = (stances.get(row[f"citation_{each}_id"], "") for each in (side, _OTHER[side]))
        if (
            own == "disputes" != other
            or (other == "supports" != own)
            or (not own and not other and _states(dataset, row))
        ):
            found = f"{side}, and the cell {'/'.join(place)} has the other"
            yield Finding("discrepancies", row["discrepancy_id"], "preferred", found, _OTHER[side])


def _states(dataset: Dataset, row: Row) -> bool:
    """Whether the statement that is not preferred says the cell, and the preferred one does not."""
    cell, ours = dataset.cell(row["table_name"], row["row_id"], row["field"]), language.of("en")
    if cell is None or ours is None:
        return False
    own, other = (
        bool(derives(dataset, cell, Words(row[f"statement_{side}"], ours)))
        for side in (row["preferred"], _OTHER[row["preferred"]])
    )
    return other and not own
