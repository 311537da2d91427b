"""How jobs are shown."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from api.schemas import list_of

__all__ = ["JobListSchema", "JobSchema"]


class JobSchema(ma.Schema):
    """One job and how far it is."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True)
    done = fields.Integer(required=True)
    total = fields.Integer(required=True, allow_none=True)
    message = fields.String(required=True)
    result = fields.Raw(required=True, allow_none=True)
    error = fields.String(required=True, allow_none=True)
    created_at = fields.String(required=True)
    finished_at = fields.String(required=True, allow_none=True)
    actor = fields.String(required=True)
    args = fields.Dict(keys=fields.String(), required=True)


JobListSchema = list_of(JobSchema, name="JobListSchema")
