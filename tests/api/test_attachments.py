"""Files at records over HTTP: who may see them, and that no browser ever runs one."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from werkzeug.test import TestResponse

from api.settings import Settings
from tests.api.conftest import Clock, Person, SignIn

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
HERE = "/incidents/inc-000001/attachments"
MINE = "/portal/mine/inc-000001/attachments"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return Settings(folder=settings.folder, workers=0, body_bytes=10_000, attachment_bytes=4_096, attachments=3)


def send(person: Person, path: str, name: str, content: bytes, **form: str) -> TestResponse:
    return person.post(path, data={"file": (BytesIO(content), name), **form})


def listed(person: Person, path: str) -> list[Any]:
    answer = person.get(path)
    assert answer.status_code == 200, answer.text
    return answer.get_json()["items"]


def test_a_file_comes_back_as_a_download_that_nothing_runs(admin: Person) -> None:
    admin.post("/incidents", {"title": "slow"})
    made = send(admin, HERE, "../evil.html", b"<script>alert(1)</script>")
    assert made.status_code == 201, made.text
    assert (made.get_json()["name"], made.get_json()["type"], made.get_json()["public"]) == (
        "evil.html",
        "text/plain",
        False,
    )
    answer = admin.get(f"{HERE}/{made.get_json()['id']}")
    assert answer.data == b"<script>alert(1)</script>"
    assert answer.headers["Content-Disposition"] == "attachment; filename=evil.html"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.mimetype == "text/plain"
    unknown = send(admin, HERE, "tool", b"\x7fELF" + bytes(60)).get_json()
    assert admin.get(f"{HERE}/{unknown['id']}").mimetype == "application/octet-stream"
    kinds = [each["kind"] for each in admin.get("/incidents/inc-000001/activities").get_json()["items"]]
    assert sorted(kinds) == ["attachment", "attachment", "opened"]


def test_lies_and_limits_are_refused_with_a_reason(admin: Person) -> None:
    admin.post("/incidents", {"title": "slow"})
    lie = send(admin, HERE, "photo.png", b"<html>")
    assert lie.status_code == 422
    assert "photo.png is not what its name says: its content is text/plain" in lie.get_json()["detail"]
    assert "image/png" in lie.get_json()["errors"][0]["allowed"]
    large = send(admin, HERE, "a.txt", b"a" * 4_097)
    assert (large.status_code, "too large" in large.get_json()["detail"]) == (422, True)
    assert send(admin, HERE, "a.txt", b"a" * 20_000).status_code == 413
    assert admin.post(HERE, {}).status_code in {415, 422}
    for _ in range(3):
        assert send(admin, HERE, "a.txt", b"a").status_code == 201
    assert "as many attachments" in send(admin, HERE, "a.txt", b"a").get_json()["detail"]
    assert send(admin, "/incidents/inc-000009/attachments", "a.txt", b"a").status_code == 404
    assert send(admin, "/problems/inc-000001/attachments", "a.txt", b"a").status_code == 404


def test_a_requester_sees_public_files_of_their_own_records_only(admin: Person, sign_in: SignIn, clock: Clock) -> None:
    kim, lee, reader = sign_in("kim", "requester"), sign_in("lee", "requester"), sign_in("rea", "reader")
    kim.post("/portal/reports", {"title": "screen is black"})
    own = send(kim, MINE, "shot.png", PNG)
    assert own.status_code == 201, own.text
    assert own.get_json()["public"]
    clock.forward(minutes=1)
    hidden = send(admin, HERE, "internal.txt", b"who it was").get_json()
    public = send(admin, HERE, "answer.txt", b"try this", public="true").get_json()
    assert [each["name"] for each in listed(kim, MINE)] == ["shot.png", "answer.txt"]
    assert kim.get(f"{MINE}/{public['id']}").data == b"try this"
    assert kim.get(f"{MINE}/{hidden['id']}").status_code == 404
    assert kim.get(f"{HERE}/{hidden['id']}").status_code == 403
    assert [lee.get(path).status_code for path in (MINE, f"{MINE}/{public['id']}")] == [404, 404]
    assert send(lee, MINE, "x.txt", b"x").status_code == 404
    assert reader.get(f"{HERE}/{hidden['id']}").data == b"who it was"
    assert send(reader, HERE, "x.txt", b"x").status_code == 403


def test_a_record_that_is_over_takes_no_file_of_its_requester(admin: Person, sign_in: SignIn) -> None:
    kim = sign_in("kim", "requester")
    kim.post("/portal/reports", {"title": "screen is black"})
    assert send(kim, MINE, "shot.png", PNG).status_code == 201
    step = {"step": "cancel", "attributes": {"resolution": "none"}}
    assert admin.post("/incidents/inc-000001/steps", step).get_json()["state"] == "cancelled"
    refused = send(kim, MINE, "more.png", PNG)
    assert (refused.status_code, refused.get_json()["errors"][0]) == (
        422,
        {"where": "file", "reason": "inc-000001 is over", "value": "cancelled", "allowed": "a new report or request"},
    )
    assert [each["name"] for each in listed(kim, MINE)] == ["shot.png"]


def test_what_is_out_of_scope_is_not_found(admin: Person, sign_in: SignIn) -> None:
    admin.post("/incidents", {"title": "slow", "attributes": {"scope": "Retail"}})
    made = send(admin, HERE, "a.txt", b"a").get_json()
    bank = sign_in("bo", "service_agent", scope="Bank")
    assert bank.get(HERE).status_code == 404
    assert bank.get(f"{HERE}/{made['id']}").status_code == 404
    assert sign_in("ro", "service_agent", scope="Retail").get(f"{HERE}/{made['id']}").data == b"a"


def test_a_removed_file_is_gone_and_the_timeline_says_so(admin: Person) -> None:
    admin.post("/incidents", {"title": "slow"})
    made = send(admin, HERE, "secret.txt", b"password").get_json()
    assert admin.delete(f"{HERE}/{made['id']}").status_code == 204
    assert admin.delete(f"{HERE}/{made['id']}").status_code == 404
    assert admin.get(f"{HERE}/{made['id']}").status_code == 404
    assert listed(admin, HERE) == []
    (told,) = [
        each["facts"]
        for each in admin.get("/incidents/inc-000001/activities").get_json()["items"]
        if "removed" in each["facts"]
    ]
    assert told == {"removed": made["id"], "name": "secret.txt"}
