"""The score as figures: printed, compared with what is recorded, and published."""

import json
from collections.abc import Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import click

from sco_keeping import tables, texts
from sco_keeping.checks import CHECKS, load
from sco_keeping.generated import markdown_table
from sco_keeping.mutation.faults import OPERATORS
from sco_keeping.mutation.scoring import ALL, JUDGED, STATED, Outcome, Score, confirmed, judged, made, scores
from sco_data.errors import ScoDataError, UnknownNameError

PAGE = Path("docs", "trust.md")
"""The page, from the root of the package; the part between the two markers is generated here."""

RECORD = Path("studies", "mutation.json")
"""What is recorded: the settings, and the scores that a run with them must reach."""

BEGIN, END = "<!-- mutation: begin -->", "<!-- mutation: end -->"


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
        The texts are not at hand, or the package has a fault to begin with.
    """
    for name in only:
        if name not in OPERATORS:
            raise UnknownNameError("operator", name, OPERATORS)
    if not texts.available():
        raise ScoDataError(f"Mutants cannot be judged without the texts: {texts.NOT_SET}.")
    material = load(package)
    files = [check for check in CHECKS.values() if check.name != "frictionless"]
    if faults := [fault for check in files for fault in check.run(material)]:
        raise ScoDataError(f"The package has a fault to begin with ({faults[0]}); run `sco-keep validate` and mend it.")
    outcomes = [judged(material, mutant) for mutant in made(material, seed, per_operator, only)]
    tried = confirmed(material, outcomes, sample, seed)
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
    """Print the score; compare it with what is recorded, or record and publish it.

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
        Renew the record and the page.

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
        page = folder / PAGE
        new = {
            folder / RECORD: as_record(run),
            page: published(page.read_text(encoding="utf-8") if page.exists() else "", run),
        }
        tables.replace_files(new)
    return status


def _recorded(folder: Path) -> dict[str, Any]:
    file = folder / RECORD
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else {}


def as_record(run: Run) -> bytes:
    """A run as the bytes of the record: settings, and the least score of each group, four digits, rounded down."""
    groups = {group: int(run.share(group) * 10**4) / 10**4 for group in (STATED, JUDGED, ALL)}
    record = {"seed": run.seed, "per_operator": run.per_operator, "mutants": len(run.outcomes), "scores": groups}
    return (json.dumps(record, indent=2) + "\n").encode()


def published(page: str, run: Run) -> bytes:
    """A page with its generated part, between `BEGIN` and `END`, renewed; one without it gets it at its end."""
    part = "\n".join([BEGIN, "", *lines(run), "", END])
    if BEGIN in page and END in page:
        before, _, rest = page.partition(BEGIN)
        return (before + part + rest.partition(END)[2]).encode()
    head = page.rstrip("\n") or "# Trust, measured"
    return f"{head}\n\n{part}\n".encode()


def lines(run: Run) -> Iterator[str]:
    """A run as lines of Markdown."""
    yield "## Faults that the checks find"
    yield ""
    yield from _INTRODUCTION.splitlines()
    yield ""
    command = f"sco-keep mutate --seed {run.seed} --per-operator {run.per_operator}"
    command += f" --sample {run.sample}" if run.sample else ""
    yield f"`{command}` gives these figures: {len(run.outcomes)} mutants."
    if run.sample:
        yield f"A sample of {run.sample} was also written to disk, built and validated in full:"
        yield f"the verdicts agree on {run.agreed}."
    yield ""
    for group in (STATED, JUDGED, ALL):
        yield f"- {group}: **{run.share(group):.1%}** of the mutants that are not equivalent are found"
    yield ""
    head = ["operator", "what it does", "found", "of", "equivalent", "score"]
    rows = [
        [
            *(f"`{score.operator}`", OPERATORS[score.operator].what, score.killed, score.killed + score.survived),
            *(score.equivalent, f"{score.share:.0%}"),
        ]
        for score in run.scores
        if score.operator in OPERATORS
    ]
    yield from markdown_table(head, rows, right=(2, 3, 4, 5))
    yield ""
    yield from _survivors(run)
    yield from _equivalents(run)
    yield from _checks(run)


_INTRODUCTION = """\
Each operator makes plausible faults in a copy of the data. The copy is built as a maintainer would build it, so that
file hashes, hashes of words, contexts and all other derived cells fit the fault, and then every check of rows runs on
it: a fault is found only where what it says does not hold. An equivalent mutant says the same as the data.
Operators on what coders judge (categories, subjects, which of two statements is preferred) change what no source
states in so many words. Only a second reader could catch that, and they are found by comparing the cells with what two
coders, blind to each other, settled on ([double coding](double-coding.md)). A judgement that both got wrong in the same
way is found by nobody."""


def _survivors(run: Run) -> Iterator[str]:
    yield "### Survivors"
    yield ""
    yield f"{len(run.survivors)} mutants that no check finds."
    yield ""
    for name, operator in OPERATORS.items():
        left = [each.mutant for each in run.survivors if each.mutant.operator == name]
        if left:
            what = "no second coder gave this cell" if operator.is_judgement else _NEEDED.get(name, _OTHERWISE)
            yield f"`{name}`: {what}."
            yield ""
            head = ["table", "row", "field", "is", "was made"]
            rows = [[each.table, each.row, each.field, _cell(each.old), _cell(each.new)] for each in left]
            yield from markdown_table(head, rows)
            yield ""


_OTHERWISE = "to be caught, the note of the evidence would have to repeat the value that the coder read"
_NEEDED = {
    "letter": "the name is a list's or our own; an entry of the list with its own words would catch it",
    "digits": "the value is a list's; the locator would have to repeat what the list says",
    "values-swapped": "the value is a list's; the locator would have to repeat what the list says",
    "evidence-dropped": "the cell has other evidence: the data say less, and nothing wrong",
    "evidence-elsewhere": "other words of the same part of the text fit the cell too, or it is a coder's reading",
    "span-elsewhere": "the same words stand elsewhere in the part of the text that speaks of the row",
    "row-dropped-clean": "its words lie in other spans too, and it is in no release yet",
    "dates-swapped": "both dates are recorded for an event, and which one is meant is a coder's reading",
}


def _equivalents(run: Run) -> Iterator[str]:
    yield "### Equivalent mutants"
    yield ""
    same = [each.mutant for each in run.outcomes if each.mutant.equivalent and not each.checks]
    rows = [[f"`{each.operator}`", f"{each.table} {each.row} {each.field}", each.equivalent] for each in same]
    yield from markdown_table(["operator", "where", "why it says the same"], rows)
    yield ""


def _checks(run: Run) -> Iterator[str]:
    yield "### Checks"
    yield ""
    yield "Every check of `sco-keep validate`, and the operators some mutant of which it finds."
    yield ""
    rows = []
    for check in CHECKS.values():
        kills = sorted({each.mutant.operator for each in run.outcomes if check.name in each.checks})
        shown = ", ".join(f"`{name}`" for name in kills)
        if not shown:
            shown = (
                "(not run on mutants: looks at files)" if check.needs == "files" or check.name == "frictionless" else ""
            )
        rows.append([f"`{check.name}`", check.severity, check.reason, shown])
    yield from markdown_table(["check", "severity", "why it is there", "finds"], rows)


def _cell(text: str) -> str:
    return (text[:57] + "..." if len(text) > 60 else text).replace("|", "\\|") or "(nothing)"
