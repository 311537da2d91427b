"""The store in a Neo4j database: the current graph as plain nodes and relationships, what it was beside it.

``shape`` says what lies where; ``connect`` speaks to the server; ``schema`` prepares a database. ``apply`` decides
(``present``) and writes (``write``); ``find`` and ``aggregate`` put questions together from ``compile``;
``entities``, ``revisions``, ``past`` and ``stream`` read; ``side`` keeps the small tables; ``maintenance`` moves
and checks the whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmdb.store.neo4j.connect import Connection, parse_address
from cmdb.store.neo4j.graph import Neo4jGraph
from cmdb.store.neo4j.maintenance import Neo4jMaintenance
from cmdb.store.neo4j.schema import prepare
from cmdb.store.neo4j.side import Neo4jSide
from cmdb.store.port import GraphStore, Maintenance, SideStore

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

__all__ = ["Neo4jStore", "open_neo4j"]

TIMEOUT_S = 10.0


class Neo4jStore:
    """One opened store: its three ports over one connection. Threads may share it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.url = connection.address.shown
        self.graph: GraphStore = Neo4jGraph(connection)
        self.side: SideStore = Neo4jSide(connection)
        self.maintenance: Maintenance = Neo4jMaintenance(connection)

    def close(self) -> None:
        """Release everything; safe to call twice."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_neo4j(url: str, *, timeout: float = TIMEOUT_S) -> Neo4jStore:
    """Open the store in the database at ``neo4j://[USER[:PASSWORD]@]HOST[:PORT][/DATABASE]`` (or ``bolt://``).

    Without a password in the URL it is taken from ``FAULTLINE_NEO4J_PASSWORD``. An empty database becomes a store.
    ``timeout`` in seconds bounds how long a server that does not answer is waited for. Raises ``Invalid``,
    ``StoreTooNew``, ``StoreUnavailable``.
    """
    connection = Connection(parse_address(url), timeout=timeout)
    try:
        prepare(connection)
    except BaseException:
        connection.close()
        raise
    return Neo4jStore(connection)
