"""How many faults made in the checking code its tests find: the tests of the tests.

    python benchmarks/code_mutation.py --sample 150          # prints the score
    python benchmarks/code_mutation.py --sample 150 --write  # and records it in studies/code_mutation.json
    python benchmarks/code_mutation.py --check               # repeats what is recorded, fails if the score falls
    python benchmarks/code_mutation.py                       # every mutant, for the night

Needs a checkout with the extra `test`, SCO_DATA_SOURCES, `cosmic-ray`, and an operating system that forks. Mutants are
those of cosmic-ray; each lives in the memory of a process of its own, so that no file is ever changed. The modules of
checks are judged by what tests/curation/test_checks.py says of each broken small package (made once, for nothing that
makes them is changed) and by tests/curation/test_checks_*.py; not by the tests on the real package, which makes their
scores lower bounds. `constraints.py`, which calls the validators of others, is left out.

What survives and changes nothing that a test could see is listed in code_mutation_equivalents.toml, with the reason; it
is tried as all others are, and does not count.
"""

import argparse
import ast
import contextlib
import gc
import importlib
import importlib.abc
import importlib.util
import json
import os
import signal
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest
from multiprocessing.pool import ThreadPool
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
RECORD = ROOT / "studies" / "code_mutation.json"
EQUIVALENTS = Path(__file__).with_name("code_mutation_equivalents.toml")
SECONDS = 120
"""After this time a mutant counts as found: it hangs."""

CHECKS = sorted((ROOT / "src/sco_data/curation/checks").glob("[a-z]*.py"))
OTHERS = {
    "src/sco_data/curation/grounding.py": "tests/curation/test_grounding*.py",
    "src/sco_data/curation/numbers.py": "tests/curation/test_numbers*.py",
    "src/sco_data/curation/datewords.py": "tests/curation/test_datewords*.py",
    "src/sco_data/edtf.py": "tests/test_edtf*.py",
}
DIRECT = "tests/curation/test_checks_*.py"

CONSTRAINTS = "src/sco_data/curation/checks/constraints.py"
"""Left out, and not run while the others are judged: its checks take seconds, in the validators of others."""

# One change of each kind. Others of cosmic-ray are left out: those that nearly repeat one of these (`==` to `>=`, to
# `is`), those that only break (`-` to `<<`), and sets and types joined by `|`.
KINDS = [
    *("AddNot", "ReplaceUnaryOperator_Delete_Not", "ReplaceUnaryOperator_Delete_USub"),
    *("ReplaceAndWithOr", "ReplaceOrWithAnd", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "NumberReplacer"),
    *("ZeroIterationForLoop", "ReplaceContinueWithBreak", "ReplaceBreakWithContinue", "ExceptionReplacer"),
    "RemoveDecorator",
    *(
        f"ReplaceComparisonOperator_{pair}"
        for pair in (
            "Eq_NotEq NotEq_Eq Lt_LtE LtE_Lt Gt_GtE GtE_Gt Lt_GtE LtE_Gt Gt_LtE GtE_Lt Is_IsNot IsNot_Is"
        ).split()
    ),
    *(
        f"ReplaceBinaryOperator_{pair}"
        for pair in "Add_Sub Sub_Add Mul_Div Div_Mul FloorDiv_Mul Mod_Mul Pow_Mul".split()
    ),
]


class Mutant(NamedTuple):
    """A change: the file, the kind, which of its kind in the file, and where."""

    file: str
    kind: str
    number: int
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column} {self.kind} #{self.number}"


