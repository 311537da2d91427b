"""/changes/draft, a change's plan, judgement, votes and windows; /closed-periods."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.guard import needs
from api.openapi import Blueprint
from api.preconditions import showing, with_etag
from api.resources.changes import service, work_service
from api.resources.changes.comment_schemas import ChangeCommentsSchema, CommentAnswerSchema, NewCommentSchema
from api.resources.changes.schemas import (
    ApprovalSchema,
    AssessmentSchema,
    AvailabilityAfterwardsListSchema,
    AwayListSchema,
    ChangePlanSchema,
    ClosedPeriodListSchema,
    ClosedPeriodSchema,
    ConflictListSchema,
    NamedPeriodSchema,
    NewVoteSchema,
    PlanBodySchema,
    RiskSchema,
    WindowArgs,
    WindowListSchema,
)
from api.resources.changes.work_schemas import (
    BackOutSchema,
    ChangePolicySchema,
    ChangeReviewSchema,
    ChangeTaskListSchema,
    ChangeTasksSchema,
    DoneEditsSchema,
    DriftSchema,
    NewChangePolicySchema,
    TaskAnswerSchema,
    WayBackSchema,
)
from api.resources.records.schemas import RecordDetailSchema
from api.resources.records.service import detail
from cmdb.values import Json
from itsm.change.practice import CHANGE

__all__ = ["blueprint"]

blueprint = Blueprint("change-judgement", __name__, description="Changes: plans, judgement, votes, schedule.")


@blueprint.post("/changes/draft")
@blueprint.arguments(PlanBodySchema)
@blueprint.response(201, RecordDetailSchema)
@needs("record.write", once=True)
def draft(given: dict[str, Any]) -> Response:
    """Open a change from a plan document."""
    found = detail(CHANGE, service.open_change(given))
    return with_etag(found, found["revision"], status=201, location=f"/api/v1/changes/{found['key']}")


@blueprint.post("/changes/assess")
@blueprint.arguments(PlanBodySchema)
@blueprint.response(200, AssessmentSchema)
@needs("impact.ask", question=True)
def assess(given: dict[str, Any]) -> dict[str, Json]:
    """Judge a plan document that is no change yet; nothing is written."""
    return service.assess(given)


@blueprint.get("/changes/<key>/plan")
@blueprint.response(200, ChangePlanSchema)
@needs("record.read")
def read_plan(key: str) -> Response:
    """Return a change's plan, and what each edit would do to the graph as it is."""
    found = service.plan_of(key)
    return with_etag(found, found["revision"])


@blueprint.put("/changes/<key>/plan")
@blueprint.arguments(PlanBodySchema)
@blueprint.response(200, ChangePlanSchema)
@needs("record.write", match=True)
def put_plan(given: dict[str, Any], key: str) -> Response:
    """Put another plan in the place of a draft's."""
    with showing(lambda: service.plan_of(key)):
        service.put_plan(key, given)
    found = service.plan_of(key)
    return with_etag(found, found["revision"])


@blueprint.get("/changes/<key>/assessment")
@blueprint.response(200, AssessmentSchema)
@needs("impact.ask")
def judge(key: str) -> dict[str, Json]:
    """Return risk, impact as planned and if it fails, what differs afterwards, and the collisions."""
    return service.judge(key)


@blueprint.get("/changes/<key>/risk")
@blueprint.response(200, RiskSchema)
@needs("impact.ask")
def risk(key: str) -> dict[str, Json]:
    """Return how risky a change is, each factor with its contribution and evidence."""
    return service.risk(key)


@blueprint.get("/changes/<key>/conflicts")
@blueprint.response(200, ConflictListSchema)
@needs("impact.ask")
def collisions(key: str) -> dict[str, Json]:
    """Return with what a change collides, the worst first."""
    return service.collisions(key)


@blueprint.get("/changes/<key>/failures-away")
@blueprint.response(200, AwayListSchema)
@needs("impact.ask")
def failures_away(key: str) -> dict[str, Json]:
    """Return how many more failures take each service DOWN that loses redundancy meanwhile, and how many without it."""
    return service.away(key)


@blueprint.get("/changes/<key>/availability")
@blueprint.response(200, AvailabilityAfterwardsListSchema)
@needs("impact.ask")
def availability_afterwards(key: str) -> dict[str, Json]:
    """Return the services whose expected availability a change's edits alter, today and afterwards."""
    return service.availability_afterwards(key)


@blueprint.get("/changes/<key>/windows")
@blueprint.arguments(WindowArgs, location="query")
@blueprint.response(200, WindowListSchema)
@needs("impact.ask")
def windows(args: dict[str, Any], key: str) -> dict[str, Json]:
    """Return the safest windows of a change's own length, the best first."""
    return service.windows(key, args)


@blueprint.get("/changes/<key>/approval")
@blueprint.response(200, ApprovalSchema)
@needs("record.read")
def approval(key: str) -> dict[str, Json]:
    """Return who must agree to a change, and who has."""
    return service.approval(key)


@blueprint.post("/changes/<key>/votes")
@blueprint.arguments(NewVoteSchema)
@blueprint.response(201, ApprovalSchema)
@needs("change.decide", once=True)
def vote(given: dict[str, Any], key: str) -> tuple[dict[str, Json], int]:
    """Give one's voice on a change that waits for approval."""
    return service.give_voice(key, given), 201


@blueprint.get("/changes/<key>/tasks")
@blueprint.response(200, ChangeTaskListSchema)
@needs("record.read")
def tasks(key: str) -> Response:
    """List the tasks and checks of a change in their order; the ETag is the change's."""
    return with_etag(*work_service.tasks(key))


