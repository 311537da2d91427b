"""What surveys answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.schemas import Strict, Text
from itsm.measures.period import EVERY

__all__ = ["SurveyArgs", "SurveySummarySchema"]


class SurveyArgs(Strict):
    """Over which period, and in which parts of it."""

    period = Text(load_default="", most=100, metadata={"description": "FROM..TO or such as 90d; absent: 30 days."})
    every = fields.String(load_default="month", validate=validate.OneOf(EVERY))


class SurveyPeriodSchema(ma.Schema):
    """What answers of a period come to: null where nobody answered."""

    period = fields.String(required=True)
    answers = fields.Integer(required=True)
    csat = fields.Float(required=True, allow_none=True, metadata={"description": "Share of 4 and 5 stars."})
    mean = fields.Float(required=True, allow_none=True, metadata={"description": "1 to 5."})
    stars = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class SurveyAnswerSchema(ma.Schema):
    """One answer."""

    record = fields.String(required=True)
    at = fields.String(required=True)
    stars = fields.Integer(required=True)
    comment = fields.String(required=True)


class SurveySummarySchema(SurveyPeriodSchema):
    """The whole period, its parts, and the newest answers behind them: at most 100."""

    items = fields.List(fields.Nested(SurveyPeriodSchema), required=True)
    newest = fields.List(fields.Nested(SurveyAnswerSchema), required=True)
