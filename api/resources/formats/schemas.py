"""How formats are listed."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from api.schemas import list_of

__all__ = ["FormatListSchema"]


class FormatSchema(ma.Schema):
    """One format."""

    name = fields.String(required=True)
    label = fields.String(required=True)
    suffixes = fields.List(fields.String(), required=True)
    description = fields.String(required=True)


FormatListSchema = list_of(FormatSchema, name="FormatListSchema")
