"""What breaks: the whole answer, or its text."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.resources.impact.schemas.scenario import ScenarioSchema
from api.resources.impact.schemas.times import CollisionSchema, When

__all__ = ["AffectedSchema", "AtRiskSchema", "BecauseSchema", "ImpactSchema", "TextRequestSchema"]


class TextRequestSchema(ScenarioSchema):
    """A scenario and the form of the text."""

    format = fields.String(load_default="text", validate=validate.OneOf(["text", "mermaid", "csv"]))


class BecauseSchema(ma.Schema):
    """One reason: the gate, its rule, and who failed."""

    group = fields.String(allow_none=True)
    rule = fields.String(required=True)
    failed = fields.List(fields.String(), required=True)
    up = fields.Integer()
    full = fields.Integer()
    of = fields.Integer()
    served = fields.Float()
    needs = fields.Float()
    cycle = fields.List(fields.String())
    hidden = fields.Integer()


class AffectedSchema(When):
    """One CI that is DOWN or DEGRADED."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    class_ = fields.String(required=True, data_key="class", attribute="class")
    state = fields.String(required=True)
    hops = fields.Integer(required=True)
    already = fields.Boolean()
    because = fields.List(fields.Nested(BecauseSchema))


class ServiceEffectSchema(When):
    """One affected service with its score and the score's factors."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    state = fields.String(required=True)
    score = fields.Float(required=True)
    users = fields.Integer()
    already = fields.Boolean()
    factors = fields.Dict(keys=fields.String(), required=True)


class AtRiskSchema(When):
    """A gate that holds, its redundancy used up."""

    key = fields.String(required=True)
    group = fields.String(required=True, allow_none=True)
    before = fields.Integer(required=True)
    margin = fields.Integer(required=True)
    left = fields.List(fields.String(), required=True)
    services = fields.List(fields.String(), required=True)


class UnknownSchema(ma.Schema):
    """A CI that lacks what its class expects."""

    key = fields.String(required=True)
    missing = fields.List(fields.String(), required=True)
    services = fields.List(fields.String(), required=True)


class ImpactSchema(ma.Schema):
    """The whole answer."""

    class Meta:
        """The engine's record may say more."""

        unknown = ma.INCLUDE

    revision = fields.Integer(required=True)
    engine = fields.String(required=True)
    scenario = fields.Dict(keys=fields.String(), required=True)
    hash = fields.String(required=True)
    headline = fields.String(required=True)
    truncated = fields.Boolean(required=True)
    cis = fields.List(fields.Nested(AffectedSchema), required=True)
    services = fields.List(fields.Nested(ServiceEffectSchema), required=True)
    at_risk = fields.List(fields.Nested(AtRiskSchema), required=True)
    unknown_ = fields.List(fields.Nested(UnknownSchema), required=True, data_key="unknown", attribute="unknown")
    unknown_elsewhere = fields.Integer(required=True)
    errors = fields.List(fields.Dict(keys=fields.String()), required=True)
    ignored = fields.List(fields.Dict(keys=fields.String()))
    evidence = fields.Dict(keys=fields.String(), allow_none=True)
    hidden = fields.Integer(required=True)
    timed = fields.Boolean(metadata={"description": "States have intervals; absent: everything lasts."})
    collisions = fields.List(fields.Nested(CollisionSchema))
    names = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
