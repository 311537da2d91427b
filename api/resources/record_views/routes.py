"""/record-views: lists of records that people keep for themselves or share."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.guard import needs
from api.openapi import Blueprint
from api.preconditions import showing, with_etag
from api.resources.record_views import service
from api.resources.record_views.schemas import (
    RecordViewArgs,
    RecordViewInputSchema,
    RecordViewListSchema,
    RecordViewSchema,
)

__all__ = ["blueprint"]

blueprint = Blueprint("record_views", __name__, description="Lists of records that people keep, and share.")


def shown(name: str, *, status: int = 200) -> Response:
    """Return one with its ETag."""
    found = service.one(name)
    location = f"/api/v1/record-views/{name}" if status == 201 else ""  # noqa: PLR2004  # created
    return with_etag(found, found["revision"], status=status, location=location)


@blueprint.get("/record-views")
@blueprint.arguments(RecordViewArgs, location="query")
@blueprint.response(200, RecordViewListSchema)
@needs("record.read")
def index(args: dict[str, Any]) -> dict[str, object]:
    """List the views that one sees by title: one's own, and those shared with one."""
    return {"items": service.every(args["practice"]), "next": None}


@blueprint.post("/record-views")
@blueprint.arguments(RecordViewInputSchema)
@blueprint.response(201, RecordViewSchema)
@needs("view.own", once=True)
def create(given: dict[str, Any]) -> Response:
    """Keep a new view; sharing it also needs view.share."""
    return shown(service.make(given), status=201)


@blueprint.get("/record-views/<name>")
@blueprint.response(200, RecordViewSchema)
@needs("record.read")
def read(name: str) -> Response:
    """Return one view."""
    return shown(name)


@blueprint.put("/record-views/<name>")
@blueprint.arguments(RecordViewInputSchema)
@blueprint.response(200, RecordViewSchema)
@needs("view.own", match=True)
def write(given: dict[str, Any], name: str) -> Response:
    """Alter one's own view, or as administrator anybody's."""
    with showing(lambda: service.one(name)):
        service.write(name, given)
    return shown(name)


@blueprint.delete("/record-views/<name>")
@blueprint.response(204)
@needs("view.own", match=True)
def delete(name: str) -> str:
    """Remove one's own view, or as administrator anybody's."""
    with showing(lambda: service.one(name)):
        service.remove(name)
    return ""


@blueprint.put("/record-views/<name>/first")
@blueprint.response(204)
@needs("view.own")
def open_with(name: str) -> str:
    """Let one's own list of the practice open with this view, in place of any other."""
    service.open_with(name, said=True)
    return ""


@blueprint.delete("/record-views/<name>/first")
@blueprint.response(204)
@needs("view.own")
def open_without(name: str) -> str:
    """Let one's own list of the practice open without this view."""
    service.open_with(name, said=False)
    return ""
