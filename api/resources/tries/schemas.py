"""How proposed questions are shown."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from api.schemas import list_of

__all__ = ["TryListSchema"]


class TrySchema(ma.Schema):
    """One proposed question: a title, what to do, and the CIs to take down."""

    title = fields.String(required=True)
    text = fields.String(required=True)
    down = fields.List(fields.String(), required=True, metadata={"description": "Keys of the CIs."})


TryListSchema = list_of(TrySchema, name="TryListSchema")
