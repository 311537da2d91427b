"""Keeping deployments: each is one record, however often and in whatever order its pipeline tells of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from cmdb.model import Key
from cmdb.store.port import GraphStore
from cmdb.values import Json, Value
from cmdb.workspace import Workspace
from itsm.deployment.event import STATUSES, DeploymentEvent, event_document, read_event
from itsm.deployment.merged import Deployment, merged, said_before, with_event
from itsm.deployment.practice import DEPLOYMENT
from itsm.kernel import desk
from itsm.kernel.activity import ACTIVITY, Activity, activity_node, read_activity
from itsm.kernel.link import Link, link_relation
from itsm.kernel.record import Record, checked, record_node, source_claim
from itsm.kernel.timeline import told_of

__all__ = [
    "EVENTS",
    "UNAUTHORISED",
    "UNSETTLED",
    "Place",
    "Taken",
    "deployment_of",
    "events_of",
    "known_events",
    "place_anew",
    "settle",
    "take_in",
]

EVENTS = "events"
"""Where a deployment's record keeps what was said of it."""

UNAUTHORISED, UNSETTLED = "unauthorised", "unsettled"
"""What nothing approved stands behind waits to be settled, also once more when something new is told of it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a deployment belongs: its CIs by key, the names that lead to none, the records that it is of, and why."""

    cis: tuple[str, ...]
    unmatched: Mapping[str, str]
    authorisation: str
    reason: str
    records: Mapping[str, str] = field(default_factory=dict)


class Taken(NamedTuple):
    """What became of an event."""

    key: Key
    outcome: Literal["created", "updated", "unchanged"]


def events_of(record: Record) -> tuple[DeploymentEvent, ...]:
    """Return what was said of a deployment, in order."""
    kept = record.body.get(EVENTS)
    return tuple(read_event(each) for each in kept) if isinstance(kept, list) else ()


def deployment_of(record: Record) -> Deployment:
    """Return a record as a deployment."""
    return merged(events_of(record))


def known_events(graph: GraphStore, event: DeploymentEvent) -> tuple[DeploymentEvent, ...]:
    """Return what was said before of the deployment that an event is about."""
    claim = source_claim(DEPLOYMENT, event.source, event.id)
    key = graph.holders([claim]).get(claim)
    return events_of(desk.find_record(graph, key)) if key is not None else ()


def take_in(graph: GraphStore, event: DeploymentEvent, place: Place, *, act: desk.Act) -> Taken:
    """Keep what an event says; the same again changes nothing. Raises ``Invalid``."""

    def build(work: Workspace) -> Taken:
        claim = source_claim(DEPLOYMENT, event.source, event.id)
        key = work.holder(claim)
        if key is None:
            key = desk.next_key(work, DEPLOYMENT)
            record = Record(key, DEPLOYMENT.name, "", DEPLOYMENT.lifecycle.initial, {"channel": "api"}, 0)
            write(work, record, with_event((), event), place, by=act.stamp.actor)
            return Taken(key, "created")
        _, record = desk.wanted(work, key, None)
        known = events_of(record)
        if said_before(known, event):
            return Taken(key, "unchanged")
        write(work, record, with_event(known, event), place, by=act.stamp.actor)
        return Taken(key, "updated")

    return desk.committed(graph, build, act.stamp)


def place_anew(graph: GraphStore, key: Key, place: Place, *, act: desk.Act) -> None:
    """Keep where a deployment belongs by now. Raises ``NotFound``."""

    def build(work: Workspace) -> None:
        _, record = desk.wanted(work, key, None)
        write(work, record, events_of(record), place, by=act.stamp.actor)

    desk.committed(graph, build, act.stamp)


def settle(graph: GraphStore, key: Key, *, act: desk.Act) -> None:
    """Note that a deployment which nothing approved stands behind is settled. Raises ``NotFound``."""

    def build(work: Workspace) -> None:
        node, record = desk.wanted(work, key, None)
        attributes = {name: value for name, value in record.attributes.items() if name != UNSETTLED}
        desk.write(work, DEPLOYMENT, node, replace(record, attributes=attributes), ())

    desk.committed(graph, build, act.stamp)


# ---------------------------------------------------------------- one record


def write(work: Workspace, record: Record, events: Sequence[DeploymentEvent], place: Place, *, by: str) -> None:
    """Write a deployment as its events tell it; entries of what people did to it stay."""
    told = merged(events)
    own = {each.id: each for each in entries_of(record.key, told, events, by)}
    kept = [each for each in known_entries(work, record.key) if each.id not in own]
    for entry in own.values():
        work.put(activity_node(entry))
    values = {name: value for name, value in fields_of(told, place).items() if value is not None}
    others = {name: value for name, value in record.attributes.items() if name not in DEPLOYMENT.follows}
    body: Mapping[str, Json] = {**record.body, EVENTS: [event_document(each) for each in events]}
    bare = Record(record.key, record.practice, told.title, record.state, {**others, **values}, 0, body=body)
    claim = source_claim(DEPLOYMENT, told.source, told.id)
    work.put(record_node(told_of(DEPLOYMENT, bare, [*kept, *own.values()]), frozenset({claim})))
    desk.write_links(work, record.key, "affects", place.cis)
    for role, target in place.records.items():
        relation = link_relation(Link(record.key, role, Key(target)))
        if work.relation(relation.id) is None:
            work.relate(relation)


def known_entries(work: Workspace, key: Key) -> list[Activity]:
    """Return what happened to a record so far."""
    return [read_activity(each) for each, _ in work.owned(key, ACTIVITY)]


def entries_of(key: Key, told: Deployment, events: Sequence[DeploymentEvent], by: str) -> list[Activity]:
    """Return what events tell as entries: when it began, and each status that it came to afterwards."""
    found = [Activity(key, "0", "opened", told.started_at, by, facts={"to": DEPLOYMENT.lifecycle.initial})]
    state = DEPLOYMENT.lifecycle.initial
    for event in events:
        if event.status == state:
            continue
        facts: dict[str, Json] = {"from": state, "to": event.status}
        found.append(Activity(key, entry_id(event), "transition", event.at, by, facts=facts))
        state = event.status
    return found


def entry_id(event: DeploymentEvent) -> str:
    """Return the id of an event's entry, the same whenever it comes; of one instant, ids order what ends last."""
    rank = 1 + list(STATUSES).index(event.status)
    return f"{rank}-{hashlib.sha256(event.at.isoformat().encode()).hexdigest()[:16]}"


def fields_of(told: Deployment, place: Place) -> dict[str, Value | None]:
    """Return the attributes that follow from what was said."""
    said: dict[str, Json] = {
        "environment": told.environment,
        "tier": told.tier,
        "version": told.version or None,
        "commit": told.commit or None,
        "committed_at": told.committed_at.isoformat() if told.committed_at else None,
        "url": told.url or None,
        "source": told.source,
        "number": told.id,
        "named": list[Json](told.cis),
        "unmatched": [f"{name}: {why}" for name, why in place.unmatched.items()] or None,
        "unplaced": True if place.unmatched else None,
        "authorisation": place.authorisation,
        "authorisation_reason": place.reason or None,
        UNSETTLED: True if place.authorisation == UNAUTHORISED else None,
    }
    return checked(DEPLOYMENT, said, follow=True)
