"""One edit against the present: it applies, is so already, conflicts, or cannot be, each with its reason."""

from __future__ import annotations

from typing import cast

import pytest

from cmdb.errors import MergeConflict
from cmdb.estate import Estate
from cmdb.lay import Outcome
from cmdb.merge import Preview, merge, preview
from cmdb.model import Key, Node, RelationId
from cmdb.observed import Report as Told
from cmdb.observed import observation_node, reports_json
from cmdb.overlay import apply_schema
from cmdb.plan import parse_plan
from cmdb.refresh import observe
from cmdb.store.port import Stamp
from cmdb.values import Json
from cmdb.workspace import Workspace

WEB: Json = {"op": "add", "as": "$web", "class": "server", "name": "web", "attributes": {"os": "Debian"}}


def look(estate: Estate, *edits: Json, as_of: int | None = None) -> Preview:
    return preview(estate.graph, estate.rules, parse_plan({"edits": list(edits)}, estate.schema), as_of=as_of)


def put(estate: Estate, me: Stamp, *edits: Json) -> dict[str, Key]:
    _, laid = merge(estate.graph, estate.rules, parse_plan({"edits": list(edits)}, estate.schema), me)
    return dict(laid.keys)


def only(laid: Preview) -> Outcome:
    (outcome,) = laid.outcomes
    return outcome


def seen(estate: Estate, key: str) -> Node:
    return estate.graph.get([Key(key)])[Key(key)].node


def report(estate: Estate, me: Stamp, name: str, relations: tuple[Told, ...] = (), **attributes: str) -> None:
    """Let a source speak of a server whose key is its name."""
    node = observation_node(
        source="scanner", native_id=name, owner=Key(name), cls="server", name=name, attributes=attributes
    )
    if relations:
        node = node._replace(body={**node.body, "relations": reports_json(relations)})
    work = Workspace(estate.graph)
    observe(work, estate.rules, node)
    work.commit(me)


# ------------------------------------------------------------------ set


def test_each_field_of_one_edit_is_judged_by_itself(estate: Estate, me: Stamp) -> None:
    put(estate, me, WEB)
    laid = look(
        estate,
        {
            "op": "set",
            "ci": "web",
            "name": {"was": "web", "to": " www "},
            "class": {"to": "hypervisor"},
            "lifecycle": {"to": "operational"},
            "attributes": {"os": {"was": "Windows", "to": "BSD"}, "memory_gb": {"to": "16"}},
            "groups": {"db": {"to": {"min_up": 1}}},
        },
    )
    assert {each.field: (each.status, each.to) for each in laid.outcomes} == {
        "name": ("applies", "www"),
        "class": ("applies", "hypervisor"),
        "lifecycle": ("already", "operational"),
        "attributes.os": ("conflict", "BSD"),
        "attributes.memory_gb": ("applies", 16.0),
        "groups.db": ("applies", {"min_up": 1}),
    }
    conflict = next(each for each in laid.outcomes if each.status == "conflict")
    assert (conflict.was, conflict.now) == ("Windows", "Debian")


def test_what_was_seen_is_compared_as_a_value_and_not_as_text(estate: Estate, me: Stamp) -> None:
    put(estate, me, WEB, {"op": "set", "ci": "$web", "attributes": {"memory_gb": {"to": 16}}})
    edit: Json = {"op": "set", "ci": "web", "attributes": {"memory_gb": {"was": "16", "to": 32}}}
    assert only(look(estate, edit)).status == "applies"


def test_what_was_seen_may_no_longer_fit_the_schema(estate: Estate, me: Stamp) -> None:
    put(estate, me, WEB)
    edit: Json = {"op": "set", "ci": "web", "attributes": {"cpu_cores": {"was": "many", "to": 4}}}
    outcome = only(look(estate, edit))
    assert (outcome.status, outcome.was, outcome.now) == ("conflict", "many", None)


def test_a_group_is_cleared_and_set_again(estate: Estate, me: Stamp) -> None:
    put(estate, me, {**cast("dict[str, Json]", WEB), "groups": {"db": {"min_up": 1}}})
    put(estate, me, {"op": "set", "ci": "web", "groups": {"db": {"was": {"min_up": 1}, "to": None}}})
    assert seen(estate, "srv-000001").body == {}
    assert only(look(estate, {"op": "set", "ci": "web", "groups": {"db": {"to": None}}})).status == "already"
    wrong = only(look(estate, {"op": "set", "ci": "web", "groups": {"db": {"to": 3}}}))
    assert (wrong.status, "is no group rule" in wrong.reason) == ("invalid", True)


