"""What plans take and answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from api.schemas import Strict, Text

__all__ = ["MergedSchema", "PlanSchema", "PreviewSchema"]

PLAN = fields.Dict(
    keys=fields.String(),
    required=True,
    metadata={"description": 'A plan document: {"faultline_change": 1, "title": "...", "edits": [...]}'},
)


class PlanSchema(Strict):
    """A plan."""

    plan = PLAN
    reason = Text(most=1000)


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


class PreviewSchema(ma.Schema):
    """What a plan would do at the present."""

    edits = fields.List(fields.Nested(OutcomeSchema), required=True)
    conflicts = fields.List(fields.Nested(OutcomeSchema), required=True)
    errors = fields.List(fields.Nested(PlanErrorSchema), required=True)
    mergeable = fields.Boolean(required=True)
    keys = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class MergedSchema(ma.Schema):
    """The revision that the plan became (null: all of it is so already), and the keys of what it added."""

    revision = fields.Integer(required=True, allow_none=True)
    keys = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
