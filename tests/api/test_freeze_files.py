"""Change freezes from the calendars of others, over HTTP."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from tests.api.conftest import Person, SignIn

FILE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:test
X-WR-TIMEZONE:Europe/Berlin
BEGIN:VEVENT
UID:a
SUMMARY:Christmas
DESCRIPTION:Peak season
DTSTART;VALUE=DATE:20261219
DTEND;VALUE=DATE:20270104
END:VEVENT
BEGIN:VEVENT
UID:b
SUMMARY:Payroll run
DTSTART;TZID=Europe/Berlin:20261125T200000
DTEND;TZID=Europe/Berlin:20261126T060000
RRULE:FREQ=MONTHLY;COUNT=3
END:VEVENT
BEGIN:VEVENT
UID:c
SUMMARY:Stand-up
DTSTART:20261124T080000Z
END:VEVENT
END:VCALENDAR
"""


def send(person: Person, content: str = FILE, **form: str) -> Any:
    file = (BytesIO(content.replace("\n", "\r\n").encode()), "freezes.ics")
    return person.post("/closed-periods", data={"file": file, **form})


def names(person: Person) -> list[str]:
    return [each["name"] for each in person.get("/closed-periods").get_json()["items"]]


def test_freezes_are_tried_then_taken_once_and_stand_on_the_schedule(admin: Person) -> None:
    tried = send(admin, dry_run="true")
    assert tried.status_code == 200, tried.text
    assert (tried.get_json()["written"], names(admin)) == (False, [])
    made = send(admin, exempt="emergency").get_json()
    assert made["added"] == tried.get_json()["added"]
    assert (made["zone"], made["since"], made["until"]) == ("Europe/Berlin", "2026-11-22", "2027-11-22")
    assert made["not_taken"] == [{"title": "Stand-up", "reason": "takes no time"}]
    assert names(admin) == ["Payroll run 2026-11-25", "Christmas", "Payroll run 2026-12-25", "Payroll run 2027-01-25"]
    christmas = admin.get("/closed-periods").get_json()["items"][1]
    assert (christmas["kind"], christmas["exempt"], christmas["reason"]) == ("freeze", ["emergency"], "Peak season")
    assert (christmas["start"], christmas["end"]) == ("2026-12-18T23:00:00Z", "2027-01-03T23:00:00Z")
    head = admin.get("/revisions").get_json()["items"][0]["revision"]
    again = send(admin).get_json()
    assert (again["added"], again["changed"], len(again["unchanged"]), again["written"]) == ([], [], 4, False)
    assert admin.get("/revisions").get_json()["items"][0]["revision"] == head
    shown = admin.get("/schedule?from=2026-12-01T00:00:00Z&to=2027-01-01T00:00:00Z").get_json()["closed"]
    assert [each["name"] for each in shown] == ["Christmas", "Payroll run 2026-12-25"]


def test_a_freeze_that_moves_keeps_what_was_said_of_it_here(admin: Person) -> None:
    send(admin)
    said = {"start": "2026-12-19T00:00:00Z", "end": "2026-12-20T00:00:00Z", "exempt": ["standard"]}
    assert admin.put("/closed-periods/Christmas", said).status_code == 200
    moved = send(admin).get_json()
    assert [each["name"] for each in moved["changed"]] == ["Christmas"]
    kept = next(each for each in admin.get("/closed-periods").get_json()["items"] if each["name"] == "Christmas")
    assert (kept["end"], kept["exempt"]) == ("2027-01-03T23:00:00Z", ["standard"])
    admin.put("/closed-periods/Christmas", {**said, "kind": "maintenance"})
    refused = send(admin).get_json()
    assert {"title": "Christmas", "reason": "a maintenance period is called so"} in refused["not_taken"]


def test_what_does_not_fit_is_refused_whole(admin: Person, sign_in: SignIn) -> None:
    for content, form in (
        ("no calendar", {}),
        (FILE, {"zone": "Mars/Base"}),
        (FILE, {"since": "2026-11-22", "until": "2039-01-01"}),
        (FILE, {"exempt": "everything"}),
    ):
        refused = send(admin, content, **form)
        assert refused.status_code == 422, refused.text
    assert names(admin) == []
    assert send(sign_in("ann", "service_agent")).status_code == 403
    assert send(sign_in("cho", "change_manager", scope="Retail")).status_code == 403
