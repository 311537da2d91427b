"""Rows of the tables as nodes, relations and revisions, and the present or the past as what SQL reads from."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from cmdb.model import Revision, Stored
from cmdb.store.canonical import new_tuple
from cmdb.store.encoding import node_from_columns, relation_from_columns
from cmdb.store.sqlite.binding import as_list
from cmdb.store.sqlite.schema import NODE_COLUMNS, RELATION_COLUMNS
from cmdb.values import parse_instant

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from cmdb.model import Relation
    from cmdb.store.sqlite.database import Database

__all__ = [
    "NODE_FIELDS",
    "RELATION_FIELDS",
    "nodes_at",
    "read_revision",
    "relation_from",
    "relations_at",
    "revisions_by_number",
    "seen_at",
    "stored_from",
]

NODE_FIELDS = "n.key, n.kind, n.cls, n.name, n.lifecycle, n.owner, n.attributes, n.body, n.claims, n.since"
RELATION_FIELDS = (
    "r.source, r.type, r.target, r.grp, "
    "r.need, r.weight, r.ride_through_s, r.confidence, r.last_verified, r.reported_by, r.since"
)


def nodes_at(as_of: int | None) -> str:
    """Return what to read nodes from; in the past it takes the parameter ``:as_of``."""
    return "node" if as_of is None else past("node", NODE_COLUMNS)


def relations_at(as_of: int | None) -> str:
    """Return what to read relations from; in the past it takes the parameter ``:as_of``."""
    return "relation" if as_of is None else past("relation", RELATION_COLUMNS)


def past(table: str, columns: str) -> str:
    """Return the versions of a table that held at ``:as_of``."""
    return (
        f"(SELECT {columns} FROM {table} WHERE since <= :as_of UNION ALL "
        f"SELECT {columns} FROM {table}_past WHERE since <= :as_of AND until > :as_of)"
    )


def seen_at(as_of: int | None, alias: str = "n") -> str:
    """Return when a node was last seen, as SQL."""
    return f"(SELECT at FROM seen WHERE seen.key = {alias}.key)" if as_of is None else "NULL"


# ---------------------------------------------------------------- nodes


def stored_from(database: Database, connection: sqlite3.Connection, rows: Sequence[tuple]) -> list[Stored]:  # type: ignore[type-arg]
    """Return rows of ``NODE_FIELDS`` and ``seen_at`` as the port hands them out."""
    instants = database.instants(connection, set(map(itemgetter(9), rows)))
    return [
        new_tuple(
            Stored,
            (
                node_from_columns(*row[:9]),
                row[9],
                instants[row[9]],
                None if row[10] is None else parse_instant(row[10]),
            ),
        )
        for row in rows
    ]


# ---------------------------------------------------------------- relations


def relation_from(row: tuple) -> Relation:  # type: ignore[type-arg]  # the columns of RELATION_FIELDS
    """Return a row of ``RELATION_FIELDS`` as a relation."""
    return relation_from_columns(*row[:10])


# ---------------------------------------------------------------- revisions


def read_revision(row: Sequence) -> Revision:  # type: ignore[type-arg]  # number, at, actor, source, reason, run
    """Return a row as a revision."""
    return Revision(row[0], parse_instant(row[1]), *row[2:6])


def revisions_by_number(connection: sqlite3.Connection, numbers: Iterable[int]) -> Mapping[int, Revision]:
    """Return revisions by number."""
    rows = connection.execute(
        "SELECT number, at, actor, source, reason, run FROM revision WHERE number IN (SELECT value FROM json_each(?))",
        (as_list(numbers),),
    )
    return {row[0]: read_revision(row) for row in rows}
