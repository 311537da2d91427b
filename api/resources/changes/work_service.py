"""From a request about carrying a change out, taking it back or looking back upon it to the practice, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.backend import backend
from api.preconditions import expected
from api.resources.changes.service import whole_estate
from api.resources.records.service import act, seen_record
from api.sight import stamp
from cmdb.plan import plan_document
from cmdb.values import Json
from itsm.change import comments, work
from itsm.change.drift import NAME, POLICY, drift_document, parse_policy, reapproves
from itsm.change.practice import CHANGE
from itsm.change.proposal import of_record
from itsm.change.tasks import task_document
from itsm.change.way_back import Settled, way_back
from itsm.change.way_back import conflict_document as moved_document
from itsm.change.work import tasks_of
from itsm.flows.change_aftermath import review_document
from itsm.kernel import declared
from itsm.kernel.desk import Said, timeline
from itsm.steps import drift_of, take_step_of_change

__all__ = [
    "answer_comment",
    "answer_task",
    "back_out",
    "choose_edits",
    "comment",
    "comments_of",
    "drift",
    "policy",
    "put_policy",
    "put_tasks",
    "review",
    "tasks",
    "way_back_of",
]


def tasks(key: str) -> tuple[dict[str, Json], int]:
    """Return a change's tasks as they stand, and its revision."""
    record = seen_record(CHANGE, key)
    found = tasks_of(backend().graph, record)
    return {"items": [task_document(each) for each in found], "next": None}, record.revision


def put_tasks(key: str, said: Json) -> None:
    """Put other tasks in the place of a change's."""
    work.put_tasks(backend().graph, seen_record(CHANGE, key), said, act=act(), expected=expected())


def answer_task(key: str, task: str, given: Mapping[str, Any]) -> None:
    """Say that a task is done, what a check has found, or that it is open again."""
    graph, record = backend().graph, seen_record(CHANGE, key)
    work.answer_task(graph, record, task, act=act(), found=given["found"], text=given["text"], undo=given["undo"])


def comments_of(key: str) -> dict[str, Json]:
    """Return the lines of a change's plan, and what was said of them."""
    here, record = backend(), seen_record(CHANGE, key)
    lines = comments.lines_of_change(here.estate, record)
    return comments.comments_document(timeline(here.graph, record.key), lines)


def comment(key: str, given: Mapping[str, Any]) -> None:
    """Say something of a line."""
    record = seen_record(CHANGE, key)
    comments.comment(backend().estate, record, given["line"], given["text"], act=act(), public=given["public"])


def answer_comment(key: str, to: str, given: Mapping[str, Any]) -> None:
    """Answer a comment, or resolve it."""
    record, resolved = seen_record(CHANGE, key), given["resolved"]
    found = backend().estate
    comments.answer(found, record, to, given["text"], act=act(), public=given["public"], resolved=resolved)


def choose_edits(key: str, edits: Sequence[int]) -> None:
    """Say which of the plan's edits were done."""
    whole_estate()
    here, record = backend(), seen_record(CHANGE, key)
    plan = of_record(record, here.rules().schema).plan
    work.choose_done(here.graph, record, plan, edits, act=act(), expected=expected())


def drift(key: str) -> dict[str, Json]:
    """Return what has moved since a change was approved."""
    whole_estate()
    here = backend()
    found = drift_of(here.estate, seen_record(CHANGE, key), now=here.clock())
    return {**drift_document(found), "reapprove": reapproves(here.graph)}


def policy() -> dict[str, Json]:
    """Return what follows from drift, with the revision of what is declared; 0: nobody has declared it."""
    graph = backend().graph
    stored = declared.declared(graph, POLICY).get(NAME)
    return {"reapprove_on_drift": reapproves(graph), "revision": stored.revision if stored else 0}


def put_policy(given: Mapping[str, Any]) -> None:
    """Declare what follows from drift, at the revision that If-Match names. Raises ``PreconditionFailed``."""
    whole_estate()
    doing = stamp("change policy")
    declared.declare(backend().graph, POLICY, NAME, dict(given), check=parse_policy, stamp=doing, expected=expected())


def way_back_of(key: str) -> dict[str, Json]:
    """Return how a merged change would be taken back now."""
    whole_estate()
    found = way_back(backend().estate, seen_record(CHANGE, key).key)
    return {
        "change": key,
        "revisions": list[Json](found.revisions),
        "plan": plan_document(found.plan),
        "conflicts": [moved_document(each) for each in found.conflicts],
    }


def back_out(key: str, given: Mapping[str, Any]) -> None:
    """Back a change out, with its conflicts settled."""
    whole_estate()
    record = seen_record(CHANGE, key)
    settled = [Settled(**each) for each in given["settled"]]
    said = Said({"outcome": given["outcome"]}, given["text"])
    take_step_of_change(backend().estate, record, "back_out", act=act(), said=said, settled=settled)


def review(key: str) -> dict[str, Json]:
    """Return what was predicted of a change and what happened."""
    whole_estate()
    here = backend()
    return review_document(here.estate, seen_record(CHANGE, key), now=here.clock())
