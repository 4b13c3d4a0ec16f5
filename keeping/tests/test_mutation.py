"""Plausible faults: what the operators make, and what the scoring says of it."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from sco_keeping.checks import Material, load
from sco_keeping.derived import derive
from sco_keeping.mutation import report, scoring
from sco_keeping.mutation.faults import OPERATORS, Mutant
from sco_keeping.texts import VARIABLE
from sco_data.errors import ScoDataError, UnknownNameError

from .broken import CHECKOUT, SOURCE, TEXT, Package, small


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    made = small(tmp_path_factory.mktemp("mutation") / "package")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(made.folder / "texts"))
        yield made


@pytest.fixture(scope="module")
def material(package: Package) -> Material:
    return load(package.folder)


@pytest.fixture(scope="module")
def real(frozen_folder: Path) -> Material:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(frozen_folder))
        return load(CHECKOUT)


@pytest.fixture(scope="module")
def mutants(material: Material) -> list[Mutant]:
    return list(scoring.made(material, 7, 3))


def test_a_mutant_differs_from_the_package_where_it_says(material: Material, mutants: list[Mutant]) -> None:
    for mutant in mutants:
        assert any(rows != material.rows[name] for name, rows in mutant.rows.items()) or mutant.equivalent, mutant
        assert mutant.table in mutant.rows, mutant


@pytest.mark.parametrize("operator", OPERATORS)
def test_mutants_of_the_real_package_are_distinct_and_say_truly_what_they_change(operator: str, real: Material) -> None:
    places = []
    for mutant in islice(OPERATORS[operator].make(real, Random("real")), 300):
        places.append((mutant.table, mutant.row, mutant.field, mutant.old, mutant.new))
        row = real.by_key[mutant.table].get(mutant.row)
        if row is not None and mutant.field in row and "-" not in mutant.field:
            assert mutant.old.startswith(row[mutant.field]), mutant
        assert mutant.old != mutant.new or mutant.equivalent or operator == "evidence-doubled", mutant
        assert any(rows != real.rows[name] for name, rows in mutant.rows.items()) or mutant.equivalent, mutant
    assert 0 < len(places) == len(set(places))


def test_a_seed_gives_the_same_mutants_and_another_gives_others(material: Material, mutants: list[Mutant]) -> None:
    assert list(scoring.made(material, 7, 3)) == mutants
    assert list(map(str, scoring.made(material, 8, 3))) != list(map(str, mutants))


def test_an_operator_does_not_depend_on_which_others_run(material: Material, mutants: list[Mutant]) -> None:
    alone = list(scoring.made(material, 7, 3, ["year-off"]))
    assert alone == [mutant for mutant in mutants if mutant.operator == "year-off"]
    assert {mutant.field for mutant in alone} <= {"date_edtf", "period_edtf"}


def test_every_operator_says_what_it_does() -> None:
    assert all(operator.what and "\n" not in operator.what for operator in OPERATORS.values())
    judgements = {operator.name for operator in OPERATORS.values() if operator.is_judgement}
    assert judgements == {"word-coded", "reference-coded", "preferred", "resolved-same"}


def test_rebuilding_a_mutant_is_the_build(material: Material, mutants: list[Mutant]) -> None:
    for mutant in mutants:
        if mutant.is_derived:
            continue
        try:
            whole = derive({**material.rows, **mutant.rows}, material.schemas, {SOURCE: TEXT})
        except ScoDataError:
            with pytest.raises(ScoDataError):
                scoring.rebuilt(material, mutant.rows)
            continue
        new = scoring.rebuilt(material, mutant.rows)
        for name, rows in whole.items():
            found = new.get(name, material.rows[name])
            assert sorted(map(str, rows)) == sorted(map(str, found)), (str(mutant), name)


def test_verdicts_in_memory_are_those_of_validate(material: Material, mutants: list[Mutant]) -> None:
    tried = Random(1).sample(mutants, 6)
    outcomes = [scoring.judged(material, mutant) for mutant in tried]
    assert all(agrees for _, agrees in scoring.confirmed(material, outcomes, 6, 1))
    assert any(outcome.checks for outcome in outcomes)


def test_a_package_without_a_fault_has_none_in_memory_either(material: Material) -> None:
    assert scoring.found(material, {name: [dict(row) for row in rows] for name, rows in material.rows.items()}) == []


def test_a_value_that_its_words_do_not_say_dies_by_the_words(material: Material) -> None:
    (mutant,) = scoring.made(material, 1, 1, ["scale"])
    assert "normalized" in scoring.judged(material, mutant).checks


def test_equal_bounds_exchanged_are_equivalent(material: Material) -> None:
    outcomes = [scoring.judged(material, each) for each in scoring.made(material, 1, 2, ["bounds-swapped"])]
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
    record["scores"]["what coders judge"] = 1.0
    (package.folder / report.RECORD).write_text(json.dumps(record))
    assert report.mutate_command(package.folder, only=["relation", "preferred"], check=True) == 1
    assert "The score of what coders judge is 0.0000" in capsys.readouterr().out


def test_the_generated_part_leaves_the_rest_of_the_page_alone(package: Package) -> None:
    run = report.mutate(package.folder, seed=1, per_operator=1, only=["relation"])
    page = report.published("# Trust\n\nBefore.\n", run).decode()
    assert page.startswith("# Trust\n\nBefore.\n\n" + report.BEGIN)
    after = page + "\nAfter.\n"
    assert report.published(after, run).decode() == after


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
    assert set(record["scores"]) == {scoring.STATED, scoring.JUDGED, scoring.ALL}
    assert record["mutants"] > 100
