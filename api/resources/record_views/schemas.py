"""What views of lists of records take and answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.schemas import Strict, Text, list_of
from itsm.kernel.record_view import PHASES
from itsm.kernel.shared import AUDIENCES
from itsm.practices import PRACTICES

__all__ = ["RecordViewArgs", "RecordViewInputSchema", "RecordViewListSchema", "RecordViewSchema"]


class RecordViewArgs(Strict):
    """Of which practice."""

    practice = fields.String(
        load_default="", validate=validate.OneOf(["", *PRACTICES]), metadata={"description": "All if absent."}
    )


class RecordViewInputSchema(Strict):
    """A view as it is kept; what is absent is as the list of the practice has it."""

    title = Text(required=True, most=120)
    audience = fields.String(load_default="private", validate=validate.OneOf(AUDIENCES))
    roles = fields.List(fields.String(), load_default=list)
    practice = fields.String(required=True, validate=validate.OneOf(list(PRACTICES)))
    q = Text(load_default="", most=2000)
    phase = fields.String(load_default="", validate=validate.OneOf(["", *PHASES]))
    sort = Text(load_default="", most=500)
    columns = fields.List(Text(most=64), load_default=list, validate=validate.Length(max=60))


class RecordViewSchema(ma.Schema):
    """A view: whose it is, who sees it, whether the person may alter it, whether their list opens with it."""

    name = fields.String(required=True)
    title = fields.String(required=True)
    owner = fields.String(required=True)
    audience = fields.String(required=True, validate=validate.OneOf(AUDIENCES))
    roles = fields.List(fields.String(), required=True)
    practice = fields.String(required=True)
    q = fields.String(required=True)
    phase = fields.String(required=True)
    sort = fields.String(required=True)
    columns = fields.List(fields.String(), required=True)
    mine = fields.Boolean(required=True)
    alterable = fields.Boolean(required=True)
    first = fields.Boolean(required=True, metadata={"description": "The person's list of the practice opens with it."})
    revision = fields.Integer(required=True)


RecordViewListSchema = list_of(RecordViewSchema, name="RecordViewListSchema")
