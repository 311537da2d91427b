"""What questions about reliability take and answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.resources.weak_points.schemas import WeakPointArgs

__all__ = ["AvailabilityArgs", "AvailabilitySchema", "CutSetsArgs", "CutSetsSchema"]

MOST_LISTED, MOST_SAMPLES, LARGEST_ORDER = 10_000, 1_000_000, 50
LARGEST_SEED = 2**31 - 1


class CutSetsArgs(WeakPointArgs):
    """Up to which size sets are listed, and how many."""

    order = fields.Integer(load_default=3, validate=validate.Range(1, LARGEST_ORDER))
    limit = fields.Integer(load_default=1000, validate=validate.Range(1, MOST_LISTED))


class CutSetsSchema(ma.Schema):
    """The minimal cut sets of a service, smallest first, as far as they are known."""

    revision = fields.Integer(required=True)
    scenario = fields.Dict(keys=fields.String(), required=True)
    service = fields.String(required=True)
    name = fields.String(required=True)
    order = fields.Integer(
        required=True, metadata={"description": "All sets of up to so many CIs are known; 0: it is DOWN already."}
    )
    complete = fields.Boolean(required=True, metadata={"description": "Every minimal cut set there is stands here."})
    cut_sets = fields.List(fields.List(fields.String()), required=True)
    counts = fields.Dict(
        keys=fields.String(), values=fields.Integer(), required=True, metadata={"description": "Known sets by size."}
    )
    failures_away = fields.Raw(
        required=True,
        metadata={"description": 'The size of the smallest, "more than N", or null where nothing takes it DOWN.'},
    )
    truncated = fields.Boolean(required=True)
    basic_events = fields.Integer(required=True, metadata={"description": "CIs below it that can fail by themselves."})
    reason = fields.String(required=True)
    hidden = fields.Integer(required=True, metadata={"description": "Sets with a CI that may not be seen."})
    names = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class AvailabilityArgs(WeakPointArgs):
    """How it is sampled where it is too large to be reckoned, and what was promised."""

    samples = fields.Integer(load_default=100_000, validate=validate.Range(1, MOST_SAMPLES))
    seed = fields.Integer(load_default=1, validate=validate.Range(0, LARGEST_SEED))
    target = fields.Float(
        load_default=None,
        allow_none=True,
        validate=validate.Range(0, 1),
        metadata={"description": "The promised availability, such as 0.999."},
    )


class ImportanceSchema(ma.Schema):
    """What the unavailability owes to one CI; null where it cannot be said, or is infinite."""

    key = fields.String(required=True)
    unavailability = fields.Float(required=True)
    birnbaum = fields.Float(required=True, allow_none=True)
    fussell_vesely = fields.Float(required=True, allow_none=True)
    risk_achievement_worth = fields.Float(required=True)
    risk_reduction_worth = fields.Float(required=True, allow_none=True)


class AvailabilitySchema(ma.Schema):
    """How likely a service is DOWN, and what it owes to each CI."""

    revision = fields.Integer(required=True)
    scenario = fields.Dict(keys=fields.String(), required=True)
    service = fields.String(required=True)
    name = fields.String(required=True)
    unavailability = fields.Float(required=True)
    availability = fields.Float(required=True)
    minutes_a_year = fields.Float(required=True, metadata={"description": "Minutes DOWN in a year, on average."})
    method = fields.String(required=True, validate=validate.OneOf(["exact", "monte_carlo"]))
    interval = fields.List(
        fields.Float(), required=True, metadata={"description": "Of the unavailability, with 95 % confidence."}
    )
    samples = fields.Integer(required=True, allow_none=True)
    seed = fields.Integer(required=True, allow_none=True)
    target = fields.Float(required=True, allow_none=True)
    meets_target = fields.Boolean(
        required=True, allow_none=True, metadata={"description": "Null without a target, or where it is not sure."}
    )
    importance = fields.List(fields.Nested(ImportanceSchema), required=True)
    contributors = fields.Integer(required=True, metadata={"description": "CIs that it owes anything to."})
    without_figure = fields.Integer(
        required=True, metadata={"description": "CIs below it whose unavailability nobody gave, reckoned as 0."}
    )
    reason = fields.String(required=True)
    hidden = fields.Integer(required=True)
    names = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