@pytest.mark.parametrize(("field", "value"), [("name", "  "), ("name", None), ("class", 3), ("lifecycle", "")])
def test_what_may_not_be_empty(estate: Estate, me: Stamp, field: str, value: Json) -> None:
    put(estate, me, WEB)
    outcome = only(look(estate, {"op": "set", "ci": "web", field: {"to": value}}))
    assert (outcome.status, "may not be empty" in outcome.reason) == ("invalid", True)


def test_a_required_attribute_is_neither_left_out_nor_cleared(estate: Estate, me: Stamp) -> None:
    robot: Json = {"name": "robot", "attributes": [{"name": "arms", "type": "integer", "required": True}]}
    apply_schema(estate.graph, {"classes": [robot]}, me)
    refused = only(look(estate, {"op": "add", "class": "robot", "name": "r"}))
    assert (refused.status, "arms is required" in refused.reason) == ("invalid", True)
    put(estate, me, {"op": "add", "class": "robot", "name": "r", "attributes": {"arms": 2}})
    cleared = only(look(estate, {"op": "set", "ci": "r", "attributes": {"arms": {"to": None}}}))
    assert (cleared.status, "arms is required" in cleared.reason) == ("invalid", True)


def test_what_people_clear_stays_empty_whatever_a_source_says(estate: Estate, me: Stamp) -> None:
    report(estate, me, "web", os="Debian")
    put(estate, me, {"op": "set", "ci": "web", "attributes": {"os": {"to": None}}})
    assert "os" not in seen(estate, "web").attributes
    report(estate, me, "web", os="Ubuntu")
    assert "os" not in seen(estate, "web").attributes
    put(estate, me, {"op": "set", "ci": "web", "attributes": {"os": {"to": "Ubuntu"}}})
    report(estate, me, "web", os="Fedora")
    assert seen(estate, "web").attributes["os"] == "Fedora"


# ------------------------------------------------------------------ add


def test_placeholders_name_what_the_plan_itself_adds(estate: Estate, me: Stamp) -> None:
    keys = put(
        estate,
        me,
        WEB,
        {"op": "add", "class": "rack", "name": "r1"},
        {"op": "relate", "from": "$web", "type": "located_in", "to": "$1"},
        {"op": "set", "ci": "$web", "attributes": {"owner": {"to": "Ann"}}},
    )
    assert keys == {"$web": "srv-000001", "$1": "rack-000001"}
    assert seen(estate, "srv-000001").attributes == {"os": "Debian", "owner": "Ann"}
    ref = RelationId(Key("srv-000001"), "located_in", Key("rack-000001"))
    assert estate.graph.get_relations([ref])


def test_a_name_is_free_in_another_parent(estate: Estate, me: Stamp) -> None:
    keys = put(
        estate,
        me,
        {"op": "add", "as": "$1", "class": "room", "name": "R1"},
        {"op": "add", "as": "$2", "class": "room", "name": "R2"},
        {"op": "add", "as": "$a", "class": "rack", "name": "A01", "parent": "$1"},
        {"op": "add", "as": "$b", "class": "rack", "name": "A01", "parent": "$2"},
    )
    assert (keys["$a"], keys["$b"]) == ("rack-000001", "rack-000002")
    twin = only(look(estate, {"op": "add", "class": "rack", "name": "a01", "parent": "R2"}))
    assert (twin.status, twin.now, twin.reason) == ("conflict", "rack-000002", "rack-000002 is this CI already")
    with pytest.raises(MergeConflict):
        put(estate, me, {"op": "add", "class": "rack", "name": "A01"})


def test_a_key_is_given_once(estate: Estate, me: Stamp) -> None:
    assert put(estate, me, {**cast("dict[str, Json]", WEB), "key": "my-web"}) == {"$web": "my-web"}
    outcome = only(look(estate, {"op": "add", "class": "server", "name": "other", "key": "my-web"}))
    assert (outcome.status, "is taken" in outcome.reason) == ("invalid", True)


@pytest.mark.parametrize(
    ("part", "value", "reason"),
    [
        ("class", "network_device", "is abstract"),
        ("lifecycle", "asleep", "no such state"),
        ("attributes", {"colour": "red"}, "no attribute of this name"),
        ("groups", {"db": []}, "is no group rule"),
        ("parent", "nowhere", "no CI 'nowhere'"),
    ],
)
def test_an_addition_that_cannot_be(estate: Estate, part: str, value: Json, reason: str) -> None:
    laid = look(estate, {**cast("dict[str, Json]", WEB), part: value})
    assert only(laid).status == "invalid"
    assert reason in only(laid).reason
    assert laid.keys == {}
    assert laid.work.changes() == []


# ------------------------------------------------------------------ retire, remove


