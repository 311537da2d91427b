"""The verbs of requests: ask for an item, agree or refuse, finish a task, and the steps that hang on them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from cmdb.errors import Forbidden, Invalid, NotFound
from cmdb.model import Key
from cmdb.store.port import GraphStore
from cmdb.values import Json, normal_text
from itsm.kernel import desk
from itsm.kernel.activity import Activity, in_order
from itsm.kernel.draft import Draft
from itsm.kernel.fields import check_entered
from itsm.kernel.record import Record
from itsm.request.catalogue import TASKS, Approval, Item, approval_of
from itsm.request.form import checked_answers
from itsm.request.practice import REQUEST
from itsm.request.tasks import Task, parse_tasks, plan_document, standing

__all__ = ["finish_task", "open_request", "take_step", "tasks_of"]


def open_request(
    graph: GraphStore, item: Item, answers: Json, *, act: desk.Act, requester: str, scope: str | None = None
) -> Key:
    """Open a request for an item and return its key; where the item says so it waits for approval.

    The plan and the approvers are kept with the request: what is declared later changes nothing about it.
    Raises ``Invalid`` for answers that do not fit, and where only the requester could approve.
    """
    given = checked_answers(item.form, answers)
    if item.approval is not None:
        check_others(item.approval, requester)
    fields: dict[str, Json] = {"requester": requester, "item": item.name, "channel": "portal"}
    fields |= {"category": item.category} if item.category else {}
    fields |= {"scope": scope} if scope else {}
    if item.delivery_days is not None:
        fields["delivery_due"] = (act.now + timedelta(days=item.delivery_days)).date().isoformat()
    body: dict[str, Json] = {
        "form": given,
        "item": {"name": item.name, "title": item.title},
        "questions": [{"name": name, "title": each.title} for name, each in item.form.fields.items()],
        "tasks": plan_document(item.tasks),
        "approval": approval_document(item.approval),
        "fulfilled_by": item.fulfilled_by,
    }
    key = desk.open_record(graph, REQUEST, Draft(item.title, fields, body=body), act=act)
    if item.approval is not None:
        desk.move(graph, REQUEST, key, "ask", act=act._replace(id=f"{act.id}-ask"))
    return key


def check_others(approval: Approval, requester: str) -> None:
    """Raise ``Invalid`` where nobody but the requester could approve."""
    others = [each for each in approval.accounts if normal_text(each) != normal_text(requester)]
    if not approval.roles and len(others) < approval.votes:
        allowed = "an item that others can approve too"
        raise Invalid("approval", "nobody approves their own request, and too few others are named", requester, allowed)


def approval_document(approval: Approval | None) -> Json:
    """Return an approval as JSON."""
    if approval is None:
        return None
    return {
        "accounts": list[Json](approval.accounts),
        "roles": list[Json](approval.roles),
        "votes": approval.votes,
    }


def tasks_of(graph: GraphStore, record: Record, *, as_of: int | None = None) -> Sequence[Task]:
    """Return the tasks of a request as they stand."""
    plan = parse_tasks("tasks", record.body.get("tasks", []))
    return standing(plan, desk.timeline(graph, record.key, as_of=as_of)) if plan else ()


def finish_task(graph: GraphStore, record: Record, task: str, *, act: desk.Act, text: str = "") -> None:
    """Say that a task is done; with the last one the request is fulfilled, unless its item leaves that to people.

    Raises ``NotFound``, and ``Invalid`` for a task that is not ready.
    """
    found = {each.planned.id: each for each in tasks_of(graph, record)}
    if task not in found:
        raise NotFound("task", task, tuple(found))
    if record.state != "in_progress":
        raise Invalid("task", f"is not worked on in state {record.state}", task, "a request that is being fulfilled")
    if found[task].state == "waiting":
        raise Invalid("task", f"waits for {', '.join(found[task].waits_for)}", task, ready(found.values()))
    if found[task].state == "done":
        raise Invalid("task", "is done already", task, ready(found.values()))
    facts: dict[str, Json] = {"task": task, "event": "done", "title": found[task].planned.title}
    entry = Activity(record.key, act.id, "task", act.now, act.stamp.actor, text, facts=facts)
    desk.add(graph, REQUEST, entry, stamp=act.stamp)
    fulfil_where_done(graph, record.key, act=act)


def fulfil_where_done(graph: GraphStore, key: Key, *, act: desk.Act) -> None:
    """Take the step to fulfilled where nothing is left to do; where something is needed for it, note what."""
    record = desk.find_record(graph, key)
    known = tasks_of(graph, record)
    open_still = record.state != "in_progress" or any(each.state != "done" for each in known)
    if open_still or record.body.get("fulfilled_by", TASKS) != TASKS:
        return
    why = f"All {len(known)} tasks are done" if len(known) > 1 else "Its task is done"
    try:
        check_entered(graph, REQUEST, REQUEST.lifecycle.step(record.state, "fulfil").target, record.attributes, {})
    except Invalid as error:
        text = f"{why}, but it is not fulfilled by itself: {error}"
        note = Activity(key, f"{act.id}-left", "note", act.now, act.stamp.actor, text)
        desk.add(graph, REQUEST, note, stamp=act.stamp)
        return
    said = desk.Said(text=f"{why}, so it is fulfilled.", public=True)
    try:
        desk.move(graph, REQUEST, key, "fulfil", act=act._replace(id=f"{act.id}-fulfilled"), said=said)
    except Invalid:
        # Somebody else finished another task at the same moment, or put it on hold: then theirs stands.
        if desk.find_record(graph, key).state == "in_progress":
            raise


def ready(tasks: Collection[Task]) -> str:
    """Return in words which tasks are ready."""
    return ", ".join(each.planned.id for each in tasks if each.state == "ready") or "none is ready"


def take_step(
    graph: GraphStore, record: Record, step: str, *, act: desk.Act, said: desk.Said, roles: Collection[str]
) -> str:
    """Take a step of a request's lifecycle and return its state then; ``roles`` are those of whoever takes it.

    ``approve`` gives one's voice, and approves when enough have. Raises ``NotFound``, ``Invalid`` (an approval that
    was passed over, tasks that are open), ``Forbidden`` (somebody who does not approve it).
    """
    REQUEST.lifecycle.step(record.state, step)
    approval = approval_of("approval", record.body.get("approval"))
    if step == "start" and approval is not None:
        raise Invalid("step", "its item needs approval", step, "ask")
    if step == "fulfil":
        check_done(graph, record)
    if step in ("approve", "reject") and approval is not None:
        check_approver(graph, record, approval, act.stamp.actor, roles)
        if step == "approve":
            return approve(graph, record, approval, act=act, said=said)
    if step == "reject":
        # Whoever asked is told why not.
        said = said._replace(text=said.text or str(said.fields.get("resolution", "")), public=True)
    return desk.move(graph, REQUEST, record.key, step, act=act, said=said)


def check_done(graph: GraphStore, record: Record) -> None:
    """Raise ``Invalid`` while tasks are open."""
    left = [each.planned.id for each in tasks_of(graph, record) if each.state != "done"]
    if left:
        raise Invalid("step", f"tasks are open: {', '.join(left)}", "fulfil", "finish every task first")


def check_approver(graph: GraphStore, record: Record, approval: Approval, actor: str, roles: Collection[str]) -> None:
    """Raise ``Forbidden`` for somebody who does not approve it, ``Invalid`` for whoever asked for it."""
    if normal_text(actor) not in map(normal_text, approval.accounts) and not set(approval.roles) & set(roles):
        raise Forbidden(f"approval by {', '.join((*approval.accounts, *approval.roles))}")
    if normal_text(actor) in own(graph, record):
        raise Invalid("step", "nobody decides on their own request", actor, "somebody else's voice")


def own(graph: GraphStore, record: Record) -> set[str]:
    """Return whose request it is: who asked, and who wrote it down."""
    named = {record.text("requester"), *(e.by for e in desk.timeline(graph, record.key) if e.kind == "opened")}
    return {normal_text(each) for each in named}


def approve(graph: GraphStore, record: Record, approval: Approval, *, act: desk.Act, said: desk.Said) -> str:
    """Give one's voice, and approve when enough have."""
    entries = desk.timeline(graph, record.key)
    facts: dict[str, Json] = {"decision": "approve"}
    vote = Activity(
        record.key, act.id, "vote", desk.after_last(entries, act.now), act.stamp.actor, said.text, facts=facts
    )
    desk.add(graph, REQUEST, vote, stamp=act.stamp)
    agreeing = voices(desk.timeline(graph, record.key))
    now = desk.find_record(graph, record.key).state
    if len(agreeing - own(graph, record)) < approval.votes or now != "approval":
        return now
    enough = act._replace(id=f"{act.id}-approved")
    return desk.move(graph, REQUEST, record.key, "approve", act=enough, said=said)


def voices(entries: Sequence[Activity]) -> set[str]:
    """Return who agreed since approval was last asked for."""
    found: set[str] = set()
    for entry in in_order(entries):
        if entry.kind == "transition" and entry.facts.get("to") == "approval":
            found = set()
        elif entry.kind == "vote" and entry.facts.get("decision") == "approve":
            found.add(normal_text(entry.by))
    return found
