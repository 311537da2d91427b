"""What was: the versions of one entity, and what each revision did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmdb.model import Key, Node, Relation, RelationId
from cmdb.store.encoding import node_from_columns
from cmdb.store.port import Change
from cmdb.store.sqlite.binding import as_list, revision_number
from cmdb.store.sqlite.rows import NODE_FIELDS, RELATION_FIELDS, read_revision, relation_from, revisions_by_number
from cmdb.store.versions import Span, numbers_in, versions
from cmdb.values import INT_MAX

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from cmdb.model import EntityRef, Revision, Version
    from cmdb.store.sqlite.database import Database

__all__ = ["changes_between", "history"]

VERSIONS_OF_NODE = f"""
    SELECT {NODE_FIELDS}, NULL AS until FROM node n WHERE n.key IN (SELECT value FROM json_each(:ref))
    UNION ALL
    SELECT {NODE_FIELDS}, n.until FROM node_past n WHERE n.key IN (SELECT value FROM json_each(:ref))
    ORDER BY 10 DESC LIMIT :limit
"""
IDENTITY = (
    "(r.source, r.type, r.target, r.grp) = (SELECT json_extract(:ref, '$[0]'), json_extract(:ref, '$[1]'), "
    "json_extract(:ref, '$[2]'), json_extract(:ref, '$[3]'))"
)
VERSIONS_OF_RELATION = f"""
    SELECT {RELATION_FIELDS}, NULL AS until FROM relation r WHERE {IDENTITY}
    UNION ALL
    SELECT {RELATION_FIELDS}, r.until FROM relation_past r WHERE {IDENTITY}
    ORDER BY 11 DESC LIMIT :limit
"""
REVISIONS = """
    SELECT number, at, actor, source, reason, run, next_node, next_relation FROM revision
    WHERE number >= :first AND number <= :last ORDER BY number LIMIT :limit
"""
# A revision's versions are a range of ids; those that it ended carry its number.
NODES_WRITTEN = f"""
    SELECT {NODE_FIELDS} FROM node n WHERE n.id >= :low AND n.id < :high
    UNION ALL
    SELECT {NODE_FIELDS} FROM node_past n WHERE n.id >= :low AND n.id < :high
"""
NODES_ENDED = f"SELECT {NODE_FIELDS} FROM node_past n WHERE n.until = :number"
RELATIONS_WRITTEN = f"""
    SELECT {RELATION_FIELDS} FROM relation r WHERE r.id >= :low AND r.id < :high
    UNION ALL
    SELECT {RELATION_FIELDS} FROM relation_past r WHERE r.id >= :low AND r.id < :high
"""
RELATIONS_ENDED = f"SELECT {RELATION_FIELDS} FROM relation_past r WHERE r.until = :number"
REVISIONS_AT_ONCE = 100


def history(database: Database, ref: EntityRef, limit: int) -> Sequence[Version]:
    """Return the versions of one entity, newest first."""
    parts = ref if isinstance(ref, RelationId) else (ref,)
    if any("\x00" in part for part in parts):
        return []
    # One more than asked: the oldest one's predecessor tells whether the entity was absent before it.
    parameters = {
        "ref": as_list(parts),
        "limit": max(0, min(limit, INT_MAX - 1)) + 1,
    }
    with database.read() as connection:
        if isinstance(ref, RelationId):
            rows = connection.execute(VERSIONS_OF_RELATION, parameters)
            spans = [Span(relation_from(row), row[10], row[11]) for row in rows]
        else:
            rows = connection.execute(VERSIONS_OF_NODE, parameters)
            spans = [Span(node_from(row), row[9], row[10]) for row in rows]
        revisions = revisions_by_number(connection, numbers_in(spans))
    return versions(ref, spans, limit, revisions.__getitem__)


def changes_between(
    connection: sqlite3.Connection, first: int, last: int
) -> Iterator[tuple[Revision, Sequence[Change]]]:
    """Yield what each of these revisions did, within the caller's transaction."""
    first = revision_number(first)
    while True:
        parameters = {"first": first, "last": revision_number(last), "limit": REVISIONS_AT_ONCE}
        rows = connection.execute(REVISIONS, parameters).fetchall()
        if not rows:
            return
        low = starts_of(connection, rows[0][0])
        for row in rows:
            yield read_revision(row), changes_of(connection, row[0], low, (row[6], row[7]))
            low = (row[6], row[7])
        first = rows[-1][0] + 1


def starts_of(connection: sqlite3.Connection, number: int) -> tuple[int, int]:
    """Return the first ids of nodes and relations that a revision may have written."""
    select = "SELECT next_node, next_relation FROM revision WHERE number = ?"
    row = connection.execute(select, (number - 1,)).fetchone()
    return (row[0], row[1]) if row else (1, 1)


def changes_of(
    connection: sqlite3.Connection, number: int, low: tuple[int, int], high: tuple[int, int]
) -> list[Change]:
    """Return what one revision did: nodes by key, then relations by identity."""
    before: dict[EntityRef, Node | Relation] = {}
    after: dict[EntityRef, Node | Relation] = {}
    for row in connection.execute(NODES_ENDED, {"number": number}):
        before[Key(row[0])] = node_from(row)
    for row in connection.execute(NODES_WRITTEN, {"low": low[0], "high": high[0]}):
        after[Key(row[0])] = node_from(row)
    keys = sorted(before.keys() | after.keys())
    found = [Change(key, before.get(key), after.get(key)) for key in keys]
    before.clear()
    after.clear()
    for row in connection.execute(RELATIONS_ENDED, {"number": number}):
        relation = relation_from(row)
        before[relation.id] = relation
    for row in connection.execute(RELATIONS_WRITTEN, {"low": low[1], "high": high[1]}):
        relation = relation_from(row)
        after[relation.id] = relation
    ids = sorted(before.keys() | after.keys())
    return found + [Change(identity, before.get(identity), after.get(identity)) for identity in ids]


def node_from(row: tuple) -> Node:  # type: ignore[type-arg]  # the columns of NODE_FIELDS
    """Return a row of ``NODE_FIELDS`` as a node."""
    return node_from_columns(*row[:9])
