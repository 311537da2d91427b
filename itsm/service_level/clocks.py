"""How long has a record left: its clocks of response and resolution under each agreement, and why they say so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from cmdb.entities import instant_json
from cmdb.values import Json
from itsm.kernel.activity import Activity
from itsm.kernel.calendar import Calendar
from itsm.kernel.clock import Mark, Reading, Target, read_clock
from itsm.kernel.practice import Practice
from itsm.kernel.record import Record
from itsm.kernel.timeline import marks, response_marks, stays, story
from itsm.service_level.promises import Promise, Promises

__all__ = ["clocks", "services_told"]


def clocks(
    practice: Practice,
    record: Record,
    entries: Sequence[Activity],
    known: Promises,
    services: Iterable[str],
    *,
    now: datetime,
) -> list[dict[str, Json]]:
    """Return the clocks of a record, SLA before OLA before contract; none for what nobody promised anything."""
    level = record.number("priority")
    told = story(practice.lifecycle, entries, requester=record.text("requester"))
    resolution, response = marks(practice.lifecycle, entries), response_marks(told)
    pauses = pauses_of(practice, entries)
    found: list[dict[str, Json]] = []
    for promise in known.of(practice.name, level, services):
        for measure, targets, moments in (
            ("response", promise.agreement.response, response),
            ("resolution", promise.agreement.resolution, resolution),
        ):
            target = targets.get(level or 0)
            if target is not None:
                found.append(clock_document(promise, measure, target, moments, pauses, level, now))
    return found


def clock_document(  # what a clock is
    promise: Promise,
    measure: str,
    target: float,
    moments: Iterable[Mark],
    pauses: Sequence[dict[str, Json]],
    level: int | None,
    now: datetime,
) -> dict[str, Json]:
    """Return one clock as it stands."""
    reading = read_clock(promise.calendar, moments, now=now, target=Target(target))
    return {
        "measure": measure,
        "agreement": promise.agreement.name,
        "kind": promise.agreement.kind,
        "calendar": promise.calendar.name,
        "target_s": target,
        **reading_document(reading, target),
        "why": {
            "agreement": f"{promise.why}; {measure} within {target:g} open seconds at priority {level}",
            "calendar": hours_told(promise.calendar),
            "pauses": list[Json](pauses if measure == "resolution" else ()),
        },
    }


def reading_document(reading: Reading, target: float) -> dict[str, Json]:
    """Return a reading; ``percent`` is how much of the time is spent, above 100 where it is passed."""
    return {
        "state": reading.state,
        "elapsed_s": reading.elapsed_s,
        "percent": round(100 * reading.elapsed_s / target, 1),
        "due": instant_json(reading.due),
        "breached_at": instant_json(reading.breached_at),
        "stopped_at": instant_json(reading.stopped_at),
    }


def pauses_of(practice: Practice, entries: Sequence[Activity]) -> list[dict[str, Json]]:
    """Return when the clock of resolution stood still, and in which state."""
    states = practice.lifecycle.states
    return [
        {"state": states[each.state].label, "from": instant_json(each.since), "to": instant_json(each.until)}
        for each in stays(practice.lifecycle, entries)
        if states[each.state].clock == "paused"
    ]


def hours_told(calendar: Calendar) -> str:
    """Return the hours of a calendar in a few words."""
    minutes = sum(end - start for hours in calendar.hours for start, end in hours)
    closed = f", closed on {len(calendar.closed)} days" if calendar.closed else ""
    return f"{calendar.name}: open {minutes / 60:g} hours a week in {calendar.zone.key}{closed}"


def services_told(entries: Iterable[Activity]) -> frozenset[str]:
    """Return the services that the engine said were hit when a record was opened."""
    found: set[str] = set()
    for entry in entries:
        impact = entry.facts.get("impact") if entry.kind == "opened" else None
        services = impact.get("services") if isinstance(impact, dict) else None
        for each in services if isinstance(services, list) else ():
            if isinstance(each, dict) and isinstance(each.get("key"), str):
                found.add(str(each["key"]))
    return frozenset(found)
