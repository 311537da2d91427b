"""How sources are listed."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from api.schemas import list_of

__all__ = ["SourceListSchema"]


class SourceSchema(ma.Schema):
    """One source: its last run, and what it says now."""

    name = fields.String(required=True)
    last_run = fields.String(required=True)
    last_at = fields.String(required=True, allow_none=True)
    last_actor = fields.String(required=True)
    cis = fields.Integer(required=True, metadata={"description": "CIs that it speaks of, each counted once."})
    observations = fields.Integer(
        required=True, metadata={"description": "What it says of them: several of its rows may be about one CI."}
    )
    missing = fields.Integer(required=True)
    rejected = fields.Integer(required=True)


SourceListSchema = list_of(SourceSchema, name="SourceListSchema")
