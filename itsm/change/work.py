"""Carrying a change out: its tasks and checks, and which of the plan's edits were done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from cmdb.errors import Invalid, NotFound
from cmdb.plan import Plan
from cmdb.store.port import GraphStore
from cmdb.values import Json
from itsm.change.practice import CHANGE, MERGED
from itsm.change.tasks import TASKS, Planned, Task, as_expected, in_the_way, parse_tasks, planned_document, standing
from itsm.kernel import desk
from itsm.kernel.activity import Activity
from itsm.kernel.record import Record

__all__ = ["DONE", "answer_task", "check_complete", "choose_done", "done_edits", "done_of", "put_tasks", "tasks_of"]

DONE = "done"
"""Where a change's record keeps the places of the edits that were done, where it was carried out in part."""

PLANNED = ("draft", "assessment", "approval", "scheduled", "implementing")


def planned_tasks(record: Record) -> tuple[Planned, ...]:
    """Return the tasks of a change as they are planned."""
    return parse_tasks("tasks", record.body.get(TASKS, []))


def tasks_of(graph: GraphStore, record: Record) -> Sequence[Task]:
    """Return the tasks of a change as they stand."""
    plan = planned_tasks(record)
    return standing(plan, desk.timeline(graph, record.key)) if plan else ()


def put_tasks(
    graph: GraphStore, record: Record, said: Json, *, act: desk.Act, expected: int | None = None
) -> Sequence[Task]:
    """Put other tasks in the place of a change's; what was answered already stays.

    Raises ``Invalid`` (naming the task, or the circle in which tasks wait for each other), ``PreconditionFailed``.
    """
    if record.state not in PLANNED:
        raise Invalid("tasks", f"are fixed in state {record.state}", record.key, f"a change in {', '.join(PLANNED)}")
    plan = parse_tasks("tasks", said)
    for task in tasks_of(graph, record):
        if task.state in ("done", "failed") and task.planned.id not in {each.id for each in plan}:
            raise Invalid("tasks", "was answered already and stays", task.planned.id, "the same tasks and more")
    kept: list[Json] = [planned_document(each) for each in plan]
    desk.replace_body(graph, CHANGE, record.key, {TASKS: kept}, act=act, expected=expected)
    return standing(plan, desk.timeline(graph, record.key))


def answer_task(
    graph: GraphStore, record: Record, task: str, *, act: desk.Act, found: str = "", text: str = "", undo: bool = False
) -> None:
    """Say that a task is done, what a check has found, or (``undo``) that it is open again.

    A check may be answered anew. Raises ``NotFound``, ``Invalid`` (nothing is worked on yet, it waits for others, a
    check without an answer).
    """
    tasks = {each.planned.id: each for each in tasks_of(graph, record)}
    if task not in tasks:
        raise NotFound("task", task, tuple(tasks))
    here = tasks[task]
    if record.state != "implementing":
        raise Invalid("task", f"is not worked on in state {record.state}", task, "a change that is being implemented")
    if undo:
        event = "reopened"
    else:
        check_answerable(here, found)
        event = "failed" if here.planned.check and not as_expected(here.planned, found) else "done"
    facts: dict[str, Json] = {"task": task, "event": event, "title": here.planned.title}
    if here.planned.check and not undo:
        facts |= {"expected": here.planned.expected, "found": found.strip()}
    known = desk.timeline(graph, record.key)
    last = [each.occurred_at for each in known if each.kind == "task"]
    at = max([desk.after_last(known, act.now), *(each + timedelta(microseconds=1) for each in last)])
    entry = Activity(record.key, act.id, "task", at, act.stamp.actor, text, facts=facts)
    desk.add(graph, CHANGE, entry, stamp=act.stamp)


def check_answerable(here: Task, found: str) -> None:
    """Raise ``Invalid`` where a task cannot be answered so."""
    planned = here.planned
    if here.state == "waiting":
        raise Invalid("task", f"waits for {', '.join(here.waits_for)}", planned.id, "these first")
    if here.state == "done" and not planned.check:
        raise Invalid("task", "is done already", planned.id, "a task that is ready")
    if planned.check and not found.strip():
        raise Invalid("found", "is needed to answer a check", None, f"what was found; expected: {planned.expected}")


def check_complete(graph: GraphStore, record: Record, outcome: str) -> None:
    """Raise ``Invalid`` where a change is said to have succeeded while a required check is open or failed."""
    if outcome not in MERGED:
        return
    for each in in_the_way(tasks_of(graph, record)):
        what = "check" if each.planned.check else "task"
        how = f"failed: {each.found!r} was found, {each.planned.expected!r} expected" if each.state == "failed" else ""
        reason = f"{what} {each.planned.id} ({each.planned.title}) {how or 'is open'}"
        raise Invalid("tasks", reason, outcome, "answer it as expected first, or complete as failed, or back out")


def done_of(record: Record) -> tuple[int, ...] | None:
    """Return the places of the plan's edits that were done, None where nobody has said."""
    kept = record.body.get(DONE)
    return tuple(int(str(each)) for each in kept) if isinstance(kept, list) else None


def choose_done(
    graph: GraphStore, record: Record, plan: Plan, edits: Sequence[int], *, act: desk.Act, expected: int | None = None
) -> None:
    """Say which of a plan's edits were done, by their places; the others stay in the record and are not merged.

    Raises ``Invalid``, ``PreconditionFailed``.
    """
    if record.state != "implementing":
        raise Invalid("edits", f"is not said in state {record.state}", record.key, "a change that is being implemented")
    for each in edits:
        if not 0 <= each < len(plan.edits):
            raise Invalid("edits", "there is no such edit", each, f"0 to {len(plan.edits) - 1}")
    kept: list[Json] = list[Json](sorted(set(edits)))
    desk.replace_body(graph, CHANGE, record.key, {DONE: kept}, act=act, expected=expected)


def done_edits(record: Record, plan: Plan, outcome: str) -> Plan:
    """Return the part of a plan that is merged with an outcome: all of it, or what was done.

    Raises ``Invalid`` for a change carried out in part of which nobody has said which.
    """
    if outcome != "partial" or not plan.edits:
        return plan
    done = done_of(record)
    if done is None:
        allowed = f"some of the edits 0 to {len(plan.edits) - 1}, chosen on the plan before it is completed"
        raise Invalid("edits", "nobody has said which edits of the plan were done", "partial", allowed)
    return replace(plan, edits=tuple(plan.edits[each] for each in done))
