"""A Neo4j server that is not there, goes away, or never answers: a clear error in time, and back to work after it."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from cmdb.errors import Invalid, StoreUnavailable
from cmdb.store.neo4j import open_neo4j
from cmdb.store.neo4j.connect import parse_address
from tests.cmdb.store.contract.build import ME, batch, ci, keys_of
from tests.cmdb.store.test_neo4j import emptied

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE_S = 20  # the time-out is 10 s; the rest is for a busy machine


@contextmanager
def within(seconds: float) -> Iterator[None]:
    started = time.monotonic()
    yield
    assert time.monotonic() - started < seconds


class Between:
    """A proxy before the server, which can stop passing on what it is sent, or hang up."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.server = (parts.hostname, parts.port or 7687)
        self.listener = socket.create_server(("127.0.0.1", 0))
        port = self.listener.getsockname()[1]
        self.url = f"bolt://{parts.netloc.rpartition('@')[0]}@127.0.0.1:{port}"
        self.passing = threading.Event()
        self.passing.set()
        self.sockets: list[socket.socket] = [self.listener]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                far = socket.create_connection(self.server)
                self.sockets += [near, far]
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self.carry, args=(source, sink), daemon=True).start()

    def carry(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self.passing.wait()
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def hang_up(self) -> None:
        for end in self.sockets:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@pytest.fixture
def between(neo4j_url: str) -> Iterator[Between]:
    proxy = Between(emptied(neo4j_url))
    yield proxy
    proxy.passing.set()
    proxy.hang_up()


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    ("url", "shown", "server", "database", "user", "password"),
    [
        ("neo4j://db", "neo4j://db", "neo4j://db", None, "neo4j", ""),
        ("bolt://u:p%40s@db:7688", "bolt://db:7688", "bolt://db:7688", None, "u", "p@s"),
        ("neo4j+s://:secret@db/estate", "neo4j+s://db/estate", "neo4j+s://db", "estate", "neo4j", "secret"),
        ("bolt://[::1]:7687/", "bolt://[::1]:7687", "bolt://[::1]:7687", None, "neo4j", ""),
    ],
)
def test_an_address_is_taken_apart(
    url: str, shown: str, server: str, database: str | None, user: str, password: str
) -> None:
    assert parse_address(url, {}) == (shown, server, database, user, password)


def test_a_password_may_come_from_the_environment() -> None:
    variables = {"FAULTLINE_NEO4J_PASSWORD": "secret"}
    assert parse_address("neo4j://db", variables).password == "secret"
    assert parse_address("neo4j://u:other@db", variables).password == "other"


@pytest.mark.parametrize("url", ["http://db", "neo4j://", "bolt://u:secret@db:port", "neo4j://u:secret@db?x=1"])
def test_what_is_no_address_is_invalid_and_not_repeated(url: str) -> None:
    with pytest.raises(Invalid) as raised:
        parse_address(url, {})
    assert "secret" not in str(raised.value)


# ---------------------------------------------------------------- away


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with within(PATIENCE_S), pytest.raises(StoreUnavailable, match=str(port)) as raised:
        open_neo4j(f"bolt://neo4j:secret@127.0.0.1:{port}")
    assert "secret" not in str(raised.value)


def test_who_listens_never_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, within(PATIENCE_S), pytest.raises(StoreUnavailable):
        open_neo4j(f"bolt://neo4j:secret@127.0.0.1:{listener.getsockname()[1]}")


@pytest.mark.neo4j
def test_a_wrong_password_is_said_and_not_repeated(neo4j_url: str) -> None:
    parts = urlsplit(neo4j_url)
    if not parts.password:
        pytest.skip("this server takes any password")
    host = parts.netloc.rpartition("@")[2]
    with pytest.raises(StoreUnavailable, match="refuses user") as raised:
        open_neo4j(f"bolt://neo4j:not-the-password@{host}")
    assert "not-the-password" not in str(raised.value)


@pytest.mark.neo4j
def test_a_server_that_hangs_up_is_missed_at_once_and_found_again(between: Between, neo4j_url: str) -> None:
    with open_neo4j(between.url) as store:
        store.graph.apply(batch(ci("a")), ME)
        between.hang_up()
        for ask in (
            lambda: keys_of(store),
            lambda: store.graph.apply(batch(ci("b")), ME),
            lambda: list(store.graph.stream_nodes("ci")),
            store.maintenance.verify,
        ):
            with within(PATIENCE_S), pytest.raises(StoreUnavailable):
                ask()
    with open_neo4j(neo4j_url) as store:
        assert keys_of(store) == ["a"]


@pytest.mark.neo4j
def test_a_server_that_freezes_is_missed_in_time_and_found_again(between: Between) -> None:
    with open_neo4j(between.url) as store:
        store.graph.apply(batch(ci("a")), ME)
        time.sleep(1)
        between.passing.clear()
        with within(PATIENCE_S), pytest.raises(StoreUnavailable):
            store.graph.apply(batch(ci("b")), ME)
        between.passing.set()
        assert keys_of(store) == ["a"]
        assert store.graph.apply(batch(ci("b")), ME).number == 2
