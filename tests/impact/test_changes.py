"""A changed graph answers as one built anew, whatever changed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact import (
    Answer,
    CiRow,
    EdgeRow,
    Failure,
    Graph,
    GraphError,
    GroupRow,
    Scenario,
    UnknownCiError,
    analyse,
    build_graph,
    data_errors,
    ignored_relations,
    margins,
)

KEYS = [f"ci-{i}" for i in range(9)]
RULES: list[dict[str, object]] = [
    {"min_up": 1},
    {"min_up": 2},
    {"min_up": "50%", "n_full": 2},
    {"min_up": "quorum", "peers": True},
    {"demand": 5, "min": 2},
    {"demand": 3_000_000_000},
    {"active_passive": True},
    {"min_up": 9},
    {},
]


class Input(NamedTuple):
    cis: dict[str, CiRow]
    edges: dict[tuple[object, ...], EdgeRow]
    groups: dict[tuple[str, str], GroupRow]


def identity(edge: EdgeRow) -> tuple[object, ...]:
    return edge.consumer, edge.provider, edge.type, edge.forward, edge.group


ci_rows = st.builds(
    CiRow,
    key=st.sampled_from(KEYS),
    name=st.sampled_from(["", "a name", "größer"]),
    cls=st.sampled_from(["", "server", "service"]),
    presence=st.sampled_from(["operational", "operational", "operational", "maintenance", "absent"]),
    service=st.booleans(),
    criticality=st.integers(0, 5),
    users=st.integers(0, 100),
    missing=st.sampled_from([(), (), ("powered_by",)]),
)
edge_rows = st.builds(
    EdgeRow,
    consumer=st.sampled_from(KEYS),
    provider=st.sampled_from(KEYS),
    type=st.sampled_from(["depends_on", "uses"]),
    need=st.sampled_from(["hard", "hard", "hard", "soft"]),
    group=st.sampled_from([None, "g", "g", "h"]),
    weight=st.sampled_from([1, 1, 1, 4, 0, 2_000_000_000]),
    confidence=st.sampled_from([None, None, 0.5]),
    last_verified=st.sampled_from([None, None, "2024-01-01"]),
    forward=st.booleans(),
)
group_rows = st.builds(
    GroupRow, ci=st.sampled_from(KEYS), name=st.sampled_from(["g", "g", "h"]), rule=st.sampled_from(RULES)
)


def gathered(cis: Sequence[CiRow], edges: Sequence[EdgeRow], groups: Sequence[GroupRow]) -> Input:
    return Input(
        {row.key: row for row in cis},
        {identity(edge): edge for edge in edges},
        {(row.ci, row.name): row for row in groups},
    )


inputs = st.builds(
    gathered, st.lists(ci_rows, max_size=12), st.lists(edge_rows, max_size=24), st.lists(group_rows, max_size=10)
)


def built(given: Input) -> Graph:
    return build_graph(given.cis.values(), given.edges.values(), given.groups.values())


def answers(graph: Graph, keys: Sequence[str]) -> list[object]:
    found: list[object] = [data_errors(graph), ignored_relations(graph), margins(graph)]
    scenarios = [Scenario(), *(Scenario((Failure(key),)) for key in keys)]
    return found + [analyse(graph, scenario) for scenario in scenarios]


def changed(graph: Graph, old: Input, new: Input) -> Graph:
    return graph.with_changes(
        changed_cis=[row for key, row in new.cis.items() if old.cis.get(key) != row],
        removed_cis=old.cis.keys() - new.cis.keys(),
        changed_edges=[edge for key, edge in new.edges.items() if old.edges.get(key) != edge],
        removed_edges=[edge for key, edge in old.edges.items() if key not in new.edges],
        changed_groups=[row for key, row in new.groups.items() if old.groups.get(key) != row],
        removed_groups=old.groups.keys() - new.groups.keys(),
    )


@given(st.lists(inputs, min_size=2, max_size=3))
def test_changes_equal_a_rebuild(steps: list[Input]) -> None:
    graph = built(steps[0])
    for old, new in pairwise(steps):
        graph = changed(graph, old, new)
        rebuilt = built(new)
        keys = sorted(new.cis)
        assert answers(graph, keys) == answers(rebuilt, keys)


@st.composite
def small_steps(draw: st.DrawFn) -> tuple[Input, list[Input]]:
    """One estate and a few changes of one or two rows each."""
    start = draw(inputs)
    steps, now = [], start
    for _ in range(draw(st.integers(1, 4))):
        more = draw(st.builds(gathered, st.lists(ci_rows, max_size=1), st.lists(edge_rows, max_size=2), st.just([])))
        gone = draw(st.sets(st.sampled_from(sorted(now.edges, key=str)), max_size=2)) if now.edges else set()
        edges = {key: edge for key, edge in now.edges.items() if key not in gone} | more.edges
        now = Input(now.cis | more.cis, edges, now.groups)
        steps.append(now)
    return start, steps


@given(small_steps())
def test_small_changes_equal_a_rebuild(case: tuple[Input, list[Input]]) -> None:
    old, steps = case
    graph = built(old)
    for new in steps:
        graph, old = changed(graph, old, new), new
    keys = sorted(old.cis)
    assert answers(graph, keys) == answers(built(old), keys)


@given(inputs, inputs)
@settings(max_examples=50)
def test_the_graph_before_stays_as_it_was(old: Input, new: Input) -> None:
    graph = built(old)
    saved = {name: array.copy() for name, array in graph.arrays().items()}
    changed(graph, old, new)
    for name, array in graph.arrays().items():
        assert np.array_equal(array, saved[name], equal_nan=array.dtype.kind == "f"), name


@given(inputs, inputs)
@settings(max_examples=50)
def test_a_changed_graph_can_be_saved(old: Input, new: Input) -> None:
    graph = changed(built(old), old, new)
    again = Graph.from_arrays(graph.arrays())
    keys = sorted(new.cis)
    assert answers(again, keys) == answers(graph, keys)


def down(answer: Answer) -> set[str]:
    return {ci.key for ci in answer.cis if ci.state == "down"}


def test_a_relation_comes_alive_with_its_ci() -> None:
    graph = build_graph([CiRow("app")], [EdgeRow("app", "db")], [])
    assert [(i.provider, i.reason) for i in ignored_relations(graph)] == [("db", "provider is not in the graph")]
    with pytest.raises(UnknownCiError, match="db"):
        analyse(graph, Scenario((Failure("db"),)))
    graph = graph.with_changes(changed_cis=[CiRow("db")])
    assert down(analyse(graph, Scenario((Failure("db"),)))) == {"app", "db"}
    graph = graph.with_changes(removed_cis=["db"])
    assert ignored_relations(graph)
    with pytest.raises(UnknownCiError, match="db"):
        graph.index_of("db")


def test_a_ring_is_closed_and_opened_again() -> None:
    ring = [EdgeRow("s1", "core", group="up"), EdgeRow("s2", "core", group="up"), EdgeRow("s1", "s2", group="up")]
    groups = [GroupRow("s1", "up", {"min_up": 1}), GroupRow("s2", "up", {"min_up": 1})]
    graph = build_graph([CiRow("core"), CiRow("s1"), CiRow("s2")], ring, groups)
    closing = EdgeRow("s2", "s1", group="up")
    closed = graph.with_changes(changed_edges=[closing])
    assert closed.down_ci.size == 2
    assert down(analyse(closed, Scenario((Failure("core"),)))) == {"core", "s1", "s2"}
    assert closed.with_changes(removed_edges=[closing]).down_ci.size == 0


def test_one_ci_cannot_be_changed_and_removed_at_once() -> None:
    graph = build_graph([CiRow("a")], [], [])
    with pytest.raises(GraphError, match="'a'"):
        graph.with_changes(changed_cis=[CiRow("a")], removed_cis=["a"])
    with pytest.raises(GraphError, match="twice"):
        graph.with_changes(changed_cis=[CiRow("a"), CiRow("a", "other")])


def test_a_new_relation_joins_a_circle_that_nobody_touched_to_another() -> None:
    """The circle of s1 and s2 hangs on s3; once s2 needs what s3 stands on the other way round, all are one circle."""
    pairs = [("s1", "s2"), ("s2", "s1"), ("s3", "s1"), ("s3", "s4"), ("s4", "s3"), ("s1", "core"), ("s3", "core")]
    cis = [CiRow(key) for key in ("core", "s1", "s2", "s3", "s4")]
    edges = [EdgeRow(consumer, provider, group="up") for consumer, provider in pairs]
    groups = [GroupRow(key, "up", {"min_up": 1}) for key in ("s1", "s2", "s3", "s4")]
    joining = EdgeRow("s4", "s1"), EdgeRow("s2", "s4", group="up")
    laid = build_graph(cis, edges, groups).with_changes(changed_edges=joining[1:])
    rebuilt = build_graph(cis, [*edges, joining[1]], groups)
    assert sorted(laid.keys_of(laid.down_ci)) == sorted(rebuilt.keys_of(rebuilt.down_ci))
    assert margins(laid) == margins(rebuilt)
    assert len(set(laid.down_ci.tolist())) == laid.down_ci.size
