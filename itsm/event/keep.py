"""Alerts in the small tables: one row each, so many at most, everything counted whether it is kept or not."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import cast

from cmdb.errors import PreconditionFailed, StoreUnavailable
from cmdb.store.port import SideStore
from cmdb.values import Json
from itsm.event.alert import Alert, alert_document, merged, read_alert, told_apart
from itsm.event.report import Report

__all__ = ["Counts", "all_alerts", "alone", "counts", "due", "looked", "save", "take_in"]

ALERTS = "alert"
LEDGER, TOTALS = "alert_ledger", "totals"
LEASE, HOLDER = "alert_lease", "intake"
MOST_ALERTS = 10_000
MOST_SOURCES = 50
SILENT = timedelta(days=7)
"""So long after its last message an alert is forgotten."""

LOOK_EVERY = timedelta(minutes=1)
SWEPT_EVERY = timedelta(minutes=1)
HELD = timedelta(minutes=2)
WAIT_S, WAITS = 0.02, 500
AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Counts:
    """How many messages came. ``not_kept``: the tables were full; ``forgotten``: alerts that were silent too long."""

    received: int = 0
    new: int = 0
    repeated: int = 0
    not_kept: int = 0
    forgotten: int = 0
    kept: int = 0
    sources: Mapping[str, int] | None = None
    swept_at: str = ""
    looked_at: str = ""


@contextmanager
def alone(
    side: SideStore, clock: Callable[[], datetime], *, wait: Callable[[float], None] = time.sleep
) -> Iterator[None]:
    """Let nobody else write alerts meanwhile, in any process. Raises ``StoreUnavailable`` where that takes too long."""
    mine = secrets.token_hex(8)
    for _ in range(WAITS):
        now = clock()
        try:
            side.put(LEASE, HOLDER, mine, now=now, expires=now + HELD, expect=0)
        except PreconditionFailed:
            wait(WAIT_S)
            continue
        try:
            yield
        finally:
            # Where the lease ran out meanwhile, it may be somebody else's by now.
            row = side.read(LEASE, HOLDER, now=clock())
            if row is not None and row.value == mine:
                side.drop(LEASE, HOLDER, expect=row.version)
        return
    raise StoreUnavailable("somebody else takes in alerts for too long")


def counts(side: SideStore, now: datetime) -> Counts:
    """Return how many messages came so far."""
    row = side.read(LEDGER, TOTALS, now=now)
    return Counts(**cast("dict[str, Json]", row.value)) if row else Counts(sources={})  # type: ignore[arg-type]


def take_in(side: SideStore, reports: Sequence[Report], now: datetime) -> list[Alert]:
    """Keep and count messages; return the alerts whose state changed by them. Call it inside ``alone``."""
    ledger, told = counts(side, now), told_apart(reports)
    known = {key: read_alert(row.value) for key in told if (row := side.read(ALERTS, key, now=now))}
    kept, forgotten = ledger.kept, 0
    swept_at = ledger.swept_at
    due = not swept_at or datetime.fromisoformat(swept_at) + SWEPT_EVERY <= now
    if kept + len(told) - len(known) > MOST_ALERTS and due:
        swept_at = now.isoformat()
        gone = forget(side, now, keep=known.keys(), room=len(told) - len(known))
        kept, forgotten = kept - gone, gone
    changed: list[Alert] = []
    rows: dict[str, Json] = {}
    new = repeated = not_kept = 0
    for key, messages in told.items():
        before = alert = known.get(key)
        if before is None and kept >= MOST_ALERTS:
            not_kept += len(messages)
            continue
        for each in messages:
            alert = merged(alert, each, now)
        assert alert is not None  # noqa: S101  # there is at least one message
        new, kept = (new + 1, kept + 1) if before is None else (new, kept)
        repeated += len(messages) - (before is None)
        rows[key] = cast("Json", alert_document(alert))
        if before is None or before.state != alert.state or before.names != alert.names:
            changed.append(alert)
    side.put_many(ALERTS, rows, now=now)
    sources = dict(ledger.sources or {})
    for each in reports:
        name = each.source if each.source in sources or len(sources) < MOST_SOURCES else "(others)"
        sources[name] = sources.get(name, 0) + 1
    write_counts(
        side,
        replace(
            ledger,
            received=ledger.received + len(reports),
            new=ledger.new + new,
            repeated=ledger.repeated + repeated,
            not_kept=ledger.not_kept + not_kept,
            forgotten=ledger.forgotten + forgotten,
            kept=kept,
            swept_at=swept_at,
            sources=dict(sorted(sources.items())),
        ),
        now,
    )
    return changed


def write_counts(side: SideStore, found: Counts, now: datetime) -> None:
    """Write how many messages came."""
    value = {name: getattr(found, name) for name in found.__slots__}
    side.put(LEDGER, TOTALS, cast("Json", value), now=now)


def due(last: str, now: datetime, changed: Sequence[Alert]) -> bool:
    """Say whether all alerts are to be looked at: something changed, or the last look was a while ago."""
    return bool(changed) or not last or datetime.fromisoformat(last) + LOOK_EVERY <= now


def looked(side: SideStore, now: datetime) -> None:
    """Note that all alerts have been looked at."""
    write_counts(side, replace(counts(side, now), looked_at=now.isoformat()), now)


def forget(side: SideStore, now: datetime, *, keep: Iterable[str], room: int) -> int:
    """Remove alerts that were silent too long, then those that are over, the longest first, until there is room."""
    spared = set(keep)
    found = sorted(
        (each for each in all_alerts(side, now) if each.key not in spared),
        key=lambda alert: (alert.last_at, alert.key),
    )
    silent = [each for each in found if each.last_at + SILENT <= now]
    over = [each for each in found if not each.firing and each.last_at + SILENT > now]
    gone = [*silent, *over[: max(0, room - len(silent))]]
    for each in gone:
        side.drop(ALERTS, each.key)
    return len(gone)


def save(side: SideStore, alerts: Iterable[Alert], now: datetime) -> None:
    """Write alerts about which something was found out."""
    side.put_many(ALERTS, {each.key: cast("Json", alert_document(each)) for each in alerts}, now=now)


def all_alerts(side: SideStore, now: datetime) -> Iterator[Alert]:
    """Yield all alerts, by key."""
    after = ""
    while True:
        rows = side.scan(ALERTS, now=now, after=after, limit=AT_ONCE)
        yield from (read_alert(row.value) for row in rows)
        if len(rows) < AT_ONCE:
            return
        after = rows[-1].key
