"""What the evidence, the matching and the escalation of incidents take and answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.resources.root_cause.schemas import CauseSchema
from api.schemas import Strict, Text, key_field
from itsm.incident.escalate import HIGHEST

__all__ = [
    "EscalationSchema",
    "IncidentEvidenceSchema",
    "MajorIncidentSchema",
    "MatchedIncidentsSchema",
    "NewMatchSchema",
    "StatusUpdateSchema",
]


class SimilarIncidentSchema(ma.Schema):
    """An incident that is like another one."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    state = fields.String(required=True)
    score = fields.Float(required=True, metadata={"description": "0..1."})
    why = fields.List(fields.String(), required=True)


class NearChangeSchema(ma.Schema):
    """A revision that changed what an incident stands on."""

    revision = fields.Integer(required=True)
    at = fields.String(required=True)
    actor = fields.String(required=True)
    reason = fields.String(required=True)
    cis = fields.List(fields.String(), required=True)
    count = fields.Integer(required=True, metadata={"description": "How many of its CIs that revision changed."})


class NearChangeRecordSchema(ma.Schema):
    """A change record on what an incident stands on."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    state = fields.String(required=True)
    starts_at = fields.String(required=True, allow_none=True)
    cis = fields.List(fields.String(), required=True)


class NearDeploymentSchema(ma.Schema):
    """A deployment on what an incident stands on, shortly before it."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    state = fields.String(required=True)
    environment = fields.String(required=True)
    version = fields.String(required=True)
    started_at = fields.String(required=True)
    minutes_before = fields.Integer(required=True)
    authorisation = fields.String(required=True)
    cis = fields.List(fields.String(), required=True)


class SuggestedForIncidentSchema(ma.Schema):
    """An article that may help."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    score = fields.Float(required=True)
    why = fields.List(fields.String(), required=True)


class IncidentHitSchema(ma.Schema):
    """What is hit, as the engine answers it."""

    services = fields.List(fields.Dict(keys=fields.String()), required=True)
    down = fields.Integer(required=True)
    degraded = fields.Integer(required=True)
    at_risk = fields.Integer(required=True)


class IncidentEvidenceSchema(ma.Schema):
    """What is known around an incident."""

    key = fields.String(required=True)
    cis = fields.List(fields.String(), required=True)
    names = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    hit = fields.Nested(IncidentHitSchema, required=True, allow_none=True)
    causes = fields.List(fields.Nested(CauseSchema), required=True)
    changes = fields.List(fields.Nested(NearChangeSchema), required=True)
    change_records = fields.List(fields.Nested(NearChangeRecordSchema), required=True)
    deployments = fields.List(fields.Nested(NearDeploymentSchema), required=True)
    similar = fields.List(fields.Nested(SimilarIncidentSchema), required=True)
    articles = fields.List(fields.Nested(SuggestedForIncidentSchema), required=True)


class NewMatchSchema(Strict):
    """An incident that somebody is about to open."""

    title = Text(required=True, least=1, most=300)
    description = Text(load_default="")
    cis = fields.List(key_field(), load_default=list, validate=validate.Length(max=100))


class MatchedIncidentsSchema(ma.Schema):
    """Open incidents that may be the same."""

    items = fields.List(fields.Nested(SimilarIncidentSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class EscalationSchema(Strict):
    """How far up, why, and to whom."""

    level = fields.Integer(required=True, validate=validate.Range(1, HIGHEST))
    reason = Text(required=True, least=1)
    team = Text(load_default="", most=200)


class MajorIncidentSchema(Strict):
    """Who leads a major incident, and who tells those concerned."""

    commander = Text(required=True, least=1, most=200)
    communications = Text(required=True, least=1, most=200)
    reason = Text(required=True, least=1)


class StatusUpdateSchema(Strict):
    """How it stands, in words for those concerned."""

    text = Text(required=True, least=1, most=20_000)
    next_minutes = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, 60 * 24 * 7),
        metadata={"description": "When they hear again."},
    )
