"""Task plans: an order is found or its circle named, and what is ready follows from what is done."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from cmdb.errors import Invalid
from cmdb.model import Key
from itsm.kernel.activity import Activity
from itsm.kernel.circle import circle
from itsm.request.tasks import Planned, parse_tasks, standing

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PLAN = parse_tasks(
    "tasks",
    [
        {"id": "order", "title": "Order it"},
        {"id": "account", "title": "Make an account", "team": "identity"},
        {"id": "install", "title": "Install it", "after": ["order", "account"]},
        {"id": "hand-over", "title": "Hand it over", "after": ["install"]},
    ],
)


def done(task: str, number: int = 1, by: str = "ann") -> Activity:
    return Activity(Key("req-1"), f"{number}", "task", NOON, by, facts={"task": task, "event": "done"})


def states(*entries: Activity) -> dict[str, str]:
    return {each.planned.id: each.state for each in standing(PLAN, entries)}


def test_a_task_becomes_ready_when_all_that_it_is_after_is_done() -> None:
    assert states() == {"order": "ready", "account": "ready", "install": "waiting", "hand-over": "waiting"}
    assert states(done("order"))["install"] == "waiting"
    assert states(done("order"), done("account", 2)) == {
        "order": "done",
        "account": "done",
        "install": "ready",
        "hand-over": "waiting",
    }
    (waiting,) = [each for each in standing(PLAN, [done("order")]) if each.planned.id == "install"]
    assert waiting.waits_for == ("account",)


def test_done_twice_is_done_by_the_first_whatever_order_it_is_told_in() -> None:
    first, second = done("order", 1, "ann"), done("order", 2, "bob")
    for told in ([first, second], [second, first]):
        assert standing(PLAN, told)[0].done_by == "ann"


def test_a_circle_is_refused_and_named() -> None:
    round_about: list[Any] = [
        {"id": "start", "title": "s"},
        {"id": "a", "title": "a", "after": ["start", "c"]},
        {"id": "b", "title": "b", "after": ["a"]},
        {"id": "c", "title": "c", "after": ["b"]},
        {"id": "end", "title": "e", "after": ["c"]},
    ]
    with pytest.raises(Invalid) as fault:
        parse_tasks("tasks", round_about)
    assert fault.value.value == "a -> c -> b -> a"
    with pytest.raises(Invalid, match="a -> a"):
        parse_tasks("tasks", [{"id": "a", "title": "a", "after": ["a"]}])


def test_a_circle_is_found_in_whatever_order_tasks_stand() -> None:
    chance = random.Random(7)
    for _ in range(200):
        size = chance.randrange(1, 8)
        plan = [
            Planned(str(n), "t", after=tuple(str(m) for m in range(size) if chance.random() < 0.2)) for n in range(size)
        ]
        found = circle({each.id: each.after for each in plan})
        mixed = plan.copy()
        chance.shuffle(mixed)
        assert circle({each.id: each.after for each in mixed}) == found
        after = {each.id: each.after for each in plan}
        if found:
            assert found[0] == found[-1]
            assert all(b in after[a] for a, b in pairwise(found))
        else:
            assert not any(each in reach(after, each) for each in after)


def reach(after: dict[str, tuple[str, ...]], start: str) -> set[str]:
    found: set[str] = set()
    left = list(after[start])
    while left:
        if (name := left.pop()) not in found:
            found.add(name)
            left += after[name]
    return found


@pytest.mark.parametrize(
    ("plan", "where"),
    [
        ([{"id": "a", "title": "a"}, {"id": "a", "title": "b"}], "tasks[0].id"),
        ([{"id": "a", "title": "a", "after": ["z"]}], "tasks[0].after"),
        ([{"id": "A b", "title": "a"}], "tasks[0].id"),
        ([{"id": "a", "title": " "}], "tasks[0].title"),
        ([{"id": "a", "title": "a", "by": "x"}], "tasks[0].by"),
        ([{"id": "a", "title": "a", "after": "b"}], "tasks[0].after"),
        ("order", "tasks"),
    ],
)
def test_a_plan_that_cannot_be_read_is_refused_at_its_place(plan: object, where: str) -> None:
    with pytest.raises(Invalid) as fault:
        parse_tasks("tasks", plan)  # type: ignore[arg-type]  # wrong on purpose
    assert fault.value.where == where
    assert fault.value.allowed
