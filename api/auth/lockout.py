"""Failed attempts to sign in make the next one wait, longer each time, by name and address and by address alone."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from api.auth.secrets import digest
from api.problems import LockedOut
from cmdb.errors import PreconditionFailed
from cmdb.store.port import SideStore
from cmdb.values import Json

__all__ = ["Counter", "charge", "counters", "delay", "forgive"]

TABLE = "attempts"
LONGEST = timedelta(minutes=15)
REMEMBERED = timedelta(hours=1)


class Counter(NamedTuple):
    """What is counted, and how many attempts are free."""

    key: str
    free: int


def delay(attempts: int, free: int) -> timedelta:
    """Return how long to wait after so many attempts: nothing at first, then 1, 2, 4 ... s, at most 15 minutes."""
    return timedelta() if attempts <= free else min(LONGEST, timedelta(seconds=2 ** min(attempts - free - 1, 20)))


def counters(name: str, address: str) -> tuple[Counter, ...]:
    """Return what an attempt counts towards."""
    return (Counter(digest(f"{name.lower()}\n{address}"), 4), Counter(digest(address), 40))


def charge(side: SideStore, counted: tuple[Counter, ...], now: datetime) -> None:
    """Count an attempt before it is judged, so that many at once gain nothing. Raises ``LockedOut``."""
    rows = [(each, side.read(TABLE, each.key, now=now)) for each in counted]
    values = [cast("dict[str, object]", row.value) if row else {"count": 0, "until": ""} for _, row in rows]
    until = max(str(value["until"]) for value in values)
    if until and (left := (datetime.fromisoformat(until) - now).total_seconds()) > 0:
        raise LockedOut(math.ceil(left))
    for (each, row), value in zip(rows, values, strict=True):
        count = cast("int", value["count"]) + 1
        wait = delay(count, each.free)
        entry: Json = {"count": count, "until": (now + wait).isoformat() if wait else ""}
        try:
            side.put(TABLE, each.key, entry, now=now, expires=now + REMEMBERED, expect=row.version if row else 0)
        except PreconditionFailed as error:
            raise LockedOut(1) from error


def forgive(side: SideStore, counted: tuple[Counter, ...]) -> None:
    """Forget the failures of who has signed in; those of the address stay counted."""
    side.drop(TABLE, counted[0].key)
