"""/incidents/KEY/attachments and the same for every practice; /portal/mine/KEY/attachments for requesters."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.guard import needs
from api.openapi import Blueprint
from api.resources.attachments import service
from api.resources.attachments.schemas import (
    AttachmentFileSchema,
    AttachmentFormSchema,
    AttachmentListSchema,
    AttachmentSchema,
)
from cmdb.values import Json
from itsm.kernel.practice import Practice
from itsm.practices import PRACTICES

__all__ = ["blueprints"]

FILE: dict[str, Any] = {
    "description": "The file.",
    "content_type": "application/octet-stream",
    "schema": {"type": "string", "format": "binary"},
}


def attachment_blueprint(practice: Practice) -> Blueprint:
    """Return the routes of the attachments of a practice's records."""
    one = practice.label.lower()
    blueprint = Blueprint(f"{practice.noun}_attachments", __name__, description=f"Files at {practice.plural.lower()}.")

    @blueprint.get(f"/{practice.noun}/<key>/attachments")
    @blueprint.response(200, AttachmentListSchema)
    @blueprint.doc(summary=f"List the files attached to one {one}, oldest first.")
    @needs("record.read")
    def index(key: str) -> dict[str, object]:
        return service.listed(practice, key)

    @blueprint.post(f"/{practice.noun}/<key>/attachments")
    @blueprint.arguments(AttachmentFileSchema, location="files")
    @blueprint.arguments(AttachmentFormSchema, location="form")
    @blueprint.response(201, AttachmentSchema)
    @blueprint.doc(summary=f"Attach a file to one {one}; its type follows from its content.")
    @needs("record.write", once=True)
    def attach(files: dict[str, Any], given: dict[str, Any], key: str) -> tuple[dict[str, Json], int]:
        return service.add(practice, key, files["file"], public=given["public"]), 201

    @blueprint.get(f"/{practice.noun}/<key>/attachments/<id_>")
    @blueprint.response(200, **FILE)
    @blueprint.doc(summary=f"Download a file attached to one {one}.")
    @needs("record.read")
    def read(key: str, id_: str) -> Response:
        return service.content(practice, key, id_)

    @blueprint.delete(f"/{practice.noun}/<key>/attachments/<id_>")
    @blueprint.response(204)
    @blueprint.doc(summary=f"Remove a file from one {one}, with its content; the timeline tells of it.")
    @needs("record.write")
    def delete(key: str, id_: str) -> str:
        service.remove(practice, key, id_)
        return ""

    return blueprint


portal = Blueprint("portal_attachments", __name__, description="Files at one's own records.")


@portal.get("/portal/mine/<key>/attachments")
@portal.response(200, AttachmentListSchema)
@needs("portal.use")
def own_index(key: str) -> dict[str, object]:
    """List the public files of one of one's own reports or requests, oldest first."""
    return service.own_listed(key)


@portal.post("/portal/mine/<key>/attachments")
@portal.arguments(AttachmentFileSchema, location="files")
@portal.response(201, AttachmentSchema)
@needs("portal.use", once=True)
def attach(files: dict[str, Any], key: str) -> tuple[dict[str, Json], int]:
    """Attach a file to one of one's own reports or requests."""
    return service.add_own(key, files["file"]), 201


@portal.get("/portal/mine/<key>/attachments/<id_>")
@portal.response(200, **FILE)
@needs("portal.use")
def own_read(key: str, id_: str) -> Response:
    """Download a public file of one of one's own reports or requests."""
    return service.own_content(key, id_)


blueprints = (*(attachment_blueprint(each) for each in PRACTICES.values()), portal)
