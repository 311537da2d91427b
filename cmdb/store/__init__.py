"""The stores: one port (``cmdb.store.port``), three backends behind it, and how one is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmdb.errors import Invalid
from cmdb.store.memory import open_memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from cmdb.store.port import Store

__all__ = ["open_store"]

ALLOWED = "memory:, sqlite:///FILE, neo4j://HOST[:PORT][/DATABASE], bolt://HOST[:PORT][/DATABASE]"


def open_store(url: str) -> Store:
    """Open the store at ``url``, creating a ``memory:`` or ``sqlite:///FILE`` one that is not there.

    Raises ``Invalid`` for a URL that names no backend, ``StoreTooNew`` and ``StoreUnavailable`` as the backends say.
    """
    scheme = url.partition(":")[0].partition("+")[0].lower()
    if scheme not in BACKENDS:
        raise Invalid("store URL", "unknown kind of store", url, ALLOWED)
    return BACKENDS[scheme](url)


def open_neo4j(url: str) -> Store:
    """Open a Neo4j store; its driver is imported only here."""
    from cmdb.store import neo4j  # noqa: PLC0415

    return neo4j.open_neo4j(url)


def open_sqlite(url: str) -> Store:
    """Open a SQLite store; imported only here, as one process seldom needs two backends."""
    from cmdb.store import sqlite  # noqa: PLC0415

    return sqlite.open_sqlite(url)


BACKENDS: dict[str, Callable[[str], Store]] = {
    "memory": open_memory,
    "sqlite": open_sqlite,
    "neo4j": open_neo4j,
    "bolt": open_neo4j,
}
