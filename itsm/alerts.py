"""Taking in what monitoring says: keep and count it, then do what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cmdb.estate import Estate
from cmdb.store.port import Stamp
from itsm.event.keep import alone, counts, due, take_in
from itsm.event.report import Report
from itsm.flows.event_incident import Looked, look

__all__ = ["Taken", "look_now", "take_in_reports"]


class Taken(NamedTuple):
    """What became of messages: how many alerts changed by them, and what followed (None: nothing was to be done)."""

    changed: int
    looked: Looked | None


def take_in_reports(estate: Estate, reports: Sequence[Report], *, stamp: Stamp) -> Taken:
    """Keep and count messages and do what follows. Raises ``StoreUnavailable``."""
    with alone(estate.side, estate.now):
        now = estate.now()
        changed = take_in(estate.side, reports, now)
        if not due(counts(estate.side, now).looked_at, now, changed):
            return Taken(len(changed), None)
        return Taken(len(changed), look(estate, now=now, stamp=stamp))


def look_now(estate: Estate, *, stamp: Stamp) -> Looked:
    """Look at all alerts again: CIs may be known by now, and what was expected may be over."""
    with alone(estate.side, estate.now):
        return look(estate, now=estate.now(), stamp=stamp)
