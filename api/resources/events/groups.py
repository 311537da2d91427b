"""Which alerts fire for one cause, and which have no incident, and why? What the page of events shows first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from api.backend import backend
from api.guard import principal
from api.resources.events.service import in_sight
from cmdb.access import sees
from cmdb.entities import instant_json
from cmdb.model import Key
from cmdb.values import Json
from itsm.event.alert import Alert
from itsm.event.keep import all_alerts
from itsm.event.report import SEVERITIES
from itsm.incident.practice import INCIDENT
from itsm.kernel.record import RECORD, Record, read_record

__all__ = ["find"]

MOST_GROUPS = 500
MOST_CIS = 10
WITHOUT = ("unknown", "waiting", "expected")
TITLES = {
    "incident": "An incident that you do not see",
    "unknown": "No CI is known for them",
    "waiting": "No incident is opened for them yet",
    "expected": "Expected, because somebody works on their CIs",
}


def find() -> dict[str, object]:
    """Return what fires in groups: the worst and newest incidents first, then what has none."""
    here = backend()
    members: dict[tuple[str, str], list[Alert]] = defaultdict(list)
    for each in in_sight(all_alerts(here.store.side, here.clock())):
        if each.firing:
            members[group_of(each)].append(each)
    records = incidents_of([incident for _, incident in members if incident])
    known = sorted(((kind, key, found) for (kind, key), found in members.items()), key=lambda each: order(*each))
    shown = known[:MOST_GROUPS]
    names = names_of(shown)
    items = [document(kind, records.get(incident), found, names) for kind, incident, found in shown]
    return {"items": items, "next": None, "total": len(known)}


def group_of(alert: Alert) -> tuple[str, str]:
    """Return the group of an alert that fires: its incident, else why it has none."""
    if alert.incident:
        return "incident", alert.incident
    if not alert.ci:
        return "unknown", ""
    return ("expected" if alert.suppressed else "waiting"), ""


def incidents_of(keys: Sequence[str]) -> dict[str, Record]:
    """Return the incidents that the person may see, by key."""
    found = backend().graph.get([Key(each) for each in sorted(keys)])
    seen = {str(key): each for key, each in found.items() if each.node.kind == RECORD and sees(principal(), each.node)}
    return {key: read_record(each) for key, each in seen.items()}


def order(kind: str, incident: str, found: Sequence[Alert]) -> tuple[int, int, float, str]:
    """Return where a group stands: incidents first, of those the worst, then the newest."""
    place = 0 if kind == "incident" else 1 + WITHOUT.index(kind)
    return place, worst(found), -max(each.since.timestamp() for each in found), incident


def worst(found: Sequence[Alert]) -> int:
    """Return how bad the worst alert is; 0 is the worst."""
    ranks = list(SEVERITIES)
    return min(ranks.index(each.severity) for each in found)


def names_of(groups: Sequence[tuple[str, str, Sequence[Alert]]]) -> dict[str, str]:
    """Return what the CIs are called that are shown."""
    keys = sorted({ci for _, _, found in groups for ci in shown_cis(found)})
    return {str(key): each.node.name for key, each in backend().graph.get([Key(each) for each in keys]).items()}


def shown_cis(found: Sequence[Alert]) -> list[str]:
    """Return the first CIs of a group by key."""
    return sorted({each.ci for each in found if each.ci})[:MOST_CIS]


def document(kind: str, record: Record | None, found: Sequence[Alert], names: dict[str, str]) -> dict[str, Json]:
    """Return a group as JSON."""
    cis: list[Json] = [{"key": each, "name": names.get(each, each)} for each in shown_cis(found)]
    return {
        "kind": kind,
        "incident": record.key if record else "",
        "title": record.title if record else TITLES[kind],
        "state": INCIDENT.lifecycle.states[record.state].label if record else "",
        "cause": cause_of(record) if record else "",
        "alerts": len(found),
        "messages": sum(each.count for each in found),
        "cis": cis,
        "ci_count": len({each.ci for each in found if each.ci}),
        "severities": dict(sorted(Counter(each.severity for each in found).items())),
        "since": instant_json(min(each.since for each in found)),
        "last_at": instant_json(max(each.last_at for each in found)),
    }


def cause_of(record: Record) -> str:
    """Return why alerts were taken for one cause: the first line of an incident that they opened themselves."""
    return record.text("description").partition("\n")[0] if record.text("channel") == "event" else ""
