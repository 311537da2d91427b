"""A change looked back upon over HTTP: what was predicted of it against what is on record afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Clock, Person
from tests.api.test_changes import step, submitted
from tests.api.test_events import alert, send

pytestmark = pytest.mark.usefixtures("estate")

WINDOW = {"start": "2026-11-22T12:00:00Z", "end": "2026-11-22T13:00:00Z"}
FIRST = [{"ci": "db-1", "state": "down", "start_minutes": 0, "minutes": 20}]


def carried_out(admin: Person, clock: Clock, **more: Any) -> str:
    """Carry a standard change out in its window, with success."""
    key = submitted(admin, **{"kind": "standard", "window": WINDOW, **more})
    for name in ("request_approval", "approve"):
        step(admin, key, name)
    step(admin, key, "start")
    clock.forward(minutes=30)
    step(admin, key, "complete", outcome="successful")
    return key


def incident(admin: Person, title: str, *cis: str, **fields: Any) -> str:
    """Open an incident on some CIs."""
    answer = admin.post("/incidents", {"title": title, "links": {"affects": list(cis)}, "attributes": fields})
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["key"])


def test_what_was_predicted_is_held_against_what_happened(admin: Person, clock: Clock) -> None:
    before = incident(admin, "before it", "app", effect="down")
    clock.forward(minutes=1)
    key = carried_out(admin, clock)
    quiet = admin.get(f"/changes/{key}/review").get_json()
    assert [(each["key"], each["predicted"], each["verdict"]) for each in quiet["services"]] == [
        ("pay", "at_risk", "as_predicted")
    ]
    assert (quiet["incidents"], quiet["watching"], quiet["started_at"][:16]) == ([], True, "2026-11-22T12:01")

    clock.forward(minutes=10)
    near = incident(admin, "payments fail", "app", effect="down")
    incident(admin, "another room", "srv-b", effect="down")
    clock.forward(minutes=45)
    resolved = {"step": "resolve", "attributes": {"resolution": "restarted"}}
    assert admin.post(f"/incidents/{near}/steps", resolved).status_code == 200
    found = admin.get(f"/changes/{key}/review").get_json()
    (proposed,) = found["incidents"]
    assert (proposed["key"], proposed["linked"], proposed["where"]) == (near, False, "above")
    assert "opened 40 min after the start" in proposed["reason"]
    (pay,) = found["services"]
    assert (pay["verdict"], pay["predicted"], pay["actual"], pay["actual_s"]) == ("worse", "at_risk", "down", 2700.0)
    assert (pay["records"], found["suggested_outcome"]) == ([near], "successful")

    assert admin.post(f"/incidents/{near}/links", {"role": "caused_by", "to": key}).status_code == 201
    linked = admin.get(f"/changes/{key}/review").get_json()
    assert (linked["incidents"][0]["linked"], linked["suggested_outcome"]) == (True, "successful_with_issues")
    closed = step(admin, key, "close", outcome=linked["suggested_outcome"], review="The pool was too small.")
    assert (closed["state"], closed["attributes"]["outcome"]) == ("closed", "successful_with_issues")
    assert before not in str(linked)

    again = submitted(admin, edits=[], title="Upgrade the first database again")
    factors = {each["name"]: each for each in admin.get(f"/changes/{again}/risk").get_json()["factors"]}
    assert key in factors["similar_changes"]["evidence"]
    assert factors["similar_changes"]["contribution"] > 0


def test_an_outage_on_the_timeline_says_how_long(admin: Person, clock: Clock) -> None:
    key = carried_out(admin, clock, down=[*FIRST, {"ci": "db-2", "start_minutes": 0, "minutes": 20}])
    (pay,) = admin.get(f"/changes/{key}/review").get_json()["services"]
    assert (pay["predicted"], pay["predicted_s"], pay["verdict"]) == ("down", 1200.0, "better")
    incident(admin, "database gone", "pay", effect="down")
    clock.forward(minutes=21)
    (pay,) = admin.get(f"/changes/{key}/review").get_json()["services"]
    assert (pay["actual_s"], pay["verdict"]) == (1260.0, "as_predicted")


def test_an_alert_after_the_change_is_told(admin: Person, clock: Clock) -> None:
    key = carried_out(admin, clock)
    send(admin, {**alert("db-1:9187"), "startsAt": "2026-11-22T12:20:00Z"}, alert("web-b:9100"))
    found = admin.get(f"/changes/{key}/review").get_json()
    assert [(each["ci"], each["severity"]) for each in found["events"]] == [("db-1", "critical")]


def test_a_change_that_was_not_started_has_nothing_to_review(admin: Person) -> None:
    key = submitted(admin)
    found = admin.get(f"/changes/{key}/review").get_json()
    assert (found["services"], found["reason"]) == ([], "it has not been started, so there is nothing to review")


def test_an_emergency_is_not_closed_without_a_review_written_then(admin: Person, sign_in: Any, clock: Clock) -> None:
    key = submitted(admin, kind="emergency", edits=[])
    step(admin, key, "request_approval")
    assert admin.patch(f"/changes/{key}", {"attributes": {"review": "fine"}}, "*").status_code == 200
    step(sign_in("bea", "board_member", "service_agent"), key, "approve")
    clock.forward(minutes=1)
    step(admin, key, "start")
    step(admin, key, "complete", outcome="successful")
    refused = admin.post(f"/changes/{key}/steps", {"step": "close", "attributes": {}})
    assert (refused.status_code, "needed to close an emergency" in refused.text) == (422, True)
    assert step(admin, key, "close", review="The monitor was deaf.")["state"] == "closed"
