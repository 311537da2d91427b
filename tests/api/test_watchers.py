"""Watching over HTTP: who reads may watch, who writes may let others watch, and rules that can be read."""

from __future__ import annotations

from api.mail import Postman
from tests.api.conftest import Person, SignIn

HERE = "/incidents/inc-000001/watchers"
RULE = {"on": ["opened"], "where": "priority:1", "to": ["team:Managers"]}


def test_who_reads_may_watch_and_who_writes_lets_others_watch(admin: Person, sign_in: SignIn) -> None:
    reader, agent = sign_in("rea", "reader"), sign_in("ann", "service_agent")
    admin.post("/incidents", {"title": "slow"})
    assert reader.put(f"{HERE}/rea").get_json()["items"] == [{"name": "rea", "kind": "account"}]
    assert reader.put(f"{HERE}/ann").status_code == 403
    assert agent.put(f"{HERE}/team:Network").get_json()["items"][1] == {"name": "team:Network", "kind": "team"}
    missing = agent.put(f"{HERE}/nobody")
    assert missing.status_code == 404
    assert "nobody" in missing.get_json()["detail"]
    assert [each["name"] for each in agent.delete(f"{HERE}/rea").get_json()["items"]] == ["team:Network"]
    assert reader.delete(f"{HERE}/rea").status_code == 404
    shown = admin.get("/incidents/inc-000001").get_json()["attributes"]
    assert shown["watchers"] == ["team:Network"]


def test_nobody_watches_what_they_may_not_see(admin: Person, sign_in: SignIn) -> None:
    admin.post("/incidents", {"title": "slow", "attributes": {"scope": "Retail"}})
    assert sign_in("bo", "reader", scope="Bank").put(f"{HERE}/bo").status_code == 404
    assert sign_in("kim", "requester").put(f"{HERE}/kim").status_code == 403
    assert admin.get(HERE).get_json()["items"] == []


def test_rules_are_declared_over_shipped_ones(admin: Person, sign_in: SignIn) -> None:
    names = [each["name"] for each in admin.get("/notification-rules").get_json()["items"]]
    assert {"assignee", "escalated", "on_call", "requester", "team", "watchers"} <= set(names)
    made = admin.put("/notification-rules/big", RULE, headers={"If-Match": '"0"'})
    assert made.status_code == 200, made.text
    assert made.get_json()["shipped"] is False
    silent = {"on": ["note"], "to": ["requester"], "enabled": False}
    assert admin.put("/notification-rules/requester", silent, headers={"If-Match": '"0"'}).status_code == 200
    assert admin.get("/notification-rules/requester").get_json()["enabled"] is False
    revision = admin.get("/notification-rules/requester").get_json()["revision"]
    assert admin.delete("/notification-rules/requester", revision).status_code == 204
    assert admin.get("/notification-rules/requester").get_json()["shipped"] is True
    assert sign_in("ann", "service_agent").put("/notification-rules/x", RULE).status_code == 403


def test_a_rule_whose_query_cannot_be_read_is_refused(admin: Person) -> None:
    for wrong, said in (
        ({**RULE, "where": "colour:red"}, "colour"),
        ({**RULE, "where": "priority:("}, "("),
        ({**RULE, "to": ["boss"]}, "boss"),
        ({**RULE, "on": ["opend"]}, "on"),
    ):
        refused = admin.put("/notification-rules/x", wrong, headers={"If-Match": '"0"'})
        assert refused.status_code == 422
        assert said in refused.text


def test_what_waits_is_listed_without_its_words(admin: Person, app, store) -> None:
    postman = Postman(app.extensions["faultline"])
    assert postman.round() == 0
    admin.post("/incidents", {"title": "secret title", "attributes": {"assignee": "root", "requester": "kim"}})
    postman.round()
    ended = admin.get("/notifications?state=ended").get_json()["items"]
    assert [(each["to"], each["record"], each["state"]) for each in ended] == [("kim", "inc-000001", "dropped")]
    assert "secret" not in admin.get("/notifications?state=ended").text
    assert admin.get("/notifications").get_json() == {"items": [], "next": None}
    assert len(store.side.scan("outbox_done", now=app.extensions["faultline"].clock())) == 1


def test_watching_does_not_stop_who_edits(admin: Person, sign_in: SignIn) -> None:
    admin.post("/incidents", {"title": "slow"})
    read = admin.get("/incidents/inc-000001").get_json()["revision"]
    assert sign_in("ann", "reader").put(f"{HERE}/ann").status_code == 200
    assert admin.patch("/incidents/inc-000001", {"attributes": {"team": "db"}}, read).status_code == 200
    assert admin.patch("/incidents/inc-000001", {"attributes": {"team": "net"}}, read).status_code == 412
    assert [each["name"] for each in admin.get(HERE).get_json()["items"]] == ["ann"]


