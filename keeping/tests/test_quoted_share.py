from pathlib import Path

import pytest

from sco_keeping.dataset import load
from sco_keeping.report.coverage import coverage_command
from sco_keeping.report.rights import PAGE, quoted
from sco_keeping.rules.citations import shares

MARKS = "# Rights\n\n<!-- quoted share -->\nold\n<!-- end -->\n\nThe rest.\n"


def test_a_line_for_each_frozen_source(package: Path) -> None:
    dataset = load(package)
    head, _, line = quoted(dataset)
    assert [cell.strip() for cell in head.strip("|").split("|")][-1] == "share quoted"
    assert line.startswith("| `harbour` |")
    assert line.endswith(f"| {shares(dataset)['harbour']:.1%} |")


def test_coverage_writes_the_part_and_nothing_else_of_the_page(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (package / "docs").mkdir()
    coverage_command(package, write=True)
    assert not (package / PAGE).exists()
    (package / PAGE).write_text(MARKS, encoding="utf-8")
    coverage_command(package, write=True)
    capsys.readouterr()
    table = "\n".join(quoted(load(package)))
    expected = MARKS.replace("old\n", f"\n{table}\n\nThe limit is 33.3%.\n")
    assert (package / PAGE).read_text(encoding="utf-8") == expected
