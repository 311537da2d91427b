"""Who alone takes whom DOWN: an estate with redundancy reduced to plain needs.

A CI *dominates* another when its failure alone takes that one DOWN. With redundancy that is no matter of paths. But a
group of providers can be replaced by the CIs that alone defeat it, and then a CI is dominated by exactly what it
reaches: whoever takes a defeater down defeats the group too. Groups are reduced providers first, so that only CIs of
strictly lower components ever stand in for their members; circles of redundancy are asked for what each failure does
to them (`impact.dominator_circles`).

Everything holds on top of a given state: what is DOWN already, and what is immune, takes no part.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from impact.dominator_circles import Circles
from impact.dominator_gates import Entries, defeaters
from impact.graph import DEAD_ROW, Graph
from impact.layers import layers
from impact.plain_needs import PlainNeeds
from impact.propagate import Fall
from impact.ragged import Bools, Ints, distinct, positions

__all__ = ["Dominators", "Pulse", "dominators", "nothing"]

Pulse = Callable[[int, int], None]
"""Told between steps how many of how many are done; it may raise to end the work."""


@dataclass(frozen=True, slots=True)
class Dominators:
    """The CIs that some roots stand on, and what each of them needs once redundancy is reduced away.

    ``cis`` (k,) CI numbers, ascending; ``label`` (k,) a number below k that CIs share which fall together with each
    other; ``needs`` relates labels.
    """

    cis: Ints
    label: Ints
    needs: PlainNeeds

    def places(self, cis: Ints) -> Ints:
        """Where CIs stand in ``cis``; -1 for those that are not among them."""
        if not self.cis.size:
            return np.full(cis.size, -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.cis, cis), self.cis.size - 1)
        return np.where(self.cis[at] == cis, at, -1)

    def of(self, ci: int) -> Ints:
        """Every CI whose failure alone takes a CI DOWN, itself included, ascending; O(what those need)."""
        place = int(self.places(np.array([ci], dtype=np.int64))[0])
        if place < 0:
            return np.zeros(0, dtype=np.int64)
        reached = np.zeros(self.cis.size, dtype=np.bool_)
        reached[self.needs.below(self.label[[place]])] = True
        return self.cis[reached[self.label]]


def nothing(done: int, total: int) -> None:
    """Tell nobody."""
    del done, total


def dominators(graph: Graph, base: Fall, roots: Ints, pulse: Pulse = nothing) -> Dominators:
    """Reduce what some CIs stand on.

    Parameters
    ----------
    base : the state that single failures come on top of, at the level of up
    roots : (r,) the CIs asked about; those that are DOWN or immune in ``base`` are left out

    Notes
    -----
    O(relations below the roots), the sizes of the dominator sets of members of redundant groups, and for each circle
    of redundancy what its members' failures do to it.
    """
    cis = _footing(graph, base, roots)
    edges = _edges(graph, base, cis)
    circles = Circles(graph, base, cis, edges.up, edges.down)
    rises = np.zeros(cis.size, dtype=np.bool_)
    rises[edges.up[~edges.sole]] = True
    rises[circles.member >= 0] = True
    start = np.searchsorted(edges.down, np.arange(cis.size + 1))
    part, layer = layers(start, edges.up, circles.together, rises)
    label = np.where(circles.member >= 0, np.arange(cis.size), part)
    plain = edges.sole & (circles.member[edges.up] < 0)
    needs = PlainNeeds(label, edges.up[plain], edges.down[plain])
    grouped = edges.where(~edges.sole & (circles.member[edges.up] < 0))
    grouped = grouped.where(np.argsort(layer[grouped.up], kind="stable"))
    bounds = np.searchsorted(layer[grouped.up], np.arange(int(layer.max(initial=0)) + 2))
    for number in range(1, bounds.size - 1):
        pulse(number - 1, bounds.size - 2)
        here = grouped.where(np.arange(bounds[number], bounds[number + 1]))
        found = defeaters(needs, Entries(here.gate, here.down, here.weight, here.limit), label[here.up])
        needs.add(*(np.concatenate(pair) for pair in zip(found, circles.solve(needs, layer, number), strict=True)))
    return Dominators(cis, label, needs)


@dataclass(frozen=True, slots=True)
class _Edges:
    """Relations that can take their consumer down: ends by place, gate (-1 none), weight, and what the gate can lose.

    ``sole``: the loss of this provider alone defeats the gate. Ordered by ``down``.
    """

    up: Ints
    down: Ints
    gate: Ints
    weight: Ints
    limit: Ints

    @property
    def sole(self) -> Bools:
        """Which ends are needed unconditionally."""
        needed: Bools = self.weight >= self.limit
        return needed

    def where(self, keep: Ints | Bools) -> _Edges:
        """Some of them."""
        return _Edges(self.up[keep], self.down[keep], self.gate[keep], self.weight[keep], self.limit[keep])


def _footing(graph: Graph, base: Fall, roots: Ints) -> Ints:
    """Everything that holds these CIs up and could fall, ascending; soft relations hold nobody up."""
    met = np.zeros(graph.size, dtype=np.bool_)
    scratch = np.empty(graph.size, dtype=np.int32)
    frontier = np.asarray(roots, dtype=np.int64)
    parts: list[Ints] = []
    while True:
        frontier = distinct(frontier[(base.closed[frontier] == 0) & ~met[frontier]], scratch)
        if not frontier.size:
            break
        met[frontier] = True
        parts.append(frontier)
        at, _ = positions(graph.in_start, frontier)
        gate = graph.in_gate[at]
        live = (graph.in_flags[at] & DEAD_ROW) == 0
        if graph.gates:
            live &= (gate < 0) | (graph.gate_down_at[gate] != graph.never)
        frontier = graph.in_provider[at[live]].astype(np.int64)
    return np.sort(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.int64)


def _edges(graph: Graph, base: Fall, cis: Ints) -> _Edges:
    at, counts = positions(graph.out_start, cis)
    down = np.repeat(np.arange(cis.size), counts)
    target = graph.out_target[at].astype(np.int64)
    weight = graph.out_weight[at].astype(np.int64) if graph.out_weight.size else np.ones(at.size, dtype=np.int64)
    gate = np.where(target < 0, ~target, -1)
    limit = np.ones(at.size, dtype=np.int64)
    if graph.gates:
        grouped = gate >= 0
        hard = graph.gate_down_at[gate] != graph.never
        limit = np.where(grouped, graph.gate_down_at[gate].astype(np.int64) - base.lost[gate], 1)
        target = np.where(grouped, graph.gate_owner[gate], target)
    else:
        hard = gate < 0
    place = graph.scratch.take(graph.size, "<i4")
    place[cis] = np.arange(1, cis.size + 1)
    graph.scratch.settle(place, cis)
    up = place[target].astype(np.int64) - 1
    keep = (up >= 0) & ((gate < 0) | hard)
    return _Edges(up[keep], down[keep], gate[keep], weight[keep], limit[keep])
