"""The catalogue over HTTP: declared, shown to whom it is for, asked for, agreed, worked through."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Person, SignIn

EXAMPLES = json.loads((Path(__file__).parents[2] / "examples" / "catalogue.json").read_text())
NEW = {"If-Match": '"0"'}


def declare(person: Person, name: str, **more: Any) -> Any:
    answer = person.put(f"/catalogue/{name}", {**EXAMPLES.get(name, {"title": name}), **more}, headers=NEW)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def names(person: Person, more: str = "") -> list[str]:
    return [each["name"] for each in person.get(f"/catalogue{more}").get_json()["items"]]


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_the_items_that_come_with_the_product_are_taken(admin: Person, name: str) -> None:
    declared = declare(admin, name)
    kept = admin.get(f"/catalogue/{name}")
    assert kept.get_json() == declared
    asked = EXAMPLES[name]["form"]
    with_order = {**asked, "order": list(asked["properties"])}
    assert {field: kept.get_json()[field] for field in EXAMPLES[name]} == {**EXAMPLES[name], "form": with_order}


def test_who_may_not_ask_for_an_item_does_not_know_it(admin: Person, sign_in: SignIn) -> None:
    for name in EXAMPLES:
        declare(admin, name)
    declare(admin, "till", entitlement={"scope": "Retail"})
    rea, eng = sign_in("rea", "requester"), sign_in("eng", "engineer")
    bank = sign_in("bea", "requester", scope="Bank")
    assert names(rea) == ["laptop", "mailbox", "till"]
    assert names(eng) == ["database", "laptop", "mailbox", "till"]
    assert names(bank) == ["laptop", "mailbox"]
    assert names(admin, "?all=true") == ["database", "laptop", "mailbox", "till"]
    assert rea.get("/catalogue?all=true").status_code == 403
    hidden, absent = rea.get("/catalogue/database"), rea.get("/catalogue/nothings")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.get_json()["detail"].replace("database", "nothings") == absent.get_json()["detail"]
    asked = rea.post("/catalogue/database/requests", {"answers": {}})
    assert asked.status_code == 404
    assert rea.put("/catalogue/x", {"title": "x"}, headers=NEW).status_code == 403


def test_an_item_is_changed_by_who_has_read_it_and_taken_away(admin: Person) -> None:
    first = declare(admin, "mailbox")
    again = admin.put("/catalogue/mailbox", EXAMPLES["mailbox"], headers=NEW)
    assert again.status_code == 412
    assert again.get_json()["current"]["title"] == "A shared mailbox"
    match = {"If-Match": f'"{first["revision"]}"'}
    changed = admin.put("/catalogue/mailbox", {**EXAMPLES["mailbox"], "delivery_days": 3}, headers=match)
    assert changed.get_json()["delivery_days"] == 3
    assert admin.delete("/catalogue/mailbox", first["revision"]).status_code == 412
    assert admin.delete("/catalogue/mailbox", changed.get_json()["revision"]).status_code == 204
    assert names(admin) == []


def test_a_circle_of_tasks_is_named(admin: Person) -> None:
    tasks = [{"id": "a", "title": "a", "after": ["b"]}, {"id": "b", "title": "b", "after": ["a"]}]
    refused = admin.put("/catalogue/x", {"title": "x", "tasks": tasks}, headers=NEW)
    assert refused.status_code == 422
    (fault,) = refused.get_json()["errors"]
    assert (fault["where"], fault["value"]) == ("catalogue_item x.tasks", "a -> b -> a")


def test_answers_that_do_not_fit_open_nothing(admin: Person, sign_in: SignIn) -> None:
    declare(admin, "laptop")
    rea = sign_in("rea", "requester")
    for answers, where, allowed in (
        ({"model": "13 inch"}, "answers.cost_centre", "[0-9]"),
        ({"model": "17 inch", "cost_centre": "1234-00"}, "answers.model", "13 inch, 15 inch"),
        ({"model": "13 inch", "cost_centre": "1234-00", "screens": 3}, "answers.screens", "from 0 up to 2"),
    ):
        refused = rea.post("/portal/requests", {"item": "laptop", "answers": answers})
        (fault,) = refused.get_json()["errors"]
        assert (refused.status_code, fault["where"]) == (422, where)
        assert allowed in fault["allowed"]
    assert admin.get("/requests").get_json()["items"] == []


def test_a_request_waits_for_others_then_for_its_tasks(admin: Person, sign_in: SignIn) -> None:
    declare(admin, "laptop")
    rea, boss = sign_in("rea", "requester"), sign_in("boss", "change_manager")
    agent = sign_in("abe", "service_agent")
    answers = {"model": "13 inch", "cost_centre": "1234-00"}
    asked = rea.post("/catalogue/laptop/requests", {"answers": answers})
    assert asked.status_code == 201, asked.text
    shown = asked.get_json()
    assert (shown["state"], shown["form"], shown["delivery_due"]) == ("approval", answers, "2026-12-02")
    key = shown["key"]
    assert admin.get(f"/requests/{key}").get_json()["attributes"]["requester"] == "rea"
    assert agent.post(f"/requests/{key}/steps", {"step": "approve"}).status_code == 403
    assert admin.post(f"/requests/{key}/steps", {"step": "approve"}).status_code == 403
    agreed = boss.post(f"/requests/{key}/steps", {"step": "approve"})
    assert agreed.get_json()["state"] == "in_progress"
    early = agent.post(f"/requests/{key}/steps", {"step": "fulfil"})
    assert early.status_code == 422
    assert "order, account, install, hand-over" in early.get_json()["detail"]
    assert agent.post(f"/requests/{key}/tasks/install/done", {}).status_code == 422
    assert agent.post(f"/requests/{key}/tasks/dance/done", {}).status_code == 404
    for task in ("account", "order", "install", "hand-over"):
        done = agent.post(f"/requests/{key}/tasks/{task}/done", {"text": "done"})
        assert done.status_code == 200, done.text
    assert [each["state"] for each in agent.get(f"/requests/{key}/tasks").get_json()["items"]] == ["done"] * 4
    assert [each["state"] for each in rea.get(f"/portal/mine/{key}").get_json()["tasks"]] == ["done"] * 4
    assert agent.get(f"/requests/{key}").get_json()["state"] == "fulfilled"
    assert rea.get(f"/portal/mine/{key}").get_json()["state"] == "fulfilled"
    kinds = [each["kind"] for each in agent.get(f"/requests/{key}/activities").get_json()["items"]]
    assert kinds.count("task") == 4
