"""/service-levels."""

from __future__ import annotations

from typing import Any

from api.guard import needs
from api.openapi import Blueprint
from api.resources.service_levels import service
from api.resources.service_levels.schemas import (
    PeriodArgs,
    ServiceLevelArgs,
    ServiceLevelDetailSchema,
    ServiceLevelListSchema,
)

__all__ = ["blueprint"]

blueprint = Blueprint(
    "service_levels", __name__, description="How services are for their users, what threatens them, how they held."
)


@blueprint.get("/service-levels")
@blueprint.arguments(ServiceLevelArgs, location="query")
@blueprint.response(200, ServiceLevelListSchema)
@needs("record.read")
def index(args: dict[str, Any]) -> dict[str, object]:
    """List services by name: state by open incidents, changes ahead, availability beside its target."""
    return service.levels(args)


@blueprint.get("/service-levels/<path:key>")
@blueprint.arguments(PeriodArgs, location="query")
@blueprint.response(200, ServiceLevelDetailSchema)
@needs("record.read")
def show(args: dict[str, Any], key: str) -> dict[str, object]:
    """Return one service with the incidents, changes and outages behind its figures."""
    return service.level(key, args["period"])
