"""What meetings of the change board take and answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.resources.changes.schemas import ApprovalSchema
from api.schemas import Strict, Text, list_of
from itsm.board.agenda import GROUPS
from itsm.board.meeting import STATES, VERDICTS

__all__ = [
    "BoardStepSchema",
    "DelegateSchema",
    "LookSchema",
    "MeetingDetailSchema",
    "MeetingListSchema",
    "MeetingPatchSchema",
    "MinutesSchema",
    "NewMeetingSchema",
    "NoticeListSchema",
    "PresenceSchema",
    "TurnSchema",
    "VoiceSchema",
]

MOST_PEOPLE = 200


class MeetingPatchSchema(Strict):
    """What a meeting that has not begun may be planned as."""

    title = Text(most=300)
    starts_at = Text(most=64, metadata={"description": "An instant."})
    ends_at = Text(most=64, metadata={"description": "An instant."})
    zone = Text(most=100, metadata={"description": "An IANA name such as Europe/Berlin."})
    chair = Text(most=300, metadata={"description": "An account."})
    members = fields.List(Text(least=1, most=300), validate=validate.Length(max=MOST_PEOPLE))
    quorum = fields.Integer(strict=True)
    minutes_per_item = fields.Integer(strict=True)
    every_days = fields.Integer(strict=True)


class NewMeetingSchema(MeetingPatchSchema):
    """A meeting to be planned; without members whoever may decide on changes has a seat."""

    starts_at = Text(required=True, most=64, metadata={"description": "An instant."})
    ends_at = Text(required=True, most=64, metadata={"description": "An instant."})


class BoardStepSchema(Strict):
    """A step of a meeting."""

    step = fields.String(required=True, validate=validate.OneOf(["open", "close", "cancel"]))


class PresenceSchema(Strict):
    """Whether somebody is there; without a person oneself."""

    present = fields.Boolean(required=True)
    person = Text(most=300)


class DelegateSchema(Strict):
    """Who stands in for a member (null: nobody any more); without a member for oneself."""

    delegate = Text(required=True, allow_none=True, most=300)
    member = Text(most=300)


class TurnSchema(Strict):
    """The change that is spoken of now."""

    change = Text(required=True, least=1, most=300)


class LookSchema(TurnSchema):
    """The change that one has looked at."""


class VoiceSchema(Strict):
    """What one says of a change; a reason is needed but to approve."""

    change = Text(required=True, least=1, most=300)
    decision = fields.String(required=True, validate=validate.OneOf(VERDICTS))
    reason = Text(load_default="")
    hash = Text(load_default="", most=64, metadata={"description": "Of the judgement that was seen."})


class MeetingSchema(ma.Schema):
    """One meeting as it stands in lists; ``is_next``: the one that is open, else the first that is planned."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    starts_at = fields.String(required=True)
    ends_at = fields.String(required=True)
    zone = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    chair = fields.String(required=True)
    is_next = fields.Boolean(required=True)


MeetingListSchema = list_of(MeetingSchema, name="MeetingListSchema")


class QuorumSchema(ma.Schema):
    """Whose voices are there; ``lost`` are present but may not decide (any more)."""

    needed = fields.Integer(required=True)
    there = fields.List(fields.String(), required=True)
    absent = fields.List(fields.String(), required=True)
    lost = fields.List(fields.String(), required=True)
    reached = fields.Boolean(required=True)


class SaidInMeetingSchema(ma.Schema):
    """What one person said of one change in this meeting."""

    change = fields.String(required=True)
    decision = fields.String(required=True)
    by = fields.String(required=True)
    reason = fields.String(required=True)
    seen = fields.String(required=True)
    at = fields.String(required=True)
    speaks_for = fields.String(required=True)


class NewsSchema(ma.Schema):
    """When one looked last (null: never), and what is new since then."""

    looked_at = fields.String(required=True, allow_none=True)
    items = fields.List(fields.String(), required=True)


