"""Comments on lines of a plan over HTTP: who may, what is refused, and what the requester sees of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Person, SignIn
from tests.api.test_changes import PLAN, drafted

pytestmark = pytest.mark.usefixtures("estate")

VERSION = "db-1/attributes.version"


def comments(person: Person, key: str) -> Any:
    """Return the comments of a change."""
    return person.get(f"/changes/{key}/comments").get_json()


def test_a_comment_is_made_answered_and_resolved_beside_its_line(admin: Person, sign_in: SignIn) -> None:
    key = drafted(admin)
    assert [each["line"] for each in comments(admin, key)["lines"]] == [
        VERSION,
        "db-1/down",
        "window",
        "tests",
        "backout",
    ]
    member, reader = sign_in("bea", "board_member"), sign_in("rea", "reader")
    said = {"line": VERSION, "text": "Is 15.1 certified?"}
    assert reader.post(f"/changes/{key}/comments", said).status_code == 403
    made = member.post(f"/changes/{key}/comments", said)
    assert made.status_code == 201, made.text
    (thread,) = made.get_json()["threads"]
    assert (thread["words"], thread["same"], made.get_json()["open"]) == ("version of db-1: 13.2 → 15.1", True, 1)
    answers = f"/changes/{key}/comments/{thread['id']}/answers"
    assert admin.post(answers, {"text": "Since May.", "resolved": True}).status_code == 201
    found = comments(reader, key)
    assert (found["open"], found["threads"][0]["resolved_by"]) == (0, "root")
    assert [each["by"] for each in found["threads"][0]["comments"]] == ["bea", "root"]
    kinds = [each["kind"] for each in reader.get(f"/changes/{key}/activities").get_json()["items"]]
    assert kinds.count("comment") == 2


def test_a_comment_outlives_the_line_that_it_speaks_of(admin: Person) -> None:
    key = drafted(admin)
    admin.post(f"/changes/{key}/comments", {"line": VERSION, "text": "Is 15.1 certified?"})
    answer = admin.put(f"/changes/{key}/plan", {**PLAN, "edits": []}, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    (thread,) = comments(admin, key)["threads"]
    assert (thread["now"], thread["same"], thread["words"]) == (None, False, "version of db-1: 13.2 → 15.1")


def test_what_cannot_be_is_refused_by_name(admin: Person) -> None:
    key = drafted(admin)
    route = f"/changes/{key}/comments"
    wrong = admin.post(route, {"line": "db-1/attributes.port", "text": "?"})
    assert (wrong.status_code, VERSION in wrong.text) == (422, True)
    assert admin.post(route, {"line": VERSION, "text": ""}).status_code == 422
    assert admin.post(f"{route}/nobody/answers", {"text": "?"}).status_code == 404
    assert admin.post("/changes/chg-000099/comments", {"line": VERSION, "text": "?"}).status_code == 404
    made = admin.post(route, {"line": VERSION, "text": "?"}).get_json()["threads"][0]["id"]
    assert admin.post(f"{route}/{made}/answers", {}).status_code == 422
