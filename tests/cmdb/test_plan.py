"""A plan's document: every operation reads back as it was; what is wrong is named with its place."""

from __future__ import annotations

from typing import cast

import pytest

from cmdb import plan as module
from cmdb.errors import Invalid
from cmdb.plan import ABSENT, Add, Change, Plan, Relate, SetFields, check_relation_fields, parse_plan, plan_document
from cmdb.schema import shipped_schema
from cmdb.values import Json

SCHEMA = shipped_schema()

EDITS: list[Json] = [
    {
        "op": "add",
        "as": "$a",
        "class": "server",
        "name": "web",
        "attributes": {"os": "Debian", "memory_gb": 4},
        "lifecycle": "planned",
        "groups": {"db": {"min_up": 1}},
        "parent": "r1",
        "key": "srv-7",
    },
    {"op": "add", "as": "", "class": "rack", "name": "r1"},
    {
        "op": "set",
        "ci": "web",
        "name": {"was": "a", "to": "b"},
        "class": {"to": "server"},
        "lifecycle": {"to": "retired"},
        "attributes": {"os": {"was": None, "to": "x"}, "owner": {"to": None}},
        "groups": {"db": {"was": {"min_up": 1}, "to": None}},
    },
    {
        "op": "relate",
        "from": "web",
        "type": "depends_on",
        "to": "db",
        "group": "db",
        "need": "soft",
        "weight": 3,
        "ride_through_s": 60,
        "confidence": 0.5,
        "last_verified": "2026-01-01",
        "was": {"weight": 2},
    },
    {"op": "relate", "from": "web", "type": "uses", "to": "db"},
    {"op": "unrelate", "from": "web", "type": "uses", "to": "db", "group": "g"},
    {"op": "retire", "ci": "web"},
    {"op": "remove", "ci": "web"},
]


@pytest.mark.parametrize("edit", EDITS, ids=lambda each: str(each["op"]))
def test_each_operation_reads_back(edit: Json) -> None:
    plan = parse_plan({"edits": [edit]}, SCHEMA)
    written = cast("list[Json]", plan_document(plan)["edits"])
    assert written == [edit]
    assert parse_plan(plan_document(plan), SCHEMA) == plan


def test_other_parts_of_a_change_are_kept() -> None:
    document: Json = {
        "faultline_change": 1,
        "title": "t",
        "kind": "normal",
        "window": {"from": "2026-01-01"},
        "down": [{"ci": "web"}],
        "edits": EDITS,
    }
    assert plan_document(parse_plan(document, SCHEMA)) == document


def test_what_the_writer_saw_and_what_it_did_not_say_differ() -> None:
    edits: Json = [{"op": "set", "ci": "a", "attributes": {"os": {"to": "x"}, "owner": {"was": None, "to": "x"}}}]
    (edit,) = parse_plan({"edits": edits}, SCHEMA).edits
    assert isinstance(edit, SetFields)
    assert edit.fields == {"attributes.os": Change("x", ABSENT), "attributes.owner": Change("x", None)}


def test_names_of_attributes_may_hold_dots() -> None:
    edit: Json = {"op": "set", "ci": "a", "attributes": {"a.b": {"to": "x"}}, "groups": {"g.h": {"to": None}}}
    plan = parse_plan({"edits": [edit]}, SCHEMA)
    assert cast("list[Json]", plan_document(plan)["edits"]) == [edit]


def test_an_empty_plan_is_one() -> None:
    assert parse_plan({}, SCHEMA) == Plan()
    assert plan_document(Plan()) == {"faultline_change": 1, "title": "", "edits": []}


def test_what_is_left_out_has_its_default() -> None:
    edits: Json = [
        {"op": "add", "class": "server", "name": "web"},
        {"op": "relate", "from": "a", "type": "uses", "to": "b", "group": None},
    ]
    add, relate = parse_plan({"edits": edits}, SCHEMA).edits
    assert add == Add("plan.edits[0]", "", "server", "web")
    assert relate == Relate("plan.edits[1]", "a", "uses", "b")


@pytest.mark.parametrize(
    ("edit", "where"),
    [
        (3, "plan.edits[0]"),
        ({}, "plan.edits[0].op"),
        ({"op": ["set"]}, "plan.edits[0].op"),
        ({"op": "set", "attributes": {"os": {"to": "x"}}}, "plan.edits[0].ci"),
        ({"op": "set", "ci": "a", "attributes": []}, "plan.edits[0].attributes"),
        ({"op": "set", "ci": "a", "attributes": {"os": "x"}}, "plan.edits[0].attributes.os"),
        ({"op": "set", "ci": "a", "name": {"was": "x"}}, "plan.edits[0].name"),
        ({"op": "set", "ci": "a", "name": {"to": "x", "by": "me"}}, "plan.edits[0].name"),
        ({"op": "set", "ci": "a", "parent": {"to": "x"}}, "plan.edits[0].parent"),
        ({"op": "add", "class": "server"}, "plan.edits[0].name"),
        ({"op": "add", "class": "server", "name": "a", "groups": 3}, "plan.edits[0].groups"),
        ({"op": "relate", "from": "a", "type": "uses"}, "plan.edits[0].to"),
        ({"op": "relate", "from": "a", "type": "uses", "to": "b", "group": 3}, "plan.edits[0].group"),
        ({"op": "unrelate", "from": "a", "type": "uses", "to": "b", "weight": 1}, "plan.edits[0].weight"),
        ({"op": "retire", "ci": ""}, "plan.edits[0].ci"),
        ({"op": "remove"}, "plan.edits[0].ci"),
    ],
)
def test_an_edit_that_cannot_be_read_names_the_place(edit: Json, where: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_plan({"edits": [edit]}, SCHEMA)
    assert caught.value.where == where
    assert caught.value.allowed


def test_the_second_of_two_edits_is_named() -> None:
    with pytest.raises(Invalid, match=r"plan\.edits\[1\]\.class: is no known class; got sever; allowed: server"):
        parse_plan({"edits": [EDITS[0], {"op": "add", "class": "sever", "name": "a"}]}, SCHEMA)


def test_more_edits_than_a_plan_may_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_EDITS", 2)
    retire: Json = {"op": "retire", "ci": "a"}
    assert len(parse_plan({"edits": [retire] * 2}, SCHEMA).edits) == 2
    with pytest.raises(Invalid, match="at most 2"):
        parse_plan({"edits": [retire] * 3}, SCHEMA)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("need", "soft"),
        ("weight", 0),
        ("weight", 2**53),
        ("ride_through_s", 0.5),
        ("confidence", 1),
        ("last_verified", "2026-01-01T10:00:00Z"),
        ("weight", None),
    ],
)
def test_what_a_relation_may_say(name: str, value: Json) -> None:
    check_relation_fields("here", {name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("need", "medium"),
        ("need", ["hard"]),
        ("weight", 1.5),
        ("weight", True),
        ("weight", -1),
        ("weight", 2**53 + 1),
        ("ride_through_s", -1),
        ("ride_through_s", 1e12),
        ("ride_through_s", float("nan")),
        ("confidence", 1.1),
        ("confidence", "1"),
        ("last_verified", "yesterday"),
        ("last_verified", 20260101),
    ],
)
def test_what_a_relation_may_not_say(name: str, value: Json) -> None:
    with pytest.raises(Invalid) as caught:
        check_relation_fields("here", {name: value})
    assert caught.value.where == f"here.{name}"
