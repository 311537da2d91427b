"""One action on many records over HTTP: an answer for each, nothing lost when one fails, and what is refused whole."""

from __future__ import annotations

from typing import Any

import pytest

from api.idempotency import TABLE
from api.resources.records.schemas import MOST_AT_ONCE
from cmdb.store.port import Store
from tests.api.conftest import Clock, Person, SignIn

pytestmark = pytest.mark.usefixtures("estate")


def opened(person: Person, count: int, **attributes: Any) -> list[str]:
    """Open some incidents and return their keys."""
    body = {"title": "Slow", "attributes": attributes}
    return [person.post("/incidents", body).get_json()["key"] for _ in range(count)]


def acted(person: Person, keys: list[str], **action: Any) -> dict[str, Any]:
    """Act on some incidents and return the answer."""
    answer = person.post("/incidents/bulk", {"keys": keys, **action})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def shown(person: Person, key: str) -> Any:
    """Return an incident."""
    return person.get(f"/incidents/{key}").get_json()


def kinds(person: Person, key: str) -> list[str]:
    """Return the kinds of entries in an incident's timeline, newest first."""
    return [each["kind"] for each in person.get(f"/incidents/{key}/activities").get_json()["items"]]


def test_records_are_assigned_and_what_is_not_said_stays(admin: Person) -> None:
    first, second = opened(admin, 2, team="Desk", assignee="ann")
    answer = acted(admin, [first, second], assign={"team": "Net"})
    assert (answer["done"], answer["refused"]) == (2, 0)
    said = shown(admin, second)["attributes"]
    assert (said["team"], said["assignee"]) == ("Net", "ann")
    assert sorted(kinds(admin, second)) == ["assignment", "opened"]
    acted(admin, [second], assign={"assignee": None})
    assert "assignee" not in shown(admin, second)["attributes"]
    assert shown(admin, first)["attributes"]["assignee"] == "ann"


def test_one_that_is_refused_holds_no_other_back(admin: Person) -> None:
    first, closed, last = opened(admin, 3)
    body = {"step": "resolve", "attributes": {"resolution": "restarted"}}
    assert admin.post(f"/incidents/{closed}/steps", body).status_code == 200
    answer = acted(admin, [first, closed, "inc-999999", last], step={"step": "start", "text": "all at once"})
    assert [each["done"] for each in answer["items"]] == [True, False, False, True]
    assert (answer["done"], answer["refused"]) == (2, 2)
    _, refused, missing, _ = answer["items"]
    assert "not possible in state resolved" in refused["reason"]
    assert (refused["state"], missing["state"]) == (shown(admin, closed)["state_label"], "")
    assert "inc-999999" in missing["reason"]
    assert [shown(admin, key)["state"] for key in (first, closed, last)] == ["in_progress", "resolved", "in_progress"]


def test_what_a_step_needs_is_given_once_for_all(admin: Person) -> None:
    keys = opened(admin, 2)
    wanting = acted(admin, keys, step={"step": "resolve"})
    assert [(each["done"], "needed" in each["reason"]) for each in wanting["items"]] == [(False, True)] * 2
    done = acted(admin, keys, step={"step": "resolve", "attributes": {"resolution": "restarted"}})
    assert {each["state"] for each in done["items"]} == {"Resolved"}
    assert {shown(admin, key)["attributes"]["resolution"] for key in keys} == {"restarted"}


def test_a_note_is_written_once_even_where_the_server_died_before_it_kept_its_answer(
    admin: Person, store: Store, clock: Clock
) -> None:
    keys = opened(admin, 2)
    body, head = {"keys": keys, "note": {"text": "Mast is back"}}, {"Idempotency-Key": "k1"}
    for _ in range(2):
        assert admin.post("/incidents/bulk", body, headers=head).get_json()["done"] == 2
        for name in [each.key for each in store.side.scan(TABLE, now=clock.now)]:
            store.side.drop(TABLE, name)
        clock.forward(minutes=6)
    assert [kinds(admin, key) for key in keys] == [["note", "opened"]] * 2
    admin.post("/incidents/bulk", body, headers={"Idempotency-Key": "k2"})
    assert kinds(admin, keys[0]) == ["note", "note", "opened"]


def test_a_note_is_written_once_even_when_asked_twice(admin: Person) -> None:
    keys = opened(admin, 2)
    body, head = {"keys": [*keys, keys[0]], "note": {"text": "Mast is back", "public": True}}, {"Idempotency-Key": "k1"}
    answers = [admin.post("/incidents/bulk", body, headers=head).get_json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["done"] == 2
    for key in keys:
        notes = [e for e in admin.get(f"/incidents/{key}/activities").get_json()["items"] if e["kind"] == "note"]
        assert [(each["text"], each["public"]) for each in notes] == [("Mast is back", True)]


def test_what_is_out_of_sight_is_not_touched(admin: Person, sign_in: SignIn) -> None:
    (foreign,) = opened(admin, 1, scope="Retail")
    bank = sign_in("bob", "service_agent", scope="Bank")
    (own,) = opened(bank, 1, scope="Bank")
    for action in ({"note": {"text": "x"}}, {"assign": {"team": "Bank"}}, {"step": {"step": "start"}}):
        answer = acted(bank, [foreign, own], **action)
        assert [(each["done"], each["state"] == "") for each in answer["items"]] == [(False, True), (True, False)]
        assert foreign in answer["items"][0]["reason"]
    assert (kinds(admin, foreign), shown(admin, foreign)["state"]) == (["opened"], "new")


def test_who_may_not_decide_on_changes_does_not_decide_on_many(sign_in: SignIn) -> None:
    sam = sign_in("sam", "service_agent")
    key = sam.post("/changes", {"title": "Patch"}).get_json()["key"]
    answer = sam.post("/changes/bulk", {"keys": [key], "step": {"step": "approve"}}).get_json()
    assert (answer["refused"], "change.decide" in answer["items"][0]["reason"]) == (1, True)


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"keys": ["inc-000001"]}, "body"),
        ({"keys": ["inc-000001"], "note": {"text": "x"}, "step": {"step": "start"}}, "body"),
        ({"keys": ["inc-000001"], "assign": {}}, "assign"),
        ({"keys": [], "note": {"text": "x"}}, "keys"),
        ({"keys": [f"inc-{number:06}" for number in range(MOST_AT_ONCE + 1)], "note": {"text": "x"}}, "keys"),
        ({"keys": ["inc-000001"], "note": {"text": ""}}, "note.text"),
        ({"keys": ["inc-000001"], "assign": {"priority": 1}}, "assign.priority"),
    ],
)
def test_what_says_no_one_action_is_refused_whole(admin: Person, body: dict[str, Any], where: str) -> None:
    (key,) = opened(admin, 1)
    refused = admin.post("/incidents/bulk", body)
    assert refused.status_code == 422, refused.text
    assert refused.get_json()["errors"][0]["where"] == where, refused.text
    assert kinds(admin, key) == ["opened"]
