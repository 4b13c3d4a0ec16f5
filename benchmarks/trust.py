"""The parts of docs/trust.md on tests and on what is installed, from what is recorded in studies/ and requirements/.

    python benchmarks/trust.py                            # renews the page
    python benchmarks/trust.py --coverage coverage.json   # and first the record, from a report of `coverage json`
    python benchmarks/trust.py --check                    # fails if the page says otherwise

The other part, on faults in the data, is renewed by `sco-data mutate --write`.
"""

import argparse
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
COVERAGE = ROOT / "studies" / "coverage.json"
MUTATION = ROOT / "studies" / "code_mutation.json"
LOCKS = ROOT / "requirements"

_COUNTS = ("covered_lines", "num_statements", "covered_branches", "num_branches")


def summary(report: dict[str, Any]) -> dict[str, dict[str, int]]:
    """Counts of a report of `coverage json` by folder of `src/sco_data`."""
    found: dict[str, Counter[str]] = {}
    for name, file in report["files"].items():
        folder = Path(name).parent.as_posix()
        found.setdefault(folder, Counter()).update({count: file["summary"][count] for count in _COUNTS})
    return {folder: {count: counts[count] for count in _COUNTS} for folder, counts in sorted(found.items())}


def percent(counts: dict[str, int]) -> float:
    """Share of lines and branches that ran, as coverage.py counts: per cent, two digits, rounded down."""
    all_ = counts["num_statements"] + counts["num_branches"]
    return int(10**4 * (counts["covered_lines"] + counts["covered_branches"]) / all_) / 100 if all_ else 100.0


def coverage() -> Iterator[str]:
    """Lines of the part on coverage."""
    record = json.loads(COVERAGE.read_text(encoding="utf-8"))
    floor = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["coverage"]["report"][
        "fail_under"
    ]
    total = dict(sum((Counter(counts) for counts in record.values()), Counter()))
    yield "## Code that the tests run"
    yield ""
    yield (
        f"`coverage run -m pytest -q && coverage combine && coverage report` gives **{percent(total)} %** of lines and "
        f"branches of `src`, taken together; under {floor} % CI fails."
    )
    yield ""
    rows = []
    for folder, counts in record.items():
        lines = f"{counts['covered_lines']} of {counts['num_statements']}"
        branches = f"{counts['covered_branches']} of {counts['num_branches']}"
        rows.append([f"`{folder}`", lines, branches, f"{percent(counts)} %"])
    yield from markdown_table(["folder", "lines", "branches", "together"], rows, right=(1, 2, 3))


def code_mutation() -> Iterator[str]:
    """Lines of the part on faults in the checking code."""
    record = json.loads(MUTATION.read_text(encoding="utf-8"))
    sample = f" --sample {record['sample']}" if record["sample"] else ""
    yield "## Faults in the checks that their tests find"
    yield ""
    yield (
        f"`python benchmarks/code_mutation.py --seed {record['seed']}{sample}` makes {record['mutants']} small faults "
        f"in the checking code (a condition negated, a limit off by one, a loop left out), each by itself; the tests "
        f"find {record['found']}: **{record['score']:.1%}**."
    )
    yield (
        "The modules of checks are judged without the tests on the real package, so that their scores are lower "
        "bounds; `constraints.py`, which calls the validators of others, is left out. "
        "Survivors are not sorted into those that change nothing and those that a test should find."
    )
    yield ""
    rows = [[f"`{file}`", each["found"], each["mutants"]] for file, each in record["modules"].items()]
    yield from markdown_table(["module", "found", "of"], rows, right=(1, 2))
    yield ""
    yield f"{len(record['survivors'])} survive:"
    yield ""
    yield from (f"- `{each}`" for each in record["survivors"])


def supply_chain() -> Iterator[str]:
    """Lines of the part on what CI installs."""
    yield "## What CI installs"
    yield ""
    yield (
        "Every package is pinned to a version and to the hashes of its files. `.ci/run` downloads them once, compares "
        "each with its hash, and installs from that folder and from nowhere else. `nox -s lock` renews the pins."
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
        "Known vulnerabilities are looked up every night by `pip-audit` in the workflow `nightly.yml`, not by "
        "`.ci/run`: the answer needs a database on the network and changes without a change here. Each release has a "
        "bill of materials (CycloneDX), and `SECURITY.md` says how to report."
    )


PARTS = {"coverage": coverage, "code mutation": code_mutation, "supply chain": supply_chain}


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
        replace_files({COVERAGE: (json.dumps(report, indent=2) + "\n").encode()})
    page = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else "# Trust, measured\n"
    return renew({PAGE: published(page).encode()}, check=chosen.check)


if __name__ == "__main__":
    sys.exit(main())
