"""From alerts to incidents: match, leave out what is expected, open one incident a cause, keep its timeline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from cmdb.entities import instant_json
from cmdb.estate import Estate
from cmdb.model import Key
from cmdb.questions import names_of
from cmdb.root_cause import HOURS, recent_changes
from cmdb.store.port import Stamp
from cmdb.values import Json
from cmdb.workspace import Workspace
from impact import Graph, UnknownCiError, needs
from impact.root_cause import Cause, Prior, root_causes
from itsm.event.alert import Alert
from itsm.event.group import Group, Ranking, group
from itsm.event.keep import all_alerts, looked, save
from itsm.event.match import rematched
from itsm.event.report import Severity
from itsm.event.suppress import silenced
from itsm.flows.change_event import quiet_times
from itsm.flows.event_joined import by_person, join, opened_by_people
from itsm.incident.practice import INCIDENT
from itsm.kernel import desk
from itsm.kernel.activity import Activity
from itsm.kernel.draft import Draft
from itsm.kernel.fresh import fresh_id
from itsm.kernel.hit import Effect, computed_impact
from itsm.kernel.priority import ImpactLevel
from itsm.kernel.record import RECORD, Record, read_record

__all__ = ["Looked", "look"]

GRACE = timedelta(minutes=15)
"""Who resolved an incident has so long until an alert that still fires opens another one."""

URGENCY: Mapping[Severity, int] = {"critical": 1, "warning": 2, "info": 3}
LOWEST = 3
MOST_LINKED = 200
MOST_SAID = 20
MOST_SUMMARY = 160
MOST_TOLD = 6
MOST_ENTRIES = 200


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at all alerts did: incidents opened, told of more, proposed to be resolved; CIs that wait."""

    opened: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    waiting: int = 0


# ---------------------------------------------------------------- decisions


def assigned(alert: Alert, records: Mapping[str, Record]) -> bool:
    """Say whether an alert has an incident that still stands for it."""
    record = records.get(alert.incident)
    if record is None:
        return False
    if INCIDENT.lifecycle.states[record.state].phase == "open":
        return True
    ended = record.instant("resolved_at") or record.instant("closed_at")
    return ended is not None and alert.last_at <= ended + GRACE


# ---------------------------------------------------------------- the look


def look(estate: Estate, *, now: datetime, stamp: Stamp) -> Looked:
    """Look at all alerts and do what follows. Call it inside ``alone``."""
    before = {each.key: each for each in all_alerts(estate.side, now)}
    quiets = quiet_times(estate, now)
    found = {each.key: silenced(each, quiets, now) for each in rematched(estate.graph, before.values())}
    records = incidents_of(estate, {each.incident for each in found.values() if each.incident})
    shift = Shift(estate, found, records, now, stamp)
    shift.assign()
    shift.keep_told()
    save(estate.side, (each for key, each in found.items() if each != before[key]), now)
    looked(estate.side, now)
    return Looked(tuple(shift.opened), tuple(sorted(shift.told)), tuple(shift.over), shift.waiting)


def known_to(graph: Graph, cis: Iterable[str]) -> set[str]:
    """Return those of the CIs that the engine knows; all at once where it knows them all, as it mostly does."""
    wanted = sorted(set(cis))
    try:
        graph.indices_of(wanted)
    except UnknownCiError:
        return {each for each in wanted if graph.has(each)}
    return set(wanted)


def incidents_of(estate: Estate, keys: Iterable[str]) -> dict[str, Record]:
    """Return incidents by key."""
    found = estate.graph.get([Key(each) for each in sorted(keys)])
    return {str(key): read_record(each) for key, each in found.items() if each.node.kind == RECORD}


def ranking(estate: Estate, graph: Graph, down: Sequence[str]) -> Ranking:
    """Return how the engine ranks causes of any of these CIs; recent changes are read once for all of them."""
    footing = {*down, *(each.key for each in needs(graph, down))}
    priors = recent_changes(estate, None, HOURS)(sorted(footing))

    def prior(keys: Sequence[str]) -> Mapping[str, Prior]:
        return {key: priors[key] for key in keys if key in priors}

    def rank(left: Sequence[str], top: int) -> Sequence[Cause]:
        return root_causes(graph, left, priors=prior, top=top)

    return rank


