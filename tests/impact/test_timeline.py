"""States over time: the engine agrees with the second-by-second reference, and with what an operator would expect."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from impact import Failure, Immunity, analyse, answer_document, build_graph, explain
from impact.intervals import BEGIN, PER_SECOND
from impact.sweep import sweep
from impact.timeline import Timeline
from impact.times import read_times
from impact.track import runs
from tests.impact.strategies import Case, reordered
from tests.impact.timed_reference import film
from tests.impact.timed_strategies import HORIZON, timed_cases

pytestmark = pytest.mark.usefixtures("each_kernel")

FEWER = settings(max_examples=max(60, settings().max_examples // 10))


def play(case: Case) -> Timeline:
    graph = build_graph(case.cis, case.edges, case.groups)
    return sweep(graph, read_times(graph, case.scenario))


def level_at(changes: list[tuple[int, int]], moment: int) -> int:
    return next((level for start, end, level in runs(changes) if start <= moment < end), 0)


@given(timed_cases())
def test_the_same_states_at_every_second(case: Case) -> None:
    timeline = play(case)
    expected = film(case.cis, case.edges, case.groups, case.scenario, HORIZON)
    graph = timeline.graph
    for second, states in [(None, expected.since_ever), *enumerate(expected.seconds)]:
        moment = BEGIN if second is None else second * PER_SECOND
        found = {graph.key_at(ci): level_at(changes, moment) for ci, changes in timeline.cis.items()}
        assert {key: level for key, level in found.items() if level} == {
            key: level for key, level in states.items() if level
        }, second
    for second, gates in enumerate(expected.gates_down):
        moment = second * PER_SECOND
        down = {
            (graph.key_at(int(graph.gate_owner[gate])), graph.group_name(gate))
            for gate, changes in timeline.gates.items()
            if level_at(changes, moment) and graph.group_name(gate) is not None
        }
        assert down == gates, second


@FEWER
@given(timed_cases())
def test_the_same_gates_at_risk_at_every_second(case: Case) -> None:
    graph = build_graph(case.cis, case.edges, case.groups)
    answer = analyse(graph, case.scenario)
    expected = film(case.cis, case.edges, case.groups, case.scenario, HORIZON)
    for second in range(0, HORIZON, 3) if case.scenario.timed else ():
        found = {
            (risk.key, risk.group)
            for risk in answer.at_risk
            if any((i.start_s or 0) <= second < (HORIZON if i.end_s is None else i.end_s) for i in risk.intervals)
        }
        assert found == expected.at_risk(second, case.scenario), second


@FEWER
@given(timed_cases())
def test_a_lasting_outage_ends_where_the_untimed_answer_is(case: Case) -> None:
    failures = tuple(Failure(each.ci, each.state) for each in case.scenario.failures)
    immune = tuple(Immunity(each.ci) for each in case.scenario.immune if each.ci not in {f.ci for f in failures})
    untimed = replace(case.scenario, failures=failures, immune=immune)
    later = tuple(replace(each, start_s=5) for each in failures)
    graph = build_graph(case.cis, case.edges, case.groups)
    line = sweep(graph, read_times(graph, replace(untimed, failures=later)))
    last = {graph.key_at(ci): changes[-1][1] for ci, changes in line.cis.items()}
    plain = {ci.key: LEVEL[ci.state] for ci in analyse(graph, untimed).cis}
    assert {key: level for key, level in last.items() if level} == plain


@FEWER
@given(timed_cases(), st.data())
def test_the_order_of_the_rows_changes_no_byte(case: Case, data: st.DataObject) -> None:
    assume(case.scenario.timed)
    other = data.draw(reordered(case))
    assert document(case) == document(other)


def document(case: Case) -> str:
    graph = build_graph(case.cis, case.edges, case.groups)
    return json.dumps(answer_document(analyse(graph, case.scenario)), ensure_ascii=False)


@FEWER
@given(timed_cases())
def test_the_answer_tells_the_worst_state_since_when_and_why(case: Case) -> None:
    assume(case.scenario.timed)
    graph = build_graph(case.cis, case.edges, case.groups)
    answer = analyse(graph, case.scenario)
    line = sweep(graph, read_times(graph, case.scenario))
    assert {ci.key for ci in answer.cis} == {graph.key_at(ci) for ci in line.cis}
    own = {failure.ci for failure in case.scenario.failures} | set(case.scenario.already_down)
    own |= {row.key for row in case.cis if row.presence == "maintenance"}
    for ci in answer.cis:
        assert ci.state == max((i.state for i in ci.intervals), key=LEVEL.__getitem__)
        assert (ci.hops == 0) <= (ci.key in own or any("failing over" in b.rule for b in ci.because))
        assert ci.because or ci.key in own
        steps = explain(graph, case.scenario, ci.key)
        assert (steps[0].key, steps[0].state) == (ci.key, ci.state)
    services = {service.key: service for service in answer.services}
    assert services.keys() == {ci.key for ci in answer.cis if graph.ci_service[graph.index_of(ci.key)]}


LEVEL = {"degraded": 1, "down": 2}
