"""Plausible faults: what the operators make, and what the scoring says of it."""

import json
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from sco_keeping.build.derived import derive
from sco_keeping.dataset import Dataset, load
from sco_keeping.library import ScoDataError, UnknownNameError
from sco_keeping.mutation import replay, report, scoring
from sco_keeping.mutation.faults import OPERATORS, Mutant
from sco_keeping.sources.texts import VARIABLE

from .broken import CHECKOUT, SOURCE, TEXT, Package, small


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    made = small(tmp_path_factory.mktemp("mutation") / "package")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(made.folder / "texts"))
        yield made


@pytest.fixture(scope="module")
def dataset(package: Package) -> Dataset:
    return load(package.folder)


@pytest.fixture(scope="module")
def real(frozen_folder: Path) -> Dataset:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(frozen_folder))
        return load(CHECKOUT)


@pytest.fixture(scope="module")
def mutants(dataset: Dataset) -> list[Mutant]:
    return list(scoring.made(dataset, 7, 3))


def test_a_mutant_differs_from_the_package_where_it_says(dataset: Dataset, mutants: list[Mutant]) -> None:
    for mutant in mutants:
        assert any(rows != dataset.rows[name] for name, rows in mutant.rows.items()) or mutant.equivalent, mutant
        assert mutant.table in mutant.rows, mutant


@pytest.mark.parametrize("operator", OPERATORS)
def test_mutants_of_the_real_package_are_distinct_and_say_truly_what_they_change(operator: str, real: Dataset) -> None:
    places = []
    for mutant in islice(OPERATORS[operator].make(real, Random("real")), 300):
        places.append((mutant.table, mutant.row, mutant.field, mutant.old, mutant.new))
        row = real.by_key[mutant.table].get(mutant.row)
        if row is not None and mutant.field in row and "-" not in mutant.field:
            assert mutant.old.startswith(row[mutant.field]), mutant
        assert mutant.old != mutant.new or mutant.equivalent or operator == "evidence-doubled", mutant
        assert any(rows != real.rows[name] for name, rows in mutant.rows.items()) or mutant.equivalent, mutant
    assert 0 < len(places) == len(set(places))


def test_a_seed_gives_the_same_mutants_and_another_gives_others(dataset: Dataset, mutants: list[Mutant]) -> None:
    assert list(scoring.made(dataset, 7, 3)) == mutants
    assert list(map(str, scoring.made(dataset, 8, 3))) != list(map(str, mutants))


def test_an_operator_does_not_depend_on_which_others_run(dataset: Dataset, mutants: list[Mutant]) -> None:
    alone = list(scoring.made(dataset, 7, 3, ["year-off"]))
    assert alone == [mutant for mutant in mutants if mutant.operator == "year-off"]
    assert {mutant.field for mutant in alone} <= {"date_edtf", "period_edtf"}


def test_every_operator_says_what_it_does() -> None:
    assert all(operator.what and "\n" not in operator.what for operator in OPERATORS.values())
    judgements = {operator.name for operator in OPERATORS.values() if operator.is_judgement}
    assert judgements == {"word-coded", "reference-coded", "preferred", "resolved-same"}


def test_rebuilding_a_mutant_is_the_build(dataset: Dataset, mutants: list[Mutant]) -> None:
    for mutant in mutants:
        if mutant.is_derived:
            continue
        try:
            whole = derive({**dataset.rows, **mutant.rows}, dataset.schemas, {SOURCE: TEXT})
        except ScoDataError:
            with pytest.raises(ScoDataError):
                scoring.rebuilt(dataset, mutant.rows)
            continue
        new = scoring.rebuilt(dataset, mutant.rows)
        for name, rows in whole.items():
            found = new.get(name, dataset.rows[name])
            assert sorted(map(str, rows)) == sorted(map(str, found)), (str(mutant), name)


def test_verdicts_in_memory_are_those_of_validate(dataset: Dataset, mutants: list[Mutant]) -> None:
    tried = Random(1).sample(mutants, 6)
    outcomes = [scoring.judged(dataset, mutant) for mutant in tried]
    assert all(agrees for _, agrees in scoring.confirmed(dataset, outcomes, 6, 1))
    assert any(outcome.checks for outcome in outcomes)


def test_a_package_without_a_fault_has_none_in_memory_either(dataset: Dataset) -> None:
    assert scoring.found(dataset, {name: [dict(row) for row in rows] for name, rows in dataset.rows.items()}) == []


def test_a_value_that_its_words_do_not_say_dies_by_the_words(dataset: Dataset) -> None:
    (mutant,) = scoring.made(dataset, 1, 1, ["scale"])
    assert "normalized" in scoring.judged(dataset, mutant).checks


