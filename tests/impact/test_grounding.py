"""Support must come from somewhere: rings, units, peers, and what only stands."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from impact import CiRow, EdgeRow, Failure, Graph, GroupRow, Immunity, Scenario, analyse, build_graph, explain, margins

pytestmark = pytest.mark.usefixtures("each_kernel")


def made(needs: dict[str, str], rules: dict[str, dict[str, object]] | None = None) -> Graph:
    """Build from "consumer: providers"; those in brackets are one group, "a (b c)" needs a and one of b, c."""
    edges, groups = [], []
    keys = set(needs)
    for consumer, said in needs.items():
        plain, _, grouped = said.partition("(")
        edges += [EdgeRow(consumer, provider) for provider in plain.split()]
        members = grouped.rstrip(")").split()
        edges += [EdgeRow(consumer, provider, group="g") for provider in members]
        if members:
            groups.append(GroupRow(consumer, "g", (rules or {}).get(consumer, {"min_up": 1})))
        keys |= {*plain.split(), *members}
    return build_graph([CiRow(key) for key in sorted(keys)], edges, groups)


def down(graph: Graph, failed: str, immune: Iterable[str] = ()) -> set[str]:
    fails = tuple(Failure(key) for key in failed.split())
    answer = analyse(graph, Scenario(fails, tuple(map(Immunity, immune))))
    return {ci.key for ci in answer.cis if ci.state == "down"}


RING = {"s1": "(core s2)", "s2": "(core s1)"}


def test_a_ring_falls_with_its_core() -> None:
    graph = made(RING)
    assert down(graph, "core") == {"core", "s1", "s2"}
    assert down(graph, "s1") == {"s1"}
    steps = {step.key: step.because for step in explain(graph, Scenario((Failure("core"),)), "s1")}
    assert steps["s1"][0].rule == "own cycle"
    assert steps["s1"][0].cycle == ("s1", "s2")
    assert steps["core"] == ()


def test_a_ring_with_two_cores_stands_on_either() -> None:
    graph = made({"s1": "(core1 s2)", "s2": "(core2 s1)"})
    assert down(graph, "core1") == {"core1"}
    assert down(graph, "core1 core2") == {"core1", "core2", "s1", "s2"}


def test_an_immune_member_holds_up_its_ring() -> None:
    assert down(made(RING), "core", ["s1"]) == {"core"}


def test_members_that_only_watch_each_other_stand() -> None:
    graph = made({"a": "(b c)", "b": "(a c)", "c": "(a b)", "app": "a"})
    assert down(graph, "b") == {"b"}
    assert down(graph, "b c") == {"b", "c", "a", "app"}


def test_a_plain_cycle_stands_and_falls_together() -> None:
    graph = made({"a": "b base", "b": "a", "c": "b"})
    assert down(graph, "") == set()
    assert down(graph, "base") == {"base", "a", "b", "c"}
    assert down(graph, "b") == {"a", "b", "c"}


def test_members_of_a_unit_give_each_other_no_support() -> None:
    """A and b need each other; x, which stands on b, cannot be what holds a up."""
    graph = made({"a": "b (x core)", "b": "a", "x": "b"})
    assert down(graph, "core") == {"core", "a", "b", "x"}


def test_peers_keep_each_other_up() -> None:
    quorum: dict[str, object] = {"min_up": "quorum", "peers": True}
    trio = dict.fromkeys(("r1", "r2", "r3"), "(r1 r2 r3)")
    graph = made(trio, dict.fromkeys(trio, quorum))
    assert down(graph, "r1") == {"r1"}
    assert down(graph, "r1 r2") == {"r1", "r2", "r3"}
    lone: dict[str, object] = {"min_up": 1}
    fallback = made(trio | {key: f"({said[1:-1]} core)" for key, said in trio.items()}, dict.fromkeys(trio, lone))
    assert down(fallback, "core") == {"core", "r1", "r2", "r3"}


def test_what_a_peer_ties_to_a_circle_falls_by_that_circle() -> None:
    """B watches a alone as its peer, so a and b are one: b leans on what a leans on, and what a lost is its reason."""
    graph = made({"a": "b (core x)", "x": "(core a)", "b": "(a)"}, {"b": {"min_up": 1, "peers": True}})
    assert down(graph, "core") == {"core", "a", "b", "x"}
    steps = explain(graph, Scenario((Failure("core"),)), "b")
    (because,) = steps[0].because
    assert (because.rule, because.cycle, because.failed) == ("own cycle", ("a", "b", "x"), ("core",))
    assert {step.key for step in steps} == {"a", "b", "core", "x"}


def test_support_is_asked_for_one_state_higher_too() -> None:
    edges = [EdgeRow("s1", "core", group="g"), EdgeRow("s1", "s2", group="g")]
    edges += [EdgeRow("s2", "core", group="g"), EdgeRow("s2", "s1", group="g")]
    groups = [GroupRow("s1", "g", {"min_up": 1}), GroupRow("s2", "g", {"min_up": 1})]
    graph = build_graph([CiRow("core"), CiRow("s1"), CiRow("s2")], edges, groups)
    answer = analyse(graph, Scenario((Failure("core", "degraded"),)))
    assert {ci.key: ci.state for ci in answer.cis} == dict.fromkeys(("core", "s1", "s2"), "degraded")


def test_margins_in_a_ring_are_checked_by_failing_each_member() -> None:
    graph = made(RING)
    assert {(m.key, m.margin) for m in margins(graph)} == {("s1", 0), ("s2", 0)}
    wide = made({"s1": "(core1 core2 s2)", "s2": "(core1 core2 s1)"})
    assert {(m.key, m.margin) for m in margins(wide)} == {("s1", 2), ("s2", 2)}
    answer = analyse(wide, Scenario((Failure("core1"),)))
    assert {(risk.key, risk.before, risk.margin, risk.left) for risk in answer.at_risk} == {
        ("s1", 2, 0, ("core2", "s2")),
        ("s2", 2, 0, ("core2", "s1")),
    }


def test_a_ring_is_at_risk_by_what_its_footing_lost_farther_below() -> None:
    """Once p is gone, c2 leans on c1: the loss of c1 alone would take the whole ring."""
    graph = made({"s1": "(c1 c2 s2)", "s2": "(c1 c2 s1)", "c2": "(p c1)"})
    answer = analyse(graph, Scenario((Failure("p"),)))
    assert {(risk.key, risk.before, risk.margin) for risk in answer.at_risk} == {
        ("c2", 1, 0),
        ("s1", 2, 0),
        ("s2", 2, 0),
    }


def test_a_group_of_peers_asks_for_no_support_and_every_other_group_does() -> None:
    """Whichever of the two stands first: r needs a peer, and one of its core and s, which leans on r."""
    for peers, other in (("a", "z"), ("z", "a")):
        edges = [EdgeRow("r", "s", group=peers), EdgeRow("r", "core", group=other), EdgeRow("r", "s", group=other)]
        edges += [EdgeRow("s", "core", group="g"), EdgeRow("s", "r", group="g"), EdgeRow("r", "t", group=peers)]
        groups = [GroupRow("r", peers, {"min_up": 1, "peers": True}), GroupRow("r", other, {"min_up": 1})]
        graph = build_graph(map(CiRow, ("core", "r", "s", "t")), edges, [*groups, GroupRow("s", "g", {"min_up": 1})])
        assert down(graph, "core") == {"core", "r", "s"}


def test_every_group_must_be_held_from_outside() -> None:
    """One of a's groups is held by x, which has its own root; the other by y, which has nothing but a."""
    needs = {"x": "(root a)", "y": "(core2 a)"}
    edges = [
        EdgeRow("a", member, group=name)
        for name, said in (("g", "core1 x"), ("h", "core2 y"))
        for member in said.split()
    ]
    edges += [EdgeRow(key, member, group="g") for key, said in needs.items() for member in said.strip("()").split()]
    groups = [GroupRow(key, name, {"min_up": 1}) for key, name in (("a", "g"), ("a", "h"), ("x", "g"), ("y", "g"))]
    graph = build_graph(map(CiRow, ("a", "core1", "core2", "root", "x", "y")), edges, groups)
    assert down(graph, "core1 core2") == {"core1", "core2", "a", "y"}
    assert down(graph, "core1") == {"core1"}


