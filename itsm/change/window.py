"""When would be the safest time for a change? Every hour of the coming days, judged by what would be in its way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from cmdb.entities import instant_json
from cmdb.plan import Plan
from cmdb.taken_down import Window
from cmdb.values import Json
from impact import Graph
from itsm.change.conflicts import SEVERITIES, Conflict, conflict_document, conflicts, overlap
from itsm.change.proposal import Proposal
from itsm.change.surroundings import Surroundings
from itsm.kernel.calendar import Calendar

__all__ = [
    "DEFAULT",
    "Candidate",
    "View",
    "at",
    "in_the_way",
    "judged",
    "point_of_no_return",
    "safest_windows",
    "window_document",
]

DEFAULT = timedelta(hours=1)
HOUR = timedelta(hours=1)
PENALTY = {"low": 1.0, "medium": 5.0, "high": 15.0, "critical": 100.0}
SERVICE_HOURS = 20.0
A_DAY_LATER = 0.2
LOOKED_AT = 4
"""Times as many candidates are looked at closely as are wanted."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One window: penalty points (0: nothing is in its way), what they are for, and until when it can be undone."""

    window: Window
    score: float
    reasons: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    no_return: datetime | None = None


class View(NamedTuple):
    """What windows are judged by: the graph, what is around, the service hours, and the present."""

    graph: Graph
    around: Surroundings
    hours: Calendar
    now: datetime


def safest_windows(view: View, proposal: Proposal, *, days: int = 14, most: int = 5) -> list[Candidate]:
    """Return the best windows of a change's own length within some days, the best first, none over another.

    First every full hour is judged by what may be in its way at all, then the best are judged exactly.
    """
    length = timedelta(seconds=proposal.window.seconds) if proposal.window else DEFAULT
    others = in_the_way(view, proposal)
    rough = [
        (rough_score(view, candidate, others), candidate.window.start, candidate)
        for candidate in candidates(proposal, length, view.now, days)
        if candidate.window
    ]
    rough.sort(key=lambda each: each[:2])
    exact = [judged(view, candidate) for _, _, candidate in apart(rough, most * LOOKED_AT)]
    return sorted(exact, key=lambda each: (each.score, each.window.start))[:most]


def candidates(proposal: Proposal, length: timedelta, now: datetime, days: int) -> Iterable[Proposal]:
    """Yield the change at every full hour of the coming days."""
    start = now.replace(minute=0, second=0, microsecond=0) + HOUR
    for number in range(days * 24):
        begin = start + number * HOUR
        yield at(proposal, Window(begin, begin + length))


def at(proposal: Proposal, window: Window) -> Proposal:
    """Return a change in another window."""
    said: dict[str, Json] = {"start": instant_json(window.start), "end": instant_json(window.end)}
    plan = Plan(proposal.plan.title, proposal.plan.edits, {**proposal.plan.rest, "window": said})
    return replace(proposal, plan=plan, window=window)


def in_the_way(view: View, proposal: Proposal) -> list[tuple[Proposal, float]]:
    """Return the other changes that would be in the way whenever both are under way, with their points."""
    anytime = replace(proposal, window=None, plan=without_window(proposal.plan))
    found: dict[str, float] = {}
    others = [replace(each, window=None, plan=without_window(each.plan)) for each in view.around.others]
    for each in conflicts(view.graph, anytime, others):
        found[each.other] = found.get(each.other, 0.0) + PENALTY[each.severity]
    return [(each, found[each.reference]) for each in view.around.others if each.reference in found]


def without_window(plan: Plan) -> Plan:
    """Return a plan that says no time."""
    return Plan(plan.title, plan.edits, {name: value for name, value in plan.rest.items() if name != "window"})


def rough_score(view: View, candidate: Proposal, others: Sequence[tuple[Proposal, float]]) -> float:
    """Return the points of a window by what may be in its way."""
    points = sum(score for other, score in others if overlap(candidate, other))
    window, until = candidate.window, candidate.until
    assert window is not None  # noqa: S101  # every candidate has one
    assert until is not None  # noqa: S101
    for closure in view.around.closures:
        if window.start < closure.end and closure.start < until and candidate.kind not in closure.exempt:
            points += PENALTY["critical"]
    return points + time_points(window, view.hours, view.now)


def time_points(window: Window, hours: Calendar, now: datetime) -> float:
    """Return the points for the time itself: within service hours, and late."""
    share = hours.seconds_between(window.start, window.end) / max(1, window.seconds)
    return SERVICE_HOURS * share + A_DAY_LATER * ((window.start - now) / timedelta(days=1))


def apart(ordered: Iterable[tuple[float, datetime, Proposal]], most: int) -> list[tuple[float, datetime, Proposal]]:
    """Return the first few of which none overlaps with one before it."""
    kept: list[tuple[float, datetime, Proposal]] = []
    for each in ordered:
        if len(kept) == most:
            break
        window = each[2].window
        others = (other[2].window for other in kept)
        if window and all(o is None or window.end <= o.start or o.end <= window.start for o in others):
            kept.append(each)
    return kept


def judged(view: View, candidate: Proposal) -> Candidate:
    """Return a window with what is in its way exactly."""
    window = candidate.window
    assert window is not None  # noqa: S101  # every candidate has one
    around = view.around
    found = conflicts(view.graph, candidate, around.others, closures=around.closures, incidents=around.incidents)
    score = sum(PENALTY[each.severity] for each in found) + time_points(window, view.hours, view.now)
    outside = view.hours.seconds_between(window.start, window.end) == 0
    reasons = ["outside service hours" if outside else "within service hours"]
    worst = max((each.severity for each in found), key=SEVERITIES.index, default=None)
    reasons.append(
        f"{len(found)} collision{'s' if len(found) != 1 else ''}, worst: {worst}" if found else "no collision"
    )
    reasons += [each.reason for each in found[:3]]
    return Candidate(window, round(score, 1), tuple(reasons), tuple(found), point_of_no_return(candidate))


def point_of_no_return(proposal: Proposal) -> datetime | None:
    """Return the latest instant at which backing out still ends within the window; None where there is none.

    There is none without a window, without a time to back out, and where that takes longer than the window.
    """
    window = proposal.window
    if window is None or not proposal.backout:
        return None
    latest = window.end - proposal.backout
    return latest if latest >= window.start else None


def window_document(each: Candidate) -> dict[str, Json]:
    """Return a window as JSON."""
    return {
        "start": instant_json(each.window.start),
        "end": instant_json(each.window.end),
        "score": each.score,
        "reasons": list[Json](each.reasons),
        "point_of_no_return": instant_json(each.no_return),
        "conflicts": [conflict_document(conflict) for conflict in each.conflicts],
    }
