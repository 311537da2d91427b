"""An incident log over HTTP: tried, applied, worked on, taken back."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask

from api.backend import Backend
from tests.api.conftest import Person

LOG = (
    b"number,incident_state,opened_at,sys_updated_at,sys_mod_count,assignment_group,cmdb_ci\n"
    b"INC1,New,1/3/2026 10:00,1/3/2026 10:00,0,net,pay-app\n"
    b"INC1,Resolved,1/3/2026 10:00,1/3/2026 12:00,1,net,pay-app\n"
    b"INC2,Asleep,1/3/2026 10:00,1/3/2026 10:00,0,net,?\n"
)

pytestmark = pytest.mark.usefixtures("estate")


def run(app: Flask, person: Person, key: str, verb: str) -> Any:
    backend: Backend = app.extensions["faultline"]
    answer = person.post(f"/imports/{key}/{verb}", {})
    assert answer.status_code == 202, answer.text
    assert backend.jobs.run_pending() == 1
    return person.get(f"/jobs/{answer.get_json()['id']}").get_json()


def test_a_log_goes_its_way(app: Flask, admin: Person) -> None:
    data = {"files": [(io.BytesIO(LOG), "log.csv")], "source": "desk"}
    made = admin.ask("POST", "/imports", data=data, content_type="multipart/form-data").get_json()
    assert (made["format"], made["mapping"]) == ("incident_log", None)
    key = made["id"]
    tried = run(app, admin, key, "dry-run")["result"]
    assert (tried["created"], tried["rejected_count"]) == (1, 1)
    assert admin.get("/incidents").get_json()["items"] == []
    assert run(app, admin, key, "apply")["result"]["created"] == 1
    (record,) = admin.get("/incidents").get_json()["items"]
    assert (record["state"], record["attributes"]["resolved_at"]) == ("resolved", "2026-03-01T12:00:00Z")
    assert [each["key"] for each in admin.get("/cis/app/records").get_json()["items"]] == [record["key"]]
    found = admin.get("/measures/incident_resolution_time?period=2026-03-01..2026-03-31").get_json()["items"]
    assert (found[0]["value"], found[0]["count"]) == (7200, 1)
    rejected = admin.get(f"/imports/{key}/rows?decision=rejected").get_json()["items"]
    assert [(each["value"], each["raw"]["number"]) for each in rejected] == [("Asleep", "INC2")]
    rows = {"rows": [{"row": rejected[0]["row"], "raw": {**rejected[0]["raw"], "incident_state": "New"}}]}
    assert admin.post(f"/imports/{key}/corrections", rows).status_code == 422
    assert run(app, admin, key, "undo")["result"]["taken_back"][0]["removed"] == 1
    assert admin.get("/incidents").get_json()["items"] == []
    assert admin.get("/cis/app/records").get_json()["items"] == []
