"""A fence around a block of code: what it writes, where it connects to, and which programs it starts are refused.

A hook of the interpreter cannot be taken away again, so there is one, which does nothing outside of a block. It sees
what Python opens, makes, moves and deletes, and SQLite; not what a library writes from C by itself, for which tests
compare the folders.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGING = ("os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate", "os.link", "os.symlink", "os.chmod")
_BESIDES = (os.devnull, "/dev/tty")
_LOOPBACK = ("127.", "::1", "localhost")

_fences: list[Sequence[Path]] = []


class TrespassError(BaseException):
    """Something was done that the fence refuses; no handler of errors of the code under test takes it for its own."""


@contextmanager
def writing_only_in(*folders: Path) -> Iterator[None]:
    """Refuse whatever the block writes, makes, moves or deletes outside of some folders; with none, everything."""
    _fences.append([folder.resolve() for folder in folders])
    try:
        yield
    finally:
        _fences.pop()


def _written(event: str, arguments: tuple[Any, ...]) -> Sequence[Any]:
    """Paths that an event is about to change."""
    if event == "open":
        return arguments[:1] if (arguments[2] or 0) & _WRITING else ()
    if event in ("os.rename", "os.link", "os.symlink"):
        return arguments[1:2] if event == "os.symlink" else arguments[:2]
    if event in _CHANGING:
        return arguments[:1]
    return arguments[:1] if event == "sqlite3.connect" and arguments[0] not in (":memory:", b":memory:") else ()


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        _refuse_network(arguments[1])
    elif event == "socket.getaddrinfo":
        _refuse_network((arguments[0] or "localhost", arguments[1]))
    elif _fences:
        for path in _written(event, arguments):
            if isinstance(path, (str, bytes)) or hasattr(path, "__fspath__"):
                place = Path(os.fsdecode(path)).absolute()
                if str(place) not in _BESIDES and not any(
                    _resolved(place).is_relative_to(folder) for folder in _fences[-1]
                ):
                    raise TrespassError(f"{event} of {place}")


def _resolved(path: Path) -> Path:
    """The path without links and dots, but for its last part, which may be a link that is moved or removed itself."""
    return Path(os.path.realpath(path.parent), path.name)


def _refuse_network(address: Any) -> None:
    host = address[0] if isinstance(address, tuple) else None  # text is the path of a Unix socket
    name = host.decode() if isinstance(host, bytes) else host
    if name is not None and not str(name).startswith(_LOOPBACK):
        raise TrespassError(f"the network is used: {address}")


def watch() -> None:
    """Set the hook, once: from then on no test reaches beyond this machine."""
    if not getattr(sys, "_sco_data_fence", False):
        sys.addaudithook(_watch)
        sys._sco_data_fence = True  # type: ignore[attr-defined]
