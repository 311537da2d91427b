"""Reading revisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmdb.errors import NotFound
from cmdb.store.sqlite.binding import bindable, revision_number
from cmdb.store.sqlite.rows import read_revision, revisions_by_number
from cmdb.values import INT_MAX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cmdb.model import Revision
    from cmdb.store.sqlite.database import Database

__all__ = ["head", "revision", "revision_at", "revisions"]

COLUMNS = "number, at, actor, source, reason, run"


def head(database: Database) -> Revision | None:
    """Return the last revision."""
    with database.read() as connection:
        row = connection.execute(f"SELECT {COLUMNS} FROM revision ORDER BY number DESC LIMIT 1").fetchone()
    return read_revision(row) if row else None


def revision(database: Database, number: int) -> Revision:
    """Return one revision. Raises ``NotFound``."""
    with database.read() as connection:
        found = revisions_by_number(connection, [revision_number(number)])
    if number not in found:
        raise NotFound("revision", str(number))
    return found[number]


def revision_at(database: Database, instant: str) -> int:
    """Return the number of the last revision at or before an instant."""
    # Instants rise with numbers, so the last by number is among the last by instant.
    select = "SELECT number FROM revision WHERE at <= ? ORDER BY at DESC, number DESC LIMIT 1"
    with database.read() as connection:
        row = connection.execute(select, (instant,)).fetchone()
    return row[0] if row else 0


def revisions(database: Database, run: str | None, after: int, limit: int, *, newest_first: bool) -> Sequence[Revision]:
    """Return some revisions, in order of number."""
    where = "number > :after"
    if newest_first:
        where = "number < :after" if after > 0 else "true"
    if run is not None:
        where += " AND run = :run" + (" AND run <> ''" if run else "")
    select = (
        f"SELECT {COLUMNS} FROM revision WHERE {where} ORDER BY number {'DESC' if newest_first else ''} LIMIT :limit"
    )
    parameters = {
        "after": revision_number(after),
        "run": None if run is None else bindable(run),
        "limit": max(0, min(limit, INT_MAX)),
    }
    with database.read() as connection:
        return [read_revision(row) for row in connection.execute(select, parameters)]
