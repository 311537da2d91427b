"""The portal: one's own records and no others, services in plain words, articles, and how it went."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.api.conftest import Clock, Person, SignIn

pytestmark = pytest.mark.usefixtures("estate")


@pytest.fixture
def rea(sign_in: SignIn) -> Person:
    return sign_in("rea", "requester")


def reported(person: Person, **more: Any) -> Any:
    answer = person.post("/portal/reports", {"title": "Payments is slow", **more})
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def words(person: Person) -> dict[str, str]:
    return {each["key"]: each["state"] for each in person.get("/portal/status").get_json()["items"]}


def test_what_a_report_may_bring_is_known_before(app: Flask, rea: Person) -> None:
    settings = app.extensions["faultline"].settings
    told = rea.get("/portal/status").get_json()
    assert (told["largest"], told["most"]) == (settings.attachment_bytes, settings.attachments)
    key = reported(rea)["key"]
    listed = rea.get(f"/portal/mine/{key}/attachments").get_json()
    assert (listed["largest"], listed["most"]) == (told["largest"], told["most"])


def published(person: Person, title: str, **more: Any) -> str:
    made = person.post("/articles", {"title": title, "attributes": {"text": "# How\n<b>x</b>", **more}})
    key = str(made.get_json()["key"])
    for step in ("submit", "publish"):
        assert person.post(f"/articles/{key}/steps", {"step": step}).status_code == 200
    return key


def test_a_requester_uses_the_portal_and_nothing_else(rea: Person) -> None:
    for path in ("/portal/status", "/portal/mine", "/portal/search?q=x", "/catalogue"):
        assert rea.get(path).status_code == 200, path
    for path in ("/incidents", "/requests", "/cis", "/services", "/articles/search?q=x", "/surveys", "/practices"):
        assert rea.get(path).status_code == 403, path


def test_whoever_guesses_a_number_learns_nothing(rea: Person, sign_in: SignIn, admin: Person) -> None:
    theirs = reported(rea)["key"]
    admin.post("/problems", {"title": "Why", "attributes": {"requester": "bob"}})
    bob = sign_in("bob", "requester")
    absent = {"key": "inc-999999"}
    for method, path, body in (
        ("GET", "", None),
        ("POST", "/notes", {"text": "let me in"}),
        ("POST", "/survey", {"stars": 1}),
    ):
        said = {}
        for key in (theirs, "pay", "prb-000001", absent["key"]):
            answer = bob.ask(method, f"/portal/mine/{key}{path}", **({"json": body} if body else {}))
            told = {name: text for name, text in answer.get_json().items() if name != "reference"}
            said[key] = (answer.status_code, str(told).replace(key, "KEY"), answer.headers.get("ETag"))
        assert set(said.values()) == {said[absent["key"]]}
        assert said[theirs][0] == 404
    assert bob.get("/portal/mine?total=true").get_json() == {"items": [], "next": None, "total": 0}
    entries = admin.get(f"/incidents/{theirs}/activities").get_json()["items"]
    assert [each["kind"] for each in entries] == ["opened"]


def test_accounts_know_no_capitals(rea: Person, admin: Person) -> None:
    made = admin.post("/incidents", {"title": "By phone", "attributes": {"requester": "Rea"}}).get_json()["key"]
    assert [each["key"] for each in rea.get("/portal/mine").get_json()["items"]] == [made]
    assert rea.get(f"/portal/mine/{made}").status_code == 200


def test_whoever_reported_sees_what_is_public_and_no_cis(rea: Person, admin: Person, clock: Clock) -> None:
    key = reported(rea, service="pay", effect="down", description="since noon")["key"]
    inner = admin.get(f"/incidents/{key}").get_json()
    assert inner["attributes"]["channel"] == "portal"
    assert (inner["attributes"]["requester"], inner["attributes"]["impact"]) == ("rea", 1)
    for text, public in (("db-1 on srv-a is full", False), ("We are on it", True)):
        clock.forward(minutes=1)
        assert admin.post(f"/incidents/{key}/activities", {"text": text, "public": public}).status_code == 201
    clock.forward(minutes=1)
    answer = rea.post(f"/portal/mine/{key}/notes", {"text": "Thank you"})
    assert answer.status_code == 201
    shown = rea.get(f"/portal/mine/{key}")
    assert [(each["by"], each["text"]) for each in shown.get_json()["entries"]] == [
        ("rea", ""),
        ("root", "We are on it"),
        ("rea", "Thank you"),
    ]
    assert "srv-a" not in shown.text
    assert "facts" not in shown.text
    notes = admin.get(f"/incidents/{key}/activities").get_json()["items"]
    assert notes[0]["public"] is True


def test_a_report_names_a_service_and_no_other_ci(rea: Person, admin: Person) -> None:
    for wrong in ("srv-a", "nothing"):
        refused = rea.post("/portal/reports", {"title": "x", "service": wrong})
        assert (refused.status_code, refused.get_json()["what"]) == (404, "service")
    assert admin.get("/incidents").get_json()["items"] == []


def test_services_in_plain_words_follow_what_is_known_and_not_what_one_person_says(rea: Person, admin: Person) -> None:
    assert words(rea) == {"pay": "working"}
    key = reported(rea, service="pay", effect="down")["key"]
    assert words(rea) == {"pay": "working"}
    admin.post(f"/incidents/{key}/steps", {"step": "start"})
    assert words(rea) == {"pay": "not working"}
    body = {"step": "resolve", "attributes": {"resolution": "restarted"}}
    admin.post(f"/incidents/{key}/steps", body)
    assert words(rea) == {"pay": "working"}
    one_half = {"title": "x", "links": {"affects": ["db-1"]}, "attributes": {"effect": "down"}}
    admin.post("/incidents", one_half)
    assert words(rea) == {"pay": "working"}
    admin.post("/incidents", {"title": "x", "links": {"affects": ["app"]}, "attributes": {"effect": "degraded"}})
    assert words(rea) == {"pay": "restricted"}
    admin.post("/incidents", {**one_half, "links": {"affects": ["db-2"]}})
    assert words(rea) == {"pay": "not working"}
    (row,) = rea.get("/portal/status").get_json()["items"]
    assert set(row) == {"key", "name", "state"}


def test_search_finds_articles_for_requesters_and_items_that_one_may_ask_for(rea: Person, admin: Person) -> None:
    new = {"If-Match": '"0"'}
    admin.put("/catalogue/vpn-token", {"title": "A VPN token"}, headers=new)
    admin.put("/catalogue/vpn-admin", {"title": "VPN rights", "entitlement": {"roles": ["engineer"]}}, headers=new)
    theirs = published(admin, "VPN from home", audience="requesters")
    published(admin, "VPN for agents", audience="agents")
    admin.post("/articles", {"title": "VPN draft", "attributes": {"text": "x", "audience": "requesters"}})
    by_keyword = published(admin, "At home", audience="requesters", keywords=["vpn"])
    found = rea.get("/portal/search?q=vpn").get_json()["items"]
    assert [each["key"] for each in found] == [theirs, "vpn-token", by_keyword]
    assert rea.get("/portal/search?q=teapot").get_json()["items"] == []


def test_an_article_is_voted_on_once_by_each_account(rea: Person, admin: Person, sign_in: SignIn) -> None:
    key, inner = published(admin, "VPN", audience="requesters"), published(admin, "Inside", audience="agents")
    shown = rea.get(f"/portal/articles/{key}").get_json()
    assert (shown["text"], shown["voted"], shown["helpful"]) == ("# How\n<b>x</b>", False, 0)
    assert rea.post(f"/portal/articles/{key}/votes", {"helpful": True}).get_json()["helpful"] == 1
    again = rea.post(f"/portal/articles/{key}/votes", {"helpful": False})
    assert again.status_code == 422
    counted = sign_in("bob", "requester").post(f"/portal/articles/{key}/votes", {"helpful": False}).get_json()
    assert (counted["helpful"], counted["unhelpful"], counted["voted"]) == (1, 1, True)
    assert admin.get(f"/articles/{key}").get_json()["attributes"]["helpful"] == 1
    hidden, absent = rea.get(f"/portal/articles/{inner}"), rea.get("/portal/articles/art-999999")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.get_json()["detail"].replace(inner, "art-999999") == absent.get_json()["detail"]
    assert rea.post(f"/portal/articles/{inner}/votes", {"helpful": True}).status_code == 404


def test_how_it_went_is_asked_once_and_counted(rea: Person, admin: Person, clock: Clock) -> None:
    for stars in (5, 2):
        key = reported(rea)["key"]
        early = rea.post(f"/portal/mine/{key}/survey", {"stars": 5})
        assert (early.status_code, early.get_json()["errors"][0]["value"]) == (422, "new")
        assert rea.get(f"/portal/mine/{key}").get_json()["survey_open"] is False
        clock.forward(minutes=5)
        admin.post(f"/incidents/{key}/steps", {"step": "resolve", "attributes": {"resolution": "restarted"}})
        assert rea.get(f"/portal/mine/{key}").get_json()["survey_open"] is True
        clock.forward(minutes=5)
        assert rea.post(f"/portal/mine/{key}/survey", {"stars": 6}).status_code == 422
        given = rea.post(f"/portal/mine/{key}/survey", {"stars": stars, "comment": "so it goes"})
        assert (given.status_code, given.get_json()["survey_open"]) == (201, False)
        assert rea.post(f"/portal/mine/{key}/survey", {"stars": 1}).status_code == 422
    clock.forward(minutes=5)
    found = admin.get("/surveys?period=7d&every=day").get_json()
    assert (found["answers"], found["csat"], found["mean"]) == (2, 0.5, 3.5)
    assert found["stars"] == {"1": 0, "2": 1, "3": 0, "4": 0, "5": 1}
    assert sum(each["answers"] for each in found["items"]) == 2
    assert [each["stars"] for each in found["newest"]] == [2, 5]
    measured = admin.get("/measures/csat?period=7d").get_json()["items"]
    assert (measured[0]["value"], measured[0]["count"]) == (found["csat"], found["answers"])
    assert admin.get("/surveys?period=2020-01-01..2020-02-01").get_json()["csat"] is None


def test_whoever_is_named_decides_without_any_right_to_write(rea: Person, admin: Person, sign_in: SignIn) -> None:
    """Two voices are needed; who asked, who is not named and who has spoken give none."""
    approval = {"accounts": ["boss", "Chief", "rea"], "votes": 2}
    form = {"type": "object", "properties": {"why": {"type": "string"}, "a": {"type": "string", "title": "Which"}}}
    said = {"title": "A server", "form": form, "approval": approval}
    assert admin.put("/catalogue/server", said, headers={"If-Match": '"0"'}).status_code == 200
    boss, chief, other = (sign_in(name, "requester") for name in ("boss", "chief", "other"))
    keys = []
    for why in ("to test", "to play"):
        made = rea.post("/portal/requests", {"item": "server", "answers": {"a": "small", "why": why}}).get_json()
        keys.append(made["key"])
        assert made["item"] == {"name": "server", "title": "A server"}
        assert [(each["title"], each["value"]) for each in made["answers"]] == [("why", why), ("Which", "small")]
    first, second = keys
    (waits, _) = boss.get("/portal/approvals").get_json()["items"]
    assert (waits["key"], waits["requester"], waits["agreed"], waits["votes"]) == (first, "rea", 0, 2)
    assert rea.get("/portal/approvals").get_json()["items"] == []
    assert other.get("/portal/approvals").get_json()["items"] == []
    path = f"/portal/approvals/{first}/votes"
    absent = other.post("/portal/approvals/req-999999/votes", {"decision": "approve"})
    hidden = other.post(path, {"decision": "approve"})
    assert (absent.status_code, hidden.status_code) == (404, 404)
    assert hidden.get_json()["detail"].replace(first, "req-999999") == absent.get_json()["detail"]
    assert rea.post(path, {"decision": "approve"}).status_code == 422
    assert boss.post(path, {"decision": "approve"}).get_json()["state"] == "approval"
    assert boss.post(path, {"decision": "approve"}).status_code == 422
    assert [each["key"] for each in boss.get("/portal/approvals").get_json()["items"]] == [second]
    assert chief.post(path, {"decision": "approve", "reason": "fine"}).get_json()["state_label"] == "Being fulfilled"
    path = f"/portal/approvals/{second}/votes"
    assert chief.post(path, {"decision": "reject"}).get_json()["errors"][0]["where"] == "reason"
    assert chief.post(path, {"decision": "reject", "reason": "no room"}).get_json()["state"] == "rejected"
    assert boss.post(path, {"decision": "approve"}).status_code == 422
    last = rea.get(f"/portal/mine/{second}").get_json()["entries"][-1]
    assert (last["state"], last["text"]) == ("Rejected", "no room")
    assert boss.get(f"/requests/{first}").status_code == 403


def test_an_approval_by_role_stays_within_the_scope(admin: Person, sign_in: SignIn) -> None:
    said = {"title": "A till", "approval": {"roles": ["reader"]}}
    admin.put("/catalogue/till", said, headers={"If-Match": '"0"'})
    key = sign_in("kim", "requester", scope="Retail").post("/portal/requests", {"item": "till"}).get_json()["key"]
    bank, retail = sign_in("bo", "reader", scope="Bank"), sign_in("ro", "reader", scope="Retail")
    assert bank.get("/portal/approvals").get_json()["items"] == []
    assert bank.post(f"/portal/approvals/{key}/votes", {"decision": "approve"}).status_code == 404
    assert retail.post(f"/portal/approvals/{key}/votes", {"decision": "approve"}).get_json()["state"] == "in_progress"
