from __future__ import annotations

import socket

import pytest


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80), ("example.org", 80)])
def test_another_machine_is_refused(address: tuple[str, int]) -> None:
    with pytest.raises(AssertionError, match="may not speak to"):
        socket.create_connection(address, timeout=1)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_is_not(host: str) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection((host, server.getsockname()[1]), timeout=1) as client,
    ):
        assert client.getpeername()[0] == "127.0.0.1"
