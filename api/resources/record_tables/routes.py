"""/incidents/table and the same for every practice; /record-tables/JOB, what a job has made of one."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.guard import needs
from api.openapi import Blueprint
from api.resources.jobs.schemas import JobSchema
from api.resources.record_tables import service
from api.resources.record_tables.schemas import RecordTableArgs, RecordTableSchema
from itsm.kernel.practice import Practice
from itsm.practices import PRACTICES

__all__ = ["blueprints"]

FILE: dict[str, Any] = {
    "description": "The file.",
    "content_type": "application/octet-stream",
    "schema": {"type": "string", "format": "binary"},
}


def table_blueprint(practice: Practice) -> Blueprint:
    """Return the routes of the tables of a practice's records."""
    many = practice.plural.lower()
    blueprint = Blueprint(f"{practice.noun}_table", __name__, description=f"{practice.plural} as a file.")

    @blueprint.get(f"/{practice.noun}/table")
    @blueprint.arguments(RecordTableArgs, location="query")
    @blueprint.response(200, {"type": "string"}, content_type="text/csv")
    @blueprint.doc(summary=f"Download the {many} that a query finds as CSV, or up to {service.AT_ONCE:,} as XLSX.")
    @needs("record.read")
    def read(args: dict[str, Any]) -> Response:
        return service.table(practice, args)

    @blueprint.post(f"/{practice.noun}/table")
    @blueprint.arguments(RecordTableSchema)
    @blueprint.response(202, JobSchema)
    @blueprint.doc(summary=f"Make a file of the {many} that a query finds, as a job; /record-tables has it then.")
    @needs("record.read", once=True)
    def make(given: dict[str, Any]) -> dict[str, object]:
        return service.queue(practice, given)

    return blueprint


made = Blueprint("record_tables", __name__, description="Tables of records that jobs make, each for who asked.")


@made.get("/record-tables/<job_id>")
@made.response(200, JobSchema)
@needs("record.read")
def read(job_id: str) -> dict[str, object]:
    """Return the job that makes a table for oneself; poll it for progress."""
    return service.job(job_id)


@made.delete("/record-tables/<job_id>")
@made.response(200, JobSchema)
@needs("record.read")
def delete(job_id: str) -> dict[str, object]:
    """Stop the making of a table for oneself."""
    return service.cancel(job_id)


@made.get("/record-tables/<job_id>/file")
@made.response(200, **FILE)
@needs("record.read")
def content(job_id: str) -> Response:
    """Download a table that was made for oneself."""
    return service.content(job_id)


blueprints = (*(table_blueprint(each) for each in PRACTICES.values()), made)
