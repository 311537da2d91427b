"""/dashboards, what their tiles show, and the tables behind them."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.guard import needs
from api.openapi import Blueprint
from api.preconditions import showing, with_etag
from api.resources.dashboards import service
from api.resources.dashboards.schemas import (
    DashboardFiguresSchema,
    DashboardInputSchema,
    DashboardListSchema,
    DashboardSchema,
    TileTableArgs,
)

__all__ = ["blueprint"]

blueprint = Blueprint("dashboards", __name__, description="Figures that people look at together, kept and shared.")


def shown(name: str, *, status: int = 200) -> Response:
    """Return one with its ETag."""
    found = service.one(name)
    location = f"/api/v1/dashboards/{name}" if status == 201 else ""  # noqa: PLR2004  # created
    return with_etag(found, found["revision"], status=status, location=location)


@blueprint.get("/dashboards")
@blueprint.response(200, DashboardListSchema)
@needs("record.read")
def index() -> dict[str, object]:
    """List the dashboards that one sees: the product's by role, one's own, those shared with one."""
    return {"items": service.every(), "next": None}


@blueprint.post("/dashboards")
@blueprint.arguments(DashboardInputSchema)
@blueprint.response(201, DashboardSchema)
@needs("view.own", once=True)
def create(given: dict[str, Any]) -> Response:
    """Keep a new dashboard; sharing it also needs view.share."""
    return shown(service.make(given), status=201)


@blueprint.get("/dashboards/<name>")
@blueprint.response(200, DashboardSchema)
@needs("record.read")
def read(name: str) -> Response:
    """Return one dashboard."""
    return shown(name)


@blueprint.put("/dashboards/<name>")
@blueprint.arguments(DashboardInputSchema)
@blueprint.response(200, DashboardSchema)
@needs("view.own", match=True)
def write(given: dict[str, Any], name: str) -> Response:
    """Alter one's own dashboard, or as administrator anybody's."""
    with showing(lambda: service.one(name)):
        service.write(name, given)
    return shown(name)


@blueprint.delete("/dashboards/<name>")
@blueprint.response(204)
@needs("view.own", match=True)
def delete(name: str) -> str:
    """Remove one's own dashboard, or as administrator anybody's."""
    with showing(lambda: service.one(name)):
        service.remove(name)
    return ""


@blueprint.get("/dashboards/<name>/figures")
@blueprint.response(200, DashboardFiguresSchema)
@needs("record.read")
def figures(name: str) -> dict[str, object]:
    """Return what each tile shows, in their order."""
    return {"items": service.figures(name), "next": None}


@blueprint.get("/dashboards/<name>/tiles/<int:number>/table")
@blueprint.arguments(TileTableArgs, location="query")
@blueprint.response(200, {"type": "string"}, content_type="text/csv")
@needs("record.read")
def table(args: dict[str, Any], name: str, number: int) -> Response:
    """Download the table behind a tile (from 0) as CSV or XLSX."""
    return service.table(name, number, args["format"])
