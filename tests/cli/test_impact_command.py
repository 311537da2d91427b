"""``impact``, ``needs`` and ``path`` answer in their shapes, and every option alters what it says it alters."""

from __future__ import annotations

import pytest

from tests.cli.conftest import states


def test_the_example_of_the_interface_comes_out_as_it_stands_there(payments):
    answer = payments.json("impact", "db-1", "db-2")
    assert (answer["revision"], answer["engine"], answer["truncated"]) == (1, "1", False)
    assert len(answer["hash"]) == 64
    assert [(each["key"], each["state"], each["hops"]) for each in answer["cis"]] == [
        ("db-1", "down", 0),
        ("db-2", "down", 0),
        ("app", "down", 1),
        ("pay", "down", 2),
    ]
    assert answer["cis"][0] == {"key": "db-1", "name": "db-1", "class": "database", "state": "down", "hops": 0}
    (lost,) = answer["cis"][2]["because"]
    wanted = {"group": "db", "rule": "min_up 1", "up": 0, "of": 2, "failed": ["db-1", "db-2"]}
    assert lost | wanted == lost
    assert answer["cis"][3]["because"] == [{"group": None, "rule": "needed", "failed": ["app"]}]
    (service,) = answer["services"]
    assert (service["key"], service["name"], service["state"], service["score"]) == ("pay", "Payments", "down", 65.3)
    assert set(service["factors"]) == {"severity", "criticality", "users"}
    for name, value in (("at_risk", []), ("unknown", []), ("unknown_elsewhere", 0), ("errors", []), ("hidden", 0)):
        assert answer[name] == value


def test_one_of_two_leaves_the_redundancy_used_up(payments):
    answer = payments.json("impact", "db-1")
    assert states(answer) == {"db-1": "down"}
    assert answer["services"] == []
    assert answer["at_risk"] == [
        {"key": "app", "group": "db", "before": 1, "margin": 0, "left": ["db-2"], "services": ["pay"]}
    ]


def test_people_read_one_sentence_then_services_then_reasons(payments):
    called = payments("impact", "db-1", "db-2")
    assert (called.code, called.err) == (0, "")
    lines = called.out.splitlines()
    assert lines[0] == "Payments goes DOWN. 1,200 users."
    assert any(line.startswith("■ DOWN") and line.endswith("65.3") for line in lines)
    assert any("pay-app" in line and "0 of 2 up" in line and "db-1, db-2" in line for line in lines)
    assert "▲ AT RISK  pay-app" in payments("impact", "db-1").out


def test_the_order_of_the_keys_means_nothing(payments):
    one, other = payments("impact", "db-1", "db-2", "--json"), payments("impact", "db-2", "db-1", "db-1", "--json")
    assert one.json["hash"] == other.json["hash"]
    assert one.json["cis"] == other.json["cis"]


def test_degraded_ones_only_degrade(payments):
    answer = payments.json("impact", "--degraded", "db-1", "--degraded", "db-2")
    assert states(answer) == dict.fromkeys(("db-1", "db-2", "pay-app", "Payments"), "degraded")
    assert answer["scenario"]["failures"][0] == {"ci": "db-1", "state": "degraded"}
    assert states(payments.json("impact", "db-1", "--degraded", "db-2")) == {
        "db-1": "down",
        "db-2": "degraded",
        "pay-app": "degraded",
        "Payments": "degraded",
    }


def test_what_is_immune_stays_up_and_shields_what_stands_on_it(payments):
    answer = payments.json("impact", "db-1", "db-2", "--immune", "pay-app")
    assert states(answer) == {"db-1": "down", "db-2": "down"}
    assert [each["ci"] for each in answer["scenario"]["immune"]] == ["app"]
    assert answer["services"] == []


def test_nothing_is_immune_and_failing_at_once(payments):
    payments("impact", "db-1", "--immune", "db-1").fails(2, "db-1")


