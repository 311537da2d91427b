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
