"""What signing in takes and answers."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from api.schemas import Strict, Text

__all__ = ["CredentialsSchema", "SessionSchema", "SetupSchema"]

NAME_PATTERN = r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}"


class CredentialsSchema(Strict):
    """A name and a password."""

    name = Text(required=True, least=1, most=64)
    password = Text(required=True, least=1, most=1000)


class SetupSchema(Strict):
    """The set-up link's token and the first account."""

    token = Text(required=True, least=1, most=200)
    name = Text(required=True, pattern=NAME_PATTERN)
    password = Text(required=True, least=1, most=1000)


class MeSchema(ma.Schema):
    """Who is signed in."""

    name = fields.String(required=True)
    display_name = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    permissions = fields.List(fields.String(), required=True)
    scope = fields.String(required=True, allow_none=True)


class SessionSchema(ma.Schema):
    """The session: who is signed in, the token that its writes carry, and the installation."""

    account = fields.Nested(MeSchema, required=True, allow_none=True)
    csrf = fields.String(required=True, allow_none=True)
    demo = fields.Boolean(required=True)
    setup_needed = fields.Boolean(required=True)
    version = fields.String(required=True)
    zone = fields.String(required=True, allow_none=True)
