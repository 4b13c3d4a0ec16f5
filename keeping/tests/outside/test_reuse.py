"""Rights of every file by `reuse lint`, on a copy of what belongs to the project."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Tool = Callable[..., subprocess.CompletedProcess[str]]


def test_every_file_has_its_rights(tool: Tool, clean: Path) -> None:
    done = tool("reuse", "--no-multiprocessing", "lint", cwd=clean)
    assert done.returncode == 0, done.stdout
    assert "Your project is compliant" in done.stdout


def replaced(folder: Path, old: str, new: str) -> None:
    file = folder / "REUSE.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda folder: (folder / "LICENSES" / "MIT.txt").unlink(), "Missing licenses: MIT"),
        (lambda folder: shutil.copy(folder / "LICENSE", folder / "LICENSES" / "0BSD.txt"), "Unused licenses: 0BSD"),
        (lambda folder: replaced(folder, '"MIT"', '"MITT"'), "'MITT' found in:"),
        (lambda folder: replaced(folder, '"**"', '"src/**"'), "no copyright and licensing information"),
    ],
    ids=["text missing", "text unused", "unknown license", "files without"],
)
def test_a_broken_one_is_refused(
    tool: Tool, clean: Path, tmp_path: Path, spoil: Callable[[Path], object], said: str
) -> None:
    folder = shutil.copytree(clean, tmp_path / "project")
    spoil(folder)
    done = tool("reuse", "--no-multiprocessing", "lint", cwd=folder)
    assert done.returncode == 1
    assert said in " ".join(done.stdout.replace("*", "").split())
