"""Single points of failure and their ranking: equal to trying every CI in turn with the slow reference."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from impact import (
    CiRow,
    EdgeRow,
    Failure,
    Graph,
    GroupRow,
    Immunity,
    Scenario,
    UnknownCiError,
    build_graph,
    explain,
    ranking,
)
from impact.ranking import Cancelled, Gain, RankedCi, gain, rank, ranked
from impact.scenarios import read_scenario, states_of
from impact.single_points import all_single_points, single_points
from tests.impact.reference import DEGRADED, DOWN, World, _settle, own_states, read, structure
from tests.impact.strategies import Case, cases, reordered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

pytestmark = pytest.mark.usefixtures("each_kernel")

FEWER = settings(max_examples=max(60, settings().max_examples // 10))


class Tried(NamedTuple):
    """What trying every CI says: for each CI the others that alone take it DOWN; and what is DOWN or immune anyway."""

    world: World
    causes: dict[str, set[str]]
    down: set[str]
    immune: frozenset[str]

    def services(self) -> list[str]:
        return [key for key, row in self.world.rows.items() if row.service]

    def taken(self) -> dict[str, list[str]]:
        """For each CI the other services that it takes DOWN alone."""
        found = {key: [s for s in self.services() if key in self.causes[s]] for key in self.world.rows}
        return {key: services for key, services in found.items() if services}

    def weight(self, service: str) -> float:
        row = self.world.rows[service]
        return [1, 2, 4, 8, 16][row.criticality - 1] * (1 + math.log10(1 + row.users))


def tried(case: Case, *, immune: frozenset[str] = frozenset()) -> Tried:
    world = read(case.cis, case.edges, case.groups)
    shapes = {level: structure(world, level) for level in (DOWN, DEGRADED)}
    own = own_states(world, case.scenario)
    immune |= frozenset(immunity.ci for immunity in case.scenario.immune)
    calm = _settle(world, shapes, own, immune)
    down = {key for key, state in calm.items() if state == DOWN}
    causes: dict[str, set[str]] = {key: set() for key in world.rows}
    for failing in world.rows.keys() - down - immune:
        for key, state in _settle(world, shapes, {**own, failing: DOWN}, immune).items():
            if state == DOWN and key not in down and key != failing:
                causes[key].add(failing)
    return Tried(world, causes, down, immune)


def graph_of(case: Case) -> Graph:
    return build_graph(case.cis, case.edges, case.groups)


# ---------------------------------------------------------------- against the reference


@given(cases())
def test_the_same_as_trying_every_ci(case: Case) -> None:
    expected = tried(case)
    graph = graph_of(case)
    tell(expected)
    keys = sorted(expected.world.rows)
    for answer in all_single_points(graph, keys, context=case.scenario):
        check(answer.service, expected, answer.failures_away, [point.key for point in answer.points])
    for key in keys:
        answer = single_points(graph, key, context=case.scenario, proofs=0)
        check(key, expected, answer.failures_away, [point.key for point in answer.points])
    found = rank(graph, context=case.scenario)
    taken = expected.taken()
    assert {item.key: sorted(item.services) for item in found.items} == {k: sorted(s) for k, s in taken.items()}
    for item in found.items:
        assert item.score == pytest.approx(sum(expected.weight(service) for service in item.services), abs=1e-5)
    assert found.total == len(taken)
    assert found.pairs == sum(len(services) for services in taken.values())
    assert found.down == tuple(sorted(set(expected.services()) & expected.down))


def check(key: str, expected: Tried, failures_away: int | None, points: Sequence[str]) -> None:
    assert len(set(points)) == len(points)
    assert set(points) == expected.causes[key]
    assert failures_away == (0 if key in expected.down else 1 if points else None)


def tell(expected: Tried) -> None:
    """Say what was met, for ``--hypothesis-show-statistics``."""
    mutual = [(a, b) for b, causes in expected.causes.items() for a in causes if b in expected.causes[a]]
    event(f"up to {min(4, max(map(len, expected.causes.values()), default=0))} single points, or more")
    if mutual:
        event("two CIs that take each other down")
    if expected.down:
        event("something is DOWN anyway")


@FEWER
@given(cases())
def test_the_gain_is_what_a_second_trial_finds(case: Case) -> None:
    graph = graph_of(case)
    before = tried(case)
    for item in rank(graph, context=case.scenario).items[:2]:
        after = tried(case, immune=frozenset((item.key,)))
        points, left = before.taken(), after.taken()
        pairs, pairs_left = ([s for found in t.values() for s in found] for t in (points, left))
        saved = gain(graph, item.key, context=case.scenario)
        assert saved.single_points == len(points) - len(left)
        assert saved.pairs == len(pairs) - len(pairs_left)
        assert saved.score == pytest.approx(
            sum(map(before.weight, pairs)) - sum(map(after.weight, pairs_left)), abs=1e-4
        )
        assert saved.pairs >= len(item.services)


@FEWER
@given(cases(), st.data())
def test_the_order_of_the_rows_changes_nothing(case: Case, data: st.DataObject) -> None:
    other = data.draw(reordered(case))
    keys = sorted(row.key for row in case.cis if row.presence != "absent")
    graph, again = graph_of(case), graph_of(other)
    assert rank(graph, context=case.scenario) == rank(again, context=other.scenario, workers=2)
    for key in keys:
        assert single_points(graph, key, context=case.scenario) == single_points(again, key, context=other.scenario)


@FEWER
@given(cases(), st.data())
def test_each_point_is_proved_down_to_itself(case: Case, data: st.DataObject) -> None:
    graph = graph_of(case)
    able = [row.key for row in case.cis if row.presence != "absent"]
    key = data.draw(st.sampled_from(able or [""]))
    assume(key)
    for point in single_points(graph, key, context=case.scenario).points:
        failing = replace(case.scenario, failures=(*case.scenario.failures, Failure(point.key)))
        assert point.proof == explain(graph, failing, key)
        assert point.proof[0].key == key
        # What a circle of peers lost is the business of the circle's own proof.
        circular = any(because.cycle for step in point.proof for because in step.because)
        assert circular or any(step.key == point.key and not step.because for step in point.proof)


@FEWER
@given(cases(), st.integers(0, 4), st.sets(st.sampled_from("abcdefghi")))
def test_what_may_not_be_seen_is_left_out_and_counted(case: Case, top: int, hidden: set[str]) -> None:
    graph = graph_of(case)
    whole = rank(graph, context=case.scenario)
    shown = rank(graph, top=top, context=case.scenario, visible=lambda keys: [key not in hidden for key in keys])
    kept = [item for item in whole.items if item.key not in hidden][:top]
    assert [item.key for item in shown.items] == [item.key for item in kept]
    for item, full in zip(shown.items, kept, strict=True):
        assert item.services == tuple(service for service in full.services if service not in hidden)
        assert item.hidden == len(full.services) - len(item.services)
        assert item.score == full.score
    passed = {item.key for item in whole.items} & hidden
    assert shown.hidden <= len(passed)
    assert len(shown.items) == top or shown.hidden == len(passed)
    for key in sorted(row.key for row in case.cis if row.presence != "absent"):
        answer = single_points(graph, key, context=case.scenario, proofs=0)
        seen = single_points(
            graph, key, context=case.scenario, proofs=1, visible=lambda keys: [key not in hidden for key in keys]
        )
        assert [p.key for p in seen.points] == [p.key for p in answer.points if p.key not in hidden]
        assert seen.hidden == len(answer.points) - len(seen.points)
        assert seen.failures_away == answer.failures_away


# ---------------------------------------------------------------- against the engine, where the reference is too slow


@pytest.mark.parametrize("seed", range(6))
def test_larger_meshes_are_what_the_engine_says_ci_by_ci(seed: int) -> None:
    """Switches that count on each other, hosts in pairs on them, services on hosts; two CIs are immune, one is DOWN."""
    draw = random.Random(seed)
    switches = [f"sw{i}" for i in range(60)]
    hosts = [f"host{i}" for i in range(60)]
    rows = [CiRow(key) for key in (*switches, *hosts)]
    rows += [CiRow(f"svc{i}", service=True, criticality=1 + i % 5, users=i) for i in range(30)]
    edges: list[EdgeRow] = []
    groups: list[GroupRow] = []
    for switch in switches[3:]:
        more = group(switch, "up", draw.sample(switches, draw.randint(1, 3)), min_up=1, peers=draw.random() < 0.1)
        edges += more[0]
        groups += more[1]
    for host in hosts:
        more = group(host, "net", draw.sample(switches, 2), min_up=1)
        edges += [*more[0], EdgeRow(host, draw.choice(hosts), need="soft")]
        groups += more[1]
    for row in rows[120:]:
        more = group(row.key, "hosts", draw.sample(hosts, 3), min_up=draw.choice([1, 2, 2]))
        edges += [*more[0], EdgeRow(row.key, draw.choice(hosts))]
        groups += more[1]
    graph = build_graph(rows, edges, groups)
    immune = tuple(Immunity(key) for key in draw.sample(switches, 2))
    down = next(key for key in switches if key not in {each.ci for each in immune})
    context = Scenario(immune=immune, already_down=(down,))
    expected: dict[str, set[str]] = {}
    before = down_in(graph, context)
    for row in rows:
        if row.key not in {each.ci for each in immune}:
            after = down_in(graph, replace(context, failures=(Failure(row.key),)))
            if taken := {key for key in after - before - {row.key} if key.startswith("svc")}:
                expected[row.key] = taken
    assert {item.key: set(item.services) for item in rank(graph, context=context).items} == expected
    assert any(key.startswith("sw") for key in expected)


def down_in(graph: Graph, scenario: Scenario) -> set[str]:
    return set(graph.keys_of(states_of(graph, read_scenario(graph, scenario)).down.cis))


# ---------------------------------------------------------------- worked examples


def estate(edges: Sequence[EdgeRow], groups: Sequence[GroupRow] = (), services: str = "s", **absent: str) -> Graph:
    keys = sorted({end for edge in edges for end in (edge.consumer, edge.provider)})
    rows = [
        CiRow(key, service=key in services, criticality=3, users=99, presence=absent.get(key, "operational"))  # type: ignore[arg-type]
        for key in keys
    ]
    return build_graph(rows, edges, groups)


def group(owner: str, name: str, members: Iterable[str], **rule: object) -> tuple[list[EdgeRow], list[GroupRow]]:
    return [EdgeRow(owner, member, group=name) for member in members], [GroupRow(owner, name, rule)]


def keys_of(graph: Graph, service: str, context: Scenario | None = None) -> list[str]:
    return [point.key for point in single_points(graph, service, context=context).points]


def test_what_two_of_three_replicas_share() -> None:
    edges, groups = group("s", "db", "abc", min_up=2)
    edges += [EdgeRow("a", "r"), EdgeRow("b", "r"), EdgeRow("c", "q")]
    graph = estate(edges, groups)
    answer = single_points(graph, "s")
    assert [(point.key, point.hops) for point in answer.points] == [("r", 2)]
    assert (answer.failures_away, answer.reason) == (1, "")
    assert [step.key for step in answer.points[0].proof] == ["s", "a", "b", "r"]


def test_resolvers_that_hold_each_other_up_have_one_way_out() -> None:
    edges: list[EdgeRow] = []
    groups: list[GroupRow] = []
    for own, other in ("ab", "ba"):
        more = group(own, "forward", f"c{other}", min_up=1)
        edges += more[0]
        groups += more[1]
    more = group("s", "dns", "ab", min_up=1)
    graph = estate(edges + more[0], groups + more[1])
    assert keys_of(graph, "s") == ["c"]
    assert [(item.key, item.services) for item in rank(graph).items] == [("c", ("s",))]


def test_weights_and_not_members_are_counted() -> None:
    edges = [EdgeRow("s", "a", group="g", weight=60), EdgeRow("s", "b", group="g", weight=20)]
    edges += [EdgeRow("s", "c", group="g", weight=20), EdgeRow("b", "r"), EdgeRow("c", "r")]
    rules = [GroupRow("s", "g", {"demand": 60})]
    assert keys_of(estate(edges, rules), "s") == ["a"]
    assert keys_of(estate(edges, [GroupRow("s", "g", {"demand": 70})]), "s") == ["a", "r"]


def test_soft_needs_take_nobody_down() -> None:
    assert keys_of(estate([EdgeRow("s", "a", need="soft"), EdgeRow("s", "b")]), "s") == ["b"]


def test_one_is_in_maintenance_and_the_other_is_all_there_is() -> None:
    edges, groups = group("s", "g", "ab", min_up=1)
    graph = estate(edges, groups, a="maintenance")
    assert keys_of(graph, "s") == ["b"]
    assert keys_of(graph, "s", Scenario(immune=(Immunity("b"),))) == []


def test_already_down_and_immune_are_respected_and_said() -> None:
    edges, groups = group("s", "g", "ab", min_up=1)
    graph = estate([*edges, EdgeRow("s", "x")], groups)
    assert keys_of(graph, "s") == ["x"]
    assert keys_of(graph, "s", Scenario(already_down=("a",))) == ["b", "x"]
    assert keys_of(graph, "s", Scenario(failures=(Failure("b"),))) == ["a", "x"]
    down = single_points(graph, "s", context=Scenario(already_down=("x",)))
    assert (down.points, down.failures_away, down.reason) == ((), 0, "it is DOWN anyway")
    immune = single_points(graph, "s", context=Scenario(immune=(Immunity("s"),)))
    assert (immune.points, immune.failures_away, immune.reason) == ((), None, "it is immune")
    assert rank(graph, context=Scenario(already_down=("x",))).down == ("s",)
    with pytest.raises(UnknownCiError):
        single_points(graph, "nix")


def test_what_is_planned_takes_no_part() -> None:
    graph = estate([EdgeRow("s", "a")], s="absent")
    assert single_points(graph, "s").reason == "it is planned or retired and takes no part"
    assert rank(graph).items == ()


def test_an_estate_without_services_has_nothing_to_rank() -> None:
    assert rank(estate([EdgeRow("a", "b")], services="")).items == ()
    assert rank(build_graph([], [], [])).items == ()


def test_a_gain_counts_what_only_went_through_the_ci() -> None:
    """``s`` hangs on a host in a rack on one feed: a second host elsewhere saves three; ``t`` keeps one of them."""
    graph = estate([EdgeRow("s", "h"), EdgeRow("h", "r"), EdgeRow("r", "f"), EdgeRow("t", "f")], services="st")
    score = 4 * 3.0
    assert gain(graph, "h") == Gain(2, 3, 3 * score)
    assert gain(graph, "f") == Gain(1, 2, 2 * score)
    assert [item.key for item in rank(graph, top=1).items] == ["f"]


def test_hundreds_of_services_need_several_words_of_bits() -> None:
    many = 1100
    rows = [CiRow(f"s{i:04}", service=True, criticality=1, users=i) for i in range(many)] + [CiRow("a"), CiRow("b")]
    edges = [EdgeRow(f"s{i:04}", "ab"[i % 2]) for i in range(many)]
    found = rank(build_graph(rows, [*edges, EdgeRow("a", "b")], []), workers=2)
    assert [(item.key, len(item.services)) for item in found.items] == [("b", many), ("a", many // 2)]
    assert found.items[0].score == pytest.approx(sum(1 + math.log10(1 + i) for i in range(many)), abs=1e-3)
    assert found.items[0].services[0] == "s1099"


def test_entries_are_made_for_those_that_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Totals and pairs are those of all; what the reader may not see is in neither."""
    rows = [CiRow("a"), CiRow("b"), *(CiRow(f"s{i}", service=True, users=i) for i in range(5))]
    graph = build_graph(rows, [*(EdgeRow(f"s{i}", "b") for i in range(5)), EdgeRow("b", "a")], [])
    made: list[str] = []
    monkeypatch.setattr(ranking, "RankedCi", lambda *facts: made.append(facts[0]) or RankedCi(*facts))
    found = ranked(graph, visible=lambda keys: [key != "s1" for key in keys])
    cis, hidden = found.chosen(None)
    at, services = found.pairs(cis)
    assert (found.total, found.pairs_total, found.services, found.down, hidden) == (2, 10, 5, (), 0)
    assert made == []
    told = {key: set[str]() for key in graph.keys_of(cis)}
    for place, service in zip(at.tolist(), graph.keys_of(services), strict=True):
        told[graph.keys_of(cis[[place]])[0]].add(service)
    assert told == {"a": {"s0", "s2", "s3", "s4"}, "b": {"s0", "s2", "s3", "s4"}}
    (item,) = found.items(cis[:1])
    assert (item.key, item.services, item.hidden) == ("a", ("s4", "s3", "s2", "s0"), 1)
    assert made == ["a"]


def test_a_ranking_tells_how_far_it_is_and_can_be_cancelled() -> None:
    edges, groups = group("s", "g", "ab", min_up=1)
    graph = estate(edges, groups)
    told: list[tuple[int, int]] = []
    rank(graph, progress=lambda done, total: told.append((done, total)))
    assert told
    assert all(0 <= done <= total for done, total in told)
    with pytest.raises(Cancelled):
        rank(graph, cancel=lambda: True)
