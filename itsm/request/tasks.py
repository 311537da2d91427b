"""Which tasks of a request are ready? A plan with dependencies, and what its entries say is done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cmdb.entities import instant_json
from cmdb.errors import Invalid
from cmdb.values import Json
from itsm.kernel.activity import Activity, in_order
from itsm.kernel.circle import circle

__all__ = ["Planned", "Task", "parse_tasks", "plan_document", "standing", "task_document"]

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
KNOWN = ("id", "title", "team", "after")
MOST = 100
MOST_TEXT = 300


@dataclass(frozen=True, slots=True)
class Planned:
    """A task as it is declared: what is done, by which team, after which others (by id)."""

    id: str
    title: str
    team: str = ""
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """A task as it stands: it waits for others, is ready, or is done (when, by whom)."""

    planned: Planned
    state: Literal["waiting", "ready", "done"]
    waits_for: tuple[str, ...] = ()
    done_at: datetime | None = None
    done_by: str = ""


def parse_tasks(where: str, said: Json) -> tuple[Planned, ...]:
    """Read a plan: ``[{"id", "title", "team", "after": [ids]}]``. Raises ``Invalid``, naming a circle."""
    if not isinstance(said, list) or len(said) > MOST:
        raise Invalid(where, "is no plan", said, f"a list of up to {MOST} tasks")
    plan = tuple(parse_task(f"{where}[{number}]", each) for number, each in enumerate(said))
    ids = [each.id for each in plan]
    for number, each in enumerate(plan):
        if ids.count(each.id) > 1:
            raise Invalid(f"{where}[{number}].id", "is given twice", each.id, "each id once")
        for name in each.after:
            if name not in ids:
                raise Invalid(f"{where}[{number}].after", "names no task", name, ", ".join(ids))
    if round_about := circle({each.id: each.after for each in plan}):
        path = " -> ".join(round_about)
        raise Invalid(where, "has tasks that wait for each other in a circle", path, "an order in which one is first")
    return plan


def parse_task(where: str, said: Json) -> Planned:
    """Read one task."""
    if not isinstance(said, dict):
        raise Invalid(where, "is no task", said, "an object with id, title, team and after")
    for name in said:
        if name not in KNOWN:
            raise Invalid(f"{where}.{name}", "is not understood", name, ", ".join(KNOWN))
    number, title, team, after = said.get("id"), said.get("title"), said.get("team", ""), said.get("after", [])
    if not isinstance(number, str) or not NAME.fullmatch(number):
        raise Invalid(f"{where}.id", "is no id", number, "small letters, digits, _ and -")
    if not isinstance(title, str) or not 0 < len(title.strip()) <= MOST_TEXT:
        raise Invalid(f"{where}.title", "says nothing or too much", title, f"1 to {MOST_TEXT} characters")
    if not isinstance(team, str) or len(team) > MOST_TEXT:
        raise Invalid(f"{where}.team", "is no team", team, f"up to {MOST_TEXT} characters")
    if not isinstance(after, list) or not all(isinstance(each, str) for each in after):
        raise Invalid(f"{where}.after", "is no list of tasks", after, "ids of other tasks")
    return Planned(number, title.strip(), team.strip(), tuple(dict.fromkeys(str(each) for each in after)))


def standing(plan: Iterable[Planned], entries: Iterable[Activity]) -> Sequence[Task]:
    """Return how the tasks of a plan stand, in the plan's order: one is ready when all that it is after is done."""
    done: dict[str, Activity] = {}
    for entry in in_order(entries):
        if entry.kind == "task" and entry.facts.get("event") == "done":
            done.setdefault(str(entry.facts.get("task")), entry)
    found = []
    for each in plan:
        waits = tuple(name for name in each.after if name not in done)
        if each.id in done:
            entry = done[each.id]
            found.append(Task(each, "done", (), entry.occurred_at, entry.by))
        else:
            found.append(Task(each, "waiting" if waits else "ready", waits))
    return found


def plan_document(plan: Iterable[Planned]) -> list[Json]:
    """Return a plan as JSON."""
    return [{"id": e.id, "title": e.title, "team": e.team, "after": list[Json](e.after)} for e in plan]


def task_document(task: Task) -> dict[str, Json]:
    """Return a task as it stands."""
    (planned,) = plan_document([task.planned])
    told: Mapping[str, Json] = planned if isinstance(planned, dict) else {}
    return {
        **told,
        "state": task.state,
        "waits_for": list[Json](task.waits_for),
        "done_at": instant_json(task.done_at),
        "done_by": task.done_by,
    }