def test_equal_bounds_exchanged_are_equivalent(dataset: Dataset) -> None:
    outcomes = [scoring.judged(dataset, each) for each in scoring.made(dataset, 1, 2, ["bounds-swapped"])]
    assert all(bool(each.mutant.equivalent) != bool(each.checks) for each in outcomes)
    (*_, score) = scoring.scores(outcomes)
    assert (score.killed + score.equivalent, score.survived, score.share) == (2, 0, 1.0)


def test_the_command_records_compares_and_publishes(package: Package, capsys: pytest.CaptureFixture[str]) -> None:
    for folder in ("docs", "studies"):
        (package.folder / folder).mkdir(exist_ok=True)
    with pytest.raises(ScoDataError, match="compare"):
        report.mutate_command(package.folder, check=True)
    run = report.mutate(package.folder, seed=1, per_operator=1, only=["relation", "preferred"])
    (package.folder / report.RECORD).write_bytes(report.as_record(run))
    assert json.loads(report.as_record(run))["scores"]["what sources state"] == 1.0
    assert report.mutate_command(package.folder, only=["relation", "preferred"], check=True) == 0
    record = json.loads((package.folder / report.RECORD).read_bytes())
    record["scores"]["what coders judge"] = 1.5
    (package.folder / report.RECORD).write_text(json.dumps(record))
    assert report.mutate_command(package.folder, only=["relation", "preferred"], check=True) == 1
    assert "The score of what coders judge is 1.0000" in capsys.readouterr().out


def test_what_cannot_be_run_is_said(package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnknownNameError, match="relation"):
        report.mutate(package.folder, only=["relations"])
    with pytest.raises(ScoDataError, match="all operators"):
        report.mutate_command(package.folder, only=["relation"], write=True)
    monkeypatch.delenv(VARIABLE)
    with pytest.raises(ScoDataError, match=VARIABLE):
        report.mutate(package.folder)


def test_what_is_recorded_is_of_the_real_package() -> None:
    record = json.loads((Path(__file__).parents[2] / report.RECORD).read_text(encoding="utf-8"))
    assert set(record["scores"]) == set(scoring.GROUPS)
    assert record["mutants"] > 100


def test_the_page_on_trust_shows_what_is_recorded() -> None:
    root = Path(__file__).parents[2]
    page = (root / report.PAGE).read_text(encoding="utf-8")
    assert report.renewed(page, json.loads((root / report.RECORD).read_text(encoding="utf-8"))) == page
    with pytest.raises(ScoDataError, match="has 0 parts"):
        report.renewed("", json.loads((root / report.RECORD).read_text(encoding="utf-8")))


def test_a_stored_mutant_is_made_again_and_judged(dataset: Dataset) -> None:
    (mutant,) = scoring.made(dataset, 1, 1, ["scale"])
    row = dataset.by_key[mutant.table][mutant.row]
    cells = {mutant.field: [mutant.old, mutant.new]}
    stored = {name: value for name, value in mutant._asdict().items() if name != "rows"}
    stored |= {"changes": {mutant.table: [{"key": [mutant.row], "cells": cells}]}, "checks": ["normalized"]}
    again = replay.remade(dataset, stored)
    assert again is not None
    assert again.rows[mutant.table] == mutant.rows[mutant.table]
    cells[mutant.field][0] = "another"
    assert replay.remade(dataset, stored) is None  # the data have changed
    cells[mutant.field][0] = row[mutant.field]
    stored["changes"][mutant.table][0]["key"] = ["gone"]
    assert replay.remade(dataset, stored) is None


def test_a_loss_needs_a_reason(package: Package, capsys: pytest.CaptureFixture[str]) -> None:
    folder = package.folder / replay.FOLDER
    folder.mkdir(parents=True)
    key = package.rows("projects")[0]["project_id"]
    harmless = {"changes": {"projects": [{"key": [key], "cells": {"note": ["", "Harmless."]}}]}, "checks": ["near"]}
    named = dict.fromkeys(("old", "new", "equivalent"), "") | {"operator": "letter", "table": "projects", "row": key}
    stored = harmless | named | {"field": "note", "is_derived": False}
    (folder / "one.jsonl").write_text(json.dumps(stored) + "\n", encoding="utf-8")
    assert replay.replay_command(package.folder) == 1
    assert f"letter projects {key} note: found once by near, and not now" in capsys.readouterr().out
    accepted = f"operator,table,row,field,reason\nletter,projects,{key},note,A note says nothing.\n"
    (folder / replay.LOST).write_text(accepted, encoding="utf-8")
    assert replay.replay_command(package.folder) == 0
    assert capsys.readouterr().out.endswith("A note says nothing.\n1 lost.\n")


@pytest.mark.skipif(os.environ.get("SCO_DATA_NIGHTLY") != "1", reason="minutes; CI runs `sco-keep replay` instead")
@pytest.mark.usefixtures("frozen_folder")
def test_whatever_was_found_is_found() -> None:
    assert replay.replay_command(CHECKOUT) == 0
