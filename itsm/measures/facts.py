"""What the measures need to know of one record, worked out from it, its entries and its links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from math import nan
from typing import NamedTuple

from cmdb.values import normal_text
from itsm.availability.outages import outages_of
from itsm.kernel.activity import Activity
from itsm.kernel.practice import Practice
from itsm.kernel.record import Record
from itsm.kernel.timeline import stays
from itsm.service_level.clocks import services_told

__all__ = ["Fact", "fact_of"]

GIVEN_UP = frozenset({"cancelled", "rejected"})


class Fact(NamedTuple):
    """One record. Instants are seconds since 1970, NaN: not so (yet). ``given_up``: cancelled or rejected.

    ``spans`` are its stays in open states: from, until, and whether the clock ran. ``outages`` are service, from,
    until; ``ratings`` when and how many. ``caused`` says that a change caused it. ``kind`` is a change's, ``tier`` a
    deployment's, ``committed`` when its commit was made. Texts are "" where absent.
    """

    key: str
    practice: str
    given_up: bool
    opened: float
    responded: float
    resolved: float
    closed: float
    priority: int
    team: str
    category: str
    scope: str
    outcome: str
    reopenings: int
    reassignments: int
    services: tuple[str, ...]
    spans: tuple[tuple[float, float, bool], ...]
    outages: tuple[tuple[str, float, float], ...]
    ratings: tuple[tuple[float, float], ...]
    caused: bool
    state: str = ""
    kind: str = ""
    tier: str = ""
    committed: float = nan


def fact_of(
    practice: Practice, record: Record, entries: Sequence[Activity], services: Iterable[str], *, caused: bool
) -> Fact:
    """Return what the measures need of a record; ``services`` are those that it is linked with."""
    been = stays(practice.lifecycle, entries)
    hit = tuple(sorted({*services, *services_told(entries)}))
    states = practice.lifecycle.states
    return Fact(
        key=record.key,
        practice=practice.name,
        given_up=record.state in GIVEN_UP,
        opened=seconds(record.instant("opened_at")),
        responded=seconds(record.instant("first_response_at")),
        resolved=seconds(record.instant("resolved_at")),
        closed=seconds(record.instant("closed_at")),
        priority=record.number("priority") or 0,
        team=record.text("team"),
        category=record.text("category"),
        scope=normal_text(record.text("scope")),
        outcome=record.text("outcome"),
        reopenings=record.number("reopenings") or 0,
        reassignments=record.number("reassignments") or 0,
        services=hit,
        spans=tuple(
            (seconds(stay.since), seconds(stay.until), states[stay.state].clock == "running")
            for stay in been
            if stay.phase == "open"
        ),
        outages=tuple(
            (each.service, seconds(each.start), seconds(each.end)) for each in outages_of(record, entries, been, hit)
        ),
        ratings=tuple(
            (seconds(entry.occurred_at), float(rating))
            for entry in entries
            if entry.kind == "survey" and isinstance(rating := entry.facts.get("rating"), int | float)
        ),
        caused=caused,
        state=record.state,
        kind=record.text("kind"),
        tier=record.text("tier"),
        committed=seconds(record.instant("committed_at")),
    )


def seconds(instant: datetime | None) -> float:
    """Return an instant as seconds since 1970, NaN for none."""
    return nan if instant is None else instant.timestamp()
