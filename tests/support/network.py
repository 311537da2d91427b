"""Refuses every connection of a test that would leave this machine."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["no_network"]

LOCAL_NAMES = frozenset({"", "localhost", socket.gethostname()})


class NetworkBlockedError(AssertionError):
    """A test, or the product in it, tried to speak to another machine."""


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Let sockets connect and names resolve on this machine only, for the whole run."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, guarded(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", guarded_lookup(socket.getaddrinfo))
        yield


def guarded(method: Any) -> Any:
    """Answer the socket's method, refusing addresses of other machines; its address comes last."""

    def checked(self: socket.socket, *arguments: Any) -> Any:
        refuse(arguments[-1])
        return method(self, *arguments)

    return checked


def guarded_lookup(lookup: Any) -> Any:
    """Answer the look-up, refusing names that only another machine can resolve."""

    def checked(host: Any, *arguments: Any, **options: Any) -> Any:
        refuse((host,))
        return lookup(host, *arguments, **options)

    return checked


def refuse(address: Any) -> None:
    """Raise for an address that is not this machine's."""
    if not is_local(address):
        raise NetworkBlockedError(f"tests may not speak to {address!r}")


def is_local(address: Any) -> bool:
    """Tell whether a socket address is a file, a loopback address or a name of this machine."""
    if not isinstance(address, tuple):
        return True
    host = address[0]
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "")
    if text in LOCAL_NAMES:
        return True
    try:
        found = ipaddress.ip_address(text.split("%")[0])
    except ValueError:
        return False
    return found.is_loopback or found.is_unspecified