def test_a_cycle_of_needs_is_cut_where_it_is_immune() -> None:
    """A, b and x are one; with b immune, x stands on b alone and may hold a."""
    graph = made({"a": "b (core x)", "b": "a x", "x": "b"})
    assert down(graph, "core") == {"core", "a", "b", "x"}
    assert down(graph, "core", ["b"]) == {"core"}


def test_a_ring_falls_although_its_members_would_be_degraded_at_the_first_loss() -> None:
    rule: dict[str, object] = {"min_up": 1, "n_full": 2}
    graph = made(RING, {"s1": rule, "s2": rule})
    assert down(graph, "core") == {"core", "s1", "s2"}


def test_a_soft_relation_closes_a_circle_of_not_ok_alone() -> None:
    edges = [EdgeRow("s1", "core", group="g"), EdgeRow("s1", "s2", group="g"), EdgeRow("s2", "s1", need="soft")]
    graph = build_graph(map(CiRow, ("core", "s1", "s2")), edges, [GroupRow("s1", "g", {"min_up": 1})])
    assert graph.down_ci.size == 0
    assert graph.keys_of(graph.ok_ci) == ["s1", "s2"]


WIDE = {"s1": "(core1 core2 s2)", "s2": "(core1 core2 s1)"}


def test_margins_are_checked_in_the_circle_of_down_where_the_one_of_not_ok_is_larger() -> None:
    """A soft relation there and back makes a part of the larger circle, by its key the first of it."""
    edges = [EdgeRow(key, member, group="g") for key, said in WIDE.items() for member in said.strip("()").split()]
    edges += [EdgeRow("a", "s1", need="soft"), EdgeRow("s1", "a", need="soft")]
    groups = [GroupRow(key, "g", {"min_up": 1}) for key in WIDE]
    graph = build_graph(map(CiRow, ("a", "core1", "core2", "s1", "s2")), edges, groups)
    answer = analyse(graph, Scenario((Failure("core1"),)))
    assert {(risk.key, risk.before, risk.margin) for risk in answer.at_risk} == {("s1", 2, 0), ("s2", 2, 0)}
    assert [(m.key, m.before, m.margin) for m in margins(graph, Scenario((Failure("core1"),)))] == [
        ("s1", 2, 0),
        ("s2", 2, 0),
    ]