def mutants(file: str) -> Iterator[Mutant]:
    """All mutants of a file, but for those within type annotations."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.plugins import get_operator

    source = (ROOT / file).read_text(encoding="utf-8")
    types = _annotations(source)
    tree = get_ast(source)
    for kind in KINDS:
        operator = get_operator(f"core/{kind}")()
        places = ((start, end) for node in ast_nodes(tree) for start, end in operator.mutation_positions(node))
        for number, (start, _) in enumerate(places):
            if not any(first <= start < last for first, last in types):
                yield Mutant(file, kind, number, start[0], start[1] + 1)


def _annotations(source: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    found = []
    for node in ast.walk(ast.parse(source)):
        for name in ("annotation", "returns"):
            if part := getattr(node, name, None):
                found += [((part.lineno, part.col_offset), (part.end_lineno, part.end_col_offset))]
    return found


def sampled(seed: int, size: int | None) -> list[Mutant]:
    """Mutants of all files, or a random sample that takes from each file in proportion to what it has."""
    files = [name for file in CHECKS if (name := file.relative_to(ROOT).as_posix()) != CONSTRAINTS] + list(OTHERS)
    every = {file: _every(file) for file in files}
    total = sum(map(len, every.values()))
    found = []
    for file, those in every.items():
        share = len(those) if size is None else min(len(those), -(-size * len(those) // total))
        found += sorted(Random(f"{seed}/{file}").sample(those, share))
    return found


def tests_pass(tests: list[str]) -> bool:
    """Whether files of tests pass, up to the first that fails."""
    import pytest

    # Assertions are not rewritten: it matters only whether they hold.
    quick = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", "--assert=plain"]
    return pytest.main([*quick, *tests]) == pytest.ExitCode.OK


def tests_of(file: str) -> list[str]:
    """Files of tests that a file is judged by."""
    found = sorted(map(str, ROOT.glob(OTHERS.get(file, DIRECT))))
    if not found:
        raise SystemExit(f"{file} has no tests")
    return found


def write_broken(folder: Path) -> None:
    """Write the small package and every broken one into a folder, and `broken.json`, which says what is wrong."""
    sys.path.insert(0, str(ROOT))
    from tests.curation.broken import BREAKS, copy_of, small

    whole = small(folder / "whole")
    found = [["", "whole"]]
    os.environ["SCO_DATA_SOURCES"] = str(whole.folder / "texts")
    for number, (check, breaks) in enumerate(BREAKS):
        package = copy_of(whole.folder, folder / str(number))
        (package.folder / "texts").mkdir()
        breaks(package)
        found.append([check, str(number)])
    (folder / "broken.json").write_text(json.dumps(found), encoding="utf-8")


def judge(file: str, broken: Path) -> bool:
    """Whether a file of checks passes: each package has the fault that it has, and its tests pass.

    What is likely to find a mutant comes first: its own tests, and the packages that its own checks are for.
    """
    from sco_data.curation.checks import CHECKS
    from sco_data.curation.validate import validate

    module = {name: check.find.__module__.rpartition(".")[2] for name, check in CHECKS.items()}
    for name, check in CHECKS.items():
        if module[name] == Path(CONSTRAINTS).stem:  # what they would find besides does not count
            CHECKS[name] = check._replace(find=lambda _: iter(()))
    sources = os.environ["SCO_DATA_SOURCES"]
    packages = [
        each
        for each in json.loads((broken / "broken.json").read_text(encoding="utf-8"))
        if module.get(each[0]) != Path(CONSTRAINTS).stem
    ]

    def are_right(chosen: list[list[str]]) -> bool:
        os.environ["SCO_DATA_SOURCES"] = str(broken / "whole" / "texts")
        right = all(
            {fault.check for fault in validate(broken / name).faults} == {*filter(None, [check])}
            for check, name in chosen
        )
        os.environ["SCO_DATA_SOURCES"] = sources
        return right

    tests = tests_of(file)
    own_tests = [test for test in tests if Path(test).stem.endswith(f"_{Path(file).stem}")]
    own_packages = [each for each in packages if module.get(each[0]) == Path(file).stem]
    return (
        (not own_tests or tests_pass(own_tests))
        and are_right(own_packages)
        and tests_pass([test for test in tests if test not in own_tests])
        and are_right([each for each in packages if each not in own_packages])
    )


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Gives one module another source."""

    def __init__(self, file: str, source: str) -> None:
        parts = Path(file).relative_to("src").with_suffix("").parts
        self._name, self._source, self._origin = ".".join(parts), source, str(ROOT / file)

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:  # noqa: ARG002
        if fullname == self._name:
            return importlib.util.spec_from_loader(fullname, self, origin=self._origin)
        return None

    def get_source(self, fullname: str) -> str:  # noqa: ARG002
        return self._source


def changed(mutant: Mutant) -> str:
    """Source of the file with a mutant in it."""
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator

    source = mutate_code(_source(mutant.file), get_operator(f"core/{mutant.kind}")(), mutant.number)
    if source is None:
        raise SystemExit(f"there is no {mutant}")
    return str(source)


def change(mutant: Mutant) -> tuple[str, str]:
    """The first line that a mutant changes: as it is, and as the mutant has it."""
    old, new = (
        [line.strip() for line in source.splitlines() if line.strip()]
        for source in (_source(mutant.file), changed(mutant))
    )
    return next((one, other) for one, other in zip_longest(old, new, fillvalue="") if one != other)


