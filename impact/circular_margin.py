"""Margins by counting, and inside circles of redundancy by failing members in turn.

What is counted is an upper bound inside a circle, because the loss of one member can take others along. There a margin
is 0 where one member's loss alone takes the gate DOWN.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from impact.graph import SOFT_GATE, WEIGHTED_GATE, Graph
from impact.grounding import circle_of, member_circles
from impact.propagate import FALLEN, Fall
from impact.ragged import Bools, Ints, among
from impact.reach import consumers, dependents, footing
from impact.whatif import OneMore

__all__ = ["checked_margins", "circular_margins", "circular_used_up", "redundant", "simple_margins"]


def simple_margins(graph: Graph, fallen: Fall, gates: Ints) -> Ints:
    """Margins by counting, -1 where a gate is DOWN; O(gates), and O(members) for gates about capacity."""
    margin = graph.gate_down_at[gates].astype(np.int64) - 1 - fallen.lost[gates]
    heavy = np.flatnonzero((graph.gate_flags[gates] & WEIGHTED_GATE) != 0)
    for i in heavy.tolist():
        if margin[i] >= 0:
            margin[i] = _heaviest_first(graph, fallen, int(gates[i]), int(margin[i]))
    spare: Ints = np.maximum(margin, -1)
    return spare


def _heaviest_first(graph: Graph, fallen: Fall, gate: int, spare: int) -> int:
    weights = sorted((w for m, w in graph.gate_members(gate).items() if fallen.closed[m] != FALLEN), reverse=True)
    for count, weight in enumerate(weights):
        spare -= weight
        if spare < 0:
            return count
    return len(weights)


def redundant(graph: Graph, gates: Ints) -> Bools:
    """Which gates can give way, but not at every loss."""
    limit = graph.gate_down_at[gates]
    hard: Bools = (graph.gate_flags[gates] & SOFT_GATE) == 0
    able: Bools = hard & (limit > 1) & (limit != graph.never) & (graph.gate_n[gates] > 0)
    return able


def circular_used_up(graph: Graph, now: Fall, before: Fall) -> tuple[list[tuple[int, int]], Ints]:
    """Gates counting members of their own circle whose margin the scenario uses up.

    Returns
    -------
    used : (gate, margin without the scenario), in no order
    checked : every such gate of the circles whose footing the scenario changes

    Notes
    -----
    Where the scenario changes a member of a circle or what it stands on directly, every member is failed in turn. Where
    it changes only something farther below, only the loss of what the circle stands on directly can mean more than
    before.
    """
    if not graph.down_ci.size:
        return [], np.zeros(0, dtype=np.int64)
    differ = np.concatenate([a.cis[~among(a.cis, b.cis)] for a, b in ((now, before), (before, now))])
    close = set(member_circles(graph, "down", np.concatenate([differ, consumers(graph, differ)[0]])))
    used: list[tuple[int, int]] = []
    checked: list[int] = []
    for component in member_circles(graph, "down", dependents(graph, differ)):
        gates = _own_gates(graph, component)
        checked += gates
        margin = _checked(graph, now, gates, component, outside_only=component not in close)
        spent = [gate for gate in gates if margin[gate] == 0]
        had = _checked(graph, before, spent, component) if spent else {}
        used += [(gate, had[gate]) for gate in spent if had[gate] > 0]
    return used, np.array(checked, dtype=np.int64)


def circular_margins(graph: Graph, now: Fall, before: Fall) -> dict[int, tuple[int, int]]:
    """Margins of every gate that counts members of its own circle: in the scenario and without it."""
    found: dict[int, tuple[int, int]] = {}
    for component in member_circles(graph, "down", graph.down_ci):
        gates = _own_gates(graph, component)
        margin = _checked(graph, now, gates, component)
        had = margin if now is before else _checked(graph, before, gates, component)
        found.update({gate: (margin[gate], had[gate]) for gate in gates})
    return found


def checked_margins(graph: Graph, fallen: Fall, gates: Sequence[int]) -> dict[int, int]:
    """Margins of those of some gates that count members of their own circle."""
    found: dict[int, int] = {}
    owners = graph.gate_owner[np.array(gates, dtype=np.int64)].astype(np.int64)
    for component in member_circles(graph, "down", owners):
        own = sorted(set(_own_gates(graph, component)).intersection(gates))
        found.update(_checked(graph, fallen, own, component))
    return found


def _own_gates(graph: Graph, component: int) -> list[int]:
    """Redundant gates of a circle that count one of its members."""

    def make() -> list[int]:
        cis = set(circle_of(graph, "down", component).cis)
        views = [gate for ci in cis for gate in graph.gates_of(ci) if gate.gate >= 0 and cis & gate.members.keys()]
        numbers = np.array(sorted(view.gate for view in views), dtype=np.int64)
        found: list[int] = numbers[redundant(graph, numbers)].tolist()
        return found

    return graph.cached(("own gates", component), make)


def _footing(graph: Graph, component: int) -> frozenset[int]:
    """The circle and everything that it stands on."""

    def make() -> frozenset[int]:
        return frozenset(footing(graph, np.array(circle_of(graph, "down", component).cis, dtype=np.int64)).tolist())

    return graph.cached(("footing", component), make)


def _checked(
    graph: Graph, fallen: Fall, gates: list[int], component: int, *, outside_only: bool = False
) -> dict[int, int]:
    """Margins of gates of one circle, 0 where the loss of one member alone takes a gate DOWN.

    ``outside_only``: fail only members that are no part of the circle.
    """
    own = set(circle_of(graph, "down", component).cis) if outside_only else set()
    numbers = np.array(gates, dtype=np.int64)
    margin = dict(zip(gates, simple_margins(graph, fallen, numbers).tolist(), strict=True))
    counted: dict[int, list[int]] = {}
    for gate in gates:
        if margin[gate] > 0:
            for member in graph.gate_members(gate):
                if fallen.closed[member] == 0 and member not in own:
                    counted.setdefault(member, []).append(gate)
    ground = _footing(graph, component)
    for member, watched in counted.items():
        if all(margin[gate] == 0 for gate in watched):
            continue
        after = OneMore(graph, fallen, ground)
        after.fail(member)
        margin.update({gate: 0 for gate in watched if after.gate_down(gate)})
    return margin
