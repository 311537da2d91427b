"""What happened in and after a change: incidents linked with it or near it in graph and time, outages, events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from cmdb.entities import instant_json
from cmdb.estate import Estate
from cmdb.model import Key
from cmdb.paging import every
from cmdb.query import All, Compare
from cmdb.questions import names_of
from cmdb.values import Json, normal
from impact import Graph
from impact.reach import dependents, footing
from itsm.availability.outages import outages_of
from itsm.change.prediction import State, kept_prediction
from itsm.change.proposal import Proposal, of_record
from itsm.change.review import Happening, suggested_outcome, verdict_document, verdicts
from itsm.event.alert import Alert
from itsm.event.keep import all_alerts
from itsm.incident.practice import INCIDENT
from itsm.kernel import desk
from itsm.kernel.activity import Activity
from itsm.kernel.record import Record, read_record
from itsm.kernel.search import IS_RECORD
from itsm.kernel.timeline import stays

__all__ = ["WATCH", "Near", "Span", "carried_out", "review_document"]

WATCH = timedelta(hours=72)
"""So long after a change what goes wrong near it is proposed as its doing."""

MOST_PROPOSED = 50
MOST_EVENTS = 100
Where = Literal["touched", "above", "below"]
SAID: Mapping[Where, str] = {
    "touched": "which the change touched",
    "above": "which stands on what the change touched",
    "below": "which the change stands on",
}


@dataclass(frozen=True, slots=True)
class Span:
    """When a change was carried out: from its start until its end (None: it goes on), and how long it is watched."""

    start: datetime
    end: datetime | None
    watched: datetime


@dataclass(frozen=True, slots=True)
class Near:
    """An incident that may be a change's doing: linked by somebody, or near it (``where``, at ``cis``) soon after."""

    record: Record
    linked: bool
    where: Where | None
    cis: tuple[str, ...]
    minutes: float
    reason: str


@dataclass(frozen=True, slots=True)
class Reach:
    """Where CIs stand to a change: those it touched, all above them, all below them."""

    touched: frozenset[str]
    above: frozenset[str]
    below: frozenset[str]

    def where(self, cis: Iterable[str]) -> tuple[Where | None, tuple[str, ...]]:
        """Return how near some CIs are, and which of them."""
        known = sorted(cis)
        parts: tuple[tuple[Where, frozenset[str]], ...] = (
            ("touched", self.touched),
            ("above", self.above),
            ("below", self.below),
        )
        return next(((name, hit) for name, part in parts if (hit := tuple(c for c in known if c in part))), (None, ()))


def carried_out(proposal: Proposal, entries: Iterable[Activity], *, now: datetime) -> Span | None:
    """Return when a change was carried out, None where it has not been started."""
    moved = [each for each in entries if each.kind == "transition"]
    started = [each.occurred_at for each in moved if each.facts.get("to") == "implementing"]
    if not started:
        return None
    ended = [
        each.occurred_at
        for each in moved
        if each.facts.get("from") in ("implementing", "review") and each.facts.get("to") in ("review", "backed_out")
    ]
    start, end = started[-1], ended[-1] if ended else None
    last = max(end or now, proposal.until or start)
    return Span(start, end, last + WATCH)


def reach_of(graph: Graph, touched: Iterable[str]) -> Reach:
    """Return where CIs stand to those that a change touches."""
    own = [each for each in touched if graph.has(each)]
    if not own:
        return Reach(frozenset(touched), frozenset(), frozenset())
    at = graph.indices_of(own)
    return Reach(
        frozenset(touched),
        frozenset(graph.keys_of(dependents(graph, at))),
        frozenset(graph.keys_of(footing(graph, at))),
    )


# ---------------------------------------------------------------- incidents