@lru_cache
def _source(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


def equivalents() -> dict[tuple[str, str, str], str]:
    """Mutants that change nothing, by file, line and changed line: why. Each has to be one that there is."""
    found = {}
    for entry in tomllib.loads(EQUIVALENTS.read_text(encoding="utf-8"))["equivalent"]:
        file, line = entry["file"], entry["line"]
        lines = _source(file).splitlines()
        there = {change(each) for each in _every(file) if line in _statement(lines, each)}
        for new in entry["changed"]:
            if (line, new) not in there:
                raise SystemExit(
                    f"{EQUIVALENTS.name}: {file} has no {line!r} to be changed to {new!r}; mend the entry."
                )
            found[file, line, new] = entry["reason"]
    return found


def _statement(lines: list[str], mutant: Mutant) -> list[str]:
    """The line of a mutant and the next ones, where its first change may be."""
    return [line.strip() for line in lines[mutant.line - 1 : mutant.line + 9]]


@lru_cache
def _every(file: str) -> list[Mutant]:
    return [each for each in mutants(file) if each.kind != "ExceptionReplacer" or _can_be_made(each)]


def _can_be_made(mutant: Mutant) -> bool:
    try:
        changed(mutant)
    except AttributeError:  # cosmic-ray fails at dotted names of exceptions
        return False
    return True


def _fails(file: str, source: str, broken: Path) -> bool:
    if not (child := os.fork()):
        status = 2
        with contextlib.suppress(BaseException):
            os.setsid()
            quiet = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(quiet, stream)
            sys.meta_path.insert(0, _Changed(file, source))
            status = int(not (tests_pass(tests_of(file)) if file in OTHERS else judge(file, broken)))
        os._exit(status)
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) != 0
        time.sleep(0.02)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def run(seed: int, size: int | None, jobs: int, only: str | None) -> dict[str, Any]:
    """Judge mutants; the figures as they are recorded."""
    # What the tests need is imported once, before the processes part; nothing of the package is.
    for name in (
        "pytest",
        "hypothesis",
        "pandas",
        "frictionless",
        "pandera.pandas",
        "rapidfuzz",
        "yaml",
        "typer",
        "fractions",
    ):
        importlib.import_module(name)
    if imported := [name for name in sys.modules if name.startswith("sco_data")]:
        raise SystemExit(f"{imported[0]} is imported too early")
    gc.freeze()  # what is shared with the processes stays shared
    same = equivalents()
    chosen = [each for each in sampled(seed, size) if not only or only in each.file]
    with tempfile.TemporaryDirectory() as folder, ThreadPool(jobs) as pool:
        broken = Path(folder)
        if not (child := os.fork()):  # nothing of the package is imported here
            with contextlib.suppress(BaseException):
                write_broken(broken)
            os._exit(0)
        os.waitpid(child, 0)
        # One file of checks stands for all, for they have the same tests.
        whole = {each.file if each.file in OTHERS else "checks": each.file for each in chosen}.values()
        for file, fails in zip(whole, pool.map(lambda file: _fails(file, _source(file), broken), whole), strict=True):
            if fails:
                raise SystemExit(f"The tests of {file} fail without a mutant; mend that first.")
        verdicts: dict[Mutant, bool] = {}
        results = pool.imap(lambda each: _fails(each.file, changed(each), broken), chosen, chunksize=1)
        for mutant, found in zip(chosen, results, strict=True):
            verdicts[mutant] = found
            if found:
                print("found     ", mutant, flush=True)
            else:
                known = (mutant.file, *change(mutant)) in same
                print("equivalent" if known else "SURVIVES  ", mutant, " → ".join(change(mutant)), flush=True)
    alike = {each: reason for each in chosen if (reason := same.get((each.file, *change(each))))}
    if wrong := [str(each) for each in alike if verdicts[each]]:
        raise SystemExit(f"{EQUIVALENTS.name}: the tests find {', '.join(wrong)}; take it out.")
    counted = [each for each in chosen if each not in alike]
    total, killed = Counter(each.file for each in counted), Counter(each.file for each in counted if verdicts[each])
    return {
        "seed": seed,
        "sample": size,
        "mutants": len(counted),
        "found": sum(killed.values()),
        "score": int(10**4 * sum(killed.values()) / len(counted)) / 10**4,
        "modules": {file: {"mutants": total[file], "found": killed[file]} for file in total},
        "survivors": [f"{each}: {' → '.join(change(each))}" for each in counted if not verdicts[each]],
        "equivalents": [f"`{each}: {' → '.join(change(each))}`: {reason}" for each, reason in alike.items()],
    }


def main() -> int:
    """Exit status: 1 if the score is under what is recorded, else 0."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=int, help="how many mutants, about; default all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", help="files whose names contain this")
    parser.add_argument("--check", action="store_true", help="repeat the record, fail if the score is lower")
    parser.add_argument("--write", action="store_true", help="record the score")
    chosen = parser.parse_args()
    os.chdir(ROOT)
    if not os.environ.get("SCO_DATA_SOURCES"):
        raise SystemExit("Set SCO_DATA_SOURCES to the folder of the frozen texts.")
    record = json.loads(RECORD.read_text(encoding="utf-8")) if chosen.check else {}
    size, seed = (record["sample"], record["seed"]) if chosen.check else (chosen.sample, chosen.seed)
    result = run(seed, size, chosen.jobs, chosen.only)
    print(f"{result['found']} of {result['mutants']} mutants are found: {result['score']:.1%}")
    if chosen.write:
        if chosen.only:
            raise SystemExit("A record is of all files; leave --only out.")
        RECORD.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    if chosen.check and result["score"] < record["score"]:
        print(f"That is under the {record['score']:.1%} of {RECORD.relative_to(ROOT)}.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
