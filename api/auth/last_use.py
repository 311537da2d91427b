"""When an account was last seen and a token last used: written once an hour at most, so that reading stays reading."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from cmdb.entities import instant_json
from cmdb.store.port import SideStore

__all__ = ["last_use", "note_use"]

TABLE = "last_use"
OFTEN = timedelta(hours=1)
KEPT = timedelta(days=1000)
Kind = Literal["account", "token"]


def note_use(side: SideStore, kind: Kind, name: str, now: datetime) -> None:
    """Note that an account or a token is in use."""
    row = side.read(TABLE, f"{kind}/{name}", now=now)
    if row is None or now - datetime.fromisoformat(str(row.value)) >= OFTEN:
        side.put(TABLE, f"{kind}/{name}", instant_json(now), now=now, expires=now + KEPT)


def last_use(side: SideStore, kind: Kind, name: str, now: datetime) -> str | None:
    """Return when that was, to the hour; None for never."""
    row = side.read(TABLE, f"{kind}/{name}", now=now)
    return None if row is None else str(row.value)
