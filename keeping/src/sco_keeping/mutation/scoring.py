"""Running the project's own build and checks on mutants, in memory, and counting.

Each mutant is rebuilt as a maintainer would (`build`), so that hashes, contexts and other derived cells fit the fault,
and is judged by every check of rows that `validate` runs, but for ``frictionless``, which reads files. What is left out
cannot come out otherwise than on the package without a fault, which has none: checks of files and schemas, for a mutant
changes cells and is written in the canonical form; checks that read none of the tables that it changes (`reads`); rows
and tables that it does not change, in checks that judge each by itself (`EACH_ROW`, `EACH_TABLE`).
"""

import dataclasses
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from sco_keeping import tables
from sco_keeping.build import build
from sco_keeping.checks import CHECKS, Check, Fault, Material
from sco_keeping.derived import FaultyCellError, derive
from sco_keeping.descriptor import machine_part, renewed, to_json
from sco_keeping.mutation import names, places, values, whole_rows  # noqa: F401  # they register the operators
from sco_keeping.mutation.faults import OPERATORS, Mutant
from sco_keeping.tables import Row
from sco_keeping.validate import validate
from sco_data.package import DESCRIPTOR, descriptor

EACH_ROW = frozenset(
    {
        *("nfc", "outer-spaces", "sentinels", "unpadded-dates", "type", "constraint", "edtf", "list", "derived-date"),
        *("reference-pair", "one-member", "participant"),
    }
)
"""Checks that judge each row by itself; that keys are unique is left to ``primary-key``."""

EACH_TABLE = frozenset({"quoting", "sort-order", "primary-key"})
"""Checks that judge each table by itself."""

BUILD = "build"
"""What found a fault of which the build says that it cannot compute anything from it."""


class Outcome(NamedTuple):
    """What became of a mutant: names of the checks that found it, in their order; none if it survives."""

    mutant: Mutant
    checks: tuple[str, ...]


def made(material: Material, seed: int, per_operator: int, only: Sequence[str] = ()) -> Iterator[Mutant]:
    """Mutants of a package: at most so many from each operator, or from those named.

    Parameters
    ----------
    material : Material
        The package.
    seed : int
        Of the random numbers; each operator has its own, so that one does not depend on another.
    per_operator : int
        How many.
    only : sequence of str
        Names of operators; default all.

    Yields
    ------
    Mutant
        No two with the same change.
    """
    for name in only or OPERATORS:
        mutants = OPERATORS[name].make(material, Random(f"{seed}/{name}"))
        yield from islice(mutants, per_operator)


