"""A change judged with all that the practices know: what a board, a page and a command ask for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from cmdb.estate import Estate
from cmdb.taken_down import Window
from cmdb.values import Json
from itsm.change.assess import assess, collisions_of, risk_of
from itsm.change.conflicts import Conflict
from itsm.change.experience import experience
from itsm.change.free import Span, Taken, anything, obstacles
from itsm.change.outcomes import carried
from itsm.change.proposal import Proposal
from itsm.change.risk import Risk
from itsm.change.standard import judged_as
from itsm.change.surroundings import Surroundings, closures, other_changes, over
from itsm.change.window import Candidate, View, at, judged, safest_windows
from itsm.flows.change_service_level import service_outages
from itsm.flows.incident_change import open_incidents, recent_incidents
from itsm.flows.problem_change import problems_fixed_by
from itsm.kernel.calendar import Calendar, parse_calendar
from itsm.kernel.declared import declared

__all__ = [
    "assessment",
    "change_collisions",
    "change_risk",
    "change_window",
    "change_windows",
    "service_hours",
    "surroundings",
    "taken_spans",
]

HORIZON = timedelta(days=21)
SERVICE_HOURS = "service hours"
WORKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
DEFAULT_HOURS = parse_calendar(
    SERVICE_HOURS, {"name": SERVICE_HOURS, "zone": "UTC", "hours": {day: ["07:00-19:00"] for day in WORKDAYS}}
)
"""When services are mostly used, until a calendar of that name is declared."""


def service_hours(estate: Estate) -> Calendar:
    """Return the calendar "service hours" as it is declared, else Monday to Friday from 7 to 19 UTC."""
    found = declared(estate.graph, "calendar").get(SERVICE_HOURS)
    return parse_calendar(SERVICE_HOURS, dict(found.document)) if found else DEFAULT_HOURS


def surroundings(
    estate: Estate, proposal: Proposal, *, now: datetime, horizon: timedelta | None = None
) -> Surroundings:
    """Return what a change may collide with; ``horizon``: with all that happens until then, not its window only."""
    start, end = (proposal.window.start, proposal.until) if proposal.window else (None, None)
    if horizon is not None:
        start, end = now, now + horizon
    return Surroundings(
        others=[each for each in other_changes(estate, start, end) if each.reference != proposal.reference],
        closures=closures(estate.graph),
        incidents=open_incidents(estate.graph),
    )


def with_past(estate: Estate, proposal: Proposal, around: Surroundings, *, now: datetime) -> Surroundings:
    """Return surroundings with what has been: what a risk is judged by and a collision is not."""
    graph = estate.graph
    calibration, uncalibrated = carried(graph)
    return replace(
        around,
        recent=recent_incidents(graph, proposal.touched, now),
        past=experience(graph, proposal, over(graph)),
        mends=problems_fixed_by(graph, proposal.reference),
        calibration=calibration,
        uncalibrated=uncalibrated,
    )


def assessment(estate: Estate, proposal: Proposal, *, now: datetime) -> dict[str, Json]:
    """Return risk, impact, outages, difference and conflicts of a change. Raises ``NotFound``, ``Invalid``."""
    proposal = judged_as(estate.graph, proposal)
    around = with_past(estate, proposal, surroundings(estate, proposal, now=now), now=now)
    judged = assess(estate, proposal, around, now=now, hours=service_hours(estate))
    start = proposal.window.start if proposal.window else None
    return {**judged, "services": service_outages(estate.graph, start, judged)}


def change_risk(estate: Estate, proposal: Proposal, *, now: datetime) -> Risk:
    """Return the risk of a change. Raises ``NotFound``, ``Invalid``."""
    proposal = judged_as(estate.graph, proposal)
    around = with_past(estate, proposal, surroundings(estate, proposal, now=now), now=now)
    return risk_of(estate, proposal, around, now=now, hours=service_hours(estate))


def change_collisions(estate: Estate, proposal: Proposal, *, now: datetime) -> list[Conflict]:
    """Return with what a change collides, the worst first."""
    proposal = judged_as(estate.graph, proposal)
    return collisions_of(estate, proposal, surroundings(estate, proposal, now=now))


def change_windows(
    estate: Estate, proposal: Proposal, *, now: datetime, days: int = 14, most: int = 5
) -> list[Candidate]:
    """Return the safest windows of a change, the best first."""
    proposal = judged_as(estate.graph, proposal)
    around = surroundings(estate, proposal, now=now, horizon=timedelta(days=days) + HORIZON)
    view = View(estate.snapshots.now().graph, around, service_hours(estate), now)
    return safest_windows(view, proposal, days=days, most=most)


def change_window(estate: Estate, proposal: Proposal, window: Window, *, now: datetime) -> Candidate:
    """Return a change in another window, with what would be in its way there."""
    moved = at(judged_as(estate.graph, proposal), window)
    around = surroundings(estate, moved, now=now)
    return judged(View(estate.snapshots.now().graph, around, service_hours(estate), now), moved)


def taken_spans(estate: Estate, proposal: Proposal | None, within: Span, *, now: datetime) -> list[Taken]:
    """Return what takes time between two instants: what a change would collide with; without one everything."""
    others = other_changes(estate, within.start, within.end)
    shut = [each for each in closures(estate.graph) if each.start < within.end and within.start < each.end]
    if proposal is None:
        return anything(others, shut)
    proposal = judged_as(estate.graph, proposal)
    around = Surroundings([each for each in others if each.reference != proposal.reference], shut)
    return obstacles(View(estate.snapshots.now().graph, around, service_hours(estate), now), proposal)
