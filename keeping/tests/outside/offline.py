"""No validator may need the network: what it reads has to be here."""

import socket
from typing import Any

import pytest


def refuse_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every look-up of a name and every connection fail for as long as the test runs."""

    def refuse(*arguments: Any, **_: Any) -> None:
        raise AssertionError(f"the network is used: {arguments}")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)
