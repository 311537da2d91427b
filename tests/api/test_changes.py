"""A change over HTTP: drafted from a plan, judged, decided on, carried out, merged; and what stands in its way."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Clock, Person, SignIn
from tests.support.standard import standard_of

pytestmark = pytest.mark.usefixtures("estate")

WINDOW = {"start": "2026-12-05T22:00:00Z", "end": "2026-12-05T23:00:00Z"}
PLAN = {
    "faultline_change": 1,
    "title": "Upgrade the first database",
    "kind": "normal",
    "window": WINDOW,
    "backout_minutes": 15,
    "down": [{"ci": "db-1", "state": "down", "start_minutes": 0, "minutes": 20}],
    "edits": [{"op": "set", "ci": "db-1", "attributes": {"version": {"was": "13.2", "to": "15.1"}}}],
    "backout": "restore 13.2",
    "tests": "pgbench",
}


def drafted(person: Person, **more: Any) -> str:
    """Draft a change and return its key; a standard one from a template that says the same."""
    plan = {**PLAN, **more}
    if plan.get("kind") == "standard":
        return standard(person, plan)
    answer = person.post("/changes/draft", plan)
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["key"])


def standard(person: Person, plan: dict[str, Any]) -> str:
    """Open a standard change and return its key."""
    name, template, start = standard_of(plan)
    kept = person.put(f"/templates/{name}", template, headers={"If-Match": "*"})
    assert kept.status_code == 200, kept.text
    answer = person.post(f"/templates/{name}/records", {"start": start})
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["key"])


def step(person: Person, key: str, name: str, **fields: Any) -> Any:
    """Take a step and return the change."""
    answer = person.post(f"/changes/{key}/steps", {"step": name, "attributes": fields})
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def submitted(person: Person, **more: Any) -> str:
    """Draft a change, submit it, and return its key."""
    key = drafted(person, **more)
    step(person, key, "submit")
    return key


def test_a_change_goes_from_its_plan_to_the_graph(admin: Person, sign_in: SignIn, clock: Clock) -> None:
    key = submitted(admin)
    step(admin, key, "request_approval")
    judged = admin.get(f"/changes/{key}/assessment").get_json()
    assert judged["impact"]["planned"]["services"] == []
    assert [each["key"] for each in judged["impact"]["planned"]["at_risk"]] == ["app"]
    assert admin.get(f"/changes/{key}/risk").get_json() == judged["risk"]
    assert judged["risk"]["probability"] is None

    own = admin.post(f"/changes/{key}/votes", {"decision": "approve", "hash": judged["hash"]})
    assert own.status_code == 422
    assert "their own change" in own.get_json()["detail"]
    agent = sign_in("sam", "service_agent")
    assert agent.post(f"/changes/{key}/votes", {"decision": "approve"}).status_code == 403
    assert agent.post(f"/changes/{key}/steps", {"step": "approve"}).status_code == 403
    member = sign_in("bea", "board_member")
    given = member.post(f"/changes/{key}/votes", {"decision": "approve", "hash": judged["hash"]})
    assert (given.status_code, given.get_json()["approved"], given.get_json()["stale"]) == (201, True, []), given.text
    clock.forward(minutes=1)
    assert step(member, key, "approve")["state"] == "scheduled"
    (voice,) = admin.get(f"/changes/{key}/approval").get_json()["votes"]
    assert (voice["by"], voice["hash"]) == ("bea", judged["hash"])
    moved = admin.patch(f"/changes/{key}", {"attributes": {"starts_at": "2027-01-01T00:00:00Z"}}, "*")
    assert (moved.status_code, "follows from the plan" in moved.text) == (422, True)

    other = {**PLAN, "title": "Patch the second", "down": [{"ci": "db-2", "minutes": 20}], "edits": []}
    (met,) = admin.post("/impact", {"plan": other, "with_context": True}).get_json()["collisions"]
    assert (met["plans"], met["members"]) == (["this", key], ["db-1", "db-2"])
    step(admin, key, "start")
    assert admin.get("/cis/db-1").get_json()["attributes"]["version"] == "13.2"
    assert step(admin, key, "complete", outcome="successful")["state"] == "review"
    assert admin.get("/cis/db-1").get_json()["attributes"]["version"] == "15.1"
    (newest, *_) = admin.get("/cis/db-1/history").get_json()["items"]
    assert newest["reason"] == f"{key} Upgrade the first database"


def test_what_an_approved_change_retires_is_gone_for_others_from_its_window_on(admin: Person) -> None:
    key = submitted(admin, kind="standard", down=[], edits=[{"op": "retire", "ci": "db-1"}])
    for name in ("request_approval", "approve"):
        step(admin, key, name)
    later = {"start": "2026-12-08T20:00:00Z", "end": "2026-12-08T21:00:00Z"}
    other = {**PLAN, "title": "Patch the second", "down": [{"ci": "db-2", "minutes": 20}], "edits": [], "window": later}
    answer = admin.post("/impact", {"plan": other, "with_context": True}).get_json()
    assert [each["reference"] for each in answer["scenario"]["context"]] == [key]
    assert [each["members"] for each in answer["collisions"]] == [["db-1", "db-2"]]
    earlier = {"start": "2026-12-01T20:00:00Z", "end": "2026-12-01T21:00:00Z"}
    assert (
        admin.post("/impact", {"plan": {**other, "window": earlier}, "with_context": True}).get_json()["collisions"]
        == []
    )


def test_a_merge_never_overwrites_what_somebody_else_has_changed(admin: Person) -> None:
    key = submitted(admin, kind="standard")
    for name in ("request_approval", "approve", "start"):
        step(admin, key, name)
    assert admin.patch("/cis/db-1", {"attributes": {"version": "14.0"}}, "*").status_code == 200
    refused = admin.post(f"/changes/{key}/steps", {"step": "complete", "attributes": {"outcome": "successful"}})
    assert refused.status_code == 409
    assert "14.0" in refused.text
    assert admin.get(f"/changes/{key}").get_json()["state"] == "implementing"
    assert admin.get("/cis/db-1").get_json()["attributes"]["version"] == "14.0"
    outcome = next(
        each for each in admin.get(f"/changes/{key}/plan").get_json()["outcomes"] if each["status"] == "conflict"
    )
    assert outcome["now"] == "14.0"
    judged = admin.get(f"/changes/{key}/assessment").get_json()
    assert "14.0" in judged["not_laid"][0]
    assert [each["key"] for each in judged["impact"]["planned"]["at_risk"]] == ["app"]
    assert admin.get(f"/changes/{key}/approval").status_code == 200
    for question in ("failures-away", "availability"):
        asked = admin.get(f"/changes/{key}/{question}")
        assert asked.status_code == 200, asked.text


def test_two_changes_on_both_legs_collide_exactly_while_their_windows_overlap(admin: Person) -> None:
    other = {"down": [{"ci": "db-2"}], "edits": [], "title": "Patch the other", "backout_minutes": 0}
    first = submitted(admin, edits=[])
    apart = submitted(admin, **other, window={"start": "2026-12-05T23:15:00Z", "end": "2026-12-05T23:45:00Z"})
    assert admin.get(f"/changes/{first}/conflicts").get_json()["items"] == []
    near = submitted(admin, **other, window={"start": "2026-12-05T22:10:00Z", "end": "2026-12-05T22:30:00Z"})
    (found,) = admin.get(f"/changes/{first}/conflicts").get_json()["items"]
    assert (found["kind"], found["with"], found["ci"], found["group"]) == ("redundancy", near, "app", "db")
    assert set(found["members"]) == {"db-1", "db-2"}
    (back,) = admin.get(f"/changes/{near}/conflicts").get_json()["items"]
    assert (back["kind"], back["with"], back["ci"]) == ("redundancy", first, "app")
    assert admin.get(f"/changes/{apart}/conflicts").get_json()["items"] == []
    shown = admin.get("/schedule?from=2026-12-05T00:00:00Z&to=2026-12-06T00:00:00Z").get_json()
    assert {each["key"] for each in shown["changes"]} == {first, apart, near}
    assert [(each["change"], each["with"], each["kind"]) for each in shown["conflicts"]] == [
        (first, near, "redundancy")
    ]


def test_freezes_and_incidents_stand_in_the_way(admin: Person) -> None:
    key = submitted(admin)
    freeze = {"start": "2026-12-01T00:00:00Z", "end": "2027-01-03T00:00:00Z", "reason": "Christmas trade"}
    assert admin.put("/closed-periods/Christmas", {**freeze, "exempt": ["emergency"]}).status_code == 200
    admin.post("/incidents", {"title": "slow", "links": {"affects": ["srv-a"]}, "attributes": {}})
    found = {each["kind"]: each for each in admin.get(f"/changes/{key}/conflicts").get_json()["items"]}
    assert (found["freeze"]["with"], found["freeze"]["severity"]) == ("Christmas", "critical")
    assert (found["incident"]["with"], found["incident"]["ci"]) == ("inc-000001", "srv-a")
    best = admin.get(f"/changes/{key}/windows?days=10").get_json()["items"]
    assert len(best) == 5
    assert all(each["start"] < "2026-12-01" for each in best)
    assert "outside service hours" in best[0]["reasons"]
    assert [each["name"] for each in admin.get("/closed-periods").get_json()["items"]] == ["Christmas"]
    assert admin.delete("/closed-periods/Christmas").status_code == 204
    assert admin.delete("/closed-periods/Christmas").status_code == 404
    kinds = {each["kind"] for each in admin.get(f"/changes/{key}/conflicts").get_json()["items"]}
    assert kinds == {"incident"}


def test_a_drafts_plan_may_be_put_anew_and_a_submitted_ones_not(admin: Person) -> None:
    key = drafted(admin)
    read = admin.get(f"/changes/{key}/plan")
    again = {**PLAN, "down": [{"ci": "web-a"}], "edits": []}
    assert admin.put(f"/changes/{key}/plan", again).status_code == 428
    put = admin.put(f"/changes/{key}/plan", again, headers={"If-Match": read.headers["ETag"]})
    assert put.status_code == 200
    assert put.get_json()["plan"]["down"][0]["ci"] == "srv-a"
    assert [each["key"] for each in admin.get(f"/changes/{key}").get_json()["links"]] == ["srv-a"]
    stale = admin.put(f"/changes/{key}/plan", again, headers={"If-Match": read.headers["ETag"]})
    assert stale.status_code == 412
    for name in ("submit", "request_approval"):
        step(admin, key, name)
    fixed = admin.put(f"/changes/{key}/plan", again, headers={"If-Match": "*"})
    assert (fixed.status_code, "fixed in state approval" in fixed.text) == (422, True)


@pytest.mark.parametrize(
    ("more", "status", "said"),
    [
        ({"window": {"start": "2026-12-05T22:00:00Z", "end": "2026-12-05T21:00:00Z"}}, 422, "plan.window.end"),
        (
            {"window": {"start": "2026-12-05T22:00:00Z", "end": "2026-12-05T23:00:00+01:00"}},
            422,
            '"is not after the start, 2026-12-05T22:00:00Z", "value": "2026-12-05T22:00:00Z"',
        ),
        ({"edits": [{"op": "set", "ci": "gone", "attributes": {"version": {"to": "1"}}}]}, 404, "gone"),
        ({"edits": [{"op": "set", "ci": "db-1", "attributes": {"colour": {"to": "red"}}}]}, 422, "colour"),
        ({"kind": "quick"}, 422, "standard, normal, emergency"),
        ({"backout_minutes": -1}, 422, "plan.backout_minutes"),
        ({"colour": "red"}, 422, "plan.colour"),
    ],
)
def test_what_cannot_be_drafted_is_named(admin: Person, more: dict[str, Any], status: int, said: str) -> None:
    refused = admin.post("/changes/draft", {**PLAN, **more})
    assert refused.status_code == status, refused.text
    assert said in refused.text
    assert admin.get("/changes").get_json()["items"] == []
    assert admin.post("/changes/assess", {**PLAN, **more}).status_code == status


def test_a_plan_is_judged_before_it_is_a_change(admin: Person) -> None:
    judged = admin.post("/changes/assess", PLAN)
    assert judged.status_code == 200
    assert judged.get_json()["risk"]["level"] in ("low", "medium")
    assert admin.get("/changes").get_json()["items"] == []
    bare = admin.post("/changes/assess", {**PLAN, "backout": "", "backout_minutes": 0, "tests": ""}).get_json()
    assert bare["risk"]["score"] == pytest.approx(judged.get_json()["risk"]["score"] + 14, abs=0.2)
    factors = {each["name"]: each for each in bare["risk"]["factors"]}
    assert (factors["tests"]["contribution"], factors["backout"]["contribution"]) == (6, 8)
    assert factors["blast_radius"]["contribution"] == 0


def test_an_override_of_the_risk_needs_a_reason_and_counts_only_with_one(admin: Person) -> None:
    key = submitted(admin)
    refused = admin.patch(f"/changes/{key}", {"attributes": {"risk_override": "very_high"}}, "*")
    assert (refused.status_code, "risk_reason" in refused.text) == (422, True)
    body = {"step": "request_approval", "attributes": {"risk_override": "very_high"}}
    assert admin.post(f"/changes/{key}/steps", body).status_code == 422
    said = {"risk_override": "very_high", "risk_reason": "The vendor warns of it"}
    assert admin.patch(f"/changes/{key}", {"attributes": said}, "*").status_code == 200
    step(admin, key, "request_approval")
    assert admin.get(f"/changes/{key}/approval").get_json()["needed"] == 2
    assert admin.patch(f"/changes/{key}", {"attributes": {"risk_reason": None}}, "*").status_code == 422


def test_without_outcomes_there_is_no_probability_but_the_reason_why(admin: Person) -> None:
    key = submitted(admin)
    risk = admin.get(f"/changes/{key}/risk").get_json()
    assert (risk["probability"], risk["likelihood"]) == (None, None)
    assert "nobody has asked yet" in risk["no_probability"]
    admin.post("/calibration")
    assert admin.get(f"/changes/{key}/risk").get_json()["no_probability"] == "0 changes are over; 200 are needed"


@pytest.mark.parametrize("what", ["assessment", "risk", "conflicts", "windows", "approval", "drift", "review"])
def test_rights_within_a_scope_are_told_why_a_judgement_is_not_shown_and_who_may_help(
    admin: Person, sign_in: SignIn, what: str
) -> None:
    key = submitted(admin)
    assert admin.patch(f"/changes/{key}", {"attributes": {"scope": "Retail"}}, "*").status_code == 200
    refused = sign_in("sue", "engineer", scope="Retail").get(f"/changes/{key}/{what}")
    said = refused.get_json()
    assert (refused.status_code, said["code"], said["needs"]) == (403, "forbidden", "the whole estate")
    assert said["scope"] == "Retail"
    assert said["helpers"] == ["Change manager", "Board member", "Administrator"]
    assert "within the scope 'Retail': the judgement of a change looks at all that it may hit" in said["detail"]
    assert (
        "whoever has the role Change manager or Board member or Administrator over the whole estate" in said["detail"]
    )


def test_who_may_help_is_who_may_do_the_same(sign_in: SignIn) -> None:
    refused = sign_in("max", "change_manager", scope="Retail").put(
        "/approval-rules", {"rules": []}, headers={"If-Match": "*"}
    )
    assert (refused.status_code, refused.get_json()["helpers"]) == (403, ["Change manager", "Administrator"])
