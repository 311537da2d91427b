"""On call over HTTP, and the message that reaches whoever it is."""

from __future__ import annotations

from typing import Any

from flask import Flask

from api.mail import Postman
from tests.api.conftest import Person, SignIn

ROTA: dict[str, Any] = {
    "team": "Database",
    "people": ["ann", "bob"],
    "zone": "Europe/Berlin",
    "start": "2026-11-16",
    "hand_over": "09:00",
}


def put(person: Person, name: str = "db", match: int = 0, **more: Any) -> Any:
    return person.put(f"/on-call-rotas/{name}", {**ROTA, **more}, headers={"If-Match": f'"{match}"'})


def test_who_is_on_call_now_at_an_instant_and_next(admin: Person, sign_in: SignIn) -> None:
    made = put(admin)
    assert made.status_code == 200, made.text
    reader = sign_in("rea", "reader")
    (now,) = reader.get("/on-call").get_json()["items"]
    assert (now["person"], now["end"], now["why"]) == ("ann", "2026-11-23T08:00:00Z", "turn 1 of rota db")
    (later,) = reader.get("/on-call?at=2026-11-23T09:00:00%2B01:00&team=database").get_json()["items"]
    assert later["person"] == "bob"
    assert reader.get("/on-call?team=network").get_json()["items"] == []
    people = [each["person"] for each in reader.get("/on-call-rotas/db/shifts").get_json()["items"]]
    assert people == ["ann", "bob", "ann", "bob", "ann"]
    assert put(reader).status_code == 403


def test_what_cannot_be_read_or_is_too_much_is_refused(admin: Person) -> None:
    for wrong in ({"zone": "Mars/Base"}, {"people": []}, {"start": "soon"}, {"days": 0}, {"hand_over": "9"}):
        assert put(admin, **wrong).status_code == 422
    assert put(admin).status_code == 200
    assert admin.get("/on-call-rotas/db/shifts?until=2999-01-01T00:00:00Z").status_code == 422
    assert admin.get("/on-call-rotas/db/shifts?until=2020-01-01T00:00:00Z").status_code == 422
    assert admin.get("/on-call?at=9999-12-31T23:59:59Z").status_code == 422
    assert admin.get("/on-call-rotas/no").status_code == 404
    assert put(admin).status_code == 412


def test_what_is_critical_goes_to_whoever_is_on_call_for_the_team(admin: Person, sign_in: SignIn, app: Flask) -> None:
    sign_in("ann", "service_agent")
    put(admin)
    Postman(app.extensions["faultline"]).round()
    fields = {"team": "Database", "impact": 1, "impact_reason": "all stand still", "urgency": 1}
    assert admin.post("/incidents", {"title": "big", "attributes": fields}).get_json()["attributes"]["priority"] == 1
    admin.post("/incidents", {"title": "small", "attributes": {"team": "Database"}})
    Postman(app.extensions["faultline"]).round()
    told = admin.get("/notifications?state=ended").get_json()["items"]
    assert [(each["record"], each["rules"]) for each in told if each["to"] == "ann"] == [("inc-000001", ["on_call"])]
