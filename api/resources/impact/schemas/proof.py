"""Why a CI is in its state, and why not."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from api.resources.impact.schemas.answer import BecauseSchema
from api.resources.impact.schemas.scenario import ScenarioSchema
from api.resources.relations.schemas import RelationSchema
from api.schemas import key_field

__all__ = ["ExplainSchema", "ExplanationSchema", "WhyNotRequestSchema", "WhyNotSchema"]


class ExplainSchema(ScenarioSchema):
    """A scenario and the CI whose state is to be proved."""

    ci = key_field(required=True)
    alternatives = fields.Boolean(load_default=False)


class StepSchema(ma.Schema):
    """One step of a proof."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    state = fields.String(required=True)
    because = fields.List(fields.Nested(BecauseSchema), required=True)
    sentences = fields.List(fields.String(), required=True)
    sentence = fields.String(required=True)


class EvidenceSchema(ma.Schema):
    """The least certain relation of a proof."""

    consumer = fields.String(required=True)
    provider = fields.String(required=True)
    type = fields.String(required=True)
    confidence = fields.Float(required=True, allow_none=True)
    last_verified = fields.String(required=True, allow_none=True)
    relation = fields.Nested(RelationSchema, required=True, allow_none=True)
    sentence = fields.String(required=True)


class ExplanationSchema(ma.Schema):
    """The proof of one CI's state."""

    revision = fields.Integer(required=True)
    ci = fields.String(required=True)
    state = fields.String(required=True)
    steps = fields.List(fields.Nested(StepSchema), required=True)
    evidence = fields.Nested(EvidenceSchema, required=True, allow_none=True)
    names = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class WhyNotRequestSchema(ScenarioSchema):
    """A scenario and the CI that stays up."""

    ci = key_field(required=True)


class WhyNotSchema(ma.Schema):
    """Why a CI stays up."""

    revision = fields.Integer(required=True)
    key = fields.String(required=True)
    name = fields.String(required=True)
    state = fields.String(required=True)
    reason = fields.String(required=True)
    gates = fields.List(fields.Nested(BecauseSchema), required=True)
    sentences = fields.List(fields.String(), required=True)
    names = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
