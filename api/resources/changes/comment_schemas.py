"""What is taken and answered about comments on the lines of a plan."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.schemas import Strict, Text
from itsm.change.comments import PARTS

__all__ = ["ChangeCommentsSchema", "CommentAnswerSchema", "NewCommentSchema"]

MOST_TEXT = 20_000


class NewCommentSchema(Strict):
    """A comment on a line of a plan."""

    line = Text(required=True, least=1, metadata={"description": "Which line, as the list of lines names it."})
    text = Text(required=True, least=1, most=MOST_TEXT)
    public = fields.Boolean(load_default=False, metadata={"description": "Shown to the requester."})


class CommentAnswerSchema(Strict):
    """An answer to a comment: words, a resolution, or both."""

    text = Text(load_default="", most=MOST_TEXT)
    public = fields.Boolean(load_default=False, metadata={"description": "Shown to the requester."})
    resolved = fields.Boolean(
        allow_none=True, load_default=None, metadata={"description": "true resolves it, false opens it again."}
    )


class PlanLineSchema(ma.Schema):
    """A line of a plan as it is now.

    ``edit`` is its place among the edits, null for another part; ``of`` the field that an edit sets, or the CI taken
    down.
    """

    line = fields.String(required=True)
    part = fields.String(required=True, validate=validate.OneOf(["edit", "down", *PARTS]))
    edit = fields.Integer(required=True, allow_none=True)
    of = fields.String(required=True)
    words = fields.String(required=True)


class CommentSchema(ma.Schema):
    """What somebody said."""

    id = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.String(required=True)
    text = fields.String(required=True)
    public = fields.Boolean(required=True)


class CommentThreadSchema(ma.Schema):
    """A comment with its answers.

    ``words`` are what its line said then; ``now`` what it says now, null where it is gone; ``same`` whether it still
    says the same.
    """

    id = fields.String(required=True)
    line = fields.String(required=True)
    words = fields.String(required=True)
    now = fields.String(required=True, allow_none=True)
    same = fields.Boolean(required=True)
    resolved_by = fields.String(required=True, allow_none=True)
    resolved_at = fields.String(required=True, allow_none=True)
    comments = fields.List(fields.Nested(CommentSchema), required=True)


class ChangeCommentsSchema(ma.Schema):
    """The lines of a plan and the comments on them; ``open`` are not resolved."""

    lines = fields.List(fields.Nested(PlanLineSchema), required=True)
    threads = fields.List(fields.Nested(CommentThreadSchema), required=True)
    open = fields.Integer(required=True)