@dataclass(slots=True)
class Shift:
    """One look: alerts by key as they are by now, the incidents that they have, and what was done."""

    estate: Estate
    alerts: dict[str, Alert]
    records: dict[str, Record]
    now: datetime
    stamp: Stamp
    opened: list[str] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    over: list[str] = field(default_factory=list)
    waiting: int = 0

    def assign(self) -> None:
        """Give every alert that needs one an incident: that of its cause, else a new one."""
        wanting = {key for key, each in self.alerts.items() if each.urgent and not assigned(each, self.records)}
        if not wanting:
            return
        at: dict[str, list[str]] = defaultdict(list)
        for key, each in self.alerts.items():
            if each.urgent:
                at[each.ci].append(key)
        graph = self.estate.snapshots.now().graph
        placed = known_to(graph, at)
        groups, left = group(placed, ranking(self.estate, graph, sorted(placed))) if placed else ([], ())
        groups += [Group((ci,), (ci,), ("it is not in service",)) for ci in sorted(set(at) - placed)]
        self.waiting = sum(any(key in wanting for key in at[ci]) for ci in left)
        for found in groups:
            members = [key for ci in found.cis for key in at.get(ci, ())]
            fresh = [key for key in members if key in wanting]
            if fresh:
                names = names_of(graph, known_to(graph, (*found.cis, *found.cause)))
                self.place(found, members, fresh, names)

    def act(self) -> desk.Act:
        """Return who acts, with an id of its own."""
        return desk.Act(fresh_id(self.now), self.now, self.stamp)

    def place(self, found: Group, members: Sequence[str], fresh: Sequence[str], names: Mapping[str, str]) -> None:
        """Let alerts of one cause join the incident of others, else one that a person opened, else open one."""
        standing = sorted(
            {
                self.alerts[key].incident
                for key in members
                if key not in fresh and self.is_open(self.alerts[key].incident)
            }
        )
        by_hand = None if standing else opened_by_people(self.estate.graph, (*found.cis, *found.cause))
        if standing:
            incident = standing[0]
        elif by_hand is not None:
            incident = join(self.estate.graph, by_hand, found, names, act=self.act())
            self.records.update(incidents_of(self.estate, [incident]))
        else:
            alerts = [self.alerts[key] for key in fresh]
            incident = open_for(self.estate, found, alerts, names, act=self.act())
            self.opened.append(incident)
            self.records.update(incidents_of(self.estate, [incident]))
        for key in fresh:
            self.alerts[key] = replace(self.alerts[key], incident=incident, told=0)

    def is_open(self, incident: str) -> bool:
        """Say whether an incident is open."""
        record = self.records.get(incident)
        return record is not None and INCIDENT.lifecycle.states[record.state].phase == "open"

    def keep_told(self) -> None:
        """Write in each incident's timeline what its alerts did, and when all of them are over."""
        of: dict[str, list[Alert]] = defaultdict(list)
        for each in self.alerts.values():
            if self.is_open(each.incident):
                of[each.incident].append(each)
        for incident, alerts in sorted(of.items()):
            record = self.records[incident]
            news = tell(self.estate, record, alerts, act=self.act())
            self.alerts.update((each.key, each) for each in news)
            if news:
                self.told.add(incident)
            ended = any(not each.firing for each in news) and not any(each.firing for each in alerts)
            if ended:
                propose_end(self.estate, record, alerts, act=self.act())
                self.over.append(incident)


# ---------------------------------------------------------------- what the incident says


def open_for(estate: Estate, found: Group, alerts: Sequence[Alert], names: Mapping[str, str], *, act: desk.Act) -> str:
    """Open an incident for alerts of one cause and return its key."""
    cis = sorted({each.ci for each in alerts})
    fields: dict[str, Json] = {
        "channel": "event",
        "description": described(found, alerts, names),
        "urgency": min(URGENCY[each.severity] for each in alerts),
        "effect": effect_of(alerts),
    }
    draft = Draft(titled(found, alerts, names), fields, {"affects": tuple(cis[:MOST_LINKED])})
    computed = impact_on(estate, cis, effect_of(alerts))
    return desk.open_record(estate.graph, INCIDENT, draft, act=act, computed=computed)


def effect_of(alerts: Iterable[Alert]) -> Effect:
    """Return what alerts say of their CIs: DOWN where one is critical, else DEGRADED."""
    return "down" if any(each.severity == "critical" for each in alerts) else "degraded"


def impact_on(estate: Estate, cis: Sequence[str], effect: Effect) -> ImpactLevel | None:
    """Return the computed impact on those CIs that the engine knows."""
    graph = estate.snapshots.now().graph
    return computed_impact(estate, sorted(known_to(graph, cis[:MOST_LINKED])), effect)


def titled(found: Group, alerts: Sequence[Alert], names: Mapping[str, str]) -> str:
    """Return the title: the cause, and the worst alert."""
    worst = min(alerts, key=lambda each: (URGENCY[each.severity], each.since, each.key))
    cause = " and ".join(names.get(key, key) for key in found.cause)
    more = f" and {len(alerts) - 1} more" if len(alerts) > 1 else ""
    return f"{cause}: {worst.summary[:MOST_SUMMARY]}{more}"


