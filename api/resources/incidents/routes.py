"""/incidents/KEY/evidence, /incidents/match, and the verbs that bring in more people."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.guard import needs
from api.openapi import Blueprint
from api.preconditions import with_etag
from api.resources.incidents import service
from api.resources.incidents.schemas import (
    EscalationSchema,
    IncidentEvidenceSchema,
    MajorIncidentSchema,
    MatchedIncidentsSchema,
    NewMatchSchema,
    StatusUpdateSchema,
)
from api.resources.records.schemas import RecordDetailSchema
from api.resources.records.service import detail
from cmdb.values import Json
from itsm.incident.practice import INCIDENT

__all__ = ["blueprint"]

blueprint = Blueprint("incident-evidence", __name__, description="Incidents: evidence, matching, escalation.")


def shown(key: str) -> Response:
    """Return an incident with its ETag."""
    found = detail(INCIDENT, key)
    return with_etag(found, found["revision"])


@blueprint.get("/incidents/<key>/evidence")
@blueprint.response(200, IncidentEvidenceSchema)
@needs("record.read")
def evidence(key: str) -> dict[str, Json]:
    """Return what an incident hits, what may have caused it, what changed near by, what is like it, what may help."""
    return service.evidence(key)


@blueprint.post("/incidents/match")
@blueprint.arguments(NewMatchSchema)
@blueprint.response(200, MatchedIncidentsSchema)
@needs("record.read", question=True)
def match(given: dict[str, Any]) -> dict[str, Json]:
    """Return the open incidents that may be the same as one that is about to be opened, each with why."""
    return service.match(given)


@blueprint.post("/incidents/<key>/escalations")
@blueprint.arguments(EscalationSchema)
@blueprint.response(200, RecordDetailSchema)
@needs("record.write", once=True)
def escalate(given: dict[str, Any], key: str) -> Response:
    """Take an incident a level up, with a reason and to a team."""
    service.go_up(key, given)
    return shown(key)


@blueprint.post("/incidents/<key>/major")
@blueprint.arguments(MajorIncidentSchema)
@blueprint.response(200, RecordDetailSchema)
@needs("record.write", once=True)
def major(given: dict[str, Any], key: str) -> Response:
    """Declare a major incident with its commander and who communicates."""
    service.make_major(key, given)
    return shown(key)


@blueprint.post("/incidents/<key>/updates")
@blueprint.arguments(StatusUpdateSchema)
@blueprint.response(200, RecordDetailSchema)
@needs("record.write", once=True)
def update(given: dict[str, Any], key: str) -> Response:
    """Tell those concerned how it stands."""
    service.tell_status(key, given)
    return shown(key)