def incidents_near(estate: Estate, change: Record, reach: Reach, span: Span) -> list[Near]:
    """Return the incidents linked with a change, then those near it in graph and time, the nearest first."""
    graph = estate.graph
    linked = {each.record for each in desk.links_of(graph, [change.key]) if each.role == "caused_by"}
    begin, until = normal(span.start), normal(span.watched)
    opened = (
        Compare("attributes.opened_at", ">=", begin),  # type: ignore[arg-type]  # an instant is one value
        Compare("attributes.opened_at", "<=", until),  # type: ignore[arg-type]
    )
    where = All((IS_RECORD, Compare("class", "=", INCIDENT.name), *opened))
    found = {each.key: each for each in map(read_record, every(graph, where))}
    found.update((key, read_record(each)) for key, each in graph.get(sorted(linked)).items())
    cis: dict[Key, set[str]] = {}
    elsewhere: set[Key] = set()
    for link in desk.links_of(graph, sorted(found)) if found else ():
        if link.record in found and link.role in ("affects", "caused_by_ci"):
            cis.setdefault(link.record, set()).add(link.target)
        elif link.record in found and link.role == "caused_by" and link.target != change.key:
            elsewhere.add(link.record)
    listed = []
    for key, record in sorted(found.items()):
        place, hit = reach.where(cis.get(key, ()))
        if record.state == "cancelled" or (key not in linked and (place is None or key in elsewhere)):
            continue
        listed.append(near(record, key in linked, place, hit, span))
    listed.sort(key=lambda each: (not each.linked, ("touched", "above", "below", None).index(each.where), each.minutes))
    return listed[: max(MOST_PROPOSED, len(linked))]


def near(record: Record, linked: bool, place: Where | None, hit: tuple[str, ...], span: Span) -> Near:  # noqa: FBT001
    """Return one incident with why it is here."""
    opened = record.instant("opened_at") or span.start
    minutes = (opened - span.start) / timedelta(minutes=1)
    when = f"opened {round(minutes)} min after the start" if minutes >= 0 else "opened before the start"
    at = f"; it concerns {', '.join(hit[:3])}, {SAID[place]}" if place else ""
    return Near(record, linked, place, hit, minutes, f"{'linked by somebody, ' if linked else ''}{when}{at}")


def happened(estate: Estate, found: Sequence[Near], reach: Reach) -> list[Happening]:
    """Return which services incidents had out or degraded, and when."""
    schema, graph = estate.schema, estate.graph
    nodes = graph.get({Key(ci) for each in found for ci in each.cis})
    services = {str(key) for key, each in nodes.items() if schema.is_service(each.node.cls)}
    listed: list[Happening] = []
    for each in found:
        entries = desk.timeline(graph, each.record.key)
        told = services_hit(entries)
        told.update((ci, "down") for ci in each.cis if ci in services)
        listed += [
            one
            for one in happenings(each, entries, told)
            if each.linked or one.service in reach.above or one.service in reach.touched
        ]
    return listed


def happenings(each: Near, entries: Sequence[Activity], told: Mapping[str, State]) -> list[Happening]:
    """Return what one incident says of services: its outages where it has any, else what it hit while it was open."""
    record, been = each.record, stays(INCIDENT.lifecycle, entries)
    if any(entry.kind == "outage" for entry in entries):
        outages = outages_of(record, entries, been, told)
        return [Happening(one.service, "down", one.start, one.end, record.key, each.linked) for one in outages]
    said_down = record.text("effect") == "down"
    return [
        Happening(key, state if said_down else "degraded", stay.since, stay.until, record.key, each.linked)
        for key, state in sorted(told.items())
        for stay in been
        if stay.phase == "open"
    ]


def services_hit(entries: Iterable[Activity]) -> dict[str, State]:
    """Return the services that the engine said were hit when an incident was opened, with their states."""
    found: dict[str, State] = {}
    for entry in entries:
        impact: Any = entry.facts.get("impact") if entry.kind == "opened" else None
        for each in impact.get("services", ()) if isinstance(impact, dict) else ():
            found[str(each["key"])] = "down" if each.get("state") == "down" else "degraded"
    return found


