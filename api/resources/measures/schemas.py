"""What measures take and answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.resources.records.schemas import PHASES, RecordSchema
from api.schemas import Strict, Text, list_args, list_of
from itsm.measures.answer import DIMENSIONS
from itsm.measures.health import CHECKS
from itsm.measures.period import EVERY

__all__ = [
    "MeasureArgs",
    "MeasureDetailArgs",
    "MeasureDetailSchema",
    "MeasureEntrySchema",
    "MeasureListSchema",
    "MeasureRecordArgs",
    "MeasureRecordListSchema",
    "MeasureSettingInputSchema",
    "MeasureSettingSchema",
]

PERIOD = "FROM..TO with dates or instants, or the last days such as 90d; absent: the last 30 days."
GROUP = "Only this group of the dimension."


class MeasureArgs(Strict):
    """Over which period, by which dimension, or only of one group of it."""

    period = Text(load_default="", most=100, metadata={"description": PERIOD})
    by = fields.String(load_default="", validate=validate.OneOf(["", *DIMENSIONS]))
    group = Text(load_default=None, most=500, allow_none=True, metadata={"description": GROUP})


class MeasureDetailArgs(MeasureArgs):
    """One measure, whole or as a series."""

    every = fields.String(load_default="", validate=validate.OneOf(["", *EVERY]))


class MeasureEntrySchema(ma.Schema):
    """One figure; ``reason`` says why there is none. ``by`` and ``group`` stand where it is of one group."""

    measure = fields.String(required=True)
    unit = fields.String(required=True)
    value = fields.Float(required=True, allow_none=True)
    count = fields.Integer(required=True)
    mean = fields.Float(required=True, allow_none=True)
    median = fields.Float(required=True, allow_none=True)
    p90 = fields.Float(required=True, allow_none=True)
    target = fields.Float(required=True, allow_none=True)
    period = fields.String(required=True)
    reason = fields.String()
    by = fields.String()
    group = fields.String(allow_none=True)


MeasureListSchema = list_of(MeasureEntrySchema, name="MeasureListSchema")


class MeasureDetailSchema(ma.Schema):
    """A measure: its definition in words, and its figures."""

    measure = fields.String(required=True)
    label = fields.String(required=True)
    formula = fields.String(required=True)
    population = fields.String(required=True)
    exclusions = fields.String(required=True)
    unit = fields.String(required=True)
    better = fields.String(required=True, validate=validate.OneOf(["up", "down"]))
    target = fields.Float(required=True, allow_none=True)
    items = fields.List(fields.Nested(MeasureEntrySchema), required=True)


MeasureRecordArgs = list_args(
    period=Text(load_default="", most=100, metadata={"description": PERIOD}),
    by=fields.String(load_default="", validate=validate.OneOf(["", *DIMENSIONS])),
    group=Text(load_default=None, most=500, allow_none=True, metadata={"description": GROUP}),
)


class OutageBehindSchema(ma.Schema):
    """The outage by which a record stands behind a figure, ``until`` null while it lasts; seconds within the period."""

    service = fields.String(required=True)
    since = fields.String(required=True)
    until = fields.String(required=True, allow_none=True)
    out_s = fields.Float(required=True, metadata={"description": "Seconds of it that lie in the period."})
    of_s = fields.Float(
        required=True, metadata={"description": "Seconds of the period, from the first record opened on."}
    )


class MeasureRecordSchema(RecordSchema):
    """A record or, of CMDB health, a CI that is not in order, and what it adds to the figure.

    A CI has a class and the checks that it fails, no practice and no phase.
    """

    practice = fields.String(required=True, allow_none=True)
    state = fields.String(required=True, allow_none=True)
    state_label = fields.String(required=True, allow_none=True)
    phase = fields.String(required=True, allow_none=True, validate=validate.OneOf(PHASES))
    class_ = fields.String(required=True, allow_none=True, data_key="class", attribute="class")
    value = fields.Float(
        required=True,
        allow_none=True,
        metadata={
            "description": "In the unit of the figure. Shares that are lost are below 0: 1 and all of them are the "
            "figure. null: nothing by itself, as the outage counts with the record that told of it first, or was no "
            "failure as it went on already when the period began."
        },
    )
    outage = fields.Nested(OutageBehindSchema, required=True, allow_none=True)
    fails = fields.List(
        fields.String(validate=validate.OneOf(CHECKS)),
        required=True,
        metadata={"description": "Which checks of CMDB health the CI fails."},
    )


MeasureRecordListSchema = list_of(MeasureRecordSchema, name="MeasureRecordListSchema")


class MeasureSettingInputSchema(Strict):
    """What is said of a measure: its target; of the cost per ticket also rates by team."""

    target = fields.Float(load_default=None, allow_none=True)
    currency = Text(load_default="", most=3)
    rates = fields.Dict(keys=fields.String(), values=fields.Float(), load_default=dict)
    otherwise = fields.Float(load_default=None, allow_none=True)


class MeasureSettingSchema(ma.Schema):
    """What is said of a measure."""

    name = fields.String(required=True)
    target = fields.Float(required=True, allow_none=True)
    currency = fields.String(required=True)
    rates = fields.Dict(keys=fields.String(), values=fields.Float(), required=True)
    otherwise = fields.Float(required=True, allow_none=True)
    shipped = fields.Boolean(required=True)
    revision = fields.Integer(required=True)
