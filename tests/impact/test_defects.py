"""Data that cannot be meant as written: reported with CI and group, and evaluated so that nothing is DOWN by it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from impact import (
    CiRow,
    EdgeRow,
    Failure,
    GraphError,
    GroupRow,
    Scenario,
    UnknownCiError,
    analyse,
    build_graph,
    data_errors,
    ignored_relations,
)
from impact.defects import unknown_cis

HOSTILE: list[Mapping[str, object]] = [
    {"min_up": 0},
    {"min_up": -3},
    {"min_up": "0%"},
    {"min_up": 4},
    {"min_up": "150%"},
    {"min_up": "abc"},
    {"min_up": "2"},
    {"min_up": True},
    {"min_up": 1.5},
    {"min_up": [1]},
    {"min_up": {"a": 1}},
    {"min_up": 1, "demand": 2},
    {"min_up": 1, "n_full": "abc"},
    {"min_up": 10**30},
    {"demand": 0},
    {"demand": -1},
    {"demand": "x"},
    {"demand": 2, "min": 4},
    {"demand": 2, "min": -1},
    {"active_passive": False},
    {"n_full": 1},
    {"unheard_of": 1},
    {},
]


def three(rule: Mapping[str, object], weight: int = 1) -> tuple[list[CiRow], list[EdgeRow], list[GroupRow]]:
    edges = [EdgeRow("x", key, group="g", weight=weight) for key in "abc"]
    return [CiRow(key) for key in "abcx"], edges, [GroupRow("x", "g", rule)]


@pytest.mark.parametrize("rule", HOSTILE, ids=str)
def test_a_rule_that_cannot_be_used_is_all_needed(rule: Mapping[str, object]) -> None:
    graph = build_graph(*three(rule))
    assert [(e.key, e.group, e.taken_as) for e in data_errors(graph)] == [("x", "g", "all needed")]
    assert analyse(graph, Scenario()).cis == ()
    assert [ci.key for ci in analyse(graph, Scenario((Failure("b"),))).cis] == ["b", "x"]


@pytest.mark.parametrize(
    ("rule", "taken", "fails", "state"),
    [
        ({"min_up": 1, "n_full": 9}, "n_full 3", "a", "degraded"),
        ({"min_up": 1, "n_full": "400%"}, "n_full 3", "a", "degraded"),
        ({"demand": 5_000_000, "min": 1}, "demand 3", "a", "degraded"),
        ({"demand": 10**40}, "demand 3", "a", "down"),
    ],
)
def test_more_than_there_is_is_taken_as_all_there_is(
    rule: Mapping[str, object], taken: str, fails: str, state: str
) -> None:
    graph = build_graph(*three(rule))
    assert [error.taken_as for error in data_errors(graph)] == [taken]
    assert [ci.state for ci in analyse(graph, Scenario((Failure(fails),))).cis if ci.key == "x"] == [state]


def test_weights_in_the_millions_are_exact() -> None:
    edges = [EdgeRow("x", key, group="g", weight=3_000_000_000) for key in "abc"]
    group = GroupRow("x", "g", {"demand": 6_000_000_001, "min": 6_000_000_000})
    graph = build_graph([CiRow(key) for key in "abcx"], edges, [group])
    assert data_errors(graph) == ()
    states = {ci.key: ci.state for ci in analyse(graph, Scenario((Failure("a"),))).cis}
    assert states == {"a": "down", "x": "degraded"}


def test_weights_out_of_range_are_reported() -> None:
    edges = [EdgeRow("x", "a", group="g", weight=-1), EdgeRow("x", "b", group="g", weight=2**50)]
    graph = build_graph([CiRow(key) for key in "abx"], edges, [GroupRow("x", "g", {"demand": 1})])
    assert [(e.key, e.reason) for e in data_errors(graph)] == [("x", "weight out of range")] * 2


def test_groups_without_what_they_need() -> None:
    cis = [CiRow("x"), CiRow("y"), CiRow("old", presence="absent"), CiRow("retired", presence="absent")]
    edges = [
        EdgeRow("x", "old", group="gone"),
        EdgeRow("x", "y", group="mixed"),
        EdgeRow("x", "y", "uses", "soft", "mixed"),
        EdgeRow("x", "x"),
        EdgeRow("retired", "y", group="g"),
    ]
    groups = [
        GroupRow("x", "empty", {"min_up": 1}),
        GroupRow("x", "gone", {"min_up": 1}),
        GroupRow("x", "mixed", {"min_up": 1}),
        GroupRow("y", "twice", {"min_up": 1}),
        GroupRow("y", "twice", {"min_up": 2}),
        GroupRow("retired", "empty", {"min_up": 1}),
        GroupRow("nobody", "g", {"min_up": 1}),
    ]
    graph = build_graph(cis, edges, groups)
    assert [(error.key, error.group, error.reason) for error in data_errors(graph)] == [
        ("nobody", "g", "declared for a CI that is not in the graph"),
        ("x", None, "a relation to itself"),
        ("x", "empty", "declared, but no relation names it"),
        ("x", "gone", "no provider that takes part"),
        ("x", "mixed", "hard and soft relations mixed"),
        ("y", "twice", "declared, but no relation names it"),
    ]
    assert analyse(graph, Scenario()).cis == ()
    assert [(r.consumer, r.provider) for r in ignored_relations(graph)] == [("retired", "y"), ("x", "old")]
    cis_, lacks = unknown_cis(graph)
    assert {graph.key_at(int(ci)): lacks[int(ci)] for ci in cis_} == {
        "x": ("group empty", "group gone"),
        "y": ("group twice",),
    }


def test_a_ci_in_its_own_group_is_a_member_like_any_other() -> None:
    edges = [EdgeRow("x", "x", group="g"), EdgeRow("x", "a", group="g")]
    graph = build_graph([CiRow("a"), CiRow("x")], edges, [GroupRow("x", "g", {"min_up": 2})])
    assert data_errors(graph) == ()
    assert {ci.key for ci in analyse(graph, Scenario((Failure("a"),))).cis} == {"a", "x"}


def test_what_is_refused() -> None:
    with pytest.raises(GraphError, match="'a'"):
        build_graph([CiRow("a"), CiRow("a", "again")], [], [])
    with pytest.raises(GraphError, match="NUL"):
        build_graph([CiRow("a\0b")], [], [])
    with pytest.raises(GraphError, match="'gone'; allowed"):
        build_graph([CiRow("a", presence="gone")], [], [])  # type: ignore[arg-type]
    with pytest.raises(UnknownCiError, match="'b'"):
        analyse(build_graph([CiRow("a")], [], []), Scenario((Failure("b"),)))


def test_many_errors_are_counted_and_only_near_ones_listed() -> None:
    keys = [f"ci-{i:03}" for i in range(150)]
    edges = [EdgeRow(key, "base", group="g") for key in keys]
    graph = build_graph([CiRow("base"), CiRow("other"), *map(CiRow, keys)], edges, [])
    near = analyse(graph, Scenario((Failure("base"),)))
    assert (len(near.errors), near.errors_elsewhere) == (150, 0)
    far = analyse(graph, Scenario((Failure("other"),)))
    assert (len(far.errors), far.errors_elsewhere) == (0, 150)
