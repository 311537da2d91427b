"""Ten thousand random graphs against the slow reference: in CI all of them, by day some of each part."""

from __future__ import annotations

import os
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from impact import analyse, build_graph, margins
from impact.cut_sets import cut_sets
from impact.intervals import PER_SECOND
from impact.kernels import available, using
from impact.single_points import all_single_points
from impact.sweep import sweep
from impact.times import read_times
from impact.track import runs
from tests.impact.random_cases import drawn
from tests.impact.reference import DEGRADED, DOWN, OK, WORDS, _settle, judge, own_states, read, structure
from tests.impact.strategies import Case
from tests.impact.timed_reference import film

if TYPE_CHECKING:
    from impact import Graph
    from impact.scenario import Scenario
    from tests.impact.strategies import Estate

PARTS = 20
GRAPHS = 10_000 if os.environ.get("FAULTLINE_TEST_REQUIRE_ALL") else 200
"""How many are looked at in all; `./faultline test --all` looks at ten thousand."""

SECONDS = 14
"""Beyond the end of every window, ride-through and failover that is drawn."""

EVENTS = 5
"""CIs that may fail together where cut sets are tried: 32 sets."""


@pytest.mark.parametrize("part", range(PARTS))
def test_the_engine_agrees_with_the_reference(part: int) -> None:
    compiled = part % 2 == 1 and available()
    with using("compiled" if compiled else "plain"):
        for seed in range(part, GRAPHS, PARTS):
            case, planned, windows = drawn(seed)
            graph = build_graph(case.cis, case.edges, case.groups)
            check_answer(graph, case, seed)
            check_single_points(graph, case, seed)
            check_cut_sets(graph, case, seed)
            check_windows(graph, case, windows, seed)
            check_plan(graph, case, planned, seed)


def check_answer(graph: Graph, case: Case, seed: int) -> None:
    """States, hops, gates at risk and margins."""
    expected, answer = judge(*case), analyse(graph, case.scenario)
    assert {ci.key: ci.state for ci in answer.cis} == {
        key: WORDS[state] for key, state in expected.states.items() if state != OK
    }, seed
    assert {ci.key: ci.hops for ci in answer.cis} == expected.hops, seed
    assert {(r.key, r.group): frozenset(r.left) for r in answer.at_risk} == {
        site: risk.left for site, risk in expected.at_risk.items()
    }, seed
    assert {(m.key, m.group): m.margin for m in margins(graph, case.scenario)} == expected.margins, seed


def check_single_points(graph: Graph, case: Case, seed: int) -> None:
    """Each other CI failed alone."""
    world = read(case.cis, case.edges, case.groups)
    shapes = {level: structure(world, level) for level in (DOWN, DEGRADED)}
    own = own_states(world, case.scenario)
    immune = frozenset(each.ci for each in case.scenario.immune)
    calm = _settle(world, shapes, own, immune)
    alone = {
        ci: _settle(world, shapes, {**own, ci: DOWN}, immune)
        for ci, state in calm.items()
        if state != DOWN and ci not in immune
    }
    for answer in all_single_points(graph, sorted(world.rows), context=case.scenario):
        key = answer.service
        expected = {ci for ci, states in alone.items() if ci != key and states[key] == DOWN != calm[key]}
        assert {point.key for point in answer.points} == expected, (seed, key)


def check_cut_sets(graph: Graph, case: Case, seed: int) -> None:
    """Every set of a few CIs, with nothing else that can fail."""
    world = read(case.cis, case.edges, case.groups)
    shapes = {level: structure(world, level) for level in (DOWN, DEGRADED)}
    own = own_states(world, case.scenario)
    immune = frozenset(each.ci for each in case.scenario.immune)
    key = min(world.rows, default="")
    if not key:
        return
    can_fail = [
        row.key
        for row in case.cis
        if row.key in world.rows
        and own[row.key] != DOWN
        and row.key not in immune
        and (row.unavailability if row.key == key else row.unavailability != 0)
    ]
    found = cut_sets(graph, key, order=len(case.cis), context=case.scenario)
    some = can_fail[:EVENTS]
    falls: set[frozenset[str]] = set()
    for size in range(len(some) + 1):
        for chosen in map(frozenset, combinations(some, size)):
            if not any(each <= chosen for each in falls):
                states = _settle(world, shapes, own | dict.fromkeys(chosen, DOWN), immune)
                falls |= {chosen} if states[key] == DOWN else set()
    if frozenset() in falls:
        assert found.failures_away == 0, seed
    else:
        assert {frozenset(cut) for cut in found.cut_sets if set(cut) <= set(some)} == falls, seed
        assert found.complete, seed


def check_windows(graph: Graph, case: Case, windows: Scenario, seed: int) -> None:
    """The states of every second."""
    line = sweep(graph, read_times(graph, windows))
    expected = film(case.cis, case.edges, case.groups, windows, SECONDS)
    for second, states in enumerate(expected.seconds):
        moment = second * PER_SECOND
        found = {
            graph.key_at(ci): next((level for start, end, level in runs(changes) if start <= moment < end), 0)
            for ci, changes in line.cis.items()
        }
        assert {k: v for k, v in found.items() if v} == {k: v for k, v in states.items() if v}, (seed, second)


def check_plan(graph: Graph, case: Case, planned: Estate, seed: int) -> None:
    """The snapshot with the plan laid over it, and the one below it untouched."""
    able = set(planned.present())
    failures = tuple(each for each in case.scenario.failures if each.ci in able)
    scenario = type(case.scenario)(failures)
    laid = graph.with_changes(
        changed_cis=[row for row in planned.cis if row not in case.cis],
        removed_cis={row.key for row in case.cis} - {row.key for row in planned.cis},
        changed_edges=[edge for edge in planned.edges if edge not in case.edges],
        removed_edges=[edge for edge in case.edges if edge not in planned.edges],
        changed_groups=[row for row in planned.groups if row not in case.groups],
        removed_groups={(row.ci, row.name) for row in case.groups} - {(row.ci, row.name) for row in planned.groups},
    )
    check_answer(laid, Case(*planned, scenario), seed)
    before = judge(*case)
    assert {ci.key: ci.state for ci in analyse(graph, case.scenario).cis} == {
        key: WORDS[state] for key, state in before.states.items() if state != OK
    }, seed
