"""``change draft|show|assess|conflicts|window|move``: from a plan document to the merge."""

from __future__ import annotations

import json

import pytest

from tests.support.standard import standard_of

PLAN = {
    "faultline_change": 1,
    "title": "Patch the balancers",
    "kind": "normal",
    "window": {"start": "2036-12-05T22:00:00Z", "end": "2036-12-05T23:00:00Z"},
    "backout_minutes": 15,
    "down": [
        {"ci": "lb-1", "state": "down", "start_minutes": 0, "minutes": 20},
        {"ci": "lb-2", "state": "down", "start_minutes": 25, "minutes": 20},
    ],
    "edits": [
        {"op": "set", "ci": "lb-1", "attributes": {"version": {"was": "2.0", "to": "2.1"}}},
        {"op": "add", "as": "$lb3", "class": "load_balancer", "name": "lb-3", "attributes": {}},
        {"op": "relate", "from": "app", "type": "depends_on", "to": "$lb3", "group": "lb"},
        {"op": "unrelate", "from": "app", "type": "depends_on", "to": "lb-1", "group": "lb"},
    ],
    "backout": "boot the old release",
    "tests": "sign in through each",
}
ESTATE = {
    "faultline": 1,
    "cis": [
        {
            "key": "pay",
            "class": "business_service",
            "name": "Payments",
            "attributes": {"criticality": 5, "users": 1200},
        },
        {"key": "app", "class": "application", "name": "pay-app", "groups": {"lb": {"min_up": 1}}},
        {"key": "lb-1", "class": "load_balancer", "name": "lb-1", "attributes": {"version": "2.0"}},
        {"key": "lb-2", "class": "load_balancer", "name": "lb-2", "attributes": {"version": "2.0"}},
    ],
    "relations": [
        {"from": "pay", "type": "depends_on", "to": "app"},
        {"from": "app", "type": "depends_on", "to": "lb-1", "group": "lb"},
        {"from": "app", "type": "depends_on", "to": "lb-2", "group": "lb"},
    ],
}


@pytest.fixture
def balanced(cli):
    cli.json("import", cli.file("estate.json", ESTATE))
    return cli


def drafted(cli, **more: object):
    return cli.json("change", "draft", cli.file("plan.json", {**PLAN, **more}))["key"]


def standard(cli, plan=PLAN):
    name, template, start = standard_of(plan)
    cli.json("template", "keep", cli.file("template.json", {"name": name, **template}))
    return cli.json("template", "use", name, "--start", start)["key"]


def moved(cli, key, *events: str):
    for event in events:
        cli.json("change", "move", key, event)


def test_a_draft_prints_its_key_and_is_judged_by_key_or_file(balanced):
    assert balanced("change", "draft", balanced.file("plan.json", PLAN)).out.strip() == "chg-000001"
    judged = balanced.json("change", "assess", "chg-000001")
    assert set(judged) >= {"risk", "impact", "difference", "conflicts"}
    assert set(judged["risk"]) == {"score", "level", "probability", "likelihood", "no_probability", "factors"}
    assert {tuple(each) for each in judged["risk"]["factors"]} == {("name", "value", "contribution", "evidence")}
    assert judged["impact"]["planned"]["services"] == []
    assert [each["key"] for each in judged["impact"]["if_it_fails"]["services"]] == ["pay"]
    from_file = balanced.json("change", "assess", balanced.file("plan.json", PLAN))
    assert from_file["risk"] == judged["risk"]
    text = balanced("change", "assess", "chg-000001").out
    assert "risk" in text
    assert "if it fails  Payments goes DOWN" in text


def test_a_plan_that_no_template_made_is_not_approved_beforehand(balanced):
    refused = balanced.json("change", "draft", balanced.file("plan.json", {**PLAN, "kind": "standard"}), code=2)
    assert "no template made this plan" in refused["detail"]


def test_points_are_no_probability_before_outcomes_carry_one(balanced):
    said = balanced("change", "calibrate").out
    assert said == "No probability: 0 changes are over; 200 are needed.\n0 of 0 changes failed.\n"
    assert balanced.json("change", "calibrate")["odds"] == []
    assert balanced.json("change", "assess", balanced.file("plan.json", PLAN))["risk"]["probability"] is None


def test_what_terraform_plans_is_judged_like_any_plan(balanced):
    changes = [
        {"address": "lb-1", "change": {"actions": ["delete", "create"]}},
        {"address": "lb_new", "change": {"actions": ["create"]}},
    ]
    ran = balanced(
        "change", "terraform", balanced.file("tf.json", {"format_version": "1.2", "resource_changes": changes})
    )
    assert ran.err == "create lb_new: it is new, and comes into the graph with the next import\n"
    plan = json.loads(ran.out)
    assert plan["down"] == [{"ci": "lb-1", "state": "down"}]
    judged = balanced.json("change", "assess", balanced.file("plan.json", plan))
    assert [each["key"] for each in judged["impact"]["planned"]["at_risk"]] == ["app"]


