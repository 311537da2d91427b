"""``impact --plan`` with a window and offsets, ``--beside`` another plan, and ``cause``."""

from __future__ import annotations

import pytest

from tests.cli.conftest import states

BALANCED = {
    "faultline": 1,
    "cis": [
        {"key": "pay", "class": "business_service", "name": "Payments", "attributes": {"criticality": 5, "users": 9}},
        {"key": "web", "class": "application", "name": "web", "groups": {"lb": {"min_up": 1}}},
        {"key": "lb-1", "class": "load_balancer", "name": "lb-1"},
        {"key": "lb-2", "class": "load_balancer", "name": "lb-2"},
        {"key": "srv", "class": "server", "name": "srv"},
    ],
    "relations": [
        {"from": "pay", "type": "depends_on", "to": "web"},
        {"from": "web", "type": "depends_on", "to": "lb-1", "group": "lb"},
        {"from": "web", "type": "depends_on", "to": "lb-2", "group": "lb"},
        {"from": "lb-1", "type": "runs_on", "to": "srv", "ride_through_s": 90},
    ],
}
WINDOW = {"start": "2026-12-05T22:00:00Z", "end": "2026-12-05T23:00:00Z"}


def change(*down: object, title="Patch the balancers", **parts: object):
    return {"faultline_change": 1, "title": title, "window": WINDOW, "down": list(down), **parts}


def out(ci, start=None, minutes=None):
    said = {"ci": ci, "state": "down", "start_minutes": start, "minutes": minutes}
    return {name: value for name, value in said.items() if value is not None}


@pytest.fixture
def balanced(cli):
    cli.json("import", cli.file("balanced.json", BALANCED))
    return cli


def test_a_rolling_change_takes_nothing_down(balanced):
    plan = balanced.file("plan.json", change(out("lb-1", 0, 20), out("lb-2", 25, 20)))
    answer = balanced.json("impact", "--plan", plan)
    assert states(answer) == {"lb-1": "down", "lb-2": "down"}
    assert answer["services"] == []
    assert answer["timed"]
    assert answer["scenario"]["window"] == {"start": "2026-12-05T22:00:00Z", "end": "2026-12-05T23:00:00Z"}
    (risk,) = answer["at_risk"]
    assert (risk["onset"], [(each["start"], each["end"]) for each in risk["intervals"]]) == (
        0,
        [(0, 1200), (1500, 2700)],
    )
    text = balanced("impact", "--plan", plan).out
    assert "the window begins 2026-12-05 22:00" in text
    assert "22:25 for 20 min" in text


def test_an_overlap_takes_the_service_down_for_as_long_as_it_lasts(balanced):
    plan = balanced.file("plan.json", change(out("lb-1", 0, 20), out("lb-2", 15, 20)))
    answer = balanced.json("impact", "--plan", plan)
    (service,) = answer["services"]
    assert (service["state"], service["onset"]) == ("down", 900)
    assert service["intervals"] == [{"state": "down", "start": 900, "end": 1200}]
    assert answer["headline"].startswith("Payments goes DOWN for 5 min")
    web = next(each for each in answer["cis"] if each["key"] == "web")
    assert web["because"][0]["failed"] == ["lb-1", "lb-2"]


def test_a_ride_through_is_counted(balanced):
    answer = balanced.json("impact", "--plan", balanced.file("plan.json", change(out("srv", 0, 10))))
    lb = next(each for each in answer["cis"] if each["key"] == "lb-1")
    assert lb["intervals"] == [{"state": "down", "start": 90, "end": 600}]


def test_without_offsets_it_is_down_for_the_whole_window(balanced):
    answer = balanced.json("impact", "--plan", balanced.file("plan.json", change(out("lb-1"), out("lb-2", 45))))
    assert {each["key"]: each["intervals"] for each in answer["cis"] if each["key"].startswith("lb")} == {
        "lb-1": [{"state": "down", "start": 0, "end": 3600}],
        "lb-2": [{"state": "down", "start": 2700, "end": 3600}],
    }


def test_a_plan_without_any_times_is_answered_as_ever(balanced):
    plan = {"faultline_change": 1, "title": "t", "down": [out("lb-1"), out("lb-2")]}
    answer = balanced.json("impact", "--plan", balanced.file("plan.json", plan))
    assert "timed" not in answer
    assert answer["hash"] == balanced.json("impact", "lb-1", "lb-2")["hash"]


