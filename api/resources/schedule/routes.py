"""/schedule, /schedule/free, and a change's window elsewhere."""

from __future__ import annotations

from typing import Any

from api.guard import needs
from api.openapi import Blueprint
from api.resources.changes.schemas import WindowSchema
from api.resources.schedule import service
from api.resources.schedule.schemas import ElsewhereArgs, FreeArgs, FreeSlotsSchema, ScheduleArgs, ScheduleSchema
from cmdb.values import Json

__all__ = ["blueprint"]

blueprint = Blueprint("schedule", __name__, description="The schedule of changes: what collides, and what is free.")


@blueprint.get("/schedule")
@blueprint.arguments(ScheduleArgs, location="query")
@blueprint.response(200, ScheduleSchema)
@needs("record.read")
def schedule(args: dict[str, Any]) -> dict[str, Json]:
    """Return the changes between two instants, the closed periods, and every collision among them."""
    return service.schedule(args)


@blueprint.get("/schedule/free")
@blueprint.arguments(FreeArgs, location="query")
@blueprint.response(200, FreeSlotsSchema)
@needs("impact.ask")
def free(args: dict[str, Any]) -> dict[str, Json]:
    """Return the spans in which a change, or anything of a length, is in nobody's way, and what takes the others."""
    return service.free(args)


@blueprint.get("/changes/<key>/window")
@blueprint.arguments(ElsewhereArgs, location="query")
@blueprint.response(200, WindowSchema)
@needs("impact.ask")
def elsewhere(args: dict[str, Any], key: str) -> dict[str, Json]:
    """Return what would be in a change's way in another window; nothing is moved."""
    return service.elsewhere(key, args)
