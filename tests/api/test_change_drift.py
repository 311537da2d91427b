"""What has moved since a change was approved, and until when it can be undone within its window."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Person, SignIn
from tests.api.test_changes import step, submitted

pytestmark = pytest.mark.usefixtures("estate")


def scheduled(admin: Person) -> str:
    """Schedule a standard change."""
    key = submitted(admin, kind="standard")
    for name in ("request_approval", "approve"):
        step(admin, key, name)
    return key


def drift(admin: Person, key: str) -> Any:
    return admin.get(f"/changes/{key}/drift").get_json()


def test_what_has_moved_since_approval_is_told(admin: Person) -> None:
    key = scheduled(admin)
    found = drift(admin, key)
    assert (found["drifted"], found["reasons"], found["hash"]) == (False, [], found["approved_hash"])
    other = submitted(admin, down=[{"ci": "db-2"}], edits=[], title="Patch the other")
    moved = drift(admin, key)
    assert moved["drifted"]
    assert f"it collides with {other} now (redundancy)" in moved["reasons"]
    assert moved["approved_hash"] == found["hash"] != moved["hash"]
    assert step(admin, key, "start")["state"] == "implementing"


def test_by_policy_a_change_whose_facts_have_moved_is_approved_anew(admin: Person, sign_in: SignIn) -> None:
    assert admin.get("/change-policy").get_json() == {"reapprove_on_drift": False, "revision": 0}
    any_ = {"headers": {"If-Match": "*"}}
    wanted = {"reapprove_on_drift": True}
    assert sign_in("sam", "service_agent").put("/change-policy", wanted, **any_).status_code == 403
    assert admin.put("/change-policy", wanted, **any_).get_json()["reapprove_on_drift"] is True
    key = scheduled(admin)
    other = {"op": "unrelate", "from": "app", "type": "depends_on", "to": "db-2", "group": "db"}
    merged = admin.post("/plans/merge", {"plan": {"edits": [other]}})
    assert merged.status_code == 200, merged.text
    refused = admin.post(f"/changes/{key}/steps", {"step": "start", "attributes": {}})
    assert (refused.status_code, "Payments was AT RISK as planned, it is DOWN" in refused.text) == (422, True), (
        refused.text
    )
    assert step(admin, key, "ask_again")["state"] == "approval"
    assert step(admin, key, "approve")["state"] == "scheduled"
    assert drift(admin, key)["drifted"] is False
    assert step(admin, key, "start")["state"] == "implementing"


def test_two_who_declare_the_policy_at_once_do_not_undo_each_other(admin: Person) -> None:
    first = admin.get("/change-policy")
    seen = {"If-Match": first.headers["ETag"]}
    assert admin.put("/change-policy", {"reapprove_on_drift": True}).status_code == 428
    written = admin.put("/change-policy", {"reapprove_on_drift": True}, headers=seen)
    assert (written.status_code, written.headers["ETag"]) == (200, f'"{written.get_json()["revision"]}"')
    refused = admin.put("/change-policy", {"reapprove_on_drift": False}, headers=seen)
    assert (refused.status_code, refused.get_json()["current"]) == (412, written.get_json())
    assert admin.put("/change-policy", {"reapprove_on_drift": 1, "x": 2}, headers=seen).status_code == 422


def test_votes_count_no_more_once_approval_is_asked_for_again(admin: Person, sign_in: SignIn) -> None:
    key = submitted(admin)
    step(admin, key, "request_approval")
    bea = sign_in("bea", "board_member", "service_agent")
    step(bea, key, "approve")
    step(admin, key, "ask_again")
    assert admin.get(f"/changes/{key}/approval").get_json()["votes"] == []


@pytest.mark.parametrize(
    ("minutes", "latest"), [(15, "2026-12-05T22:45:00Z"), (60, "2026-12-05T22:00:00Z"), (61, None), (0, None)]
)
def test_the_point_of_no_return_is_the_last_at_which_backing_out_ends_in_time(
    admin: Person, minutes: int, latest: str | None
) -> None:
    key = submitted(admin, backout_minutes=minutes)
    assert admin.get(f"/changes/{key}/plan").get_json()["point_of_no_return"] == latest
    (best, *_) = admin.get(f"/changes/{key}/windows?days=2").get_json()["items"]
    assert (best["point_of_no_return"] is None) == (latest is None)
