"""Alerts join an incident that a person opened at their CI or at its cause; who opened it says when it is over."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Clock, Person, SignIn
from tests.api.test_events import alert, entries, incidents, listed, send

pytestmark = pytest.mark.usefixtures("estate")


def by_hand(person: Person, title: str, *cis: str, **attributes: Any) -> str:
    """Open an incident as the service desk does and return its key."""
    body = {"title": title, "attributes": {"channel": "phone", **attributes}, "links": {"affects": list(cis)}}
    answer = person.post("/incidents", body)
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["key"])


def notes(person: Person, key: str) -> list[Any]:
    """Return the notes in a timeline."""
    return [each for each in entries(person, key) if each["kind"] == "note"]


def test_an_alert_joins_what_somebody_opened_by_hand_at_its_ci(admin: Person, clock: Clock) -> None:
    key = by_hand(admin, "web-a is slow", "srv-a", urgency=3)
    clock.forward(minutes=5)
    looked = send(admin, alert("web-a:9100"))["looked"]
    assert (looked["opened"], looked["told"]) == ([], [key])
    (one,) = incidents(admin)
    assert (one["title"], one["state"], one["attributes"]["urgency"]) == ("web-a is slow", "new", 1)
    (said,) = notes(admin, key)
    assert said["text"] == (
        "Alerts of monitoring join this incident instead of opening another one: it is open, and it affects web-a, "
        "where they fire."
    )
    assert said["facts"]["joined"]["cis"] == ["srv-a"]
    (told,) = [each for each in entries(admin, key) if each["kind"] == "alert"]
    assert told["facts"]["ci"] == "srv-a"
    assert [each["incident"] for each in listed(admin)] == [key]
    clock.forward(minutes=5)
    send(admin, alert("web-a:9100"))
    assert len(notes(admin, key)) == 1


def test_an_incident_at_the_probable_cause_is_joined_and_the_cis_of_the_alerts_are_linked(admin: Person) -> None:
    key = by_hand(admin, "web-a is being looked at", "srv-a")
    looked = send(admin, alert("db-1:9100"), alert("web-b:9100"))["looked"]
    assert looked["opened"] == []
    (one,) = incidents(admin)
    assert [each["key"] for each in one["links"]] == ["db-1", "srv-a", "srv-b"]
    (said,) = notes(admin, key)
    assert "it affects web-a, their probable cause (" in said["text"]


def test_what_is_reported_in_the_portal_is_joined(admin: Person, sign_in: SignIn, clock: Clock) -> None:
    user = sign_in("uma", "requester")
    made = user.post("/portal/reports", {"title": "I cannot pay", "service": "pay"})
    assert made.status_code == 201, made.text
    assert send(admin, alert("pay"))["looked"]["opened"] == []
    (one,) = incidents(admin)
    clock.forward(minutes=5)
    assert send(admin, alert("pay", state="resolved"))["looked"]["over"] == [one["key"]]
    last = notes(admin, one["key"])[-1]
    assert last["text"].endswith("Ask uma whether it is over; it stays open.")
    assert "proposal" not in last["facts"]
    assert incidents(admin)[0]["state"] == "new"


def test_what_is_over_is_never_joined(admin: Person, clock: Clock) -> None:
    for step in ("resolve", "cancel"):
        key = by_hand(admin, f"to {step}", "srv-a")
        said = {"step": step, "attributes": {"resolution": "done"}}
        assert admin.post(f"/incidents/{key}/steps", said).status_code == 200
    clock.forward(minutes=1)
    assert send(admin, alert("web-a:9100"))["looked"]["opened"] == ["inc-000003"]


def test_another_ci_another_role_and_what_alerts_opened_are_no_match(admin: Person, clock: Clock) -> None:
    by_hand(admin, "elsewhere", "db-2")
    cause = by_hand(admin, "caused by it", "app")
    said = {"role": "caused_by_ci", "to": "srv-a"}
    assert admin.post(f"/incidents/{cause}/links", said).status_code in (200, 201)
    assert send(admin, alert("web-a:9100"))["looked"]["opened"] == ["inc-000003"]
    clock.forward(minutes=5)
    send(admin, alert("web-a:9100", state="resolved"))
    clock.forward(minutes=5)
    assert send(admin, alert("web-a:9100", "DiskFull"))["looked"]["opened"] == ["inc-000004"]


def test_of_several_the_most_urgent_then_the_newest_is_joined_and_the_others_are_named(
    admin: Person, clock: Clock
) -> None:
    minor = by_hand(admin, "noise", "srv-a", urgency=3)
    clock.forward(minutes=1)
    older = by_hand(admin, "slow", "srv-a", urgency=1)
    clock.forward(minutes=1)
    newer = by_hand(admin, "slow again", "srv-a", urgency=1)
    clock.forward(minutes=1)
    send(admin, alert("web-a:9100"))
    assert [each["incident"] for each in listed(admin)] == [newer]
    (said,) = notes(admin, newer)
    assert said["text"].endswith(f"Also open there, but less urgent or older: {older}, {minor}.")
    assert notes(admin, older) == notes(admin, minor) == []


def test_an_open_incident_of_the_alerts_themselves_goes_before(admin: Person, clock: Clock) -> None:
    send(admin, alert("web-a:9100"))
    by_hand(admin, "opened meanwhile", "srv-a", "db-1")
    clock.forward(minutes=5)
    send(admin, alert("db-1:9100"))
    assert {each["incident"] for each in listed(admin)} == {"inc-000001"}


def test_who_resolves_a_joined_incident_while_it_fires_gets_one_of_the_alerts_after_a_while(
    admin: Person, clock: Clock
) -> None:
    key = by_hand(admin, "slow", "srv-a")
    send(admin, alert("web-a:9100"))
    admin.post(f"/incidents/{key}/steps", {"step": "resolve", "attributes": {"resolution": "done"}})
    clock.forward(minutes=10)
    assert send(admin, alert("web-a:9100"))["looked"]["opened"] == []
    clock.forward(minutes=10)
    assert send(admin, alert("web-a:9100"))["looked"]["opened"] == ["inc-000002"]
