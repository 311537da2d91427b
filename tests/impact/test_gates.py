"""Each kind of gate, as a table: which members are DOWN or DEGRADED, and what becomes of the consumer."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from impact import Answer, CiRow, EdgeRow, Failure, GroupRow, Immunity, Scenario, ScenarioError, analyse, build_graph

# (rule, relations "provider:need:weight", failures "key" DOWN or "key?" DEGRADED, state of the consumer)
TABLE: list[tuple[Mapping[str, object] | None, str, str, str]] = [
    (None, "a", "", "ok"),
    (None, "a", "a", "down"),
    (None, "a", "a?", "degraded"),
    (None, "a b", "b", "down"),
    (None, "a:soft", "a", "degraded"),
    (None, "a:soft", "a?", "degraded"),
    (None, "a:soft a", "a", "down"),
    ({"min_up": 1}, "a b", "a", "ok"),
    ({"min_up": 1}, "a b", "a b", "down"),
    ({"min_up": 1}, "a b", "a b?", "degraded"),
    ({"min_up": 1}, "a a b", "a", "ok"),
    ({"min_up": 2}, "a a b", "a", "down"),
    ({"min_up": 2}, "a b c", "a", "ok"),
    ({"min_up": 2}, "a b c", "a b?", "degraded"),
    ({"min_up": 2}, "a b c", "a b", "down"),
    ({"min_up": "50%"}, "a b c", "a", "ok"),
    ({"min_up": "50%"}, "a b c", "a b", "down"),
    ({"min_up": "33.4%"}, "a b c", "a", "ok"),
    ({"min_up": "33.4%"}, "a b c", "a b", "down"),
    ({"min_up": "100%"}, "a b", "a", "down"),
    ({"min_up": "quorum"}, "a b c", "a", "ok"),
    ({"min_up": "quorum"}, "a b c", "a b", "down"),
    ({"min_up": "quorum"}, "a b", "a", "down"),
    ({"min_up": 1, "n_full": 2}, "a b", "a", "degraded"),
    ({"min_up": 1, "n_full": "100%"}, "a b", "a?", "degraded"),
    ({"min_up": 2, "n_full": 1}, "a b c", "a? b?", "ok"),
    ({"min_up": 2, "n_full": 1}, "a b c", "a? b? c?", "degraded"),
    ({"min_up": 2, "n_full": 1}, "a b c", "a b", "down"),
    ({"min_up": 2, "n_full": 1}, "a:soft b:soft c:soft", "a b", "degraded"),
    ({"min_up": 1}, "a:soft b:soft", "a b", "degraded"),
    ({"min_up": 1}, "a:soft b:soft", "a", "ok"),
    ({"demand": 4, "min": 2}, "a::2 b::2", "a", "degraded"),
    ({"demand": 4, "min": 2}, "a::2 b::2", "a b", "down"),
    ({"demand": 4, "min": 2}, "a::3 b::3", "a?", "degraded"),
    ({"demand": 3}, "a::3 b::3", "a", "ok"),
    ({"demand": 3}, "a::3 b::3", "a b", "down"),
    ({"demand": 4}, "a::1 a::4 b::2", "b", "ok"),
    ({"demand": 1, "min": 0}, "a", "a", "degraded"),
    ({"active_passive": True, "primary": "a"}, "a b", "a", "ok"),
    ({"active_passive": True, "primary": "a"}, "a b", "a b?", "degraded"),
    ({"active_passive": True, "primary": "a"}, "a b", "a b", "down"),
]


def ask(rule: Mapping[str, object] | None, relations: str, failures: str, immune: str = "") -> Answer:
    edges = []
    for relation in relations.split():
        provider, need, weight = (*relation.split(":"), "", "")[:3]
        soft = need == "soft"
        kind = f"t{len(edges)}"
        group = None if rule is None else "g"
        edges.append(EdgeRow("x", provider, kind, "soft" if soft else "hard", group, int(weight or 1)))
    keys = {"x", *(edge.provider for edge in edges)}
    graph = build_graph(map(CiRow, sorted(keys)), edges, [] if rule is None else [GroupRow("x", "g", rule)])
    fails = [Failure(key.rstrip("?"), "degraded" if key.endswith("?") else "down") for key in failures.split()]
    return analyse(graph, Scenario(tuple(fails), tuple(Immunity(key) for key in immune.split())))


def state(answer: Answer, key: str) -> str:
    return next((ci.state for ci in answer.cis if ci.key == key), "ok")


@pytest.mark.parametrize(("rule", "relations", "failures", "expected"), TABLE)
def test_a_gate(rule: Mapping[str, object] | None, relations: str, failures: str, expected: str) -> None:
    assert state(ask(rule, relations, failures), "x") == expected


def test_an_immune_ci_stays_ok_and_counts_as_up() -> None:
    answer = ask({"min_up": 1}, "a b", "a b", "x")
    assert state(answer, "x") == "ok"
    with pytest.raises(ScenarioError, match="immune and failing at once: a"):
        ask(None, "a", "a", "a")


def test_a_rule_is_said_in_its_own_words() -> None:
    cases = [
        ({"min_up": "50%", "n_full": 3}, "a b c", "a b", "min_up 50%, n_full 3"),
        ({"demand": 4, "min": 2}, "a::2 b::2", "a b", "demand 4, min 2"),
        ({"active_passive": True}, "a b", "a b", "active_passive"),
        ({"min_up": 9}, "a b", "a", "all needed"),
        ({"min_up": 1}, "a:soft b:soft", "a b", "min_up 1, soft"),
        (None, "a:soft", "a", "soft"),
        (None, "a", "a", "needed"),
    ]
    for rule, relations, failures, words in cases:
        answer = ask(rule, relations, failures)
        (because,) = next(ci.because for ci in answer.cis if ci.key == "x")
        assert because.rule == words


def test_figures_of_a_group_stand_with_the_reason() -> None:
    answer = ask({"demand": 10, "min": 1}, "a::4 b::3 c::3", "a b?")
    (because,) = next(ci.because for ci in answer.cis if ci.key == "x")
    assert (because.up, because.full, because.of, because.served) == (2, 1, 3, 0.6)
    assert because.failed == ("a", "b")


def test_a_cluster_of_24_loses_one_host_and_degrades_nobody() -> None:
    hosts = " ".join(f"h{i:02}" for i in range(24))
    answer = ask({"min_up": "75%"}, hosts, "h00")
    assert [ci.key for ci in answer.cis] == ["h00"]
    assert answer.at_risk == ()
    six = " ".join(f"h{i:02}" for i in range(6))
    answer = ask({"min_up": "75%"}, hosts, six)
    assert [(risk.key, risk.before, risk.margin, len(risk.left)) for risk in answer.at_risk] == [("x", 6, 0, 18)]
    assert state(ask({"min_up": "75%"}, hosts, six + " h06"), "x") == "down"
