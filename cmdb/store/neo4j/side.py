"""The small unversioned tables, one ``(:Side)`` node a row."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cmdb.store.neo4j.ordered import ordered, restored
from cmdb.store.neo4j.present import chunks
from cmdb.store.neo4j.shape import BORDER
from cmdb.store.port import SideRow
from cmdb.store.side_check import check_expected, check_side_row
from cmdb.values import instant_text, parse_instant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from cmdb.store.neo4j.connect import Connection, Row, Work
    from cmdb.values import Json

__all__ = ["Neo4jSide"]

# A row is locked by writing to it, before it is read.
CLAIM_ROW = """
MERGE (s:Side {id: $id})
ON CREATE SET s.table = $table, s.key = $key, s.version = 0
SET s.writer = randomUUID()
"""
LOCK_ROW = "MATCH (s:Side {id: $id}) SET s.writer = randomUUID()"
READ = "MATCH (s:Side {id: $id}) RETURN s.key, s.value, s.version, s.expires"
WRITE = "MATCH (s:Side {id: $id}) SET s.value = $value, s.version = $version, s.expires = $expires"
WRITE_MANY = """
UNWIND $items AS item
MERGE (s:Side {id: item.id})
ON CREATE SET s.table = $table, s.key = item.key, s.version = 0
SET s.writer = randomUUID()
SET s.version = CASE WHEN s.expires <= $now THEN 1 ELSE s.version + 1 END
SET s.value = item.value, s.expires = null
"""
SCAN = """
MATCH (s:Side)
WHERE s.table = $table AND s.key > $after AND s.key STARTS WITH $prefix
  AND (s.expires IS NULL OR s.expires > $now)
RETURN s.key, s.value, s.version, s.expires ORDER BY s.key LIMIT $limit
"""
SCAN_DOWN = """
MATCH (s:Side)
WHERE s.table = $table AND s.key STARTS WITH $prefix AND ($after = "" OR s.key < $after)
  AND (s.expires IS NULL OR s.expires > $now)
RETURN s.key, s.value, s.version, s.expires ORDER BY s.key DESC LIMIT $limit
"""
DROP = "MATCH (s:Side {id: $id}) DELETE s"
DROP_PREFIX = "MATCH (s:Side) WHERE s.table = $table AND s.key STARTS WITH $prefix DELETE s RETURN count(*)"
SWEEP = "MATCH (s:Side) WHERE s.expires <= $now WITH s LIMIT $limit DELETE s RETURN count(*)"
SWEPT_AT_ONCE = 10_000


class Neo4jSide:
    """The port ``SideStore`` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(
        self,
        table: str,
        key: str,
        value: Json,
        *,
        now: datetime,
        expires: datetime | None = None,
        expect: int | None = None,
    ) -> int:
        """Write one row."""
        text = check_side_row(table, key, value, now, expires)
        until = None if expires is None else instant_text(expires)

        def work(transaction: Work) -> int:
            name = row_id(table, key)
            transaction.run(CLAIM_ROW, id=name, table=ordered(table), key=ordered(key))
            _, _, found, expired = transaction.rows(READ, id=name)[0]
            version = 0 if expired is not None and expired <= instant_text(now) else int(found)
            check_expected(key, expect, version)
            transaction.run(WRITE, id=name, value=text, version=version + 1, expires=until)
            return version + 1

        return self._connection.write(work)

    def put_many(self, table: str, rows: Mapping[str, Json], *, now: datetime) -> None:
        """Write many rows, by key: two writers then wait for each other and do not block."""
        items = [
            {"id": row_id(table, key), "key": ordered(key), "value": check_side_row(table, key, rows[key], now)}
            for key in sorted(rows)
        ]

        def work(transaction: Work) -> None:
            for chunk in chunks(items):
                transaction.run(WRITE_MANY, items=chunk, table=ordered(table), now=instant_text(now))

        self._connection.write(work)

    def read(self, table: str, key: str, *, now: datetime) -> SideRow | None:
        """Return one row."""
        row = self._connection.read(lambda work: work.one(READ, id=row_id(table, key)))
        if row is None or (row[3] is not None and row[3] <= instant_text(now)):
            return None
        return side_row(row)

    def scan(
        self,
        table: str,
        *,
        now: datetime,
        prefix: str = "",
        after: str = "",
        limit: int = 1000,
        descending: bool = False,
    ) -> Sequence[SideRow]:
        """Return some rows."""
        asked = {"table": ordered(table), "prefix": ordered(prefix), "after": ordered(after), "limit": max(limit, 0)}
        scan = SCAN_DOWN if descending else SCAN
        rows = self._connection.read(lambda work: work.rows(scan, now=instant_text(now), **asked))
        return [side_row(row) for row in rows]

    def drop(self, table: str, key: str, *, expect: int | None = None) -> bool:
        """Remove one row."""

        def work(transaction: Work) -> bool:
            name = row_id(table, key)
            transaction.run(LOCK_ROW, id=name)
            row = transaction.one(READ, id=name)
            check_expected(key, expect, int(row[2]) if row else 0)
            transaction.run(DROP, id=name)
            return row is not None

        return self._connection.write(work)

    def drop_prefix(self, table: str, prefix: str) -> int:
        """Remove some rows."""
        asked = {"table": ordered(table), "prefix": ordered(prefix)}
        return int(self._connection.write(lambda work: work.rows(DROP_PREFIX, **asked)[0][0]))

    def sweep(self, now: datetime) -> int:
        """Remove the rows that are over, some at a time: nobody misses them meanwhile."""
        swept = 0
        while True:
            row = self._connection.write(lambda work: work.rows(SWEEP, now=instant_text(now), limit=SWEPT_AT_ONCE)[0])
            swept += int(row[0])
            if row[0] < SWEPT_AT_ONCE:
                return swept


def row_id(table: str, key: str) -> str:
    """Return table and key as one text, so that a constraint on one property keeps a row unique."""
    return ordered(BORDER.join((table, key)))


def side_row(row: Row) -> SideRow:
    """Return the row of a query."""
    key, value, version, expires = row
    return SideRow(restored(key), json.loads(value), version, None if expires is None else parse_instant(expires))
