"""From services to the records around them: open incidents, changes ahead, outages and what was promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from api.backend import backend
from api.resources.measures.service import question
from api.resources.service_levels.above import stood_on
from api.resources.services.service import below, service_page, the_service
from api.sight import visible
from cmdb.entities import instant_json
from cmdb.model import Stored
from cmdb.values import Json
from impact import Graph
from itsm.change.conflicts import Hit
from itsm.change.practice import CHANGE
from itsm.change.proposal import Proposal
from itsm.change.surroundings import changes_between
from itsm.flows.incident_change import open_incidents
from itsm.flows.incident_status import Counted, counted, service_states
from itsm.kernel.record import Record
from itsm.measures.answer import Question
from itsm.measures.service_levels import Level, outages_behind, service_levels
from itsm.service_level.promises import promises

__all__ = ["level", "levels"]

AHEAD = timedelta(days=7)
FRESH = timedelta(minutes=1)
KEPT, MOST_KEPT = "service levels", 32
Planned = tuple[Record, Proposal]


class Around(NamedTuple):
    """What is open or ahead anywhere, within the sight of who asks, and how services are and held."""

    graph: Graph
    states: Mapping[str, str]
    incidents: Sequence[Hit]
    changes: Sequence[Planned]
    levels: Mapping[str, Level]
    hit: Mapping[str, frozenset[str]]
    """By service, which CIs of those incidents and changes it is or stands on."""

    def near(self, key: str) -> tuple[list[Hit], list[Planned]]:
        """Return the open incidents and the changes ahead on a service or on what it stands on."""
        all_of_it = self.hit.get(key, frozenset((key,)))
        return (
            [each for each in self.incidents if not all_of_it.isdisjoint(each.cis)],
            [each for each in self.changes if not all_of_it.isdisjoint(each[1].touched)],
        )


class Kept(NamedTuple):
    """What was around services at a revision, for a minute: by scope and by period as it was asked for."""

    head: int
    at: datetime
    found: dict[tuple[str | None, str], Around]


def around(asked: Question, period: str) -> Around:
    """Return what is around services now; what was found at this revision within a minute is not looked for again."""
    here, head = backend(), backend().head()
    kept = cast("Kept | None", here.kept.get(KEPT))
    if kept is None or kept.head != head or not kept.at <= asked.now < kept.at + FRESH or len(kept.found) > MOST_KEPT:
        here.kept[KEPT] = kept = Kept(head, asked.now, {})
    sight = (asked.scope, period)
    if sight not in kept.found:
        kept.found[sight] = looked_around(asked)
    return kept.found[sight]


def looked_around(asked: Question) -> Around:
    """Return what is around services now."""
    here, now = backend(), asked.now
    incidents = open_incidents(here.graph)
    changes = [each for each in changes_between(here.estate, now, now + AHEAD) if each[1].window is not None]
    seen = visible([each.key for each in incidents] + [record.key for record, _ in changes])
    incidents = sorted((each for each in incidents if each.key in seen), key=lambda each: (each.priority, each.key))
    changes = sorted((each for each in changes if each[0].key in seen), key=start_of)
    cis = [ci for each in incidents for ci in each.cis] + [ci for _, each in changes for ci in each.touched]
    services = list(asked.standing.services if asked.services is None else asked.services)
    graph = here.estate.snapshots.now().graph
    return Around(
        graph,
        service_states(here.estate, services),
        incidents,
        changes,
        service_levels(asked, promises(here.graph)),
        stood_on(graph, services, cis),
    )


def start_of(planned: Planned) -> tuple[str, str]:
    """Return where a change stands in the order of time."""
    record, proposal = planned
    return (instant_json(proposal.window.start if proposal.window else None) or "", record.key)


def levels(args: Mapping[str, Any]) -> dict[str, object]:
    """Return a page of services by name."""
    page = service_page(args, None)
    known = around(question(args["period"]), args["period"])
    items = [shown(each, known) for each in page.items]
    answer: dict[str, object] = {"items": items, "next": page.next}
    return answer | ({"total": page.total} if page.total is not None else {})


def shown(stored: Stored, known: Around) -> dict[str, Json]:
    """Return one service as the list shows it."""
    key = stored.node.key
    incidents, changes = known.near(key)
    return {
        "key": key,
        "name": stored.node.name,
        "state": known.states.get(key),
        "incidents": len(incidents),
        "changes": len(changes),
        **known.levels.get(key, Level(None, None)).document(),
    }


def level(text: str, period: str) -> dict[str, object]:
    """Return one service with the records behind its figures. Raises ``NotFound``, ``Invalid`` for another CI."""
    stored, asked = the_service(text), question(period)
    key = stored.node.key
    known = around(asked, period)
    incidents, changes = known.near(key)
    all_of_it = below(known.graph, key) | {key}
    counts = counted(backend().estate, incidents, key)
    named = visible([ci for each in incidents for ci in each.cis] + [ci for _, each in changes for ci in each.touched])
    return {
        **shown(stored, known),
        "period": asked.period.text,
        "open_incidents": [incident(each, all_of_it & named, counts[each.key]) for each in incidents],
        "next_changes": [change(record, each, all_of_it & named) for record, each in changes],
        "outages": outages_behind(asked, key),
    }


def incident(each: Hit, near: frozenset[str], counts: Counted) -> dict[str, Json]:
    """Return an open incident as it is told of a service; of its CIs those that the service stands on."""
    return {
        "key": each.key,
        "title": each.title,
        "priority": each.priority,
        "effect": each.effect,
        "cis": [ci for ci in each.cis if ci in near],
        "opened_at": instant_json(each.since),
        "counts": {"state": counts.state, "why": counts.why},
    }


def change(record: Record, each: Proposal, near: frozenset[str]) -> dict[str, Json]:
    """Return a change ahead as it is told of a service."""
    window = each.window
    return {
        "key": record.key,
        "title": record.title,
        "state": CHANGE.lifecycle.states[record.state].label,
        "start": instant_json(window.start) if window else None,
        "end": instant_json(window.end) if window else None,
        "cis": [ci for ci in each.touched if ci in near],
    }
