"""/jobs."""

from __future__ import annotations

from typing import Any

from api.backend import backend
from api.guard import needs
from api.openapi import Blueprint
from api.resources.jobs.schemas import JobListSchema, JobSchema
from api.schemas import list_args

__all__ = ["blueprint"]

blueprint = Blueprint("jobs", __name__, description="Long work: its progress, its result, its end.")


@blueprint.get("/jobs")
@blueprint.arguments(list_args(), location="query")
@blueprint.response(200, JobListSchema)
@needs("job.read")
def index(args: dict[str, Any]) -> dict[str, object]:
    """List jobs, newest first."""
    limit = args["limit"]
    found = backend().jobs.list(after=args["after"] or "", limit=limit + 1)
    return {"items": found[:limit], "next": found[limit - 1]["id"] if len(found) > limit else None}


@blueprint.get("/jobs/<job_id>")
@blueprint.response(200, JobSchema)
@needs("job.read")
def read(job_id: str) -> dict[str, object]:
    """Return one job; poll it for progress."""
    return backend().jobs.get(job_id)


@blueprint.delete("/jobs/<job_id>")
@blueprint.response(200, JobSchema)
@needs("job.cancel")
def delete(job_id: str) -> dict[str, object]:
    """Cancel a job: at once while it waits, at its next chunk while it runs. What whole chunks have written stays."""
    return backend().jobs.cancel(job_id)