@blueprint.put("/changes/<key>/tasks")
@blueprint.arguments(ChangeTasksSchema)
@blueprint.response(200, ChangeTaskListSchema)
@needs("record.write", match=True)
def put_tasks(given: dict[str, Any], key: str) -> Response:
    """Put other tasks and checks in the place of a change's; tasks that wait in a circle are refused."""
    with showing(lambda: work_service.tasks(key)[0]):
        work_service.put_tasks(key, given["tasks"])
    return with_etag(*work_service.tasks(key))


@blueprint.post("/changes/<key>/tasks/<task>/answers")
@blueprint.arguments(TaskAnswerSchema)
@blueprint.response(201, ChangeTaskListSchema)
@needs("record.write", once=True)
def answer_task(given: dict[str, Any], key: str, task: str) -> tuple[dict[str, Json], int]:
    """Say that a task is done, or what a check has found; ``undo`` opens it again."""
    work_service.answer_task(key, task, given)
    return work_service.tasks(key)[0], 201


@blueprint.put("/changes/<key>/done-edits")
@blueprint.arguments(DoneEditsSchema)
@blueprint.response(200, ChangePlanSchema)
@needs("record.write", match=True)
def done_edits(given: dict[str, Any], key: str) -> Response:
    """Say which of the plan's edits were done; completed in part, only these are merged."""
    with showing(lambda: service.plan_of(key)):
        work_service.choose_edits(key, given["edits"])
    found = service.plan_of(key)
    return with_etag(found, found["revision"])


@blueprint.get("/changes/<key>/comments")
@blueprint.response(200, ChangeCommentsSchema)
@needs("record.read")
def comments(key: str) -> dict[str, Json]:
    """Return the lines of a change's plan and the comments on them, also on lines that are gone."""
    return work_service.comments_of(key)


@blueprint.post("/changes/<key>/comments")
@blueprint.arguments(NewCommentSchema)
@blueprint.response(201, ChangeCommentsSchema)
@needs("record.write", once=True)
def comment(given: dict[str, Any], key: str) -> tuple[dict[str, Json], int]:
    """Comment on a line of a change's plan; internal unless said otherwise."""
    work_service.comment(key, given)
    return work_service.comments_of(key), 201


@blueprint.post("/changes/<key>/comments/<comment>/answers")
@blueprint.arguments(CommentAnswerSchema)
@blueprint.response(201, ChangeCommentsSchema)
@needs("record.write", once=True)
def answer_comment(given: dict[str, Any], key: str, comment: str) -> tuple[dict[str, Json], int]:
    """Answer a comment, resolve it, or open it again."""
    work_service.answer_comment(key, comment, given)
    return work_service.comments_of(key), 201


@blueprint.get("/changes/<key>/drift")
@blueprint.response(200, DriftSchema)
@needs("impact.ask")
def drift(key: str) -> dict[str, Json]:
    """Return what has moved since a change was approved."""
    return work_service.drift(key)


@blueprint.get("/change-policy")
@blueprint.response(200, ChangePolicySchema)
@needs("record.read")
def policy() -> Response:
    """Return what follows where the facts have moved since a change was approved."""
    return shown_policy()


def shown_policy() -> Response:
    """Return the policy with its ETag."""
    found = work_service.policy()
    return with_etag(found, found["revision"])


@blueprint.put("/change-policy")
@blueprint.arguments(NewChangePolicySchema)
@blueprint.response(200, ChangePolicySchema)
@needs("change.decide", match=True)
def put_policy(given: dict[str, Any]) -> Response:
    """Declare whether a change whose facts have moved is approved anew before it starts."""
    with showing(work_service.policy):
        work_service.put_policy(given)
    return shown_policy()


@blueprint.get("/changes/<key>/back-out")
@blueprint.response(200, WayBackSchema)
@needs("record.read")
def read_way_back(key: str) -> dict[str, Json]:
    """Return how a merged change would be taken back now, and where the graph has moved since."""
    return work_service.way_back_of(key)


@blueprint.post("/changes/<key>/back-out")
@blueprint.arguments(BackOutSchema)
@blueprint.response(200, RecordDetailSchema)
@needs("record.write", once=True)
def back_out(given: dict[str, Any], key: str) -> Response:
    """Back a change out: what it merged is taken back as one revision, with its conflicts settled."""
    work_service.back_out(key, given)
    found = detail(CHANGE, key)
    return with_etag(found, found["revision"])


@blueprint.get("/changes/<key>/review")
@blueprint.response(200, ChangeReviewSchema)
@needs("impact.ask")
def review(key: str) -> dict[str, Json]:
    """Return what was predicted of a change and what happened: a verdict for each service, with the records behind."""
    return work_service.review(key)


@blueprint.get("/closed-periods")
@blueprint.response(200, ClosedPeriodListSchema)
@needs("record.read")
def periods() -> dict[str, Json]:
    """List the freezes and maintenance periods, by start."""
    return service.closed_periods()


@blueprint.put("/closed-periods/<name>")
@blueprint.arguments(ClosedPeriodSchema)
@blueprint.response(200, NamedPeriodSchema)
@needs("change.decide")
def close_period(given: dict[str, Any], name: str) -> dict[str, Json]:
    """Declare when nothing is changed, or when others work; the same name again replaces it."""
    return service.close_period(name, given)


@blueprint.delete("/closed-periods/<name>")
@blueprint.response(204)
@needs("change.decide")
def drop_period(name: str) -> str:
    """Remove a freeze or a maintenance period."""
    service.drop_period(name)
    return ""
