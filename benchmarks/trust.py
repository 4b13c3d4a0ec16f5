"""The parts of docs/trust.md on the tests, on bad input and on what is installed, from what is recorded in studies/.

    python benchmarks/trust.py                            # renews the page
    python benchmarks/trust.py --coverage coverage.json   # and first the record, from a report of `coverage json`
    python benchmarks/trust.py --check                    # fails if the page says otherwise

The part on faults in the data is renewed by `sco-data mutate --write`.
"""

import argparse
import ast
import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sco_data.curation.generated import markdown_table, renew
from sco_data.curation.tables import replace_files

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "trust.md"
STUDIES = ROOT / "studies"
LOCKS = ROOT / "requirements"
HOSTILE = ("tests/test_hostile.py", "tests/test_fence.py")

_COUNTS = ("covered_lines", "num_statements", "covered_branches", "num_branches")


def recorded(name: str) -> dict[str, Any]:
    """What a command noted in studies/."""
    return dict(json.loads((STUDIES / f"{name}.json").read_text(encoding="utf-8")))


def summary(report: dict[str, Any]) -> dict[str, dict[str, int]]:
    """Counts of a report of `coverage json` by folder of `src/sco_data`."""
    found: dict[str, Counter[str]] = {}
    for name, file in report["files"].items():
        folder = Path(name).parent.as_posix()
        folder = folder[folder.index("src/") :]
        found.setdefault(folder, Counter()).update({count: file["summary"][count] for count in _COUNTS})
    return {folder: {count: counts[count] for count in _COUNTS} for folder, counts in sorted(found.items())}


def percent(covered: int, of: int) -> str:
    """Share in per cent, two digits, rounded down."""
    return f"{int(10**4 * covered / of) / 100 if of else 100.0} %"


def coverage() -> Iterator[str]:
    """Lines of the part on coverage."""
    record = recorded("coverage")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    floor = project["tool"]["coverage"]["report"]["fail_under"]
    total = {count: sum(counts[count] for counts in record.values()) for count in _COUNTS}
    branches = percent(total["covered_branches"], total["num_branches"])
    lines = percent(total["covered_lines"], total["num_statements"])
    both = percent(total["covered_lines"] + total["covered_branches"], total["num_statements"] + total["num_branches"])
    yield "## Code that the tests run"
    yield ""
    yield (
        f"`nox -s coverage` runs the whole suite and finds that it takes **{branches}** of the branches of `src` and "
        f"{lines} of its lines, {both} together. Under {floor} % of both together CI fails."
    )
    yield ""
    rows = [
        [
            f"`{folder}`",
            f"{counts['covered_lines']} of {counts['num_statements']}",
            f"{counts['covered_branches']} of {counts['num_branches']}",
            percent(counts["covered_branches"], counts["num_branches"]),
        ]
        for folder, counts in record.items()
    ]
    yield from markdown_table(["folder", "lines", "branches", "share of branches"], rows, right=(1, 2, 3))


def code_mutation() -> Iterator[str]:
    """Lines of the part on faults in the checking code."""
    record = recorded("code_mutation")
    sample = f" --sample {record['sample']}" if record["sample"] else ""
    equivalents = record.get("equivalents", [])
    yield "## Faults in the checks that their tests find"
    yield ""
    yield (
        f"`python benchmarks/code_mutation.py --seed {record['seed']}{sample}` makes {record['mutants']} small faults "
        f"in the checking code (a condition negated, a limit off by one, a loop left out), each by itself; the tests "
        f"find {record['found']}: **{record['score']:.1%}**. With `--check` it fails if the score falls."
    )
    yield (
        "The modules of checks are judged without the tests on the real package, so that their scores are lower "
        "bounds; `constraints.py`, which calls the validators of others, is left out."
    )
    yield ""
    rows = [[f"`{file}`", each["found"], each["mutants"]] for file, each in record["modules"].items()]
    yield from markdown_table(["module", "found", "of"], rows, right=(1, 2))
    yield ""
    yield f"{len(record['survivors'])} survive:"
    yield ""
    yield from (f"- `{each}`" for each in record["survivors"])
    if equivalents:
        yield ""
        yield f"{len(equivalents)} more change nothing that could be told, and do not count:"
        yield ""
        yield from (f"- {each}" for each in equivalents)


