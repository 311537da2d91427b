"""Writing one revision: what was settled, in a few statements for many rows each."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from itertools import compress
from operator import is_not, itemgetter
from typing import TYPE_CHECKING, NamedTuple

from cmdb.model import Revision
from cmdb.store.batch_check import check_stamp, settle
from cmdb.store.batch_rows import encode_batch
from cmdb.store.sqlite.binding import as_list, chunked
from cmdb.store.sqlite.normals import normals_of
from cmdb.store.sqlite.present import SqlitePresent
from cmdb.store.sqlite.schema import NODE_COLUMNS, RELATION_COLUMNS
from cmdb.values import instant_text, parse_instant

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from cmdb.store.batch_check import Settled
    from cmdb.store.batch_rows import Encoded
    from cmdb.store.encoding import NodeRow
    from cmdb.store.port import Batch, Stamp
    from cmdb.store.sqlite.database import Database
    from cmdb.values import Normal

__all__ = ["Head", "apply", "read_head", "write_revision"]

HEAD = "SELECT number, at, moment, next_node, next_relation FROM revision ORDER BY number DESC LIMIT 1"
END_NODES = f"""
    INSERT INTO node_past ({NODE_COLUMNS}, until)
    SELECT {NODE_COLUMNS}, ? FROM node WHERE key IN (SELECT value FROM json_each(?))
"""
END_RELATIONS = f"""
    INSERT INTO relation_past ({RELATION_COLUMNS}, until)
    SELECT {RELATION_COLUMNS}, ? FROM relation WHERE id IN (SELECT value FROM json_each(?))
"""


# Whether a value is not None, told by the interpreter itself.
IS_GIVEN = partial(is_not, None)


class Head(NamedTuple):
    """Where the history stands: the last revision, the first of the same instant, and the next versions' ids."""

    number: int
    at: datetime | None
    moment: int
    next_node: int
    next_relation: int


def apply(database: Database, batch: Batch, stamp: Stamp) -> Revision | None:
    """Write a batch as one revision; None when it changes nothing."""
    check_stamp(stamp)
    encoded = encode_batch(batch)
    with database.write() as connection:
        head = read_head(connection)
        instant = datetime.now(UTC) if stamp.at is None else stamp.at.astimezone(UTC)
        if head.at is not None:
            instant = max(instant, head.at)
        revision = Revision(head.number + 1, instant, stamp.actor, stamp.source, stamp.reason, stamp.run)
        return revision if write_revision(connection, encoded, revision, head) else None


def read_head(connection: sqlite3.Connection) -> Head:
    """Return where the history stands."""
    row = connection.execute(HEAD).fetchone()
    return Head(row[0], parse_instant(row[1]), *row[2:]) if row else Head(0, None, 0, 1, 1)


def write_revision(
    connection: sqlite3.Connection, encoded: Encoded, revision: Revision, head: Head, *, also_empty: bool = False
) -> Head | None:
    """Check and write one revision; return where the history stands then, None when nothing was written."""
    present = SqlitePresent(connection)
    settled = settle(encoded, present, head.number)
    if settled.empty and not also_empty:
        return None
    end_nodes(connection, settled, revision.number)
    end_relations(connection, [present.relation_ids[identity] for identity in settled.close_relations], revision.number)
    moment = head.moment if revision.at == head.at else revision.number
    insert_nodes(connection, settled.nodes, encoded.digests, (revision.number, moment), head.next_node)
    insert_relations(connection, settled, revision.number, head.next_relation)
    move_claims(connection, settled)
    after = Head(
        revision.number,
        revision.at,
        moment,
        head.next_node + len(settled.nodes),
        head.next_relation + len(settled.relations),
    )
    connection.execute(
        "INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (revision[0], instant_text(revision.at), *revision[2:], *after[2:]),
    )
    return after


