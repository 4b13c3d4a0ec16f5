"""What is to be looked up again: what lasts unattested for a year, plans whose day has passed, old silences."""

from collections.abc import Iterator
from datetime import date
from os import PathLike
from typing import NamedTuple

import click

from sco_keeping.dataset import Dataset, load

_ATTESTED, _SILENCE = 365, 2 * 365
"""Days after which what lasts is to be attested again, and what was not found is to be looked for again."""


class Due(NamedTuple):
    """A row to be looked up: where it is and why."""

    table: str
    row: str
    why: str

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.why}"


def due(dataset: Dataset, today: date) -> Iterator[Due]:
    """Rows that are to be looked up again.

    Parameters
    ----------
    dataset : Dataset
        A package.
    today : date
        The day from which ages are counted.
    """
    for table, field, _ in dataset.having("attestedBy"):
        ends = {each["intervalOf"][1] for each in dataset.fields(table).values() if "intervalOf" in each}
        for row in dataset.rows[table]:
            until = row[field["name"]]
            if any(row[end] in ("", "..") for end in ends) and _older(until, today, _ATTESTED):
                yield Due(table, dataset.key(table, row), f"lasts, and is attested until {until or 'no day'}")
    for table, rows in dataset.rows.items():
        last = [
            name for name, each in dataset.fields(table).items() if each.get("derivedFrom", {}).get("bound") == "end"
        ]
        for row in rows if last else ():
            day = max(row[name] for name in last)
            if row.get("status") == "planned" and day and _older(day, today, 0):
                yield Due(table, dataset.key(table, row), f"planned, and its day, {day}, has passed")
    for row in dataset.table("not_found"):
        if _older(row["looked_on"], today, _SILENCE):
            yield Due("not_found", row["not_found_id"], f"looked for on {row['looked_on']}: {row['what']}")


def _older(day: str, today: date, age: int) -> bool:
    return not day or (today - date.fromisoformat(day)).days > age


def due_command(package: str | PathLike[str] | None = None, *, on: str | None = None) -> int:
    """Print what is to be looked up again.

    Parameters
    ----------
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.
    on : str, optional
        The day from which ages are counted; default today.

    Returns
    -------
    int
        Exit status, always 0.
    """
    found = list(due(load(package), date.fromisoformat(on) if on else date.today()))  # noqa: DTZ011
    click.echo("\n".join(map(str, found)) or "Nothing is due.")
    return 0
