"""Controlled attributes edited outside any change: by hand, by an import, and by the change itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.backend import Backend
from api.watch import Watch
from cmdb.store.port import Store
from importers.graph_document import GRAPH_DOCUMENT
from importers.observation import InputFile
from importers.run import Request, import_files
from tests.api.conftest import Clock, Person, SignIn
from tests.api.test_changes import step, submitted

pytestmark = pytest.mark.usefixtures("estate")


def window(hours: float) -> dict[str, str]:
    """Return a window of two hours around so many hours from now; the store tells its own time."""
    middle = datetime.now(UTC) + timedelta(hours=hours)
    return {
        "start": (middle - timedelta(hours=1)).isoformat(),
        "end": (middle + timedelta(hours=1)).isoformat(),
    }


@pytest.fixture
def controlled(admin: Person) -> Person:
    """Return an administrator of an estate in which the version of a database is controlled."""
    body = {"attributes": [{"name": "version", "type": "text", "controlled": True}]}
    answer = admin.put("/classes/database", body, headers={"If-Match": '"0"'})
    assert answer.status_code == 200, answer.text
    return admin


def look(person: Person) -> list[str]:
    """Look and return the records told."""
    answer = person.post("/unauthorised-changes/looks")
    assert answer.status_code == 200, answer.text
    return list(answer.get_json()["records"])


def scan(store: Store, clock: Clock, run: str, **versions: str) -> None:
    """Let a scanner report versions of CIs."""
    cis: list[dict[str, Any]] = [
        {
            "key": key.replace("_", "-"),
            "class": "database",
            "name": key.replace("_", "-"),
            "attributes": {"version": to},
        }
        for key, to in versions.items()
    ]
    file = InputFile("scan.json", json.dumps({"faultline": 1, "cis": cis}).encode())
    import_files(store, Request(GRAPH_DOCUMENT, [file], "estate", "scanner", run), now=clock)


def test_an_edit_by_hand_raises_a_record_with_the_difference(controlled: Person, sign_in: SignIn) -> None:
    assert look(controlled) == []
    eve = sign_in("eve", "engineer")
    assert eve.patch("/cis/db-1", {"attributes": {"version": "14.0"}}, "*").status_code == 200
    assert eve.patch("/cis/srv-a", {"attributes": {"environment": "test"}}, "*").status_code == 200
    (key,) = look(controlled)
    record = controlled.get(f"/unauthorised-changes/{key}").get_json()
    assert (record["state"], record["attributes"]["edited_by"]) == ("new", "eve")
    assert record["title"].startswith("db-1: version edited by")
    assert [each["key"] for each in record["links"]] == ["db-1"]
    (edit,) = controlled.get(f"/unauthorised-changes/{key}/edits").get_json()["items"]
    assert (edit["ci"], edit["attribute"], edit["before"], edit["after"]) == ("db-1", "version", "13.2", "14.0")
    assert edit["revision"] == record["attributes"]["at_revision"]
    assert look(controlled) == []
    revision = controlled.get("/revisions?limit=1").get_json()["items"][0]
    assert look(controlled) == []
    assert controlled.get("/revisions?limit=1").get_json()["items"][0] == revision


def test_what_a_change_merges_and_takes_back_is_authorised(controlled: Person) -> None:
    key = submitted(controlled, kind="standard")
    for name in ("request_approval", "approve", "start"):
        step(controlled, key, name)
    step(controlled, key, "complete", outcome="successful")
    step(controlled, key, "back_out", outcome="backed_out")
    assert controlled.get("/cis/db-1").get_json()["attributes"]["version"] == "13.2"
    assert look(controlled) == []


def test_a_scanner_that_reports_the_planned_value_within_the_window_is_the_change(
    controlled: Person, store: Store, clock: Clock
) -> None:
    key = submitted(controlled, kind="standard", window=window(0))
    for name in ("request_approval", "approve", "start"):
        step(controlled, key, name)
    scan(store, clock, "run-1", db_1="15.1")
    assert look(controlled) == []
    scan(store, clock, "run-2", db_1="15.2")
    (other,) = look(controlled)
    assert controlled.get(f"/unauthorised-changes/{other}/edits").get_json()["items"][0]["after"] == "15.2"


def test_the_planned_value_outside_the_window_is_no_change(controlled: Person, store: Store, clock: Clock) -> None:
    key = submitted(controlled, kind="standard", window=window(24))
    for name in ("request_approval", "approve"):
        step(controlled, key, name)
    scan(store, clock, "run-1", db_1="15.1")
    assert len(look(controlled)) == 1


def test_an_import_is_one_record_however_much_it_edits(controlled: Person, store: Store, clock: Clock) -> None:
    many = {f"db_{number}": "1" for number in range(100, 700)}
    scan(store, clock, "run-1", **many)
    assert look(controlled) == []
    scan(store, clock, "run-2", **dict.fromkeys(many, "2"))
    (key,) = look(controlled)
    record = controlled.get(f"/unauthorised-changes/{key}").get_json()
    assert (record["attributes"]["edits"], record["attributes"]["run"]) == (600, "run-2")
    assert record["title"] == "600 controlled attributes edited by estate"
    assert len(controlled.get(f"/unauthorised-changes/{key}/edits").get_json()["items"]) == 500
    assert "and 590 more" in record["attributes"]["description"]


def test_the_server_looks_by_itself_where_something_was_written(controlled: Person, app: Any) -> None:
    backend: Backend = app.extensions["faultline"]
    watch = Watch(backend)
    assert watch.look() == []
    assert controlled.patch("/cis/db-1", {"attributes": {"version": "14.0"}}, "*").status_code == 200
    assert len(watch.look()) == 1
    assert watch.look() == []


def test_nothing_is_looked_at_where_nothing_is_controlled(admin: Person) -> None:
    assert admin.patch("/cis/db-1", {"attributes": {"version": "14.0"}}, "*").status_code == 200
    assert look(admin) == []
    assert admin.get("/unauthorised-changes").get_json()["items"] == []


def edited(person: Person, version: str = "14.0") -> str:
    """Edit the version of a database by hand, and return the record of it."""
    assert person.patch("/cis/db-1", {"attributes": {"version": version}}, "*").status_code == 200
    (key,) = look(person)
    return key


def merged(person: Person, key: str, member: Person) -> None:
    """Carry a change out on which somebody else decides."""
    for name in ("submit", "request_approval"):
        step(person, key, name)
    step(member, key, "approve")
    step(person, key, "start")
    step(person, key, "complete", outcome="successful")


def test_accepted_afterwards_a_change_is_drafted_with_the_edits_and_the_reason(controlled: Person) -> None:
    key = edited(controlled)
    route = f"/unauthorised-changes/{key}"
    assert controlled.post(f"{route}/acceptance", {"reason": ""}).status_code == 422
    done = controlled.post(f"{route}/acceptance", {"reason": "It was an outage at night"})
    assert done.status_code == 201, done.text
    change = done.get_json()["change"]
    record = controlled.get(route).get_json()
    assert record["state"] == "accepted"
    assert record["attributes"]["resolution"] == f"It was an outage at night ({change})"
    plan = controlled.get(f"/changes/{change}/plan").get_json()
    assert plan["plan"]["edits"] == [
        {"op": "set", "ci": "db-1", "attributes": {"version": {"was": "13.2", "to": "14.0"}}}
    ]
    assert [each["status"] for each in plan["outcomes"]] == ["already"]
    assert [
        each["key"]
        for each in controlled.get(f"/changes/{change}").get_json()["links"]
        if each["role"] == "raised_from"
    ] == [key]
    again = controlled.post(f"{route}/acceptance", {"reason": "again"})
    assert again.status_code == 422
    assert controlled.get("/changes").get_json()["items"][0]["key"] == change


def test_put_back_by_a_change_it_is_reverted_once_that_is_merged(controlled: Person, sign_in: SignIn) -> None:
    bea = sign_in("bea", "board_member")
    key = edited(controlled)
    route = f"/unauthorised-changes/{key}"
    done = controlled.post(f"{route}/reversal", {"reason": "Nobody knows why"}).get_json()
    assert (done["left_out"], controlled.get(route).get_json()["state"]) == ([], "reverting")
    change = done["change"]
    found = controlled.get(f"/changes/{change}/plan").get_json()
    window_now = {**found["plan"], "window": window(0)}
    assert controlled.put(f"/changes/{change}/plan", window_now, headers={"If-Match": "*"}).status_code == 200
    assert look(controlled) == []
    assert controlled.get(route).get_json()["state"] == "reverting"
    merged(controlled, change, bea)
    assert controlled.get("/cis/db-1").get_json()["attributes"]["version"] == "13.2"
    assert look(controlled) == []
    assert controlled.get(route).get_json()["state"] == "reverted"
    assert controlled.get(f"{route}/edits").get_json()["items"][0]["standing"] == "back"


def test_no_step_accepts_or_puts_back_without_the_change_that_does(controlled: Person) -> None:
    """The generic route names the verb that drafts the change; what remains are steps that need none."""
    key = edited(controlled)
    route = f"/unauthorised-changes/{key}"
    for step_, verb in (("accept", "acceptance"), ("put_back", "reversal")):
        refused = controlled.post(f"{route}/steps", {"step": step_, "attributes": {"resolution": "fine"}})
        (error,) = refused.get_json()["errors"]
        assert (refused.status_code, error["where"], error["allowed"]) == (422, "step", f"{route[1:]}/{verb}")
    record = controlled.get(route).get_json()
    assert (record["state"], [each["name"] for each in record["steps"]]) == ("new", ["revert"])
    assert controlled.get("/changes").get_json()["items"] == []


def test_what_somebody_edited_since_is_left_out_and_told(controlled: Person) -> None:
    body = {"attributes": [{"name": name, "type": "text", "controlled": True} for name in ("version", "edition")]}
    revision = controlled.get("/classes/database").get_json()["revision"]
    assert controlled.put("/classes/database", body, headers={"If-Match": f'"{revision}"'}).status_code == 200
    assert controlled.patch("/cis/db-1", {"attributes": {"version": "14.0", "edition": "x"}}, "*").status_code == 200
    (key,) = look(controlled)
    assert controlled.patch("/cis/db-1", {"attributes": {"version": "15.0"}}, "*").status_code == 200
    found = controlled.get(f"/unauthorised-changes/{key}/edits").get_json()["items"]
    assert {each["attribute"]: (each["standing"], each["now"]) for each in found} == {
        "edition": ("stands", "x"),
        "version": ("moved", "15.0"),
    }
    done = controlled.post(f"/unauthorised-changes/{key}/reversal", {"reason": "Back"}).get_json()
    assert done["left_out"] == ["version of db-1 is 15.0 now"]
    (edit,) = controlled.get(f"/changes/{done['change']}/plan").get_json()["plan"]["edits"]
    assert edit["attributes"] == {"edition": {"was": "x", "to": None}}


def test_changes_near_by_say_why_they_do_not_stand_behind_it(controlled: Person) -> None:
    waiting = submitted(controlled, window=window(0))
    later = submitted(controlled, kind="standard", window=window(48))
    for name in ("request_approval", "approve"):
        step(controlled, later, name)
    submitted(controlled, window=window(24 * 30))
    key = edited(controlled, "15.1")
    found = controlled.get(f"/unauthorised-changes/{key}/changes-near").get_json()["items"]
    assert [(each["key"], each["reason"]) for each in found] == [
        (waiting, "plans this value, and is not approved"),
        (later, "plans this value, in another window"),
    ]
    assert found[0]["minutes_away"] == 0
    assert 2700 < found[1]["minutes_away"] < 2900
