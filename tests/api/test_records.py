"""Records over HTTP, told by incidents: opened, worked on, linked, found, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Clock, Person, SignIn

pytestmark = pytest.mark.usefixtures("estate")


def opened(person: Person, **more: Any) -> Any:
    """Open an incident and return it."""
    answer = person.post("/incidents", {"title": "Payments is slow", **more})
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def test_an_incident_gets_its_impact_from_what_its_ci_takes_down(admin: Person) -> None:
    hit = opened(admin, links={"affects": ["pay-app"]}, attributes={"urgency": 1})
    assert hit["key"] == "inc-000001"
    assert (hit["attributes"]["impact"], hit["attributes"]["priority"]) == (1, 1)
    (entry,) = admin.get("/incidents/inc-000001/activities").get_json()["items"]
    (service,) = entry["facts"]["impact"]["services"]
    assert (service["key"], service["state"]) == ("pay", "down")
    harmless = opened(admin, links={"affects": ["web-b"]}, attributes={"urgency": 1})
    assert (harmless["attributes"]["impact"], harmless["attributes"]["priority"]) == (3, 3)


def test_another_impact_than_the_computed_one_needs_a_reason(admin: Person) -> None:
    links = {"affects": ["app"]}
    refused = admin.post("/incidents", {"title": "x", "links": links, "attributes": {"impact": 3}})
    assert refused.status_code == 422
    assert refused.get_json()["errors"][0]["where"] == "impact_reason"
    assert "Payments DOWN" in refused.get_json()["detail"]
    kept = opened(admin, links=links, attributes={"impact": 3, "impact_reason": "nobody works today"})
    assert (kept["attributes"]["impact"], kept["attributes"]["priority"]) == (3, 4)


def test_the_buttons_are_what_the_table_allows(admin: Person, clock: Clock) -> None:
    new = opened(admin)
    assert [each["name"] for each in new["steps"]] == ["start", "hold", "resolve", "cancel"]
    clock.forward(minutes=5)
    begun = admin.post("/incidents/inc-000001/steps", {"step": "start", "text": "on it", "public": True}).get_json()
    assert (begun["state"], begun["attributes"]["first_response_at"]) == ("in_progress", "2026-11-22T12:05:00Z")
    refused = admin.post("/incidents/inc-000001/steps", {"step": "close"})
    assert refused.status_code == 422
    assert "start" not in refused.get_json()["errors"][0]["allowed"]
    wanting = admin.post("/incidents/inc-000001/steps", {"step": "resolve"})
    assert (wanting.status_code, wanting.get_json()["errors"][0]["where"]) == (422, "resolution")
    clock.forward(minutes=5)
    body = {"step": "resolve", "attributes": {"resolution": "restarted"}}
    done = admin.post("/incidents/inc-000001/steps", body).get_json()
    assert (done["phase"], done["attributes"]["resolved_at"]) == ("resolved", "2026-11-22T12:10:00Z")
    clock.forward(minutes=5)
    again = admin.post("/incidents/inc-000001/steps", {"step": "reopen"}).get_json()
    assert (again["attributes"]["reopenings"], "resolved_at" in again["attributes"]) == (1, False)
    kinds = [each["kind"] for each in admin.get("/incidents/inc-000001/activities").get_json()["items"]]
    assert kinds == ["transition", "transition", "transition", "opened"]


def test_what_follows_from_the_entries_is_not_set_by_hand(admin: Person) -> None:
    shown = opened(admin)
    refused = admin.patch("/incidents/inc-000001", {"attributes": {"resolved_at": "2026-11-22"}}, shown["revision"])
    assert refused.status_code == 422
    assert "follows from what happened" in refused.get_json()["detail"]
    unknown = admin.patch("/incidents/inc-000001", {"attributes": {"colour": "red"}}, shown["revision"])
    assert unknown.status_code == 422
    assert "description" in unknown.get_json()["errors"][0]["allowed"]


def test_who_saves_second_is_told_and_two_notes_never_conflict(admin: Person) -> None:
    shown = opened(admin)
    first = admin.patch("/incidents/inc-000001", {"attributes": {"team": "db"}}, shown["revision"])
    assert first.status_code == 200
    second = admin.patch("/incidents/inc-000001", {"attributes": {"team": "net"}}, shown["revision"])
    assert (second.status_code, second.get_json()["current"]["attributes"]["team"]) == (412, "db")
    assert admin.patch("/incidents/inc-000001", {"title": "y"}).status_code == 428
    for text in ("one", "two"):
        assert admin.post("/incidents/inc-000001/activities", {"text": text}).status_code == 201
    found = admin.get("/incidents/inc-000001/activities").get_json()["items"]
    assert {each["text"] for each in found if each["kind"] == "note"} == {"one", "two"}
    assert [each["facts"] for each in found if each["kind"] == "assignment"] == [
        {"team": "db", "assignee": None, "team_was": None}
    ]


def test_a_queue_is_found_counted_and_paged(admin: Person, clock: Clock) -> None:
    for number in range(5):
        clock.forward(minutes=1)
        opened(admin, title=f"number {number}", attributes={"team": "db" if number % 2 else "net"})
    admin.post("/incidents/inc-000002/steps", {"step": "cancel", "attributes": {"resolution": "none"}})
    first = admin.get("/incidents?limit=3&total=true&phase=open").get_json()
    assert ([each["key"] for each in first["items"]], first["total"]) == (
        ["inc-000005", "inc-000004", "inc-000003"],
        4,
    )
    rest = admin.get(f"/incidents?limit=3&phase=open&after={first['next']}").get_json()
    assert [each["key"] for each in rest["items"]] == ["inc-000001"]
    assert [each["key"] for each in admin.get("/incidents?q=team:db").get_json()["items"]] == [
        "inc-000004",
        "inc-000002",
    ]
    counted = admin.get("/incidents/facets?fields=team,state").get_json()["facets"]
    assert {each["shown"]: each["count"] for each in counted[0]["values"]} == {"net": 3, "db": 2}
    assert {each["shown"]: each["count"] for each in counted[1]["values"]} == {"New": 4, "Cancelled": 1}
    assert admin.get("/incidents?q=colour:red").status_code == 422


def test_links_lead_both_ways_and_carry_no_failure(admin: Person) -> None:
    opened(admin, links={"affects": ["db-1"]})
    opened(admin)
    made = admin.post("/incidents/inc-000001/links", {"role": "related_to", "to": "inc-000002"})
    assert made.status_code == 201
    assert {(each["role"], each["key"]) for each in made.get_json()["items"]} == {
        ("affects", "db-1"),
        ("related_to", "inc-000002"),
    }
    (back,) = admin.get("/incidents/inc-000002").get_json()["links"]
    assert (back["direction"], back["key"]) == ("in", "inc-000001")
    assert [each["key"] for each in admin.get("/cis/db-1/records").get_json()["items"]] == ["inc-000001"]
    wrong = admin.post("/incidents/inc-000001/links", {"role": "duplicate_of", "to": "db-1"})
    assert wrong.status_code == 404
    ci = admin.get("/cis/db-1").get_json()
    assert {each["type"] for each in ci["relations"]} == {"depends_on", "runs_on"}
    assert "inc-000001" not in admin.get("/export?format=graph").text
    assert admin.delete("/incidents/inc-000001/links/affects/db-1").status_code == 204
    assert admin.get("/cis/db-1/records").get_json()["items"] == []
    assert admin.delete("/incidents/inc-000001/links/affects/db-1").status_code == 404


def test_what_is_affected_later_counts_too_unless_somebody_has_said_otherwise(admin: Person) -> None:
    opened(admin, attributes={"urgency": 1})
    assert admin.get("/incidents/inc-000001").get_json()["attributes"]["impact"] == 3
    admin.post("/incidents/inc-000001/links", {"role": "affects", "to": "app"})
    shown = admin.get("/incidents/inc-000001").get_json()["attributes"]
    assert (shown["impact"], shown["priority"]) == (1, 1)
    admin.post("/incidents/inc-000001/links", {"role": "affects", "to": "srv-b"})
    admin.delete("/incidents/inc-000001/links/affects/app")
    assert admin.get("/incidents/inc-000001").get_json()["attributes"]["priority"] == 3
    opened(admin, attributes={"impact": 2, "impact_reason": "many calls"}, links={"affects": ["srv-b"]})
    admin.post("/incidents/inc-000002/links", {"role": "affects", "to": "app"})
    assert admin.get("/incidents/inc-000002").get_json()["attributes"]["impact"] == 2


def test_an_incident_in_the_past_is_as_it_was(admin: Person) -> None:
    shown = opened(admin)
    admin.post("/incidents/inc-000001/steps", {"step": "start"})
    assert admin.get(f"/incidents/inc-000001?as_of={shown['revision']}").get_json()["state"] == "new"
    assert admin.get("/incidents/inc-000001?as_of=1").status_code == 404


def test_rights_within_a_scope_see_their_own_records_only(admin: Person, sign_in: SignIn) -> None:
    opened(admin)
    bank = sign_in("bob", "service_agent", scope="Bank")
    assert bank.get("/incidents").get_json()["items"] == []
    assert bank.get("/incidents/inc-000001").status_code == 404
    assert bank.post("/incidents", {"title": "outside"}).status_code == 403
    own = opened(bank, attributes={"scope": "Bank"}, links={"affects": ["srv-b"]})
    assert [each["key"] for each in bank.get("/incidents").get_json()["items"]] == [own["key"]]
    assert bank.post(f"/incidents/{own['key']}/links", {"role": "affects", "to": "srv-a"}).status_code == 404


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x", "attributes": {"urgency": 9}}, "urgency"),
        ({"title": "x", "occurred_at": "2030-01-01T00:00:00Z"}, "occurred_at"),
        ({"title": "x", "links": {"covers": ["pay"]}}, "links"),
    ],
)
def test_what_cannot_be_opened_is_named(admin: Person, body: dict[str, Any], where: str) -> None:
    refused = admin.post("/incidents", body)
    assert (refused.status_code, refused.get_json()["errors"][0]["where"]) == (422, where)
    assert admin.get("/incidents?total=true").get_json()["total"] == 0


def test_records_are_found_by_key_and_words(admin: Person, sign_in: SignIn) -> None:
    opened(admin, title="Labels come out blank", attributes={"scope": "Bank"})
    opened(admin, title="Sorter stops", attributes={"description": "blank labels again"})
    found = admin.get("/search?q=blank").get_json()["records"]
    assert {each["key"] for each in found} == {"inc-000001", "inc-000002"}
    (one,) = admin.get("/search?q=INC-000002").get_json()["records"]
    assert (one["noun"], one["practice"], one["title"], one["state"]) == (
        "incidents",
        "Incident",
        "Sorter stops",
        "New",
    )
    assert admin.get("/search?q=nothing+like+it").get_json()["records"] == []
    bank = sign_in("bob", "service_agent", scope="Bank")
    assert [each["key"] for each in bank.get("/search?q=blank").get_json()["records"]] == ["inc-000001"]
    assert bank.get("/search?q=inc-000002").get_json()["records"] == []
    assert admin.get("//go?q=inc-000002").headers["Location"].endswith("/incidents/inc-000002")
    assert "/search" in bank.get("//go?q=inc-000002").headers["Location"]


def test_an_unknown_attribute_is_named_once_with_the_value_that_was_given(admin: Person) -> None:
    key = admin.post("/incidents", {"title": "x"}).get_json()["key"]
    refused = admin.patch(f"/incidents/{key}", {"attributes": {"colour": "red"}}, match="*")
    (said,) = refused.get_json()["errors"]
    assert (refused.status_code, said["where"], said["value"]) == (422, "colour", "red")
    assert "urgency" in said["allowed"].split(", ")
    assert refused.get_json()["detail"].startswith("colour: is no attribute of incidents; got red; allowed: ")
