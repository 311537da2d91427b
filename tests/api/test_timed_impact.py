"""Impact over time, collisions with other records, and root causes over HTTP."""

from __future__ import annotations

import pytest

from tests.api.conftest import Person

pytestmark = pytest.mark.usefixtures("estate")


def test_failures_have_times(admin: Person) -> None:
    rolling = [{"ci": "db-1", "start_s": 0, "duration_s": 600}, {"ci": "db-2", "start_s": 900, "duration_s": 600}]
    answer = admin.post("/impact", {"failures": rolling}).get_json()
    assert answer["timed"]
    assert answer["services"] == []
    (risk,) = answer["at_risk"]
    assert [(each["start"], each["end"]) for each in risk["intervals"]] == [(0, 600), (900, 1500)]
    rolling[1]["start_s"] = 500
    answer = admin.post("/impact", {"failures": rolling}).get_json()
    (service,) = answer["services"]
    assert (service["onset"], service["intervals"]) == (500, [{"state": "down", "start": 500, "end": 600}])
    assert answer["scenario"]["failures"][1] == {"ci": "db-2", "state": "down", "start_s": 500, "duration_s": 600}


def test_a_proof_and_a_map_of_a_timed_scenario(admin: Person) -> None:
    asked = {"failures": [{"ci": key, "start_s": 0, "duration_s": 600} for key in ("db-1", "db-2")]}
    proof = admin.post("/impact/explain", {**asked, "ci": "pay"}).get_json()
    assert proof["state"] == "down"
    shown = admin.post("/impact/map", asked).get_json()
    assert {each["key"] for each in shown["nodes"]} == {"db-1", "db-2", "app", "pay"}
    up = admin.post("/impact/why-not", {"failures": asked["failures"][:1], "ci": "app"}).get_json()
    assert up["sentences"] == ["1 of 2 db still up"]


def test_a_plan_is_asked_in_its_window(admin: Person) -> None:
    window = {"start": "2026-12-05T22:00:00Z", "end": "2026-12-05T23:00:00Z"}
    down = [{"ci": "db-1", "start_minutes": 0, "minutes": 10}, {"ci": "db-2", "start_minutes": 15, "minutes": 10}]
    plan = {"title": "Patch", "window": window, "down": down}
    answer = admin.post("/impact", {"plan": plan}).get_json()
    assert answer["scenario"]["window"] == window
    assert answer["services"] == []
    until = [{"ci": "app", "until": "2026-12-05T22:05:00Z"}]
    down[1]["start_minutes"] = 0
    answer = admin.post("/impact", {"plan": plan, "immune": until}).get_json()
    assert [(each["key"], each["onset"]) for each in answer["services"]] == [("pay", 300)]


def test_the_collision_with_another_record_is_named(admin: Person) -> None:
    other = {
        "reference": "CHG-7",
        "title": "Move db-2",
        "failures": [{"ci": "db-2", "start_s": 300, "duration_s": 600}],
    }
    mine = [{"ci": "db-1", "start_s": 0, "duration_s": 600}]
    answer = admin.post("/impact", {"failures": mine, "context": [other]}).get_json()
    (met,) = answer["collisions"]
    assert (met["key"], met["group"], met["plans"]) == ("app", "db", ["this", "CHG-7"])
    assert met["taken"] == {"this": ["db-1"], "CHG-7": ["db-2"]}
    assert met["intervals"] == [{"state": "down", "start": 300, "end": 600}]
    assert answer["scenario"]["context"] == [
        {"reference": "CHG-7", "title": "Move db-2", "kind": "change", "cis": ["db-2"]}
    ]
    assert admin.post("/impact", {"failures": mine, "with_context": True}).get_json()["collisions"] == []


@pytest.mark.parametrize(
    "wrong", [{"duration_s": -1}, {"duration_s": 1.5}, {"start_s": "noon"}, {"start_s": 10**12}, {"until_s": 5}]
)
def test_a_time_that_is_none_is_refused(admin: Person, wrong: dict[str, object]) -> None:
    assert admin.post("/impact", {"failures": [{"ci": "db-1", **wrong}]}).status_code == 422


def test_two_records_of_one_reference_are_refused(admin: Person) -> None:
    record = {"reference": "CHG-1", "failures": [{"ci": "db-2"}]}
    answer = admin.post("/impact", {"failures": [{"ci": "db-1"}], "context": [record, record]})
    assert answer.status_code in {400, 422}
    assert "CHG-1" in answer.get_json()["detail"]


# ---------------------------------------------------------------- root causes


def test_root_causes_are_ranked_with_reasons(admin: Person) -> None:
    answer = admin.post("/root-causes", {"down": ["srv-b", "db-1"], "up": ["pay"]}).get_json()
    first = answer["causes"][0]
    assert (first["cause"], first["score"]) == (["srv-a"], 1.0)
    assert first["explains"] == ["db-1", "srv-b"]
    assert first["sentence"].startswith("web-a: explains 2 of 2 seen DOWN")
    assert answer["names"]["srv-a"] == "web-a"


def test_a_recent_change_decides(admin: Person) -> None:
    admin.patch("/cis/db-1", {"attributes": {"version": "14"}, "reason": "patch night"}, match="*")
    first = admin.post("/root-causes", {"down": ["db-1"], "hours": 1}).get_json()["causes"][0]
    assert first["cause"] == ["db-1"]
    assert "patch night" in " ".join(first["reasons"])


def test_observations_that_cannot_be(admin: Person) -> None:
    assert admin.post("/root-causes", {"down": []}).status_code == 422
    assert admin.post("/root-causes", {"down": ["nobody"]}).status_code == 404
    both = admin.post("/root-causes", {"down": ["app"], "up": ["app"]})
    assert both.status_code in {400, 422}
    assert "seen DOWN and healthy" in both.get_json()["detail"]
