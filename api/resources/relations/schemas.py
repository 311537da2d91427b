"""What relations take and answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.schemas import Strict, Text, key_field

__all__ = ["NewCiRelationSchema", "NewRelationSchema", "RelationPatchSchema", "RelationSchema"]


class RelationSchema(ma.Schema):
    """One relation: what it says (``declared``) and what holds."""

    id = fields.String(required=True)
    from_ = fields.String(required=True, data_key="from", attribute="from")
    type = fields.String(required=True)
    to = fields.String(required=True)
    group = fields.String(required=True, allow_none=True)
    effective_group = fields.String(required=True, allow_none=True)
    need = fields.String(required=True)
    weight = fields.Integer(required=True)
    ride_through_s = fields.Float(required=True)
    confidence = fields.Float(required=True, allow_none=True)
    last_verified = fields.String(required=True, allow_none=True)
    declared = fields.Dict(keys=fields.String(), required=True)
    reported_by = fields.List(fields.String(), required=True)
    revision = fields.Integer(required=True)
    consumer = fields.String(required=True)
    label = fields.String(required=True)
    reverse = fields.String(required=True)
    from_name = fields.String(required=True)
    from_class = fields.String(required=True)
    to_name = fields.String(required=True)
    to_class = fields.String(required=True)


class RelationPatchSchema(Strict):
    """What a relation says beside its ends; null: not said."""

    need = fields.String(allow_none=True, validate=validate.OneOf(["hard", "soft", "none"]))
    weight = fields.Integer(strict=True, allow_none=True, validate=validate.Range(0, 2**53))
    ride_through_s = fields.Float(allow_none=True, validate=validate.Range(0, 366 * 86400))
    confidence = fields.Float(allow_none=True, validate=validate.Range(0, 1))
    last_verified = Text(allow_none=True, most=40)
    reason = Text(most=1000)


class NewRelationSchema(RelationPatchSchema):
    """A new relation."""

    from_ = key_field(required=True, data_key="from")
    type = Text(required=True, least=1, most=64)
    to = key_field(required=True)
    group = Text(most=200, allow_none=True)


class NewCiRelationSchema(NewRelationSchema):
    """A relation of a new CI; the end that is left out is the new CI."""

    from_ = key_field(data_key="from")
    to = key_field()
