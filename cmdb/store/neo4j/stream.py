"""The whole store in chunks: each is read while no commit is applied, and all show the state at one revision.

A chunk comes as lists in one row: a row of its own costs the driver several times what the server takes to read it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from cmdb.model import Key
from cmdb.store.neo4j.connect import head_number
from cmdb.store.neo4j.names import quote
from cmdb.store.neo4j.ordered import ordered, restored
from cmdb.store.neo4j.shape import indexed, relation_of, stored_of, value_label
from cmdb.values import parse_instant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from cmdb.model import Relation, Stored
    from cmdb.store.neo4j.connect import Connection, Work

__all__ = ["digests_of", "last_seen_times", "stream_nodes", "stream_relations"]

T = TypeVar("T")
WINDOW = 5000
LAST = "\uffff"  # above all ordered text


class Span(NamedTuple):
    """The keys that one chunk is about, and the state that it shows; ``kept`` when that is no longer the present."""

    after: str
    upto: str
    at: int
    kept: bool


class Keys(NamedTuple):
    """Queries for the last of the next ``$size`` keys and how many these are: current ones, and those kept."""

    now: str
    kept: str


def windows(
    connection: Connection,
    as_of: int | None,
    keys: Keys,
    read: Callable[[Work, Span], Sequence[T]],
    parameters: Mapping[str, object],
) -> Iterator[Sequence[T]]:
    """Yield what ``read`` returns for one span of keys after the other."""
    head = connection.quietly(head_number)
    at = head if as_of is None else min(as_of, head)
    after = ""
    while after != LAST:
        span, found = connection.quietly(partial(next_window, after, at, keys, read, parameters))
        after = span.upto
        if found:
            yield found


def next_window(
    after: str,
    at: int,
    keys: Keys,
    read: Callable[[Work, Span], Sequence[T]],
    parameters: Mapping[str, object],
    work: Work,
) -> tuple[Span, Sequence[T]]:
    """Return the next span and what is read of it."""
    kept = head_number(work) > at
    borders = [
        last if count == WINDOW else LAST
        for query in (keys if kept else keys[:1])
        for last, count in work.rows(query, after=after, at=at, size=WINDOW, **parameters)
    ]
    span = Span(after, min(borders), at, kept)
    return span, read(work, span)


# ---------------------------------------------------------------- nodes

# Few nodes of a kind are found by its label, many by their keys.
NODES_OF_KIND = "MATCH (n:{kind}) RETURN count(*)"
NODE_KEYS = Keys(
    """
    MATCH (n:Node:{kind}) {hint} WHERE n.key > $after
    WITH n.key AS key ORDER BY key LIMIT $size RETURN max(key), count(*)
    """,
    """
    MATCH (n:Version) USING INDEX n:Version(key)
    WHERE n.kind = $kind AND n.key > $after AND n.since <= $at AND n.until > $at
    WITH n.key AS key ORDER BY key LIMIT $size RETURN max(key), count(*)
    """,
)
NODES = """
MATCH (n:Node:{kind}) {hint} WHERE n.key > $after AND n.key <= $upto AND n.since <= $at
RETURN collect(n.record), collect(coalesce(n.last_seen, ''))
"""
KEPT_NODES = """
MATCH (v:Version) USING INDEX v:Version(key)
WHERE v.key > $after AND v.key <= $upto AND v.kind = $kind AND v.since <= $at AND v.until > $at
OPTIONAL MATCH (n:Node {key: v.key}) USING INDEX SEEK n:Node(key)
RETURN collect(v.record), collect(coalesce(n.last_seen, ''))
"""


def stream_nodes(connection: Connection, kind: str, as_of: int | None) -> Iterator[Sequence[Stored]]:
    """Yield the nodes of a kind, by key."""
    form = indexed(kind)
    label = quote(value_label("", form))
    count = connection.read(lambda work: work.rows(NODES_OF_KIND.format(kind=label)))[0][0]
    hint = f"USING SCAN n:{label}" if count <= WINDOW else "USING INDEX n:Node(key)"
    keys = Keys(NODE_KEYS.now.format(kind=label, hint=hint), NODE_KEYS.kept)
    nodes = NODES.format(kind=label, hint=hint)

    def read(work: Work, span: Span) -> Sequence[Stored]:
        asked = {"kind": form, **span._asdict()}
        rows = work.rows(nodes, **asked) + (work.rows(KEPT_NODES, **asked) if span.kept else [])
        found = (
            stored_of(record, seen if seen and as_of is None else None)
            for row in rows
            for record, seen in zip(*row, strict=True)
        )
        return sorted((s for s in found if s.node.kind == kind), key=lambda stored: stored.node.key)

    return windows(connection, as_of, keys, read, {"kind": form})


# ---------------------------------------------------------------- relations

SOURCES = Keys(
    """
    MATCH (n:Node) USING INDEX n:Node(key) WHERE n.key > $after
    WITH n.key AS key ORDER BY key LIMIT $size RETURN max(key), count(*)
    """,
    """
    MATCH (r:RelationVersion) USING INDEX r:RelationVersion(source)
    WHERE r.source > $after AND r.since <= $at AND r.until > $at
    WITH r.source AS key ORDER BY key LIMIT $size RETURN max(key), count(*)
    """,
)
RELATIONS = """
MATCH (n:Node)-[r]->() USING INDEX n:Node(key)
WHERE n.key > $after AND n.key <= $upto AND r.since <= $at
RETURN collect(r.record)
"""
KEPT_RELATIONS = """
MATCH (r:RelationVersion) USING INDEX r:RelationVersion(source)
WHERE r.source > $after AND r.source <= $upto AND r.since <= $at AND r.until > $at
RETURN collect(r.record)
"""


def stream_relations(connection: Connection, as_of: int | None) -> Iterator[Sequence[Relation]]:
    """Yield all relations, ordered by identity: a chunk has all that begin at its span of nodes."""

    def read(work: Work, span: Span) -> Sequence[Relation]:
        asked = span._asdict()
        rows = work.rows(RELATIONS, **asked) + (work.rows(KEPT_RELATIONS, **asked) if span.kept else [])
        found = (relation_of(record)[0] for row in rows for record in row[0])
        return sorted(found, key=lambda relation: relation.id)

    return windows(connection, as_of, SOURCES, read, {})


# ---------------------------------------------------------------- one property of many nodes

DIGESTS = """
MATCH (n:Node:%s)
WHERE n.key STARTS WITH $prefix AND n.digest IS NOT NULL AND coalesce(n.odd_kind, n.kind) = $kind
WITH n.key AS key, n.digest AS digest ORDER BY key
WITH collect(key) AS keys, collect(digest) AS digests
UNWIND range(0, size(keys) - 1, $size) AS at
RETURN keys[at..at + $size], digests[at..at + $size]
"""
SEEN = Keys(SOURCES.now, SOURCES.now)
LAST_SEEN = """
MATCH (n:Node) USING INDEX n:Node(key) WHERE n.key > $after AND n.key <= $upto AND n.last_seen IS NOT NULL
WITH n.key AS key, n.last_seen AS seen ORDER BY key
RETURN collect(key), collect(seen)
"""


def digests_of(work: Work, kind: str, prefix: str) -> Mapping[Key, int]:
    """Return the digests of the nodes of a kind, by key."""
    label = quote(value_label("", indexed(kind)))
    rows = work.rows(DIGESTS % label, prefix=ordered(prefix), kind=ordered(kind), size=WINDOW)
    return {Key(restored(key)): digest for row in rows for key, digest in zip(*row, strict=True)}


def last_seen_times(connection: Connection) -> Iterator[tuple[Key, datetime]]:
    """Yield when each node was last seen, by key."""

    def read(work: Work, span: Span) -> Sequence[tuple[Key, datetime]]:
        rows = work.rows(LAST_SEEN, **span._asdict())
        return [(Key(restored(key)), parse_instant(seen)) for row in rows for key, seen in zip(*row, strict=True)]

    for chunk in windows(connection, None, SEEN, read, {}):
        yield from chunk
