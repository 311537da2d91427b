"""How much redundancy is left: the margin of a gate, and the gates whose margin a scenario uses up.

The margin of a redundant gate is how many more of its members may go DOWN before it does; with weights, the heaviest
go first. Inside a circle of redundancy that figure is an upper bound, because one member's loss can take others along:
there each member is failed in turn, and where one alone takes the gate DOWN the margin is 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from impact.graph import SOFT_GATE, WEIGHTED_GATE, Graph
from impact.grounding import circle_of, member_circles
from impact.propagate import FALLEN, Fall
from impact.ragged import Bools, Ints, among
from impact.reach import dependents, footing
from impact.scenario import Scenario
from impact.scenarios import read_scenario, states_before, states_of
from impact.whatif import OneMore

__all__ = ["GateMargin", "UsedUp", "margins", "used_up"]


@dataclass(frozen=True, slots=True)
class GateMargin:
    """Margin of one gate that holds: ``before`` without the scenario, ``margin`` in it."""

    key: str
    group: str
    before: int
    margin: int


@dataclass(frozen=True, slots=True)
class UsedUp:
    """A gate that holds with margin 0 and had more before, by number."""

    gate: int
    before: int


def _simple(graph: Graph, fallen: Fall, gates: Ints) -> Ints:
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


def used_up(graph: Graph, now: Fall, before: Fall) -> list[UsedUp]:
    """Gates that hold in the scenario with margin 0 and had more without it, by gate number.

    Notes
    -----
    O(touched gates); circles that the scenario reaches are checked by failing each member in turn.
    """
    gates = now.touched[redundant(graph, now.touched)]
    margin, had = _simple(graph, now, gates), _simple(graph, before, gates)
    circular = _circular_gates(graph, now, before)
    inside = among(gates, np.fromiter(circular, dtype=np.int64, count=len(circular)))
    lost = np.flatnonzero((margin == 0) & (had > 0) & ~inside)
    found = [UsedUp(int(gates[i]), int(had[i])) for i in lost]
    for gate, (in_scenario, without) in _circular_margins(graph, now, before, circular).items():
        if in_scenario == 0 and without > 0:
            found.append(UsedUp(gate, without))
    return sorted(found, key=lambda u: u.gate)


def _circular_gates(graph: Graph, now: Fall, before: Fall) -> dict[int, int]:
    """Gates that count members of their own circle, of the circles whose footing the scenario changes."""
    if not graph.down_ci.size:
        return {}
    differ = [a.cis[~among(a.cis, b.cis)] for a, b in ((now, before), (before, now))]
    near = dependents(graph, np.concatenate(differ))
    gates: dict[int, int] = {}
    for component in member_circles(graph, "down", near):
        gates.update(dict.fromkeys(_own_gates(graph, component), component))
    return gates


def _all_circles(graph: Graph) -> list[int]:
    return member_circles(graph, "down", graph.down_ci)


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


def _circular_margins(graph: Graph, now: Fall, before: Fall, circular: dict[int, int]) -> dict[int, tuple[int, int]]:
    """Margins in the scenario and without it, each member failed in turn."""
    found: dict[int, tuple[int, int]] = {}
    for component in sorted(set(circular.values())):
        gates = [gate for gate, owner in circular.items() if owner == component]
        checked = _checked(graph, now, gates, component)
        without = _checked(graph, before, gates, component)
        found.update({gate: (checked[gate], without[gate]) for gate in gates})
    return found


def _checked(graph: Graph, fallen: Fall, gates: list[int], component: int) -> dict[int, int]:
    """Margins of gates of one circle, 0 where the loss of one member alone takes a gate DOWN."""
    numbers = np.array(gates, dtype=np.int64)
    margin = dict(zip(gates, _simple(graph, fallen, numbers).tolist(), strict=True))
    counted: dict[int, list[int]] = {}
    for gate in gates:
        if margin[gate] > 0:
            for member in graph.gate_members(gate):
                if fallen.closed[member] == 0:
                    counted.setdefault(member, []).append(gate)
    ground = _footing(graph, component)
    for member, watched in counted.items():
        if all(margin[gate] == 0 for gate in watched):
            continue
        after = OneMore(graph, fallen, ground)
        after.fail(member)
        margin.update({gate: 0 for gate in watched if after.gate_down(gate)})
    return margin


def margins(graph: Graph, scenario: Scenario | None = None) -> tuple[GateMargin, ...]:
    """Margin of every redundant gate that holds in a scenario, ordered by key and group.

    Parameters
    ----------
    scenario : default: nothing but what is DOWN already

    Notes
    -----
    O(gates), plus the check of every circle of redundancy.
    """
    question = read_scenario(graph, scenario or Scenario())
    now, before = states_of(graph, question).down, states_before(graph, question).down
    gates = np.flatnonzero(redundant(graph, np.arange(graph.gates)))
    margin, had = _simple(graph, now, gates), _simple(graph, before, gates)
    figures = {int(g): (int(m), int(h)) for g, m, h in zip(gates, margin, had, strict=True)}
    circular = {gate: component for component in _all_circles(graph) for gate in _own_gates(graph, component)}
    figures.update(_circular_margins(graph, now, before, circular))
    return _named(graph, ((gate, *pair) for gate, pair in figures.items() if pair[0] >= 0))


def _named(graph: Graph, figures: Iterable[tuple[int, int, int]]) -> tuple[GateMargin, ...]:
    rows = list(figures)
    keys = graph.keys_of(graph.gate_owner[np.array([gate for gate, _, _ in rows], dtype=np.int64)])
    found = [
        GateMargin(key, graph.group_name(gate) or "", before, margin)
        for key, (gate, margin, before) in zip(keys, rows, strict=True)
    ]
    return tuple(sorted(found, key=lambda g: (g.key, g.group)))
