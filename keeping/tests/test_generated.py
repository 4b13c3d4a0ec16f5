from pathlib import Path

import pytest

from sco_keeping.generated import renew


def test_a_stale_file_is_renewed_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "page.md"
    file.write_bytes(b"old\n")
    assert renew({file: b"new\n"}) == 0
    assert file.read_bytes() == b"new\n"
    assert capsys.readouterr().out == f"changed {file}\n"
    assert renew({file: b"new\n"}) == 0
    assert capsys.readouterr().out == f"is as it should be: {file}\n"


def test_a_missing_file_is_made(tmp_path: Path) -> None:
    renew({tmp_path / "page.md": b"new\n"})
    assert (tmp_path / "page.md").read_bytes() == b"new\n"


def test_a_check_writes_nothing_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stale, missing, good = (tmp_path / name for name in ("stale.md", "missing.md", "good.md"))
    stale.write_bytes(b"old\n")
    good.write_bytes(b"new\n")
    assert renew(dict.fromkeys((stale, missing, good), b"new\n"), check=True) == 1
    assert stale.read_bytes() == b"old\n"
    assert not missing.exists()
    assert capsys.readouterr().out == f"would change {stale}\nwould change {missing}\nis as it should be: {good}\n"
    assert renew({good: b"new\n"}, check=True) == 0
