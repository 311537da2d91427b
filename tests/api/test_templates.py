"""Templates over HTTP: kept by who may, refused at their place, used for incidents, requests and standard changes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Person, SignIn
from tests.api.test_changes import PLAN, WINDOW

pytestmark = pytest.mark.usefixtures("estate")

NEW = {"If-Match": '"0"'}
PATCH: dict[str, Any] = {
    "practice": "change",
    "label": "Patch a database",
    "title": "Patch {database} to {version}",
    "blanks": [
        {"id": "database", "label": "Which database?", "class": "database"},
        {"id": "version", "label": "To which version?", "kind": "text"},
    ],
    "minutes": 45,
    "fields": {"justification": "patched every month"},
    "plan": {
        "kind": "standard",
        "edits": [{"op": "set", "ci": "{database}", "attributes": {"version": {"to": "{version}"}}}],
        "down": [{"ci": "{database}", "minutes": 10}],
        "backout": "restore {database}",
        "tests": "pgbench",
        "backout_minutes": 15,
    },
    "tasks": [
        {"id": "ping", "title": "{database} answers", "kind": "check_before", "expected": "yes"},
        {"id": "patch", "title": "Patch it", "after": ["ping"]},
    ],
}
INCIDENT: dict[str, Any] = {
    "practice": "incident",
    "title": "{ci} is slow",
    "fields": {"urgency": 1, "category": "slow", "effect": "degraded"},
    "links": {"affects": ["{ci}"]},
    "blanks": [{"id": "ci", "label": "What is slow?"}],
}
REQUEST: dict[str, Any] = {
    "practice": "request",
    "title": "A desk for {who}",
    "blanks": [{"id": "who", "label": "For whom?", "kind": "text"}],
    "tasks": [{"id": "buy", "title": "Buy it for {who}"}, {"id": "set-up", "title": "Set it up", "after": ["buy"]}],
}


def keep(person: Person, name: str, document: dict[str, Any]) -> Any:
    answer = person.put(f"/templates/{name}", document, headers=NEW)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def used(person: Person, name: str, **given: Any) -> Any:
    answer = person.post(f"/templates/{name}/records", given)
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def replanned(person: Person, key: str, plan: dict[str, Any]) -> Any:
    return person.put(f"/changes/{key}/plan", plan, headers={"If-Match": "*"})


def test_a_standard_change_from_a_template_is_approved_beforehand(admin: Person, sign_in: SignIn) -> None:
    kept = keep(admin, "patch-database", PATCH)
    assert (kept["standard"], kept["fault"], kept["minutes"]) == (True, "", 45)
    sam = sign_in("sam", "service_agent")
    change = admin.post(
        "/templates/patch-database/records",
        {"blanks": {"database": "db-1", "version": "15.1"}, "start": "2026-12-05T22:00:00Z"},
    ).get_json()
    key, said = change["key"], change["attributes"]
    assert change["title"] == "Patch db-1 to 15.1"
    assert (said["kind"], said["template"], said["backout"]) == ("standard", "patch-database", "restore db-1")
    assert (said["starts_at"], said["ends_at"]) == ("2026-12-05T22:00:00Z", "2026-12-05T22:45:00Z")
    plan = admin.get(f"/changes/{key}/plan").get_json()["plan"]
    assert plan["edits"][0]["attributes"]["version"] == {"was": "13.2", "to": "15.1"}
    tasks = admin.get(f"/changes/{key}/tasks").get_json()["items"]
    assert [(each["title"], each["state"]) for each in tasks] == [("db-1 answers", "ready"), ("Patch it", "waiting")]
    for step in ("submit", "request_approval"):
        assert admin.post(f"/changes/{key}/steps", {"step": step}).status_code == 200
    assert admin.get(f"/changes/{key}/approval").get_json()["rule"] == "standard changes are approved beforehand"
    assert admin.post(f"/changes/{key}/steps", {"step": "approve"}).get_json()["state"] == "scheduled"
    assert used(sam, "patch-database", blanks={"database": "db-2", "version": "15.1"})["state"] == "draft"


def test_only_a_template_makes_a_standard_change(admin: Person) -> None:
    """A plan that says so is refused; one that a template made stays what it is, or becomes a normal change."""
    refused = admin.post("/changes/draft", {**PLAN, "kind": "standard"})
    assert (refused.status_code, refused.get_json()["errors"][0]["where"]) == (422, "plan.kind")
    assert "no template made this plan" in refused.get_json()["detail"]
    normal = admin.post("/changes/draft", PLAN).get_json()["key"]
    assert replanned(admin, normal, {**PLAN, "kind": "standard"}).status_code == 422

    keep(admin, "patch-database", PATCH)
    given = {"blanks": {"database": "db-1", "version": "15.1"}, "start": "2026-12-05T22:00:00Z"}
    key = used(admin, "patch-database", **given)["key"]
    assert admin.patch(f"/changes/{key}", {"attributes": {"template": "other"}}, "*").status_code == 422
    made = admin.get(f"/changes/{key}/plan").get_json()["plan"]
    moved = {**made, "title": "Tonight", "window": PLAN["window"]}
    assert replanned(admin, key, moved).status_code == 200
    others: tuple[dict[str, Any], ...] = (
        {"edits": []},
        {"down": [*made["down"], {"ci": "db-2"}]},
        {"backout": "none"},
        {"backout_minutes": 0},
    )
    for other in others:
        wrong = replanned(admin, key, {**moved, **other})
        assert (wrong.status_code, wrong.get_json()["errors"][0]["where"]) == (422, f"plan.{next(iter(other))}")
        assert "patch-database" in wrong.get_json()["detail"]
    assert replanned(admin, key, {**moved, "kind": "normal", "edits": []}).status_code == 200
    assert replanned(admin, key, moved).status_code == 422
    for name in ("submit", "request_approval"):
        assert admin.post(f"/changes/{key}/steps", {"step": name}).status_code == 200
    approval = admin.get(f"/changes/{key}/approval").get_json()
    assert (approval["needed"], approval["approved"], approval["reason"]) == (1, False, "")


def kind_of(assessed: Any) -> tuple[str, float]:
    """Return what the risk says of the kind of a change, and the points for it."""
    (found,) = (each for each in assessed["risk"]["factors"] if each["name"] == "kind")
    return found["value"], found["contribution"]


def test_a_loose_plan_that_says_standard_is_judged_as_a_normal_one(admin: Person) -> None:
    """With the reason, and by a freeze that exempts standard changes too; the change that a template made keeps it."""
    keep(admin, "patch-database", PATCH)
    given = {"blanks": {"database": "db-1", "version": "15.1"}, "start": "2026-12-05T22:00:00Z"}
    key = used(admin, "patch-database", **given)["key"]
    freeze: dict[str, Any] = {"kind": "freeze", **WINDOW, "reason": "sales", "exempt": ["standard"]}
    assert admin.put("/closed-periods/sales", freeze).status_code == 200
    made = admin.get(f"/changes/{key}/assessment").get_json()
    assert kind_of(made) == ("standard", -8.0)
    assert [each["severity"] for each in made["conflicts"] if each["kind"] == "freeze"] == ["low"]

    normal, loose = (
        admin.post("/changes/assess", {**PLAN, "kind": kind}).get_json() for kind in ("normal", "standard")
    )
    assert kind_of(normal) == ("normal", 0.0)
    said, points = kind_of(loose)
    assert said.startswith("normal: it says standard and no template of standard changes made it")
    assert points == 0.0
    assert (loose["kind"], loose["risk"]["score"]) == ("normal", normal["risk"]["score"])
    assert [each["severity"] for each in loose["conflicts"] if each["kind"] == "freeze"] == ["critical"]

    assert admin.delete("/templates/patch-database", "*").status_code == 204
    said, points = kind_of(admin.get(f"/changes/{key}/assessment").get_json())
    assert (said.startswith("normal: template patch-database is no template"), points) == (True, 0.0)


def test_a_template_that_is_gone_approves_nothing_beforehand(admin: Person) -> None:
    keep(admin, "patch-database", PATCH)
    given = {"blanks": {"database": "db-1", "version": "15.1"}, "start": "2026-12-05T22:00:00Z"}
    key = used(admin, "patch-database", **given)["key"]
    for name in ("submit", "request_approval"):
        assert admin.post(f"/changes/{key}/steps", {"step": name}).status_code == 200
    assert admin.get(f"/changes/{key}/approval").get_json()["needed"] == 0
    assert admin.delete("/templates/patch-database", "*").status_code == 204
    found = admin.get(f"/changes/{key}/approval").get_json()
    assert (found["needed"], found["approved"]) == (1, False)
    assert found["reason"].startswith("template patch-database is no template of standard changes any more")
    refused = admin.post(f"/changes/{key}/steps", {"step": "approve"})
    assert (refused.status_code, "their own change" in refused.get_json()["detail"]) == (422, True)


def test_who_may_not_decide_keeps_no_standard_change(admin: Person, sign_in: SignIn) -> None:
    asset, sam = sign_in("ada", "asset_manager"), sign_in("sam", "service_agent")
    assert sam.put("/templates/slow", INCIDENT, headers=NEW).status_code == 403
    assert asset.put("/templates/patch", PATCH, headers=NEW).status_code == 403
    normal = {**PATCH, "plan": {**PATCH["plan"], "kind": "normal"}}
    assert keep(asset, "patch", normal)["standard"] is False
    assert keep(sign_in("mia", "change_manager"), "patch-2", PATCH)["standard"] is True
    assert [each["name"] for each in admin.get("/templates").get_json()["items"]] == ["patch", "patch-2"]


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"fields": {"justificatoin": "x"}}, "fields.justificatoin"),
        ({"plan": {**PATCH["plan"], "kind": "casual"}}, "plan.kind"),
        ({"plan": {**PATCH["plan"], "window": {}}}, "plan.window"),
        ({"plan": {**PATCH["plan"], "edits": [{"op": "explode", "ci": "{database}"}]}}, "plan.edits[0].op"),
        (
            {
                "plan": {
                    **PATCH["plan"],
                    "edits": [{"op": "set", "ci": "{database}", "attributes": {"speed": {"to": 1}}}],
                }
            },
            "plan.edits[0].attributes.speed",
        ),
        ({"tasks": [{"id": "a", "title": "{database} {version}", "after": ["b"]}]}, "tasks[0].after"),
        ({"minutes": None}, "minutes"),
        ({"blanks": [{"id": "database", "class": "databse"}, PATCH["blanks"][1]]}, "blanks[0].class"),
    ],
)
def test_a_template_that_no_change_could_be_made_from_is_refused(
    admin: Person, more: dict[str, Any], where: str
) -> None:
    refused = admin.put("/templates/patch", {**PATCH, **more}, headers=NEW)
    assert refused.status_code == 422, refused.text
    (fault,) = refused.get_json()["errors"]
    assert fault["where"] == f"template patch.{where}"
    assert admin.get("/templates").get_json()["items"] == []


def test_an_incident_and_a_request_come_from_templates(admin: Person) -> None:
    keep(admin, "slow", INCIDENT)
    keep(admin, "desk", REQUEST)
    assert [each["name"] for each in admin.get("/templates?practice=incident").get_json()["items"]] == ["slow"]
    incident = used(admin, "slow", blanks={"ci": "db-1"}, attributes={"urgency": 2})
    said = incident["attributes"]
    assert (incident["title"], said["category"], said["urgency"]) == ("db-1 is slow", "slow", 2)
    assert [(each["role"], each["key"]) for each in incident["links"]] == [("affects", "db-1")]
    assert "impact" in said
    request = used(admin, "desk", blanks={"who": "Ann"}, title="Ann's desk")
    assert request["title"] == "Ann's desk"
    tasks = admin.get(f"/requests/{request['key']}/tasks").get_json()["items"]
    assert [each["title"] for each in tasks] == ["Buy it for Ann", "Set it up"]


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"blanks": {"version": "15"}}, "blanks.database"),
        ({"blanks": {"database": "app", "version": "15"}}, "blanks.database"),
        ({"blanks": {"database": "db-1", "version": "15", "more": "x"}}, "blanks.more"),
        ({"blanks": {"database": "db-1", "version": "15"}, "attributes": {"kind": "normal"}}, "kind"),
    ],
)
def test_what_is_chosen_must_fit(admin: Person, given: dict[str, Any], where: str) -> None:
    keep(admin, "patch", PATCH)
    refused = admin.post("/templates/patch/records", given)
    assert refused.status_code == 422, refused.text
    assert refused.get_json()["errors"][0]["where"] == where
    assert admin.get("/changes").get_json()["items"] == []


def test_a_template_goes_with_its_revision(admin: Person) -> None:
    kept = keep(admin, "slow", INCIDENT)
    assert admin.put("/templates/slow", INCIDENT, headers=NEW).status_code == 412
    assert admin.delete("/templates/slow", kept["revision"]).status_code == 204
    gone = admin.post("/templates/slow/records", {"blanks": {"ci": "db-1"}})
    assert (gone.status_code, admin.get("/templates/slow").status_code) == (404, 404)


def test_the_practices_say_which_have_templates(admin: Person) -> None:
    """Whoever asks only for those that do is never refused."""
    said = {each["name"]: each["templated"] for each in admin.get("/practices").get_json()["items"]}
    assert not said["article"]
    answered = {name: admin.get(f"/templates?practice={name}").status_code == 200 for name in said}
    assert answered == said
