"""The score as figures: printed, compared with what is recorded, and recorded."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import click

from sco_keeping import tables
from sco_keeping.dataset import load
from sco_keeping.generated import markdown_table
from sco_keeping.library import ScoDataError, UnknownNameError
from sco_keeping.mutation.faults import OPERATORS
from sco_keeping.mutation.scoring import ALL, GROUPS, Outcome, Score, confirmed, judged, made, scores

RECORD = Path("studies", "mutation.json")
"""What is recorded: the settings, the scores that a run with them must reach, and the figures of each operator."""

PAGE = Path("docs", "trust.md")
"""The page that shows what is recorded."""

_FIGURES = "found, equivalent, survived, by the ledger"

_PART = re.compile(r"(?<=<!-- mutation -->\n).*?(?=<!-- end -->)", re.DOTALL)


class Run(NamedTuple):
    """A run: its settings, what became of each mutant, and how many of a sample `validate` agreed on."""

    seed: int
    per_operator: int
    outcomes: list[Outcome]
    sample: int
    agreed: int

    @property
    def scores(self) -> list[Score]:
        """Scores by operator and group."""
        return scores(self.outcomes)

    @property
    def survivors(self) -> list[Outcome]:
        """Mutants that say something else and that no check found."""
        return [each for each in self.outcomes if not each.checks and not each.mutant.equivalent]

    def share(self, group: str) -> float:
        """Part found in a group of operators; 1 where it has no mutants."""
        return next((score.share for score in self.scores if score.operator == group), 1.0)


def mutate(
    package: str | PathLike[str] | None = None,
    *,
    seed: int = 1,
    per_operator: int = 4,
    only: Sequence[str] = (),
    sample: int = 0,
) -> Run:
    """Make plausible faults in copies of a package and see which of them the checks find.

    Parameters
    ----------
    package : path, optional
        A folder that holds a ``datapackage.json``; default the installed package.
    seed : int
        Of the random numbers.
    per_operator : int
        Mutants of each operator, at most.
    only : sequence of str
        Names of operators; default all.
    sample : int
        How many of the mutants are written to a folder of their own, built and validated in full as well.

    Returns
    -------
    Run
        What became of each mutant.

    Raises
    ------
    UnknownNameError
        There is no such operator.
    ScoDataError
        A text is not at hand.
    """
    for name in only:
        if name not in OPERATORS:
            raise UnknownNameError("operator", name, OPERATORS)
    dataset = load(package)
    if dataset.missing_texts:
        raise ScoDataError(f"Mutants cannot be judged without the texts: {min(dataset.missing_texts.values())}")
    outcomes = [judged(dataset, mutant) for mutant in made(dataset, seed, per_operator, only)]
    tried = confirmed(dataset, outcomes, sample, seed)
    return Run(seed, per_operator, outcomes, len(tried), sum(agrees for _, agrees in tried))


def mutate_command(
    package: str | PathLike[str] | None = None,
    *,
    seed: int | None = None,
    per_operator: int | None = None,
    only: Sequence[str] = (),
    sample: int = 0,
    check: bool = False,
    write: bool = False,
) -> int:
    """Print the score; compare it with what is recorded, or record it.

    Parameters
    ----------
    package : path, optional
        As for `mutate`.
    seed, per_operator : int, optional
        As for `mutate`; default as recorded, else 1 and 4.
    only : sequence of str
        As for `mutate`.
    sample : int
        As for `mutate`.
    check : bool
        Fail if a score is under what is recorded.
    write : bool
        Renew the record.

    Returns
    -------
    int
        Exit status: 1 with `check` if a score fell, or if `validate` does not agree on a mutant of the sample; else 0.

    Raises
    ------
    ScoDataError
        As for `mutate`; or nothing is recorded to compare with; or operators are left out of a record.
    """
    folder = load(package).folder
    record = _recorded(folder)
    if check and not record:
        raise ScoDataError(f"There is no {folder / RECORD} to compare with; run `sco-keep mutate --write`.")
    if write and only:
        raise ScoDataError("A record is of all operators; leave --operator out.")
    run = mutate(
        package,
        seed=record.get("seed", 1) if seed is None else seed,
        per_operator=record.get("per_operator", 4) if per_operator is None else per_operator,
        only=only,
        sample=sample,
    )
    click.echo("\n".join(lines(run)))
    status = int(run.agreed < run.sample)
    if check:
        for group, least in record["scores"].items():
            if run.share(group) < least and any(score.operator == group for score in run.scores):
                click.echo(f"The score of {group} is {run.share(group):.4f}; {RECORD} asks for {least:.4f} or more.")
                status = 1
    if write:
        made_ = {folder / RECORD: as_record(run)}
        if (folder / PAGE).is_file():
            page = (folder / PAGE).read_text(encoding="utf-8")
            made_[folder / PAGE] = renewed(page, json.loads(as_record(run))).encode()
        tables.replace_files(made_)
    return status


def _recorded(folder: Path) -> dict[str, Any]:
    file = folder / RECORD
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else {}


def as_record(run: Run) -> bytes:
    """A run as the bytes of the record: settings, least score of each group, rounded down, and what the ledger sees."""
    groups = {group: int(run.share(group) * 10**4) / 10**4 for group in GROUPS}
    seen = {score.operator: score.by_ledger for score in run.scores if score.operator in groups}
    record: dict[str, Any] = {"seed": run.seed, "per_operator": run.per_operator, "mutants": len(run.outcomes)}
    figures = {score.operator: list(score[1:]) for score in run.scores}
    record |= {"scores": groups, "by_ledger": seen, _FIGURES: figures}
    text = json.dumps(record, indent=2)
    return (re.sub(r"\[\s+([^]]*?)\s+\]", lambda match: f"[{' '.join(match[1].split())}]", text) + "\n").encode()


def renewed(page: str, record: Mapping[str, Any]) -> str:
    """The page on trust with its generated part as a record has it.

    Raises
    ------
    ScoDataError
        The page has no place for the part, or several.
    """
    scores_ = {name: Score(name, *figures) for name, figures in record[_FIGURES].items()}
    head = ["what is done", "found", "of", "score", "by the ledger alone"]
    told = [f"`sco-keep mutate --seed {record['seed']} --per-operator {record['per_operator']}`:"]
    told += [f"{record['mutants']} faults, {scores_[ALL].equivalent} of which say the same as the data.", ""]
    for title, chosen in (
        ("In sum", GROUPS),
        ("Edits of meaning", [name for name, each in OPERATORS.items() if each.is_of_meaning]),
        ("Slips in single cells and rows", [name for name, each in OPERATORS.items() if not each.is_of_meaning]),
    ):
        rows = [_told(scores_[name]) for name in chosen if name in scores_]
        told += [f"### {title}", "", *markdown_table(head, rows, right=(1, 2, 3, 4)), ""]
    found, count = _PART.subn(lambda _: "\n".join(["", *told, ""]), page)
    if count != 1:
        raise ScoDataError(f"{PAGE} has {count} parts between '<!-- mutation -->' and '<!-- end -->'; expected one.")
    return found


def _told(score: Score) -> list[object]:
    name = score.operator
    what = f"`{name}`: {OPERATORS[name].what}" if name in OPERATORS else name
    return [what, score.killed, score.killed + score.survived, f"{score.share:.0%}", score.by_ledger]


def lines(run: Run) -> Iterator[str]:
    """A run as lines of Markdown: scores, then the mutants that no check finds."""
    command = f"sco-keep mutate --seed {run.seed} --per-operator {run.per_operator}"
    yield f"`{command}{f' --sample {run.sample}' if run.sample else ''}`: {len(run.outcomes)} mutants."
    if run.sample:
        yield f"Of a sample of {run.sample}, written to disk, built and validated in full, {run.agreed} come out alike."
    yield ""
    head = ["operator", "what it does", "found", "of", "equivalent", "score", "by the ledger"]
    rows = [
        [
            *(score.operator, OPERATORS[score.operator].what if score.operator in OPERATORS else ""),
            *(score.killed, score.killed + score.survived, score.equivalent, f"{score.share:.1%}", score.by_ledger),
        ]
        for score in run.scores
    ]
    yield from markdown_table(head, rows, right=(2, 3, 4, 5, 6))
    yield ""
    seen = sum(each.by_ledger for each in run.survivors)
    yield f"{len(run.survivors)} survive, {seen} of them in rows that the ledger calls changed since their review:"
    yield from (f"- {each.mutant}{' (by the ledger)' * each.by_ledger}" for each in run.survivors)
