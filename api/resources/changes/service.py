"""From a request about a change to the practice's verbs and its judgement, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from api.backend import backend
from api.preconditions import expected
from api.resources.records.service import act, seen_record
from api.sight import require_whole_estate, seen_keys, stamp
from api.voters import electorate
from cmdb.entities import instant_json
from cmdb.merge import preview
from cmdb.values import Json
from itsm.change.approval import standing_document, votes
from itsm.change.away import failures_away
from itsm.change.conflicts import Closure, conflict_document
from itsm.change.expected_availability import expected_availability
from itsm.change.practice import CHANGE
from itsm.change.proposal import PLAN, Proposal, canonical, of_record
from itsm.change.risk import risk_document
from itsm.change.surroundings import FREEZE, MAINTENANCE, closures, parse_closure
from itsm.change.verbs import draft, replan, standing_of, vote
from itsm.change.window import point_of_no_return, window_document
from itsm.change.work import done_of
from itsm.flows.board_approval import seat_on
from itsm.judgement import assessment, change_collisions, change_risk, change_windows
from itsm.kernel import declared
from itsm.kernel.desk import timeline

__all__ = [
    "approval",
    "assess",
    "availability_afterwards",
    "away",
    "close_period",
    "closed_periods",
    "collisions",
    "drop_period",
    "give_voice",
    "judge",
    "open_change",
    "period_document",
    "plan_of",
    "proposed",
    "put_plan",
    "risk",
    "whole_estate",
    "windows",
]


def whole_estate() -> None:
    """Raise ``WithinScope`` for rights within a scope: a judgement shows what stands outside it."""
    require_whole_estate(
        "the judgement of a change looks at all that it may hit, collide with or wait for, also outside of it"
    )


def open_change(document: Json) -> str:
    """Open a change from a plan document and return its key."""
    whole_estate()
    return draft(backend().estate, document, act=act())


def plan_of(key: str) -> dict[str, Json]:
    """Return a change's plan, and what each of its edits would do to the graph as it is."""
    here, record = backend(), seen_record(CHANGE, key)
    proposal = of_record(record, here.rules().schema)
    laid = preview(here.graph, here.rules(), proposal.plan)
    outcomes = [cast("dict[str, Json]", each._asdict()) for each in laid.outcomes]
    return {
        "key": record.key,
        "revision": record.revision,
        "plan": record.body.get(PLAN, {}),
        "outcomes": list[Json](outcomes),
        "mergeable": laid.mergeable,
        "point_of_no_return": instant_json(point_of_no_return(proposal)),
        "done": list[Json](done) if (done := done_of(record)) is not None else None,
    }


def put_plan(key: str, document: Json) -> None:
    """Put another plan in the place of a change's."""
    whole_estate()
    record = seen_record(CHANGE, key)
    replan(backend().estate, record, document, act=act(), expected=expected())


def proposed(key: str) -> Proposal:
    """Return a change as a proposal. Raises ``NotFound``, ``Invalid``, ``Forbidden``."""
    whole_estate()
    return of_record(seen_record(CHANGE, key), backend().rules().schema)


def judge(key: str) -> dict[str, Json]:
    """Return everything that a board decides on."""
    return assessment(backend().estate, proposed(key), now=backend().clock())


def assess(document: Json) -> dict[str, Json]:
    """Judge a plan that is no change yet."""
    whole_estate()
    proposal, _ = canonical(backend().estate, document)
    return assessment(backend().estate, proposal, now=backend().clock())


def risk(key: str) -> dict[str, Json]:
    """Return the risk of a change."""
    return risk_document(change_risk(backend().estate, proposed(key), now=backend().clock()))


def collisions(key: str) -> dict[str, Json]:
    """Return with what a change collides."""
    found = change_collisions(backend().estate, proposed(key), now=backend().clock())
    return {"items": [conflict_document(each) for each in found], "next": None}


def away(key: str) -> dict[str, Json]:
    """Return how far services that lose redundancy by a change are from an outage."""
    return {"items": list[Json](failures_away(backend().estate, proposed(key))), "next": None}


def availability_afterwards(key: str) -> dict[str, Json]:
    """Return the services whose expected availability a change's edits alter."""
    return {"items": list[Json](expected_availability(backend().estate, proposed(key))), "next": None}


def windows(key: str, args: Mapping[str, Any]) -> dict[str, Json]:
    """Return the safest windows of a change."""
    here = backend()
    found = change_windows(here.estate, proposed(key), now=here.clock(), days=args["days"], most=args["limit"])
    return {"items": [window_document(each) for each in found], "next": None}


def approval(key: str) -> dict[str, Json]:
    """Return how the decision on a change stands."""
    here, record = backend(), seen_record(CHANGE, key)
    judged = judge(key)
    level = str(cast("dict[str, Json]", judged["risk"])["level"])
    found = standing_of(
        here.estate, record, level=level, judged=judged, now=str(judged["hash"]), voters=electorate(here)
    )
    return standing_document(found, votes(timeline(here.graph, record.key)))


def give_voice(key: str, given: Mapping[str, Any]) -> dict[str, Json]:
    """Give one's voice on a change."""
    here, record, doing = backend(), seen_record(CHANGE, key), act()
    seat = seat_on(here.estate, record, doing.stamp.actor, now=doing.now)
    vote(here.estate, record, given["decision"], act=doing, reason=given["reason"], seen=given["hash"], seat=seat)
    return approval(key)


# ---------------------------------------------------------------- closed periods


def closed_periods() -> dict[str, Json]:
    """Return every freeze and maintenance period, by start."""
    found = sorted(closures(backend().graph), key=lambda each: (each.start, each.name))
    return {"items": [period_document(each) for each in found], "next": None}


def period_document(each: Closure) -> dict[str, Json]:
    """Return a closed period as JSON."""
    return {
        "name": each.name,
        "kind": each.kind,
        "start": instant_json(each.start),
        "end": instant_json(each.end),
        "reason": each.reason,
        "cis": list[Json](sorted(each.cis)) if each.cis is not None else None,
        "exempt": list[Json](sorted(each.exempt)),
    }


def close_period(name: str, given: Mapping[str, Any]) -> dict[str, Json]:
    """Declare a closed period; one of the same name is replaced."""
    document: dict[str, Json] = {**given, "cis": list[Json](seen_keys(given["cis"])) if given["cis"] else None}
    whole_estate()
    graph, kind = backend().graph, str(given["kind"])
    declared.declare(graph, kind, name, document, check=parse_closure, stamp=stamp(f"closed: {name}"))
    other = MAINTENANCE if kind == FREEZE else FREEZE
    if name in declared.declared(graph, other):
        declared.drop(graph, other, name, stamp=stamp(f"closed: {name}"))
    return period_document(parse_closure(name, document))


def drop_period(name: str) -> None:
    """Remove a closed period. Raises ``NotFound``."""
    whole_estate()
    graph = backend().graph
    kind = MAINTENANCE if name in declared.declared(graph, MAINTENANCE) else FREEZE
    declared.drop(graph, kind, name, stamp=stamp(f"open: {name}"))
