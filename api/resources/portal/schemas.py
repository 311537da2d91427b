"""What the portal takes and answers."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.schemas import Strict, Text, list_args, list_of

__all__ = [
    "ApprovalVotedSchema",
    "ArticleVoteSchema",
    "NewApprovalVoteSchema",
    "NewOwnNoteSchema",
    "NewPortalRequestSchema",
    "NewReportSchema",
    "NewSurveySchema",
    "OwnArgs",
    "OwnRecordListSchema",
    "OwnRecordSchema",
    "PortalApprovalListSchema",
    "PortalArticleSchema",
    "PortalHitListSchema",
    "PortalSearchArgs",
    "ServiceWordListSchema",
]

WORDS = ("working", "restricted", "not working")


class ServiceWordSchema(ma.Schema):
    """How one service is, in plain words."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(WORDS))


class ServiceWordListSchema(list_of(ServiceWordSchema, name="ServiceWordPageSchema")):  # type: ignore[misc]  # made above
    """How services are, and what a report may bring: ``largest`` bytes a file, ``most`` files."""

    largest = fields.Integer(required=True)
    most = fields.Integer(required=True)


class NewReportSchema(Strict):
    """What does not work."""

    title = Text(required=True, least=1, most=300)
    description = Text(load_default="", most=20_000)
    service = Text(load_default=None, allow_none=True, most=500, metadata={"description": "Key of a service."})
    effect = fields.String(load_default="degraded", validate=validate.OneOf(["down", "degraded"]))


class NewPortalRequestSchema(Strict):
    """What is asked for."""

    item = Text(required=True, least=1, most=64)
    answers = fields.Dict(keys=fields.String(), load_default=dict)


OwnArgs = list_args(phase=fields.String(validate=validate.OneOf(["open", "resolved", "closed"])))


class OwnEntrySchema(ma.Schema):
    """One public entry of one's own record; ``state`` where it came to another."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    occurred_at = fields.String(required=True)
    by = fields.String(required=True)
    text = fields.String(required=True)
    state = fields.String(required=True, allow_none=True)


class OwnTaskSchema(ma.Schema):
    """One task of what was asked for."""

    title = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["waiting", "ready", "done"]))


class AskedItemSchema(ma.Schema):
    """The item of the catalogue that was asked for, as it was called then."""

    name = fields.String(required=True)
    title = fields.String(required=True)


class GivenAnswerSchema(ma.Schema):
    """One answer with its question as it was asked."""

    name = fields.String(required=True)
    title = fields.String(required=True)
    value = fields.Raw(required=True, metadata={"description": "Text, a number, true or false."})


class OwnRowSchema(ma.Schema):
    """One's own report or request as it stands in a list."""

    key = fields.String(required=True)
    practice = fields.String(required=True)
    title = fields.String(required=True)
    state = fields.String(required=True)
    state_label = fields.String(required=True)
    phase = fields.String(required=True)
    opened_at = fields.String(required=True, allow_none=True)
    resolved_at = fields.String(required=True, allow_none=True)
    closed_at = fields.String(required=True, allow_none=True)
    delivery_due = fields.String(required=True, allow_none=True)
    revision = fields.Integer(required=True)


OwnRecordListSchema = list_of(OwnRowSchema, name="OwnRecordListSchema")


class OwnRecordSchema(OwnRowSchema):
    """One's own report or request: what was said, what is public of what happened, oldest first."""

    description = fields.String(required=True)
    form = fields.Dict(keys=fields.String(), required=True, allow_none=True)
    item = fields.Nested(AskedItemSchema, required=True, allow_none=True)
    answers = fields.List(fields.Nested(GivenAnswerSchema), required=True)
    tasks = fields.List(fields.Nested(OwnTaskSchema), required=True)
    entries = fields.List(fields.Nested(OwnEntrySchema), required=True)
    survey_open = fields.Boolean(required=True)


class PortalApprovalSchema(ma.Schema):
    """A request that waits for one's voice; ``agreed`` of ``votes`` that are needed have been given."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    requester = fields.String(required=True)
    opened_at = fields.String(required=True, allow_none=True)
    item = fields.Nested(AskedItemSchema, required=True, allow_none=True)
    answers = fields.List(fields.Nested(GivenAnswerSchema), required=True)
    agreed = fields.Integer(required=True)
    votes = fields.Integer(required=True)


PortalApprovalListSchema = list_of(PortalApprovalSchema, name="PortalApprovalListSchema")


class NewApprovalVoteSchema(Strict):
    """One's voice on a request; whoever asked reads why it is declined."""

    decision = fields.String(required=True, validate=validate.OneOf(["approve", "reject"]))
    reason = Text(load_default="", most=2_000)


class ApprovalVotedSchema(ma.Schema):
    """What came of it: the state of the request then."""

    key = fields.String(required=True)
    state = fields.String(required=True)
    state_label = fields.String(required=True)


class NewOwnNoteSchema(Strict):
    """A note to those who work on it."""

    text = Text(required=True, least=1, most=20_000)


class NewSurveySchema(Strict):
    """How it went."""

    stars = fields.Integer(required=True, strict=True, validate=validate.Range(1, 5))
    comment = Text(load_default="")


class PortalSearchArgs(Strict):
    """What is looked for."""

    q = Text(load_default="", most=500)
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))


class PortalHitSchema(ma.Schema):
    """An article by its key or an item of the catalogue by its name."""

    kind = fields.String(required=True, validate=validate.OneOf(["article", "item"]))
    key = fields.String(required=True)
    title = fields.String(required=True)
    summary = fields.String(required=True)
    score = fields.Float(required=True)


PortalHitListSchema = list_of(PortalHitSchema, name="PortalHitListSchema")


class PortalArticleSchema(ma.Schema):
    """An article for requesters."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    text = fields.String(required=True, metadata={"description": "Markdown, as it was written; not rendered."})
    keywords = fields.List(fields.String(), required=True)
    changed_at = fields.String(required=True, allow_none=True)
    helpful = fields.Integer(required=True)
    unhelpful = fields.Integer(required=True)
    voted = fields.Boolean(required=True)


class ArticleVoteSchema(Strict):
    """Whether an article helped."""

    helpful = fields.Boolean(required=True)
