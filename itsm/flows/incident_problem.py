"""From incidents to problems: what recurs is proposed, a proposal becomes a problem, a fix is judged."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import numpy as np

from cmdb.errors import NotFound
from cmdb.estate import Estate
from cmdb.model import Key
from cmdb.paging import every
from cmdb.query import All, Compare
from cmdb.values import normal
from cmdb.workspace import Workspace
from impact.reach import dependents, footing
from itsm.incident.practice import INCIDENT
from itsm.kernel import desk
from itsm.kernel.draft import Draft
from itsm.kernel.hit import computed_impact
from itsm.kernel.record import Record, read_record
from itsm.kernel.search import IS_RECORD
from itsm.problem.effectiveness import BEFORE, Effect, effectiveness
from itsm.problem.practice import PROBLEM
from itsm.problem.recurrence import PERIOD, Occurrence, Proposal, recurrences

__all__ = ["effect_of", "open_proposed", "proposals"]

ABOUT = ("affects", "caused_by_ci")
MOST_LINKED = 200


def incidents_since(estate: Estate, since: datetime) -> list[Record]:
    """Return the incidents opened since an instant, cancelled ones left out."""
    opened = Compare("attributes.opened_at", ">=", normal(since))  # type: ignore[arg-type]  # an instant is one value
    where = All((IS_RECORD, Compare("class", "=", INCIDENT.name), opened))
    return [each for each in map(read_record, every(estate.graph, where)) if each.state != "cancelled"]


def occurrences(estate: Estate, since: datetime) -> list[Occurrence]:
    """Return incidents since an instant with their CIs and the problems that they show."""
    records = {each.key: each for each in incidents_since(estate, since)}
    cis: dict[Key, set[str]] = {}
    problems: dict[Key, str] = {}
    for link in desk.links_of(estate.graph, sorted(records)) if records else ():
        if link.record in records and link.role in ABOUT:
            cis.setdefault(link.record, set()).add(link.target)
        elif link.record in records and link.role == "has_problem":
            problems[link.record] = link.target
    return [
        Occurrence(key, each.title, opened, frozenset(cis[key]), problems.get(key, ""))
        for key, each in sorted(records.items())
        if key in cis and (opened := each.instant("opened_at")) is not None
    ]


def proposals(estate: Estate, *, now: datetime) -> list[Proposal]:
    """Return what recurs, with the evidence."""
    known = occurrences(estate, now - PERIOD)
    graph = estate.snapshots.now().graph
    cis = sorted({ci for each in known if not each.problem for ci in each.cis if graph.has(ci)})
    below = {ci: frozenset(graph.keys_of(footing(graph, graph.indices_of([ci])))) - {ci} for ci in cis}
    counted: dict[str, int] = {}

    def carries(ci: str) -> int:
        if ci not in counted:
            counted[ci] = int(np.size(dependents(graph, graph.indices_of([ci])))) if graph.has(ci) else 1
        return counted[ci]

    return recurrences(known, below, carries, now=now)


def open_proposed(estate: Estate, proposal_id: str, *, act: desk.Act) -> Key:
    """Open a problem from a proposal and link its incidents with it. Raises ``NotFound`` where it is none any more."""
    known = {each.id: each for each in proposals(estate, now=act.now)}
    if proposal_id not in known:
        raise NotFound("proposal", proposal_id, tuple(known)[:10])
    found = known[proposal_id]
    graph = estate.snapshots.now().graph
    name = graph.names.many(graph.indices_of([found.ci]))[0] if graph.has(found.ci) else ""
    cis = found.cis[:MOST_LINKED]
    draft = Draft(
        f"Recurring incidents at {name or found.ci}",
        {"channel": "desk", "evidence": "\n".join(found.reasons)},
        {"affects": cis, "caused_by_ci": (found.ci,)},
    )
    computed = computed_impact(estate, [each for each in cis if graph.has(each)])
    key = desk.open_record(estate.graph, PROBLEM, draft, act=act, computed=computed)

    def build(work: Workspace) -> None:
        for incident in found.incidents:
            desk.wanted(work, Key(incident), None)
            desk.write_links(work, Key(incident), "has_problem", (key,))

    desk.committed(estate.graph, build, act.stamp)
    return key


def effect_of(estate: Estate, problem: Record, *, now: datetime) -> Effect:
    """Judge the fix of a problem by the incidents on its CIs before and since."""
    linked = desk.links_of(estate.graph, [problem.key])
    cis = frozenset(each.target for each in linked if each.role in ABOUT and each.record == problem.key)
    fixed_at = problem.instant("resolved_at")
    since = (fixed_at or now) - BEFORE - timedelta(seconds=1)
    return effectiveness(on_any(occurrences(estate, since), cis), fixed_at, now=now)


def on_any(known: Iterable[Occurrence], cis: frozenset[str]) -> list[tuple[str, datetime]]:
    """Return the incidents on any of some CIs."""
    return [(each.key, each.opened_at) for each in known if each.cis & cis]
