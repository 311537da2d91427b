"""/plans/preview, /plans/terraform, /plans/single-points and /plans/merge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.backend import backend
from api.guard import needs, principal
from api.openapi import Blueprint
from api.resources.impact.service import in_sight
from api.resources.plans.difference import impact_difference, points_difference
from api.resources.plans.schemas import (
    MergedSchema,
    PlanQuestionSchema,
    PlanSchema,
    PointsByPlanSchema,
    PreviewSchema,
    TerraformPlanSchema,
    TerraformQuestionSchema,
)
from api.sight import require_plan, stamp, within_sight
from cmdb.access import Principal, decide
from cmdb.errors import MergeConflict
from cmdb.lay import Outcome
from cmdb.merge import merge, preview
from cmdb.plan import parse_plan
from cmdb.query import All
from cmdb.values import Json
from impact import Failure
from importers.terraform_plan import terraform_plan

__all__ = ["blueprint"]

blueprint = Blueprint("plans", __name__, description="Plans: what they would change, and their merge.")


def document(outcome: Outcome) -> dict[str, object]:
    """Return an outcome as it is shown."""
    return renamed(outcome._asdict())


def renamed(outcome: Mapping[str, object]) -> dict[str, object]:
    """Return an outcome in the words of the plan document."""
    return {"op": outcome["operation"], **{name: value for name, value in outcome.items() if name != "operation"}}


@blueprint.post("/plans/preview")
@blueprint.arguments(PlanQuestionSchema)
@blueprint.response(200, PreviewSchema)
@needs("plan.preview", question=True)
def show(given: dict[str, Any]) -> dict[str, object]:
    """Return what each edit of a plan would do now, and what it does to today's answer, without writing."""
    here = backend()
    plan = parse_plan(given["plan"], here.rules().schema)
    require_plan(plan, "plan.preview")
    laid = preview(here.graph, here.rules(), plan)
    outcomes, failures = laid.outcomes, failures_in(given)
    return {
        "edits": [document(each) for each in outcomes],
        "conflicts": [document(each) for each in outcomes if each.status == "conflict"],
        "errors": [
            {"where": each.field or each.where, "reason": each.reason, "value": each.to, "allowed": each.allowed}
            for each in outcomes
            if each.status == "invalid"
        ],
        "mergeable": laid.mergeable,
        "keys": dict(laid.keys),
        "impact_difference": impact_difference(plan, laid, failures) if laid.mergeable and asks(principal()) else None,
    }


def failures_in(given: dict[str, Any]) -> list[Failure]:
    """Return what is DOWN anyway, all of it in sight."""
    for each in given["failures"]:
        in_sight(each["ci"], None)
    return [Failure(each["ci"], each["state"]) for each in given["failures"]]


@blueprint.post("/plans/terraform")
@blueprint.arguments(TerraformQuestionSchema)
@blueprint.response(200, TerraformPlanSchema)
@needs("plan.preview", question=True)
def terraform(given: dict[str, Any]) -> dict[str, object]:
    """Return what Terraform plans (`terraform show -json`) as a plan for the CIs that carry its addresses."""
    here = backend()
    return terraform_plan(here.graph, here.rules().schema, given["terraform"], among=within_sight(All()))._asdict()


@blueprint.post("/plans/single-points")
@blueprint.arguments(PlanQuestionSchema)
@blueprint.response(200, PointsByPlanSchema)
@needs("impact.ask", question=True)
def points(given: dict[str, Any]) -> dict[str, Json]:
    """Return the single points of failure that the edits of a plan make, and those that they heal."""
    plan = parse_plan(given["plan"], backend().rules().schema)
    require_plan(plan, "impact.ask")
    return points_difference(plan, failures_in(given))


def asks(who: Principal) -> bool:
    """Say whether a person may ask what breaks."""
    return decide(who, "impact.ask").allowed


@blueprint.post("/plans/merge")
@blueprint.arguments(PlanSchema)
@blueprint.response(200, MergedSchema)
@needs("plan.merge", once=True)
def write(given: dict[str, Any]) -> dict[str, object]:
    """Write a plan as one revision; 409 with every conflict where the present is not what the plan saw."""
    here = backend()
    plan = parse_plan(given["plan"], here.rules().schema)
    require_plan(plan, "plan.merge")
    try:
        revision, laid = merge(here.graph, here.rules(), plan, stamp(given.get("reason") or plan.title))
    except MergeConflict as error:
        raise MergeConflict(error.key, [renamed(each) for each in error.conflicts]) from error
    return {"revision": revision.number if revision else None, "keys": dict(laid.keys)}
