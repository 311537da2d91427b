"""What is answered about the calibration of risk."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

__all__ = ["CalibrationSchema"]


class OddsSchema(ma.Schema):
    """By how much one point of a factor multiplies the odds of failing, with its 95 % interval."""

    factor = fields.String(required=True)
    ratio = fields.Float(required=True)
    low = fields.Float(required=True)
    high = fields.Float(required=True)


class ReliabilitySchema(ma.Schema):
    """A fifth of the later changes: what was said of them on average, and how many failed."""

    said = fields.Float(required=True)
    failed = fields.Integer(required=True)
    changes = fields.Integer(required=True)


class CalibrationSchema(ma.Schema):
    """What the last calibration found; without an intercept the points are no probability, and ``reason`` says why.

    ``at`` is null before the first.
    """

    at = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True)
    changes = fields.Integer(required=True)
    failed = fields.Integer(required=True)
    tried_on = fields.Integer(required=True)
    brier = fields.Dict(keys=fields.String(), values=fields.Float(), required=True)
    auc = fields.Dict(keys=fields.String(), values=fields.Float(), required=True)
    reliability = fields.List(fields.Nested(ReliabilitySchema), required=True)
    intercept = fields.Float(required=True, allow_none=True)
    weights = fields.Dict(keys=fields.String(), values=fields.Float(), required=True)
    odds = fields.List(fields.Nested(OddsSchema), required=True)
