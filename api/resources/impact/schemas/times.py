"""When something is so, and what else is going on meanwhile."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.schemas import Strict, Text, key_field

__all__ = ["CollisionSchema", "ContextRecordSchema", "TimedFailureSchema", "When"]

FARTHEST_S = 10**11
MOST_FAILURES = 1000


class TimedFailureSchema(Strict):
    """One CI that fails by itself, and when: whole seconds on the timeline, which begins with the plan's window.

    Neither time: since ever and for good. No duration: for good. No start: from 0.
    """

    ci = key_field(required=True)
    state = fields.String(load_default="down", validate=validate.OneOf(["down", "degraded"]))
    start_s = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(-FARTHEST_S, FARTHEST_S)
    )
    duration_s = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(0, FARTHEST_S))


class ContextRecordSchema(Strict):
    """A change, maintenance window or incident that overlaps: its failures are on the same timeline."""

    reference = Text(required=True, least=1, most=200)
    title = Text(load_default="", most=500)
    kind = Text(load_default="change", most=50)
    failures = fields.List(
        fields.Nested(TimedFailureSchema), required=True, validate=validate.Length(min=1, max=MOST_FAILURES)
    )


# ------------------------------------------------------------------ answers


class IntervalSchema(ma.Schema):
    """From when until when, in seconds on the timeline; null: since ever, for good."""

    state = fields.String(required=True)
    start = fields.Float(required=True, allow_none=True)
    end = fields.Float(required=True, allow_none=True)


class When(ma.Schema):
    """What an entry of a timed answer says beside the rest."""

    onset = fields.Float(allow_none=True, metadata={"description": "Seconds; null: since ever."})
    intervals = fields.List(fields.Nested(IntervalSchema))


class CollisionSchema(When):
    """A gate that holds with each of some plans alone and is DOWN with them together; "this" is the question's own."""

    key = fields.String(required=True)
    group = fields.String(required=True)
    rule = fields.String(required=True)
    plans = fields.List(fields.String(), required=True)
    members = fields.List(fields.String(), required=True)
    taken = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), required=True)
    first = fields.Boolean(required=True, metadata={"description": "False: it only follows from another collision."})