def rebuilt(material: Material, changed: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """Tables that a mutant changes, as `build` would leave them.

    Parameters
    ----------
    material : Material
        The package without the fault.
    changed : mapping of str to list of dict
        The tables with it.

    Returns
    -------
    dict of str to list of dict
        All tables that differ from those of the package.

    Raises
    ------
    FaultyCellError
        The build cannot compute anything from the fault.
    """
    new: dict[str, list[Row]] = dict(changed)
    known = {id(row) for name in changed for row in material.rows[name]}
    touched = {name: [row for row in rows if id(row) not in known] for name, rows in changed.items()}
    around = {name: new.get(name, material.rows[name]) for name in ("sources", "passages")}
    # Cells that follow from their own row, the passages and the texts.
    derived = derive({**touched, **around}, material.schemas, material.texts)
    for name, rows in touched.items():
        if name in around:
            fitting = dict(zip(map(id, new[name]), derived[name], strict=True))
        else:
            fitting = dict(zip(map(id, rows), derived[name], strict=True))
        new[name] = [fitting[id(row)] if id(row) not in known else row for row in new[name]]
    if {"statistics", "evidence", "citations", "quotations", "passages"} & set(new):
        new["statistics"] = _speakers(material, new)
        if new["statistics"] == material.rows["statistics"]:
            del new["statistics"]
    return {name: tables.in_order(rows, material.schemas[name]) for name, rows in new.items()}


def _speakers(material: Material, new: Mapping[str, list[Row]]) -> list[Row]:
    """Statistics with who states them; of the citations only those matter that support a value."""
    rows = {**material.rows, **new}
    evidence = [row for row in rows["evidence"] if (row["table_name"], row["field"]) == ("statistics", "value")]
    cited = {row["citation_id"] for row in evidence}
    needed = {
        "statistics": rows["statistics"],
        "evidence": evidence,
        "citations": [row for row in rows["citations"] if row["citation_id"] in cited],
        "quotations": [row for row in rows["quotations"] if row["quoted_id"]],
        "passages": rows["passages"],
    }
    return derive(needed, material.schemas, None)["statistics"]


def judged(material: Material, mutant: Mutant) -> Outcome:
    """What the checks say of a mutant.

    Parameters
    ----------
    material : Material
        The package without the fault.
    mutant : Mutant
        The fault.

    Returns
    -------
    Outcome
        With the names of the checks that find it.
    """
    try:
        new = dict(mutant.rows) if mutant.is_derived else rebuilt(material, mutant.rows)
    except FaultyCellError:
        return Outcome(mutant, (BUILD,))
    faults = found(material, new)
    named = {fault.check for fault in faults}
    return Outcome(mutant, tuple(name for name in CHECKS if name in named))


class _Traced(dict[str, list[Row]]):
    """Tables that note which of them are read."""

    def __init__(self, rows: Mapping[str, list[Row]], seen: set[str]) -> None:
        super().__init__(rows)
        self._seen = seen

    def __getitem__(self, name: str) -> list[Row]:
        self._seen.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self._seen.add(name)
        return super().get(name, default)

    def items(self) -> Any:
        self._seen.update(self)
        return super().items()

    def values(self) -> Any:
        self._seen.update(self)
        return super().values()


@lru_cache(maxsize=1)
def reads(material: Material) -> dict[str, frozenset[str]]:
    """Tables that each check of rows reads in a package without a fault.

    A check that never looks at a table cannot tell a package in which only that table is another.
    """
    found_ = {}
    for check in _judges():
        seen: set[str] = set()
        check.run(dataclasses.replace(material, rows=_Traced(material.rows, seen)))
        found_[check.name] = frozenset(seen)
    return found_


def _judges() -> list[Check]:
    return [check for check in CHECKS.values() if check.needs != "files" and check.name != "frictionless"]


def found(material: Material, new: Mapping[str, list[Row]]) -> list[Fault]:
    """Faults of a package without a fault some of whose tables are replaced by others."""
    content = {
        material.paths[name]: tables.to_csv(tables.columns(material.schemas[name]), rows) for name, rows in new.items()
    }
    whole = dataclasses.replace(material, rows={**material.rows, **new}, content={**material.content, **content})
    known = {id(row) for name in new for row in material.rows[name]}
    each_row = {name: [row for row in rows if id(row) not in known] for name, rows in new.items()}
    parts = dict.fromkeys(EACH_ROW, dataclasses.replace(whole, rows=each_row))
    parts |= dict.fromkeys(EACH_TABLE, dataclasses.replace(whole, rows=dict(new)))
    return [
        fault
        for check in _judges()
        if check.name in parts or reads(material)[check.name] & new.keys()
        for fault in check.run(parts.get(check.name, whole))
    ]


class Score(NamedTuple):
    """Outcomes of one operator: how many were found, are alike to the package, or survive."""

    operator: str
    killed: int
    equivalent: int
    survived: int

    @property
    def share(self) -> float:
        """Part found of those that are not equivalent; 1 where there are none."""
        real = self.killed + self.survived
        return self.killed / real if real else 1.0


def scores(outcomes: Sequence[Outcome]) -> list[Score]:
    """Scores by operator in the order of `OPERATORS`, then of what sources state, of what coders judge, and of all.

    A mutant that says the same as the package counts as found where a check minds it all the same.
    """
    groups: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        name = outcome.mutant.operator
        what = "killed" if outcome.checks else "equivalent" if outcome.mutant.equivalent else "survived"
        for group in (name, JUDGED if OPERATORS[name].is_judgement else STATED, ALL):
            groups.setdefault(group, Counter())[what] += 1
    return [
        Score(name, groups[name]["killed"], groups[name]["equivalent"], groups[name]["survived"])
        for name in (*OPERATORS, STATED, JUDGED, ALL)
        if name in groups
    ]


STATED, JUDGED, ALL = "what sources state", "what coders judge", "all"
"""Names of the groups of operators."""


def confirmed(material: Material, outcomes: Sequence[Outcome], number: int, seed: int) -> list[tuple[Outcome, bool]]:
    """A random sample of mutants written to disk, built and validated in full.

    Parameters
    ----------
    material : Material
        The package without a fault.
    outcomes : sequence of Outcome
        What was found in memory.
    number, seed : int
        How many, and of the random numbers.

    Returns
    -------
    list of tuple of (Outcome, bool)
        Each with whether `validate` comes to the same verdict, found or not.
    """
    tried = []
    for outcome in Random(f"{seed}/sample").sample(list(outcomes), min(number, len(outcomes))):
        with TemporaryDirectory() as folder:
            for part in ("data", "schemas"):
                shutil.copytree(material.folder / part, Path(folder) / part)
            shutil.copy(material.folder / DESCRIPTOR, folder)
            for part in ("releases", "studies"):
                if (material.folder / part).is_dir():
                    shutil.copytree(material.folder / part, Path(folder) / part)
            for name, rows in outcome.mutant.rows.items():
                schema = material.schemas[name]
                content = tables.to_csv(tables.columns(schema), tables.in_order(rows, schema))
                (Path(folder) / material.paths[name]).write_bytes(content)
            tried.append((outcome, _is_found(Path(folder), outcome.mutant) == bool(outcome.checks)))
    return tried


def _is_found(folder: Path, mutant: Mutant) -> bool:
    try:
        if mutant.is_derived:  # a build would undo the fault: only the hashes are renewed
            parts = {
                name: machine_part((folder / path).read_bytes(), len(tables.read(name, package=folder)))
                for name, path in ((each["name"], each["path"]) for each in descriptor(folder)["resources"])
            }
            (folder / DESCRIPTOR).write_bytes(to_json(renewed(descriptor(folder), parts)))
        else:
            build(folder)
    except FaultyCellError:
        return True
    return validate(folder).status != 0
