"""Carrying a change out over HTTP: tasks and checks, completing it, and doing only a part of its plan."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Person
from tests.api.test_changes import step, submitted

pytestmark = pytest.mark.usefixtures("estate")

TASKS: list[dict[str, Any]] = [
    {"id": "ping", "title": "It answers", "kind": "check_before", "expected": "yes"},
    {"id": "drain", "title": "Drain it", "owner": "ann"},
    {"id": "again", "title": "It answers again", "kind": "check_after", "expected": "yes", "after": ["drain"]},
]
TWO = [
    {"op": "set", "ci": "db-1", "attributes": {"version": {"was": "13.2", "to": "15.1"}}},
    {"op": "set", "ci": "srv-a", "attributes": {"environment": {"was": "prod", "to": "test"}}},
]


def started(admin: Person, tasks: list[dict[str, Any]], **more: Any) -> str:
    """Start a standard change with tasks."""
    key = submitted(admin, kind="standard", **more)
    for name in ("request_approval", "approve"):
        step(admin, key, name)
    answer = admin.put(f"/changes/{key}/tasks", {"tasks": tasks}, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    step(admin, key, "start")
    return key


def answer(admin: Person, key: str, task: str, **said: Any) -> Any:
    """Answer a task and return the states of all."""
    given = admin.post(f"/changes/{key}/tasks/{task}/answers", said)
    assert given.status_code == 201, given.text
    return [each["state"] for each in given.get_json()["items"]]


def complete(admin: Person, key: str, outcome: str) -> Any:
    return admin.post(f"/changes/{key}/steps", {"step": "complete", "attributes": {"outcome": outcome}})


def test_a_change_is_not_completed_while_a_required_check_is_open_or_failed(admin: Person) -> None:
    key = started(admin, TASKS)
    waits = admin.post(f"/changes/{key}/tasks/drain/answers", {})
    assert (waits.status_code, "waits for ping" in waits.text) == (422, True)
    assert answer(admin, key, "ping", found="Yes") == ["done", "ready", "waiting"]
    assert answer(admin, key, "drain") == ["done", "done", "ready"]
    refused = complete(admin, key, "successful")
    assert (refused.status_code, "check again (It answers again) is open" in refused.text) == (422, True)
    assert answer(admin, key, "again", found="no") == ["done", "done", "failed"]
    refused = complete(admin, key, "successful_with_issues")
    assert (refused.status_code, "'no' was found, 'yes' expected" in refused.text) == (422, True)
    assert admin.get("/cis/db-1").get_json()["attributes"]["version"] == "13.2"
    assert answer(admin, key, "again", found="yes") == ["done", "done", "done"]
    assert complete(admin, key, "successful").get_json()["state"] == "review"
    assert admin.get("/cis/db-1").get_json()["attributes"]["version"] == "15.1"
    fixed = admin.put(f"/changes/{key}/tasks", {"tasks": []}, headers={"If-Match": "*"})
    assert (fixed.status_code, "fixed in state review" in fixed.text) == (422, True)


def test_a_failed_change_is_completed_with_its_failed_check_and_merges_nothing(admin: Person) -> None:
    key = started(admin, TASKS)
    answer(admin, key, "ping", found="no")
    assert complete(admin, key, "failed").get_json()["state"] == "review"
    assert admin.get("/cis/db-1").get_json()["attributes"]["version"] == "13.2"


def test_tasks_that_wait_in_a_circle_are_refused_by_name(admin: Person) -> None:
    key = submitted(admin)
    round_about = [{"id": "a", "title": "A", "after": ["b"]}, {"id": "b", "title": "B", "after": ["a"]}]
    assert admin.put(f"/changes/{key}/tasks", {"tasks": round_about}).status_code == 428
    refused = admin.put(f"/changes/{key}/tasks", {"tasks": round_about}, headers={"If-Match": "*"})
    assert (refused.status_code, "a -> b -> a" in refused.text) == (422, True)
    assert admin.get(f"/changes/{key}/tasks").get_json()["items"] == []


def test_answered_tasks_stay_and_a_task_may_be_opened_again(admin: Person) -> None:
    key = started(admin, TASKS)
    answer(admin, key, "ping", found="yes")
    gone = admin.put(f"/changes/{key}/tasks", {"tasks": TASKS[1:2]}, headers={"If-Match": "*"})
    assert (gone.status_code, "was answered already" in gone.text) == (422, True)
    answer(admin, key, "drain")
    assert answer(admin, key, "drain", undo=True) == ["done", "ready", "waiting"]
    assert admin.post(f"/changes/{key}/tasks/gone/answers", {}).status_code == 404
    assert admin.post(f"/changes/{key}/tasks/ping/answers", {}).status_code == 422


def test_only_the_edits_that_were_done_are_merged_and_the_rest_stays_in_the_record(admin: Person) -> None:
    key = started(admin, [], edits=TWO)
    unsaid = complete(admin, key, "partial")
    assert (unsaid.status_code, "nobody has said which edits" in unsaid.text) == (422, True)
    wrong = admin.put(f"/changes/{key}/done-edits", {"edits": [2]}, headers={"If-Match": "*"})
    assert (wrong.status_code, "0 to 1" in wrong.text) == (422, True)
    said = admin.put(f"/changes/{key}/done-edits", {"edits": [1]}, headers={"If-Match": "*"})
    assert (said.status_code, said.get_json()["done"]) == (200, [1])
    assert complete(admin, key, "partial").get_json()["state"] == "review"
    assert admin.get("/cis/db-1").get_json()["attributes"]["version"] == "13.2"
    assert admin.get("/cis/srv-a").get_json()["attributes"]["environment"] == "test"
    kept = admin.get(f"/changes/{key}/plan").get_json()
    assert (len(kept["plan"]["edits"]), kept["done"]) == (2, [1])
    assert [each["status"] for each in kept["outcomes"]] == ["applies", "already"]
