"""Which tasks and checks of a change are ready, done or failed? A plan with dependencies, and what its entries say."""

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

__all__ = ["TASKS", "Planned", "Task", "as_expected", "in_the_way", "parse_tasks", "standing", "task_document"]

TASKS = "tasks"
"""Where a change's record keeps its tasks."""

Kind = Literal["task", "check_before", "check_after"]
KINDS: Mapping[str, Kind] = {"task": "task", "check_before": "check_before", "check_after": "check_after"}
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
KNOWN = ("id", "title", "kind", "expected", "owner", "after", "required")
MOST = 200
MOST_TEXT = 300


@dataclass(frozen=True, slots=True)
class Planned:
    """A task as it is planned: what is done by whom, after which others (by id).

    A check is a task with an expected answer, asked before everything else or after it. ``required``: a change is
    not completed with success without it.
    """

    id: str
    title: str
    kind: Kind = "task"
    expected: str = ""
    owner: str = ""
    after: tuple[str, ...] = ()
    required: bool = False

    @property
    def check(self) -> bool:
        """Say whether it asks for an answer."""
        return self.kind != "task"


@dataclass(frozen=True, slots=True)
class Task:
    """A task as it stands; of a check ``found`` is what was found, and ``failed`` that it is not as expected."""

    planned: Planned
    state: Literal["waiting", "ready", "done", "failed"]
    waits_for: tuple[str, ...] = ()
    done_at: datetime | None = None
    done_by: str = ""
    found: str = ""


def parse_tasks(where: str, said: Json) -> tuple[Planned, ...]:
    """Read tasks: ``[{"id", "title", "kind", "expected", "owner", "after": [ids], "required"}]``.

    Raises ``Invalid``, naming a circle.
    """
    if not isinstance(said, list) or len(said) > MOST:
        raise Invalid(where, "are no tasks", str(said)[:100], f"a list of up to {MOST} tasks")
    plan = tuple(parse_task(f"{where}[{number}]", each) for number, each in enumerate(said))
    ids = [each.id for each in plan]
    for number, each in enumerate(plan):
        if ids.count(each.id) > 1:
            raise Invalid(f"{where}[{number}].id", "is given twice", each.id, "each id once")
        for name in each.after:
            if name not in ids:
                raise Invalid(f"{where}[{number}].after", "names no task", name, ", ".join(ids))
    if round_about := circle({each.id: awaited(plan, each) for each in plan}):
        path = " -> ".join(round_about)
        raise Invalid(where, "wait for each other in a circle", path, "an order in which one is first")
    return plan


def awaited(plan: Sequence[Planned], each: Planned) -> tuple[str, ...]:
    """Return what a task waits for: what it names, and the required checks before everything, being none itself."""
    if each.kind == "check_before":
        return each.after
    before = (other.id for other in plan if other.kind == "check_before" and other.required)
    return tuple(dict.fromkeys((*each.after, *before)))


def parse_task(where: str, said: Json) -> Planned:
    """Read one task."""
    if not isinstance(said, dict):
        raise Invalid(where, "is no task", str(said)[:100], f"an object with {', '.join(KNOWN)}")
    if unknown := sorted(set(said) - set(KNOWN)):
        raise Invalid(f"{where}.{unknown[0]}", "is not understood", unknown[0], ", ".join(KNOWN))
    number, kind, after = said.get("id"), said.get("kind", "task"), said.get("after", [])
    if not isinstance(number, str) or not NAME.fullmatch(number):
        raise Invalid(f"{where}.id", "is no id", number, "small letters, digits, _ and -")
    if not isinstance(kind, str) or kind not in KINDS:
        raise Invalid(f"{where}.kind", "is no kind of task", str(kind)[:64], ", ".join(KINDS))
    title, expected, owner = (words(f"{where}.{name}", said.get(name, "")) for name in ("title", "expected", "owner"))
    if not title:
        raise Invalid(f"{where}.title", "says nothing", said.get("title"), f"1 to {MOST_TEXT} characters")
    if bool(expected) != (kind != "task"):
        allowed = "what a check should find" if kind != "task" else "nothing: only checks expect an answer"
        raise Invalid(f"{where}.expected", "is missing" if kind != "task" else "is not asked for", expected, allowed)
    if not isinstance(after, list) or not all(isinstance(each, str) for each in after):
        raise Invalid(f"{where}.after", "is no list of tasks", str(after)[:100], "ids of other tasks")
    required = said.get("required", kind != "task")
    if not isinstance(required, bool):
        raise Invalid(f"{where}.required", "is neither true nor false", str(required)[:64], "true, false")
    others = tuple(dict.fromkeys(str(each) for each in after))
    return Planned(number, title, KINDS[kind], expected, owner, others, required)


def words(where: str, said: Json) -> str:
    """Return a text without spaces around it. Raises ``Invalid``."""
    if not isinstance(said, str) or len(said.strip()) > MOST_TEXT:
        raise Invalid(where, "is no text, or too long", str(said)[:80], f"up to {MOST_TEXT} characters")
    return said.strip()


def as_expected(planned: Planned, found: str) -> bool:
    """Say whether what was found is what a check expects; letter case and spaces do not matter."""
    return " ".join(found.split()).casefold() == " ".join(planned.expected.split()).casefold()


def standing(plan: Sequence[Planned], entries: Iterable[Activity]) -> Sequence[Task]:
    """Return how tasks stand, in their order; the last entry about each holds."""
    last: dict[str, Activity] = {}
    for entry in in_order(entries):
        if entry.kind == "task":
            last[str(entry.facts.get("task"))] = entry
    done = {name for name, entry in last.items() if entry.facts.get("event") == "done"}
    return [task_standing(plan, each, last.get(each.id), done) for each in plan]


def task_standing(plan: Sequence[Planned], each: Planned, entry: Activity | None, done: set[str]) -> Task:
    """Return how one task stands."""
    if entry is not None and entry.facts.get("event") in ("done", "failed"):
        state: Literal["done", "failed"] = "done" if entry.facts["event"] == "done" else "failed"
        return Task(each, state, (), entry.occurred_at, entry.by, str(entry.facts.get("found", "")))
    waits = tuple(name for name in awaited(plan, each) if name not in done)
    return Task(each, "waiting" if waits else "ready", waits)


def in_the_way(tasks: Iterable[Task]) -> list[Task]:
    """Return the required tasks and checks that are open or failed."""
    return [each for each in tasks if each.planned.required and each.state != "done"]


def planned_document(each: Planned) -> dict[str, Json]:
    """Return a task as ``parse_tasks`` reads it."""
    return {
        "id": each.id,
        "title": each.title,
        "kind": each.kind,
        "expected": each.expected,
        "owner": each.owner,
        "after": list[Json](each.after),
        "required": each.required,
    }


def task_document(task: Task) -> dict[str, Json]:
    """Return a task as it stands."""
    return {
        **planned_document(task.planned),
        "state": task.state,
        "waits_for": list[Json](task.waits_for),
        "done_at": instant_json(task.done_at),
        "done_by": task.done_by,
        "found": task.found,
    }
