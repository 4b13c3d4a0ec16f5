"""One report on a package: every rule, one line per fault."""

import json
from collections.abc import Iterator, Sequence
from os import PathLike
from typing import NamedTuple

import click

from sco_keeping.dataset import Dataset, load
from sco_keeping.library import DESCRIPTOR
from sco_keeping.report import waivers
from sco_keeping.rules import CHECKS, Fault
from sco_keeping.rules.citations import shares
from sco_keeping.rules.evidence import unchecked
from sco_keeping.rules.reviews import Reviewed, reviewed
from sco_keeping.sources import texts

GENERAL = ("frictionless", "type", "constraint", "edtf")
"""Checks that also see what another check says better; they speak where no other does, the later before the earlier."""


class Report(NamedTuple):
    """What is wrong in a package.

    Attributes
    ----------
    faults : list of Fault
        Sorted by table, row, field and check.
    skipped : list of str
        What did not run, why, and what to do; a sentence each.
    shares : dict of str to float
        By source the part of its words that the package ships.
    waived : sequence of Fault
        Warnings that a waiver excuses.
    reviews : Reviewed, optional
        How many rows a reader has seen as they are.
    unreviewed : sequence of Fault
        The others, each a warning, where they are asked for; no status counts them.
    """

    faults: list[Fault]
    skipped: list[str]
    shares: dict[str, float]
    waived: Sequence[Fault] = ()
    reviews: Reviewed | None = None
    unreviewed: Sequence[Fault] = ()

    @property
    def status(self) -> int:
        """Exit status: 1 if there is a fault that is an error, else 0."""
        return int(any(fault.severity == "error" for fault in self.faults))

    def failed(self, *, strict: bool) -> int:
        """Exit status; with `strict` it is 1 also where there is a warning that no waiver excuses."""
        return int(bool(self.faults)) if strict else self.status

    def lines(self) -> Iterator[str]:
        """The report as lines: faults, what did not run, rows reviewed, words shipped, and the sum."""
        listed = (*self.unreviewed, *self.faults)
        yield from (("warning: " if fault.severity == "warning" else "") + str(fault) for fault in listed)
        yield from self.skipped
        if self.reviews:
            yield str(self.reviews)
        for source, share in self.shares.items():
            yield f"Words shipped of {source}: {share:.1%} (at most a third)."
        errors = sum(fault.severity == "error" for fault in self.faults)
        warnings = len(self.faults) - errors
        counts = [(errors, "fault"), (warnings, "warning")] if warnings else [(errors, "fault")]
        said = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts]
        yield ", ".join(said + ([f"{len(self.waived)} waived"] if self.waived else [])) + "."

    def as_json(self, *, strict: bool = False) -> str:
        """The report for machines: the attributes, and `status`."""
        report = {
            "faults": [fault._asdict() | {"severity": fault.severity} for fault in self.faults],
            "waived": [fault._asdict() for fault in self.waived],
            "unreviewed": [fault._asdict() for fault in self.unreviewed],
            "reviews": self.reviews._asdict() if self.reviews else None,
            "skipped": self.skipped,
            "shares": self.shares,
            "status": self.failed(strict=strict),
        }
        return json.dumps(report, ensure_ascii=False, indent=2)


def validate(package: str | PathLike[str] | None = None, *, reviews: bool = False) -> Report:
    """Run every check on a package.

    What a check says of a frozen text it says of those that are at hand below the folder that `SCO_DATA_SOURCES` names;
    of every other the report says that it was not checked. Where a table cannot be read, only the checks of files and
    schemas run.

    Parameters
    ----------
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.
    reviews : bool
        Name the rows that no reader has seen as they are.

    Returns
    -------
    Report
        Faults, what did not run, and the share of words shipped.

    Raises
    ------
    ScoDataError
        There is no descriptor to start from, or it lists no resources; or the waivers or the reviews cannot
        be read.

    Examples
    --------
    >>> validate().status  # doctest: +SKIP
    0
    """
    dataset = load(package)
    faults = _run(dataset, "files")
    readable = not dataset.unread and len(dataset.rows) == len(dataset.paths)
    if not readable or any(fault.check == "schema-links" for fault in faults):
        skipped = ["The checks of rows did not run: mend the files and schemas first."]
        return Report(_once(faults), skipped, {})
    faults = _once(faults + _run(dataset, "rows") + _run(dataset, "texts"))
    faults, waived = waivers.excused(dataset, faults)
    unseen = _run(dataset, "reviews") if reviews else []
    return Report(faults, list(_not_checked(dataset)), shares(dataset), waived, reviewed(dataset), unseen)


def _not_checked(dataset: Dataset) -> Iterator[str]:
    missing = sorted(dataset.missing_texts)
    if missing and not texts.available():
        yield f"Nothing was checked against the texts of {', '.join(missing)}: {texts.NOT_SET}."
    else:
        yield from (f"{source} was not checked against its text: {dataset.missing_texts[source]}" for source in missing)
    if missing and (left := unchecked(dataset)):
        yield f"{left} rows of evidence were not checked: only the texts hold their words."


def _run(dataset: Dataset, needs: str) -> list[Fault]:
    return [fault for check in CHECKS.values() if check.needs == needs for fault in check.run(dataset)]


def _once(faults: list[Fault]) -> list[Fault]:
    """Each fault once, said by the check that says it best, in order."""
    kept = [fault for fault in faults if fault.check not in GENERAL]
    for name in reversed(GENERAL):
        cells = {fault[1:4] for fault in kept}
        rows = {fault[1:3] for fault in kept}
        whole = any(not fault.row for fault in kept)
        kept += [
            fault
            for fault in faults
            if fault.check == name
            and fault[1:4] not in cells  # the cell
            and (*fault[1:3], "") not in cells  # the whole row or file
            and (fault.field or fault[1:3] not in rows)  # a fault that knows no cell
            and not (fault.table == DESCRIPTOR and whole)  # a descriptor that a check of it has a word on
        ]
    return sorted(set(kept), key=lambda fault: (*fault[1:4], fault))


def validate_command(
    package: str | PathLike[str] | None = None, *, as_json: bool = False, strict: bool = False, reviews: bool = False
) -> int:
    """Validate a package and print the report.

    Parameters
    ----------
    package : path, optional
        As for `validate`.
    as_json : bool
        Print one JSON object.
    strict : bool
        Fail on warnings that no waiver excuses, too.
    reviews : bool
        As for `validate`.

    Returns
    -------
    int
        Exit status: 1 if there is a fault, else 0.
    """
    report = validate(package, reviews=reviews)
    click.echo(report.as_json(strict=strict) if as_json else "\n".join(report.lines()))
    return report.failed(strict=strict)