def described(found: Group, alerts: Sequence[Alert], names: Mapping[str, str]) -> str:
    """Return the description: which alerts, and why they are taken for one cause."""
    cause = " and ".join(names.get(key, key) for key in found.cause)
    listed = [f"- {names.get(each.ci, each.ci)}: {each.summary} ({each.severity}, {each.source})" for each in alerts]
    rest = [f"- and {len(listed) - MOST_SAID} more"] if len(listed) > MOST_SAID else []
    why = "; ".join(found.reasons)
    return "\n".join([f"Probable cause: {cause} ({why}).", "Alerts:", *listed[:MOST_SAID], *rest])


def tell(estate: Estate, record: Record, alerts: Sequence[Alert], *, act: desk.Act) -> list[Alert]:
    """Write in one revision what is new about an incident's alerts; return those that were told of.

    Entries: the first message and each change of state, so many for one alert and so many for one incident; more than
    that are only counted. A repetition is no entry. CIs that are new are linked, a worse severity raises the urgency.
    """
    news = [each for each in alerts if each.told < MOST_TOLD and each.firing == (each.told % 2 == 0)]
    if not news:
        return []
    so_far = sum(each.told for each in alerts)
    room = max(0, MOST_ENTRIES - so_far)
    entries = [entry_of(record, each, act) for each in news[:room]]
    if len(news) > room:
        text = f"{len(news) - room} further alerts changed; they are in the list of events."
        entries.append(Activity(record.key, act.id, "alert", act.now, act.stamp.actor, text))
    linked = {each.target for each in desk.links_of(estate.graph, [record.key]) if each.role == "affects"}
    cis = sorted({each.ci for each in alerts})[:MOST_LINKED]
    joined = [each for each in cis if each not in linked][: max(0, MOST_LINKED - len(linked))]

    def build(work: Workspace) -> None:
        node, known = desk.wanted(work, record.key, None)
        desk.write_links(work, record.key, "affects", joined)
        desk.write(work, INCIDENT, node, known, entries)

    desk.committed(estate.graph, build, act.stamp)
    firing = [each for each in alerts if each.firing]
    raise_urgency(estate, record.key, firing, cis if joined else (), act=act)
    return [replace(each, told=each.told + 1) for each in news]


def entry_of(record: Record, alert: Alert, act: desk.Act) -> Activity:
    """Return the entry of one alert; its id is the same however often it is written."""
    happened = alert.since if alert.firing else alert.resolved_at or act.now
    at = max(happened, record.instant("opened_at") or happened)
    facts: dict[str, Json] = {
        "alert": alert.key,
        "source": alert.source,
        "state": alert.state,
        "severity": alert.severity,
        "ci": alert.ci,
        "since": instant_json(happened),
    }
    said = alert.summary if alert.firing else f"Resolved: {alert.summary}"
    return Activity(record.key, f"alert-{alert.key}-{alert.told}", "alert", at, act.stamp.actor, said, facts=facts)


def raise_urgency(estate: Estate, key: Key, firing: Sequence[Alert], cis: Sequence[str], *, act: desk.Act) -> None:
    """Raise urgency and impact of an incident where its alerts are worse by now; what a person said stays.

    ``cis`` are empty where none is new: then the impact is as it was.
    """
    record = desk.find_record(estate.graph, key)
    if not firing or record.text("impact_reason"):
        return
    effect = effect_of(firing)
    computed = impact_on(estate, cis, effect) if cis else None
    urgency = min(URGENCY[each.severity] for each in firing)
    wanted: dict[str, Json] = {}
    if urgency < (record.number("urgency") or LOWEST):
        wanted |= {"urgency": urgency, "effect": effect}
    if computed is not None and computed.level < (record.number("impact") or LOWEST):
        wanted |= {"impact": computed.level, "effect": effect}
    if wanted:
        desk.edit(estate.graph, INCIDENT, key, wanted, act=act, computed=computed if "impact" in wanted else None)


def propose_end(estate: Estate, record: Record, alerts: Sequence[Alert], *, act: desk.Act) -> None:
    """Note that all alerts of an incident are over, with the step that is proposed. Nothing is resolved by itself.

    Of one that a person opened nothing is proposed: what they reported may be more than monitoring sees.
    """
    last = max(each.resolved_at or each.last_at for each in alerts)
    many = f"All {len(alerts)} alerts are" if len(alerts) > 1 else "The alert is"
    text = f"{many} resolved since {instant_json(last)}. Proposed: resolve the incident."
    facts: dict[str, Json] = {"proposal": {"step": "resolve", "resolution": "Its alerts are resolved."}}
    if by_person(record):
        who = record.text("requester") or "whoever opened it"
        text, facts = f"{many} resolved since {instant_json(last)}. Ask {who} whether it is over; it stays open.", {}
    entry = Activity(record.key, f"over-{act.id}", "note", act.now, act.stamp.actor, text, facts=facts)
    desk.add(estate.graph, INCIDENT, entry, stamp=act.stamp)
