"""Running the project's own build and checks on mutants, in memory, and counting.

Each mutant is rebuilt as a maintainer would (`build`), so that hashes, contexts and other derived cells fit the fault,
and is judged by every check of rows that `validate` runs, but for ``frictionless``, which reads files. What is left out
cannot come out otherwise than on the package without a fault, which has none: checks of files and schemas, for a mutant
changes cells and is written in the canonical form; checks that read none of the tables that it changes (`reads`); rows
and tables that it does not change, in checks that judge each by itself (`EACH_ROW`, `EACH_TABLE`).

The ledger of reviews knows no fault; it knows that a row is no longer the one that was read. What it sees is told
apart.
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
from sco_keeping.build.derived import FaultyCellError, derive
from sco_keeping.build.descriptor import machine_part, renewed, to_json
from sco_keeping.dataset import Dataset
from sco_keeping.library import DESCRIPTOR, Package
from sco_keeping.mutation import meanings, names, places, values, whole_rows  # noqa: F401  # they register the operators
from sco_keeping.mutation.faults import OPERATORS, Mutant
from sco_keeping.report import waivers
from sco_keeping.report.validate import validate
from sco_keeping.rules import CHECKS, Check, Fault, lists, reviews
from sco_keeping.tables import Row

EACH_ROW = frozenset(
    {
        *("nfc", "outer-spaces", "sentinels", "unpadded-dates", "type", "constraint", "edtf", "list", "derived-date"),
        *("reference-pair", "one-of"),
    }
)
"""Checks that judge each row by itself; that keys are unique is left to ``primary-key``."""

EACH_TABLE = frozenset({"quoting", "sort-order", "primary-key"})
"""Checks that judge each table by itself."""

BUILD = "build"
"""What found a fault of which the build says that it cannot compute anything from it."""


class Outcome(NamedTuple):
    """What became of a mutant.

    Attributes
    ----------
    mutant : Mutant
        The fault.
    checks : tuple of str
        Names of the checks that found it, in their order; none if it survives.
    by_ledger : bool
        Whether a row that a reader has seen is another now, or gone.
    """

    mutant: Mutant
    checks: tuple[str, ...]
    by_ledger: bool = False


def made(dataset: Dataset, seed: int, per_operator: int, only: Sequence[str] = ()) -> Iterator[Mutant]:
    """Mutants of a package: at most so many from each operator, or from those named.

    Parameters
    ----------
    dataset : Dataset
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
        mutants = OPERATORS[name].make(dataset, Random(f"{seed}/{name}"))
        yield from islice(mutants, per_operator)