# ---------------------------------------------------------------- events


def events_near(estate: Estate, reach: Reach, span: Span, *, now: datetime) -> list[Alert]:
    """Return the alerts on what a change touched or carries that began while it was carried out or watched."""
    found = [
        each
        for each in all_alerts(estate.side, now)
        if each.ci and span.start <= each.since <= span.watched and (each.ci in reach.touched or each.ci in reach.above)
    ]
    return sorted(found, key=lambda each: (each.since, each.key))[:MOST_EVENTS]


# ---------------------------------------------------------------- the review


def review_document(estate: Estate, record: Record, *, now: datetime) -> dict[str, Json]:
    """Return what was predicted of a change and what happened, a verdict for each service, with the records behind it.

    Raises ``Invalid`` where today's schema cannot read its plan.
    """
    proposal = of_record(record, estate.schema)
    span = carried_out(proposal, desk.timeline(estate.graph, record.key), now=now)
    said = kept_prediction(record)
    document: dict[str, Json] = {
        "change": record.key,
        "outcome": record.text("outcome") or None,
        "predicted_at": said.at if said else None,
        "hash": said.hash if said else None,
        "started_at": instant_json(span.start) if span else None,
        "ended_at": instant_json(span.end) if span else None,
        "watched_until": instant_json(span.watched) if span else None,
        "watching": bool(span and now < span.watched),
    }
    if span is None:
        reason = "it has not been started, so there is nothing to review"
        empty: dict[str, Json] = {"services": [], "incidents": [], "events": [], "names": {}}
        return {**document, "reason": reason, "suggested_outcome": None, **empty}
    graph = estate.snapshots.now().graph
    reach = reach_of(graph, proposal.touched)
    found = incidents_near(estate, record, reach, span)
    alerts = events_near(estate, reach, span, now=now)
    did = happened(estate, found, reach) + alerted(estate, alerts)
    known = {each.service for each in did} | {ci for each in found for ci in each.cis} | {each.ci for each in alerts}
    names = names_of(graph, [each for each in known if graph.has(each)])
    judged = verdicts(said.planned, did, names=names, now=now) if said else []
    if said is None:
        reason = "no judgement was kept when it was decided, so there is nothing to compare with"
    else:
        reason = "" if judged else "no service was to be hit, and none was"
    return {
        **document,
        "reason": reason,
        "suggested_outcome": suggested_outcome(record.text("outcome"), judged) or None,
        "services": [verdict_document(each) for each in judged],
        "incidents": [near_document(each) for each in found],
        "events": [event_document(each) for each in alerts],
        "names": dict(names),
    }


def alerted(estate: Estate, alerts: Sequence[Alert]) -> list[Happening]:
    """Return the alerts on services themselves: users may notice, so they count as DEGRADED."""
    nodes = estate.graph.get({Key(each.ci) for each in alerts})
    services = {str(key) for key, each in nodes.items() if estate.schema.is_service(each.node.cls)}
    return [
        Happening(each.ci, "degraded", each.since, each.resolved_at, each.key, linked=False)
        for each in alerts
        if each.ci in services and each.severity != "info"
    ]


def near_document(each: Near) -> dict[str, Json]:
    """Return an incident near a change as JSON."""
    return {
        "key": each.record.key,
        "title": each.record.title,
        "state": each.record.state,
        "opened_at": instant_json(each.record.instant("opened_at")),
        "linked": each.linked,
        "where": each.where,
        "cis": list[Json](each.cis),
        "reason": each.reason,
    }


def event_document(each: Alert) -> dict[str, Json]:
    """Return an alert near a change as JSON."""
    return {
        "key": each.key,
        "ci": each.ci,
        "severity": each.severity,
        "summary": each.summary,
        "since": instant_json(each.since),
        "expected": each.suppressed,
    }
