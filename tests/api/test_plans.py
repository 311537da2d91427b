"""What a plan does to today: computed by the engine with the plan and without it, and nothing written."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Person, SignIn

pytestmark = pytest.mark.usefixtures("estate")
RETIRE_BOTH = [{"op": "retire", "ci": "db-1"}, {"op": "retire", "ci": "db-2"}]


def difference(person: Person, **plan: object) -> Any:
    answer = person.post("/plans/preview", {"plan": plan})
    assert answer.status_code == 200, answer.text
    return answer.get_json()["impact_difference"]


def states(entries: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    return {(each["key"], each["was"], each["state"]) for each in entries}


def test_what_a_plan_takes_down_and_what_follows_is_newly_affected(admin: Person) -> None:
    before = admin.get("/revision").get_json()
    found = difference(admin, down=[{"ci": "db-1"}, {"ci": "db-2"}])
    assert [(each["key"], each["hops"]) for each in found["newly_affected"]] == [
        ("db-1", 0), ("db-2", 0), ("app", 1), ("pay", 2),
    ]  # fmt: skip
    assert states(found["services"]) == {("pay", "ok", "down")}
    assert found["no_longer_affected"] == found["changed"] == []
    assert admin.get("/revision").get_json() == before


def test_what_a_plan_retires_fails_for_those_who_still_need_it(admin: Person) -> None:
    assert {"app", "pay"} <= {each["key"] for each in difference(admin, edits=RETIRE_BOTH)["newly_affected"]}
    absent = [{"op": "set", "ci": ci, "lifecycle": {"to": "retired"}} for ci in ("db-1", "db-2")]
    assert difference(admin, edits=absent)["services"] == difference(admin, edits=RETIRE_BOTH)["services"]


def test_what_no_longer_needs_it_stays_up(admin: Person) -> None:
    moved = [
        {"op": "unrelate", "from": "app", "type": "depends_on", "to": db, "group": "db"} for db in ("db-1", "db-2")
    ]
    found = difference(admin, edits=[*moved, *RETIRE_BOTH])
    assert states(found["newly_affected"]) == {("db-1", "ok", "down"), ("db-2", "ok", "down")}
    assert found["services"] == []


def test_one_of_two_used_up_is_at_risk(admin: Person) -> None:
    found = difference(admin, edits=[{"op": "retire", "ci": "db-1"}])
    assert [(each["key"], each["left"]) for each in found["at_risk"]] == [("app", ["db-2"])]
    assert found["services"] == []


def test_what_a_plan_frees_is_no_longer_affected(admin: Person) -> None:
    for ci in ("db-1", "db-2"):
        admin.patch(f"/cis/{ci}", {"lifecycle": "maintenance"}, match="*")
    freed = [{"op": "set", "ci": "db-1", "lifecycle": {"to": "operational"}}]
    found = difference(admin, edits=freed)
    assert ("app", "down", "ok") in states(found["no_longer_affected"])
    assert states(found["services"]) == {("pay", "down", "ok")}
    assert found["newly_affected"] == []


def test_a_ci_that_is_retired_already_changes_nothing(admin: Person) -> None:
    admin.delete("/cis/db-1", match="*")
    found = difference(admin, edits=[{"op": "retire", "ci": "db-1"}])
    assert found["newly_affected"] == found["services"] == found["at_risk"] == []


def test_a_plan_that_cannot_be_laid_has_no_difference(admin: Person) -> None:
    stale = [{"op": "set", "ci": "db-1", "attributes": {"version": {"was": "9", "to": "14"}}}]
    assert difference(admin, edits=stale) is None
    bad = admin.post("/plans/preview", {"plan": {"edits": [], "down": [{"host": "db-1"}]}})
    assert (bad.status_code, bad.get_json()["errors"][0]["where"]) == (422, "plan.down[0]")


def test_nobody_takes_down_what_they_may_not_see(sign_in: SignIn) -> None:
    retail = sign_in("rita", "engineer", scope="retail")
    for path in ("/plans/preview", "/impact"):
        assert retail.post(path, {"plan": {"down": [{"ci": "srv-b"}]}}).status_code == 404, path


def test_a_change_of_redundancy_is_compared_gate_by_gate(admin: Person) -> None:
    freed = [{"op": "unrelate", "from": "app", "type": "depends_on", "to": "db-2", "group": "db"}]
    found = difference(admin, edits=freed)
    assert found["margins"] == [{"key": "app", "group": "db", "was": 1, "margin": 0, "services": ["pay"]}]
    assert (found["margins_total"], found["newly_affected"], found["names"]["pay"]) == (1, [], "Payments")
    stricter = [{"op": "set", "ci": "app", "groups": {"db": {"was": {"min_up": 1}, "to": {"min_up": 2}}}}]
    assert [each["margin"] for each in difference(admin, edits=stricter)["margins"]] == [0]
    third = [
        {"op": "add", "as": "$db3", "class": "database", "name": "db-3"},
        {"op": "relate", "from": "app", "type": "depends_on", "to": "$db3", "group": "db"},
    ]
    assert [(each["was"], each["margin"]) for each in difference(admin, edits=third)["margins"]] == [(1, 2)]
    gone = [*freed, {"op": "unrelate", "from": "app", "type": "depends_on", "to": "db-1", "group": "db"}]
    assert [(each["was"], each["margin"]) for each in difference(admin, edits=gone)["margins"]] == [(1, None)]


def test_what_is_down_anyway_is_down_on_both_sides(admin: Person) -> None:
    moved = [{"op": "unrelate", "from": "db-1", "type": "runs_on", "to": "srv-a"}]
    plan = {"plan": {"edits": moved}, "failures": [{"ci": "srv-a"}, {"ci": "db-2"}]}
    found = admin.post("/plans/preview", plan).get_json()["impact_difference"]
    assert {("db-1", "down", "ok"), ("app", "down", "ok")} <= states(found["no_longer_affected"])
    assert states(found["services"]) == {("pay", "down", "ok")}
    assert found["newly_affected"] == []
    assert {("srv-a", "down", "down"), ("srv-b", "down", "down"), ("db-2", "down", "down")} == states(
        found["unchanged"]
    )
    added = {"edits": [{"op": "add", "as": "$x", "class": "server", "name": "x"}]}
    asked = {"plan": added, "failures": [{"ci": "$x"}]}
    found = admin.post("/plans/preview", asked).get_json()["impact_difference"]
    assert [each["name"] for each in found["newly_affected"]] == ["x"]


def test_single_points_that_a_plan_makes_and_heals(admin: Person) -> None:
    alone = {"edits": [{"op": "unrelate", "from": "app", "type": "depends_on", "to": "db-2", "group": "db"}]}
    found = admin.post("/plans/single-points", {"plan": alone}).get_json()
    assert found["new"] == [{"service": "pay", "key": "db-1"}, {"service": "pay", "key": "srv-a"}]
    assert (found["healed"], found["names"]["srv-a"]) == ([], "web-a")
    healed = {"edits": [{"op": "unrelate", "from": "pay", "type": "depends_on", "to": "app"}]}
    found = admin.post("/plans/single-points", {"plan": healed}).get_json()
    assert (found["new"], found["healed"]) == ([], [{"service": "pay", "key": "app"}])


def test_a_service_that_is_down_anyway_neither_gains_nor_loses_single_points(admin: Person) -> None:
    found = admin.post("/plans/single-points", {"plan": {"edits": RETIRE_BOTH}}).get_json()
    assert (found["new"], found["healed"]) == ([], [])
    down = {"edits": [], "down": [{"ci": "db-1"}]}
    assert admin.post("/plans/single-points", {"plan": down}).get_json()["new"] == []
    kept = admin.post("/plans/single-points", {"plan": {"edits": []}, "failures": [{"ci": "db-2"}]}).get_json()
    assert (kept["new"], kept["healed"]) == ([], [])


def test_margins_and_single_points_stay_within_sight(sign_in: SignIn) -> None:
    retail = sign_in("rita", "engineer", scope="retail")
    asked = {"plan": {"edits": []}, "failures": [{"ci": "srv-a"}]}
    found = retail.post("/plans/preview", asked).get_json()["impact_difference"]
    assert (found["margins"], found["margins_total"]) == ([], 0)
    assert "pay" not in str(retail.post("/plans/single-points", asked).get_json())
    hidden = {"plan": {"edits": []}, "failures": [{"ci": "srv-b"}]}
    assert retail.post("/plans/preview", hidden).status_code == 404