def bad_input() -> Iterator[str]:
    """Lines of the part on what users may hand over."""
    record = recorded("fuzz")
    yield "## Bad input"
    yield ""
    yield (
        f"`nox -s fuzz` hands over {record['inputs']:,} arbitrary and spoiled inputs; CI takes 2,000 of them, always "
        "the same. Each is either taken or refused in one clear sentence: no traceback, no hang, nothing written "
        "outside of the target."
    )
    if "atheris" in record:
        guided = record["atheris"]
        yield (
            f"Then atheris chooses {sum(guided.values()):,} more by the branches that they reach, for "
            f"{', '.join(f'`{name}`' for name in guided)}."
        )
    yield ""
    what = {
        "csv": "bytes in the place of a table, read as pandas, polars, Arrow and records",
        "edtf": "text in the place of a date",
        "cite": "titles, names and dates in a reference, read back by the parsers of others",
        "verify": "texts in which cited words are looked for",
        "archive": "ZIP files, wheels, tarballs and manifests that `diff` compares",
        "described": "a descriptor or a schema that says something else",
        "command": "command lines",
    }
    yield from markdown_table(
        ["target", "what is handed over", "inputs"],
        [[f"`{name}`", what[name], f"{count:,}"] for name, count in record["targets"].items()],
        right=(2,),
    )
    yield ""
    yield (
        "Hostile cases, one test each (`pytest tests/test_hostile.py tests/test_fence.py`; at night the cell is of 200 "
        "MB, in CI of 20):"
    )
    yield ""
    for file in HOSTILE:
        for node in ast.parse((ROOT / file).read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield f"- {node.name.removeprefix('test_').replace('_', ' ')}"
    yield ""
    yield (
        "All tests run with the network off: what opens a connection to anything but this machine fails, in the tests "
        "and in the processes that they start."
    )


def matrix() -> Iterator[str]:
    """Lines of the part on versions of Python and of what the package stands on."""
    record = recorded("matrix")
    yield "## Versions"
    yield ""
    yield (
        "`nox -s matrix` builds the wheel and runs the tests of reading on it, away from the checkout, with the oldest "
        "and the newest libraries that it supports and warnings as errors. A Python that the machine lacks is an "
        "error. What is skipped needs the checkout."
    )
    yield ""
    rows = [[key, each["versions"], each["result"]] for key, each in record.items()]
    yield from markdown_table(["session", "versions", "tests"], rows)


def supply_chain() -> Iterator[str]:
    """Lines of the part on what CI installs."""
    yield "## What CI installs"
    yield ""
    yield (
        "Every package is pinned to a version and to the hashes of its files. `.ci/run` downloads them once, compares "
        "each with its hash, and installs from there and from nowhere else. `nox -s lock` renews the pins."
    )
    yield ""
    rows = []
    for file in sorted(LOCKS.glob("*.txt")):
        text = file.read_text(encoding="utf-8")
        names = set(re.findall(r"^([\w.-]+)==", text, re.MULTILINE))
        rows.append([f"`requirements/{file.name}`", len(names), text.count("--hash=sha256:")])
    yield from markdown_table(["pins", "packages", "hashes"], rows, right=(1, 2))
    yield ""
    yield (
        "Known vulnerabilities are looked up by `pip-audit` every night (`nox -s audit`), not by `.ci/run`: the answer "
        "needs a database on the network and changes without a change here. Each release has a bill of materials "
        "(CycloneDX, `sco-data release`), and `SECURITY.md` says how to report."
    )


PARTS = {
    "coverage": coverage,
    "code mutation": code_mutation,
    "bad input": bad_input,
    "matrix": matrix,
    "supply chain": supply_chain,
}


def published(page: str) -> str:
    """The page with these parts renewed; those that it lacks stand at its end."""
    for name, lines in PARTS.items():
        begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
        part = "\n".join([begin, "", *lines(), "", end])
        if begin in page and end in page:
            before, _, rest = page.partition(begin)
            page = before + part + rest.partition(end)[2]
        else:
            page = f"{page.rstrip()}\n\n{part}\n".lstrip()
    return page


def main() -> int:
    """Exit status: 1 if a page that is only checked would change, else 0."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--coverage", type=Path, help="a report of `coverage json` to record")
    parser.add_argument("--check", action="store_true", help="write nothing, fail if the page is not up to date")
    chosen = parser.parse_args()
    if chosen.coverage:
        report = summary(json.loads(chosen.coverage.read_text(encoding="utf-8")))
        replace_files({STUDIES / "coverage.json": (json.dumps(report, indent=2) + "\n").encode()})
    return renew({PAGE: published(PAGE.read_text(encoding="utf-8")).encode()}, check=chosen.check)


if __name__ == "__main__":
    sys.exit(main())
