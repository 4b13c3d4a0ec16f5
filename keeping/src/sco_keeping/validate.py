"""One report on a package: every check, one line per fault."""

import json
from collections.abc import Iterator
from os import PathLike
from typing import NamedTuple

import click

from sco_keeping import texts
from sco_keeping.checks import CHECKS, Fault, Material, load
from sco_keeping.checks.evidence import unchecked
from sco_keeping.checks.spans import shares
from sco_data.package import DESCRIPTOR

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
    """

    faults: list[Fault]
    skipped: list[str]
    shares: dict[str, float]

    @property
    def status(self) -> int:
        """Exit status: 1 if there is a fault that is an error, else 0."""
        return int(any(CHECKS[fault.check].severity == "error" for fault in self.faults))

    def lines(self) -> Iterator[str]:
        """The report as lines: faults, what did not run, words shipped, and the sum."""
        yield from map(str, self.faults)
        yield from self.skipped
        for source, share in self.shares.items():
            yield f"Words shipped of {source}: {share:.1%} (at most a third)."
        errors = sum(CHECKS[fault.check].severity == "error" for fault in self.faults)
        warnings = len(self.faults) - errors
        counts = [(errors, "fault")] + ([(warnings, "warning")] if warnings else [])
        yield ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts) + "."

    def as_json(self) -> str:
        """The report for machines: an object with `faults`, `skipped`, `shares` and `status`."""
        report = {
            "faults": [fault._asdict() | {"severity": CHECKS[fault.check].severity} for fault in self.faults],
            "skipped": self.skipped,
            "shares": self.shares,
            "status": self.status,
        }
        return json.dumps(report, ensure_ascii=False, indent=2)


def validate(package: str | PathLike[str] | None = None) -> Report:
    """Run every check on a package.

    Checks that need the frozen texts run where `SCO_DATA_SOURCES` names their folder; all others always run. Where a
    table cannot be read, only the checks of files and schemas run.

    Parameters
    ----------
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.

    Returns
    -------
    Report
        Faults, what did not run, and the share of words shipped.

    Raises
    ------
    ScoDataError
        There is no descriptor to start from, or it lists no resources.

    Examples
    --------
    >>> validate().status
    0
    """
    material = load(package)
    skipped = []
    faults = _run(material, "files")
    readable = not material.unread and len(material.rows) == len(material.paths)
    if readable and not any(fault.check == "schema-links" for fault in faults):
        faults += _run(material, "rows")
        if material.has_texts:
            faults += _run(material, "texts")
        else:
            skipped.append(f"The checks of spans against the texts did not run: {texts.NOT_SET}.")
            if left := unchecked(material):
                skipped.append(f"{left} rows of evidence were not checked: only the texts hold their words.")
        return Report(_once(faults), skipped, shares(material))
    skipped.append("The checks of rows did not run: mend the files and schemas first.")
    return Report(_once(faults), skipped, {})


def _run(material: Material, needs: str) -> list[Fault]:
    return [fault for check in CHECKS.values() if check.needs == needs for fault in check.run(material)]


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


def validate_command(package: str | PathLike[str] | None = None, *, as_json: bool = False) -> int:
    """Validate a package and print the report.

    Parameters
    ----------
    package : path, optional
        As for `validate`.
    as_json : bool
        Print one JSON object.

    Returns
    -------
    int
        Exit status: 1 if there is a fault, else 0.
    """
    report = validate(package)
    click.echo(report.as_json() if as_json else "\n".join(report.lines()))
    return report.status
