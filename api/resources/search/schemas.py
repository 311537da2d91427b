"""What a search answers."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.schemas import Strict, Text

__all__ = ["SearchArgs", "SearchSchema"]


class SearchArgs(Strict):
    """Anything pasted: a name, an address, a serial number, an alert."""

    q = Text(load_default="", most=4000)
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))


class HitSchema(ma.Schema):
    """One CI found, and by what."""

    kind = fields.String(required=True)
    key = fields.String(required=True)
    name = fields.String(required=True)
    class_ = fields.String(required=True, data_key="class", attribute="class")
    class_label = fields.String(required=True)
    lifecycle = fields.String(required=True)
    why = fields.String(required=True)


class RecordHitSchema(ma.Schema):
    """One record found."""

    key = fields.String(required=True)
    noun = fields.String(required=True, metadata={"description": "How addresses of its practice begin."})
    practice = fields.String(required=True)
    title = fields.String(required=True)
    state = fields.String(required=True)


class SearchSchema(ma.Schema):
    """The CIs found, likeliest first, the exact one if there is just one, and the records found, newest first."""

    items = fields.List(fields.Nested(HitSchema), required=True)
    records = fields.List(fields.Nested(RecordHitSchema), required=True)
    exact = fields.String(required=True, allow_none=True)
