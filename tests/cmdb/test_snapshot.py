"""The engine's graph follows the history: carried forward, laid over, or of the past, it answers as one built anew."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmdb import snapshot as module
from cmdb.estate import Estate
from cmdb.merge import merge, preview
from cmdb.model import Key, Node, Relation, RelationId
from cmdb.overlay import apply_schema
from cmdb.plan import parse_plan
from cmdb.schema import shipped_schema
from cmdb.snapshot import MOST_PAST, Snapshots, build_snapshot, delta_of
from cmdb.store import open_store
from cmdb.store.port import Change, Stamp
from cmdb.values import Json
from impact import Failure, Graph, Scenario, UnknownCiError, analyse, answer_document

ME = Stamp("me")
SCHEMA = shipped_schema()
START: list[Json] = [
    {"op": "add", "as": "$app", "class": "application", "name": "app", "groups": {"db": {"min_up": 1}}},
    {"op": "add", "as": "$db1", "class": "database", "name": "db1"},
    {"op": "add", "as": "$db2", "class": "database", "name": "db2"},
    {"op": "add", "as": "$pay", "class": "business_service", "name": "pay", "attributes": {"criticality": 5}},
    {"op": "relate", "from": "$pay", "type": "depends_on", "to": "$app"},
    {"op": "relate", "from": "$app", "type": "depends_on", "to": "$db1", "group": "db"},
    {"op": "relate", "from": "$app", "type": "depends_on", "to": "$db2", "group": "db"},
]


def put(estate: Estate, *edits: Json) -> None:
    plan = parse_plan({"edits": list(edits)}, estate.schema)
    merge(estate.graph, estate.rules, plan, ME)


def answers(graph: Graph) -> dict[str, object]:
    """What the engine says of each CI when it fails alone: all that a snapshot is for."""
    there = sorted(key for key in graph.keys_of(range(graph.size)) if takes_part(graph, key))
    found: dict[str, object] = {
        key: answer_document(analyse(graph, Scenario((Failure(key),)), visible=None)) for key in there
    }
    return found | {"": answer_document(analyse(graph, Scenario()))}


def takes_part(graph: Graph, key: str) -> bool:
    """Say whether a CI can fail; those that were removed are no CIs of the graph any more."""
    try:
        return graph.takes_part(graph.index_of(key))
    except UnknownCiError:
        return False


@pytest.fixture
def shop(estate: Estate) -> Estate:
    put(estate, *START)
    return estate


# ------------------------------------------------------------------ carried forward


def test_what_does_not_bear_on_impact_leaves_the_graph_as_it_is(shop: Estate) -> None:
    before = shop.snapshots.now()
    put(shop, {"op": "set", "ci": "db1", "attributes": {"owner": {"to": "Ann"}}})
    after = shop.snapshots.now()
    assert after.graph is before.graph
    assert (before.revision, after.revision) == (1, 2)
    assert shop.snapshots.now() is after


def test_a_change_is_carried_forward_without_building(shop: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.snapshots.now()
    monkeypatch.setattr(module, "build_snapshot", lambda *_, **__: pytest.fail("built"))
    put(shop, {"op": "unrelate", "from": "app", "type": "depends_on", "to": "db2", "group": "db"})
    found = cast("dict[str, list[dict[str, Json]]]", answers(shop.snapshots.now().graph)["db-000001"])
    assert {each["key"] for each in found["cis"]} == {"db-000001", "app-000001", "bsv-000001"}


def test_a_changed_class_is_built_anew(shop: Estate) -> None:
    graph = shop.snapshots.now().graph
    apply_schema(shop.graph, {"relation_types": [{"name": "depends_on", "consumer": "neither"}]}, ME)
    after = shop.snapshots.now().graph
    found = cast("dict[str, list[dict[str, Json]]]", answers(after)["db-000001"])
    assert [each["key"] for each in found["cis"]] == ["db-000001"]
    assert after is not graph


def test_many_changes_are_built_anew(shop: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.snapshots.now()
    monkeypatch.setattr(module, "REBUILD_SHARE", 0.001)
    put(shop, *({"op": "add", "class": "server", "name": f"s{number}"} for number in range(3)))
    monkeypatch.setattr(module, "changed_graph", lambda *_, **__: pytest.fail("carried"))
    assert shop.snapshots.now().graph.size == 7


def test_a_snapshot_ahead_of_its_store_is_not_taken(shop: Estate) -> None:
    ahead = shop.snapshots.now()._replace(revision=99)
    assert shop.snapshots.carried(ahead, 1).revision == 1


NAMES = st.sampled_from(["app", "db1", "db2", "pay", "new0", "new1"])
GROUPS = st.sampled_from(["", "db"])
EDITS: st.SearchStrategy[Json] = st.one_of(
    st.builds(lambda number: {"op": "add", "class": "server", "name": f"new{number}"}, st.integers(0, 1)),
    st.builds(lambda ci: {"op": "retire", "ci": ci}, NAMES),
    st.builds(lambda ci: {"op": "remove", "ci": ci}, NAMES),
    st.builds(
        lambda ci, state: {"op": "set", "ci": ci, "lifecycle": {"to": state}},
        NAMES,
        st.sampled_from(["operational", "maintenance", "planned"]),
    ),
    st.builds(
        lambda ci, value: {"op": "set", "ci": ci, "attributes": {"criticality": {"to": value}}},
        NAMES,
        st.sampled_from([None, 1, 5]),
    ),
    st.builds(
        lambda ci, rule: {"op": "set", "ci": ci, "groups": {"db": {"to": rule}}},
        st.just("app"),
        st.sampled_from([None, {"min_up": 1}, {"min_up": 2}]),
    ),
    st.builds(
        lambda op, a, b, g, n: {"op": op, "from": a, "type": n, "to": b, "group": g},
        st.sampled_from(["relate", "unrelate"]),
        NAMES,
        NAMES,
        GROUPS,
        st.sampled_from(["depends_on", "contains", "owned_by"]),
    ),
)


@settings(max_examples=40)
@given(st.lists(EDITS, min_size=1, max_size=6))
def test_however_it_came_about_the_answers_are_the_same(edits: list[Json]) -> None:
    with open_store("memory:") as store:
        estate = Estate(store, None)
        put(estate, *START)
        estate.snapshots.now()
        for edit in edits:
            laid = preview(estate.graph, estate.rules, parse_plan({"edits": [edit]}, estate.schema))
            if not laid.mergeable:
                continue
            foreseen = estate.snapshots.with_plan(laid, estate.snapshots.now())
            put(estate, edit)
            carried = estate.snapshots.now()
            built = build_snapshot(estate.graph, estate.schema)
            assert carried.revision == built.revision
            assert answers(carried.graph) == answers(built.graph) == answers(foreseen.graph)


@pytest.mark.parametrize(
    "edit", [{"op": "set", "ci": "app", "groups": {"db": {"to": None}}}, {"op": "remove", "ci": "app"}]
)
def test_a_group_that_is_declared_no_more_is_gone(shop: Estate, edit: Json) -> None:
    shop.snapshots.now()
    put(shop, edit)
    assert answers(shop.snapshots.now().graph) == answers(build_snapshot(shop.graph, shop.schema).graph)


def test_all_at_once_is_as_one_by_one(shop: Estate) -> None:
    behind = Snapshots(shop.graph, None)
    behind.now()
    put(shop, {"op": "add", "as": "$s", "class": "server", "name": "s"})
    put(shop, {"op": "relate", "from": "db1", "type": "runs_on", "to": "s"})
    put(shop, {"op": "relate", "from": "db2", "type": "runs_on", "to": "s"})
    put(shop, {"op": "unrelate", "from": "db1", "type": "runs_on", "to": "s"})
    assert answers(behind.now().graph) == answers(build_snapshot(shop.graph, shop.schema).graph)


# ------------------------------------------------------------------ the past, and a plan over it


def test_the_past_is_as_it_was_and_a_few_of_it_are_kept(shop: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(MOST_PAST + 2):
        put(shop, {"op": "add", "class": "server", "name": f"s{number}"})
    sizes = [shop.snapshots.at(revision).graph.size for revision in range(1, MOST_PAST + 3)]
    assert sizes == [4 + number for number in range(MOST_PAST + 2)]
    assert list(shop.snapshots.past) == [3, 4, 5, 6]
    shop.snapshots.at(3)
    monkeypatch.setattr(module, "build_snapshot", lambda *_, **__: pytest.fail("built again"))
    assert shop.snapshots.at(3).graph.size == 6
    assert list(shop.snapshots.past) == [4, 5, 6, 3]


def test_the_head_and_what_lies_ahead_is_now(shop: Estate) -> None:
    now = shop.snapshots.now()
    assert shop.snapshots.at(None) is now
    assert shop.snapshots.at(1) is now
    assert shop.snapshots.at(99) is now


def test_a_plan_over_a_snapshot_leaves_it_as_it_is(shop: Estate) -> None:
    base = shop.snapshots.now()
    before = answers(base.graph)
    plan = parse_plan({"edits": [{"op": "retire", "ci": "db2"}]}, shop.schema)
    laid = preview(shop.graph, shop.rules, plan)
    assert answers(shop.snapshots.with_plan(laid, base).graph) != before
    assert answers(shop.snapshots.now().graph) == before
    assert shop.snapshots.now() is base


# ------------------------------------------------------------------ the schema at hand


def test_the_schema_is_read_again_only_when_it_changed(shop: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    first = shop.rules
    put(shop, {"op": "add", "class": "server", "name": "s"})
    assert shop.rules is first
    apply_schema(shop.graph, {"precedence": [{"sources": ["a"]}]}, ME)
    assert shop.rules.precedence.order == {("", ""): ("a",)}
    # A long stretch of history is not searched for declarations.
    again = shop.rules
    monkeypatch.setattr(module, "LONG_STRETCH", 0)
    put(shop, {"op": "add", "class": "server", "name": "t"})
    assert shop.rules is not again


# ------------------------------------------------------------------ what bears on it


def ci(key: str, **attributes: int) -> Node:
    return Node(Key(key), "ci", "server", key, "operational", attributes=attributes)


def test_of_several_changes_the_first_and_the_last_count() -> None:
    old, new = ci("a"), ci("a", criticality=5)
    assert delta_of(SCHEMA, [Change(Key("a"), old, new), Change(Key("a"), new, old)]).cis == set()
    assert delta_of(SCHEMA, [Change(Key("a"), None, new), Change(Key("a"), new, None)])[:2] == (set(), set())
    assert delta_of(SCHEMA, [Change(Key("a"), old, new)]).cis == {"a"}
    assert delta_of(SCHEMA, [Change(Key("a"), old, None)]).removed == {"a"}


def test_a_relation_concerns_both_ends_also_where_it_carries_no_failure() -> None:
    # Whether a CI lacks an expected relation depends on those as well.
    carries = Relation(RelationId(Key("a"), "depends_on", Key("b")))
    none = Relation(RelationId(Key("a"), "owned_by", Key("b")))
    added = delta_of(SCHEMA, [Change(carries.id, None, carries)])
    assert (added.cis, len(added.edges), added.dropped) == ({"a", "b"}, 1, [])
    gone = delta_of(SCHEMA, [Change(carries.id, carries, None)])
    assert (gone.cis, gone.edges, len(gone.dropped)) == ({"a", "b"}, [], 1)
    silent = delta_of(SCHEMA, [Change(none.id, None, none)])
    assert (silent.cis, silent.edges, silent.dropped) == ({"a", "b"}, [], [])


def test_what_is_no_ci_does_not_count() -> None:
    observation = Node(Key("obs:s:1"), "observation", "server", "a")
    declared = Node(Key("class:robot"), "class", "class", "robot")
    assert delta_of(SCHEMA, [Change(observation.key, None, observation)]) == (set(), set(), [], [], set(), False)
    assert delta_of(SCHEMA, [Change(declared.key, declared, None)]).schema
