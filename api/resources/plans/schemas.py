"""What plans take and answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.resources.impact.schemas.answer import AtRiskSchema
from api.resources.impact.schemas.scenario import MOST_CIS, FailureSchema
from api.schemas import Strict, Text

__all__ = [
    "MergedSchema",
    "PlanQuestionSchema",
    "PlanSchema",
    "PointsByPlanSchema",
    "PreviewSchema",
    "TerraformPlanSchema",
    "TerraformQuestionSchema",
]

ACTIONS = ("create", "update", "replace", "delete")

PLAN = fields.Dict(
    keys=fields.String(),
    required=True,
    metadata={"description": 'A plan document: {"faultline_change": 1, "title": "...", "edits": [...]}'},
)


class PlanSchema(Strict):
    """A plan."""

    plan = PLAN
    reason = Text(most=1000)


class PlanQuestionSchema(PlanSchema):
    """A plan, and what is DOWN on both sides of the comparison."""

    failures = fields.List(
        fields.Nested(FailureSchema),
        load_default=list,
        validate=validate.Length(max=MOST_CIS),
        metadata={"description": "What is DOWN anyway, today and with the plan."},
    )


class TerraformQuestionSchema(Strict):
    """What Terraform plans to do."""

    terraform = fields.Dict(
        keys=fields.String(),
        required=True,
        metadata={"description": "The output of `terraform show -json PLAN`."},
    )


class MatchedResourceSchema(ma.Schema):
    """A resource of Terraform that is a CI."""

    address = fields.String(required=True)
    action = fields.String(required=True, validate=validate.OneOf(ACTIONS))
    ci = fields.String(required=True)
    name = fields.String(required=True)


class UnmatchedResourceSchema(ma.Schema):
    """A resource of Terraform that is no CI, and why not."""

    address = fields.String(required=True)
    action = fields.String(required=True, validate=validate.OneOf(ACTIONS))
    reason = fields.String(required=True)


class TerraformPlanSchema(ma.Schema):
    """A plan document made of Terraform's plan, and what became of each address."""

    plan = fields.Dict(keys=fields.String(), required=True)
    matched = fields.List(fields.Nested(MatchedResourceSchema), required=True)
    unmatched = fields.List(fields.Nested(UnmatchedResourceSchema), required=True)


class OutcomeSchema(ma.Schema):
    """What one field of one edit comes to now."""

    where = fields.String(required=True)
    op = fields.String(required=True)
    ci = fields.String(required=True)
    field = fields.String(required=True)
    was = fields.Raw(required=True, allow_none=True)
    now = fields.Raw(required=True, allow_none=True)
    to = fields.Raw(required=True, allow_none=True)
    status = fields.String(required=True)
    reason = fields.String(required=True)
    allowed = fields.String(required=True)


class PlanErrorSchema(ma.Schema):
    """An edit that cannot be."""

    where = fields.String(required=True)
    reason = fields.String(required=True)
    value = fields.Raw(required=True, allow_none=True)
    allowed = fields.String(required=True)


class AffectedByPlanSchema(ma.Schema):
    """One CI that is hit today, with the plan, or both."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    class_ = fields.String(required=True, data_key="class", attribute="class")
    was = fields.String(required=True)
    state = fields.String(required=True)
    hops = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "From what the plan takes down; 0 for that itself, null for what is OK."},
    )


class ServiceByPlanSchema(ma.Schema):
    """One service whose state with the plan differs from today's."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    was = fields.String(required=True)
    state = fields.String(required=True)
    score = fields.Float(required=True)


class MarginByPlanSchema(ma.Schema):
    """One group's gate of which another number of members may go DOWN with the plan than today."""

    key = fields.String(required=True)
    group = fields.String(required=True)
    was = fields.Integer(
        required=True, allow_none=True, metadata={"description": "Today's margin; -1: DOWN, null: no such gate."}
    )
    margin = fields.Integer(required=True, allow_none=True, metadata={"description": "The same with the plan."})
    services = fields.List(fields.String(), required=True)


class ImpactDifferenceSchema(ma.Schema):
    """What a plan does to today, while what it takes down is DOWN and what it retires is gone."""

    headline = fields.String(required=True)
    newly_affected = fields.List(fields.Nested(AffectedByPlanSchema), required=True)
    no_longer_affected = fields.List(fields.Nested(AffectedByPlanSchema), required=True)
    changed = fields.List(fields.Nested(AffectedByPlanSchema), required=True)
    unchanged = fields.List(
        fields.Nested(AffectedByPlanSchema),
        required=True,
        metadata={"description": "Hit on both sides, and in the same state."},
    )
    services = fields.List(fields.Nested(ServiceByPlanSchema), required=True)
    at_risk = fields.List(fields.Nested(AtRiskSchema), required=True)
    margins = fields.List(fields.Nested(MarginByPlanSchema), required=True)
    margins_total = fields.Integer(required=True)
    names = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    hidden = fields.Integer(required=True)


class PreviewSchema(ma.Schema):
    """What a plan would do at the present."""

    edits = fields.List(fields.Nested(OutcomeSchema), required=True)
    conflicts = fields.List(fields.Nested(OutcomeSchema), required=True)
    errors = fields.List(fields.Nested(PlanErrorSchema), required=True)
    mergeable = fields.Boolean(required=True)
    keys = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    impact_difference = fields.Nested(
        ImpactDifferenceSchema,
        required=True,
        allow_none=True,
        metadata={"description": "Null where the plan cannot be laid, or the person may not ask for impact."},
    )


class PointByPlanSchema(ma.Schema):
    """One CI that takes a service DOWN alone."""

    service = fields.String(required=True)
    key = fields.String(required=True)


class PointsByPlanSchema(ma.Schema):
    """The single points of failure that only the plan has, and those that it no longer has."""

    revision = fields.Integer(required=True)
    new = fields.List(fields.Nested(PointByPlanSchema), required=True)
    healed = fields.List(fields.Nested(PointByPlanSchema), required=True)
    names = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class MergedSchema(ma.Schema):
    """The revision that the plan became (null: all of it is so already), and the keys of what it added."""

    revision = fields.Integer(required=True, allow_none=True)
    keys = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
