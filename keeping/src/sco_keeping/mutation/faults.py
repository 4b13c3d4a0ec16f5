"""What a fault is, and the one list of the operators that make faults."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any, NamedTuple

from sco_keeping.dataset import Dataset
from sco_keeping.tables import Row

QUOTING = ("citations", "quotations")
"""Tables of spans."""


class Mutant(NamedTuple):
    """A package with one fault in it.

    Attributes
    ----------
    operator : str
        What made it.
    table, row, field : str
        Where it is: table, key of the row, field; the field is "" where it is the whole row.
    old, new : str
        What stood there, and what stands there now.
    rows : mapping of str to list of dict
        The tables that it changes, whole. Rows that it leaves alone are the very objects of the package.
    equivalent : str
        Why it says the same as the package; "" where it does not.
    is_derived : bool
        Whether it changes a cell that a build would put right, so that no build is run on it.
    """

    operator: str
    table: str
    row: str
    field: str
    old: str
    new: str
    rows: Mapping[str, list[Row]]
    equivalent: str = ""
    is_derived: bool = False

    def __str__(self) -> str:
        place = " ".join(filter(None, (self.table, self.row, self.field)))
        return f"{self.operator}: {place}: {self.old!r} -> {self.new!r}"


Make = Callable[[Dataset, Random], Iterator[Mutant]]


class Operator(NamedTuple):
    """A way to make faults.

    Attributes
    ----------
    name, what : str
        Its name, and what it does in one line.
    make : callable
        From a package to its mutants.
    is_judgement : bool
        Whether it changes what a coder judged and no source states: its words cannot say that it is wrong.
    is_of_meaning : bool
        Whether it is a whole edit, with all that makes it look right, and not a slip in a cell.
    """

    name: str
    what: str
    make: Make
    is_judgement: bool
    is_of_meaning: bool = False


OPERATORS: dict[str, Operator] = {}
"""All operators by name."""


def operator(name: str, what: str, *, judgement: bool = False, meaning: bool = False) -> Callable[[Make], Make]:
    """Register a function as an operator; it yields its mutants in an order that the random numbers decide."""

    def register(make: Make) -> Make:
        if name in OPERATORS:
            raise ValueError(f"there are two operators {name!r}")
        OPERATORS[name] = Operator(name, what, make, judgement, meaning)
        return make

    return register


class Cell(NamedTuple):
    """A cell that may be changed: table, row, and its field in the schema."""

    table: str
    row: Row
    field: Mapping[str, Any]

    @property
    def value(self) -> str:
        """Its text."""
        return self.row[self.field["name"]]


def cells(dataset: Dataset, rng: Random, wanted: Callable[[str, Mapping[str, Any]], object]) -> list[Cell]:
    """Filled cells of the fields wanted (a function of table and field), none of them derived, in a random order.

    Examples
    --------
    >>> from sco_keeping.dataset import load
    >>> {cell.field["name"] for cell in cells(load(), Random(0), lambda _, field: field["name"] == "ordinal")}
    {'ordinal'}
    """
    found = [
        Cell(table, row, field)
        for table, rows in dataset.rows.items()
        for field in dataset.fields(table).values()
        if field.get("role") != "derived" and wanted(table, field)
        for row in rows
        if row[field["name"]]
    ]
    rng.shuffle(found)
    return found


def with_row(rows: Sequence[Row], old: Row, new: Row) -> list[Row]:
    """Rows with one of them, the very object, replaced."""
    return [new if row is old else row for row in rows]


def changed(dataset: Dataset, name: str, cell: Cell, new: str, *, equivalent: str = "") -> Mutant:
    """A mutant in which a cell holds something else."""
    row = {**cell.row, cell.field["name"]: new}
    return Mutant(
        name,
        cell.table,
        dataset.key(cell.table, cell.row),
        cell.field["name"],
        cell.value,
        new,
        {cell.table: with_row(dataset.rows[cell.table], cell.row, row)},
        equivalent,
    )


def swapped(dataset: Dataset, name: str, one: Cell, other: Cell) -> Mutant:
    """A mutant in which two rows of a table have exchanged a cell."""
    field = one.field["name"]
    rows = with_row(dataset.rows[one.table], one.row, {**one.row, field: other.value})
    rows = with_row(rows, other.row, {**other.row, field: one.value})
    keys = " and ".join(dataset.key(one.table, cell.row) for cell in (one, other))
    same = "both rows have this value" if one.value == other.value else ""
    return Mutant(name, one.table, keys, field, one.value, other.value, {one.table: rows}, same)


def pairs(found: Sequence[Cell]) -> Iterator[tuple[Cell, Cell]]:
    """Each cell with the next of the same table and field."""
    waiting: dict[tuple[str, str], Cell] = {}
    for cell in found:
        place = cell.table, cell.field["name"]
        if first := waiting.pop(place, None):
            yield first, cell
        else:
            waiting[place] = cell
