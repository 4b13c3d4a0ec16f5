"""Warnings that are right where they are: each is waived by a row of `keeping/waivers.csv`, with its reason."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from sco_keeping.dataset import Dataset
from sco_keeping.library import ScoDataError
from sco_keeping.rules import CHECKS, Fault
from sco_keeping.tables import Row

FILE = Path("keeping", "waivers.csv")
"""The waivers, from the root of the package."""

COLUMNS = ("check", "table", "row", "field", "reason")

IDLE = "waiver"
"""What a fault of the waivers themselves is called; it is an error."""


def excused(dataset: Dataset, faults: Sequence[Fault]) -> tuple[list[Fault], list[Fault]]:
    """Faults that remain, with those of the waivers themselves, and warnings that a waiver excuses.

    Parameters
    ----------
    dataset : Dataset
        The package.
    faults : sequence of Fault
        What the checks found.

    Returns
    -------
    tuple of (list of Fault, list of Fault)
        What remains, and what is waived.

    Raises
    ------
    ScoDataError
        The file has other columns than `COLUMNS`.
    """
    waivers = list(_read(dataset.folder / FILE))
    places = {tuple(row[name] for name in COLUMNS[:4]) for row in waivers}
    waived = [fault for fault in faults if fault.severity == "warning" and fault[:4] in places]
    left = [fault for fault in faults if fault not in waived]
    return [*left, *_faulty(dataset, waivers, {fault[:4] for fault in waived})], waived


def _faulty(dataset: Dataset, waivers: Sequence[Row], used: set[tuple[str, ...]]) -> Iterator[Fault]:
    for row in waivers:
        place = tuple(row[name] for name in COLUMNS[:4])
        check = CHECKS.get(row["check"])
        where = (str(FILE.as_posix()), "/".join(place), "")
        if check is None or check.severity == "error":
            yield Fault(IDLE, *where, f"{row['check']!r} gives no warnings", "the name of a check that warns")
        elif not row["reason"]:
            yield Fault(IDLE, *where, "it has no reason", "the reason why the warning is right to be there")
        elif place not in used and not dataset.missing_texts:  # withheld words are in the texts alone
            yield Fault(IDLE, *where, "the check finds nothing there", "no waiver, for there is nothing to waive")


def _read(file: Path) -> Iterator[Row]:
    if file.exists():
        with file.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise ScoDataError(f"{file} has other columns than {', '.join(COLUMNS)}.")
            yield from reader
