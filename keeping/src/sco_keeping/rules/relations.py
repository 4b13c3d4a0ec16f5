"""What the cells of a row owe each other, and those of the rows that it refers to."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from sco_keeping.dataset import Dataset
from sco_keeping.library import bounds, is_edtf
from sco_keeping.rules.registry import Finding, check
from sco_keeping.tables import Row, items


@check("one-of", "Of fields that stand for one thing, such as who is a member, as many are filled as the schema says.")
def _one_of(dataset: Dataset) -> Iterator[Finding]:
    for table in dataset.rows:
        for rule, most, expected in (("exactlyOneOf", 1, "one of"), ("atLeastOneOf", None, "at least one of")):
            names = dataset.schemas[table].get(rule, [])
            for row in dataset.rows[table] if names else ():
                count = sum(bool(row[name]) for name in names)
                if not count or (most and count > most):
                    found = f"{count} of these are filled"
                    yield Finding(table, dataset.key(table, row), names[0], found, f"{expected} {', '.join(names)}")


@check("requires", "A word such as 'attended' holds only where other cells are as it requires.")
def _requires(dataset: Dataset) -> Iterator[Finding]:
    for table, field, words in dataset.having("words"):
        for row in dataset.rows[table]:
            cell = row[field["name"]]
            for path, allowed in words.get(cell, {}).get("requires", {}).items():
                value = _at(dataset, table, row, path)
                if value is not None and not _fits(value, allowed):
                    wanted = allowed if isinstance(allowed, str) else " or ".join(map(repr, allowed))
                    found = f"{cell!r}, with {path} {value!r}"
                    yield Finding(table, dataset.key(table, row), field["name"], found, f"{path} to be {wanted}")


def _fits(value: str, allowed: str | Sequence[str]) -> bool:
    """Whether a cell is ``filled``, is ``empty``, or holds one of the words."""
    return bool(value) == (allowed == "filled") if isinstance(allowed, str) else value in allowed


def _at(dataset: Dataset, table: str, row: Row, path: str) -> str | None:
    """A cell of a row, or of one that it refers to (``summit_id.status``); None where it refers to none."""
    name, _, other = path.partition(".")
    if not other:
        return row[name]
    referred = dataset.referred(table, dataset.fields(table)[name], row)
    return referred.get(other) if referred else None


@check("same-as", "What a row repeats of one that it refers to, such as the state of a place.", severity="warning")
def _same_as(dataset: Dataset) -> Iterator[Finding]:
    for table, field, path in dataset.having("sameAs"):
        for row in dataset.rows[table]:
            cell, expected = row[field["name"]], _at(dataset, table, row, path)
            if cell and expected and cell != expected:
                found = f"{cell!r}, with {path} {expected!r}"
                yield Finding(table, dataset.key(table, row), field["name"], found, f"{expected!r}")


@check("within", "What happens at a meeting bears a day of it.", severity="warning")
def _within(dataset: Dataset) -> Iterator[Finding]:
    for table, field, paths in dataset.having("within"):
        for row in dataset.rows[table]:
            for path in paths:
                date, around = row[field["name"]], _at(dataset, table, row, path) or ""
                if not overlaps(date, around):
                    found = f"{date!r}, with {path} {around!r}"
                    yield Finding(table, dataset.key(table, row), field["name"], found, f"a day of {around!r}")


def overlaps(one: str, other: str) -> bool:
    """Whether one date lies within another, so far as both are known."""
    if not (is_edtf(one) and is_edtf(other)):
        return True  # empty, or another fault
    (first, last), (start, end) = bounds(one), bounds(other)
    if None in (first, last, start, end):
        return True
    inside: bool = start <= first and last <= end  # type: ignore[operator]
    return inside


@check(
    "counted", "What is counted through, such as meetings, is counted in the order of its dates.", severity="warning"
)
def _counted(dataset: Dataset) -> Iterator[Finding]:
    for table, field, by in dataset.having("countedBy"):
        name = field["name"]
        rows = [row for row in dataset.rows[table] if row[name].isdigit() and row[by]]
        rows.sort(key=lambda row: (row[by], int(row[name])))
        for before, row in pairwise(rows):
            if int(row[name]) <= int(before[name]):
                found = f"{row[name]} after {before[name]} of {dataset.key(table, before)}"
                yield Finding(table, dataset.key(table, row), name, found, "more than that of the one before")


@check(
    "list-order",
    "Items of a list, such as the places of a route, stand as the row's name has them.",
    severity="warning",
)
def _list_order(dataset: Dataset) -> Iterator[Finding]:
    for table, field, named in dataset.having("orderedAs"):
        for row in dataset.rows[table]:
            names = [
                next((name for name in dataset.names(field["listOf"], item) if name in row[named]), "")
                for item in items(row[field["name"]], field)
            ]
            at = [row[named].find(name) for name in names if name]
            if at != sorted(at):
                found = f"{row[field['name']]!r}"
                yield Finding(table, dataset.key(table, row), field["name"], found, f"the order of {row[named]!r}")


@check("double-row", "Two rows that say the same are one too many.")
def _double_row(dataset: Dataset) -> Iterator[Finding]:
    for table, rows in dataset.rows.items():
        key = dataset.schemas[table]["primaryKey"]
        seen: dict[tuple[str, ...], str] = {}
        for row in rows if len(key) == 1 else ():
            said = tuple(cell for field, cell in row.items() if field != key[0])
            first = seen.setdefault(said, row[key[0]])
            if first != row[key[0]]:
                yield Finding(table, row[key[0]], "", f"it says the same as {first}", "one row, or a difference")