def test_collisions_come_with_their_gate_and_exit_code_1(balanced):
    first = drafted(balanced, edits=[])
    moved(balanced, first, "submit")
    assert balanced.json("change", "conflicts", first) == []
    other = {
        "down": [{"ci": "lb-2"}],
        "edits": [],
        "title": "Swap",
        "window": {**PLAN["window"], "end": "2036-12-05T22:20:00Z"},
    }
    second = drafted(balanced, **other)
    moved(balanced, second, "submit")
    found = balanced.json("change", "conflicts", first, code=1)
    assert {each["kind"] for each in found} == {"same_ci", "redundancy"}
    gate = next(each for each in found if each["kind"] == "redundancy")
    assert (gate["with"], gate["ci"], gate["group"]) == (second, "app", "lb")
    assert set(gate) == {"kind", "with", "ci", "group", "members", "severity", "reason"}
    windows = balanced.json("change", "window", first, "--days", "2")
    assert [set(each) for each in windows] == [
        {"start", "end", "score", "reasons", "conflicts", "point_of_no_return"}
    ] * 5
    assert all(each["conflicts"] == [] for each in windows)


def test_a_change_is_merged_when_it_is_complete(balanced):
    key = standard(balanced)
    moved(balanced, key, "submit", "request_approval", "approve", "start")
    assert balanced.json("show", "lb-1")["attributes"]["version"] == "2.0"
    done = balanced.json("change", "move", key, "complete", "--set", "outcome=successful")
    assert done["state"] == "review"
    assert balanced.json("show", "lb-1")["attributes"]["version"] == "2.1"
    assert balanced.json("impact", "lb-2")["services"] == []
    (newest, *_) = balanced.json("history", "lb-1")
    assert newest["reason"] == f"{key} Patch the balancers"


def test_a_graph_that_has_moved_is_never_overwritten(balanced):
    key = standard(balanced)
    moved(balanced, key, "submit", "request_approval", "approve", "start")
    again = {
        **ESTATE,
        "cis": [
            {**each, "attributes": {"version": "3.0"}} if each["key"] == "lb-1" else each for each in ESTATE["cis"]
        ],
    }
    balanced.json("import", balanced.file("estate.json", again))
    refused = balanced.json("change", "move", key, "complete", "--set", "outcome=successful", code=4)
    assert refused["error"] == "MergeConflict"
    assert balanced.json("show", "lb-1")["attributes"]["version"] == "3.0"
    assert balanced.json("change", "show", key)["state"] == "implementing"


def test_a_conflict_is_settled_by_what_is_there_now_and_by_nothing_else(balanced):
    key = standard(balanced)
    moved(balanced, key, "submit", "request_approval", "approve", "start")
    set_now = {"op": "set", "ci": "lb-1", "attributes": {"version": {"was": "2.0.1", "to": "2.1"}}}
    settled = {**PLAN, "kind": "standard", "edits": [set_now, *PLAN["edits"][1:]]}
    hand = {
        "faultline_change": 1,
        "edits": [{**set_now, "attributes": {"version": {"to": "2.0.1"}}}],
        "window": PLAN["window"],
    }
    other = standard(balanced, hand)
    moved(balanced, other, "submit", "request_approval", "approve", "start")
    balanced.json("change", "move", other, "complete", "--set", "outcome=successful")
    for wrong in (
        {**settled, "edits": [{**set_now, "attributes": {"version": {"was": "2.0.1", "to": "9"}}}]},
        {**settled, "down": []},
    ):
        balanced.json("change", "plan", key, balanced.file("wrong.json", wrong), code=2)
    balanced.json("change", "plan", key, balanced.file("settled.json", settled))
    balanced.json("change", "move", key, "complete", "--set", "outcome=successful")
    assert balanced.json("show", "lb-1")["attributes"]["version"] == "2.1"


def test_nobody_approves_their_own_change(balanced):
    key = drafted(balanced)
    moved(balanced, key, "submit", "request_approval")
    refused = balanced.json("change", "move", key, "approve", code=2)
    assert "nobody decides on their own change" in refused["detail"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("assess", "chg-000009"), 3, "chg-000009"),
        (("conflicts", "nothing.json"), 3, "nothing.json"),
        (("move", "chg-000001", "fly"), 2, "submit, cancel"),
        (("move", "chg-000001", "submit", "--set", "outcome"), 2, "NAME=VALUE"),
        (("move", "chg-000001", "submit", "--set", "kind=emergency"), 2, "follows from the plan"),
    ],
)
def test_what_cannot_be_done_is_named(balanced, words, code, said):
    drafted(balanced)
    assert said in str(balanced.json("change", *words, code=code))


def test_a_comment_on_a_line_is_made_answered_and_resolved(balanced):
    key = drafted(balanced)
    listed = balanced("change", "comment", key).out
    assert "lb-1/attributes.version" in listed
    made = balanced.json("change", "comment", key, "lb-1/attributes.version", "Why 2.1?")
    (thread,) = made["threads"]
    assert (thread["words"], made["open"]) == ("version of lb-1: 2.0 → 2.1", 1)
    done = balanced.json("change", "comment", key, "For the fix.", "--answer", thread["id"], "--resolve")
    assert [each["text"] for each in done["threads"][0]["comments"]] == ["Why 2.1?", "For the fix."]
    assert done["open"] == 0
    assert "Why 2.1?" in balanced("change", "comment", key).out
    refused = balanced.json("change", "comment", key, "lb-1/attributes.port", "?", code=2)
    assert "lb-1/attributes.version" in str(refused)
