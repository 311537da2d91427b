"""The evidence of an incident over HTTP, matching to open ones, escalation and the major incident."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from cmdb.store.port import Store
from importers.graph_document import GRAPH_DOCUMENT
from importers.observation import InputFile
from importers.run import Request, import_files, new_run
from tests.api.conftest import Clock, Person, SignIn
from tests.api.test_changes import standard

pytestmark = pytest.mark.usefixtures("estate")


def opened(person: Person, title: str, *cis: str, **attributes: Any) -> str:
    """Open an incident and return its key."""
    body = {"title": title, "links": {"affects": list(cis)}, "attributes": attributes}
    answer = person.post("/incidents", body)
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["key"])


def evidence(person: Person, key: str) -> Any:
    """Return the evidence of an incident."""
    answer = person.get(f"/incidents/{key}/evidence")
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def test_what_is_hit_and_what_may_have_caused_it(sign_in: SignIn, store: Store, clock: Clock) -> None:
    # The store sets the time of revisions, so this test lives in the present.
    clock.now = datetime.now(UTC)
    admin = sign_in("ann")
    patched = {"key": "srv-a", "class": "server", "name": "web-a", "attributes": {"environment": "prod", "os": "new"}}
    files = [InputFile("patch.json", json.dumps({"faultline": 1, "cis": [patched], "relations": []}).encode())]
    import_files(store, Request(GRAPH_DOCUMENT, files, "patch", "test", new_run(clock())), now=clock)
    clock.forward(minutes=30)
    found = evidence(admin, opened(admin, "Databases and web do not answer", "db-1", "srv-b"))
    assert found["hit"]["services"] == []
    assert (found["hit"]["down"], found["hit"]["at_risk"]) == (2, 1)
    first = found["causes"][0]
    assert (first["cause"], first["explains"]) == (["srv-a"], ["db-1", "srv-b"])
    assert re.search(r"changed (29|30) min before \(revision \d+ by test", first["sentence"])
    latest = found["changes"][0]
    assert (latest["cis"], latest["actor"]) == (["srv-a"], "test")
    clock.forward(days=4)
    later = sign_in("bob")
    assert evidence(later, opened(later, "again", "db-1"))["changes"] == []


def test_services_that_are_hit(admin: Person) -> None:
    found = evidence(admin, opened(admin, "Nobody can pay", "app"))
    assert [(each["key"], each["state"]) for each in found["hit"]["services"]] == [("pay", "down")]
    bare = evidence(admin, opened(admin, "The door is stuck"))
    assert (bare["hit"], bare["causes"], bare["changes"]) == (None, [], [])


def test_similar_incidents_say_why(admin: Person) -> None:
    same_ci = opened(admin, "Queries time out", "db-1")
    upstream = opened(admin, "Fan noise", "srv-a")
    words = opened(admin, "Replication of the ledger stopped at midnight")
    opened(admin, "Printer has no toner")
    found = evidence(admin, opened(admin, "Replication of the ledger stopped", "db-1"))["similar"]
    why = {each["key"]: each["why"] for each in found}
    assert set(why) == {same_ci, upstream, words}
    assert why[same_ci] == ["same CI: db-1"]
    assert why[upstream] == ["one stands on the other's CI: srv-a"]
    assert why[words] == ["words alike: 100 of 100"]
    assert [each["score"] for each in found] == sorted((each["score"] for each in found), reverse=True)


def test_an_incident_about_to_be_opened_is_matched_to_open_ones_only(admin: Person) -> None:
    still = opened(admin, "Payments is slow", "app")
    over = opened(admin, "Payments is slow", "app")
    admin.post(f"/incidents/{over}/steps", {"step": "resolve", "attributes": {"resolution": "x"}})
    found = admin.post("/incidents/match", {"title": "payments slow again", "cis": ["pay-app"]}).get_json()["items"]
    assert [each["key"] for each in found] == [still]
    assert found[0]["score"] > 0.6
    assert admin.post("/incidents/match", {"title": "The coffee machine leaks"}).get_json()["items"] == []


def test_published_articles_are_suggested(admin: Person) -> None:
    text = {"text": "Restart the listener, then check the replication."}
    links = {"explains": ["db-1"]}
    made = admin.post("/articles", {"title": "When db-1 hangs", "attributes": text, "links": links})
    key = made.get_json()["key"]
    incident = opened(admin, "It hangs", "db-1")
    assert evidence(admin, incident)["articles"] == []
    for step in ("submit", "publish"):
        done = admin.post(f"/articles/{key}/steps", {"step": step})
        assert done.status_code == 200, done.text
    (found,) = evidence(admin, incident)["articles"]
    assert (found["key"], found["why"][0]) == (key, "explains db-1")


def test_changes_carried_out_near_by_are_evidence(admin: Person, clock: Clock) -> None:
    plan = {
        "faultline_change": 1,
        "title": "New fans",
        "window": {"start": "2026-11-22T12:00:00Z", "end": "2026-11-22T13:00:00Z"},
        "down": [{"ci": "srv-a", "state": "down", "start_minutes": 0, "minutes": 5}],
        "edits": [],
    }
    key = standard(admin, plan)
    clock.forward(minutes=10)
    incident = opened(admin, "db-1 is gone", "db-1")
    assert evidence(admin, incident)["change_records"] == []
    for step in ("submit", "request_approval", "approve", "start"):
        admin.post(f"/changes/{key}/steps", {"step": step})
    state = admin.get(f"/changes/{key}").get_json()["state"]
    found = evidence(admin, incident)["change_records"]
    assert [each["key"] for each in found] == ([key] if state == "implementing" else [])
    assert state == "implementing"


def test_escalation_goes_up_only(admin: Person) -> None:
    key = opened(admin, "Payments is slow", "app", team="desk")
    up = admin.post(f"/incidents/{key}/escalations", {"level": 2, "reason": "nobody answers", "team": "db"})
    assert up.status_code == 200, up.text
    assert (up.get_json()["attributes"]["escalation"], up.get_json()["attributes"]["team"]) == (2, "db")
    assert up.get_json()["attributes"]["reassignments"] == 1
    down = admin.post(f"/incidents/{key}/escalations", {"level": 1, "reason": "calm"})
    assert (down.status_code, down.get_json()["errors"][0]["allowed"]) == (422, "3 to 3")
    admin.post(f"/incidents/{key}/steps", {"step": "resolve", "attributes": {"resolution": "x"}})
    assert admin.post(f"/incidents/{key}/escalations", {"level": 3, "reason": "late"}).status_code == 422


def test_a_major_incident_has_two_people_and_tells_the_public(admin: Person, sign_in: SignIn, clock: Clock) -> None:
    for name in ("ann", "bob"):
        sign_in(name, "service_agent")
    key = opened(admin, "Payments is gone", "app")
    body = {"commander": "ann", "communications": "bob", "reason": "nobody can pay"}
    for same in ("ann", "Ann"):
        refused = admin.post(f"/incidents/{key}/major", {**body, "communications": same})
        assert refused.status_code == 422
    made = admin.post(f"/incidents/{key}/major", body).get_json()["attributes"]
    assert (made["major"], made["commander"], made["communications"], made["escalation"]) == (True, "ann", "bob", 3)
    assert admin.post(f"/incidents/{key}/major", body).status_code == 422
    clock.forward(minutes=5)
    told = admin.post(f"/incidents/{key}/updates", {"text": "We are on it.", "next_minutes": 30})
    assert told.status_code == 200
    entry = admin.get(f"/incidents/{key}/activities").get_json()["items"][0]
    assert (entry["kind"], entry["public"], entry["facts"]) == ("status", True, {"next_minutes": 30})


def test_who_has_no_account_leads_nothing_and_tells_nobody(admin: Person, sign_in: SignIn) -> None:
    for name in ("annabel", "bob", "gone"):
        sign_in(name, "service_agent")
    assert admin.patch("/accounts/gone", {"disabled": True}, match="*").status_code == 200
    key = opened(admin, "Payments is gone", "app")
    body = {"commander": "annabell", "communications": "bob", "reason": "nobody can pay"}
    refused = admin.post(f"/incidents/{key}/major", body)
    assert refused.status_code == 422
    (error,) = refused.get_json()["errors"]
    assert (error["where"], error["value"]) == ("commander", "annabell")
    assert error["allowed"].split(", ")[0] == "annabel"
    refused = admin.post(f"/incidents/{key}/major", {**body, "commander": "annabel", "communications": "gone"})
    (error,) = refused.get_json()["errors"]
    assert (error["where"], error["value"], error["reason"]) == (
        "communications",
        "gone",
        "is an account that is disabled",
    )
    assert "gone" not in error["allowed"].split(", ")
    assert "major" not in admin.get(f"/incidents/{key}").get_json()["attributes"]
    made = admin.post(f"/incidents/{key}/major", {**body, "commander": "annabel"})
    assert made.status_code == 200, made.text
    edits = {"commander": "nobody-at-all"}
    assert admin.patch(f"/incidents/{key}", {"attributes": edits}, match="*").status_code == 422
    step = {"step": "resolve", "attributes": {"resolution": "x", **edits}}
    assert admin.post(f"/incidents/{key}/steps", step).status_code == 422
    assert admin.post("/incidents", {"title": "x", "attributes": edits}).status_code == 422
    for fits in ("Bob", None):
        said = {"attributes": {"commander": fits}}
        assert admin.patch(f"/incidents/{key}", said, match="*").status_code == 200


def test_a_major_incident_is_closed_with_a_review_and_any_other_without(admin: Person, sign_in: SignIn) -> None:
    for name in ("ann", "bob"):
        sign_in(name, "service_agent")
    plain, major = opened(admin, "A mouse is gone", "app"), opened(admin, "Payments is gone", "app")
    body = {"commander": "ann", "communications": "bob", "reason": "nobody can pay"}
    assert admin.post(f"/incidents/{major}/major", body).status_code == 200
    for key in (plain, major):
        admin.post(f"/incidents/{key}/steps", {"step": "resolve", "attributes": {"resolution": "x"}})
    assert admin.post(f"/incidents/{plain}/steps", {"step": "close"}).status_code == 200
    steps = {each["name"]: each["needs"] for each in admin.get(f"/incidents/{major}").get_json()["steps"]}
    assert (steps["close"], steps["reopen"]) == (["review"], [])
    refused = admin.post(f"/incidents/{major}/steps", {"step": "close"})
    assert (refused.status_code, refused.get_json()["errors"][0]["where"]) == (422, "review")
    said = {"step": "close", "attributes": {"review": "The spare was never tried."}}
    assert admin.post(f"/incidents/{major}/steps", said).get_json()["state"] == "closed"


def test_evidence_shows_what_may_be_seen(admin: Person, sign_in: SignIn) -> None:
    hidden = opened(admin, "Fans", "srv-a")
    mine = opened(admin, "Fans", "srv-b", scope="Bank")
    clerk = sign_in("cleo", "service_agent", scope="Bank")
    assert clerk.get(f"/incidents/{hidden}/evidence").status_code == 404
    found = evidence(clerk, mine)
    assert found["similar"] == []
    assert "srv-a" not in json.dumps(found)
