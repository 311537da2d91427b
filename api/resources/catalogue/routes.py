"""/catalogue, requests for its items, and /requests/KEY/tasks."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.guard import needs
from api.openapi import Blueprint
from api.preconditions import showing, with_etag
from api.resources.catalogue import service
from api.resources.catalogue.schemas import (
    CatalogueArgs,
    CatalogueInputSchema,
    CatalogueItemSchema,
    CatalogueListSchema,
    DoneTaskSchema,
    NewRequestSchema,
    RequestTaskListSchema,
)
from api.resources.portal.own import own_document
from api.resources.portal.schemas import OwnRecordSchema

__all__ = ["blueprint"]

blueprint = Blueprint("catalogue", __name__, description="What can be asked for, by whom, and what is done then.")


def shown(name: str) -> Response:
    """Return one with its ETag."""
    found = service.shown(service.one(name)[1])
    return with_etag(found, found["revision"])


@blueprint.get("/catalogue")
@blueprint.arguments(CatalogueArgs, location="query")
@blueprint.response(200, CatalogueListSchema)
@needs("portal.use")
def index(args: dict[str, Any]) -> dict[str, object]:
    """List the items that one may ask for, by name."""
    return {"items": [service.shown(each) for _, each in service.items(everything=args["all"])], "next": None}


@blueprint.get("/catalogue/<name>")
@blueprint.response(200, CatalogueItemSchema)
@needs("portal.use")
def read(name: str) -> Response:
    """Return one item with its form."""
    return shown(name)


@blueprint.put("/catalogue/<name>")
@blueprint.arguments(CatalogueInputSchema)
@blueprint.response(200, CatalogueItemSchema)
@needs("catalogue.manage", match=True)
def write(given: dict[str, Any], name: str) -> Response:
    """Declare an item; If-Match 0 for a new one."""
    with showing(lambda: service.shown(service.one(name)[1])):
        service.write(name, given)
    return shown(name)


@blueprint.delete("/catalogue/<name>")
@blueprint.response(204)
@needs("catalogue.manage", match=True)
def delete(name: str) -> str:
    """Take an item out of the catalogue; requests for it stay as they are."""
    with showing(lambda: service.shown(service.one(name)[1])):
        service.withdraw(name)
    return ""


@blueprint.post("/catalogue/<name>/requests")
@blueprint.arguments(NewRequestSchema)
@blueprint.response(201, OwnRecordSchema)
@needs("portal.use", once=True)
def ask(given: dict[str, Any], name: str) -> Response:
    """Ask for an item."""
    found = own_document(service.ask(name, given["answers"]))
    return with_etag(found, found["revision"], status=201, location=f"/api/v1/portal/mine/{found['key']}")


@blueprint.get("/requests/<key>/tasks")
@blueprint.response(200, RequestTaskListSchema)
@needs("record.read")
def tasks(key: str) -> dict[str, object]:
    """List the tasks of a request in the order of its plan."""
    return {"items": service.tasks(key), "next": None}


@blueprint.post("/requests/<key>/tasks/<task>/done")
@blueprint.arguments(DoneTaskSchema)
@blueprint.response(200, RequestTaskListSchema)
@needs("record.write", once=True)
def done(given: dict[str, Any], key: str, task: str) -> dict[str, object]:
    """Say that a task is done; those that waited for it become ready."""
    service.done(key, task, given["text"])
    return {"items": service.tasks(key), "next": None}
