"""What is asked: a scenario in a body or in an address."""

from __future__ import annotations

from marshmallow import fields, validate

from api.resources.impact.schemas.times import ContextRecordSchema, TimedFailureSchema
from api.schemas import AsOfArgs, Strict, Text, key_field

__all__ = ["MOST_CIS", "FailureSchema", "ImpactArgs", "ScenarioSchema"]

MOST_CIS = 1000
MOST_RECORDS = 200


class FailureSchema(Strict):
    """One CI that fails by itself."""

    ci = key_field(required=True)
    state = fields.String(load_default="down", validate=validate.OneOf(["down", "degraded"]))


class ImmunitySchema(Strict):
    """One CI that stays up whatever happens."""

    ci = key_field(required=True)
    by = Text(load_default="", most=200)
    reason = Text(load_default="", most=1000)
    until = Text(load_default="", most=64)
    until_s = fields.Integer(
        load_default=None, allow_none=True, strict=True, metadata={"description": "Seconds on the timeline."}
    )


class ScenarioSchema(Strict):
    """What has failed or will be taken down, when, and with which plan laid over the graph."""

    failures = fields.List(fields.Nested(TimedFailureSchema), load_default=list, validate=validate.Length(max=MOST_CIS))
    immune = fields.List(fields.Nested(ImmunitySchema), load_default=list, validate=validate.Length(max=MOST_CIS))
    as_of = Text(load_default=None, allow_none=True, most=64)
    plan = fields.Dict(keys=fields.String(), load_default=None, allow_none=True)
    depth = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0, 10_000))
    limit = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0, 1_000_000))
    with_context = fields.Boolean(load_default=False, metadata={"description": "With the records that overlap."})
    context = fields.List(
        fields.Nested(ContextRecordSchema), load_default=list, validate=validate.Length(max=MOST_RECORDS)
    )


class ImpactArgs(AsOfArgs):
    """A scenario in an address; keys separated by commas."""

    ci = Text(load_default="", most=8000)
    degraded = Text(load_default="", most=8000)
    immune = Text(load_default="", most=8000)
    depth = fields.Integer(load_default=None, validate=validate.Range(0, 10_000))
    limit = fields.Integer(load_default=None, validate=validate.Range(0, 1_000_000))
