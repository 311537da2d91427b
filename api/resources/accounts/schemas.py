"""What accounts take and answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.resources.sessions.schemas import NAME_PATTERN
from api.schemas import Strict, Text, list_of
from cmdb.access import ROLES

__all__ = ["AccountListSchema", "AccountPatchSchema", "AccountSchema", "NewAccountSchema", "PasswordSchema"]

role = Text(validate=[validate.OneOf(tuple(ROLES), error="there is no such role Allowed: " + ", ".join(ROLES))])


class AccountSchema(ma.Schema):
    """One account."""

    name = fields.String(required=True)
    display_name = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    scope = fields.String(required=True, allow_none=True)
    zone = fields.String(required=True, allow_none=True)
    disabled = fields.Boolean(required=True)
    has_password = fields.Boolean(required=True)
    created_at = fields.String(required=True)
    last_seen = fields.String(required=True, allow_none=True, metadata={"description": "To the hour."})
    revision = fields.Integer(required=True, metadata={"description": "Its ETag."})


AccountListSchema = list_of(AccountSchema, name="AccountListSchema")


class AccountPatchSchema(Strict):
    """What may be changed of an account."""

    display_name = Text(most=200)
    roles = fields.List(role, validate=validate.Length(max=len(ROLES)))
    scope = Text(most=200, allow_none=True)
    zone = Text(most=64, allow_none=True)
    disabled = fields.Boolean()


class NewAccountSchema(AccountPatchSchema):
    """A new account; without a password it cannot sign in yet."""

    name = Text(required=True, pattern=NAME_PATTERN)
    password = Text(least=1, most=1000)


class PasswordSchema(Strict):
    """A new password; ``old`` is needed for one's own."""

    old = Text(least=1, most=1000)
    new = Text(required=True, least=1, most=1000)
