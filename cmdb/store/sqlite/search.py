"""Full-text search: an index of the three-letter parts of search texts, filled when there is something to catch up on.

The index only narrows down: which nodes have a word is decided on their search texts. So it may lag behind the
nodes, and keep entries of versions that ended; ids are never used twice. Writing batches does not touch it: a first
import would take half as long again. The first search afterwards catches up, kind by kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmdb.query import All, Compare, OneOf, Text
from cmdb.store.question import parts_of
from cmdb.store.sqlite.functions import search_text
from cmdb.values import normal_text

if TYPE_CHECKING:
    import sqlite3

    from cmdb.query import Condition
    from cmdb.store.sqlite.database import Database

__all__ = ["asks_for_text", "catch_up", "indexed_up_to", "kinds_searched", "match_phrase"]

# So few versions at the end are faster read than indexed.
WORTH_INDEXING = 2_000
SLICE = 20_000
PART = 3
# More parts of a long word hardly narrow further.
MOST_PARTS = 16


def asks_for_text(condition: Condition) -> bool:
    """Return whether a condition, or one within it, is about words."""
    return isinstance(condition, Text) or any(map(asks_for_text, parts_of(condition)))


def kinds_searched(connection: sqlite3.Connection, where: Condition) -> list[str]:
    """Return the kinds of nodes among which words are looked for: those asked for, or all."""
    every = [kind for (kind,) in connection.execute("SELECT text FROM word WHERE field = 'kind'")]
    kinds = every
    for part in where.parts if isinstance(where, All) else ():
        if asks_for_text(part) and not isinstance(part, Text):
            return every
        if isinstance(part, Compare) and part.field == "kind" and part.operator == "=":
            kinds = [kind for kind in kinds if normal_text(kind) == part.value]
        if isinstance(part, OneOf) and part.field == "kind":
            kinds = [kind for kind in kinds if normal_text(kind) in part.values]
    return kinds


def indexed_up_to(connection: sqlite3.Connection, kinds: list[str]) -> int:
    """Return the id up to which the index knows all nodes of these kinds."""
    known = dict(connection.execute("SELECT kind, upto FROM search_state").fetchall())
    return min((known.get(kind, 0) for kind in kinds), default=0)


def last_id(connection: sqlite3.Connection) -> int:
    """Return the id of the last version of a node that was written."""
    row = connection.execute("SELECT next_node FROM revision ORDER BY number DESC LIMIT 1").fetchone()
    return row[0] - 1 if row else 0


def catch_up(database: Database, where: Condition) -> None:
    """Index what a search would otherwise have to read, unless somebody is writing just now."""
    with database.read() as connection:
        enough = last_id(connection) - WORTH_INDEXING
        kinds = [kind for kind in kinds_searched(connection, where) if indexed_up_to(connection, [kind]) <= enough]
    for kind in kinds:
        while True:
            with database.write_if_free() as connection:
                if connection is None or index_slice(connection, kind):
                    break


def index_slice(connection: sqlite3.Connection, kind: str) -> bool:
    """Index some nodes of a kind; return whether that was all of them."""
    drop_if_stale(connection)
    rows = missing_nodes(connection, kind, indexed_up_to(connection, [kind]))
    connection.executemany(
        "INSERT INTO search (rowid, text) VALUES (?, ?)", ((row[0], search_text(*row[1:])) for row in rows)
    )
    done = len(rows) < SLICE
    connection.execute(
        "INSERT INTO search_state (kind, upto, entries) VALUES (?1, ?2, ?3) "
        "ON CONFLICT (kind) DO UPDATE SET upto = excluded.upto, entries = entries + excluded.entries",
        (kind, last_id(connection) if done else rows[-1][0], len(rows)),
    )
    return done


def missing_nodes(connection: sqlite3.Connection, kind: str, start: int) -> list[tuple[int, str, str, str | None]]:
    """Return the next nodes of a kind after an id, by id."""
    select = "SELECT count(*) FROM (SELECT 1 FROM node WHERE kind = ? LIMIT ?)"
    ((found,),) = connection.execute(select, (kind, SLICE)).fetchall()
    # Few are picked out by the index of kinds; many are read as they lie in the table.
    of_kind = "kind = ?" if found < SLICE else "+kind = ?"
    select = f"SELECT id, key, name, attributes FROM node WHERE id > ? AND {of_kind} ORDER BY id LIMIT ?"
    return connection.execute(select, (start, kind, SLICE)).fetchall()


def drop_if_stale(connection: sqlite3.Connection) -> None:
    """Empty the index when most of it is about versions that ended."""
    select = (
        "SELECT coalesce(sum(entries), 0), coalesce(sum((SELECT count(*) FROM node WHERE node.kind = s.kind)), 0) "
        "FROM search_state s"
    )
    ((entries, living),) = connection.execute(select).fetchall()
    if entries > 2 * living + SLICE:
        connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
        connection.execute("DELETE FROM search_state")


def match_phrase(words: list[str]) -> str | None:
    """Return what the index is asked for, None when the words are too short for it."""
    parts: dict[str, None] = {}
    for word in words:
        starts = range(len(word) - PART + 1)
        step = max(1, len(starts) // MOST_PARTS)
        parts |= dict.fromkeys(word[start : start + PART] for start in starts[::step])
    return " AND ".join('"' + part.replace('"', '""') + '"' for part in parts) or None
