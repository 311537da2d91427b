"""Reading in bulk: each stream is one state, on a connection of its own for as long as it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmdb.model import Key
from cmdb.store.side_check import prefix_end
from cmdb.store.sqlite.binding import bindable
from cmdb.store.sqlite.entities import past_parameter
from cmdb.store.sqlite.history import changes_between
from cmdb.store.sqlite.rows import (
    NODE_FIELDS,
    RELATION_FIELDS,
    nodes_at,
    relation_from,
    relations_at,
    seen_at,
    stored_from,
)
from cmdb.values import parse_instant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from cmdb.model import Relation, Revision, Stored
    from cmdb.store.port import Change
    from cmdb.store.sqlite.database import Database

__all__ = ["digests", "stream_changes", "stream_last_seen", "stream_nodes", "stream_relations"]

CHUNK = 10_000


def stream_nodes(database: Database, kind: str, as_of: int | None) -> Iterator[Sequence[Stored]]:
    """Yield all nodes of a kind, by key."""
    select = f"SELECT {NODE_FIELDS}, {seen_at(as_of)} FROM {nodes_at(as_of)} n WHERE n.kind = :kind ORDER BY n.key"
    with database.read() as connection:
        cursor = connection.execute(select, {"kind": bindable(kind), **past_parameter(as_of)})
        while rows := cursor.fetchmany(CHUNK):
            yield stored_from(database, connection, rows)
            database.check_open()


def stream_relations(database: Database, as_of: int | None) -> Iterator[Sequence[Relation]]:
    """Yield all relations, by identity."""
    select = f"SELECT {RELATION_FIELDS} FROM {relations_at(as_of)} r ORDER BY r.source, r.type, r.target, r.grp"
    with database.read() as connection:
        cursor = connection.execute(select, past_parameter(as_of))
        while rows := cursor.fetchmany(CHUNK):
            yield [relation_from(row) for row in rows]
            database.check_open()


def stream_changes(database: Database, first: int, last: int) -> Iterator[tuple[Revision, Sequence[Change]]]:
    """Yield what each of these revisions did."""
    with database.read() as connection:
        for change in changes_between(connection, first, last):
            yield change
            database.check_open()


def stream_last_seen(database: Database) -> Iterator[tuple[Key, datetime]]:
    """Yield when each node was last seen, by key."""
    with database.read() as connection:
        for key, instant in connection.execute("SELECT key, at FROM seen ORDER BY key"):
            yield Key(key), parse_instant(instant)
            database.check_open()


def digests(database: Database, kind: str, prefix: str) -> Mapping[Key, int]:
    """Return the digests of a kind's nodes, by key; read from their index alone."""
    end = prefix_end(prefix)
    select = (
        "SELECT key, digest FROM node WHERE kind = :kind AND digest IS NOT NULL AND key >= :prefix "
        + ("AND key < :end " if end is not None else "")
        + "ORDER BY key"
    )
    parameters = {"kind": bindable(kind), "prefix": bindable(prefix), "end": end and bindable(end)}
    with database.read() as connection:
        return dict(connection.execute(select, parameters).fetchall())