@pytest.mark.parametrize(("depth", "listed"), [(0, 2), (1, 3), (2, 4), (9, 4)])
def test_depth_cuts_the_list_and_never_the_computation(payments, depth, listed):
    answer = payments.json("impact", "db-1", "db-2", "--depth", depth)
    assert len(answer["cis"]) == listed
    assert answer["truncated"] == (listed < 4)
    assert [each["score"] for each in answer["services"]] == [65.3]
    assert ("(list cut" in payments("impact", "db-1", "db-2", "--depth", depth).out) == (listed < 4)


def test_a_proof_goes_down_to_what_failed(payments):
    (proof,) = payments.json("impact", "db-1", "db-2", "--explain", "Payments")["explain"]
    assert (proof["ci"], proof["state"]) == ("pay", "down")
    assert [each["key"] for each in proof["steps"]] == ["pay", "app", "db-1", "db-2"]
    assert proof["steps"][0]["sentences"] == ["needs pay-app"]
    text = payments("impact", "db-1", "db-2", "--explain", "pay").out
    assert "Why Payments is DOWN:" in text
    assert "2 of 2 db down, needs 1: db-1, db-2" in text


def test_what_is_not_affected_has_no_proof(payments):
    (proof,) = payments.json("impact", "db-1", "--explain", "pay")["explain"]
    assert (proof["state"], proof["steps"]) == ("ok", [])
    assert "--why-not" in payments("impact", "db-1", "--explain", "pay").out


def test_why_not_names_the_gate_that_holds(payments):
    (spared,) = payments.json("impact", "db-1", "--why-not", "app")["why_not"]
    assert (spared["key"], spared["state"]) == ("app", "ok")
    assert spared["gates"][0]["up"] == 1
    assert "1 of 2 db still up" in spared["reason"]
    assert "pay-app stays OK: " in payments("impact", "db-1", "--why-not", "app").out


def test_an_own_cycle_is_named(cli):
    cis = [{"key": key, "class": "application", "name": key} for key in ("a", "b", "base")]
    pairs = [("a", "b"), ("b", "a"), ("b", "base")]
    relations = [{"from": one, "type": "depends_on", "to": other, "group": "peers"} for one, other in pairs]
    cis[1]["groups"] = {"peers": {"min_up": 1}}
    cli.json("import", cli.file("g.json", {"faultline": 1, "cis": cis, "relations": relations}))
    answer = cli.json("impact", "base")
    assert set(states(answer)) == {"a", "b", "base"}
    own = [each for ci in answer["cis"] for each in ci.get("because", []) if each["rule"] == "own cycle"]
    assert own
    assert all(sorted(each["cycle"]) == ["a", "b"] for each in own)


# ------------------------------------------------------------------ the past


def third_database(payments):
    """A second revision: a third database in the group; answers the moment before it."""
    first = payments.json("history", "app")[0]["at"]
    change = {
        "faultline": 1,
        "cis": [{"key": "db-3", "class": "database", "name": "db-3"}],
        "relations": [{"from": "app", "type": "depends_on", "to": "db-3", "group": "db"}],
    }
    payments.json("import", payments.file("third.json", change))
    return first


def test_as_of_a_revision_a_time_or_a_date(payments):
    first = third_database(payments)
    assert "pay-app" not in states(payments.json("impact", "db-1", "db-2"))
    for moment in ("1", first, first.replace("Z", "+00:00")):
        answer = payments.json("impact", "db-1", "db-2", "--as-of", moment)
        assert (answer["revision"], states(answer)["pay-app"]) == (1, "down")
    assert payments.json("impact", "db-1", "db-2", "--as-of", first[:10])["revision"] == 2
    told = payments.json("impact", "db-3", "--as-of", "1", code=3)
    assert told["value"] == "db-3"
    payments("impact", "db-1", "--as-of", "1999-12-31").fails(3, "db-1")
    payments("show", "db-3", "--as-of", "0").fails(3)
    assert [each["to"] for each in payments.json("show", "app", "--as-of", "1")["relations"]].count("db-3") == 0
    assert len(payments.json("find", "class:database", "--as-of", "1")["items"]) == 2
    assert len(payments.json("needs", "pay", "--as-of", "1")["cis"]) == 3
    assert payments.json("path", "pay", "db-2", "--as-of", "1")


