"""That a spell begins where the steps that led to it say (the property ``ladder`` of its table)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sco_keeping.dataset import Dataset
from sco_keeping.rules.registry import Finding, check
from sco_keeping.tables import Row

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class _Spell(NamedTuple):
    """A spell with a start, the steps that may begin it, the best first, and the dates of those that there are."""

    table: str
    key: str
    row: Row
    rule: Mapping[str, Any]
    steps: Mapping[str, str]
    dates: Mapping[str, list[str]]


def _spells(dataset: Dataset) -> Iterator[_Spell]:
    for table in dataset.rows:
        rule: Mapping[str, Any] = dataset.schemas[table].get("ladder", {})
        for row in dataset.rows[table] if rule else ():
            steps = rule["from"].get(row[rule["word"]])
            if steps is None or not row[rule["start"]]:
                continue
            dates: dict[str, list[str]] = {}
            for step in dataset.table(rule["table"]):
                same = all(row[own] == step[other] for own, other in rule["same"].items())
                if same and step[rule["step"]] in steps and step[rule["date"]]:
                    dates.setdefault(step[rule["step"]], []).append(step[rule["date"]])
            yield _Spell(table, dataset.key(table, row), row, rule, steps, dates)


@check("ladder", "A spell begins on the day of the step that begins it, and is computed where another stands for it.")
def _ladder(dataset: Dataset) -> Iterator[Finding]:
    for spell in _spells(dataset):
        start, name = spell.row[spell.rule["start"]], spell.rule["start"]
        dated = [step for step in spell.steps if any(map(_DAY.fullmatch, spell.dates.get(step, [])))]
        allowed = {step: spell.dates[step] for step in dated[:1] or spell.dates}
        taken = [step for step, dates in allowed.items() if start in dates]
        if allowed and not taken:
            said = "; ".join(f"{step} {', '.join(dates)}" for step, dates in allowed.items())
            yield Finding(spell.table, spell.key, name, f"{start!r}", f"the day of a step: {said}")
        elif taken and (status := spell.steps[taken[0]]) and spell.row[spell.rule["status"]] != status:
            found = f"{spell.row[spell.rule['status']]!r}, with the day of the {taken[0]}"
            yield Finding(spell.table, spell.key, spell.rule["status"], found, f"{status!r}")


@check("ladder-missing", "The step that begins a spell is recorded.", severity="warning")
def _ladder_missing(dataset: Dataset) -> Iterator[Finding]:
    for spell in _spells(dataset):
        if not spell.dates:
            expected = f"one of {', '.join(spell.steps)} in {spell.rule['table']}"
            yield Finding(spell.table, spell.key, spell.rule["start"], "no step with a date begins it", expected)
