"""What a batch is checked against: the questions of ``batch_check``, each answered for many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmdb.model import Claim, RelationId
from cmdb.store.encoding import NodeRow, RelationRow
from cmdb.store.sqlite.binding import as_list, chunked

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Mapping

__all__ = ["SqlitePresent", "wanted_relations"]

NODE_ROWS = """
    SELECT key, kind, cls, name, lifecycle, owner, ifnull(attributes, ''), ifnull(body, ''), ifnull(claims, ''), since
    FROM node WHERE key IN (SELECT value FROM json_each(?))
"""
RELATION_ROWS = """
    SELECT r.source, r.type, r.target, r.grp, need, weight, ride_through_s, confidence, last_verified,
        ifnull(reported_by, ''), since, r.id
    FROM temp.wanted w CROSS JOIN relation r
        ON r.source = w.source AND r.type = w.type AND r.target = w.target AND r.grp = w.grp
"""
RELATIONS_AT = """
    SELECT source, type, target, grp FROM relation WHERE source IN (SELECT value FROM json_each(:keys))
    UNION
    SELECT source, type, target, grp FROM relation WHERE target IN (SELECT value FROM json_each(:keys))
    ORDER BY 1, 2, 3, 4
"""


class SqlitePresent:
    """The present, within the write transaction of one batch. Remembers where the relations it found stand."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.relation_ids: dict[RelationId, int] = {}

    def node_rows(self, keys: Collection[str]) -> Mapping[str, tuple[NodeRow, int]]:
        """Return nodes with the revision of each."""
        found: dict[str, tuple[NodeRow, int]] = {}
        for some in chunked(keys):
            for row in self.connection.execute(NODE_ROWS, (as_list(some),)):
                found[row[0]] = (NodeRow._make(row[:9]), row[9])
        return found

    def relation_rows(self, ids: Collection[RelationId]) -> Mapping[RelationId, tuple[RelationRow, int]]:
        """Return relations with the revision of each."""
        found: dict[RelationId, tuple[RelationRow, int]] = {}
        for row in wanted_relations(self.connection, ids, RELATION_ROWS):
            identity = RelationId._make(row[:4])
            found[identity] = (RelationRow._make(row[:10]), row[10])
            self.relation_ids[identity] = row[11]
        return found

    def holders_of(self, claims: Collection[Claim]) -> Mapping[Claim, str]:
        """Return the holder of each claim."""
        values: dict[str, list[str]] = {}
        for claim in claims:
            values.setdefault(claim.scope, []).append(claim.value)
        return {
            Claim(scope, value): node
            for scope, scoped in values.items()
            for some in chunked(scoped)
            for value, node in self.connection.execute(
                "SELECT value, node FROM claim WHERE scope = ? AND value IN (SELECT value FROM json_each(?))",
                (scope, as_list(some)),
            )
        }

    def existing(self, keys: Collection[str]) -> set[str]:
        """Return those of the keys that are nodes."""
        return {
            key
            for some in chunked(keys)
            for (key,) in self.connection.execute(
                "SELECT key FROM node WHERE key IN (SELECT value FROM json_each(?))", (as_list(some),)
            )
        }

    def relations_at(self, keys: Collection[str]) -> Iterable[RelationId]:
        """Return the relations that name one of these nodes at either end."""
        for some in chunked(keys):
            for row in self.connection.execute(RELATIONS_AT, {"keys": as_list(some)}):
                yield RelationId._make(row)


def wanted_relations(
    connection: sqlite3.Connection,
    ids: Iterable[RelationId],
    select: str,
    parameters: Mapping[str, object] | None = None,
) -> Iterator[tuple]:  # type: ignore[type-arg]  # the columns of ``select``
    """Yield the rows of a statement that joins ``temp.wanted``, the relations asked for."""
    for some in chunked(ids):
        connection.execute("DELETE FROM temp.wanted")
        connection.executemany("INSERT INTO temp.wanted (source, type, target, grp) VALUES (?, ?, ?, ?)", some)
        yield from connection.execute(select, parameters or {})
