"""What questions about reliability take and answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.resources.weak_points.schemas import DuringSchema, LaidArgs
from api.schemas import Strict, Text

__all__ = [
    "AvailabilityArgs",
    "AvailabilityRequestSchema",
    "AvailabilitySchema",
    "CutSetsArgs",
    "CutSetsRequestSchema",
    "CutSetsSchema",
    "FaultTreeArgs",
    "FaultTreeSchema",
]

MOST_LISTED, MOST_SAMPLES, LARGEST_ORDER = 10_000, 1_000_000, 50
LARGEST_SEED = 2**31 - 1
MOST_SAMPLES_OF_A_JOB = 100_000_000
MOST_GATES, MOST_INPUTS = 2000, 1000


class JobRequestSchema(Strict):
    """What is DOWN anyway, and what stays up; keys separated by commas."""

    down = Text(load_default="", most=8000, metadata={"description": "CIs that are DOWN anyway."})
    immune = Text(load_default="", most=8000, metadata={"description": "CIs that stay up whatever happens."})
    change = Text(
        load_default="",
        most=64,
        metadata={"description": "Key of a change: its plan, as it is when the job is queued, is laid over."},
    )
    as_of = Text(load_default=None, allow_none=True, most=64)


class CutSetsRequestSchema(JobRequestSchema):
    """Cut sets to be worked out as a job: many more combinations are tried than while somebody waits."""

    order = fields.Integer(load_default=3, validate=validate.Range(1, LARGEST_ORDER))
    limit = fields.Integer(load_default=1000, validate=validate.Range(1, MOST_LISTED))


class AvailabilityRequestSchema(JobRequestSchema):
    """An availability to be worked out as a job: many more samples than while somebody waits."""

    samples = fields.Integer(load_default=10_000_000, validate=validate.Range(1, MOST_SAMPLES_OF_A_JOB))
    seed = fields.Integer(load_default=1, validate=validate.Range(0, LARGEST_SEED))
    target = fields.Float(load_default=None, allow_none=True, validate=validate.Range(0, 1))


class CutSetsArgs(LaidArgs):
    """Up to which size sets are listed, and how many."""

    order = fields.Integer(load_default=3, validate=validate.Range(1, LARGEST_ORDER))
    limit = fields.Integer(load_default=1000, validate=validate.Range(1, MOST_LISTED))


class CutSetsSchema(DuringSchema):
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


class AvailabilityArgs(LaidArgs):
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


class AvailabilitySchema(DuringSchema):
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


class FaultTreeArgs(LaidArgs):
    """How much of it is shown, the gates nearest to the top first."""

    gates = fields.Integer(load_default=200, validate=validate.Range(1, MOST_GATES))
    inputs = fields.Integer(
        load_default=100, validate=validate.Range(1, MOST_INPUTS), metadata={"description": "Of each gate."}
    )


class GateInputSchema(ma.Schema):
    """What a gate stands on."""

    kind = fields.String(required=True, validate=validate.OneOf(["gate", "event"]))
    id = fields.String(required=True, metadata={"description": "Of the gate, or the key of the CI that fails."})
    weight = fields.Integer(required=True)
    shown = fields.Boolean(required=True, metadata={"description": "What it names is among the gates or events."})


class TreeGateSchema(ma.Schema):
    """A gate: a CI that is DOWN by what stands below it, or one redundant group of it."""

    id = fields.String(required=True)
    key = fields.String(required=True)
    name = fields.String(required=True)
    class_ = fields.String(required=True, data_key="class", attribute="class")
    group = fields.Boolean(required=True, metadata={"description": "A redundant group of the CI among other inputs."})
    kind = fields.String(required=True, validate=validate.OneOf(["or", "and", "at_least"]))
    down_at = fields.Integer(required=True, metadata={"description": "DOWN once inputs of so much weight are."})
    of = fields.Integer(required=True, metadata={"description": "Weight of all inputs together."})
    circle = fields.Boolean(required=True, metadata={"description": "The CI is in a circle of redundancy."})
    inputs = fields.List(fields.Nested(GateInputSchema), required=True)
    left_out = fields.Integer(required=True, metadata={"description": "Inputs beyond those listed."})
    hidden = fields.Integer(required=True, metadata={"description": "Inputs that the reader may not see."})


class BasicEventSchema(ma.Schema):
    """A CI that can fail by itself."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    class_ = fields.String(required=True, data_key="class", attribute="class")
    unavailability = fields.Float(required=True, allow_none=True, metadata={"description": "Null: nobody gave one."})


class FaultTreeSchema(DuringSchema):
    """The fault tree of a service, breadth first from its top."""

    revision = fields.Integer(required=True)
    scenario = fields.Dict(keys=fields.String(), required=True)
    service = fields.String(required=True)
    name = fields.String(required=True)
    happened = fields.Boolean(required=True, metadata={"description": "It is DOWN already."})
    top = fields.String(required=True, metadata={"description": "The gate of the service itself."})
    gates = fields.List(fields.Nested(TreeGateSchema), required=True)
    events = fields.List(fields.Nested(BasicEventSchema), required=True)
    gates_in_all = fields.Integer(required=True)
    gates_left_out = fields.Integer(required=True)
    events_in_all = fields.Integer(required=True)
    events_left_out = fields.Integer(required=True)
    reason = fields.String(required=True, metadata={"description": "Why it is empty."})
