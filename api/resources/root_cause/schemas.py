"""What a search for root causes takes and answers."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.schemas import Strict, Text, key_field

__all__ = ["ObservationsSchema", "RootCausesSchema"]

MOST_SEEN = 20_000
MOST_TOP = 100


class ObservationsSchema(Strict):
    """Which CIs are seen DOWN and which are seen healthy; of the rest nothing is known."""

    down = fields.List(key_field(), required=True, validate=validate.Length(min=1, max=MOST_SEEN))
    up = fields.List(key_field(), load_default=list, validate=validate.Length(max=MOST_SEEN))
    as_of = Text(load_default=None, allow_none=True, most=64)
    hours = fields.Float(
        load_default=72.0,
        validate=validate.Range(0, 24 * 366),
        metadata={"description": "Changes of so many hours before speak for a CI."},
    )
    top = fields.Integer(load_default=10, validate=validate.Range(1, MOST_TOP))


class CauseSchema(ma.Schema):
    """One explanation: one CI, or two."""

    cause = fields.List(fields.String(), required=True)
    explains = fields.List(fields.String(), required=True, metadata={"description": "Seen and predicted DOWN."})
    partly = fields.List(fields.String(), required=True, metadata={"description": "Seen DOWN, predicted DEGRADED."})
    misses = fields.List(fields.String(), required=True, metadata={"description": "Seen DOWN, predicted OK."})
    contradicts = fields.List(fields.String(), required=True, metadata={"description": "Seen healthy, predicted DOWN."})
    doubts = fields.List(fields.String(), required=True, metadata={"description": "Seen healthy, predicted DEGRADED."})
    score = fields.Float(required=True, metadata={"description": "How well what it predicts fits, 0..1."})
    prior = fields.Float(required=True, metadata={"description": "What recent changes say for it."})
    predicted = fields.Integer(required=True, metadata={"description": "CIs that would be DOWN or DEGRADED."})
    reasons = fields.List(fields.String(), required=True)
    sentence = fields.String(required=True)


class RootCausesSchema(ma.Schema):
    """Causes, the best first."""

    revision = fields.Integer(required=True)
    down = fields.List(fields.String(), required=True)
    up = fields.List(fields.String(), required=True)
    causes = fields.List(fields.Nested(CauseSchema), required=True)
    hidden = fields.Integer(required=True, metadata={"description": "Causes with a CI that you may not see."})
    names = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
