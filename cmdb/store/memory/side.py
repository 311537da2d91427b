"""The small unversioned tables in memory."""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING

from cmdb.store.port import SideRow
from cmdb.store.side_check import check_expected, check_side_row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from cmdb.store.memory.data import Data, Holder
    from cmdb.values import Json

__all__ = ["MemorySide"]


class MemorySide:
    """The port ``SideStore`` over ``Data``."""

    def __init__(self, holder: Holder) -> None:
        self.open = holder.open

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
        with self.open() as data:
            before = alive(data, table, key, now)
            found = before.version if before else 0
            check_expected(key, expect, found)
            until = None if expires is None else expires.astimezone(UTC)
            data.side[table][key] = SideRow(key, json.loads(text), found + 1, until)
            return found + 1

    def put_many(self, table: str, rows: Mapping[str, Json], *, now: datetime) -> None:
        """Write many rows."""
        texts = {key: check_side_row(table, key, value, now) for key, value in rows.items()}
        with self.open() as data:
            for key, text in texts.items():
                before = alive(data, table, key, now)
                data.side[table][key] = SideRow(key, json.loads(text), before.version + 1 if before else 1)

    def read(self, table: str, key: str, *, now: datetime) -> SideRow | None:
        """Return one row."""
        with self.open() as data:
            found = alive(data, table, key, now)
            return fresh(found) if found else None

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
        with self.open() as data:
            keys = sorted((key for key in data.side[table] if key.startswith(prefix)), reverse=descending)
            beyond = [key for key in keys if not after or (key < after if descending else key > after)]
            rows = [row for key in beyond if (row := alive(data, table, key, now))]
            return [fresh(row) for row in rows[: max(limit, 0)]]

    def drop(self, table: str, key: str, *, expect: int | None = None) -> bool:
        """Remove one row."""
        with self.open() as data:
            found = data.side[table].get(key)
            check_expected(key, expect, found.version if found else 0)
            return data.side[table].pop(key, None) is not None

    def drop_prefix(self, table: str, prefix: str) -> int:
        """Remove some rows."""
        with self.open() as data:
            keys = [key for key in data.side[table] if key.startswith(prefix)]
            for key in keys:
                del data.side[table][key]
            return len(keys)

    def sweep(self, now: datetime) -> int:
        """Remove the rows that are over."""
        with self.open() as data:
            over = [(table, key) for table in data.side for key in data.side[table] if not alive(data, table, key, now)]
            for table, key in over:
                del data.side[table][key]
            return len(over)


def alive(data: Data, table: str, key: str, now: datetime) -> SideRow | None:
    """Return a row that exists at ``now``."""
    row = data.side[table].get(key)
    return row if row and (row.expires is None or row.expires > now) else None


def fresh(row: SideRow) -> SideRow:
    """Return a row whose value is nobody else's."""
    return row._replace(value=json.loads(json.dumps(row.value)))
