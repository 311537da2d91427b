"""Why is this CI in its state, down to what failed; and why does that one stay up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from impact.answer import Because, Evidence, ProofStep, State, WhyNot
from impact.because import Reasons, Why
from impact.document import still_up
from impact.evidence import weakest
from impact.graph import Graph
from impact.hops import hops
from impact.propagate import FALLEN, States
from impact.redact import Visible, redacted_because
from impact.scenario import Immunity, Scenario
from impact.scenarios import read_scenario, states_of

__all__ = ["explain", "proof_evidence", "why_not"]

STATE: tuple[State, State, State] = ("ok", "degraded", "down")


def explain(
    graph: Graph, scenario: Scenario, ci: str, *, alternatives: bool = False, visible: Visible | None = None
) -> tuple[ProofStep, ...]:
    """Prove the state of one CI, step by step down to the CIs that failed by themselves.

    In a timed scenario it is the worst state, at the moment at which it began.

    Parameters
    ----------
    ci : key of the CI to explain
    alternatives : name every gate and every member that would do, instead of the nearest that suffice
    visible : what the reader may see; other CIs are left out of the steps and counted in their reasons

    Returns
    -------
    Steps breadth-first from ``ci``, which stands first, ties by key; empty when the CI is OK. Each names as reasons
    only CIs that fell before it, so the proof is well-founded; what failed by itself has no reason.

    Raises
    ------
    UnknownCiError : the graph does not have the CI
    """
    number = graph.index_of(ci)
    states = _states(graph, scenario, number)
    if not states.level(number):
        return ()
    reasons = Reasons(graph, states, hops(graph, states))
    steps = _steps(graph, reasons, number, alternatives=alternatives)
    return steps if visible is None else _redacted(steps, visible)


def _states(graph: Graph, scenario: Scenario, ci: int) -> States:
    """States that a CI is looked at in."""
    if not scenario.timed:
        return states_of(graph, read_scenario(graph, scenario))
    from impact.timed import timeline_of  # noqa: PLC0415 - most questions have no times

    line = timeline_of(graph, scenario)
    return line.states_at(line.worst_at[ci] if ci in line.worst_at else line.hardest_for(ci))


def _steps(graph: Graph, reasons: Reasons, ci: int, *, alternatives: bool) -> tuple[ProofStep, ...]:
    seen, layer = {ci}, [ci]
    steps: list[ProofStep] = []
    while layer:
        below: set[int] = set()
        reasons.read(np.array(layer, dtype=np.int64))
        for each in layer:
            whys = reasons.of(each) if alternatives else reasons.enough(each)
            because = tuple(reasons.shown(why) for why in whys)
            state = STATE[reasons.states.level(each)]
            steps.append(ProofStep(graph.key_at(each), graph.names[each], state, because))
            below.update(member for why in whys for member in (*why.failed, *why.cycle))
        below -= seen
        seen |= below
        layer = graph.by_key(np.array(sorted(below), dtype=np.int64)).tolist()
    return tuple(steps)


def _redacted(steps: tuple[ProofStep, ...], visible: Visible) -> tuple[ProofStep, ...]:
    keys = sorted({step.key for step in steps} | {key for step in steps for key in _named(step)})
    may = dict(zip(keys, visible(keys), strict=True))
    return tuple(
        replace(step, because=tuple(redacted_because(b, may.__getitem__) for b in step.because))
        for step in steps
        if may[step.key]
    )


def _named(step: ProofStep) -> list[str]:
    return [key for because in step.because for key in (*because.failed, *because.cycle)]


def proof_evidence(graph: Graph, scenario: Scenario, ci: str) -> Evidence | None:
    """The weakest relation that the proof of one CI's state rests on; None where none carries evidence."""
    states = _states(graph, scenario, graph.index_of(ci))
    steps = explain(graph, scenario, ci, alternatives=True)
    return weakest(graph, states, graph.indices_of(step.key for step in steps)) if steps else None


def why_not(graph: Graph, scenario: Scenario, ci: str, *, visible: Visible | None = None) -> WhyNot:
    """Say why one CI is not DOWN: who is left in each gate that the failure touched, or who vouches for it.

    In a timed scenario: at the first moment of its worst state; where it stays OK, at that at which most of what it
    needs directly is not OK.

    Parameters
    ----------
    ci : key of the CI
    visible : what the reader may see; other CIs are counted, not named

    Returns
    -------
    WhyNot with the CI's state, one sentence, and every gate with a member that is not OK

    Raises
    ------
    UnknownCiError : the graph does not have the CI
    """
    number = graph.index_of(ci)
    states = _states(graph, scenario, number)
    state = STATE[states.level(number)]
    vouched = next((i for i in scenario.immune if i.ci == ci), None)
    if state == "down":
        return WhyNot(ci, state, "it is DOWN")
    if vouched is not None and states.weak.closed[number] != FALLEN:
        return WhyNot(ci, state, _immune(vouched))
    gates = tuple(_touched(graph, states, number))
    if visible is not None:
        keys = sorted({key for because in gates for key in because.failed})
        may = dict(zip(keys, visible(keys), strict=True))
        gates = tuple(redacted_because(because, may.__getitem__) for because in gates)
    reason = "; ".join(still_up(because) for because in gates) or "nothing that it needs has failed"
    return WhyNot(ci, state, reason, gates)


def _immune(immunity: Immunity) -> str:
    said = "immune" + (f" until {immunity.until}" if immunity.until else "")
    said += f" by {immunity.by}" if immunity.by else ""
    return said + (f": {immunity.reason}" if immunity.reason else "")


def _touched(graph: Graph, states: States, ci: int) -> list[Because]:
    """Gates of a CI with a member that is not OK, by group name; relations needed by themselves first."""
    reasons = Reasons(graph, states, hops(graph, states))
    views = reasons.gates_of(ci)
    lost = [(view, [member for member in view.members if member in reasons.known.weak]) for view in views]
    whys = [Why(view, reasons.nearest_first(members), []) for view, members in lost if members]
    return [reasons.shown(why) for why in sorted(whys, key=reasons.place)]
