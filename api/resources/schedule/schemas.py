"""What the schedule takes and answers."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.resources.changes.schemas import ConflictSchema, NamedPeriodSchema
from api.schemas import Strict, Text, list_of

__all__ = ["ElsewhereArgs", "FreeArgs", "FreeSlotsSchema", "ScheduleArgs", "ScheduleSchema"]

INSTANT = {"description": "An instant."}
A_WEEK = 7 * 24 * 60


class ScheduleArgs(Strict):
    """From when until when."""

    from_ = Text(required=True, most=64, data_key="from", metadata=INSTANT)
    to = Text(required=True, most=64, metadata=INSTANT)


class FreeArgs(ScheduleArgs):
    """For which change, or how long."""

    change = Text(most=300, metadata={"description": "The change's key; without one whatever is there takes time."})
    minutes = fields.Integer(
        validate=validate.Range(1, A_WEEK),
        metadata={"description": "How long the window is; the change's own, else an hour, where it is not said."},
    )


class ElsewhereArgs(Strict):
    """Where the window would begin and end."""

    start = Text(required=True, most=64, metadata=INSTANT)
    end = Text(most=64, metadata={"description": "An instant; where it is not said the window keeps its length."})


class ScheduledSchema(ma.Schema):
    """One change on the schedule."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True)
    state_label = fields.String(required=True)
    movable = fields.Boolean(required=True, metadata={"description": "Its state lets it have another window."})
    team = fields.String(required=True, allow_none=True)
    assignee = fields.String(required=True, allow_none=True)
    start = fields.String(required=True)
    end = fields.String(required=True)
    until = fields.String(required=True)
    cis = fields.List(fields.String(), required=True)


class ScheduleConflictSchema(ConflictSchema):
    """One collision on the schedule."""

    change = fields.String(required=True)


class ScheduleSchema(ma.Schema):
    """Changes, closed periods, and what collides."""

    changes = fields.List(fields.Nested(ScheduledSchema), required=True)
    closed = fields.List(fields.Nested(NamedPeriodSchema), required=True)
    conflicts = fields.List(fields.Nested(ScheduleConflictSchema), required=True)
    truncated = fields.Boolean(required=True)


class FreeSlotSchema(ma.Schema):
    """A span in which the window, backing out included, may stand anywhere."""

    start = fields.String(required=True)
    end = fields.String(required=True)
    minutes = fields.Integer(required=True)


class TakenSpanSchema(ma.Schema):
    """A span that is taken, and by what."""

    kind = fields.String(required=True, validate=validate.OneOf(["change", "freeze", "maintenance"]))
    by = fields.String(required=True)
    title = fields.String(required=True)
    start = fields.String(required=True)
    end = fields.String(required=True)


class FreeSlotsSchema(list_of(FreeSlotSchema, name="FreeSlotListSchema")):  # type: ignore[misc]  # made as it is needed
    """The free spans by start, what takes the others, and how long one has to be: the window and backing out."""

    taken = fields.List(fields.Nested(TakenSpanSchema), required=True)
    minutes = fields.Integer(required=True)
    backout_minutes = fields.Integer(required=True)