def test_what_is_retired_is_so_already(estate: Estate, me: Stamp) -> None:
    put(estate, me, WEB)
    retire: Json = {"op": "retire", "ci": "web"}
    assert only(look(estate, retire)).status == "applies"
    put(estate, me, retire)
    assert seen(estate, "srv-000001").lifecycle == "retired"
    assert only(look(estate, retire)).status == "already"


def test_what_a_source_reports_is_not_removed(estate: Estate, me: Stamp) -> None:
    report(estate, me, "web", os="Debian")
    outcome = only(look(estate, {"op": "remove", "ci": "web"}))
    assert (outcome.status, outcome.allowed) == ("invalid", "retire it instead")
    assert "is reported by scanner" in outcome.reason


def test_what_only_people_have_said_goes_with_its_relations(estate: Estate, me: Stamp) -> None:
    rack: Json = {"op": "add", "as": "$r", "class": "rack", "name": "r1"}
    put(estate, me, WEB, rack, {"op": "relate", "from": "$web", "type": "located_in", "to": "$r"})
    put(estate, me, {"op": "remove", "ci": "web"})
    assert estate.graph.get([Key("srv-000001")]) == {}
    assert list(estate.graph.neighbours([Key("rack-000001")])) == []


# ------------------------------------------------------------------ relate, unrelate


@pytest.fixture
def related(estate: Estate, me: Stamp) -> Estate:
    put(
        estate,
        me,
        WEB,
        {"op": "add", "as": "$db", "class": "database", "name": "db"},
        {"op": "relate", "from": "$web", "type": "depends_on", "to": "$db", "weight": 2},
    )
    return estate


RELATE: dict[str, Json] = {"op": "relate", "from": "web", "type": "depends_on", "to": "db"}


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"weight": 2}, "already"),
        ({"weight": 3}, "applies"),
        ({"weight": 3, "was": {"weight": 2}}, "applies"),
        ({"weight": 3, "was": {"weight": 1}}, "conflict"),
        ({"weight": 3, "was": None}, "conflict"),
        ({"weight": 2, "was": {"weight": 1}}, "already"),
        ({"group": "db", "weight": 2}, "applies"),
        ({}, "applies"),
    ],
)
def test_a_relation_is_judged_by_what_it_says(related: Estate, said: dict[str, Json], status: str) -> None:
    assert only(look(related, {**RELATE, **said})).status == status


def test_a_relation_changes_what_it_says(related: Estate, me: Stamp) -> None:
    put(related, me, {**RELATE, "weight": 5, "need": "soft"})
    ref = RelationId(Key("srv-000001"), "depends_on", Key("db-000001"))
    fields = related.graph.get_relations([ref])[ref][0].fields
    assert (fields.weight, fields.need, fields.confidence) == (5, "soft", None)


def test_a_relation_that_is_gone_is_so_already(related: Estate, me: Stamp) -> None:
    unrelate: Json = {**RELATE, "op": "unrelate"}
    outcome = only(look(related, unrelate))
    assert (outcome.status, outcome.now) == ("applies", {"weight": 2})
    put(related, me, unrelate)
    assert only(look(related, unrelate)).status == "already"


def test_a_relation_that_a_source_reports_is_denied_until_people_say_it_again(estate: Estate, me: Stamp) -> None:
    report(estate, me, "db")
    told = (Told("depends_on", "out", Key("db"), "", {}),)
    report(estate, me, "web", told, os="Debian")
    ref = RelationId(Key("web"), "depends_on", Key("db"))
    put(estate, me, {**RELATE, "op": "unrelate"})
    report(estate, me, "web", told, os="Ubuntu")
    assert estate.graph.get_relations([ref]) == {}
    put(estate, me, RELATE)
    assert list(estate.graph.get_relations([ref])) == [ref]


@pytest.mark.parametrize("end", ["from", "to"])
def test_an_end_that_is_not_there(related: Estate, end: str) -> None:
    outcome = only(look(related, {**RELATE, end: "nobody"}))
    assert (outcome.status, "no CI 'nobody'" in outcome.reason) == ("invalid", True)


# ------------------------------------------------------------------ the past


def test_a_plan_is_laid_over_the_past_as_it_was(estate: Estate, me: Stamp) -> None:
    put(estate, me, WEB)
    put(estate, me, {"op": "set", "ci": "web", "attributes": {"os": {"to": "BSD"}}, "name": {"to": "www"}})
    edit: Json = {"op": "set", "ci": "web", "attributes": {"os": {"was": "Debian", "to": "Plan 9"}}}
    assert only(look(estate, edit, as_of=1)).status == "applies"
    outcome = only(look(estate, {**edit, "ci": "www"}))
    assert (outcome.status, outcome.now) == ("conflict", "BSD")
