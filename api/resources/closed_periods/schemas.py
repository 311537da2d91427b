"""What a file of freezes takes and answers."""

from __future__ import annotations

import marshmallow as ma
from flask_smorest.fields import Upload
from marshmallow import fields

from api.schemas import Strict, Text

__all__ = ["FreezeFileSchema", "FreezeFormSchema", "FreezesSchema"]


class FreezeFileSchema(Strict):
    """An iCalendar file."""

    file = Upload(required=True)


class FreezeFormSchema(Strict):
    """Which days are looked at, and what new freezes do not hold for."""

    since = fields.Date(metadata={"description": "The first day; absent: today."})
    until = fields.Date(metadata={"description": "The day after the last; absent: a year later; up to three years."})
    zone = Text(most=100, metadata={"description": "Of whole days and times without one; absent: as the file says."})
    exempt = Text(load_default="", most=200, metadata={"description": "Kinds of change, with commas: emergency."})
    dry_run = fields.Boolean(load_default=False, metadata={"description": "Say what would be, and write nothing."})


class ImportedFreezeSchema(ma.Schema):
    """One freeze as the file has it."""

    name = fields.String(required=True)
    start = fields.String(required=True)
    end = fields.String(required=True)
    reason = fields.String(required=True)


class EventNoFreezeSchema(ma.Schema):
    """An event that makes no freeze, and why."""

    title = fields.String(required=True)
    reason = fields.String(required=True)


class FreezesSchema(ma.Schema):
    """What a file of freezes comes to; ``zone`` is that of whole days and of times without one."""

    zone = fields.String(required=True)
    since = fields.String(required=True)
    until = fields.String(required=True)
    added = fields.List(fields.Nested(ImportedFreezeSchema), required=True)
    changed = fields.List(fields.Nested(ImportedFreezeSchema), required=True)
    unchanged = fields.List(fields.String(), required=True)
    not_taken = fields.List(fields.Nested(EventNoFreezeSchema), required=True)
    written = fields.Boolean(required=True)
