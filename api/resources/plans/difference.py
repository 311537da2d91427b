"""What a plan does to today: who is affected that was not, who no longer is, and which services that concerns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from api.backend import backend
from api.resources.impact.service import down_in_sight, impact, in_sight, sight
from cmdb.changed import changed_cis
from cmdb.merge import Preview
from cmdb.plan import Plan
from cmdb.plan_difference import margins_difference, single_points_difference
from cmdb.questions import Question
from cmdb.retirement import retired_by
from cmdb.values import Json
from impact import Failure

__all__ = ["difference", "impact_difference", "points_difference"]

Facts = Mapping[str, Any]


def difference(today: Facts, planned: Facts) -> dict[str, object]:
    """Return how one answer of the engine differs from another, each part in the order of the answer it stands in.

    ``newly_affected`` are OK today, ``no_longer_affected`` are OK with the plan; of those that are OK on neither side
    ``changed`` differ and ``unchanged`` do not.
    """
    was, becomes = by_key(today["cis"]), by_key(planned["cis"])
    both = [key for key in becomes if key in was]
    changed = [key for key in both if was[key]["state"] != becomes[key]["state"]]
    same = [key for key in both if was[key]["state"] == becomes[key]["state"]]
    return {
        "headline": planned["headline"],
        "newly_affected": [shown(ci, "ok", ci["state"]) for key, ci in becomes.items() if key not in was],
        "no_longer_affected": [shown(ci, ci["state"], "ok") for key, ci in was.items() if key not in becomes],
        "changed": [shown(becomes[key], was[key]["state"], becomes[key]["state"]) for key in changed],
        "unchanged": [shown(becomes[key], was[key]["state"], becomes[key]["state"]) for key in same],
        "services": services(today["services"], planned["services"]),
        "at_risk": list(planned["at_risk"]),
        "names": {**today["names"], **planned["names"]},
        "hidden": max(today["hidden"], planned["hidden"]),
    }


def services(today: Sequence[Facts], planned: Sequence[Facts]) -> list[dict[str, object]]:
    """Return the services whose state differs, those that the plan hits first."""
    was, becomes = by_key(today), by_key(planned)
    hit = [service_shown(each, state_in(was, key), each["state"]) for key, each in becomes.items()]
    freed = [service_shown(each, each["state"], "ok") for key, each in was.items() if key not in becomes]
    return [each for each in (*hit, *freed) if each["was"] != each["state"]]


def by_key(items: Sequence[Facts]) -> dict[str, Facts]:
    """Return entries of an answer by key, in their order."""
    return {str(each["key"]): each for each in items}


def state_in(found: Mapping[str, Facts], key: str) -> str:
    """Return a state; what an answer does not list is OK."""
    return str(found[key]["state"]) if key in found else "ok"


def shown(ci: Facts, was: str, state: str) -> dict[str, object]:
    """Return one CI with its state today and with the plan; ``hops`` from what the plan itself takes down."""
    return {
        "key": ci["key"],
        "name": ci["name"],
        "class": ci["class"],
        "was": was,
        "state": state,
        "hops": ci["hops"] if state != "ok" else None,
    }


def service_shown(service: Facts, was: str, state: str) -> dict[str, object]:
    """Return one service with its state today and with the plan."""
    score = service["score"] if state != "ok" else 0.0
    return {"key": service["key"], "name": service["name"], "was": was, "state": state, "score": score}


def impact_difference(plan: Plan, laid: Preview, failures: Sequence[Failure] = ()) -> dict[str, object]:
    """Return what a plan that can be laid does to today, asked of the engine with the plan and without it.

    ``failures`` are DOWN on both sides.
    """
    today, planned = both_sides(plan, failures)
    margins = margins_difference(backend().estate, today, planned, sorted(changed_cis(laid.work.changes())))
    found = difference(impact(today), impact(planned))
    names = {**cast("dict[str, Json]", margins["names"]), **cast("dict[str, Json]", found["names"])}
    return {**found, "margins": margins["margins"], "margins_total": margins["total"], "names": names}


def points_difference(plan: Plan, failures: Sequence[Failure] = ()) -> dict[str, Json]:
    """Return the single points of failure that the edits of a plan make and heal; what it takes down is left aside."""
    lasting = replace(plan, rest={name: value for name, value in plan.rest.items() if name != "down"})
    return single_points_difference(backend().estate, *both_sides(lasting, failures))


def both_sides(plan: Plan, failures: Sequence[Failure]) -> tuple[Question, Question]:
    """Return the question of today and the one with the plan. A CI that the plan adds cannot fail today."""
    down_in_sight(plan, None)
    for ci in retired_by(plan, backend().rules().schema):
        in_sight(ci, None)
    visible, here = sight(None), tuple(each for each in failures if not each.ci.startswith("$"))
    return Question(here, visible=visible), Question(tuple(failures), plan=plan, visible=visible)
