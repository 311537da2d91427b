"""What questions about service levels take and answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.resources.agreements.schemas import PERIOD, ErrorBudgetSchema, PeriodArgs
from api.schemas import Text, list_args, list_of

__all__ = ["PeriodArgs", "ServiceLevelArgs", "ServiceLevelDetailSchema", "ServiceLevelListSchema"]

ServiceLevelArgs = list_args(
    period=Text(load_default="", most=100, metadata={"description": PERIOD}),
)


class ServiceLevelSchema(ma.Schema):
    """One service: how it is for its users now, what threatens it, and how it held."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    state = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(["ok", "degraded", "down"]),
        metadata={"description": "By open incidents and what they take down; null: it is not in service."},
    )
    incidents = fields.Integer(required=True, metadata={"description": "Open incidents on it or on what it stands on."})
    changes = fields.Integer(
        required=True,
        metadata={"description": "Changes of the next seven days that touch it or what it stands on."},
    )
    agreement = fields.String(required=True, allow_none=True)
    target = fields.Float(required=True, allow_none=True, metadata={"description": "Share of the time, 0 to 1."})
    availability = fields.Float(
        required=True, allow_none=True, metadata={"description": "As measured; null: no record of the time."}
    )
    met = fields.Boolean(required=True, allow_none=True)
    failures = fields.Integer(required=True, allow_none=True)
    mtbf_s = fields.Float(required=True, allow_none=True)
    mttr_s = fields.Float(required=True, allow_none=True)
    budget_s = fields.Nested(ErrorBudgetSchema, required=True, allow_none=True)


class IncidentCountsSchema(ma.Schema):
    """What an incident alone does to a service as its users are told, null: nothing; and why."""

    state = fields.String(required=True, allow_none=True, validate=validate.OneOf(["degraded", "down"]))
    why = fields.String(required=True)


class ServiceIncidentSchema(ma.Schema):
    """An open incident on a service or on what it stands on; ``effect`` is what it does to its CIs."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    priority = fields.Integer(required=True)
    effect = fields.String(required=True)
    cis = fields.List(fields.String(), required=True)
    opened_at = fields.String(required=True, allow_none=True)
    counts = fields.Nested(IncidentCountsSchema, required=True)


class ServiceChangeSchema(ma.Schema):
    """A change of the next seven days that touches a service or what it stands on."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    state = fields.String(required=True)
    start = fields.String(required=True)
    end = fields.String(required=True)
    cis = fields.List(fields.String(), required=True)


class OutageRecordSchema(ma.Schema):
    """A record that tells of an outage."""

    key = fields.String(required=True)
    practice = fields.String(required=True)


class MeasuredOutageSchema(ma.Schema):
    """An outage of a service, and the records that tell of it; ``until`` is null while it lasts."""

    since = fields.String(required=True)
    until = fields.String(required=True, allow_none=True)
    records = fields.List(fields.Nested(OutageRecordSchema), required=True)


class ServiceLevelDetailSchema(ServiceLevelSchema):
    """One service with the records behind each figure."""

    period = fields.String(required=True)
    open_incidents = fields.List(fields.Nested(ServiceIncidentSchema), required=True)
    next_changes = fields.List(fields.Nested(ServiceChangeSchema), required=True)
    outages = fields.List(fields.Nested(MeasuredOutageSchema), required=True)


ServiceLevelListSchema = list_of(ServiceLevelSchema, name="ServiceLevelListSchema")
