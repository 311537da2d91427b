"""Questions as people write them: by name, of the past, of a plan; answered with keys, names and reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import pytest

from cmdb.difference import plan_difference_document
from cmdb.errors import Ambiguous, Invalid, NotFound
from cmdb.estate import Estate
from cmdb.merge import merge
from cmdb.plan import Plan, parse_plan
from cmdb.questions import (
    Question,
    explain_document,
    impact_document,
    needs_document,
    paths_document,
    why_not_document,
    with_footing,
)
from cmdb.store.port import Stamp
from cmdb.values import Json
from cmdb.weak_points import single_points_document
from impact import Failure, Immunity

EDITS: list[Json] = [
    {"op": "add", "as": "$pay", "class": "business_service", "name": "Payments", "attributes": {"criticality": 5}},
    {"op": "add", "as": "$app", "class": "application", "name": "pay-app", "groups": {"db": {"min_up": 1}}},
    {"op": "add", "as": "$db1", "class": "database", "name": "db1"},
    {"op": "add", "as": "$db2", "class": "database", "name": "db2"},
    {"op": "add", "as": "$rack", "class": "rack", "name": "r1"},
    {"op": "relate", "from": "$pay", "type": "depends_on", "to": "$app"},
    {"op": "relate", "from": "$app", "type": "depends_on", "to": "$db1", "group": "db", "confidence": 0.4},
    {"op": "relate", "from": "$app", "type": "depends_on", "to": "$db2", "group": "db"},
    {"op": "relate", "from": "$rack", "type": "contains", "to": "$db1"},
]
PAY, APP, DB1, DB2, RACK = "bsv-000001", "app-000001", "db-000001", "db-000002", "rack-000001"


@pytest.fixture
def shop(estate: Estate, me: Stamp) -> Estate:
    merge(estate.graph, estate.rules, plan(estate, *EDITS), me)
    return estate


def plan(estate: Estate, *edits: Json, **rest: Json) -> Plan:
    return parse_plan({"title": "t", "edits": list(edits), **rest}, estate.schema)


def down(*cis: str) -> tuple[Failure, ...]:
    return tuple(Failure(ci) for ci in cis)


def states(document: dict[str, Json]) -> dict[str, str]:
    listed = cast("list[dict[str, str]]", document["cis"])
    return {each["key"]: each["state"] for each in listed}


# ------------------------------------------------------------------ what breaks


@pytest.mark.parametrize("texts", [("db1", "db2"), (DB1, DB2), ("database:db1", "DB2")])
def test_cis_are_named_in_any_way_and_answered_by_key(shop: Estate, texts: tuple[str, ...]) -> None:
    found = impact_document(shop, Question(down(*texts)))
    assert states(found) == {DB1: "down", DB2: "down", APP: "down", PAY: "down"}
    scenario = cast("dict[str, Json]", found["scenario"])
    assert scenario["failures"] == [{"ci": DB1, "state": "down"}, {"ci": DB2, "state": "down"}]
    assert found["revision"] == 1


def test_every_key_of_the_answer_has_its_name(shop: Estate) -> None:
    found = impact_document(shop, Question(down("db1"), immune=(Immunity("r1"),)))
    assert found["names"] == {DB1: "db1", DB2: "db2", APP: "pay-app", PAY: "Payments", RACK: "r1"}


def test_nothing_that_fails_breaks_nothing(shop: Estate) -> None:
    found = impact_document(shop, Question())
    assert (states(found), found["names"]) == ({}, {})


def test_what_is_immune_stays_up(shop: Estate) -> None:
    question = Question(down("db1", "db2"), immune=(Immunity("pay-app"),))
    assert states(impact_document(shop, question)) == {DB1: "down", DB2: "down"}
    with pytest.raises(Invalid) as caught:
        impact_document(shop, Question(down("db1"), immune=(Immunity("db1"),)))
    assert caught.value.where == "scenario"


def test_a_scope_hides_what_it_does_not_hold(shop: Estate) -> None:
    def visible(keys: Sequence[str]) -> Sequence[bool]:
        return [key != APP for key in keys]

    found = impact_document(shop, Question(down("db1", "db2"), visible=visible))
    assert APP not in states(found)
    assert states(found)[PAY] == "down"


@pytest.mark.parametrize(
    ("question", "error", "said"),
    [
        (Question(down("db3")), NotFound, "no CI 'db3'"),
        (Question(down("db1"), immune=(Immunity("nobody"),)), NotFound, "no CI 'nobody'"),
        (Question(down("db1"), depth=-1), Invalid, "depth: is negative"),
        (Question(down("db1"), limit=-1), Invalid, "limit: is negative"),
        (Question(down("db1"), as_of="soon"), Invalid, "is no moment"),
        (Question(down("db1"), as_of=9), NotFound, "no revision"),
    ],
)
def test_what_cannot_be_asked(shop: Estate, question: Question, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        impact_document(shop, question)


def test_a_name_of_several_is_no_guess(shop: Estate, me: Stamp) -> None:
    merge(shop.graph, shop.rules, plan(shop, {"op": "add", "class": "server", "name": "db1"}), me)
    with pytest.raises(Ambiguous):
        impact_document(shop, Question(down("db1")))
    assert states(impact_document(shop, Question(down("server:db1")))) == {"srv-000001": "down"}


# ------------------------------------------------------------------ the past, and plans


def test_the_past_is_asked_by_the_names_of_then(shop: Estate, me: Stamp) -> None:
    edits: list[Json] = [
        {"op": "set", "ci": "db1", "name": {"to": "orders"}},
        {"op": "unrelate", "from": "pay-app", "type": "depends_on", "to": "db2", "group": "db"},
    ]
    merge(shop.graph, shop.rules, plan(shop, *edits), me)
    then = impact_document(shop, Question(down("db1"), as_of="1"))
    assert (states(then), then["revision"]) == ({DB1: "down"}, 1)
    now = impact_document(shop, Question(down("orders")))
    assert (states(now), now["revision"]) == ({DB1: "down", APP: "down", PAY: "down"}, 2)
    assert cast("dict[str, Json]", then["scenario"])["as_of"] == 1


def test_a_plan_is_asked_and_not_written(shop: Estate) -> None:
    edit: Json = {"op": "unrelate", "from": "pay-app", "type": "depends_on", "to": "db2", "group": "db"}
    found = impact_document(shop, Question(down("db1"), plan=plan(shop, edit)))
    assert set(states(found)) == {DB1, APP, PAY}
    assert cast("dict[str, Json]", found["scenario"])["plan"] == "t"
    assert states(impact_document(shop, Question(down("db1")))) == {DB1: "down"}


def test_what_a_plan_takes_down_fails_with_it(shop: Estate) -> None:
    listed: Json = [{"ci": "db1"}, {"ci": "db2", "state": "degraded"}]
    found = impact_document(shop, Question(plan=plan(shop, down=listed)))
    assert (states(found)[DB1], states(found)[DB2]) == ("down", "degraded")
    alone = impact_document(shop, Question(plan=plan(shop, down={"ci": "pay-app"})))
    assert states(alone) == {APP: "down", PAY: "down"}


def test_what_a_plan_adds_may_fail_by_its_placeholder(shop: Estate) -> None:
    edits: list[Json] = [
        {"op": "add", "as": "$lb", "class": "load_balancer", "name": "lb"},
        {"op": "relate", "from": "pay-app", "type": "depends_on", "to": "$lb"},
    ]
    found = impact_document(shop, Question(down("$lb"), plan=plan(shop, *edits)))
    assert states(found) == {"lb-000001": "down", APP: "down", PAY: "down"}


RETIRED: list[Json] = [
    {"op": "retire", "ci": "db1"},
    {"op": "set", "ci": "db2", "name": {"to": "old"}, "lifecycle": {"to": "retired"}},
]


def test_what_a_plan_retires_is_down_for_those_who_still_need_it(shop: Estate) -> None:
    found = impact_document(shop, Question(plan=plan(shop, *RETIRED)))
    assert states(found) == {DB1: "down", DB2: "down", APP: "down", PAY: "down"}
    scenario = cast("dict[str, Json]", found["scenario"])
    assert scenario["failures"] == [{"ci": DB1, "state": "down"}, {"ci": DB2, "state": "down"}]
    assert cast("dict[str, str]", found["names"])[DB2] == "old"
    assert states(impact_document(shop, Question(plan=plan(shop, RETIRED[0])))) == {DB1: "down"}
    released: list[Json] = [{"op": "unrelate", "from": "pay-app", "type": "depends_on", "to": "db2", "group": "db"}]
    assert states(impact_document(shop, Question(plan=plan(shop, RETIRED[1], *released)))) == {DB2: "down"}


def test_a_retirement_lasts_beyond_the_window(shop: Estate) -> None:
    window: Json = {"start": "2026-12-05T22:00:00Z", "end": "2026-12-05T23:00:00Z"}
    found = impact_document(shop, Question(plan=plan(shop, *RETIRED, window=window)))
    times = [each["intervals"] for each in cast("list[dict[str, Json]]", found["services"])]
    assert times == [[{"state": "down", "start": 0, "end": None}]]


def test_retiring_what_is_retired_or_only_planned_takes_nothing_down(shop: Estate, me: Stamp) -> None:
    merge(shop.graph, shop.rules, plan(shop, *RETIRED), me)
    assert states(impact_document(shop, Question(plan=plan(shop, {"op": "retire", "ci": "db1"})))) == {}
    passing: list[Json] = [
        {"op": "add", "as": "$lb", "class": "load_balancer", "name": "lb"},
        {"op": "set", "ci": "$lb", "lifecycle": {"to": "retired"}},
        {"op": "relate", "from": "pay-app", "type": "depends_on", "to": "$lb"},
    ]
    assert states(impact_document(shop, Question(plan=plan(shop, *passing)))) == {}


def test_a_retirement_that_cannot_be_is_not_asked(shop: Estate) -> None:
    with pytest.raises(Invalid, match="no CI 'db9'"):
        impact_document(shop, Question(plan=plan(shop, {"op": "retire", "ci": "db9"})))


def test_what_a_plan_retires_is_in_service_today(shop: Estate) -> None:
    retiring = Question(plan=plan(shop, *RETIRED))
    found = plan_difference_document(shop, retiring)
    shifts = cast("dict[str, list[dict[str, Json]]]", found)
    assert [each["key"] for each in shifts["services"]] == [PAY]
    told = replace(retiring, failures=down("db1", "db2"))
    assert plan_difference_document(shop, told)["services"] == []


def test_weak_points_take_what_a_plan_retires_as_down(shop: Estate) -> None:
    found = single_points_document(shop, Question(plan=plan(shop, RETIRED[0])), "Payments")
    assert found["spofs"] == [APP, DB2]


@pytest.mark.parametrize("listed", [[3], [{"state": "down"}], [{"ci": "db1", "state": "asleep"}], "db1"])
def test_what_a_plan_cannot_take_down(shop: Estate, listed: Json) -> None:
    with pytest.raises(Invalid) as caught:
        impact_document(shop, Question(plan=plan(shop, down=listed)))
    assert caught.value.where == "plan.down[0]"


def test_a_plan_that_cannot_be_laid_is_not_asked(shop: Estate) -> None:
    edit: Json = {"op": "set", "ci": "db1", "attributes": {"os": {"to": "x"}}}
    with pytest.raises(Invalid, match="no attribute of this name"):
        impact_document(shop, Question(down("db1"), plan=plan(shop, edit)))


# ------------------------------------------------------------------ why, and why not


def test_a_proof_goes_down_to_what_failed(shop: Estate) -> None:
    found = explain_document(shop, Question(down("db1", "db2")), "Payments")
    steps = cast("list[dict[str, Json]]", found["steps"])
    assert (found["ci"], found["state"]) == (PAY, "down")
    assert [each["key"] for each in steps] == [PAY, APP, DB1, DB2]
    assert [each["sentences"] for each in steps] == [["needs pay-app"], ["2 of 2 db down, needs 1: db1, db2"], [], []]
    assert cast("dict[str, float]", found["evidence"])["confidence"] == 0.4


def test_what_stays_up_has_no_proof_and_a_reason(shop: Estate) -> None:
    question = Question(down("db1"))
    assert explain_document(shop, question, "Payments")["state"] == "ok"
    found = why_not_document(shop, question, "pay-app")
    assert (found["key"], found["name"], found["state"]) == (APP, "pay-app", "ok")
    (gate,) = cast("list[dict[str, Json]]", found["gates"])
    assert (gate["up"], gate["of"], gate["failed"]) == (1, 2, [DB1])
    assert cast("dict[str, str]", found["names"])[DB1] == "db1"


def test_proofs_of_the_past(shop: Estate, me: Stamp) -> None:
    merge(shop.graph, shop.rules, plan(shop, {"op": "set", "ci": "pay-app", "name": {"to": "app"}}), me)
    question = Question(down("db1", "db2"), as_of=1)
    assert explain_document(shop, question, "pay-app")["ci"] == APP
    assert why_not_document(shop, Question(down("db1"), as_of=1), "pay-app")["name"] == "pay-app"
    with pytest.raises(NotFound):
        explain_document(shop, Question(down("db1")), "pay-app")


# ------------------------------------------------------------------ what it stands on


def test_what_a_ci_stands_on(shop: Estate) -> None:
    found = needs_document(shop, ["Payments"])
    listed = cast("list[dict[str, Json]]", found["cis"])
    assert [(each["key"], each["hops"]) for each in listed] == [(APP, 1), (DB1, 2), (DB2, 2), (RACK, 3)]
    assert found["of"] == [PAY]
    assert with_footing(shop, ["pay-app"]) == sorted([APP, DB1, DB2, RACK])
    assert with_footing(shop, ["r1"]) == [RACK]


def test_what_it_stood_on_then(shop: Estate, me: Stamp) -> None:
    edit: Json = {"op": "unrelate", "from": "r1", "type": "contains", "to": "db1"}
    merge(shop.graph, shop.rules, plan(shop, edit), me)
    assert RACK not in with_footing(shop, ["pay-app"])
    assert RACK in with_footing(shop, ["pay-app"], as_of=1)
    then = cast("list[dict[str, Json]]", needs_document(shop, ["db1"], as_of=1)["cis"])
    assert [each["key"] for each in then] == [RACK]


def test_paths_are_said_in_sentences_either_way_round(shop: Estate) -> None:
    there = paths_document(shop, "Payments", "r1")
    assert [each["sentence"] for each in there] == [
        "Payments → depends on pay-app → depends on db1 (db) → is part of r1"
    ]
    assert there[0]["keys"] == [PAY, APP, DB1, RACK]
    assert there[0]["types"] == ["depends_on", "depends_on", "contains"]
    assert paths_document(shop, "db1", "db2") == []
