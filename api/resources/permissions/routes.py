"""/permissions."""

from __future__ import annotations

from dataclasses import asdict

from flask import current_app

from api.guard import needs, routes
from api.openapi import Blueprint
from api.resources.permissions.schemas import PermissionsSchema
from cmdb.access import PERMISSIONS, ROLES

__all__ = ["blueprint"]

blueprint = Blueprint("permissions", __name__, description="Roles, what they allow, and what each route needs.")


@blueprint.get("/permissions")
@blueprint.response(200, PermissionsSchema)
@needs("self")
def index() -> dict[str, object]:
    """Return roles and their permissions, and the permission of each route."""
    return {
        "roles": [{**asdict(each), "permissions": sorted(each.permissions)} for each in ROLES.values()],
        "permissions": [asdict(each) for each in PERMISSIONS.values()],
        "routes": [
            {"method": method, "path": rule, "permission": need.permission, "reason": need.reason}
            for method, rule, need in routes(current_app)
            if need is not None
        ],
    }
