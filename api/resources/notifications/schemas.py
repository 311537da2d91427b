"""What notifications take and answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.schemas import Strict, Text, list_args, list_of
from itsm.notification.rule import KINDS

__all__ = [
    "NotificationArgs",
    "NotificationListSchema",
    "NotificationRuleInputSchema",
    "NotificationRuleListSchema",
    "NotificationRuleSchema",
    "NotificationSchema",
    "NotificationWordsSchema",
    "RuleTrialSchema",
    "TriedRuleSchema",
]

STATES = ("waiting", "ended", "sent", "failed", "dropped")


class NotificationRuleInputSchema(Strict):
    """Who is told of which kinds of entries, at records that meet a query."""

    on = fields.List(fields.String(validate=validate.OneOf(list(KINDS))), required=True)
    where = Text(load_default="", metadata={"description": "A query about records, such as priority:1; empty: any."})
    to = fields.List(
        Text(most=200),
        required=True,
        validate=validate.Length(max=100),
        metadata={
            "description": "requester, assignee, team, watchers, commander, communications; or person:NAME, "
            "team:NAME, on_call:ROTA."
        },
    )
    enabled = fields.Boolean(load_default=True)


class NotificationRuleSchema(ma.Schema):
    """One rule; ``shipped``: nobody has declared it."""

    name = fields.String(required=True)
    on = fields.List(fields.String(), required=True)
    where = fields.String(required=True)
    to = fields.List(fields.String(), required=True)
    enabled = fields.Boolean(required=True)
    shipped = fields.Boolean(required=True)
    revision = fields.Integer(required=True)


class RuleTrialSchema(Strict):
    """A rule as it is or as it might be, and an entry that might come at a record."""

    rule = fields.Nested(NotificationRuleInputSchema, required=True)
    record = Text(required=True, least=1, most=200, metadata={"description": "Key of a record."})
    kind = fields.String(
        validate=validate.OneOf(list(KINDS)), metadata={"description": "What happens; absent: the rule's first."}
    )
    public = fields.Boolean(load_default=False, metadata={"description": "Whether the requester may see the entry."})
    by = Text(load_default="", most=200, metadata={"description": "Who does it; nobody is told of their own doing."})


class NamedByRuleSchema(ma.Schema):
    """Somebody whom a part of the rule names (empty: nobody), whether they are told, and why (not)."""

    part = fields.String(required=True)
    to = fields.String(required=True)
    told = fields.Boolean(required=True)
    public = fields.Boolean(required=True, metadata={"description": "They see what is public only."})
    reachable = fields.Boolean(required=True, metadata={"description": "A mail address is known of them."})
    reason = fields.String(required=True)


class TriedRuleSchema(ma.Schema):
    """What a rule would do; ``obstacles`` say why it does not apply."""

    record = fields.String(required=True)
    title = fields.String(required=True)
    kind = fields.String(required=True)
    applies = fields.Boolean(required=True)
    obstacles = fields.List(fields.String(), required=True)
    people = fields.List(fields.Nested(NamedByRuleSchema), required=True)


NotificationRuleListSchema = list_of(NotificationRuleSchema, name="NotificationRuleListSchema")

NotificationArgs = list_args(
    state=fields.String(
        load_default="waiting",
        validate=validate.OneOf(STATES),
        metadata={"description": "Those that wait, or those sent, failed or dropped within 30 days; ended: all three."},
    ),
    record=Text(load_default="", most=200, metadata={"description": "Key of a record: those about it only."}),
)


class NotificationSchema(ma.Schema):
    """One message, without its words; ``rules`` are why it is sent, ``error`` what the last attempt came to."""

    id = fields.String(required=True)
    record = fields.String(required=True)
    to = fields.String(required=True)
    public = fields.Boolean(required=True)
    rules = fields.List(fields.String(), required=True)
    state = fields.String(required=True, validate=validate.OneOf(["waiting", "sent", "failed", "dropped"]))
    attempts = fields.Integer(required=True)
    error = fields.String(required=True)
    created_at = fields.String(required=True)
    next_at = fields.String(required=True)


class NotificationWordsSchema(NotificationSchema):
    """One message with its words; null where its record is gone or out of reach."""

    subject = fields.String(required=True, allow_none=True)
    text = fields.String(required=True, allow_none=True)


NotificationListSchema = list_of(NotificationSchema, name="NotificationListSchema")
