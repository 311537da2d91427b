"""What pipelines tell over HTTP: once each, in any order, with who stands behind it, and what is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from cmdb.store.port import Store
from itsm.flows.deployment_unauthorised import unsettled
from tests.api.conftest import Clock, Person, SignIn
from tests.api.test_changes import step, submitted

pytestmark = pytest.mark.usefixtures("estate")

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "deployment"
RUN = {
    "source": "shop-ci",
    "id": "4711",
    "cis": ["pay-app"],
    "environment": "production",
    "version": "2.1",
    "status": "running",
    "started_at": "2026-11-22T11:50:00Z",
}
DONE = {**RUN, "status": "success", "finished_at": "2026-11-22T11:58:00Z"}
WINDOW = {"start": "2026-11-22T11:30:00Z", "end": "2026-11-22T13:00:00Z"}


def tell(person: Person, event: Any = RUN, **more: Any) -> Any:
    """Tell of a deployment."""
    answer = person.post("/deployments", {**event, **more})
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def approved(admin: Person, **more: Any) -> str:
    """Draft, submit and approve a standard change on db-1."""
    key = submitted(admin, **{"kind": "standard", "window": WINDOW, **more})
    for name in ("request_approval", "approve"):
        step(admin, key, name)
    return key


def test_a_deployment_is_one_record_however_often_it_is_told_of(admin: Person) -> None:
    assert tell(admin)["outcome"] == "created"
    assert tell(admin, DONE) == {
        "key": "dep-000001",
        "outcome": "updated",
        "state": "succeeded",
        "unmatched": [],
        "authorisation": "unauthorised",
        "reason": "no approved change touches all of its CIs around that time",
    }
    before = admin.get("/deployments/dep-000001").get_json()
    for event in (RUN, DONE, DONE, RUN):
        assert tell(admin, event)["outcome"] == "unchanged"
    shown = admin.get("/deployments/dep-000001").get_json()
    assert shown == before
    assert (shown["title"], shown["state_label"]) == ("pay-app 2.1 to production", "Succeeded")
    assert shown["attributes"]["opened_at"] == "2026-11-22T11:50:00Z"
    assert shown["attributes"]["closed_at"] == "2026-11-22T11:58:00Z"
    assert [(each["role"], each["key"]) for each in shown["links"]] == [("affects", "app")]
    told = admin.get("/deployments/dep-000001/activities").get_json()["items"]
    assert [(each["kind"], each["occurred_at"]) for each in told] == [
        ("transition", "2026-11-22T11:58:00Z"),
        ("opened", "2026-11-22T11:50:00Z"),
    ]


def test_the_order_in_which_a_pipeline_tells_does_not_matter(admin: Person) -> None:
    back = {**RUN, "status": "rolled_back", "finished_at": "2026-11-22T11:59:00Z"}
    events = [RUN, DONE, back]
    shown = []
    for number, order in enumerate(([0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0])):
        for place in order:
            tell(admin, events[place], id=f"run-{number}")
        found = admin.get(f"/deployments/dep-{number + 1:06d}").get_json()
        shown.append(
            {**found, "key": "", "revision": 0, "changed_at": "", "attributes": {**found["attributes"], "number": ""}}
        )
    assert shown[0]["state"] == "rolled_back"
    assert all(each == shown[0] for each in shown)


def test_without_times_the_arrival_counts_once(admin: Person, clock: Clock) -> None:
    bare = {name: value for name, value in RUN.items() if name != "started_at"}
    tell(admin, bare)
    clock.forward(minutes=3)
    assert tell(admin, bare)["outcome"] == "unchanged"
    tell(admin, bare, status="failed")
    clock.forward(minutes=3)
    assert tell(admin, bare, status="failed")["outcome"] == "unchanged"
    found = admin.get("/deployments/dep-000001").get_json()["attributes"]
    assert (found["opened_at"], found["closed_at"]) == ("2026-11-22T12:00:00Z", "2026-11-22T12:03:00Z")


@pytest.mark.parametrize(
    ("more", "where", "said"),
    [
        ({"finished_at": "2026-11-22T11:40:00Z", "status": "failed"}, "body.finished_at", "before it started"),
        ({"finished_at": "2026-11-22T11:58:00Z"}, "body.finished_at", "what goes on"),
        ({"started_at": "2026-11-22T13:00:00Z"}, "body.started_at", "not happened yet"),
        ({"started_at": "yesterday"}, "body.started_at", "no instant"),
        ({"started_at": "2026-11-22T11:50:00"}, "body.started_at", "no zone"),
        ({"status": "deployed"}, "body.status", "in_progress, succeeded, failed"),
        ({"tier": "prod"}, "body.tier", "production, staging"),
        ({"url": "javascript:alert(1)"}, "body.url", "no address on the web"),
        ({"url": "https://me:secret@ci.example/1"}, "body.url", "a password"),
        ({"commit": "a b; rm"}, "body.commit", "no commit"),
        ({"change": "chg-000009"}, "change", "there is no such change"),
        ({"release": "inc-000001"}, "release", "there is no such release"),
        ({"cis": []}, "cis", ""),
        ({"cis": ["x"] * 51}, "cis", ""),
        ({"version": "9" * 201}, "version", ""),
        ({"colour": "red"}, "colour", "unknown field"),
    ],
)
def test_what_cannot_be_so_is_refused_and_nothing_is_written(
    admin: Person, more: dict[str, Any], where: str, said: str
) -> None:
    answer = admin.post("/deployments", {**RUN, **more})
    assert answer.status_code == 422, answer.text
    assert where in answer.text
    assert said in answer.text
    assert "secret" not in answer.text
    assert admin.get("/deployments?total=true").get_json()["total"] == 0


def test_an_end_before_the_start_is_refused_though_they_come_apart(admin: Person) -> None:
    tell(admin)
    answer = admin.post(
        "/deployments", {**RUN, "started_at": None, "status": "failed", "finished_at": "2026-11-22T11:00:00Z"}
    )
    assert (answer.status_code, "from 2026-11-22T11:50:00Z on" in answer.text) == (422, True)
    assert admin.get("/deployments/dep-000001").get_json()["state"] == "in_progress"


@pytest.mark.parametrize("body", ["{", '{"source": "a", }', "[1]", '"x"', "nul", '{"a":' * 3000, '{"id": "\\u0000"}'])
def test_malformed_bodies_are_refused(admin: Person, body: str) -> None:
    answer = admin.post("/deployments", data=body, content_type="application/json")
    assert answer.status_code in (400, 422), answer.text
    assert answer.content_type == "application/problem+json"


def test_unknown_cis_are_kept_and_found_once_they_exist(admin: Person) -> None:
    told = tell(admin, cis=["pay-app", "ledger"])
    assert told["unmatched"] == ["ledger: no CI is called so"]
    assert (told["authorisation"], told["reason"]) == ("unauthorised", "an unknown CI is in it")
    assert admin.post("/deployments/looks").get_json() == {"deployments": []}
    assert admin.post("/cis", {"class": "application", "name": "ledger"}).status_code == 201
    assert admin.post("/deployments/looks").get_json() == {"deployments": ["dep-000001"]}
    assert admin.post("/deployments/looks").get_json() == {"deployments": []}
    shown = admin.get("/deployments/dep-000001").get_json()
    assert {each["name"] for each in shown["links"]} == {"pay-app", "ledger"}
    assert "unmatched" not in shown["attributes"]


def test_an_approved_change_around_it_stands_behind_it(admin: Person, clock: Clock) -> None:
    key = approved(admin)
    told = tell(admin, DONE, cis=["db-1"])
    assert (told["authorisation"], key in told["reason"]) == ("by_change", True)
    linked = admin.get(f"/changes/{key}").get_json()["links"]
    assert ("is implemented by", told["key"]) in [(each["label"], each["key"]) for each in linked]
    assert tell(admin, DONE, id="2", cis=["db-1", "db-2"])["authorisation"] == "unauthorised"
    assert tell(admin, DONE, id="3", cis=["db-2"], environment="staging")["authorisation"] == "not_needed"
    clock.forward(hours=3)
    late = {**RUN, "id": "4", "cis": ["db-1"], "started_at": "2026-11-22T14:30:00Z", "change": key}
    outside = tell(admin, late)
    assert (outside["authorisation"], "outside its window" in outside["reason"]) == ("unauthorised", True)


def test_a_change_that_is_not_approved_stands_behind_nothing(admin: Person) -> None:
    key = submitted(admin, kind="normal", window=WINDOW)
    told = tell(admin, DONE, cis=["db-1"], change=key)
    assert (told["authorisation"], told["reason"]) == ("unauthorised", f"{key}: not approved (under assessment)")


def looked(person: Person) -> list[str]:
    """Look for what happened outside any change, and return the records opened."""
    answer = person.post("/unauthorised-changes/looks")
    assert answer.status_code == 200, answer.text
    return list(answer.get_json()["records"])


def test_an_unauthorised_deployment_opens_one_record_and_is_told_of_a_later_approval(
    admin: Person, sign_in: SignIn
) -> None:
    key = submitted(admin, window=WINDOW)
    assert tell(admin, DONE, cis=["db-1"])["authorisation"] == "unauthorised"
    tell(admin, DONE, id="2", cis=["db-1"], environment="staging")
    tell(admin, {**RUN, "status": "cancelled"}, id="3", cis=["db-1"])
    (record,) = looked(admin)
    for status in ("running", "success"):
        tell(admin, DONE if status == "success" else RUN, cis=["db-1"])
        assert looked(admin) == []
    found = admin.get(f"/unauthorised-changes/{record}").get_json()
    assert (found["state"], found["title"]) == ("new", "db-1 2.1 to production outside any change")
    assert "no approved change touches all of its CIs" in found["attributes"]["description"]
    assert found["attributes"]["edited_from"] == "shop-ci"
    assert {(each["role"], each["key"]) for each in found["links"]} == {
        ("affects", "db-1"),
        ("raised_from", "dep-000001"),
    }
    assert admin.get(f"/unauthorised-changes/{record}/edits").get_json()["items"] == []
    refused = admin.post(f"/unauthorised-changes/{record}/reversal", {"reason": "no"})
    assert (refused.status_code, "acceptance" in refused.get_json()["detail"]) == (422, True)

    step(admin, key, "request_approval")
    assert looked(admin) == []
    step(sign_in("bea", "board_member"), key, "approve")
    assert looked(admin) == []
    told = admin.get("/deployments/dep-000001").get_json()["attributes"]
    assert (told["authorisation"], "approved afterwards at" in told["authorisation_reason"]) == ("by_change", True)
    settled = admin.get(f"/unauthorised-changes/{record}").get_json()
    assert (settled["state"], key in settled["attributes"]["resolution"]) == ("accepted", True)
    before = admin.get("/revisions?limit=1").get_json()["items"]
    assert looked(admin) == []
    assert admin.get("/revisions?limit=1").get_json()["items"] == before


def test_a_change_drafted_afterwards_stands_behind_its_deployment_once_it_is_approved(
    admin: Person, sign_in: SignIn
) -> None:
    tell(admin, DONE, cis=["db-1", "db-2"])
    (record,) = looked(admin)
    done = admin.post(f"/unauthorised-changes/{record}/acceptance", {"reason": "An outage at night"})
    assert done.status_code == 201, done.text
    key = done.get_json()["change"]
    assert looked(admin) == []
    assert admin.get("/deployments/dep-000001").get_json()["attributes"]["authorisation"] == "unauthorised"
    for name in ("submit", "request_approval"):
        step(admin, key, name)
    step(sign_in("bea", "board_member"), key, "approve")
    assert looked(admin) == []
    told = admin.get("/deployments/dep-000001").get_json()["attributes"]
    assert (told["authorisation"], key in told["authorisation_reason"]) == ("by_change", True)
    notes = admin.get(f"/unauthorised-changes/{record}/activities").get_json()["items"]
    assert [each["text"].startswith("Approved afterwards") for each in notes if each["kind"] == "note"] == [True]


def test_an_unauthorised_deployment_that_is_rolled_back_is_reverted(admin: Person) -> None:
    tell(admin, DONE, cis=["db-1"])
    (record,) = looked(admin)
    tell(admin, {**DONE, "status": "rolled_back", "finished_at": "2026-11-22T11:59:00Z"}, cis=["db-1"])
    assert looked(admin) == []
    found = admin.get(f"/unauthorised-changes/{record}").get_json()
    assert (found["state"], found["attributes"]["resolution"]) == (
        "reverted",
        "The deployment dep-000001 was rolled back",
    )


def waiting(store: Store) -> list[str]:
    """Return the deployments that are looked at whenever something was written."""
    return [each.key for each in unsettled(store.graph)]


def test_what_is_settled_is_not_read_again(admin: Person, store: Store, sign_in: SignIn) -> None:
    """Rolled back, cancelled, or covered; again where its record is opened again or something new is told of it."""
    undone = {**DONE, "status": "rolled_back", "finished_at": "2026-11-22T11:59:00Z"}
    key = submitted(admin, window=WINDOW, edits=[{"op": "retire", "ci": "db-2"}], down=[])
    for number, ci in enumerate(("db-1", "db-1", "db-2"), 1):
        tell(admin, DONE, id=str(number), cis=[ci])
    tell(admin, {**DONE, "status": "cancelled", "finished_at": "2026-11-22T11:55:00Z"}, id="4", cis=["db-1"])
    assert waiting(store) == ["dep-000001", "dep-000002", "dep-000003", "dep-000004"]
    record, *_ = looked(admin)
    tell(admin, undone, id="1", cis=["db-1"])
    step(admin, key, "request_approval")
    step(sign_in("bea", "board_member"), key, "approve")
    assert looked(admin) == []
    assert waiting(store) == ["dep-000002"]
    head = store.graph.head()
    assert looked(admin) == []
    assert store.graph.head() == head

    assert admin.post(f"/unauthorised-changes/{record}/steps", {"step": "reopen"}).status_code == 200
    assert waiting(store) == ["dep-000001", "dep-000002"]
    assert looked(admin) == []
    assert waiting(store) == ["dep-000002"]
    tell(admin, DONE, id="4", cis=["db-1"])
    assert waiting(store) == ["dep-000002", "dep-000004"]
    assert len(looked(admin)) == 1


def test_an_accepted_one_is_followed_while_its_change_may_be_approved(
    admin: Person, store: Store, sign_in: SignIn
) -> None:
    """Also where it was accepted, settled, opened again and accepted anew between two looks."""
    tell(admin, DONE, cis=["db-1", "db-2"])
    (record,) = looked(admin)

    def accepted() -> str:
        done = admin.post(f"/unauthorised-changes/{record}/acceptance", {"reason": "An outage at night"})
        assert done.status_code == 201, done.text
        return str(done.get_json()["change"])

    first = accepted()
    assert looked(admin) == []
    assert waiting(store) == ["dep-000001"]
    step(admin, first, "cancel")
    assert looked(admin) == []
    assert waiting(store) == []
    assert admin.post(f"/unauthorised-changes/{record}/steps", {"step": "reopen"}).status_code == 200
    second = accepted()
    for name in ("submit", "request_approval"):
        step(admin, second, name)
    step(sign_in("bea", "board_member"), second, "approve")
    assert looked(admin) == []
    assert admin.get("/deployments/dep-000001").get_json()["attributes"]["authorisation"] == "by_change"
    assert waiting(store) == []


def test_deployments_are_listed_by_ci_environment_and_state(admin: Person) -> None:
    for number in range(3):
        tell(
            admin,
            id=str(number),
            environment="staging" if number else "prod-eu",
            cis=["db-1"] if number == 2 else ["app"],
        )
    found = admin.get("/deployments?limit=2&total=true").get_json()
    assert (len(found["items"]), found["total"]) == (2, 3)
    rest = admin.get(f"/deployments?limit=2&after={found['next']}").get_json()
    assert len(rest["items"]) == 1

    def keys(query: str) -> list[str]:
        return [each["key"] for each in admin.get(f"/deployments?sort=key&{query}").get_json()["items"]]

    assert keys("ci=db-1") == ["dep-000003"]
    assert keys("ci=pay-app&q=environment:staging") == ["dep-000002"]
    assert keys("q=tier:production") == ["dep-000001"]
    assert keys("q=lifecycle:in_progress and authorisation:not_needed") == ["dep-000002", "dep-000003"]
    assert admin.get("/deployments?ci=nobody").status_code == 404
    assert [each["key"] for each in admin.get("/cis/db-1/records").get_json()["items"]] == ["dep-000003"]


def test_a_version_is_offered_as_a_plan_and_never_written(admin: Person) -> None:
    tell(admin, DONE, cis=["db-1", "db-2"], version="16.7")
    assert admin.get("/cis/db-1").get_json()["attributes"]["version"] == "13.2"
    found = admin.get("/deployments/dep-000001/plan").get_json()
    assert found["edits"] == 2
    assert found["plan"]["edits"] == [
        {"op": "set", "ci": "db-1", "attributes": {"version": {"was": "13.2", "to": "16.7"}}},
        {"op": "set", "ci": "db-2", "attributes": {"version": {"was": None, "to": "16.7"}}},
    ]
    drafted = admin.post("/changes/draft", found["plan"])
    assert drafted.status_code == 201, drafted.text
    tell(admin, RUN, id="2", cis=["db-1"], version="17")
    assert admin.get("/deployments/dep-000002/plan").get_json()["edits"] == 0


def test_a_pipeline_may_tell_and_see_nothing(sign_in: SignIn) -> None:
    pipeline, reader = sign_in("ci", "pipeline"), sign_in("eve", "reader")
    assert tell(pipeline)["key"] == "dep-000001"
    assert pipeline.get("/deployments").status_code == 403
    assert reader.post("/deployments", RUN).status_code == 403
    assert reader.get("/deployments/dep-000001").status_code == 200


def test_nobody_opens_one_by_hand_or_sets_what_was_told(admin: Person) -> None:
    tell(admin)
    shown = admin.get("/deployments/dep-000001").get_json()
    refused = admin.patch("/deployments/dep-000001", {"attributes": {"version": "3"}}, shown["revision"])
    assert (refused.status_code, "version" in refused.text) == (422, True)
    assert admin.post("/deployments", {"title": "by hand"}).status_code == 422


def test_an_incident_tells_what_was_deployed_before_it(admin: Person) -> None:
    tell(admin, DONE, cis=["db-1"])
    opened = admin.post("/incidents", {"title": "Payments fail", "links": {"affects": ["pay"]}}).get_json()
    (near,) = admin.get(f"/incidents/{opened['key']}/evidence").get_json()["deployments"]
    assert (near["key"], near["version"], near["environment"], near["cis"]) == (
        "dep-000001",
        "2.1",
        "production",
        ["db-1"],
    )


def test_the_example_for_pipelines_is_taken(app: Flask, sign_in: SignIn, tmp_path: Path, clock: Clock) -> None:
    clock.now = datetime.now(UTC)
    pipeline = sign_in("ci", "pipeline")
    made = pipeline.post("/tokens", {"name": "job", "roles": ["pipeline"], "expires_days": 1})
    assert made.status_code == 201, made.text
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    environment = {
        **os.environ,
        "FAULTLINE_URL": f"http://127.0.0.1:{server.port}",
        "FAULTLINE_TOKEN": made.get_json()["token"],
        "GITHUB_REPOSITORY": "acme/shop",
    }
    words = ["--id", "7", "--ci", "pay-app", "--environment", "production", "--version", "2.1"]
    try:
        told = [
            subprocess.run(
                [sys.executable, str(EXAMPLE / "tell.py"), status, *words],
                env=environment, capture_output=True, text=True, check=True, cwd=tmp_path, timeout=60,
            ).stdout
            for status in ("in_progress", "success")
        ]  # fmt: skip
    finally:
        server.shutdown()
        thread.join()
    assert told[0].startswith("dep-000001 created: in_progress")
    assert told[1].startswith("dep-000001 updated: succeeded")
    assert "No approved change stands behind it" in told[1]
    admin = sign_in("late")
    shown = admin.get("/deployments/dep-000001").get_json()
    assert (shown["attributes"]["source"], shown["attributes"]["version"]) == ("acme/shop", "2.1")


def test_the_event_of_the_example_is_taken(admin: Person) -> None:
    said = json.loads((EXAMPLE / "event.json").read_text(encoding="utf-8"))
    taken = tell(admin, said)
    assert (taken["outcome"], taken["unmatched"]) == ("created", ["web-shop: no CI is called so"])
