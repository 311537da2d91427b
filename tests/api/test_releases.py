"""A release over HTTP: its package, its order, its baseline, and what the verification finds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.api.conftest import Clock, Person, SignIn
from tests.api.test_changes import step as change_step
from tests.api.test_changes import submitted
from tests.api.test_deployments import approved

pytestmark = pytest.mark.usefixtures("estate")


def opened(admin: Person, title: str = "Autumn release", **fields: Any) -> str:
    """Open a release and return its key."""
    answer = admin.post("/releases", {"title": title, "attributes": fields})
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["key"])


def step(admin: Person, key: str, name: str, status: int = 200, **fields: Any) -> Any:
    """Take a step of a release."""
    answer = admin.post(f"/releases/{key}/steps", {"step": name, "attributes": fields})
    assert answer.status_code == status, answer.text
    return answer.get_json()


def pack(admin: Person, change: str, release: str) -> None:
    """Put a change into a release's package."""
    answer = admin.post(f"/changes/{change}/links", {"role": "part_of", "to": release})
    assert answer.status_code == 201, answer.text


def ready(admin: Person, *changes: str, **fields: Any) -> str:
    """Open a release of some changes and take it to where it may be deployed."""
    key = opened(admin, **fields)
    for each in changes:
        pack(admin, each, key)
    for name in ("build", "test", "accept"):
        step(admin, key, name)
    return key


def package(admin: Person, key: str) -> Any:
    return admin.get(f"/releases/{key}/package").get_json()


def verification(admin: Person, key: str) -> Any:
    return admin.get(f"/releases/{key}/verification").get_json()


def tell(admin: Person, number: int, environment: str, release: str, status: str = "success") -> None:
    """Tell of a deployment of a release."""
    event = {
        "source": "ci",
        "id": str(number),
        "cis": ["db-1"],
        "environment": environment,
        "version": "15.1",
        "status": status,
        "release": release,
    }
    answer = admin.post("/deployments", event)
    assert answer.status_code == 200, answer.text


def test_a_release_goes_from_its_package_to_verified(admin: Person, clock: Clock) -> None:
    change = approved(admin)
    key = ready(admin, change, version="2026.11")
    shown = package(admin, key)
    assert ([each["key"] for each in shown["changes"]], shown["cis"], shown["names"]) == (
        [change],
        ["db-1"],
        {"db-1": "db-1"},
    )
    assert [each["name"] for each in shown["environments"]] == ["test", "staging", "production"]
    assert shown["in_the_way"] == []
    assert verification(admin, key)["verdict"] == "not_begun"

    tell(admin, 1, "Test", key)
    tell(admin, 2, "staging", key)
    clock.forward(minutes=1)
    begun = step(admin, key, "deploy")
    assert begun["state"] == "deploying"
    waiting = verification(admin, key)
    assert waiting["verdict"] == "open"
    assert waiting["reasons"] == [
        "db-1 attributes.version: chg-000001 says 15.1; it is still 13.2",
        "no deployment to production is known",
    ]
    clock.forward(minutes=1)
    change_step(admin, change, "start")
    change_step(admin, change, "complete", outcome="successful")
    tell(admin, 3, "production", key)
    clock.forward(minutes=1)
    step(admin, key, "verify")
    found = verification(admin, key)
    assert found["verdict"] == "verified", found["reasons"]
    (difference,) = found["differences"]
    assert {name: difference[name] for name in ("ci", "field", "before", "now", "planned", "verdict")} == {
        "ci": "db-1",
        "field": "attributes.version",
        "before": "13.2",
        "now": "15.1",
        "planned": "15.1",
        "verdict": "as_planned",
    }
    assert [each["state"] for each in package(admin, key)["environments"]] == ["succeeded"] * 3
    deployment = admin.get("/deployments/dep-000003").get_json()["attributes"]
    assert deployment["authorisation"] == "by_release"
    assert step(admin, key, "close", 422)["errors"][0]["where"] in ("outcome", "review")
    assert step(admin, key, "close", outcome="successful", review="All well.")["state"] == "closed"
    clock.forward(minutes=5)
    later = admin.post("/incidents", {"title": "later", "links": {"affects": ["db-1"]}})
    assert later.status_code == 201
    assert verification(admin, key)["verdict"] == "verified"


