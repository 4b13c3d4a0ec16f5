"""Stored mutants: faults that the checks found once, made again in the data of today without the operators.

Each line of ``keeping/mutants/*.jsonl`` is a mutant with the names of the checks that found it: whatever was found when
it was stored is to be found after every change of the rules, or the ledger of reviews must see that its row changed. A
mutant whose row or old cell is gone is outdated. A loss that is accepted stands in ``keeping/mutants/lost.csv``, with
its reason.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import click

from sco_keeping.dataset import Dataset, load
from sco_keeping.library import ScoDataError
from sco_keeping.mutation.faults import Mutant
from sco_keeping.mutation.scoring import judged
from sco_keeping.tables import Row, columns

FOLDER = Path("keeping", "mutants")
"""Where they are stored, from the root of the package."""

LOST = "lost.csv"
"""Losses that are accepted: operator, table, row, field, reason."""


class Replayed(NamedTuple):
    """What became of a stored mutant: what found it once, what does now (None where it is outdated), and the ledger."""

    stored: Mapping[str, Any]
    before: list[str]
    after: list[str] | None
    by_ledger: bool = False

    @property
    def place(self) -> tuple[str, ...]:
        """Operator, table, row and field."""
        return tuple(self.stored[name] for name in ("operator", "table", "row", "field"))

    @property
    def is_lost(self) -> bool:
        """Whether it was found once, and is not now."""
        return bool(self.before) and self.after == [] and not self.by_ledger


def replay(package: str | PathLike[str] | None = None) -> Iterator[Replayed]:
    """Make every stored mutant again and judge it.

    Parameters
    ----------
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.

    Yields
    ------
    Replayed
        In the order in which they are stored.

    Raises
    ------
    ScoDataError
        A text is not at hand.
    """
    dataset = load(package)
    if dataset.missing_texts:
        raise ScoDataError(f"Mutants cannot be judged without the texts: {min(dataset.missing_texts.values())}")
    for file in sorted((dataset.folder / FOLDER).glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            stored = json.loads(line)
            mutant = remade(dataset, stored)
            if mutant is None:
                yield Replayed(stored, stored["checks"], None)
            else:
                outcome = judged(dataset, mutant)
                yield Replayed(stored, stored["checks"], list(outcome.checks), outcome.by_ledger)


def remade(dataset: Dataset, stored: Mapping[str, Any]) -> Mutant | None:
    """A stored mutant in the data of today; None where its row or its old cell is gone."""
    tables = {}
    for table, steps in stored["changes"].items():
        rows = list(dataset.table(table))
        for step in steps:
            done = _done(rows, step, dataset, table)
            if not done:
                return None
        tables[table] = rows
    return Mutant(**{name: stored[name] for name in Mutant._fields if name in stored}, rows=tables)


def _done(rows: list[Row], step: Mapping[str, Any], dataset: Dataset, table: str) -> bool:
    """Make one change in the rows of a table; False where they are not as they were."""
    if table not in dataset.rows:
        return False
    names, key = columns(dataset.schemas[table]), dataset.schemas[table]["primaryKey"]
    at = next((at for at, row in enumerate(rows) if [row[name] for name in key] == step["key"]), None)
    if step.get("row"):
        rows.append({name: step["row"].get(name, "") for name in names})
        return True
    if at is None:
        return False
    if "cells" not in step:
        del rows[at]
        return True
    cells = {name: pair for name, pair in step["cells"].items() if name in names}
    if (step["cells"] and not cells) or any(rows[at][name] != old for name, (old, _) in cells.items()):
        return False
    rows[at] = {**rows[at], **{name: new for name, (_, new) in cells.items()}}
    return True


def replay_command(package: str | PathLike[str] | None = None) -> int:
    """Replay the stored mutants and print what is lost; parameters and errors as for `replay`.

    Returns
    -------
    int
        Exit status: 1 if a mutant that was found once is not now, and no row of `LOST` says why; else 0.
    """
    accepted = _accepted(load(package).folder / FOLDER / LOST)
    outcomes = list(replay(package))
    lost = [each for each in outcomes if each.is_lost]
    for each in lost:
        found = f"found once by {', '.join(each.before)}, and not now"
        click.echo(f"{' '.join(filter(None, each.place))}: {found}: {accepted.get(each.place, 'no reason is given')}")
    what = Counter(map(_what, outcomes))
    click.echo(", ".join(f"{count} {name}" for name, count in what.items()) + ".")
    return int(any(each.place not in accepted for each in lost))


def _what(each: Replayed) -> str:
    if each.after is None:
        return "outdated"
    if each.after:
        return "found"
    return "found by the ledger" if each.by_ledger else "lost" if each.is_lost else "never found"


def _accepted(file: Path) -> dict[tuple[str, ...], str]:
    if not file.exists():
        return {}
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {tuple(row[name] for name in ("operator", "table", "row", "field")): row["reason"] for row in rows}
