"""/services, /services/KEY and its map."""

from __future__ import annotations

from typing import Any

from api.guard import needs
from api.openapi import Blueprint
from api.resources.impact.schemas import MapSchema
from api.resources.services.one import map_of, one_service
from api.resources.services.one_schemas import ServiceDetailSchema, ServiceMapArgs
from api.resources.services.schemas import ServiceArgs, ServiceListSchema
from api.resources.services.service import board
from api.schemas import AsOfArgs
from cmdb.values import Json

__all__ = ["blueprint"]

blueprint = Blueprint("services", __name__, description="The services board: state, redundancy used up, changes.")


@blueprint.get("/services")
@blueprint.arguments(ServiceArgs, location="query")
@blueprint.response(200, ServiceListSchema)
@needs("ci.read")
def index(args: dict[str, Any]) -> dict[str, object]:
    """List services by name with their state now."""
    return board(args)


@blueprint.get("/services/<path:key>")
@blueprint.arguments(AsOfArgs, location="query")
@blueprint.response(200, ServiceDetailSchema)
@needs("ci.read")
def show(args: dict[str, Any], key: str) -> dict[str, object]:
    """Return one service with its state now, and the CIs below it of which something expected is not recorded."""
    return one_service(key, args)


@blueprint.get("/services/<path:key>/map")
@blueprint.arguments(ServiceMapArgs, location="query")
@blueprint.response(200, MapSchema)
@needs("impact.ask")
def draw(args: dict[str, Any], key: str) -> dict[str, Json]:
    """Return the map of what a service stands on, in layers from infrastructure up to the service."""
    return map_of(key, args)
