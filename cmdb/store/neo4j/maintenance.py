"""Moving the whole content of a store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmdb.store.neo4j.load import load_history
from cmdb.store.neo4j.past import all_changes
from cmdb.store.neo4j.schema import read_format
from cmdb.store.neo4j.stream import last_seen_times
from cmdb.store.neo4j.verify import findings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from cmdb.model import Key, Revision
    from cmdb.store.neo4j.connect import Connection
    from cmdb.store.port import Change, Finding

__all__ = ["Neo4jMaintenance"]


class Neo4jMaintenance:
    """The port ``Maintenance`` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def dump(self) -> Iterator[tuple[Revision, Sequence[Change]]]:
        """Yield the whole history."""
        return all_changes(self._connection, 0, None)

    def load(self, history: Iterable[tuple[Revision, Sequence[Change]]]) -> int:
        """Fill an empty store."""
        return load_history(self._connection, history)

    def verify(self) -> Sequence[Finding]:
        """Check the store."""
        return findings(self._connection)

    def format_number(self) -> int:
        """Return the format."""
        return self._connection.read(read_format) or 0

    def last_seen(self) -> Iterator[tuple[Key, datetime]]:
        """Yield when each node was last seen."""
        self._connection.check_open()
        return last_seen_times(self._connection)