def test_another_plan_at_the_same_time_collides(balanced):
    mine = balanced.file("mine.json", change(out("lb-1", 0, 20)))
    later = {"start": "2026-12-05T22:10:00Z", "end": "2026-12-05T23:00:00Z"}
    other = balanced.file("other.json", change(out("lb-2", 0, 20), title="New certificates", window=later))
    answer = balanced.json("impact", "--plan", mine, "--beside", other)
    (met,) = answer["collisions"]
    assert (met["key"], met["group"], met["plans"]) == ("web", "lb", ["this", "New certificates"])
    assert met["members"] == ["lb-1", "lb-2"]
    assert met["intervals"] == [{"state": "down", "start": 600, "end": 1200}]
    assert "COLLISION  web: this and New certificates" in balanced("impact", "--plan", mine, "--beside", other).out
    assert balanced.json("impact", "--plan", mine, "--context")["collisions"] == []


def test_what_another_plan_retires_is_down_from_then_on(balanced):
    mine = balanced.file("mine.json", change(out("lb-1", 30, 20)))
    retired = [{"op": "retire", "ci": "lb-2"}]
    later = {"start": "2026-12-05T22:10:00Z", "end": "2026-12-05T22:15:00Z"}
    other = balanced.file("other.json", change(edits=retired, title="Away with the second", window=later))
    (met,) = balanced.json("impact", "--plan", mine, "--beside", other)["collisions"]
    assert (met["key"], met["plans"], met["members"]) == ("web", ["this", "Away with the second"], ["lb-1", "lb-2"])
    assert met["intervals"] == [{"state": "down", "start": 1800, "end": 3000}]


def test_the_edits_of_a_plan_are_held_against_today(balanced):
    relate = {"op": "relate", "from": "pay", "type": "depends_on", "to": "lb-1"}
    plan = balanced.file("plan.json", change(out("lb-1", 0, 20), edits=[relate]))
    answer = balanced.json("impact", "--plan", plan)
    found = answer["difference"]
    assert [(each["key"], each["was"], each["now"]) for each in found["newly"]] == [("pay", "ok", "down")]
    assert "With the plan's edits, against today: 1 service worse" in balanced("impact", "--plan", plan).out


@pytest.mark.parametrize(
    ("down", "where"),
    [
        ({"ci": "lb-1", "minutes": -1}, "plan.down[0].minutes"),
        ({"ci": "lb-1", "start_minutes": "soon"}, "plan.down[0].start_minutes"),
        ({"ci": "lb-1", "minute": 5}, "plan.down[0].minute"),
        ({"ci": "lb-1", "state": "off"}, "plan.down[0]"),
    ],
)
def test_a_time_that_is_none_is_bad_input(balanced, down, where):
    balanced("impact", "--plan", balanced.file("plan.json", change(down))).fails(2, where)


@pytest.mark.parametrize(
    "window",
    [{"start": "tonight", "end": "2026-12-05T23:00:00Z"}, {"start": WINDOW["end"], "end": WINDOW["start"]}, "tonight"],
)
def test_a_window_that_is_none_is_bad_input(balanced, window):
    balanced("impact", "--plan", balanced.file("plan.json", change(out("lb-1"), window=window))).fails(2, "plan.window")


# ---------------------------------------------------------------- cause


def test_the_cause_of_what_is_seen(balanced):
    found = balanced.json("cause", "--down", "web", "lb-1", "lb-2", "--up", "srv")
    assert found[0]["cause"] == ["lb-1", "lb-2"]
    assert {"cause", "explains", "contradicts", "score", "reasons"} <= found[0].keys()
    assert found[0]["explains"] == ["lb-1", "lb-2", "web"]
    (first, *_) = balanced.json("cause", "--down", "lb-1", "--up", "web", "lb-2", "--top", "3")
    assert (first["contradicts"], first["score"]) == ([], 1.0)
    text = balanced("cause", "--down", "web", "lb-1", "lb-2").out
    assert "explains 3 of 3 seen DOWN" in text


def test_a_recent_change_speaks_for_a_ci(balanced):
    found = balanced.json("cause", "--down", "lb-1")
    assert all(each["prior"] > 0 for each in found)
    assert "less than a minute before (revision 1 by cli:" in " ".join(found[0]["reasons"])
    assert all(each["prior"] == 0 for each in balanced.json("cause", "--down", "lb-1", "--hours", "0"))


def test_what_cannot_be_asked(balanced):
    assert balanced("cause", "--up", "web").code == 2
    balanced("cause", "--down", "nobody").fails(3, "nobody")
    balanced("cause", "--down", "web", "--up", "web").fails(2, "seen DOWN and healthy")
