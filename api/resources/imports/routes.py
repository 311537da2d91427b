"""/imports."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from api.backend import backend
from api.guard import needs
from api.imports import list_records
from api.openapi import Blueprint
from api.resources.imports.schemas import (
    CorrectionsSchema,
    ImportListSchema,
    ImportSchema,
    MappingSchema,
    RowArgs,
    RowListSchema,
    RunOptionsSchema,
    UploadFilesSchema,
    UploadFormSchema,
)
from api.resources.imports.service import correct, document, find, remap, rows_of, start
from api.resources.imports.service import upload as keep_upload
from api.resources.jobs.schemas import JobSchema
from api.schemas import list_args

__all__ = ["blueprint"]

blueprint = Blueprint("imports", __name__, description="Upload, map, try, apply, correct, undo.")


def created(shown: dict[str, Any]) -> Response:
    """Return a new import with its address."""
    answer = jsonify(shown)
    answer.status_code = 201
    answer.headers["Location"] = f"/api/v1/imports/{shown['id']}"
    return answer


@blueprint.get("/imports")
@blueprint.arguments(list_args(), location="query")
@blueprint.response(200, ImportListSchema)
@needs("import.read")
def index(args: dict[str, Any]) -> dict[str, object]:
    """List imports, newest first."""
    here, limit = backend(), args["limit"]
    found = list_records(here.store.side, here.clock(), after=args["after"] or "", limit=limit + 1)
    more = found[limit - 1]["id"] if len(found) > limit else None
    return {"items": [document(each) for each in found[:limit]], "next": more}


@blueprint.post("/imports")
@blueprint.arguments(UploadFilesSchema, location="files")
@blueprint.arguments(UploadFormSchema, location="form")
@blueprint.response(201, ImportSchema)
@needs("import.write", once=True)
def upload(files: dict[str, Any], given: dict[str, Any]) -> Response:
    """Upload files; the answer says what they are and how they would be read. Nothing is written to the graph."""
    return created(document(keep_upload(files["files"], given)))


@blueprint.get("/imports/<import_id>")
@blueprint.response(200, ImportSchema)
@needs("import.read")
def read(import_id: str) -> dict[str, Any]:
    """Return one import."""
    return document(find(import_id))


@blueprint.put("/imports/<import_id>/mapping")
@blueprint.arguments(MappingSchema)
@blueprint.response(200, ImportSchema)
@needs("import.write")
def put_mapping(given: dict[str, Any], import_id: str) -> dict[str, Any]:
    """Say how the table is to be read: its class, what each column means."""
    return document(remap(import_id, given))


@blueprint.post("/imports/<import_id>/dry-run")
@blueprint.arguments(RunOptionsSchema)
@blueprint.response(202, JobSchema)
@needs("import.write", once=True)
def dry_run(given: dict[str, Any], import_id: str) -> dict[str, object]:
    """Try an import: every decision is taken, nothing is written."""
    return start(import_id, "import.dry_run", given)


@blueprint.post("/imports/<import_id>/apply")
@blueprint.arguments(RunOptionsSchema)
@blueprint.response(202, JobSchema)
@needs("import.apply", once=True)
def apply(given: dict[str, Any], import_id: str) -> dict[str, object]:
    """Write an import into the graph."""
    return start(import_id, "import.apply", given)


@blueprint.post("/imports/<import_id>/undo")
@blueprint.response(202, JobSchema)
@needs("import.undo", once=True)
def undo(import_id: str) -> dict[str, object]:
    """Take an import back; what something later has changed stays and is named."""
    return start(import_id, "import.undo", {})


@blueprint.get("/imports/<import_id>/rows")
@blueprint.arguments(RowArgs, location="query")
@blueprint.response(200, RowListSchema)
@needs("import.read")
def rows(args: dict[str, Any], import_id: str) -> dict[str, object]:
    """Return what was decided on each row by the last try or run, and why."""
    return rows_of(find(import_id), args)


@blueprint.post("/imports/<import_id>/corrections")
@blueprint.arguments(CorrectionsSchema)
@blueprint.response(201, ImportSchema)
@needs("import.write", once=True)
def corrections(given: dict[str, Any], import_id: str) -> Response:
    """Make a new import of corrected rows only."""
    return created(document(correct(find(import_id), given["rows"])))
