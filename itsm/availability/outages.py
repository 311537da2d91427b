"""When was a service out? What a record's entries say, else the time that an incident had it down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from itsm.kernel.activity import Activity
from itsm.kernel.record import Record
from itsm.kernel.timeline import Stay

__all__ = ["Outage", "merged", "outages_of"]

DOWN = "down"


class Outage(NamedTuple):
    """A service was out from an instant until another; None: it still is."""

    service: str
    start: datetime
    end: datetime | None


def outages_of(
    record: Record, entries: Iterable[Activity], stays: Sequence[Stay], services: Iterable[str]
) -> Sequence[Outage]:
    """Return the outages that a record tells of.

    Entries of the kind ``outage`` count where there are any: each begins when it happened, is of the ``service`` (or
    ``services``) in its facts, else of all of the record's, and ends at ``until``, else when the record was resolved.
    Without any, an incident whose effect is said to be ``down`` has its ``services`` out while it is open: those that
    the engine worked out to be hit when it was opened, and those linked with it.
    """
    hit = sorted(set(services))
    said = [entry for entry in entries if entry.kind == "outage"]
    if said:
        return [
            Outage(service, entry.occurred_at, end_of(entry, stays))
            for entry in said
            for service in named(entry) or hit
        ]
    if record.text("effect") != DOWN:
        return []
    return [Outage(service, stay.since, stay.until) for stay in stays if stay.phase == "open" for service in hit]


def named(entry: Activity) -> list[str]:
    """Return the services that an entry names."""
    several, one = entry.facts.get("services"), entry.facts.get("service")
    found = [str(each) for each in several] if isinstance(several, list) else []
    return sorted({*found, *([one] if isinstance(one, str) else [])})


def end_of(entry: Activity, stays: Sequence[Stay]) -> datetime | None:
    """Return when an outage ended, None while it has not."""
    until = entry.facts.get("until")
    if isinstance(until, str) and until:
        return datetime.fromisoformat(until)
    return next((stay.since for stay in stays if stay.phase != "open" and stay.since >= entry.occurred_at), None)


def merged(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return intervals that overlap or touch as one, ascending: two incidents of one outage are one outage."""
    found: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif end > start:
            found.append((start, end))
    return found
