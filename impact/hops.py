"""How far is each affected CI from what failed by itself: shortest distances over the relations that took part."""

from __future__ import annotations

import numpy as np

from impact.graph import Graph
from impact.propagate import FALLEN, States
from impact.ragged import Bools, Ints, among, distinct, positions

__all__ = ["hops"]


def hops(graph: Graph, states: States) -> Ints:
    """Distance of every affected CI from the CIs that fail by themselves.

    A relation takes part when its gate is in its consumer's state and its provider is DOWN (for a DOWN consumer) or
    not OK (for a DEGRADED one). Groups are no hop. What none of those reach is as far from the groups whose standby is
    still taking over, though the primary is up again: their owners are 0 hops away.

    Returns
    -------
    (n,) hops; only those of affected CIs mean anything

    Notes
    -----
    Breadth-first; O(relations of what is affected).
    """
    away = graph.scratch.take(graph.size, "<i4")
    met = graph.scratch.take(graph.size, "|u1")
    scratch = np.empty(graph.size, dtype=np.int32)
    for begin in (states.sources, _taking_over(graph, states)):
        frontier = distinct(begin[met[begin] == 0], scratch)
        distance = 0
        while frontier.size:
            met[frontier] = 1
            away[frontier] = distance
            distance += 1
            reached = _reached(graph, states, frontier)
            frontier = distinct(reached[met[reached] == 0], scratch)
    for array in (away, met):
        graph.scratch.settle(array, states.weak.cis)
    return away


def _taking_over(graph: Graph, states: States) -> Ints:
    """CIs that are not OK and own a group whose standby is taking over."""
    if states.failing_over is None or not states.failing_over.size:
        return np.zeros(0, dtype=np.int64)
    owners = graph.gate_owner[states.failing_over].astype(np.int64)
    weak: Ints = owners[states.weak.closed[owners] == FALLEN]
    return weak


def _reached(graph: Graph, states: States, frontier: Ints) -> Ints:
    at, counts = positions(graph.out_start, frontier)
    target = graph.out_target[at]
    provider_down = np.repeat(states.down.closed[frontier] == FALLEN, counts)
    grouped = target < 0
    gate = np.where(grouped, ~target, 0)
    consumer = np.where(grouped, graph.gate_owner[gate], target) if graph.gates else target
    down = states.down.closed[consumer] == FALLEN
    weak = states.weak.closed[consumer] == FALLEN
    out = (down & provider_down) | (weak & ~down)
    part = out.copy()
    if graph.gates:
        defeated = states.down.lost[gate] >= graph.gate_down_at[gate]
        part = out & (~grouped | np.where(down, defeated, gate_weak(graph, states, gate)))
    if states.delays is not None:
        provider = np.repeat(frontier, counts)
        gone, not_ok = (each.reached(at, provider) for each in states.delays)
        part &= np.where(down, gone, not_ok)
        # Who fell with its own circle fell at once, whatever it could have done without.
        rings = [among(f.round[consumer], np.array(sorted(f.circular))) for f in (states.down, states.weak)]
        part |= out & np.where(down, *rings)
    reached: Ints = consumer[part]
    return reached


def gate_weak(graph: Graph, states: States, gates: Ints) -> Bools:
    """Whether each of these gates is not OK."""
    weak = states.weak.lost[gates] >= graph.gate_ok_at[gates]
    weak |= states.down.lost[gates] >= graph.gate_down_at[gates]
    if states.failing_over is not None:
        weak |= among(gates, states.failing_over)
    if graph.would_gate.size:
        at = np.minimum(np.searchsorted(graph.would_gate, gates), graph.would_gate.size - 1)
        weak |= (graph.would_gate[at] == gates) & (states.down.lost[gates] >= graph.would_at[at])
    return weak