class AgendaItemSchema(ma.Schema):
    """One change on the agenda: why it stands there, its facts in short, how the decision stands, what is new."""

    change = fields.String(required=True)
    title = fields.String(required=True)
    asks = fields.String(required=True, validate=validate.OneOf(["decision", "review"]))
    kind = fields.String(required=True)
    state = fields.String(required=True)
    state_label = fields.String(required=True)
    requester = fields.String(required=True)
    starts_at = fields.String(required=True, allow_none=True)
    ends_at = fields.String(required=True, allow_none=True)
    group = fields.String(required=True, validate=validate.OneOf(GROUPS))
    reasons = fields.List(fields.String(), required=True)
    level = fields.String(required=True)
    score = fields.Float(required=True)
    planned = fields.String(required=True)
    if_it_fails = fields.String(required=True)
    collisions = fields.Integer(required=True)
    fault = fields.String(required=True, metadata={"description": "Why it cannot be judged, empty where it can."})
    hash = fields.String(required=True)
    approval = fields.Nested(ApprovalSchema, required=True)
    news = fields.Nested(NewsSchema, required=True)


class VoterSchema(ma.Schema):
    """Somebody who may decide on changes."""

    name = fields.String(required=True)
    display_name = fields.String(required=True)


class MeetingSpanSchema(ma.Schema):
    """From when until when."""

    starts_at = fields.String(required=True)
    ends_at = fields.String(required=True)


class MeetingDetailSchema(MeetingSchema):
    """One meeting with all that its page shows."""

    revision = fields.Integer(required=True)
    members = fields.List(fields.String(), required=True)
    minutes_per_item = fields.Integer(required=True)
    every_days = fields.Integer(required=True)
    present = fields.List(fields.String(), required=True)
    delegates = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    said = fields.List(fields.Nested(SaidInMeetingSchema), required=True)
    current = fields.String(required=True)
    current_since = fields.String(required=True, allow_none=True)
    opened_at = fields.String(required=True, allow_none=True)
    closed_at = fields.String(required=True, allow_none=True)
    quorum = fields.Nested(QuorumSchema, required=True)
    order = fields.String(required=True, metadata={"description": "The rule of the agenda in words."})
    items = fields.List(fields.Nested(AgendaItemSchema), required=True)
    voters = fields.List(fields.Nested(VoterSchema), required=True)
    follows = fields.Nested(MeetingSpanSchema, required=True)


class SpokenVoiceSchema(ma.Schema):
    """One voice in minutes."""

    by = fields.String(required=True)
    decision = fields.String(required=True)
    reason = fields.String(required=True)
    hash = fields.String(required=True)
    at = fields.String(required=True)
    speaks_for = fields.String(required=True)


class SpokenSchema(ma.Schema):
    """One change as a meeting left it."""

    change = fields.String(required=True)
    title = fields.String(required=True)
    outcome = fields.String(required=True)
    risk = fields.String(required=True)
    headline = fields.String(required=True)
    hash = fields.String(required=True)
    conditions = fields.List(fields.String(), required=True)
    voices = fields.List(fields.Nested(SpokenVoiceSchema), required=True)


class MinutesQuorumSchema(ma.Schema):
    """The quorum as it was."""

    needed = fields.Integer(required=True)
    there = fields.List(fields.String(), required=True)
    reached = fields.Boolean(required=True)


class MinutesSchema(ma.Schema):
    """Minutes: they never change. ``intact``: they are as they were sealed; ``text``: the same to be sent."""

    form = fields.Integer(required=True)
    meeting = fields.String(required=True)
    title = fields.String(required=True)
    opened_at = fields.String(required=True, allow_none=True)
    closed_at = fields.String(required=True, allow_none=True)
    chair = fields.String(required=True)
    present = fields.List(fields.String(), required=True)
    represented = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    absent = fields.List(fields.String(), required=True)
    quorum = fields.Nested(MinutesQuorumSchema, required=True)
    items = fields.List(fields.Nested(SpokenSchema), required=True)
    sha256 = fields.String(required=True)
    intact = fields.Boolean(required=True)
    text = fields.String(required=True)


class NoticeSchema(ma.Schema):
    """A draft to one owner of what a change affects; ``owner`` empty: of these nobody is named as owner."""

    owner = fields.String(required=True)
    about = fields.List(fields.String(), required=True)
    subject = fields.String(required=True)
    text = fields.String(required=True)


NoticeListSchema = list_of(NoticeSchema, name="NoticeListSchema")
