from __future__ import annotations

import random
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from impact import build_graph, diagram_process, joint_failures
from impact.availability import availability
from impact.cut_sets import Trying, cut_sets
from impact.diagram_process import SECONDS
from impact.errors import ScenarioError, UnknownCiError
from impact.graph_input import CiRow, EdgeRow, GroupRow
from impact.scenario import Failure, Immunity, Scenario
from tests.impact.brute_force import Asked, is_down, pair, table, tangle, web
from tests.impact.strategies import ESTATES

if TYPE_CHECKING:
    from tests.impact.strategies import Estate

FEWER = settings(max_examples=max(100, settings().max_examples // 5))


@FEWER
@given(ESTATES, st.data())
def test_the_sets_are_those_found_by_trying_all(estate: Estate, data: st.DataObject) -> None:
    asked = Asked(estate, data)
    expected = asked.table.minimal()
    found = cut_sets(asked.graph, asked.service, order=9, context=asked.context)
    if frozenset() in expected:
        assert (found.order, found.cut_sets, found.failures_away, found.complete) == (0, (), 0, True)
        event("DOWN already")
        return
    assert {frozenset(each) for each in found.cut_sets} == expected
    assert len(found.cut_sets) == len(expected)
    assert found.complete
    assert not found.truncated
    assert found.failures_away == min(map(len, expected), default=None)
    assert sum(found.counts.values()) == len(expected)
    assert list(found.cut_sets) == sorted(found.cut_sets, key=lambda each: (len(each), each))
    event(f"largest set {max(map(len, expected), default=0)}")


@FEWER
@given(ESTATES, st.data())
def test_beyond_the_diagram_sets_of_up_to_three_are_found_by_trying(estate: Estate, data: st.DataObject) -> None:
    asked = Asked(estate, data)
    expected = {each for each in asked.table.minimal() if len(each) <= 3}
    found = cut_sets(asked.graph, asked.service, order=3, context=asked.context, limit=0)
    if frozenset() in expected:
        assert found.order == 0
        return
    assert {frozenset(each) for each in found.cut_sets} == expected
    assert found.order == 3
    assert not found.complete


# ---------------------------------------------------------------- larger, by seed


@pytest.mark.parametrize("seed", range(12))
def test_sixteen_cis(seed: int) -> None:
    cis, edges, groups = tangle(seed, 16, 10)
    graph = build_graph(cis, edges, groups)
    figures = {row.key: row.unavailability for row in cis}
    events = [key for key, figure in figures.items() if figure]
    tried = table(graph, "n00", events)
    found = cut_sets(graph, "n00", order=16)
    assert {frozenset(each) for each in found.cut_sets} == tried.minimal()
    expected = tried.probability([figures[key] or 0.0 for key in events])
    assert availability(graph, "n00").unavailability == pytest.approx(expected, rel=1e-9)


def test_the_service_and_thirteen_more_can_fail() -> None:
    cis, edges, groups = tangle(3, 12, 11)
    cis += [CiRow("x", unavailability=0.1), CiRow("y", unavailability=0.1)]
    edges += [EdgeRow("n00", "x", group="h"), EdgeRow("n00", "y", group="h")]
    groups.append(GroupRow("n00", "h", {"min_up": 1}))
    cis[0] = cis[0]._replace(unavailability=0.05)
    graph = build_graph(cis, edges, groups)
    events = [row.key for row in cis if row.unavailability]
    assert len(events) == 14
    found = cut_sets(graph, "n00", order=16)
    assert {frozenset(each) for each in found.cut_sets} == table(graph, "n00", events).minimal()


def test_rows_in_another_order_give_the_same_answer() -> None:
    for seed in range(20):
        cis, edges, groups = tangle(seed, 16, 12)
        one = build_graph(cis, edges, groups)
        rng = random.Random(seed)
        for rows in (cis, edges, groups):
            rng.shuffle(rows)
        other = build_graph(cis, edges, groups)
        assert cut_sets(one, "n00", order=9) == cut_sets(other, "n00", order=9)
        assert availability(one, "n00") == availability(other, "n00")
        sampled = [availability(graph, "n00", limit=0, samples=500, seed=4) for graph in (one, other)]
        assert sampled[0] == sampled[1]


# ---------------------------------------------------------------- figures and edges


def test_what_is_declared_never_to_fail_by_itself_is_in_no_set() -> None:
    rows = [CiRow("s"), CiRow("pool", unavailability=0.0), CiRow("a"), CiRow("b", unavailability=0.5)]
    edges = [EdgeRow("s", "pool"), EdgeRow("pool", "a", group="g"), EdgeRow("pool", "b", group="g")]
    graph = build_graph(rows, edges, [GroupRow("pool", "g", {"min_up": 1})])
    found = cut_sets(graph, "s")
    assert found.cut_sets == (("a", "b"),)
    assert found.basic_events == 2
    assert availability(graph, "s").without_figure == 1


def test_the_service_itself_counts_with_a_figure_only() -> None:
    rows = [CiRow("s"), CiRow("a"), CiRow("b")]
    assert cut_sets(pair(*rows), "s").cut_sets == (("a", "b"),)
    rows[0] = CiRow("s", unavailability=0.25)
    found = cut_sets(pair(*rows), "s")
    assert found.cut_sets == (("s",), ("a", "b"))
    assert availability(pair(*rows), "s").unavailability == pytest.approx(0.25)


def test_a_service_that_is_down_already_is_no_failure_away() -> None:
    graph = pair(CiRow("s"), CiRow("a", presence="maintenance"), CiRow("b"))
    one_left = cut_sets(graph, "s")
    assert (one_left.cut_sets, one_left.failures_away) == ((("b",),), 1)
    none_left = cut_sets(graph, "s", context=Scenario(already_down=("b",)))
    assert (none_left.order, none_left.cut_sets, none_left.failures_away) == (0, (), 0)
    assert "DOWN already" in none_left.reason
    assert availability(graph, "s", context=Scenario(already_down=("b",))).unavailability == 1


def test_what_is_immune_never_fails() -> None:
    graph = pair(CiRow("s"), CiRow("a"), CiRow("b", unavailability=0.5))
    found = cut_sets(graph, "s", context=Scenario(immune=(Immunity("a"),)))
    assert (found.cut_sets, found.failures_away, found.complete) == ((), None, True)
    assert cut_sets(graph, "s", context=Scenario(immune=(Immunity("s"),))).reason == "nothing takes it DOWN"
    assert availability(graph, "s", context=Scenario(already_down=("a",))).unavailability == 0.5
    assert availability(graph, "s", context=Scenario((Failure("a"),), (Immunity("s"),))).unavailability == 0


def test_what_never_works_and_what_cannot_fail() -> None:
    never = pair(CiRow("s"), CiRow("a", unavailability=1.0), CiRow("b", unavailability=1.0))
    assert availability(never, "s").unavailability == 1
    assert availability(never, "s", limit=0, samples=100).interval[1] == 1
    always = pair(CiRow("s"), CiRow("a", unavailability=0.0), CiRow("b"))
    found = availability(always, "s")
    assert (found.unavailability, found.importance) == (0, ())
    assert cut_sets(always, "s").failures_away is None
    assert cut_sets(always, "s").complete


def test_questions_that_make_no_sense_are_refused() -> None:
    graph = pair(CiRow("s"), CiRow("a"), CiRow("b"), CiRow("gone", presence="absent"))
    with pytest.raises(UnknownCiError):
        cut_sets(graph, "nobody")
    with pytest.raises(ScenarioError, match="takes no part"):
        cut_sets(graph, "gone")
    with pytest.raises(ScenarioError, match="order is 0"):
        cut_sets(graph, "s", order=0)
    with pytest.raises(ScenarioError, match="limit is -1"):
        availability(graph, "s", limit=-1)
    sampled = pair(CiRow("s"), CiRow("a", unavailability=0.5), CiRow("b", unavailability=0.5))
    with pytest.raises(ScenarioError, match="samples is 0"):
        availability(sampled, "s", limit=0, samples=0)
    with pytest.raises(ScenarioError, match="seed is -1"):
        availability(sampled, "s", limit=0, seed=-1)


def test_more_sets_than_are_listed_are_counted() -> None:
    sites = [f"{site}{i:03d}" for site in "ab" for i in range(300)]
    rows = [CiRow("s"), CiRow("a", unavailability=0.0), CiRow("b", unavailability=0.0), *map(CiRow, sites)]
    edges = [EdgeRow("s", "a", group="g"), EdgeRow("s", "b", group="g")]
    edges += [EdgeRow(key[0], key) for key in sites]
    found = cut_sets(build_graph(rows, edges, [GroupRow("s", "g", {"min_up": 1})]), "s", listed=1000)
    assert found.counts == {2: 90_000}
    assert len(found.cut_sets) == 1000
    assert found.truncated
    assert not found.complete
    assert all({each[0][0], each[1][0]} == {"a", "b"} for each in found.cut_sets)


def test_an_order_below_the_largest_set_is_not_complete() -> None:
    rows = [CiRow("s"), *map(CiRow, "abcd")]
    graph = pair(*rows)
    found = cut_sets(graph, "s", order=3)
    assert (found.order, found.complete, found.cut_sets, found.failures_away) == (3, False, (), 4)
    assert replace(found, order=4).counts == {4: 1}
    assert cut_sets(graph, "s", order=4).complete


# ---------------------------------------------------------------- beyond the diagram


def test_thousands_of_gates_are_answered_with_bounds() -> None:
    graph = web(3000, 1)
    found = availability(graph, "n00000", limit=30_000, samples=20_000)
    assert found.method == "monte_carlo"
    assert found.interval[0] <= found.unavailability <= found.interval[1]
    assert "nodes" in found.reason
    sets = cut_sets(graph, "n00000", order=2, limit=30_000)
    assert not sets.complete
    assert sets.order == 2
    for each in sets.cut_sets:
        assert is_down(graph, "n00000", each)
        assert not any(is_down(graph, "n00000", [key for key in each if key != other]) for other in each)


# ---------------------------------------------------------------- shared, told of, ended


def test_processes_that_share_the_trying_find_the_same_and_say_how_far_they_are() -> None:
    graph = web(160, 5)
    told: list[tuple[int, int]] = []

    def pulse(done: int, total: int) -> None:
        told.append((done, total))

    alone = cut_sets(graph, "n00000", limit=0)
    together = cut_sets(graph, "n00000", limit=0, trying=Trying(workers=2, pulse=pulse))
    assert together == alone
    assert alone.order == 3
    assert told == sorted(told, key=lambda each: (each[1], each[0]))
    assert {done for done, total in told if done == total}


@pytest.mark.parametrize("workers", [1, 2])
def test_trying_ends_when_it_is_told_to(workers: int) -> None:
    class Enough(Exception):
        pass

    def pulse(done: int, _: int) -> None:
        if done:
            raise Enough

    with pytest.raises(Enough):
        cut_sets(web(300, 5), "n00000", limit=0, trying=Trying(workers=workers, pulse=pulse))


def test_a_diagram_apart_ends_when_it_is_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    class Enough(Exception):
        pass

    beats: list[int] = []

    def pulse(done: int, _: int) -> None:
        beats.append(done)
        if len(beats) > 6:
            raise Enough

    monkeypatch.setattr(diagram_process, "TINY", 10)
    monkeypatch.setattr(diagram_process, "SMALL", 10)
    begun = time.monotonic()
    with pytest.raises(Enough):
        cut_sets(web(1200, 5), "n00000", trying=Trying(pulse=pulse))
    assert time.monotonic() - begun < SECONDS


def test_a_helper_that_dies_costs_time_and_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = web(160, 5)
    alone = cut_sets(graph, "n00000", order=2, limit=0)
    monkeypatch.setattr("impact.shared_trial.sys.executable", "/bin/false")
    monkeypatch.setattr(joint_failures, "LANES", 64)
    assert cut_sets(graph, "n00000", order=2, limit=0, trying=Trying(workers=2)) == alone
