"""What carrying a change out and looking back upon it take and answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.schemas import Strict, Text, list_of
from itsm.change.prediction import STATES
from itsm.change.review import WORDS

__all__ = [
    "BackOutSchema",
    "ChangePolicySchema",
    "ChangeReviewSchema",
    "ChangeTaskListSchema",
    "ChangeTasksSchema",
    "DoneEditsSchema",
    "DriftSchema",
    "NewChangePolicySchema",
    "TaskAnswerSchema",
    "WayBackSchema",
]


class ChangeTasksSchema(Strict):
    """The tasks and checks of a change; each is checked when it is read, an error naming it."""

    tasks = fields.List(fields.Dict(keys=fields.String()), required=True, validate=validate.Length(max=200))


class ChangeTaskSchema(ma.Schema):
    """One task or check as it stands; a check has an expected answer and what was found."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["task", "check_before", "check_after"]))
    expected = fields.String(required=True)
    owner = fields.String(required=True)
    after = fields.List(fields.String(), required=True)
    required = fields.Boolean(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["waiting", "ready", "done", "failed"]))
    waits_for = fields.List(fields.String(), required=True)
    done_at = fields.String(required=True, allow_none=True)
    done_by = fields.String(required=True)
    found = fields.String(required=True)


ChangeTaskListSchema = list_of(ChangeTaskSchema, name="ChangeTaskListSchema")


class TaskAnswerSchema(Strict):
    """That a task is done, or what a check has found."""

    found = Text(load_default="", most=300)
    text = Text(load_default="")
    undo = fields.Boolean(load_default=False)


class DoneEditsSchema(Strict):
    """Which of the plan's edits were done, by their places."""

    edits = fields.List(fields.Integer(strict=True), required=True, validate=validate.Length(max=50_000))


class SettledSchema(Strict):
    """How one conflict is settled: keep what is there now, or restore over it; ``now`` is what was seen there."""

    ci = fields.String(required=True)
    field = fields.String(required=True)
    take = fields.String(required=True, validate=validate.OneOf(["keep", "restore"]))
    now = fields.Raw(load_default=None, allow_none=True)


class NewChangePolicySchema(Strict):
    """What follows where the facts have moved since a change was approved."""

    reapprove_on_drift = fields.Boolean(
        required=True, metadata={"description": "Such a change is approved anew before it starts."}
    )


class ChangePolicySchema(NewChangePolicySchema):
    """The policy in force; ``revision`` 0: nobody has declared one, and such a change starts all the same."""

    revision = fields.Integer(required=True)


class DriftSchema(ma.Schema):
    """What has moved since a change was approved; ``reapprove``: it is approved anew before it starts."""

    approved_at = fields.String(required=True, allow_none=True)
    approved_hash = fields.String(required=True, allow_none=True)
    hash = fields.String(required=True, allow_none=True)
    drifted = fields.Boolean(required=True)
    reasons = fields.List(fields.String(), required=True)
    reapprove = fields.Boolean(required=True)


class BackOutSchema(Strict):
    """That a change is backed out, why, and how its conflicts are settled."""

    settled = fields.List(fields.Nested(SettledSchema), load_default=list, validate=validate.Length(max=10_000))
    outcome = fields.String(load_default="backed_out", validate=validate.OneOf(["backed_out", "failed"]))
    text = Text(load_default="")


class MovedSchema(ma.Schema):
    """Where the graph is no longer as the change left it."""

    ci = fields.String(required=True)
    field = fields.String(required=True)
    left = fields.Raw(required=True, allow_none=True)
    now = fields.Raw(required=True, allow_none=True)
    before = fields.Raw(required=True, allow_none=True)
    reason = fields.String(required=True)


class WayBackSchema(ma.Schema):
    """How a merged change would be taken back; ``revisions`` are those in which it was merged."""

    change = fields.String(required=True)
    revisions = fields.List(fields.Integer(), required=True)
    plan = fields.Dict(keys=fields.String(), required=True)
    conflicts = fields.List(fields.Nested(MovedSchema), required=True)


class ReviewedServiceSchema(ma.Schema):
    """What was said of a service and what is on record; lengths in seconds."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    verdict = fields.String(required=True, validate=validate.OneOf(WORDS))
    predicted = fields.String(required=True, validate=validate.OneOf(STATES))
    predicted_s = fields.Float(required=True, allow_none=True)
    actual = fields.String(required=True, validate=validate.OneOf(STATES))
    actual_s = fields.Float(required=True)
    records = fields.List(fields.String(), required=True)
    linked = fields.Boolean(required=True)
    reason = fields.String(required=True)


class ReviewedIncidentSchema(ma.Schema):
    """An incident that is linked with a change as its doing, or near it in graph and time."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    state = fields.String(required=True)
    opened_at = fields.String(required=True, allow_none=True)
    linked = fields.Boolean(required=True)
    where = fields.String(required=True, allow_none=True, validate=validate.OneOf(["touched", "above", "below"]))
    cis = fields.List(fields.String(), required=True)
    reason = fields.String(required=True)


class ReviewedEventSchema(ma.Schema):
    """An alert in or after a change; ``expected`` is why it opened no incident, "" where it was not expected."""

    key = fields.String(required=True)
    ci = fields.String(required=True)
    severity = fields.String(required=True)
    summary = fields.String(required=True)
    since = fields.String(required=True)
    expected = fields.String(required=True)


class ChangeReviewSchema(ma.Schema):
    """What was predicted of a change and what happened; ``reason`` stands where there is nothing to compare."""

    change = fields.String(required=True)
    outcome = fields.String(required=True, allow_none=True)
    suggested_outcome = fields.String(required=True, allow_none=True)
    predicted_at = fields.String(required=True, allow_none=True)
    hash = fields.String(required=True, allow_none=True)
    started_at = fields.String(required=True, allow_none=True)
    ended_at = fields.String(required=True, allow_none=True)
    watched_until = fields.String(required=True, allow_none=True)
    watching = fields.Boolean(required=True)
    reason = fields.String(required=True)
    services = fields.List(fields.Nested(ReviewedServiceSchema), required=True)
    incidents = fields.List(fields.Nested(ReviewedIncidentSchema), required=True)
    events = fields.List(fields.Nested(ReviewedEventSchema), required=True)
    names = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
