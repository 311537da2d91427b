"""What changed lately in what CIs stand on."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.resources.impact.schemas.scenario import MOST_CIS
from api.schemas import Strict, Text, key_field, list_of

__all__ = ["ChangeListSchema", "RecentChangesSchema"]


class RecentChangesSchema(Strict):
    """CIs, and how far back to look at what they stand on."""

    cis = fields.List(key_field(), required=True, validate=validate.Length(min=1, max=MOST_CIS))
    hours = fields.Float(load_default=24.0, validate=validate.Range(0.01, 24 * 366))
    as_of = Text(load_default=None, allow_none=True, most=64)


class RecentChangeSchema(ma.Schema):
    """A change to something that the CIs stand on."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    class_ = fields.String(required=True, data_key="class", attribute="class")
    revision = fields.Integer(required=True)
    at = fields.String(required=True)
    actor = fields.String(required=True)
    source = fields.String(required=True)
    reason = fields.String(required=True)
    edits = fields.List(fields.Dict(keys=fields.String()), required=True)
    hops = fields.Integer(required=True)


ChangeListSchema = list_of(RecentChangeSchema, name="ChangeListSchema")
