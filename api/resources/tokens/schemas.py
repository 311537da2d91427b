"""What tokens take and answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.schemas import Strict, Text, list_of
from cmdb.access import PERMISSIONS, ROLES

__all__ = ["CreatedTokenSchema", "NewTokenSchema", "TokenListSchema", "TokenSchema"]


class TokenSchema(ma.Schema):
    """One token, without what makes it work."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    account = fields.String(required=True)
    permissions = fields.List(fields.String(), required=True)
    created_at = fields.String(required=True)
    expires_at = fields.String(required=True)
    last_used_at = fields.String(required=True, allow_none=True, metadata={"description": "To the hour."})


class CreatedTokenSchema(TokenSchema):
    """A new token with its text, which is shown this once."""

    token = fields.String(required=True)


class NewTokenSchema(Strict):
    """A new token: its name, what it may do at most (absent: all that its owner may), how long it lives."""

    name = Text(required=True, least=1, most=100)
    roles = fields.List(fields.String(validate=validate.OneOf(tuple(ROLES))))
    permissions = fields.List(fields.String(validate=validate.OneOf(tuple(PERMISSIONS))))
    expires_days = fields.Integer(load_default=90, validate=validate.Range(1, 3660))


TokenListSchema = list_of(TokenSchema, name="TokenListSchema")
