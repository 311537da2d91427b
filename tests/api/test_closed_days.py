"""Holidays in and out over HTTP."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from tests.api.conftest import Person, SignIn

FILE = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:test\r
BEGIN:VEVENT\r
UID:a\r
SUMMARY:Labour Day\r
DTSTART;VALUE=DATE:20200501\r
RRULE:FREQ=YEARLY\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:b\r
SUMMARY:Lunch\r
DTSTART:20260601T100000Z\r
DTEND:20260601T110000Z\r
END:VEVENT\r
END:VCALENDAR\r
"""


def send(person: Person, content: bytes = FILE, name: str = "office", **form: str) -> Any:
    return person.post(f"/calendars/{name}/closed-days", data={"file": (BytesIO(content), "days.ics"), **form})


def test_holidays_are_taken_once_and_given_out_again(admin: Person, sign_in: SignIn) -> None:
    made = send(admin, since="2026-01-01", until="2028-01-01")
    assert made.status_code == 200, made.text
    assert made.get_json()["added"] == ["2026-05-01", "2027-05-01"]
    assert made.get_json()["not_taken"] == [{"title": "Lunch", "reason": "fills no whole day"}]
    again = send(admin, since="2026-01-01", until="2028-01-01").get_json()
    assert (again["added"], again["revision"]) == ([], made.get_json()["revision"])
    shown = admin.get("/calendars/office").get_json()
    assert {"2026-05-01", "2027-05-01"} <= set(shown["closed"])
    out = sign_in("rea", "reader").get("/calendars/office/closed-days.ics")
    assert out.content_type.startswith("text/calendar")
    assert b"DTSTART;VALUE=DATE:20260501" in out.data
    copy = {"zone": shown["zone"], "hours": shown["hours"]}
    admin.put("/calendars/copy", copy, headers={"If-Match": '"0"'})
    taken = send(admin, out.data, "copy", since="2026-01-01", until="2030-01-01").get_json()["added"]
    assert taken == [each for each in shown["closed"] if "2026" <= each < "2030"]


def test_what_cannot_be_taken_is_refused(admin: Person, sign_in: SignIn) -> None:
    assert send(admin, b"hello").status_code == 422
    assert send(admin, since="2026-01-01", until="2126-01-01").status_code == 422
    assert send(admin, since="soon").status_code == 422
    assert send(admin, name="nowhere").status_code == 404
    assert send(sign_in("ann", "service_agent")).status_code == 403
