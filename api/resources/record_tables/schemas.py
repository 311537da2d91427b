"""What a table of records takes."""

from __future__ import annotations

from marshmallow import fields, validate

from api.resources.records.schemas import PHASES, QUERY
from api.schemas import AsOfArgs, Text
from api.tables import FORMATS

__all__ = ["RecordTableArgs", "RecordTableSchema"]


class RecordTableArgs(AsOfArgs):
    """Which records, in which order, with which columns, as which file."""

    q = Text(load_default="", metadata={"description": QUERY})
    phase = fields.String(validate=validate.OneOf(PHASES))
    ci = Text(most=500, metadata={"description": "Only the records that are linked with this CI."})
    sort = Text(load_default="", metadata={"description": "Fields with a comma between; a minus turns the order."})
    columns = Text(load_default="", most=4000, metadata={"description": "With a comma between; all if absent."})
    format = fields.String(load_default="csv", validate=validate.OneOf(FORMATS))


class RecordTableSchema(RecordTableArgs):
    """A table to be made as a job."""
