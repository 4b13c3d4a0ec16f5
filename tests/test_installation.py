"""Damage to an installation is found, file by file."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sco_data import ScoDataError, fingerprint
from sco_data.installation import damages

CHECKOUT = Path(__file__).parents[1]


def test_a_whole_package(little: Path) -> None:
    assert damages(little) == []
    assert damages(little, expected=fingerprint(little).upper()) == []


def test_a_damaged_and_a_missing_table(little: Path) -> None:
    (little / "data" / "kinds.csv").write_bytes(b"x\n")
    (little / "data" / "summits.csv").unlink()
    found = damages(little)
    assert [re.sub(r".*/data/", "", line).split(":")[0] for line in found] == [
        "kinds.csv is damaged or was changed",
        "summits.csv is missing; expected sha256 " + found[1].split("sha256 ")[1].split(":")[0],
    ]
    (line,) = damages(little, expected="0" * 64)[2:]
    assert line == f"The fingerprint of the data is unknown, for summits.csv is missing; expected {'0' * 64}."


def test_a_table_that_nobody_described(little: Path) -> None:
    """It would be part of what `sha256sum data/*.csv` reads, and of no fingerprint."""
    (little / "data" / "more.csv").write_bytes(b"x\n")
    (line,) = damages(little)
    assert line.endswith("more.csv is no part of the package: datapackage.json does not name it.")


def test_another_fingerprint_than_expected(little: Path, spoil: Callable[..., None]) -> None:
    before = fingerprint(little)
    spoil("kinds", (little / "data" / "kinds.csv").read_bytes().replace(b"516", b"517"), rehash=True)
    assert damages(little, expected=before) == [
        f"The fingerprint of the data is {fingerprint(little)}; expected {before}."
    ]


def test_a_table_without_a_hash(little: Path) -> None:
    file = little / "datapackage.json"
    file.write_text(re.sub(r'"hash": "[^"]*"', '"hash": ""', file.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(ScoDataError, match="gives no hash for data/kinds"):
        damages(little)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which pip installed the wheel, without its dependencies."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", folder / "dist", CHECKOUT],
        check=True,
        capture_output=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1577836800"},
    )
    (wheel,) = (folder / "dist").iterdir()
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--no-compile"]
    subprocess.run([*pip, "--target", folder / "site", wheel], check=True, capture_output=True)
    return folder / "site"


def asked(site: Path) -> list[str]:
    """What is wrong with an installation, asked in a process of its own."""
    script = "from sco_data.installation import damages; print(*damages(), sep='\\n')"
    done = subprocess.run(
        [sys.executable, "-c", script],
        check=True,
        capture_output=True,
        text=True,
        cwd=site.parent,
        env={**os.environ, "PYTHONPATH": str(site)},
    )
    return [line for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize("name", ["_package/data/summits.csv", "_package/schemas/summits.json", "membership.py"])
def test_every_file_of_a_wheel_is_checked(installed: Path, name: str) -> None:
    assert asked(installed) == []
    file = installed / "sco_data" / name
    whole = file.read_bytes()
    try:
        file.write_bytes(whole + b"\n")
        (line,) = asked(installed)  # a table stands in two lists, and is told once
        assert f"sco_data/{name} is damaged or was changed" in line
        file.unlink()
        (line,) = asked(installed)
        assert f"sco_data/{name} is missing" in line
    finally:
        file.write_bytes(whole)
