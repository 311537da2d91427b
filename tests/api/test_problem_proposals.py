"""Problems over HTTP: what recurs is proposed, becomes a problem, a known error, and its fix is judged."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Clock, Person, SignIn

pytestmark = pytest.mark.usefixtures("estate")


def opened(person: Person, *cis: str, **attributes: Any) -> str:
    """Open an incident and return its key."""
    body = {"title": "No answer", "links": {"affects": list(cis)}, "attributes": attributes}
    answer = person.post("/incidents", body)
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["key"])


def proposals(person: Person) -> list[Any]:
    """Return what is proposed."""
    found: list[Any] = person.get("/problems/proposals").get_json()["items"]
    return found


def step(person: Person, key: str, name: str, **attributes: Any) -> None:
    """Take a problem a step on."""
    answer = person.post(f"/problems/{key}/steps", {"step": name, "attributes": attributes})
    assert answer.status_code == 200, answer.text


def test_from_what_recurs_to_a_fix_that_is_judged(admin: Person, sign_in: SignIn, clock: Clock) -> None:
    incidents = []
    for ci in ("db-1", "srv-b", "srv-a"):
        assert proposals(admin) == []
        incidents.append(opened(admin, ci))
        clock.forward(hours=1)
    (found,) = proposals(admin)
    assert (found["id"], found["name"], found["incidents"]) == ("upstream:srv-a", "web-a", incidents)
    made = admin.post("/problems/proposals", {"proposal": found["id"]})
    assert made.status_code == 201, made.text
    problem = made.get_json()
    assert "3 incidents in 1 day affected 3 CIs that stand on srv-a" in problem["attributes"]["evidence"]
    roles = {(each["role"], each["key"]) for each in problem["links"]}
    assert ("caused_by_ci", "srv-a") in roles
    assert {key for role, key in roles if role == "has_problem"} == set(incidents)
    assert proposals(admin) == []
    assert admin.post("/problems/proposals", {"proposal": found["id"]}).status_code == 404

    key = problem["key"]
    assert admin.get("/known-errors").get_json()["items"] == []
    step(admin, key, "investigate")
    step(admin, key, "record_error", root_cause="worn fan", workaround="restart")
    (known,) = admin.get("/known-errors?ci=web-a").get_json()["items"]
    assert (known["key"], known["workaround"], known["incidents"]) == (key, "restart", 3)
    assert admin.get("/known-errors?ci=db-2").get_json()["items"] == []
    assert admin.get(f"/problems/{key}/effectiveness").get_json()["verdict"] == "not_fixed"
    step(admin, key, "resolve", resolution="new fan")
    assert admin.get("/known-errors").get_json()["items"] == []
    assert admin.get(f"/problems/{key}/effectiveness").get_json()["verdict"] == "too_early"
    clock.forward(days=90)
    later = sign_in("later")
    judged = later.get(f"/problems/{key}/effectiveness").get_json()
    assert (judged["verdict"], judged["before"], judged["expected"], judged["since"]) == ("effective", 3, 3.0, 0)
    opened(later, "db-1")
    again = later.get(f"/problems/{key}/effectiveness").get_json()
    assert (again["verdict"], again["incidents"]) == ("too_early", ["inc-000004"])


def test_what_recurs_where_a_problem_is_open_joins_it(admin: Person) -> None:
    for _ in range(3):
        opened(admin, "db-2")
    (found,) = proposals(admin)
    assert found["open_problems"] == []
    first = admin.post("/problems/proposals", {"proposal": found["id"]}).get_json()["key"]
    more = [opened(admin, "db-2") for _ in range(3)]
    (found,) = proposals(admin)
    assert [(each["key"], each["state_label"]) for each in found["open_problems"]] == [(first, "New")]
    elsewhere = admin.post("/problems", {"title": "Other", "links": {"affects": ["db-1"]}}).get_json()["key"]
    wrong = admin.post("/problems/proposals", {"proposal": found["id"], "problem": elsewhere})
    assert wrong.status_code == 422, wrong.text
    assert first in wrong.text
    assert admin.post("/problems/proposals", {"proposal": found["id"], "problem": "prb-999999"}).status_code == 404
    joined = admin.post("/problems/proposals", {"proposal": found["id"], "problem": first})
    assert joined.status_code == 201, joined.text
    assert joined.get_json()["key"] == first
    linked = {each["key"] for each in joined.get_json()["links"] if each["role"] == "has_problem"}
    assert linked >= set(more)
    assert (len(linked), proposals(admin)) == (6, [])
    assert admin.get("/problems?limit=5&total=true").get_json()["total"] == 2
    step(admin, first, "cancel", resolution="none")
    for _ in range(3):
        opened(admin, "db-2")
    assert [each["open_problems"] for each in proposals(admin)] == [[]]


def test_cancelled_incidents_speak_for_nothing(admin: Person) -> None:
    for _ in range(3):
        last = opened(admin, "db-2")
    assert [each["id"] for each in proposals(admin)] == ["same_ci:db-2"]
    admin.post(f"/incidents/{last}/steps", {"step": "cancel", "attributes": {"resolution": "none"}})
    assert proposals(admin) == []


def test_within_a_scope_nothing_is_proposed_that_may_not_be_seen(admin: Person, sign_in: SignIn) -> None:
    for _ in range(3):
        opened(admin, "srv-a")
        opened(admin, "srv-b", scope="Bank")
    clerk = sign_in("cleo", "service_agent", scope="Bank")
    assert [each["id"] for each in proposals(clerk)] == ["same_ci:srv-b"]
    assert clerk.post("/problems/proposals", {"proposal": "same_ci:srv-a"}).status_code == 404
