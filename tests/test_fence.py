"""The fence refuses what it is there to refuse, and lets the rest pass."""

import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from .fence import TrespassError, writing_only_in


def _link(folder: Path) -> None:
    (folder / "link").symlink_to("/etc/passwd")


def _append(folder: Path) -> None:
    os.close(os.open(folder / "a", os.O_APPEND | os.O_CREAT))


CHANGES: dict[str, Callable[[Path], object]] = {
    "write": lambda folder: (folder / "a").write_text("x"),
    "append": _append,
    "mkdir": lambda folder: (folder / "b").mkdir(),
    "remove": lambda folder: (folder / "kept").unlink(),
    "rename": lambda folder: (folder / "kept").rename(folder / "c"),
    "rmdir": lambda folder: (folder / "empty").rmdir(),
    "link": _link,
    "sqlite": lambda folder: sqlite3.connect(folder / "d.sqlite").close(),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "folder"
    (made / "empty").mkdir(parents=True)
    (made / "kept").write_text("x")
    return made


@pytest.mark.parametrize("change", CHANGES)
def test_changes_are_refused_outside(change: str, folder: Path, tmp_path: Path) -> None:
    before = sorted(folder.iterdir())
    with pytest.raises(TrespassError, match="folder"), writing_only_in():
        CHANGES[change](folder)
    with pytest.raises(TrespassError, match="folder"), writing_only_in(tmp_path / "folde"):
        CHANGES[change](folder)
    assert sorted(folder.iterdir()) == before
    with writing_only_in(folder):
        CHANGES[change](folder)
    assert sorted(folder.iterdir()) != before or (folder / "a").exists()


def test_reading_is_free(folder: Path) -> None:
    with writing_only_in(), closing(sqlite3.connect(":memory:")):
        assert (folder / "kept").read_text() == "x"
        Path(os.devnull).write_text("x")


def test_a_way_out_by_dots_or_links_is_seen(folder: Path) -> None:
    (folder / "out").symlink_to(folder.parent)
    for path in (folder / ".." / "a", folder / "out" / "a"):
        with pytest.raises(TrespassError), writing_only_in(folder):
            path.write_text("x")


def test_after_the_block_everything_is_allowed() -> None:
    with TemporaryDirectory() as folder, writing_only_in():
        pass
    assert not Path(folder).exists()


@pytest.mark.parametrize("address", [("192.0.2.1", 9), ("2001:db8::1", 9), ("example.org", 80)])
def test_the_network_is_off(address: tuple[str, int]) -> None:
    """Of every test of the suite: the hook is set in `tests/conftest.py`."""
    with pytest.raises(TrespassError, match="the network is used"):
        socket.create_connection(address, timeout=1)


def test_this_machine_is_not_the_network() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        socket.create_connection(server.getsockname()).close()


LOAD = """
import sys
sys.addaudithook(lambda event, _: event.startswith("socket.") and sys.exit(f"the network is used: {event}"))
import sco_data
for name in sco_data.tables():
    sco_data.load(name)
sco_data.evidence("summits", "summit-1998-almaty")
sco_data.search("almaty")
sco_data.cite("apa", table="summits")
"""


def test_a_process_of_its_own_needs_no_socket() -> None:
    """What subprocesses do, no hook of this process sees: the library in one that has its own."""
    subprocess.run([sys.executable, "-c", LOAD], check=True)
