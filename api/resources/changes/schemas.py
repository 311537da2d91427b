"""What changes take and answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.resources.impact.schemas import ImpactSchema
from api.schemas import Strict, Text, list_of
from itsm.change.approval import DECISIONS
from itsm.change.conflicts import SEVERITIES

__all__ = [
    "ApprovalSchema",
    "AssessmentSchema",
    "ChangePlanSchema",
    "ClosedPeriodListSchema",
    "ClosedPeriodSchema",
    "ConflictListSchema",
    "ConflictSchema",
    "NamedPeriodSchema",
    "NewVoteSchema",
    "PlanBodySchema",
    "RiskSchema",
    "WindowArgs",
    "WindowListSchema",
    "WindowSchema",
]


class PlanBodySchema(ma.Schema):
    """A plan document; its parts are checked when it is read, each error naming its edit."""

    class Meta:
        """The reader of plans names what is unknown."""

        unknown = ma.INCLUDE


class ChangePlanSchema(ma.Schema):
    """The plan of a change."""

    key = fields.String(required=True)
    revision = fields.Integer(required=True)
    plan = fields.Dict(keys=fields.String(), required=True)
    outcomes = fields.List(fields.Dict(keys=fields.String()), required=True)
    mergeable = fields.Boolean(required=True)
    point_of_no_return = fields.String(required=True, allow_none=True)
    done = fields.List(
        fields.Integer(),
        required=True,
        allow_none=True,
        metadata={"description": "Places of the edits that were done, where somebody has said."},
    )


class ConflictSchema(ma.Schema):
    """One collision."""

    kind = fields.String(required=True)
    with_ = fields.String(required=True, data_key="with", attribute="with")
    ci = fields.String(required=True, allow_none=True)
    group = fields.String(required=True, allow_none=True)
    members = fields.List(fields.String(), required=True)
    severity = fields.String(required=True, validate=validate.OneOf(SEVERITIES))
    reason = fields.String(required=True)


ConflictListSchema = list_of(ConflictSchema, name="ConflictListSchema")


class RiskFactorSchema(ma.Schema):
    """One line of the table of points."""

    name = fields.String(required=True)
    value = fields.String(required=True)
    contribution = fields.Float(required=True)
    evidence = fields.List(fields.String(), required=True)


class LikelihoodSchema(ma.Schema):
    """How probable it is that a change fails, with the 95 % interval of the model, and on how many changes it rests."""

    probability = fields.Float(required=True)
    low = fields.Float(required=True, allow_none=True)
    high = fields.Float(required=True, allow_none=True)
    changes = fields.Integer(required=True)
    failed = fields.Integer(required=True)
    base_rate = fields.Float(required=True, allow_none=True)


class RiskSchema(ma.Schema):
    """Points 0 to 100, and where they come from; ``no_probability`` says why there is none."""

    score = fields.Float(required=True)
    level = fields.String(required=True, validate=validate.OneOf(["low", "medium", "high", "very_high"]))
    probability = fields.Float(required=True, allow_none=True)
    likelihood = fields.Nested(LikelihoodSchema, required=True, allow_none=True)
    no_probability = fields.String(required=True, allow_none=True)
    factors = fields.List(fields.Nested(RiskFactorSchema), required=True)


class TwoReadingsSchema(ma.Schema):
    """The impact as planned, and if it fails."""

    planned = fields.Nested(ImpactSchema, required=True)
    if_it_fails = fields.Nested(ImpactSchema, required=True)


class OutageSchema(ma.Schema):
    """A service in one reading; minutes it is DOWN, and how many of them lie within the agreed hours."""

    state = fields.String(required=True)
    minutes = fields.Float(required=True, allow_none=True, metadata={"description": "null: nobody knows until when."})
    agreed_minutes = fields.Float(required=True, allow_none=True)


class ServiceOutageSchema(ma.Schema):
    """A service that a change affects: its users, and how long it is out as planned and if it fails."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    users = fields.Integer(required=True)
    agreement = fields.String(required=True, metadata={"description": "The agreement with customers; empty: none."})
    hours = fields.String(required=True, metadata={"description": "The calendar of the agreed hours."})
    planned = fields.Nested(OutageSchema, required=True)
    if_it_fails = fields.Nested(OutageSchema, required=True)