def end_nodes(connection: sqlite3.Connection, settled: Settled, number: int) -> None:
    """Move the current versions that end to the past."""
    for some in chunked(settled.close_nodes):
        keys = as_list(some)
        connection.execute(END_NODES, (number, keys))
        connection.execute("DELETE FROM node WHERE key IN (SELECT value FROM json_each(?))", (keys,))
    for some in chunked(settled.removed_nodes):
        connection.execute("DELETE FROM seen WHERE key IN (SELECT value FROM json_each(?))", (as_list(some),))


def end_relations(connection: sqlite3.Connection, ids: Iterable[int], number: int) -> None:
    """Move the current versions that end to the past."""
    for some in chunked(ids):
        connection.execute(END_RELATIONS, (number, as_list(some)))
        connection.execute("DELETE FROM relation WHERE id IN (SELECT value FROM json_each(?))", (as_list(some),))


def insert_nodes(
    connection: sqlite3.Connection,
    rows: list[NodeRow],
    digests: Mapping[str, int],
    since: tuple[int, int],
    first_id: int,
) -> None:
    """Write new current versions, the items of their lists, and the words that they use."""
    if not rows:
        return
    items: list[tuple[str, Normal, int]] = []
    # By key: neighbours in the indexes are then written together.
    numbered = enumerate(sorted(rows), start=first_id)
    insert(
        connection,
        "node",
        NODE_COLUMNS,
        ((*row_columns(version, row, items, since), digests.get(row[0])) for version, row in numbered),
    )
    if items:
        connection.executemany("INSERT INTO item (name, value, id) VALUES (?, ?, ?)", items)
    used = set(map(itemgetter(1, 2, 4), rows))
    words = {(field, text) for texts in used for field, text in zip(("kind", "class", "lifecycle"), texts, strict=True)}
    connection.executemany("INSERT INTO word VALUES (?, ?) ON CONFLICT DO NOTHING", words)


def row_columns(
    version: int, row: NodeRow, items: list[tuple[str, Normal, int]], since: tuple[int, int]
) -> tuple[str | int | None, ...]:
    """Return the columns of a row but the last, and put aside the items of lists."""
    key, kind, cls, name, lifecycle, owner, attributes, body, claims = row
    special, found = normals_of(row)
    if found:
        items.extend((attribute, value, version) for attribute, value in found)
    texts = (attributes or None, body or None, claims or None)
    return (version, key, kind, cls, name, lifecycle, owner, *texts, *since, special)


def insert_relations(connection: sqlite3.Connection, settled: Settled, number: int, first_id: int) -> None:
    """Write new current versions, by identity: neighbours in the index are then written together."""
    if settled.relations:
        rows = sorted(settled.relations)
        insert(
            connection,
            "relation",
            RELATION_COLUMNS,
            ((version, *row[:9], row[9] or None, number) for version, row in enumerate(rows, start=first_id)),
        )


def insert(connection: sqlite3.Connection, table: str, columns: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Write rows, those with the same columns empty by one statement that names the others only.

    The driver takes longer to bind one null than any other value, and most rows have several.
    """
    shapes: dict[bytes, list[tuple[object, ...]]] = {}
    for row in rows:
        shapes.setdefault(bytes(map(IS_GIVEN, row)), []).append(row)
    names = columns.split(", ")
    for shape, alike in shapes.items():
        given = list(compress(names, shape))
        statement = f"INSERT INTO {table} ({', '.join(given)}) VALUES ({', '.join('?' * len(given))})"
        connection.executemany(statement, (tuple(compress(row, shape)) for row in alike))


def move_claims(connection: sqlite3.Connection, settled: Settled) -> None:
    """Take claims from those who gave them up, and give them to those who took them."""
    if settled.claims_dropped:
        connection.executemany("DELETE FROM claim WHERE scope = ? AND value = ?", settled.claims_dropped)
    if settled.claims_added:
        connection.executemany(
            "INSERT INTO claim VALUES (?, ?, ?)",
            ((claim.scope, claim.value, key) for claim, key in settled.claims_added.items()),
        )
