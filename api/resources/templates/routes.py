"""/templates, and records made from them."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.guard import needs
from api.openapi import Blueprint
from api.preconditions import showing, with_etag
from api.resources.records.schemas import RecordDetailSchema
from api.resources.records.service import detail
from api.resources.templates import service
from api.resources.templates.schemas import (
    TemplateArgs,
    TemplateInputSchema,
    TemplateListSchema,
    TemplateSchema,
    UsedTemplateSchema,
)

__all__ = ["blueprint"]

blueprint = Blueprint("templates", __name__, description="Records made from what is said beforehand.")


def shown(name: str) -> Response:
    """Return one with its ETag."""
    found = service.one(name)
    return with_etag(found, found["revision"])


@blueprint.get("/templates")
@blueprint.arguments(TemplateArgs, location="query")
@blueprint.response(200, TemplateListSchema)
@needs("record.read")
def index(args: dict[str, Any]) -> dict[str, object]:
    """List the templates by name."""
    return {"items": service.every(args["practice"]), "next": None}


@blueprint.get("/templates/<name>")
@blueprint.response(200, TemplateSchema)
@needs("record.read")
def read(name: str) -> Response:
    """Return one template."""
    return shown(name)


@blueprint.put("/templates/<name>")
@blueprint.arguments(TemplateInputSchema)
@blueprint.response(200, TemplateSchema)
@needs("template.manage", match=True)
def write(given: dict[str, Any], name: str) -> Response:
    """Keep a template; If-Match 0 for a new one. One of standard changes also needs change.decide."""
    with showing(lambda: service.one(name)):
        service.write(name, given)
    return shown(name)


@blueprint.delete("/templates/<name>")
@blueprint.response(204)
@needs("template.manage", match=True)
def delete(name: str) -> str:
    """Remove a template; records made from it stay as they are."""
    with showing(lambda: service.one(name)):
        service.remove(name)
    return ""


@blueprint.post("/templates/<name>/records")
@blueprint.arguments(UsedTemplateSchema)
@blueprint.response(201, RecordDetailSchema)
@needs("record.write", once=True)
def use(given: dict[str, Any], name: str) -> Response:
    """Open a record from a template."""
    practice, key = service.use(name, given)
    found = detail(practice, key)
    location = f"/api/v1/{practice.noun}/{key}"
    return with_etag(found, found["revision"], status=201, location=location)