class AssessmentSchema(ma.Schema):
    """Everything that a board decides on; ``hash`` names the facts."""

    change = fields.String(required=True)
    title = fields.String(required=True)
    kind = fields.String(required=True)
    revision = fields.Integer(required=True)
    risk = fields.Nested(RiskSchema, required=True)
    impact = fields.Nested(TwoReadingsSchema, required=True)
    services = fields.List(fields.Nested(ServiceOutageSchema), required=True)
    difference = fields.Dict(keys=fields.String(), required=True)
    conflicts = fields.List(fields.Nested(ConflictSchema), required=True)
    not_laid = fields.List(
        fields.String(), required=True, metadata={"description": "Why edits cannot be laid over the graph as it is."}
    )
    hash = fields.String(required=True)


class AwaySchema(ma.Schema):
    """A service that loses redundancy meanwhile: how many failures it is from DOWN, without the change and with it."""

    service = fields.String(required=True)
    name = fields.String(required=True)
    was = fields.Raw(required=True, metadata={"description": 'A number, "more than 3", or null: not worked out.'})
    meanwhile = fields.Raw(required=True, metadata={"description": "The least of any moment of the window."})


AwayListSchema = list_of(AwaySchema)


class AvailabilityAfterwardsSchema(ma.Schema):
    """A service whose expected availability the edits of a change alter, as shares of the time."""

    service = fields.String(required=True)
    name = fields.String(required=True)
    was = fields.Float(required=True)
    afterwards = fields.Float(required=True)
    method = fields.String(required=True, metadata={"description": "exact or sampled."})


AvailabilityAfterwardsListSchema = list_of(AvailabilityAfterwardsSchema)


class WindowArgs(Strict):
    """How far ahead to look, and how many to show."""

    days = fields.Integer(load_default=14, validate=validate.Range(1, 92))
    limit = fields.Integer(load_default=5, validate=validate.Range(1, 50))


class WindowSchema(ma.Schema):
    """One window with what is in its way."""

    start = fields.String(required=True)
    end = fields.String(required=True)
    score = fields.Float(required=True)
    reasons = fields.List(fields.String(), required=True)
    point_of_no_return = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The latest instant at which backing out still ends within the window."},
    )
    conflicts = fields.List(fields.Nested(ConflictSchema), required=True)


WindowListSchema = list_of(WindowSchema, name="WindowListSchema")


class NewVoteSchema(Strict):
    """One's voice on a change."""

    decision = fields.String(required=True, validate=validate.OneOf(DECISIONS))
    reason = Text(load_default="")
    hash = Text(load_default="", most=64, metadata={"description": "Of the judgement that was seen."})


class VoteSchema(ma.Schema):
    """One voice; ``speaks_for`` is the member for whom they stand in, ``why_not`` says why it does not count."""

    by = fields.String(required=True)
    decision = fields.String(required=True)
    reason = fields.String(required=True)
    hash = fields.String(required=True)
    at = fields.String(required=True)
    speaks_for = fields.String(required=True)
    why_not = fields.String(required=True)


class ApprovalSchema(ma.Schema):
    """How the decision on a change stands; ``stale`` saw other facts than those of now.

    ``reason`` says why a change that says it is standard is decided on as a normal one, "" for every other.
    """

    rule = fields.String(required=True)
    reason = fields.String(required=True)
    needed = fields.Integer(required=True)
    who = fields.List(
        fields.String(), required=True, metadata={"description": "Whose voices the rule asks for; empty: anybody's."}
    )
    approved = fields.Boolean(required=True)
    approving = fields.List(fields.String(), required=True)
    rejecting = fields.List(fields.String(), required=True)
    stale = fields.List(fields.String(), required=True)
    votes = fields.List(fields.Nested(VoteSchema), required=True)


class ClosedPeriodSchema(Strict):
    """A freeze or a maintenance period; without CIs it holds everywhere."""

    kind = fields.String(load_default="freeze", validate=validate.OneOf(["freeze", "maintenance"]))
    start = Text(required=True, most=64)
    end = Text(required=True, most=64)
    reason = Text(load_default="")
    cis = fields.List(Text(least=1, most=500), allow_none=True, load_default=None)
    exempt = fields.List(fields.String(), load_default=list)


class NamedPeriodSchema(ma.Schema):
    """A closed period with its name."""

    name = fields.String(required=True)
    kind = fields.String(required=True)
    start = fields.String(required=True)
    end = fields.String(required=True)
    reason = fields.String(required=True)
    cis = fields.List(fields.String(), required=True, allow_none=True)
    exempt = fields.List(fields.String(), required=True)


ClosedPeriodListSchema = list_of(NamedPeriodSchema, name="ClosedPeriodListSchema")
