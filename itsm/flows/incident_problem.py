"""From incidents to problems: what recurs is proposed, a proposal becomes a problem, a fix is judged."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import numpy as np

from cmdb.errors import Invalid, NotFound
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

__all__ = ["effect_of", "open_problems", "proposals", "take_proposed"]

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


def open_problems(estate: Estate, cis: Iterable[str]) -> dict[str, list[Record]]:
    """Return the open problems of CIs that affect them or are caused by them, by CI, each in order of their keys."""
    links = [each for each in desk.links_of(estate.graph, map(Key, cis)) if each.role in ABOUT]
    records = estate.graph.get({each.record for each in links})
    found: dict[str, dict[str, Record]] = {}
    for link in links:
        node = records[link.record].node if link.record in records else None
        if node is not None and node.cls == PROBLEM.name and PROBLEM.lifecycle.states[node.lifecycle].phase == "open":
            found.setdefault(link.target, {})[link.record] = read_record(records[link.record])
    return {ci: [each for _, each in sorted(known.items())] for ci, known in found.items()}


def take_proposed(estate: Estate, proposal_id: str, *, act: desk.Act, problem: Key | None = None) -> Key:
    """Link the incidents of a proposal with an open problem of its CI, or with a new one where none is named.

    Raises ``NotFound`` where it is no proposal any more, ``Invalid`` for a problem that is not one of its CI.
    """
    known = {each.id: each for each in proposals(estate, now=act.now)}
    if proposal_id not in known:
        raise NotFound("proposal", proposal_id, tuple(known)[:10])
    found = known[proposal_id]
    if problem is not None:
        there = [each.key for each in open_problems(estate, [found.ci]).get(found.ci, ())]
        if problem not in there:
            allowed = ", ".join(there) or "none is open; leave it out to open one"
            raise Invalid("problem", f"is no open problem of {found.ci}", problem, allowed)
    key = problem or open_for(estate, found, act)

    def build(work: Workspace) -> None:
        for incident in found.incidents:
            desk.wanted(work, Key(incident), None)
            desk.write_links(work, Key(incident), "has_problem", (key,))

    desk.committed(estate.graph, build, act.stamp)
    return key


def open_for(estate: Estate, found: Proposal, act: desk.Act) -> Key:
    """Open a problem for a proposal."""
    graph = estate.snapshots.now().graph
    name = graph.names.many(graph.indices_of([found.ci]))[0] if graph.has(found.ci) else ""
    cis = found.cis[:MOST_LINKED]
    draft = Draft(
        f"Recurring incidents at {name or found.ci}",
        {"channel": "desk", "evidence": "\n".join(found.reasons)},
        {"affects": cis, "caused_by_ci": (found.ci,)},
    )
    computed = computed_impact(estate, [each for each in cis if graph.has(each)])
    return desk.open_record(estate.graph, PROBLEM, draft, act=act, computed=computed)


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