def test_every_ring_that_loses_its_redundancy_is_named() -> None:
    graph = made(WIDE | {"t1": "(core1 core2 t2)", "t2": "(core1 core2 t1)"})
    answer = analyse(graph, Scenario((Failure("core1"),)))
    assert {(risk.key, risk.margin) for risk in answer.at_risk} == {(key, 0) for key in ("s1", "s2", "t1", "t2")}


def test_a_need_by_itself_in_a_ring_is_no_gate_with_a_margin() -> None:
    graph = made({"s1": "(core s2)", "s2": "s1"})
    assert [(m.key, m.group, m.margin) for m in margins(graph)] == [("s1", "g", 0)]


def test_margins_about_capacity_take_the_heaviest_first() -> None:
    edges = [
        EdgeRow("x", member, group="g", weight=weight) for member, weight in zip("abcd", (1, 1, 1, 5), strict=True)
    ]
    rows = [CiRow(key) for key in "abcdx"]
    for least, margin in ((1, 3), (2, 2), (3, 1), (4, 0), (8, 0)):
        graph = build_graph(rows, edges, [GroupRow("x", "g", {"demand": 8, "min": least})])
        assert [m.margin for m in margins(graph)] == ([margin] if least < 8 else [])
    graph = build_graph(rows, edges, [GroupRow("x", "g", {"demand": 8, "min": 2})])
    assert [m.margin for m in margins(graph, Scenario((Failure("d"),)))] == [1]
    alone = build_graph(
        [CiRow("a"), CiRow("x")], [EdgeRow("x", "a", group="g", weight=3)], [GroupRow("x", "g", {"demand": 2})]
    )
    assert [m.margin for m in margins(alone)] == [0]


def test_weights_count_where_one_more_failure_goes_round_a_ring() -> None:
    """Big carries both rings' members: its loss alone takes them, small's does not."""
    edges = [EdgeRow(key, "big", group="g", weight=3) for key in ("s1", "s2")]
    edges += [EdgeRow(key, "small", group="g", weight=1) for key in ("s1", "s2")]
    edges += [EdgeRow("s1", "s2", group="g", weight=2), EdgeRow("s2", "s1", group="g", weight=2)]
    groups = [GroupRow(key, "g", {"demand": 3, "min": 3}) for key in ("s1", "s2")]
    graph = build_graph(map(CiRow, ("big", "s1", "s2", "small")), edges, groups)
    assert down(graph, "big") == {"big", "s1", "s2"}
    assert {(m.key, m.margin) for m in margins(graph)} == {("s1", 0), ("s2", 0)}
    assert down(graph, "small") == {"small"}
