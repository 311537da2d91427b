"""How roles, permissions and routes are listed."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

__all__ = ["PermissionsSchema"]


class RoleSchema(ma.Schema):
    """A role and what it allows."""

    name = fields.String(required=True)
    label = fields.String(required=True)
    description = fields.String(required=True)
    permissions = fields.List(fields.String(), required=True)


class PermissionSchema(ma.Schema):
    """One permission."""

    name = fields.String(required=True)
    description = fields.String(required=True)
    estate = fields.Boolean(required=True, metadata={"description": "Never granted within a scope."})


class RouteSchema(ma.Schema):
    """One route and the permission that it needs (null: none)."""

    method = fields.String(required=True)
    path = fields.String(required=True)
    permission = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True)


class PermissionsSchema(ma.Schema):
    """All of them."""

    roles = fields.List(fields.Nested(RoleSchema), required=True)
    permissions = fields.List(fields.Nested(PermissionSchema), required=True)
    routes = fields.List(fields.Nested(RouteSchema), required=True)
