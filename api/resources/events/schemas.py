"""What the intake of events takes and answers."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.schemas import Strict, Text, list_args, list_of
from itsm.event.report import SEVERITIES

__all__ = [
    "AlertListSchema",
    "AlertmanagerArgs",
    "EventFindArgs",
    "EventGroupListSchema",
    "EventLookSchema",
    "EventSummarySchema",
    "EventTakenSchema",
    "NewEventSchema",
]

STATES = ("firing", "resolved")


class AlertmanagerArgs(Strict):
    """Whose alerts these are."""

    source = Text(load_default="", most=200, metadata={"description": "A name; absent: the Alertmanager's address."})


class NewEventSchema(Strict):
    """One event of any source."""

    source = Text(required=True, least=1, most=200)
    id = Text(required=True, least=1, most=500, metadata={"description": "The same in every message about it."})
    ci = Text(load_default="", most=253, metadata={"description": "A host name, an address, a key, a name."})
    severity = Text(load_default="", most=100, metadata={"description": "The source's own word."})
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    at = Text(load_default=None, allow_none=True, most=64, metadata={"description": "With a zone; absent: now."})
    summary = Text(load_default="", most=500)


class EventLookSchema(ma.Schema):
    """What followed from a look at all alerts."""

    opened = fields.List(fields.String(), required=True, metadata={"description": "Incidents opened."})
    told = fields.List(fields.String(), required=True, metadata={"description": "Incidents told of alerts."})
    over = fields.List(fields.String(), required=True, metadata={"description": "All of their alerts are resolved."})
    waiting = fields.Integer(required=True, metadata={"description": "CIs with alerts, left for the next look."})


class RefusedEventSchema(ma.Schema):
    """An alert that could not be read."""

    where = fields.String(required=True)
    reason = fields.String(required=True)
    value = fields.Raw(required=True, allow_none=True)
    allowed = fields.String(required=True)


class EventTakenSchema(ma.Schema):
    """What became of a message."""

    taken = fields.Integer(required=True)
    changed = fields.Integer(required=True, metadata={"description": "New, or in another state by it."})
    refused = fields.List(fields.Nested(RefusedEventSchema), required=True)
    looked = fields.Nested(EventLookSchema, required=True, allow_none=True)


class AlertSchema(ma.Schema):
    """One alert with what was found out about it."""

    key = fields.String(required=True)
    source = fields.String(required=True)
    id = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    severity = fields.String(required=True, validate=validate.OneOf(tuple(SEVERITIES)))
    summary = fields.String(required=True)
    since = fields.String(required=True)
    first_at = fields.String(required=True)
    last_at = fields.String(required=True)
    resolved_at = fields.String(required=True, allow_none=True)
    count = fields.Integer(required=True, metadata={"description": "Messages about it."})
    labels = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    ci = fields.String(required=True, metadata={"description": "Empty: no CI is known for it."})
    tries = fields.List(fields.Dict(), required=True, metadata={"description": "How its CI was looked for."})
    suppressed = fields.String(required=True, metadata={"description": "Why it is expected; empty: it is not."})
    incident = fields.String(required=True)


AlertListSchema = list_of(AlertSchema, name="AlertListSchema")

EventFindArgs = list_args(
    state=fields.String(validate=validate.OneOf(STATES)),
    ci=Text(most=500),
    incident=Text(most=500, metadata={"description": "Only the alerts of this incident."}),
    suppressed=fields.Boolean(),
    unmatched=fields.Boolean(metadata={"description": "True: only those without a CI; false: only those with one."}),
)


class AlertCiSchema(ma.Schema):
    """A CI at which alerts fire."""

    key = fields.String(required=True)
    name = fields.String(required=True)


class EventGroupSchema(ma.Schema):
    """Alerts that fire and have one cause, or one reason for having no incident."""

    kind = fields.String(
        required=True,
        validate=validate.OneOf(["incident", "unknown", "waiting", "expected"]),
        metadata={"description": "unknown: no CI is known; waiting: no incident yet; expected: work on the CI."},
    )
    incident = fields.String(required=True, metadata={"description": "Empty: they have none."})
    title = fields.String(required=True, metadata={"description": "The incident's, or the reason."})
    state = fields.String(required=True, metadata={"description": "The incident's."})
    cause = fields.String(required=True, metadata={"description": "Why they are taken for one cause."})
    alerts = fields.Integer(required=True)
    messages = fields.Integer(required=True)
    cis = fields.List(fields.Nested(AlertCiSchema), required=True, metadata={"description": "The first ten."})
    ci_count = fields.Integer(required=True)
    severities = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    since = fields.String(required=True)
    last_at = fields.String(required=True)


EventGroupListSchema = list_of(EventGroupSchema, name="EventGroupListSchema")


class EventSummarySchema(ma.Schema):
    """How many messages and alerts there are."""

    received = fields.Integer(required=True, metadata={"description": "Messages about alerts, since ever."})
    new = fields.Integer(required=True)
    repeated = fields.Integer(required=True)
    not_kept = fields.Integer(required=True, metadata={"description": "New alerts that came when no room was left."})
    forgotten = fields.Integer(required=True, metadata={"description": "Alerts removed: silent or over for long."})
    sources = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    kept = fields.Integer(required=True)
    firing = fields.Integer(required=True)
    resolved = fields.Integer(required=True)
    unmatched = fields.Integer(required=True, metadata={"description": "Firing, without a CI."})
    suppressed = fields.Integer(required=True, metadata={"description": "Firing, and expected."})
    severities = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    incidents = fields.Integer(required=True, metadata={"description": "Incidents that firing alerts have."})
