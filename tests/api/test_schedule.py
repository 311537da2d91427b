"""The schedule over HTTP: what stands there, a window elsewhere before anything moves, and what is free."""

from __future__ import annotations

import pytest

from tests.api.conftest import Person, SignIn
from tests.api.test_changes import PLAN, submitted

pytestmark = pytest.mark.usefixtures("estate")

DAY = "from=2026-12-05T00:00:00Z&to=2026-12-06T00:00:00Z"
LEG = {
    "down": [{"ci": "db-2"}],
    "edits": [],
    "title": "Patch the other",
    "backout_minutes": 0,
    "window": {"start": "2026-12-05T20:00:00Z", "end": "2026-12-05T21:00:00Z"},
}


def test_a_bar_says_what_may_be_done_with_it(admin: Person) -> None:
    key = submitted(admin)
    admin.post(f"/changes/{key}/steps", {"step": "request_approval"})
    other = submitted(admin, **LEG)
    first, second = admin.get(f"/schedule?{DAY}").get_json()["changes"]
    assert (first["key"], first["state"], first["movable"]) == (other, "assessment", True)
    assert (second["key"], second["state_label"], second["movable"]) == (key, "Waiting for approval", False)
    assert second["until"] == "2026-12-05T23:15:00Z"


def test_a_window_elsewhere_is_judged_before_anything_moves(admin: Person) -> None:
    key = submitted(admin)
    other = submitted(admin, **LEG)
    before = admin.get(f"/changes/{key}/plan").get_json()
    there = admin.get(f"/changes/{key}/window?start=2026-12-05T20:30:00Z").get_json()
    assert (there["start"], there["end"]) == ("2026-12-05T20:30:00Z", "2026-12-05T21:30:00Z")
    assert [(each["kind"], each["with"], each["severity"]) for each in there["conflicts"]] == [
        ("redundancy", other, "high")
    ]
    after = admin.get(f"/changes/{key}/window?start=2026-12-05T21:00:00Z&end=2026-12-05T21:30:00Z").get_json()
    assert (after["conflicts"], after["point_of_no_return"]) == ([], "2026-12-05T21:15:00Z")
    assert admin.get(f"/changes/{key}/plan").get_json() == before
    wrong = admin.get(f"/changes/{key}/window?start=2026-12-05T21:00:00Z&end=2026-12-05T21:00:00Z")
    assert (wrong.status_code, "later than" in wrong.text) == (422, True)
    moved = {**PLAN, "window": {"start": after["start"], "end": after["end"]}}
    assert admin.put(f"/changes/{key}/plan", moved, headers={"If-Match": f'"{before["revision"]}"'}).status_code == 200
    assert admin.get(f"/changes/{key}/conflicts").get_json()["items"] == []


def test_what_is_free_for_a_change_and_for_anything(admin: Person) -> None:
    key = submitted(admin)
    other = submitted(admin, **LEG)
    mine = admin.get(f"/schedule/free?{DAY}&change={key}").get_json()
    assert (mine["minutes"], mine["backout_minutes"]) == (60, 15)
    assert [(each["by"], each["start"]) for each in mine["taken"]] == [(other, "2026-12-05T20:00:00Z")]
    assert mine["items"] == [
        {"start": "2026-12-05T00:00:00Z", "end": "2026-12-05T20:00:00Z", "minutes": 1200},
        {"start": "2026-12-05T21:00:00Z", "end": "2026-12-06T00:00:00Z", "minutes": 180},
    ]
    long = admin.get(f"/schedule/free?{DAY}&change={key}&minutes=200").get_json()
    assert [each["minutes"] for each in long["items"]] == [1200]
    anything = admin.get(f"/schedule/free?{DAY}").get_json()
    assert [each["by"] for each in anything["taken"]] == [other, key]
    assert [each["minutes"] for each in anything["items"]] == [1200, 60]


def test_requesters_see_no_schedule(admin: Person, sign_in: SignIn) -> None:
    key, rita = submitted(admin), sign_in("rita", "requester")
    for path in (f"/schedule/free?{DAY}", f"/changes/{key}/window?start=2026-12-05T20:30:00Z"):
        assert rita.get(path).status_code == 403
