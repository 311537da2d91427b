"""The small unversioned tables, as rows of one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cmdb.store.port import SideRow
from cmdb.store.side_check import check_expected, check_side_row, prefix_end
from cmdb.store.sqlite.binding import bindable
from cmdb.values import INT_MAX, check, instant_text, parse_instant

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from cmdb.store.sqlite.database import Database
    from cmdb.values import Json

__all__ = ["SqliteSide"]

ALIVE = "(expires IS NULL OR expires > :now)"
# A row that is over starts again at version 1.
WRITE = """
    INSERT INTO side (tbl, key, value, version, expires) VALUES (?1, ?2, ?3, 1, ?4)
    ON CONFLICT (tbl, key) DO UPDATE SET
        value = excluded.value,
        version = CASE WHEN expires <= ?5 THEN 1 ELSE version + 1 END,
        expires = excluded.expires
    RETURNING version
"""


class SqliteSide:
    """The port ``SideStore``."""

    def __init__(self, database: Database) -> None:
        self.database = database

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
        with self.database.write() as connection:
            if expect is not None:
                check_expected(key, expect, version_of(connection, table, key, instant_text(now)))
            ((version,),) = connection.execute(WRITE, (table, key, text, until, instant_text(now))).fetchall()
        return int(version)

    def put_many(self, table: str, rows: Mapping[str, Json], *, now: datetime) -> None:
        """Write many rows."""
        texts = {key: check_side_row(table, key, value, now) for key, value in rows.items()}
        if texts:
            with self.database.write() as connection:
                for key, text in sorted(texts.items()):
                    connection.execute(WRITE, (table, key, text, None, instant_text(now))).fetchall()

    def read(self, table: str, key: str, *, now: datetime) -> SideRow | None:
        """Return one row."""
        check("now", now)
        select = f"SELECT key, value, version, expires FROM side WHERE tbl = :table AND key = :key AND {ALIVE}"
        parameters = {"table": bindable(table), "key": bindable(key), "now": instant_text(now)}
        with self.database.read() as connection:
            row = connection.execute(select, parameters).fetchone()
        return side_row(row) if row else None

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
        """Return some rows, by key."""
        check("now", now)
        where, parameters = starts_with(prefix)
        beyond = "key > :after" if not descending else "key < :after" if after else "TRUE"
        select = (
            "SELECT key, value, version, expires FROM side "
            f"WHERE tbl = :table AND {where} AND {beyond} AND {ALIVE} "
            f"ORDER BY key {'DESC' if descending else 'ASC'} LIMIT :limit"
        )
        parameters |= {
            "table": bindable(table),
            "after": bindable(after),
            "now": instant_text(now),
            "limit": max(0, min(limit, INT_MAX)),
        }
        with self.database.read() as connection:
            return [side_row(row) for row in connection.execute(select, parameters)]

    def drop(self, table: str, key: str, *, expect: int | None = None) -> bool:
        """Remove one row."""
        table_, key_ = bindable(table), bindable(key)
        with self.database.write() as connection:
            if expect is not None:
                check_expected(key, expect, version_of(connection, table_, key_, None))
            return connection.execute("DELETE FROM side WHERE tbl = ? AND key = ?", (table_, key_)).rowcount > 0

    def drop_prefix(self, table: str, prefix: str) -> int:
        """Remove some rows."""
        where, parameters = starts_with(prefix)
        with self.database.write() as connection:
            statement = f"DELETE FROM side WHERE tbl = :table AND {where}"
            return connection.execute(statement, {"table": bindable(table), **parameters}).rowcount

    def sweep(self, now: datetime) -> int:
        """Remove the rows that are over."""
        check("now", now)
        with self.database.write() as connection:
            return connection.execute("DELETE FROM side WHERE expires <= ?", (instant_text(now),)).rowcount


def version_of(connection: sqlite3.Connection, table: str | None, key: str | None, now: str | None) -> int:
    """Return the version of a row that exists at ``now`` (None: at all), 0 for absent."""
    select = f"SELECT version FROM side WHERE tbl = :table AND key = :key AND (:now IS NULL OR {ALIVE})"
    row = connection.execute(select, {"table": table, "key": key, "now": now}).fetchone()
    return int(row[0]) if row else 0


def starts_with(prefix: str) -> tuple[str, dict[str, object]]:
    """Return the condition that a key starts with ``prefix``, with its parameters."""
    end = prefix_end(prefix)
    where = "key >= :prefix" + (" AND key < :end" if end is not None else "")
    return where, {"prefix": bindable(prefix), "end": end and bindable(end)}


def side_row(row: tuple[str, str, int, str | None]) -> SideRow:
    """Return a row as the port hands it out."""
    key, value, version, expires = row
    return SideRow(key, json.loads(value), version, None if expires is None else parse_instant(expires))