def test_what_nobody_planned_failed_or_broke_speaks_against_it(admin: Person, clock: Clock) -> None:
    change = approved(admin)
    key = ready(admin, change, environments=["production"])
    step(admin, key, "deploy")
    before = verification(admin, key)
    assert (before["verdict"], before["baseline"]["cis"]) == ("open", ["db-1"])
    clock.forward(minutes=1)
    shown = admin.get("/cis/db-1").get_json()
    edited = admin.patch("/cis/db-1", {"attributes": {"description": "hand made"}}, shown["revision"])
    assert edited.status_code == 200, edited.text
    opened_incident = admin.post("/incidents", {"title": "db is slow", "links": {"affects": ["db-1"]}}).get_json()
    tell(admin, 1, "production", key, "failed")
    found = verification(admin, key)
    assert found["verdict"] == "failed"
    assert found["reasons"] == [
        "db-1 attributes.description: no change of the package says so",
        f"{opened_incident['key']} (db is slow): opened since, on db-1",
        "its last deployment to production was failed",
        "db-1 attributes.version: chg-000001 says 15.1; it is still 13.2",
    ]
    back = step(admin, key, "back_out", outcome="backed_out")
    assert back["state"] == "backed_out"


def test_what_is_not_approved_or_gone_stands_in_the_way(admin: Person, clock: Clock) -> None:
    waiting, gone = submitted(admin, kind="normal"), submitted(admin, kind="normal")
    key = ready(admin)
    refused = step(admin, key, "deploy", 422)
    assert "no change is in its package" in refused["detail"]
    for each in (waiting, gone):
        pack(admin, each, key)
    clock.forward(minutes=1)
    change_step(admin, gone, "cancel")
    assert package(admin, key)["in_the_way"] == [
        f"{waiting} (Upgrade the first database) is not approved: under assessment",
        f"{gone} (Upgrade the first database) is cancelled: take it out of the package",
    ]
    assert "take it out of the package" in step(admin, key, "deploy", 422)["detail"]
    assert admin.get(f"/releases/{key}").get_json()["state"] == "ready"
    assert admin.post(f"/changes/{gone}/links", {"role": "part_of", "to": "rel-000099"}).status_code == 404


def test_releases_never_require_each_other_in_a_circle(admin: Person, clock: Clock) -> None:
    keys = [opened(admin, f"release {number}") for number in range(3)]

    def require(one: str, other: str) -> Any:
        return admin.post(f"/releases/{one}/links", {"role": "requires", "to": other})

    assert require(keys[0], keys[1]).status_code == 201
    assert require(keys[1], keys[2]).status_code == 201
    refused = require(keys[2], keys[0])
    assert refused.status_code == 422
    assert "rel-000001 -> rel-000002 -> rel-000003 -> rel-000001" in refused.text
    assert require(keys[0], keys[0]).status_code == 422
    change = approved(admin)
    assert require(keys[0], change).status_code == 422
    pack(admin, change, keys[0])
    clock.forward(minutes=1)
    assert package(admin, keys[0])["in_the_way"] == [
        "it requires rel-000002 (release 1), which is not deployed: being planned"
    ]
    pack(admin, change, keys[1])
    assert package(admin, keys[0])["remarks"] == [f"{change} is in the package of {keys[1]} too"]


def test_a_baseline_comes_from_the_history_where_nobody_said_when_it_began(sign_in: SignIn, clock: Clock) -> None:
    # Revisions have the store's own clock.
    clock.now = datetime.now(UTC)
    admin = sign_in("root")
    change = approved(admin)
    key = ready(admin, change)
    clock.now = datetime.now(UTC)
    tell(admin, 1, "production", key)
    change_step(admin, change, "start")
    change_step(admin, change, "complete", outcome="successful")
    found = verification(admin, key)
    assert found["origin"].startswith("from the history")
    assert [each["verdict"] for each in found["differences"]] == ["as_planned"]
    assert (found["differences"][0]["before"], found["differences"][0]["now"]) == ("13.2", "15.1")
