"""What agreements take and answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.resources.records.schemas import RecordClockSchema
from api.schemas import Strict, Text, list_args, list_of
from itsm.measures.attained import PROMISES
from itsm.service_level.agreement import ESCALATE_AT, KINDS

__all__ = [
    "PERIOD",
    "AgreementInputSchema",
    "AgreementListSchema",
    "AgreementSchema",
    "AttainedRecordListSchema",
    "AttainedRecordsArgs",
    "AttainmentSchema",
    "BreachForecastListSchema",
    "ClockKeysArgs",
    "ClocksListSchema",
    "ErrorBudgetSchema",
    "PeriodArgs",
    "StructureSchema",
    "paged",
]

PERIOD = "FROM..TO with dates or instants, or the last days such as 90d; absent: the last 30 days."
ALL = "all, or a list of keys."
SHARE = "The share of the time to respond or resolve after which those concerned are told, once; null: never."


class AgreementInputSchema(Strict):
    """What is promised."""

    kind = fields.String(load_default="sla", validate=validate.OneOf(list(KINDS)))
    services = fields.Raw(load_default="all", metadata={"description": ALL})
    practices = fields.List(Text(most=100), load_default=lambda: ["incident", "request"])
    calendar = Text(load_default="office", least=1, most=200)
    response = fields.Dict(keys=fields.String(), values=fields.Float(), load_default=dict)
    resolution = fields.Dict(keys=fields.String(), values=fields.Float(), load_default=dict)
    escalate_at = fields.Float(load_default=ESCALATE_AT, allow_none=True, metadata={"description": SHARE})
    availability = fields.Float(load_default=None, allow_none=True)
    satisfaction = fields.Float(load_default=None, allow_none=True)


class AgreementSchema(ma.Schema):
    """One agreement; times are open seconds of its calendar by priority."""

    name = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(list(KINDS)))
    services = fields.Raw(required=True, metadata={"description": ALL})
    practices = fields.List(fields.String(), required=True)
    calendar = fields.String(required=True)
    response = fields.Dict(keys=fields.String(), values=fields.Float(), required=True)
    resolution = fields.Dict(keys=fields.String(), values=fields.Float(), required=True)
    escalate_at = fields.Float(required=True, allow_none=True, metadata={"description": SHARE})
    availability = fields.Float(required=True, allow_none=True)
    satisfaction = fields.Float(required=True, allow_none=True)
    shipped = fields.Boolean(required=True)
    revision = fields.Integer(required=True)


class ClockKeysArgs(Strict):
    """Of which records."""

    keys = Text(
        required=True, least=1, most=8000, metadata={"description": "Keys of records with a comma between, up to 200."}
    )


class ClocksOfRecordSchema(ma.Schema):
    """A record with its clocks."""

    key = fields.String(required=True)
    clocks = fields.List(fields.Nested(RecordClockSchema), required=True)


ClocksListSchema = list_of(ClocksOfRecordSchema, name="ClocksListSchema")
AgreementListSchema = list_of(AgreementSchema, name="AgreementListSchema")


class PeriodArgs(Strict):
    """From when to when."""

    period = Text(load_default="", most=100, metadata={"description": PERIOD})


class KeptTargetSchema(ma.Schema):
    """How often a target was kept at one priority."""

    priority = fields.Integer(required=True)
    target_s = fields.Float(required=True)
    count = fields.Integer(required=True)
    kept = fields.Integer(required=True)
    share = fields.Float(required=True)


class ErrorBudgetSchema(ma.Schema):
    """Seconds that may be lost, are lost, and are left."""

    allowed_s = fields.Float(required=True)
    spent_s = fields.Float(required=True)
    left_s = fields.Float(required=True)


class KeptAvailabilitySchema(ma.Schema):
    """The measured availability of one service beside its target."""

    service = fields.String(required=True)
    target = fields.Float(required=True)
    value = fields.Float(required=True)
    met = fields.Boolean(required=True)
    failures = fields.Integer(required=True)
    budget_s = fields.Nested(ErrorBudgetSchema, required=True)


class KeptSatisfactionSchema(ma.Schema):
    """The mean rating beside its target."""

    target = fields.Float(required=True)
    value = fields.Float(required=True, allow_none=True)
    count = fields.Integer(required=True)
    met = fields.Boolean(required=True, allow_none=True)


class AttainmentSchema(ma.Schema):
    """What of an agreement was kept over a period."""

    agreement = fields.String(required=True)
    period = fields.String(required=True)
    response = fields.List(fields.Nested(KeptTargetSchema), required=True)
    resolution = fields.List(fields.Nested(KeptTargetSchema), required=True)
    availability = fields.List(fields.Nested(KeptAvailabilitySchema), required=True)
    satisfaction = fields.Nested(KeptSatisfactionSchema, required=True, allow_none=True)


class AttainedRecordSchema(ma.Schema):
    """One record that was resolved under an agreement; ``taken_s`` is null where nobody responded."""

    key = fields.String(required=True)
    practice = fields.String(required=True)
    team = fields.String(required=True)
    taken_s = fields.Float(required=True, allow_none=True, metadata={"description": "Seconds of open time."})
    target_s = fields.Float(required=True)
    kept = fields.Boolean(required=True)


AttainedRecordListSchema = list_of(AttainedRecordSchema, name="AttainedRecordListSchema")
AttainedRecordsArgs = list_args(
    period=Text(load_default="", most=100, metadata={"description": PERIOD}),
    promise=fields.String(required=True, validate=validate.OneOf(list(PROMISES))),
    priority=fields.Integer(required=True, validate=validate.Range(1, 5)),
)


class BreachForecastSchema(ma.Schema):
    """One open record under an agreement."""

    key = fields.String(required=True)
    practice = fields.String(required=True)
    priority = fields.Integer(required=True)
    team = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["running", "paused"]))
    target_s = fields.Float(required=True)
    elapsed_s = fields.Float(required=True)
    left_s = fields.Float(required=True)
    breached = fields.Boolean(required=True)
    due = fields.String(required=True, allow_none=True)
    likelihood = fields.Float(required=True, allow_none=True)
    of = fields.Integer(required=True)


AWAY = "0: DOWN now; 1; more than 1; null: no service is known."


class CoveredServiceSchema(ma.Schema):
    """A service that an agreement covers."""

    service = fields.String(required=True)
    name = fields.String(required=True)
    failures_away = fields.Raw(required=True, metadata={"description": AWAY})
    single_points = fields.List(
        fields.String(), required=True, metadata={"description": "CIs that each take it DOWN alone."}
    )
    hidden = fields.Integer(required=True, metadata={"description": "Single points that may not be seen."})


class StructureSchema(ma.Schema):
    """How many failures an agreement is away from being broken; its services, the nearest to failure first."""

    agreement = fields.String(required=True)
    failures_away = fields.Raw(required=True, allow_none=True, metadata={"description": AWAY})
    sentence = fields.String(required=True)
    items = fields.List(fields.Nested(CoveredServiceSchema), required=True)


BreachForecastListSchema = list_of(BreachForecastSchema, name="BreachForecastListSchema")
paged = list_args()