# ------------------------------------------------------------------ plans


PLAN = {
    "faultline_change": 1,
    "title": "Put a third database beside the two",
    "down": [{"ci": "db-1", "state": "down", "start_minutes": 0, "minutes": 20}],
    "edits": [
        {"op": "add", "as": "$db3", "class": "database", "name": "db-3", "attributes": {}},
        {"op": "relate", "from": "app", "type": "depends_on", "to": "$db3", "group": "db"},
    ],
}


def test_a_plan_is_laid_over_the_graph_and_what_it_takes_down_fails(payments):
    file = payments.file("plan.json", PLAN)
    answer = payments.json("impact", "db-2", "--plan", file)
    assert set(states(answer)) == {"db-1", "db-2"}
    assert answer["scenario"]["plan"] == PLAN["title"]
    alone = payments.json("impact", "--plan", file)
    assert states(alone) == {"db-1": "down"}
    assert alone["at_risk"] == []
    all_three = payments.json("impact", "db-2", "$db3", "--plan", file)
    assert states(all_three)["Payments"] == "down"
    assert len(payments.json("find", "class:database")["items"]) == 2, "a plan that is only looked at writes nothing"


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        ("{", 2, "no JSON document"),
        ("[]", 2, "no JSON object"),
        ({"faultline_change": 2}, 2, "version"),
        ({"colour": "red"}, 2, "colour"),
        ({"edits": [{"op": "paint"}]}, 2, "paint"),
        ({"edits": [{"op": "set", "ci": "db-1"}]}, 2, "sets nothing"),
        ({"edits": [{"op": "retire", "ci": "nobody"}]}, 2, "plan.edits[0]: no CI 'nobody'"),
        ({"down": [{"ci": "db-1", "state": "sideways"}]}, 2, "plan.down[0]"),
        ({"down": [{"ci": "db-9"}]}, 3, "db-9"),
        ("[" * 100_000, 2, "plan"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_its_place(payments, content, code, said):
    told = payments.json("impact", "--plan", payments.file("plan.json", content), code=code)
    assert said in told["detail"]


def test_a_plan_that_is_not_there(payments):
    payments("impact", "--plan", payments.folder / "none.json").fails(3, "none.json")
    payments("impact", "--plan", payments.folder).fails(2)


# ------------------------------------------------------------------ needs and path


def test_needs_lists_what_a_ci_stands_on_nearest_first(payments):
    answer = payments.json("needs", "Payments")
    assert answer["of"] == ["pay"]
    assert answer["cis"] == [
        {"key": "app", "name": "pay-app", "class": "application", "hops": 1},
        {"key": "db-1", "name": "db-1", "class": "database", "hops": 2},
        {"key": "db-2", "name": "db-2", "class": "database", "hops": 2},
    ]
    assert payments.json("needs", "db-1")["cis"] == []
    assert payments("needs", "pay").out.endswith("3 CIs\n")


def test_a_path_is_keys_and_relation_types_either_way_round(payments):
    wanted = [[["pay", "app", "db-1"], ["depends_on", "depends_on"]]]
    assert payments.json("path", "pay", "db-1") == wanted
    assert payments.json("path", "db-1", "pay") == wanted
    assert payments("path", "pay", "db-1").out == "Payments → depends on pay-app → depends on db-1 (db)\n"
    assert payments.json("path", "db-1", "db-2") == []
    assert payments("path", "db-1", "db-2").out == "Neither stands on the other.\n"
