"""The programs in `benchmarks/` run and write their page; how long anything takes is not tested."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "performance.md"


def run(program: str, page: Path, *options: str) -> str:
    command = [sys.executable, str(ROOT / "benchmarks" / program), "--write", "--page", str(page), *options]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert not done.returncode, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page that both programs write at their smallest setting."""
    file = tmp_path_factory.mktemp("benchmarks") / "performance.md"
    run("growth.py", file, "--sizes", "1", "2")
    run("speed.py", file, "--runs", "1", "--rounds", "1")
    return file.read_text(encoding="utf-8")


def test_speed_compares_each_target(page: str) -> None:
    rows = [line for line in page.splitlines() if re.search(r"\| (yes|no) \|$", line)]
    assert len(rows) == 8
    assert all(re.search(r"\| \d+\.\d\d \| ≤ [\d.]+ \| (yes|no) \|$", row) for row in rows[:-1])
    assert rows[-1] == "| pandas loaded by `import sco_data` | | | | no | no | yes |"


def test_speed_has_a_row_for_each_package_like_it_even_if_that_does_not_run(page: str) -> None:
    for name in ("sco-data", "palmerpenguins", "vega_datasets", "country_converter", "pycountry", "frictionless"):
        assert re.search(rf"^\| {name} .*(\d \|$|does not run: `|not installed)", page, re.MULTILINE), name


def test_growth_times_each_job_at_each_size(page: str) -> None:
    jobs = ("load", "validate", "checks", "verify")
    row = re.compile(rf"^\| ({'|'.join(jobs)}) \| (\d) \| ([\d,]+) \|(?: [\d.]+ \|){{4}}$", re.MULTILINE)
    found = row.findall(page)
    assert [(job, size) for job, size, _ in found] == [(job, size) for job in jobs for size in "12"]
    assert [int(rows.replace(",", "")) for job, _, rows in found if job == "verify"] == [1600, 3200]
    assert len({rows for job, size, rows in found if job != "verify" and size == "2"}) == 1


def test_growth_stops_where_it_would_take_too_long_and_says_so(page: str, tmp_path: Path) -> None:
    assert "Timed only up to" not in page  # at these sizes every job is timed
    file = tmp_path / "performance.md"
    run("growth.py", file, "--sizes", "1", "2", "--jobs", "load", "--most", "0")
    text = file.read_text(encoding="utf-8")
    assert re.findall(r"^\| load \| (\d) \|", text, re.MULTILINE) == ["1"]
    assert re.search(r"^Timed only up to .* 0 seconds: load \(n = 1\)\.$", text, re.MULTILINE)


def test_the_page_in_the_docs_has_both_parts(page: str) -> None:
    headings = re.compile(r"^#+ .*", re.MULTILINE)
    assert headings.findall(PAGE.read_text(encoding="utf-8")) == headings.findall(page)
