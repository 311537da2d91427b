"""The engine gives the same answer as the slow reference, on graphs of every kind."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from impact import (
    analyse,
    answer_document,
    build_graph,
    data_errors,
    explain,
    ignored_relations,
    margins,
    needs,
    why_not,
)
from impact.errors import ScenarioError
from impact.scenario import Failure, Immunity, Scenario
from tests.impact.reference import (
    DEGRADED,
    DOWN,
    OK,
    WORDS,
    Verdict,
    by_gates_alone,
    gate_state,
    judge,
    read,
    states_of,
)
from tests.impact.strategies import Case, cases, reordered

if TYPE_CHECKING:
    from impact.answer import Answer, Because, ProofStep

pytestmark = pytest.mark.usefixtures("each_kernel")

FEWER = settings(max_examples=max(60, settings().max_examples // 10))
"""The equality of the answers gets all the examples of the profile; what follows from it, a tenth."""

STATES = {word: state for state, word in WORDS.items()}


def answer_to(case: Case) -> Answer:
    return analyse(build_graph(case.cis, case.edges, case.groups), case.scenario)


def states_in(answer: Answer) -> dict[str, int]:
    return {ci.key: STATES[ci.state] for ci in answer.cis}


# ---------------------------------------------------------------- the answer


@given(cases())
def test_the_same_answer(case: Case) -> None:
    expected = judge(*case)
    answer = answer_to(case)
    tell(expected)
    worse = {ci: state for ci, state in expected.states.items() if state != OK}
    assert states_in(answer) == worse
    assert {ci.key: ci.hops for ci in answer.cis} == expected.hops
    assert {ci.key for ci in answer.cis if ci.already} == expected.already
    risks = {
        (risk.key, risk.group): (risk.before, risk.margin, frozenset(risk.left), frozenset(risk.services))
        for risk in answer.at_risk
    }
    assert risks == expected.at_risk
    unknown = {ci.key: (frozenset(ci.missing), frozenset(ci.services)) for ci in answer.unknown}
    assert unknown == expected.unknown
    assert answer.unknown_elsewhere == expected.unknown_elsewhere
    assert len(answer.cis) == len(worse)
    assert len(answer.at_risk) == len(risks)


@FEWER
@given(cases())
def test_the_same_errors_in_the_data(case: Case) -> None:
    world = read(case.cis, case.edges, case.groups)
    graph = build_graph(case.cis, case.edges, case.groups)
    errors = {(error.key, error.group) for error in data_errors(graph)}
    ignored = {(edge.consumer, edge.provider, edge.type) for edge in ignored_relations(graph)}
    assert errors == world.errors
    assert ignored == world.ignored
    answer = analyse(graph, case.scenario)
    assert {(error.key, error.group) for error in answer.errors} <= errors
    assert {(edge.consumer, edge.provider, edge.type) for edge in answer.ignored} <= ignored
    assert len(answer.errors) + answer.errors_elsewhere == len(data_errors(graph))
    assert len(answer.ignored) + answer.ignored_elsewhere == len(ignored_relations(graph))


def tell(expected: Verdict) -> None:
    """Say what was met, for ``--hypothesis-show-statistics``."""
    for state in set(expected.states.values()):
        event(f"some CI is {WORDS[state]}")
    if expected.at_risk:
        event("a gate is at risk")
    if expected.world.errors:
        event("a data error")
    if expected.immune:
        event("an immune CI")


@FEWER
@given(cases())
def test_services_are_scored_by_the_formula(case: Case) -> None:
    expected = judge(*case)
    rows = expected.world.rows
    scores = {
        key: {DOWN: 1.0, DEGRADED: 0.4}[state]
        * [1, 2, 4, 8, 16][rows[key].criticality - 1]
        * (1 + math.log10(1 + rows[key].users))
        for key, state in expected.states.items()
        if rows[key].service and state != OK
    }
    answer = answer_to(case)
    assert {service.key: service.score for service in answer.services} == pytest.approx(scores)
    assert [service.key for service in answer.services] == sorted(scores, key=lambda key: (-scores[key], key))


@FEWER
@given(cases())
def test_margins_of_the_redundant_gates(case: Case) -> None:
    expected = judge(*case)
    found = margins(build_graph(case.cis, case.edges, case.groups), case.scenario)
    assert {(m.key, m.group): m.margin for m in found} == expected.margins
    assert len(found) == len(expected.margins)


@FEWER
@given(cases(), st.sets(st.sampled_from("abcdefghiz")))
def test_margins_of_a_few_are_those_of_all(case: Case, some: set[str]) -> None:
    graph = build_graph(case.cis, case.edges, case.groups)
    every = margins(graph, case.scenario)
    assert margins(graph, case.scenario, of=some) == tuple(m for m in every if m.key in some)


@FEWER
@given(cases(), st.data())
def test_the_order_of_the_rows_changes_no_byte(case: Case, data: st.DataObject) -> None:
    other = data.draw(reordered(case))
    assert document(case) == document(other)


def document(case: Case) -> str:
    return json.dumps(answer_document(answer_to(case)), ensure_ascii=False)


@FEWER
@given(cases())
def test_states_come_first_then_hops_then_keys(case: Case) -> None:
    answer = answer_to(case)
    order = [(-STATES[ci.state], ci.hops, ci.key) for ci in answer.cis]
    assert order == sorted(order)


@FEWER
@given(cases(), st.integers(0, 3), st.integers(0, 4))
def test_a_limit_cuts_the_output_and_never_the_computation(case: Case, depth: int, limit: int) -> None:
    whole = answer_to(case)
    cut = answer_to(case._replace(scenario=replace(case.scenario, depth=depth, limit=limit)))
    near = [ci for ci in whole.cis if ci.hops <= depth][:limit]
    assert list(cut.cis) == near
    assert cut.truncated == (len(near) < len(whole.cis))
    assert (cut.frontier > 0) == cut.truncated
    assert (cut.hash, cut.services, cut.at_risk) == (whole.hash, whole.services, whole.at_risk)


@FEWER
@given(cases())
def test_a_new_name_is_no_drift(case: Case) -> None:
    renamed = case._replace(cis=tuple(row._replace(name=row.name + " (new)") for row in case.cis))
    assert answer_to(renamed).hash == answer_to(case).hash


# ---------------------------------------------------------------- laws


@FEWER
@given(cases(), st.data())
def test_failing_more_never_improves_a_state(case: Case, data: st.DataObject) -> None:
    immune = {immunity.ci for immunity in case.scenario.immune}
    able = [row.key for row in case.cis if row.presence != "absent" and row.key not in immune]
    assume(able)
    more = Failure(data.draw(st.sampled_from(able)), data.draw(st.sampled_from(["down", "degraded"])))
    scenario = replace(case.scenario, failures=(*case.scenario.failures, more))
    fewer, worse = states_in(answer_to(case)), states_in(answer_to(case._replace(scenario=scenario)))
    for key, state in fewer.items():
        assert worse.get(key, OK) >= state


@FEWER
@given(cases(), st.data())
def test_failing_and_immune_at_once_is_refused(case: Case, data: st.DataObject) -> None:
    present = [row.key for row in case.cis if row.presence != "absent"]
    assume(present)
    key = data.draw(st.sampled_from(present))
    state = data.draw(st.sampled_from(["down", "degraded"]))
    with pytest.raises(ScenarioError, match=key):
        answer_to(case._replace(scenario=Scenario((Failure(key, state),), (Immunity(key),))))


@FEWER
@given(cases())
def test_nothing_is_worse_while_nothing_has_failed(case: Case) -> None:
    calm = case._replace(cis=tuple(row._replace(presence="operational") for row in case.cis), scenario=Scenario())
    answer = answer_to(calm)
    assert answer.cis == ()
    assert answer.at_risk == ()


# ---------------------------------------------------------------- reasons


@FEWER
@given(cases(), st.data())
def test_proofs_are_sound_and_end_in_what_failed(case: Case, data: st.DataObject) -> None:
    expected = judge(*case)
    worse = sorted(ci for ci, state in expected.states.items() if state != OK)
    assume(worse)
    ci = data.draw(st.sampled_from(worse))
    proof = explain(build_graph(case.cis, case.edges, case.groups), case.scenario, ci)
    assert proof[0].key == ci
    for step in proof:
        check_step(expected, step)
    check_ends(expected, proof)


@FEWER
@given(cases())
def test_every_reason_in_the_answer_is_sound(case: Case) -> None:
    expected = judge(*case)
    for ci in answer_to(case).cis:
        by_itself = expected.own[ci.key] == STATES[ci.state]
        assert by_itself or ci.because
        for because in ci.because:
            check_reason(expected, ci.key, STATES[ci.state], because)


def check_step(expected: Verdict, step: ProofStep) -> None:
    state = STATES[step.state]
    assert state == expected.states[step.key]
    assert step.because or expected.own[step.key] == state
    for because in step.because:
        check_reason(expected, step.key, state, because)


def check_reason(expected: Verdict, ci: str, state: int, because: Because) -> None:
    """Fail the named witnesses alone: the gate is in the state that they are said to explain."""
    if because.rule == "own cycle":
        check_cycle(expected, ci, state, because)
        return
    witnesses = {member: expected.states[member] for member in because.failed}
    assert all(witness >= (DOWN if state == DOWN else DEGRADED) for witness in witnesses.values()) or (
        state == DEGRADED and all(witnesses.values())
    )
    gates = [
        gate for gate in expected.world.gates[ci] if gate.group == because.group and set(witnesses) <= set(gate.size)
    ]
    assert any(gate_state(gate, dict.fromkeys(gate.size, OK) | witnesses) == state for gate in gates)
    if because.group is not None:
        (gate,) = gates
        members = [expected.states[member] for member in gate.size]
        assert because.of == len(members)
        assert because.up == sum(member != DOWN for member in members)


def check_cycle(expected: Verdict, ci: str, state: int, because: Because) -> None:
    """With the witnesses failed, gates alone would leave the members up, and support does not."""
    cycle = set(because.cycle)
    assert ci in cycle
    assert not cycle & set(because.failed)
    assert all(expected.states[member] == state for member in cycle)
    own = dict.fromkeys(expected.own, OK) | {key: expected.states[key] for key in because.failed}
    by_gates = by_gates_alone(expected.world, own, expected.immune)
    assert all(by_gates[member] < state for member in cycle)
    with_support = states_of(expected.world, own, expected.immune)
    assert all(with_support[member] >= state for member in cycle)


def check_ends(expected: Verdict, proof: tuple[ProofStep, ...]) -> None:
    """What the proof ends in suffices: with nothing else failed, each of its CIs is in the state shown."""
    steps = {step.key for step in proof}
    named = steps | {key for step in proof for because in step.because for key in (*because.failed, *because.cycle)}
    ends = {key for key in named if expected.own[key] == expected.states[key]}
    assert named - ends <= steps, "every witness that did not fail by itself has its own step"
    below = {step.key: {key for because in step.because for key in because.failed} for step in proof}
    TopologicalSorter(below).prepare()
    own = {key: expected.own[key] if key in ends else OK for key in expected.own}
    again = states_of(expected.world, own, expected.immune)
    for step in proof:
        assert again[step.key] == STATES[step.state]


@FEWER
@given(cases(), st.data())
def test_why_not_names_gates_that_were_touched_and_hold(case: Case, data: st.DataObject) -> None:
    expected = judge(*case)
    up = sorted(ci for ci, state in expected.states.items() if state != DOWN)
    assume(up)
    ci = data.draw(st.sampled_from(up))
    found = why_not(build_graph(case.cis, case.edges, case.groups), case.scenario, ci)
    assert (found.key, STATES[found.state]) == (ci, expected.states[ci])
    if ci in expected.immune:
        assert "immune until tomorrow by ops" in found.reason
        return
    touched = {
        gate.group
        for gate in expected.world.gates[ci]
        if gate.group is not None and any(expected.states[p] != OK for p in gate.size)
    }
    assert touched == {gate.group for gate in found.gates if gate.group is not None}
    for because in found.gates:
        for gate in expected.world.gates[ci]:
            if gate.group == because.group and (gate.group or set(because.failed) <= set(gate.size)):
                assert gate_state(gate, expected.states) != DOWN
                if gate.group is not None:
                    assert because.up == sum(expected.states[p] != DOWN for p in gate.size)
                    assert set(because.failed) == {p for p in gate.size if expected.states[p] != OK}


# ---------------------------------------------------------------- needs


@FEWER
@given(cases(), st.data())
def test_what_it_stands_on(case: Case, data: st.DataObject) -> None:
    expected = judge(*case)
    assume(expected.states)
    ci = data.draw(st.sampled_from(sorted(expected.states)))
    stands_on = {ci}
    while True:
        more = {p for below in stands_on for gate in expected.world.gates[below] for p in gate.size}
        if more <= stands_on:
            break
        stands_on |= more
    found = needs(build_graph(case.cis, case.edges, case.groups), [ci])
    assert {ci, *(each.key for each in found)} == stands_on
