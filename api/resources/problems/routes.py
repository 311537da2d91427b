"""/problems/proposals, /known-errors, /problems/KEY/effectiveness."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.guard import needs
from api.openapi import Blueprint
from api.preconditions import with_etag
from api.resources.problems import service
from api.resources.problems.schemas import (
    EffectivenessSchema,
    KnownErrorFindArgs,
    KnownErrorListSchema,
    ProblemProposalListSchema,
    TakenProposalSchema,
)
from api.resources.records.schemas import RecordDetailSchema
from api.resources.records.service import detail
from cmdb.values import Json
from itsm.problem.practice import PROBLEM

__all__ = ["blueprint"]

blueprint = Blueprint("problem-evidence", __name__, description="Problems: what recurs, known errors, effect.")


@blueprint.get("/problems/proposals")
@blueprint.response(200, ProblemProposalListSchema)
@needs("record.read")
def proposals() -> dict[str, Json]:
    """List what keeps coming back and has no problem yet, with the incidents that speak for it."""
    return service.proposed()


@blueprint.post("/problems/proposals")
@blueprint.arguments(TakenProposalSchema)
@blueprint.response(201, RecordDetailSchema)
@needs("record.write", once=True)
def take(given: dict[str, Any]) -> Response:
    """Link the incidents of a proposal with a new problem, or with one that is open on its CI."""
    found = detail(PROBLEM, service.take(given))
    return with_etag(found, found["revision"], status=201, location=f"/api/v1/problems/{found['key']}")


@blueprint.get("/known-errors")
@blueprint.arguments(KnownErrorFindArgs, location="query")
@blueprint.response(200, KnownErrorListSchema)
@needs("record.read")
def known_errors(args: dict[str, Any]) -> dict[str, object]:
    """List the problems of which cause and workaround are known and that are not fixed yet."""
    return service.known_errors(args)


@blueprint.get("/problems/<key>/effectiveness")
@blueprint.response(200, EffectivenessSchema)
@needs("record.read")
def effectiveness(key: str) -> dict[str, Json]:
    """Return whether the fix of a problem helped, by the incidents on its CIs before and since."""
    return service.effectiveness(key)
