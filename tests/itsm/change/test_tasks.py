"""Tasks and checks of a change: an order or its circle by name, what is ready, what stands in the way of completing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cmdb.errors import Invalid
from cmdb.model import Key
from cmdb.values import Json
from itsm.change.tasks import Planned, as_expected, in_the_way, parse_tasks, standing
from itsm.kernel.activity import Activity

NOON = datetime(2026, 12, 5, 12, tzinfo=UTC)
PLAN: list[Json] = [
    {"id": "ping", "title": "It answers", "kind": "check_before", "expected": "yes"},
    {"id": "drain", "title": "Drain it", "owner": "ann"},
    {"id": "patch", "title": "Patch it", "after": ["drain"]},
    {"id": "again", "title": "It answers again", "kind": "check_after", "expected": "yes", "after": ["patch"]},
]


def entry(task: str, event: str, minute: int, found: str = "") -> Activity:
    facts: dict[str, Json] = {"task": task, "event": event, "found": found}
    at = NOON + timedelta(minutes=minute)
    return Activity(Key("chg-1"), f"{minute:04}", "task", at, "ann", facts=facts)


def states(*entries: Activity) -> list[str]:
    return [each.state for each in standing(parse_tasks("tasks", PLAN), entries)]


def test_what_is_ready_follows_from_what_is_done_in_any_order_of_entries() -> None:
    assert states() == ["ready", "waiting", "waiting", "waiting"]
    assert states(entry("ping", "done", 1)) == ["done", "ready", "waiting", "waiting"]
    told = [entry("ping", "done", 1), entry("drain", "done", 2), entry("patch", "done", 3)]
    assert states(*told) == states(*told[::-1]) == ["done", "done", "done", "ready"]
    assert states(*told, entry("drain", "reopened", 4)) == ["done", "ready", "done", "ready"]


def test_a_check_that_failed_keeps_the_work_waiting_until_it_is_answered_anew() -> None:
    failed = entry("ping", "failed", 1, "no")
    assert states(failed)[:2] == ["failed", "waiting"]
    (ping, *_) = standing(parse_tasks("tasks", PLAN), [failed])
    assert (ping.found, ping.done_by) == ("no", "ann")
    assert states(failed, entry("ping", "done", 2, "yes"))[:2] == ["done", "ready"]


def test_required_checks_stand_in_the_way_and_plain_tasks_do_not() -> None:
    plan = parse_tasks("tasks", PLAN)
    assert [each.planned.id for each in in_the_way(standing(plan, []))] == ["ping", "again"]
    told = [entry("ping", "done", 1), entry("again", "failed", 2, "no")]
    assert [(each.planned.id, each.state) for each in in_the_way(standing(plan, told))] == [("again", "failed")]


def test_an_answer_is_compared_without_case_and_spaces() -> None:
    check = Planned("a", "A", "check_after", "HTTP 200")
    assert as_expected(check, " http  200 ")
    assert not as_expected(check, "HTTP 500")


@pytest.mark.parametrize(
    ("said", "where", "value"),
    [
        (
            [{"id": "a", "title": "A", "after": ["b"]}, {"id": "b", "title": "B", "after": ["a"]}],
            "tasks",
            "a -> b -> a",
        ),
        (
            [
                {"id": "a", "title": "A", "kind": "check_before", "expected": "x", "after": ["b"]},
                {"id": "b", "title": "B"},
            ],
            "tasks",
            "a -> b -> a",
        ),
        ([{"id": "a", "title": "A", "after": ["gone"]}], "tasks[0].after", "gone"),
        ([{"id": "a", "title": "A"}, {"id": "a", "title": "B"}], "tasks[0].id", "a"),
        ([{"id": "a", "title": "A", "kind": "check_after"}], "tasks[0].expected", ""),
        ([{"id": "a", "title": "A", "expected": "x"}], "tasks[0].expected", "x"),
        ([{"id": "a", "title": " "}], "tasks[0].title", " "),
        ([{"id": "A", "title": "A"}], "tasks[0].id", "A"),
        ([{"id": "a", "title": "A", "kind": "dream"}], "tasks[0].kind", "dream"),
        ([{"id": "a", "title": "A", "colour": "red"}], "tasks[0].colour", "colour"),
    ],
)
def test_tasks_that_cannot_be_are_named(said: Any, where: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_tasks("tasks", said)
    assert (refused.value.where, refused.value.value) == (where, value)
