"""Alerts over HTTP: matched, counted, expected or not, one incident a cause, and their end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from flask import Flask

from cmdb.store.port import Store
from importers.graph_document import GRAPH_DOCUMENT
from importers.observation import InputFile
from importers.run import Request, import_files, new_run
from tests.api.conftest import Clock, Person, SignIn

pytestmark = pytest.mark.usefixtures("estate")

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "alertmanager"
real = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples (../shared/data/alertmanager) are not here")


def alert(
    instance: str, name: str = "HostDown", *, state: str = "firing", severity: str = "critical"
) -> dict[str, Any]:
    """An alert as Alertmanager sends it."""
    return {
        "status": state,
        "labels": {"alertname": name, "instance": instance, "severity": severity},
        "annotations": {"summary": f"{instance} does not answer"},
        "startsAt": "2026-11-22T11:59:00Z",
        "fingerprint": f"{name}-{instance}",
    }


def send(person: Person, *alerts: dict[str, Any]) -> Any:
    """Send alerts as Alertmanager does."""
    answer = person.post("/events/alertmanager", {"version": "4", "externalURL": "http://am", "alerts": list(alerts)})
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def listed(person: Person, query: str = "") -> list[Any]:
    """Return the alerts."""
    found: list[Any] = person.get(f"/events{query}").get_json()["items"]
    return found


def incidents(person: Person) -> list[Any]:
    """Return the incidents with their links, by key."""
    keys = [each["key"] for each in person.get("/incidents").get_json()["items"]]
    return [person.get(f"/incidents/{key}").get_json() for key in sorted(keys)]


def entries(person: Person, key: str) -> list[Any]:
    """Return the timeline, oldest first."""
    found: list[Any] = person.get(f"/incidents/{key}/activities").get_json()["items"]
    return found[::-1]


def told(store: Store, clock: Clock, document: dict[str, Any]) -> None:
    """Let a source tell of CIs."""
    files = [InputFile("more.json", json.dumps(document).encode())]
    import_files(store, Request(GRAPH_DOCUMENT, files, "more", "test", new_run(clock())), now=clock)


def test_alerts_of_one_cause_open_one_incident(admin: Person, clock: Clock) -> None:
    taken = send(admin, alert("web-b:9100"), alert("web-a.example.com:9100"), alert("db-1:9187", severity="warning"))
    assert (taken["taken"], taken["changed"], taken["looked"]["opened"]) == (3, 3, ["inc-000001"])
    (one,) = incidents(admin)
    assert one["title"].startswith("web-a: ")
    assert "Probable cause: web-a" in one["attributes"]["description"]
    assert (one["attributes"]["channel"], one["attributes"]["urgency"], one["attributes"]["effect"]) == (
        "event",
        1,
        "down",
    )
    assert [each["key"] for each in one["links"] if each["role"] == "affects"] == ["db-1", "srv-a", "srv-b"]
    assert [each["kind"] for each in entries(admin, "inc-000001")] == ["opened", "alert", "alert", "alert"]

    clock.forward(minutes=5)
    for _ in range(3):
        send(admin, alert("web-b:9100"), alert("web-a.example.com:9100"))
    assert len(incidents(admin)) == 1
    assert len(entries(admin, "inc-000001")) == 4
    counted = {each["ci"]: each["count"] for each in listed(admin)}
    assert counted == {"srv-a": 4, "srv-b": 4, "db-1": 1}


def test_two_causes_open_two_incidents(admin: Person) -> None:
    taken = send(admin, alert("web-a:9100"), alert("db-1:9100"), alert("db-2:9100"))
    assert taken["looked"]["opened"] == ["inc-000001", "inc-000002"]
    affected = [sorted(each["key"] for each in one["links"]) for one in incidents(admin)]
    assert sorted(affected) == [["db-1", "srv-a"], ["db-2"]]


def test_an_alert_joins_the_incident_of_its_cause(admin: Person, clock: Clock) -> None:
    send(admin, alert("db-1:9100", severity="warning"))
    (before,) = incidents(admin)
    assert before["attributes"]["urgency"] == 2
    clock.forward(minutes=2)
    assert send(admin, alert("web-a:9100"))["looked"]["told"] == ["inc-000001"]
    (after,) = incidents(admin)
    assert sorted(each["key"] for each in after["links"]) == ["db-1", "srv-a"]
    assert (after["attributes"]["urgency"], after["attributes"]["effect"]) == (1, "down")


def test_when_all_are_resolved_it_is_proposed_to_resolve(admin: Person, clock: Clock) -> None:
    send(admin, alert("web-a:9100"), alert("db-1:9100"))
    clock.forward(minutes=5)
    half = send(admin, alert("db-1:9100", state="resolved"))
    assert half["looked"]["over"] == []
    clock.forward(minutes=5)
    rest = send(admin, alert("web-a:9100", state="resolved"))
    assert rest["looked"]["over"] == ["inc-000001"]
    found = entries(admin, "inc-000001")
    assert [each["kind"] for each in found] == ["opened", "alert", "alert", "alert", "alert", "note"]
    assert found[-1]["facts"]["proposal"]["step"] == "resolve"
    assert incidents(admin)[0]["state"] == "new"
    clock.forward(minutes=5)
    again = {**alert("web-a:9100"), "startsAt": "2026-11-22T12:14:00Z"}
    assert send(admin, again)["looked"]["opened"] == []
    assert entries(admin, "inc-000001")[-1]["facts"]["state"] == "firing"


def test_who_resolves_while_it_still_fires_gets_another_incident_after_a_while(admin: Person, clock: Clock) -> None:
    send(admin, alert("web-a:9100"))
    admin.post("/incidents/inc-000001/steps", {"step": "resolve", "attributes": {"resolution": "done"}})
    clock.forward(minutes=10)
    assert send(admin, alert("web-a:9100"))["looked"]["opened"] == []
    clock.forward(minutes=10)
    assert send(admin, alert("web-a:9100"))["looked"]["opened"] == ["inc-000002"]


def test_an_unknown_ci_is_kept_and_matched_when_it_appears(admin: Person, store: Store, clock: Clock) -> None:
    send(admin, alert("cache-9.int:9100"))
    (kept,) = listed(admin, "?unmatched=true")
    assert [(each["text"], each["outcome"]) for each in kept["tries"]] == [
        ("cache-9.int:9100", "none"),
        ("cache-9.int", "none"),
        ("cache-9", "none"),
    ]
    assert incidents(admin) == []
    told(store, clock, {"faultline": 1, "cis": [{"key": "c9", "class": "server", "name": "CACHE-9"}], "relations": []})
    looked = admin.post("/events/looks").get_json()
    assert looked["opened"] == ["inc-000001"]
    (found,) = listed(admin)
    assert (found["ci"], found["tries"][-1]["by"], found["incident"]) == ("c9", "name", "inc-000001")
    assert listed(admin, "?unmatched=true") == []


def test_maintenance_keeps_incidents_away_and_counts(admin: Person, clock: Clock) -> None:
    period = {"kind": "maintenance", "start": "2026-11-22T11:00:00Z", "end": "2026-11-22T13:00:00Z", "cis": ["srv-a"]}
    assert admin.put("/closed-periods/rack", {**period, "reason": "new fans"}).status_code == 200
    send(admin, alert("web-a:9100"), alert("web-a:9100", "FanDown"), alert("db-2:9100"))
    assert [sorted(each["key"] for each in one["links"]) for one in incidents(admin)] == [["db-2"]]
    quiet = listed(admin, "?suppressed=true")
    assert {each["suppressed"] for each in quiet} == {"rack: maintenance, new fans (named by it)"}
    assert admin.get("/events/summary").get_json()["suppressed"] == 2
    clock.forward(hours=2)
    assert send(admin, alert("web-a:9100"))["looked"]["opened"] == ["inc-000002"]
    assert listed(admin, "?suppressed=true") == []


def test_what_a_change_in_its_window_takes_down_is_expected(admin: Person, sign_in: SignIn, clock: Clock) -> None:
    plan = {
        "faultline_change": 1,
        "title": "New fans",
        "kind": "emergency",
        "window": {"start": "2026-11-22T12:00:00Z", "end": "2026-11-22T13:00:00Z"},
        "down": [{"ci": "srv-a", "state": "down", "start_minutes": 0, "minutes": 50}],
        "edits": [],
        "backout": "old fans",
        "tests": "spin",
    }
    key = admin.post("/changes/draft", plan).get_json()["key"]
    for name in ("submit", "request_approval"):
        assert admin.post(f"/changes/{key}/steps", {"step": name}).status_code == 200
    clock.forward(minutes=5)
    judged = admin.get(f"/changes/{key}/assessment").get_json()["hash"]
    for number in range(3):
        voter = sign_in(f"voter{number}", "board_member", "change_manager", "service_agent")
        voter.post(f"/changes/{key}/votes", {"decision": "approve", "hash": judged})
    boss = sign_in("boss")
    boss.post(f"/changes/{key}/votes", {"decision": "approve", "hash": judged})
    assert boss.post(f"/changes/{key}/steps", {"step": "approve"}).status_code == 200
    send(admin, alert("db-2:9100", "Before"))
    assert boss.post(f"/changes/{key}/steps", {"step": "start"}).status_code == 200
    send(admin, alert("web-a:9100"), alert("web-b:9100"))
    why = {each["ci"]: each["suppressed"] for each in listed(admin)}
    assert why["srv-a"] == f"{key}: New fans is being implemented (touched by it)"
    assert why["srv-b"].endswith("(down while it is carried out)")
    assert why["db-2"] == ""
    clock.forward(hours=1)
    assert send(admin, alert("web-a:9100"))["looked"]["opened"] == ["inc-000002"]


@real
def test_real_messages_fire_and_resolve(admin: Person, store: Store, clock: Clock) -> None:
    server = {"key": "s1", "class": "server", "name": "server01", "attributes": {"fqdn": "server01.int"}}
    told(store, clock, {"faultline": 1, "cis": [server], "relations": []})
    for name, state in (("firing", "firing"), ("resolved", "resolved")):
        raw = (SAMPLES / f"alertmanager_{name}.json").read_bytes()
        answer = admin.ask("POST", "/events/alertmanager", data=raw, content_type="application/json")
        assert answer.status_code == 200, answer.text
        (found,) = listed(admin)
        assert (found["ci"], found["state"], found["tries"][-1]["by"]) == ("s1", state, "fqdn")
    (one,) = incidents(admin)
    assert one["attributes"]["opened_at"] == "2026-11-22T12:00:00Z"
    assert entries(admin, one["key"])[-1]["kind"] == "note"


def test_information_opens_no_incident(admin: Person) -> None:
    send(admin, alert("web-a:9100", "Watchdog", severity="none"))
    assert incidents(admin) == []
    assert admin.get("/events/summary").get_json()["severities"] == {"info": 1}


def test_a_token_of_monitoring_sends_and_sees_nothing(sign_in: SignIn, nobody: Person) -> None:
    probe = sign_in("probe", "monitoring")
    token = probe.post("/tokens", {"name": "am", "permissions": ["event.write"]}).get_json()["token"]
    said = {"Authorization": f"Bearer {token}"}
    event = {"source": "cron", "id": "backup", "ci": "db-1", "severity": "error", "state": "firing"}
    assert nobody.post("/events", event, headers=said).status_code == 200
    assert nobody.get("/events", headers=said).status_code == 403
    assert nobody.post("/incidents", {"title": "x"}, headers=said).status_code == 403


def test_within_a_scope_only_its_alerts_are_seen(admin: Person, sign_in: SignIn) -> None:
    send(admin, alert("web-a:9100"), alert("web-b:9100"), alert("nowhere:1"))
    clerk = sign_in("cleo", "service_agent", scope="Bank")
    assert [each["ci"] for each in listed(clerk)] == ["srv-b"]
    assert clerk.get("/events/summary").get_json()["firing"] == 1


def test_alerts_are_paged_newest_first(admin: Person) -> None:
    many = [{**alert(f"x{n}:1"), "startsAt": f"2026-11-22T11:0{n}:00Z"} for n in range(5)]
    send(admin, *many)
    first = admin.get("/events?limit=3&total=true&state=firing").get_json()
    rest = admin.get(f"/events?limit=3&after={first['next']}").get_json()
    shown = [each["labels"]["instance"] for each in (*first["items"], *rest["items"])]
    assert (shown, first["total"], rest["next"]) == ([f"x{n}:1" for n in (4, 3, 2, 1, 0)], 5, None)


def test_what_is_no_alert_is_told(admin: Person) -> None:
    assert admin.post("/events/alertmanager", {"alert": []}).status_code == 422
    answer = send(admin, {"labels": {"alertname": "x"}, "status": "odd"}, alert("web-a:1"))
    assert (answer["taken"], answer["refused"][0]["where"]) == (1, "alerts.0.status")
    assert admin.post("/events", {"source": "x", "id": "1", "state": "odd"}).status_code == 422


def test_the_example_sends_where_alerts_are_taken_in(app: Flask) -> None:
    folder = Path(__file__).resolve().parents[2] / "examples" / "alertmanager"
    given = yaml.safe_load((folder / "alertmanager.yml").read_text(encoding="utf-8"))
    (hook,) = given["receivers"][0]["webhook_configs"]
    address = urlsplit(hook["url"])
    rule, _ = app.url_map.bind("x").match(address.path, method="POST", return_rule=True)
    assert rule.rule == "/api/v1/events/alertmanager"
    assert hook["send_resolved"] is True
    assert given["route"]["receiver"] == given["receivers"][0]["name"]


def test_what_fires_is_grouped_by_its_cause(admin: Person, clock: Clock) -> None:
    send(admin, alert("srv-a"), alert("db-1", severity="warning"), alert("nobody-knows"), alert("nobody-else"))
    clock.forward(minutes=1)
    send(admin, alert("srv-a"))
    answer = admin.get("/events/groups").get_json()
    known, unknown = answer["items"]
    assert (known["kind"], known["alerts"], known["messages"], known["ci_count"]) == ("incident", 2, 3, 2)
    assert [each["key"] for each in known["cis"]] == ["db-1", "srv-a"]
    assert known["severities"] == {"critical": 1, "warning": 1}
    assert known["cause"].startswith("Probable cause: ")
    assert admin.get(f"/incidents/{known['incident']}").get_json()["title"] == known["title"]
    assert (unknown["kind"], unknown["incident"], unknown["alerts"], unknown["cis"]) == ("unknown", "", 2, [])
    of_it = listed(admin, f"?incident={known['incident']}")
    assert {each["ci"] for each in of_it} == {"db-1", "srv-a"}
    send(admin, *[alert(each, state="resolved") for each in ("srv-a", "db-1", "nobody-knows", "nobody-else")])
    assert admin.get("/events/groups").get_json() == {"items": [], "next": None, "total": 0}
