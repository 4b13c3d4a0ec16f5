"""What is written appears when it is whole, and not before."""

from pathlib import Path

import pytest

from sco_data.placing import placed


def test_a_file_replaces_a_file(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_text("old", encoding="utf-8")
    with placed(target) as made:
        made.write_text("new", encoding="utf-8")
        assert target.read_text(encoding="utf-8") == "old"
    assert target.read_text(encoding="utf-8") == "new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_replaces_a_folder(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "old").touch()
    with placed(target) as made:
        made.mkdir()
        (made / "new").touch()
    assert [file.name for file in target.iterdir()] == ["new"]
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, OSError])
def test_nothing_is_left_of_what_was_stopped(tmp_path: Path, stop: type[BaseException]) -> None:
    def write() -> None:
        with placed(tmp_path / "out") as made:
            made.mkdir()
            (made / "half").touch()
            raise stop

    with pytest.raises(stop):
        write()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_there_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "old").touch()
    real = Path.replace

    def replace(self: Path, other: Path) -> Path:
        if self.name == "out" and self != target:
            raise KeyboardInterrupt
        return real(self, other)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(KeyboardInterrupt), placed(target) as made:
        made.mkdir()
    assert [file.name for file in target.iterdir()] == ["old"]
