"""/services."""

from __future__ import annotations

from typing import Any

from api.guard import needs
from api.openapi import Blueprint
from api.resources.services.schemas import ServiceArgs, ServiceListSchema
from api.resources.services.service import board

__all__ = ["blueprint"]

blueprint = Blueprint("services", __name__, description="The services board: state, redundancy used up, changes.")


@blueprint.get("/services")
@blueprint.arguments(ServiceArgs, location="query")
@blueprint.response(200, ServiceListSchema)
@needs("ci.read")
def index(args: dict[str, Any]) -> dict[str, object]:
    """List services by name with their state now."""
    return board(args)
