"""With what does a change collide? The same CIs, what is below and above, redundancy, freezes, incidents, people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np

from cmdb.values import Json
from impact import ContextRecord, Graph
from impact.collisions import collisions
from impact.ragged import Ints
from impact.reach import consumers, providers
from itsm.change.proposal import Proposal

__all__ = [
    "SEVERITIES",
    "Closure",
    "Conflict",
    "Hit",
    "Place",
    "conflict_document",
    "conflicts",
    "in_order",
    "overlap",
    "people",
    "rank",
    "redundancy",
]

Kind = Literal["same_ci", "upstream", "downstream", "redundancy", "freeze", "maintenance", "incident", "people"]
Severity = Literal["low", "medium", "high", "critical"]
SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high", "critical")
MOST_MEMBERS = 20


@dataclass(frozen=True, slots=True)
class Conflict:
    """One collision: with which record or period, at which CI and group, and why.

    ``ci`` is whose gate it is for redundancy, else the CI where the two meet (None: none in particular).
    """

    kind: Kind
    other: str
    ci: str | None
    group: str | None
    members: tuple[str, ...]
    severity: Severity
    reason: str


class Closure(NamedTuple):
    """A period in which changes are not made (``freeze``) or others work (``maintenance``).

    ``cis`` None: everywhere. ``exempt`` are the kinds of change that it does not bind.
    """

    name: str
    kind: Literal["freeze", "maintenance"]
    start: datetime
    end: datetime
    reason: str
    cis: frozenset[str] | None = None
    exempt: frozenset[str] = frozenset()


class Hit(NamedTuple):
    """An open incident: its key, its title, its priority, what it affects and how, and since when."""

    key: str
    title: str
    priority: int
    cis: tuple[str, ...]
    effect: str = "down"
    since: datetime | None = None


def overlap(one: Proposal, other: Proposal) -> bool:
    """Say whether two changes may be under way at once; one without a window may be at any time.

    Windows are half-open, with the time to back out: one that ends when the other begins does not overlap.
    """
    if one.window is None or other.window is None or one.until is None or other.until is None:
        return True
    return one.window.start < other.until and other.window.start < one.until


def conflicts(
    graph: Graph,
    mine: Proposal,
    others: Iterable[Proposal],
    *,
    closures: Iterable[Closure] = (),
    incidents: Iterable[Hit] = (),
) -> list[Conflict]:
    """Return every collision of a change, the worst first; ties by kind, other and CI.

    Collision is symmetric: what is upstream for one is downstream for the other. O(others + what the change touches
    and carries), and one run of the engine for the redundancy of those that overlap.
    """
    near = sorted((each for each in others if overlap(mine, each) and each.reference != mine.reference), key=reference)
    place = Place(graph, mine)
    found: list[Conflict] = []
    for each in near:
        found += place.meets(each)
        found += people(mine, each)
    found += redundancy(graph, mine, near)
    for closure in closures:
        found += place.closed(closure)
    for incident in incidents:
        found += place.open_incident(incident)
    return sorted(found, key=rank)


def reference(each: Proposal) -> str:
    """Return what orders proposals."""
    return each.reference


def rank(each: Conflict) -> tuple[object, ...]:
    """Return what orders conflicts: the worst first."""
    return (-SEVERITIES.index(each.severity), each.kind, each.other, each.ci or "", each.group or "")


class Place:
    """Where a change stands in the graph: what it touches, what that stands on, what stands on that."""

    def __init__(self, graph: Graph, mine: Proposal, own: list[str] | None = None) -> None:
        self.graph = graph
        self.mine = mine
        self.touched = frozenset(mine.touched)
        self.own = [each for each in mine.touched if graph.has(each)] if own is None else own

    @cached_property
    def above(self) -> Ints:
        """Return how far above what it touches each CI is."""
        return distances(self.graph, self.graph.indices_of(self.own), consumers)

    @cached_property
    def below(self) -> Ints:
        """Return how far below what it touches each CI is."""
        return distances(self.graph, self.graph.indices_of(self.own), providers)

    def meets(self, other: Proposal) -> list[Conflict]:
        """Return where another change meets this one: at one CI, below it, or above it."""
        common = [each for each in other.touched if each in self.touched]
        if common:
            names = self.names(common)
            return [
                conflict("same_ci", other, common, "high", f"{other.title or other.reference} works on {names} too")
            ]
        found: list[Conflict] = []
        if under := self.under(other.touched):
            reason = f"{other.title or other.reference} works on {self.names(under)}, which this stands on"
            found.append(conflict("upstream", other, under, "medium", reason))
        if over := self.over(other.touched):
            reason = f"{other.title or other.reference} works on {self.names(over)}, which stands on what this touches"
            found.append(conflict("downstream", other, over, "medium", reason))
        return found

    def closed(self, closure: Closure) -> list[Conflict]:
        """Return where a period in which nothing is changed, or others work, lies over the window."""
        mine = self.mine
        if (
            mine.window is None
            or mine.until is None
            or not (mine.window.start < closure.end and closure.start < mine.until)
        ):
            return []
        hit = self.own if closure.cis is None else nearest(self.graph, closure.cis, self.above, with_own=True)
        if closure.cis is not None and not hit:
            return []
        severity: Severity = "medium" if closure.kind == "maintenance" else "critical"
        if mine.kind in closure.exempt:
            severity = "low"
        until = f"{closure.start:%Y-%m-%d %H:%M} to {closure.end:%Y-%m-%d %H:%M} UTC"
        reason = f"{closure.name}: {closure.reason or closure.kind}, {until}"
        if mine.kind in closure.exempt:
            reason += f"; {mine.kind} changes are exempt"
        first = hit[0] if hit and closure.cis is not None else None
        members = tuple(hit[:MOST_MEMBERS]) if closure.cis is not None else ()
        return [Conflict(closure.kind, closure.name, first, None, members, severity, reason)]

    def open_incident(self, incident: Hit) -> list[Conflict]:
        """Return where an open incident affects what a change touches, stands on or carries."""
        touched = [each for each in incident.cis if each in self.own]
        related = touched or self.under(incident.cis) or self.over(incident.cis)
        if not related:
            return []
        severity: Severity = "high" if touched and incident.priority <= 2 else "medium" if touched else "low"  # noqa: PLR2004
        where = "affects" if touched else "is near what this touches, at"
        reason = f"{incident.title!r} is open and {where} {self.names(related)}"
        return [Conflict("incident", incident.key, related[0], None, tuple(related), severity, reason)]

    def under(self, cis: Iterable[str]) -> list[str]:
        """Return those of the CIs that it stands on, the nearest first."""
        return nearest(self.graph, cis, self.below)

    def over(self, cis: Iterable[str]) -> list[str]:
        """Return those of the CIs that stand on what it touches, the nearest first."""
        return nearest(self.graph, cis, self.above)

    def names(self, keys: Sequence[str]) -> str:
        """Return the first few CIs by name."""
        known = [each for each in keys if self.graph.has(each)]
        shown = self.graph.names.many(self.graph.indices_of(known[:3])) if known else list(keys[:3])
        return ", ".join(shown) + (f" and {len(keys) - 3} more" if len(keys) > 3 else "")  # noqa: PLR2004


def nearest(graph: Graph, keys: Iterable[str], away: Ints, *, with_own: bool = False) -> list[str]:
    """Return those of the CIs that are reached, the nearest first; the CIs touched themselves as told."""
    known = [each for each in keys if graph.has(each)]
    hops = away[graph.indices_of(known)].tolist()
    return in_order(zip(hops, known, strict=True), least=0 if with_own else 1)


def in_order(reached: Iterable[tuple[int, str]], *, least: int = 1) -> list[str]:
    """Return the CIs that are at least so many relations away, the nearest first, the first few of them."""
    return [key for hop, key in sorted(reached) if hop >= least][:MOST_MEMBERS]


def distances(graph: Graph, starts: Ints, step: Callable[[Graph, Ints], tuple[Ints, Ints]]) -> Ints:
    """Return for each CI how many relations away it is in one direction: 0 for the starts, -1 for out of reach."""
    away = np.full(graph.size, -1, dtype=np.int64)
    away[starts] = 0
    frontier, hops = starts, 0
    while frontier.size:
        hops += 1
        reached, _ = step(graph, frontier)
        frontier = np.unique(reached[away[reached] < 0])
        away[frontier] = hops
    return away


def conflict(kind: Kind, other: Proposal, members: Sequence[str], severity: Severity, reason: str) -> Conflict:
    """Return a collision where two changes meet."""
    return Conflict(kind, other.reference, members[0], None, tuple(members[:MOST_MEMBERS]), severity, reason)


def people(mine: Proposal, other: Proposal) -> list[Conflict]:
    """Return whether the same people carry out both."""
    for role, severity in (("assignee", "medium"), ("team", "low")):
        name = mine.people.get(role)
        if name and other.people.get(role) == name:
            reason = f"{name} carries out {other.title or other.reference} at the same time"
            return [Conflict("people", other.reference, None, None, (), severity, reason)]  # type: ignore[arg-type]
    return []


def redundancy(graph: Graph, mine: Proposal, near: Sequence[Proposal]) -> list[Conflict]:
    """Return the gates that this change and others defeat together and none alone.

    First what all of them take down as planned; then, for those that collide at no gate so, what goes wrong: each CI
    touched is DOWN until backing out has ended.
    """
    start = mine.window.start if mine.window else None
    planned = at_gates(graph, mine.planned(start), [each.planned(start) for each in near], "high", "take")
    seen = {(each.other, each.ci, each.group) for each in planned}
    failing = at_gates(graph, mine.failing(start), [each.failing(start) for each in near], "medium", "would take")
    return planned + [each for each in failing if (each.other, each.ci, each.group) not in seen]


def at_gates(
    graph: Graph, mine: ContextRecord, near: Sequence[ContextRecord], severity: Severity, verb: str
) -> list[Conflict]:
    """Return the collisions by redundancy of records as the engine finds them."""
    plans = [known_to(graph, each) for each in (mine, *near)]
    plans = [each for each in plans if each.failures]
    if len(plans) < 2 or plans[0].reference != mine.reference:  # noqa: PLR2004  # nothing to collide with
        return []
    found: list[Conflict] = []
    for each in collisions(graph, plans, of=mine.reference):
        if not each.first:
            continue
        (name,) = graph.names.many(graph.indices_of([each.ci]))
        for other in (plan for plan in each.plans if plan != mine.reference):
            also = [plan for plan in each.plans if plan not in (mine.reference, other)]
            company = f", together with {', '.join(also)}" if also else ""
            reason = (
                f"{name} keeps {each.group} ({each.rule}) with either alone; "
                f"together they {verb} {', '.join(each.members)} away{company}"
            )
            found.append(Conflict("redundancy", other, each.ci, each.group, each.members, severity, reason))
    return found


def known_to(graph: Graph, record: ContextRecord) -> ContextRecord:
    """Return a record without CIs that the graph does not have."""
    kept = tuple(each for each in record.failures if graph.has(each.ci))
    return ContextRecord(record.reference, record.title, kept, record.kind)


def conflict_document(each: Conflict) -> dict[str, Json]:
    """Return a collision as JSON."""
    return {
        "kind": each.kind,
        "with": each.other,
        "ci": each.ci,
        "group": each.group,
        "members": list[Json](each.members),
        "severity": each.severity,
        "reason": each.reason,
    }
