"""How much redundancy is left: the margin of a gate, and the gates whose margin a scenario uses up.

The margin of a redundant gate is how many more of its members may go DOWN before it does; with weights, the heaviest
go first. Inside a circle of redundancy that figure is an upper bound, because one member's loss can take others along:
there each member is failed in turn, and where one alone takes the gate DOWN the margin is 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from impact.circular_margin import (
    checked_margins,
    circular_margins,
    circular_used_up,
    redundant,
    simple_margins,
)
from impact.graph import Graph
from impact.propagate import Fall
from impact.ragged import among, ascending
from impact.scenario import Scenario
from impact.scenarios import read_scenario, states_before, states_of

__all__ = ["GateMargin", "UsedUp", "had_margin", "margins", "used_up"]


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


def used_up(graph: Graph, now: Fall, before: Fall) -> list[UsedUp]:
    """Gates that hold in the scenario with margin 0 and had more without it, by gate number.

    Notes
    -----
    O(touched gates); circles that the scenario reaches are checked by failing members in turn.
    """
    gates = now.touched[redundant(graph, now.touched)]
    margin, had = simple_margins(graph, now, gates), simple_margins(graph, before, gates)
    circular, checked = circular_used_up(graph, now, before)
    lost = np.flatnonzero((margin == 0) & (had > 0) & ~among(gates, checked))
    found = [(int(gates[i]), int(had[i])) for i in lost] + circular
    return [UsedUp(gate, without) for gate, without in sorted(found)]


def had_margin(graph: Graph, fallen: Fall, gates: Sequence[int]) -> dict[int, int]:
    """Margin of some redundant gates, -1 where one is DOWN; circles of redundancy are checked."""
    numbers = np.array(gates, dtype=np.int64)
    found = dict(zip(gates, simple_margins(graph, fallen, numbers).tolist(), strict=True))
    return found | checked_margins(graph, fallen, gates)


def margins(
    graph: Graph, scenario: Scenario | None = None, *, of: Iterable[str] | None = None
) -> tuple[GateMargin, ...]:
    """Margin of every redundant gate that holds in a scenario, ordered by key and group.

    Parameters
    ----------
    scenario : default: nothing but what is DOWN already
    of : keys of the CIs whose gates are meant, those that the graph does not have left out; default: all

    Notes
    -----
    O(gates), plus the check of every circle of redundancy; with ``of`` O(their relations) and their circles.
    """
    question = read_scenario(graph, scenario or Scenario())
    now, before = states_of(graph, question).down, states_before(graph, question).down
    if of is not None:
        return _named(graph, _few(graph, of, now, before))
    gates = np.flatnonzero(redundant(graph, np.arange(graph.gates)))
    margin, had = simple_margins(graph, now, gates), simple_margins(graph, before, gates)
    figures = {int(g): (int(m), int(h)) for g, m, h in zip(gates, margin, had, strict=True)}
    figures.update(circular_margins(graph, now, before))
    return _named(graph, ((gate, *pair) for gate, pair in figures.items() if pair[0] >= 0))


def _few(graph: Graph, of: Iterable[str], now: Fall, before: Fall) -> list[tuple[int, int, int]]:
    """Margins of the redundant gates of a few CIs that hold: (gate, now, before)."""
    owners = ascending(graph.find(sorted(set(of))))
    views = graph.gates_of_many(owners[owners >= 0])
    numbers = np.array(sorted(v.gate for listed in views.values() for v in listed if v.gate >= 0), dtype=np.int64)
    gates: list[int] = numbers[redundant(graph, numbers)].tolist()
    margin, had = had_margin(graph, now, gates), had_margin(graph, before, gates)
    return [(gate, margin[gate], had[gate]) for gate in gates if margin[gate] >= 0]


def _named(graph: Graph, figures: Iterable[tuple[int, int, int]]) -> tuple[GateMargin, ...]:
    rows = list(figures)
    keys = graph.keys_of(graph.gate_owner[np.array([gate for gate, _, _ in rows], dtype=np.int64)])
    found = [
        GateMargin(key, graph.group_name(gate) or "", before, margin)
        for key, (gate, margin, before) in zip(keys, rows, strict=True)
    ]
    return tuple(sorted(found, key=lambda g: (g.key, g.group)))