def rebuilt(dataset: Dataset, changed: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """Tables that a mutant changes, as `build` would leave them.

    Parameters
    ----------
    dataset : Dataset
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
    known = {id(row) for name in changed for row in dataset.rows[name]}
    touched = {name: [row for row in rows if id(row) not in known] for name, rows in changed.items()}
    around = {name: new.get(name, dataset.rows[name]) for name in ("sources", "passages")}
    # Cells that follow from their own row, the passages and the texts.
    derived = derive({**touched, **around}, dataset.schemas, dataset.texts)
    for name, rows in touched.items():
        if name in around:
            fitting = dict(zip(map(id, new[name]), derived[name], strict=True))
        else:
            fitting = dict(zip(map(id, rows), derived[name], strict=True))
        new[name] = [fitting[id(row)] if id(row) not in known else row for row in new[name]]
    new |= {name: rows for name, rows in _across(dataset, new).items() if rows != dataset.rows[name]}
    return {name: tables.in_order(rows, dataset.schemas[name]) for name, rows in new.items()}


def _across(dataset: Dataset, new: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """Tables with cells that follow from other rows: bounds, who states a number, places in a row, last days."""
    properties = ("boundOf", "statedBy", "countedAmong", "attestedBy")
    stated = {table for prop in properties for table, *_ in dataset.having(prop)}
    if new.keys().isdisjoint(stated | {"evidence", "citations", "passages", "sources"} | dataset.quoting.keys()):
        return {}
    rows = {**dataset.rows, **new}
    evidence = [row for row in rows["evidence"] if row["table_name"] in stated]
    cited = {row["citation_id"] for row in evidence}
    needed = {name: rows[name] for name in {*stated, *dataset.quoting, "passages", "sources"}}
    needed |= {"evidence": evidence, "citations": [row for row in rows["citations"] if row["citation_id"] in cited]}
    derived = derive(needed, dataset.schemas, None)
    return {name: derived[name] for name in stated}


def judged(dataset: Dataset, mutant: Mutant) -> Outcome:
    """What the checks say of a mutant.

    Parameters
    ----------
    dataset : Dataset
        The package without the fault.
    mutant : Mutant
        The fault.

    Returns
    -------
    Outcome
        With the names of the checks that find it.
    """
    try:
        new = dict(mutant.rows) if mutant.is_derived else rebuilt(dataset, mutant.rows)
    except FaultyCellError:
        return Outcome(mutant, (BUILD,))
    before = _before(dataset)
    named = {fault.check for fault in found(dataset, new) if fault[:4] not in before}
    by_ledger = bool(reviews.stale(replaced(dataset, new)) - _stale(dataset))
    return Outcome(mutant, tuple(name for name in CHECKS if name in named), by_ledger)


@lru_cache(maxsize=1)
def _before(dataset: Dataset) -> frozenset[tuple[str, ...]]:
    """Where the checks find something in the package without the fault: warnings that are waived, whatever they say."""
    return frozenset(fault[:4] for check in _judges() for fault in check.run(dataset))


@lru_cache(maxsize=1)
def _stale(dataset: Dataset) -> frozenset[tuple[str, str]]:
    """Rows that changed since their review in the package without the fault."""
    return reviews.stale(dataset)


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
def reads(dataset: Dataset) -> dict[str, frozenset[str]]:
    """Tables that each check of rows reads in a package without a fault.

    A check that never looks at a table cannot tell a package in which only that table is another.
    """
    found_ = {}
    for check in _judges():
        seen: set[str] = set()
        check.run(dataclasses.replace(dataset, rows=_Traced(dataset.rows, seen)))
        found_[check.name] = frozenset(seen)
    return found_


def _judges() -> list[Check]:
    return [check for check in CHECKS.values() if check.needs in ("rows", "texts") and check.name != "frictionless"]


def found(dataset: Dataset, new: Mapping[str, list[Row]]) -> list[Fault]:
    """Faults of a package without a fault some of whose tables are replaced by others."""
    whole = replaced(dataset, new)
    known = {id(row) for name in new for row in dataset.rows[name]}
    each_row = {name: [row for row in rows if id(row) not in known] for name, rows in new.items()}
    parts = dict.fromkeys(EACH_ROW, dataclasses.replace(whole, rows=each_row))
    parts |= dict.fromkeys(EACH_TABLE, dataclasses.replace(whole, rows=dict(new)))
    return [
        fault
        for check in _judges()
        if check.name in parts or reads(dataset)[check.name] & new.keys()
        for fault in check.run(parts.get(check.name, whole))
    ]


def replaced(dataset: Dataset, new: Mapping[str, list[Row]]) -> Dataset:
    """A package some of whose tables are replaced by others."""
    content = {
        dataset.paths[name]: tables.to_csv(tables.columns(dataset.schemas[name]), rows) for name, rows in new.items()
    }
    return dataclasses.replace(dataset, rows={**dataset.rows, **new}, content={**dataset.content, **content})


class Score(NamedTuple):
    """Outcomes of one operator: how many were found, are alike to the package, or survive; of these `by_ledger`."""

    operator: str
    killed: int
    equivalent: int
    survived: int
    by_ledger: int = 0

    @property
    def share(self) -> float:
        """Part found of those that are not equivalent; 1 where there are none."""
        real = self.killed + self.survived
        return self.killed / real if real else 1.0


def scores(outcomes: Sequence[Outcome]) -> list[Score]:
    """Scores by operator in the order of `OPERATORS`, then of the `GROUPS`.

    A mutant that says the same as the package counts as found where a check minds it all the same.
    """
    groups: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        name = outcome.mutant.operator
        what = "killed" if outcome.checks else "equivalent" if outcome.mutant.equivalent else "survived"
        for group in (name, _group(name), ALL):
            groups.setdefault(group, Counter())[what] += 1
            groups[group]["by ledger"] += what == "survived" and outcome.by_ledger
    return [
        Score(name, *(groups[name][what] for what in ("killed", "equivalent", "survived", "by ledger")))
        for name in (*OPERATORS, *GROUPS)
        if name in groups
    ]


def _group(name: str) -> str:
    operator = OPERATORS[name]
    return MEANT if operator.is_of_meaning else JUDGED if operator.is_judgement else STATED


STATED, JUDGED, MEANT, ALL = "what sources state", "what coders judge", "what words mean", "all"
GROUPS = (STATED, JUDGED, MEANT, ALL)
"""Names of the groups of operators: slips in what is stated and in what is judged, edits of meaning, and all."""


def confirmed(dataset: Dataset, outcomes: Sequence[Outcome], number: int, seed: int) -> list[tuple[Outcome, bool]]:
    """A random sample of mutants written to disk, built and validated in full.

    Parameters
    ----------
    dataset : Dataset
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
                shutil.copytree(dataset.folder / part, Path(folder) / part)
            shutil.copy(dataset.folder / DESCRIPTOR, folder)
            if (dataset.folder / "releases").is_dir():
                shutil.copytree(dataset.folder / "releases", Path(folder) / "releases")
            (Path(folder) / waivers.FILE.parent).mkdir()
            if (dataset.folder / waivers.FILE).is_file():
                shutil.copy(dataset.folder / waivers.FILE, Path(folder) / waivers.FILE)
            if (dataset.folder / lists.FOLDER).is_dir():
                shutil.copytree(dataset.folder / lists.FOLDER, Path(folder) / lists.FOLDER)
            for name, rows in outcome.mutant.rows.items():
                schema = dataset.schemas[name]
                content = tables.to_csv(tables.columns(schema), tables.in_order(rows, schema))
                (Path(folder) / dataset.paths[name]).write_bytes(content)
            tried.append((outcome, _is_found(Path(folder), outcome.mutant) == bool(outcome.checks)))
    return tried


def _is_found(folder: Path, mutant: Mutant) -> bool:
    package = Package(folder)
    try:
        if mutant.is_derived:  # a build would undo the fault: only the hashes are renewed
            parts = {
                name: machine_part(package.path(name).read_bytes(), len(package.rows(name)))
                for name in package.tables()
            }
            (folder / DESCRIPTOR).write_bytes(to_json(renewed(package.descriptor, parts)))
        else:
            build(folder)
    except FaultyCellError:
        return True
    return bool(validate(folder).faults)
