"""Sessions of people in a browser: a cookie with a random secret, kept as its hash, that ends when unused."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple, cast

from api.auth.secrets import digest, new_secret
from cmdb.store.port import SideRow, SideStore

__all__ = ["COOKIE", "Session", "close_session", "open_session", "read_session"]

COOKIE = "faultline_session"
TABLE = "sessions"


class Session(NamedTuple):
    """One open session. ``csrf`` is what its writes must carry; ``epoch`` is the account's when it was opened."""

    account: str
    csrf: str
    epoch: int


def open_session(side: SideStore, account: str, epoch: int, *, now: datetime, hours: float) -> tuple[str, Session]:
    """Open a session and return the cookie's secret with it."""
    secret, session = new_secret(), Session(account, new_secret(), epoch)
    side.put(TABLE, digest(secret), session._asdict(), now=now, expires=now + timedelta(hours=hours))
    return secret, session


def read_session(side: SideStore, secret: str, *, now: datetime, hours: float) -> Session | None:
    """Return the session of a cookie, None for none; one that is used lives on."""
    row = side.read(TABLE, digest(secret), now=now)
    if row is None:
        return None
    prolong(side, row, now, timedelta(hours=hours))
    value = cast("dict[str, object]", row.value)
    return Session(cast("str", value["account"]), cast("str", value["csrf"]), cast("int", value["epoch"]))


def prolong(side: SideStore, row: SideRow, now: datetime, life: timedelta) -> None:
    """Give a session its full life again once half of it is gone, so that most requests write nothing."""
    if row.expires is not None and row.expires - now < life / 2:
        side.put(TABLE, row.key, row.value, now=now, expires=now + life)


def close_session(side: SideStore, secret: str) -> None:
    """End a session."""
    side.drop(TABLE, digest(secret))
