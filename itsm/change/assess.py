"""Everything that a board sees of a change: impact in two readings, risk, what differs afterwards, collisions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

from cmdb.as_laid import as_far_as_laid
from cmdb.difference import plan_difference_document
from cmdb.entities import instant_json
from cmdb.errors import Invalid, NotFound
from cmdb.estate import Estate
from cmdb.model import Key
from cmdb.plan import Plan
from cmdb.plan_difference import single_points_difference
from cmdb.questions import Question, impact_document
from cmdb.taken_down import taken_down
from cmdb.values import Json
from impact import Failure
from itsm.change.conflicts import SEVERITIES, Conflict, conflict_document, conflicts
from itsm.change.proposal import Proposal
from itsm.change.risk import Facts, Risk, assess_risk, risk_document
from itsm.change.surroundings import Surroundings
from itsm.kernel.calendar import Calendar

__all__ = ["assess", "collisions_of", "risk_of"]

MOST_LISTED = 500
TRIES = 3

Answers = tuple[dict[str, Json], dict[str, Json], dict[str, Json]]
"""The impact as planned, the impact if it fails, and what differs afterwards."""


def assess(
    estate: Estate, proposal: Proposal, around: Surroundings, *, now: datetime, hours: Calendar
) -> dict[str, Json]:
    """Return risk, impact, difference and conflicts of a change; ``hash`` names what was seen.

    Where edits of the plan conflict with the graph as it is, the judgement is of what it takes down alone, and
    ``not_laid`` says why. Raises ``NotFound``, ``Invalid``.
    """
    proposal, not_laid, answers = read_as_laid(estate, proposal)
    planned, failing, difference = answers
    found = collisions_of(estate, proposal, around)
    facts = facts_of(estate, proposal, around, now=now, hours=hours, answers=answers, found=found)
    document: dict[str, Json] = {
        "change": proposal.reference,
        "title": proposal.title,
        "kind": proposal.kind,
        "revision": planned["revision"],
        "risk": risk_document(assess_risk(facts, around.calibration, uncalibrated=around.uncalibrated)),
        "impact": {"planned": planned, "if_it_fails": failing},
        "difference": difference,
        "conflicts": [conflict_document(each) for each in found],
        "not_laid": list[Json](not_laid),
    }
    return {**document, "hash": seen_hash(document)}


def risk_of(estate: Estate, proposal: Proposal, around: Surroundings, *, now: datetime, hours: Calendar) -> Risk:
    """Return the risk of a change alone. Raises as ``assess``."""
    proposal, _, answers = read_as_laid(estate, proposal)
    found = collisions_of(estate, proposal, around)
    facts = facts_of(estate, proposal, around, now=now, hours=hours, answers=answers, found=found)
    return assess_risk(facts, around.calibration, uncalibrated=around.uncalibrated)


def read_as_laid(estate: Estate, proposal: Proposal) -> tuple[Proposal, list[str], Answers]:
    """Return a change as far as it can be laid, why it cannot be whole, and its readings.

    Each reading lays the plan anew. Where somebody writes what the plan edits between two of them, all are read again,
    of the graph as it is then.
    """
    for left in reversed(range(TRIES)):
        head = estate.graph.head()
        plan, not_laid = as_far_as_laid(estate, proposal.plan)
        laid = replace(proposal, plan=plan)
        try:
            return laid, list(not_laid), readings(estate, laid)
        except (Invalid, NotFound):
            if not left or estate.graph.head() == head:
                raise
    raise AssertionError


def collisions_of(estate: Estate, proposal: Proposal, around: Surroundings) -> list[Conflict]:
    """Return with what a change collides."""
    graph = estate.snapshots.now().graph
    return conflicts(graph, proposal, around.others, closures=around.closures, incidents=around.incidents)


def readings(estate: Estate, proposal: Proposal) -> tuple[dict[str, Json], dict[str, Json], dict[str, Json]]:
    """Return the impact as planned, the impact if it fails, and what differs with the plan in place."""
    plan = proposal.plan
    planned = impact_document(estate, Question(plan=plan, limit=MOST_LISTED))
    failing = impact_document(estate, if_it_fails(estate, proposal))
    after = Question(plan=Plan(plan.title, plan.edits, {}))
    difference = plan_difference_document(estate, after)
    points = points_difference(estate, after) if plan.edits else None
    return planned, failing, {**difference, "single_points": points}


def if_it_fails(estate: Estate, proposal: Proposal) -> Question:
    """Return the question what breaks if every CI that a change touches is DOWN until backing out has ended.

    Without a window nobody knows when that is: they are DOWN for good.
    """
    graph = estate.snapshots.now().graph
    touched = [each for each in proposal.touched if graph.has(each)]
    window, until = proposal.window, proposal.until
    if window is None or until is None:
        return Question(tuple(Failure(each) for each in touched), limit=MOST_LISTED)
    said: dict[str, Json] = {"window": {"start": instant_json(window.start), "end": instant_json(until)}}
    seconds = round((until - window.start).total_seconds())
    failures = tuple(Failure(each, "down", 0, seconds) for each in touched)
    return Question(failures, plan=Plan(proposal.title, (), said), limit=MOST_LISTED)


def points_difference(estate: Estate, after: Question) -> Json:
    """Return which single points of failure a plan makes and heals; None for an estate too large to be asked now."""
    try:
        return single_points_difference(estate, Question(), after)
    except Invalid as error:
        if error.where != "estate":
            raise
        return None


def facts_of(
    estate: Estate,
    proposal: Proposal,
    around: Surroundings,
    *,
    now: datetime,
    hours: Calendar,
    answers: Answers,
    found: Sequence[Conflict],
) -> Facts:
    """Return what the points of the risk are given for."""
    planned, failing, difference = answers
    # What is as bad already, whether the change is made or not, is no fault of it.
    services = [each for each in cast("list[dict[str, Json]]", failing["services"]) if not each.get("already")]
    at_risk = cast("list[dict[str, Json]]", planned["at_risk"])
    unknown = [each for each in cast("list[dict[str, Json]]", failing["unknown"]) if each["key"] in proposal.touched]
    new_points = new_single_points(difference)
    failed = [each.key for each in around.past.similar if not each.succeeded]
    of_class = around.past.of_class
    stalest = stalest_cis(estate, proposal)
    window, rest = proposal.window, proposal.plan.rest
    return Facts(
        kind=proposal.kind,
        kind_reason=proposal.kind_reason,
        blast=round(sum(float(cast("float", each["score"])) for each in services), 1),
        gates_lost=len(at_risk),
        new_single_points=len(new_points),
        unknown=len(unknown),
        stale_days=stale_days(stalest, now),
        incidents=len(around.recent),
        failed_before=len(failed),
        done_before=len(around.past.similar),
        ci_class=around.past.ci_class,
        class_failed=sum(not each.succeeded for each in of_class),
        class_done=len(of_class),
        untried=len(around.past.untried),
        touched=len(proposal.touched),
        edits=len(proposal.plan.edits) + len(taken_down(proposal.plan, timed=False)),
        lead_hours=(window.start - now).total_seconds() / 3600 if window else None,
        has_tests=bool(rest.get("tests")),
        has_backout=bool(rest.get("backout")) or bool(rest.get("backout_minutes")),
        slack_minutes=slack_minutes(proposal),
        in_service_hours=hours.seconds_between(window.start, window.end) > 0 if window else None,
        worst_conflict=max((each.severity for each in found), key=SEVERITIES.index, default=""),
        mends=len(around.mends),
        evidence={
            "blast_radius": [str(each["key"]) for each in services],
            "lost_redundancy": sorted({str(each["key"]) for each in at_risk}),
            "structure_afterwards": new_points,
            "coverage": [str(each["key"]) for each in unknown],
            "history": list(around.recent),
            "age_of_data": [key for key, _ in stalest],
            "similar_changes": [*failed, *(each.key for each in around.past.similar if each.succeeded)],
            "novelty": list(around.past.untried),
            "ci_class": [each.key for each in sorted(of_class, key=lambda each: each.succeeded)],
            "size": list(proposal.touched),
            "collisions": sorted({each.other for each in found}),
            "not_changing": list(around.mends),
        },
    )


def new_single_points(difference: Mapping[str, Json]) -> list[str]:
    """Return the CIs that become single points of failure, as the difference lists them."""
    points = difference.get("single_points")
    new = points.get("new", []) if isinstance(points, dict) else []
    return [str(each["key"]) if isinstance(each, dict) else str(each) for each in cast("list[Json]", new)]


def stalest_cis(estate: Estate, proposal: Proposal) -> list[tuple[str, datetime]]:
    """Return the CIs touched that a source has seen, with when, the one longest unseen first."""
    found = estate.graph.get([Key(key) for key in proposal.touched])
    seen = [(str(key), each.last_seen) for key, each in found.items() if each.last_seen is not None]
    return sorted(seen, key=lambda each: (each[1], each[0]))


def stale_days(stalest: Sequence[tuple[str, datetime]], now: datetime) -> float | None:
    """Return for how many days the CI that was longest unseen has been so; None where no source has told of any."""
    return max(0.0, (now - stalest[0][1]) / timedelta(days=1)) if stalest else None


def slack_minutes(proposal: Proposal) -> float | None:
    """Return the minutes that are left in the window when the last outage has ended and it has been backed out."""
    if proposal.window is None:
        return None
    last = max((ended_at(each) for each in taken_down(proposal.plan, timed=True)), default=0)
    return (proposal.window.seconds - last - proposal.backout.total_seconds()) / 60


def ended_at(failure: Failure) -> int:
    """Return when a failure is over, in seconds after the window's start."""
    return (failure.start_s or 0) + (failure.duration_s or 0)


def seen_hash(document: Mapping[str, Json]) -> str:
    """Return what names the facts that somebody decides on: the same facts have the same name."""
    impact = cast("dict[str, dict[str, Json]]", document["impact"])
    facts = {
        "planned": impact["planned"]["hash"],
        "if_it_fails": impact["if_it_fails"]["hash"],
        "conflicts": document["conflicts"],
        "risk": cast("dict[str, Json]", document["risk"])["level"],
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]
