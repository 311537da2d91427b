"""What calendars take and answer."""

from __future__ import annotations

import marshmallow as ma
from flask_smorest.fields import Upload
from marshmallow import fields, validate

from api.schemas import Strict, Text, list_of
from itsm.kernel.calendar import WEEKDAYS

__all__ = [
    "CalendarInputSchema",
    "CalendarListSchema",
    "CalendarSchema",
    "ClosedDaysFileSchema",
    "ClosedDaysFormSchema",
    "ClosedDaysSchema",
]


def hours_field(**more: object) -> fields.Dict:
    """Return the field of hours by weekday."""
    intervals = fields.List(Text(most=20), validate=validate.Length(max=50))
    return fields.Dict(keys=fields.String(validate=validate.OneOf(list(WEEKDAYS))), values=intervals, **more)  # type: ignore[arg-type]  # marshmallow's own


class CalendarInputSchema(Strict):
    """Open hours by weekday in a named zone, and the days on which it is closed."""

    zone = Text(load_default="UTC", most=100, metadata={"description": "An IANA name such as Europe/Berlin."})
    hours = hours_field(required=True)
    closed = fields.List(Text(most=10), load_default=list, validate=validate.Length(max=5_000))


class CalendarSchema(ma.Schema):
    """One calendar; ``shipped``: nobody has declared it."""

    name = fields.String(required=True)
    zone = fields.String(required=True)
    hours = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), required=True)
    closed = fields.List(fields.String(), required=True)
    shipped = fields.Boolean(required=True)
    revision = fields.Integer(required=True)


CalendarListSchema = list_of(CalendarSchema, name="CalendarListSchema")


class ClosedDaysFileSchema(Strict):
    """An iCalendar file."""

    file = Upload(required=True)


class ClosedDaysFormSchema(Strict):
    """The days that are looked at; what repeats is followed there only."""

    since = fields.Date(metadata={"description": "The first day; absent: the first of this year."})
    until = fields.Date(metadata={"description": "The day after the last; absent: five years later."})


class EventNotTakenSchema(ma.Schema):
    """An event that closes no day, and why."""

    title = fields.String(required=True)
    reason = fields.String(required=True)


class ClosedDaysSchema(ma.Schema):
    """What a file closes: the days that were not closed before, and the events that close none."""

    added = fields.List(fields.String(), required=True)
    not_taken = fields.List(fields.Nested(EventNotTakenSchema), required=True)
    revision = fields.Integer(required=True)