def test_an_escalation_is_told(admin: Person, app) -> None:
    postman = Postman(app.extensions["faultline"])
    admin.post("/incidents", {"title": "slow"})
    postman.round()
    rule = {"on": ["escalation"], "to": ["person:kim"]}
    admin.put("/notification-rules/up", rule, headers={"If-Match": '"0"'})
    up = admin.post("/incidents/inc-000001/escalations", {"level": 2, "reason": "nobody answers", "team": "db"})
    assert up.status_code == 200, up.text
    entries = admin.get("/incidents/inc-000001/activities").get_json()["items"]
    assert {each["kind"] for each in entries} == {"opened", "escalation", "assignment"}
    postman.round()
    found = (
        admin.get("/notifications?state=ended").get_json()["items"] + admin.get("/notifications").get_json()["items"]
    )
    assert ("team:db", ["escalated"]) in [(each["to"], each["rules"]) for each in found]


def test_a_rule_is_tried_against_a_record_before_anything_happens(admin: Person, sign_in: SignIn) -> None:
    bob, kim = sign_in("bob", "service_agent"), sign_in("kim", "requester")
    made = {"title": "slow", "attributes": {"assignee": "bob", "requester": "kim", "team": "db", "urgency": 3}}
    key = admin.post("/incidents", made).get_json()["key"]
    rule = {"on": ["note"], "where": "team:db", "to": ["assignee", "requester", "team", "on_call", "person:stranger"]}
    asked = {"rule": rule, "record": key, "by": "bob"}
    found = bob.ask("POST", "/notification-rules/try", json=asked).get_json()
    assert (found["applies"], found["kind"], found["title"]) == (True, "note", "slow")
    assert [(each["part"], each["to"], each["told"], each["reason"]) for each in found["people"]] == [
        ("assignee", "bob", False, "did it themselves"),
        ("requester", "kim", False, "is the requester, and this is internal"),
        ("team", "team:db", True, "is told all of it"),
        ("on_call", "", False, "names nobody here"),
        ("person:stranger", "stranger", False, "may not read the record"),
    ]
    public = admin.post("/notification-rules/try", {**asked, "public": True}).get_json()["people"]
    assert [(each["told"], each["public"]) for each in public][1] == (True, True)
    off = {**rule, "enabled": False, "where": "team:net"}
    refused = admin.post("/notification-rules/try", {"rule": off, "record": key, "kind": "opened"}).get_json()
    assert refused["applies"] is False
    assert refused["obstacles"] == [
        "it is switched off",
        "it is about note, and this is opened",
        "the record does not meet team:net",
    ]
    wrong = admin.post("/notification-rules/try", {**asked, "rule": {**rule, "where": "colour:red"}})
    assert wrong.status_code == 422
    assert admin.post("/notification-rules/try", {**asked, "record": "inc-999999"}).status_code == 404
    assert kim.post("/notification-rules/try", asked).status_code == 403
    assert admin.get("/notifications").get_json()["items"] == []


def test_messages_are_listed_newest_first_page_by_page(admin: Person, app) -> None:
    postman = Postman(app.extensions["faultline"])
    postman.round()
    keys = []
    for number in range(3):
        made = {"title": f"slow {number}", "attributes": {"requester": "kim"}}
        keys.append(admin.post("/incidents", made).get_json()["key"])
    postman.round()
    first = admin.get("/notifications?state=dropped&limit=2").get_json()
    assert [each["record"] for each in first["items"]] == [keys[2], keys[1]]
    rest = admin.get(f"/notifications?state=dropped&limit=2&after={first['next']}").get_json()
    assert ([each["record"] for each in rest["items"]], rest["next"]) == ([keys[0]], None)


def test_a_message_is_tried_again_or_discarded(admin: Person, sign_in: SignIn, app) -> None:
    postman = Postman(app.extensions["faultline"])
    postman.round()
    key = admin.post("/incidents", {"title": "slow", "attributes": {"requester": "kim"}}).get_json()["key"]
    postman.round()
    (dropped,) = admin.get("/notifications?state=dropped").get_json()["items"]
    assert admin.get("/notifications?state=failed").get_json()["items"] == []
    assert admin.get("/notifications?state=ended&record=inc-999999").get_json()["items"] == []
    assert [each["id"] for each in admin.get(f"/notifications?state=ended&record={key}").get_json()["items"]] == [
        dropped["id"]
    ]
    path = f"/notifications/{dropped['id']}"
    shown = admin.get(path).get_json()
    assert (shown["id"], shown["subject"]) == (dropped["id"], f"[{key}] slow")
    assert "root opened it." in shown["text"]
    assert sign_in("bo", "reader", scope="Bank").get(path).status_code == 403
    assert admin.get("/notifications/nothing").status_code == 404
    assert sign_in("ann", "service_agent").post(f"{path}/retry").status_code == 403
    assert admin.delete(path).status_code == 422
    assert admin.post(f"{path}/retry").get_json()["state"] == "waiting"
    assert [each["id"] for each in admin.get("/notifications").get_json()["items"]] == [dropped["id"]]
    assert admin.get("/notifications?state=ended").get_json()["items"] == []
    gone = admin.delete(path).get_json()
    assert (gone["state"], gone["error"]) == ("dropped", "discarded by root")
    postman.round()
    assert admin.get("/notifications").get_json()["items"] == []
    assert admin.post("/notifications/nothing/retry").status_code == 404
    assert sign_in("rea", "reader").get("/notifications").status_code == 200
