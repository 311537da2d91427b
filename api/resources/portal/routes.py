"""/portal: how services are, reports, requests, one's own records, search, articles."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.guard import needs
from api.openapi import Blueprint
from api.preconditions import with_etag
from api.resources.catalogue.service import ask
from api.resources.portal import approvals, own, service
from api.resources.portal.schemas import (
    ApprovalVotedSchema,
    ArticleVoteSchema,
    NewApprovalVoteSchema,
    NewOwnNoteSchema,
    NewPortalRequestSchema,
    NewReportSchema,
    NewSurveySchema,
    OwnArgs,
    OwnRecordListSchema,
    OwnRecordSchema,
    PortalApprovalListSchema,
    PortalArticleSchema,
    PortalHitListSchema,
    PortalSearchArgs,
    ServiceWordListSchema,
)
from cmdb.values import Json

__all__ = ["blueprint"]

blueprint = Blueprint("portal", __name__, description="For those who need help: search, status, one's own records.")


def shown(key: str, *, status: int = 200) -> Response:
    """Return one of one's own records with its ETag."""
    found = own.own_document(key)
    location = f"/api/v1/portal/mine/{key}" if status == 201 else ""  # noqa: PLR2004  # created
    return with_etag(found, found["revision"], status=status, location=location)


@blueprint.get("/portal/status")
@blueprint.response(200, ServiceWordListSchema)
@needs("portal.use")
def status() -> dict[str, object]:
    """Say in plain words how services are, those that do not work first, and which files a report may bring."""
    return service.status()


@blueprint.post("/portal/reports")
@blueprint.arguments(NewReportSchema)
@blueprint.response(201, OwnRecordSchema)
@needs("portal.use", once=True)
def report(given: dict[str, Any]) -> Response:
    """Report that something does not work."""
    return shown(service.report(given), status=201)


@blueprint.post("/portal/requests")
@blueprint.arguments(NewPortalRequestSchema)
@blueprint.response(201, OwnRecordSchema)
@needs("portal.use", once=True)
def request(given: dict[str, Any]) -> Response:
    """Ask for an item of the catalogue."""
    return shown(ask(given["item"], given["answers"]), status=201)


@blueprint.get("/portal/mine")
@blueprint.arguments(OwnArgs, location="query")
@blueprint.response(200, OwnRecordListSchema)
@needs("portal.use")
def mine(args: dict[str, Any]) -> dict[str, object]:
    """List one's own reports and requests, newest first."""
    return own.mine(args)


@blueprint.get("/portal/mine/<key>")
@blueprint.response(200, OwnRecordSchema)
@needs("portal.use")
def read(key: str) -> Response:
    """Return one of one's own reports or requests with what is public of it."""
    return shown(key)


@blueprint.post("/portal/mine/<key>/notes")
@blueprint.arguments(NewOwnNoteSchema)
@blueprint.response(201, OwnRecordSchema)
@needs("portal.use", once=True)
def note(given: dict[str, Any], key: str) -> Response:
    """Write to those who work on it."""
    own.note(key, given["text"])
    return shown(key, status=201)


@blueprint.post("/portal/mine/<key>/survey")
@blueprint.arguments(NewSurveySchema)
@blueprint.response(201, OwnRecordSchema)
@needs("portal.use", once=True)
def survey(given: dict[str, Any], key: str) -> Response:
    """Say how it went, once, when it is over."""
    own.answer_survey(key, given["stars"], given["comment"])
    return shown(key, status=201)


@blueprint.get("/portal/approvals")
@blueprint.response(200, PortalApprovalListSchema)
@needs("portal.use")
def waiting() -> dict[str, object]:
    """List the requests that wait for one's own voice, the oldest first."""
    return approvals.waiting()


@blueprint.post("/portal/approvals/<key>/votes")
@blueprint.arguments(NewApprovalVoteSchema)
@blueprint.response(201, ApprovalVotedSchema)
@needs("portal.use", once=True)
def decide(given: dict[str, Any], key: str) -> tuple[dict[str, Json], int]:
    """Agree to a request or decline it, as whom its item names; this takes no right to write records."""
    return approvals.decide(key, given["decision"], given["reason"]), 201


@blueprint.get("/portal/search")
@blueprint.arguments(PortalSearchArgs, location="query")
@blueprint.response(200, PortalHitListSchema)
@needs("portal.use")
def search(args: dict[str, Any]) -> dict[str, object]:
    """Find articles that may help and items that may be asked for, best first."""
    return service.search(args["q"], args["limit"])


@blueprint.get("/portal/articles/<key>")
@blueprint.response(200, PortalArticleSchema)
@needs("portal.use")
def article(key: str) -> dict[str, Json]:
    """Return one published article for requesters; its text is Markdown, which the client renders."""
    return service.article(key)


@blueprint.post("/portal/articles/<key>/votes")
@blueprint.arguments(ArticleVoteSchema)
@blueprint.response(201, PortalArticleSchema)
@needs("portal.use", once=True)
def vote(given: dict[str, Any], key: str) -> tuple[dict[str, Json], int]:
    """Say whether an article helped; one voice of each account."""
    service.vote_on(key, helpful=given["helpful"])
    return service.article(key), 201
