"""Whom each provider can hurt, after the relations of a few consumers changed."""

from __future__ import annotations

import numpy as np

from impact.change_gates import Cuts, NewGates
from impact.change_rows import Rows
from impact.graph import DEAD_ROW, TWIN_ROW, WEIGHTED_GATE, Graph
from impact.ragged import Column, Ints, among, ascending, positions

__all__ = ["dependents_changed"]

HALF = 2**32


def _entries(rows: Rows, weight: Ints) -> tuple[Ints, Ints]:
    """Entries of the ``out_*`` arrays that rows stand for: (provider and target in one number, weight)."""
    live = (rows.flags & (DEAD_ROW | TWIN_ROW)) == 0
    target = np.where(rows.gate < 0, rows.consumer, ~rows.gate)[live]
    return rows.provider[live] * (2 * HALF) + (target + HALF), weight[live]


def dependents_changed(graph: Graph, old: Rows, gates: NewGates) -> dict[str, Column]:
    """The ``out_*`` arrays after a change.

    Parameters
    ----------
    graph : with its CIs as they are now, the rest as it was
    old : the relations of the consumers concerned as they were
    gates : what became of them

    Notes
    -----
    O(relations) of plain copying, plus the rows of the providers that gain or lose something.
    """
    was = _entries(old, _old_weight(graph, old))
    now = _entries(gates.rows, gates.adds)
    moved = _difference(was, now)
    if not moved.size:
        return {}
    providers = ascending(moved // (2 * HALF))
    at, counts = positions(graph.out_start, providers)
    held = np.repeat(providers, counts) * (2 * HALF) + (graph.out_target[at].astype(np.int64) + HALF)
    stay = ~among(held, moved)
    come = among(now[0], moved)
    entry = np.concatenate([held[stay], now[0][come]])
    before = graph.out_weight[at][stay] if graph.out_weight.size else np.ones(int(stay.sum()), dtype=np.int64)
    weight = np.concatenate([before, now[1][come]])
    order = np.argsort(entry, kind="stable")
    entry, weight = entry[order], weight[order]
    return _put(graph, providers, entry, weight)


def _put(graph: Graph, providers: Ints, entry: Ints, weight: Ints) -> dict[str, Column]:
    counts = np.bincount(np.searchsorted(providers, entry // (2 * HALF)), minlength=providers.size)
    sizes = np.diff(graph.out_start)
    sizes[providers] = counts
    start = np.zeros(graph.out_start.size, dtype=graph.out_start.dtype)
    np.cumsum(sizes, out=start[1:])
    cuts = Cuts(graph.out_start, providers, counts)
    found = {"out_start": start, "out_target": cuts.put(graph.out_target, entry % (2 * HALF) - HALF)}
    if graph.out_weight.size or (weight != 1).any():
        column = graph.out_weight if graph.out_weight.size else np.ones(graph.out_target.size, dtype=np.int64)
        found["out_weight"] = cuts.put(column, weight)
    return found


def _old_weight(graph: Graph, old: Rows) -> Ints:
    """What each row added to its gate, the heaviest of a provider's rows counting."""
    weight = np.ones(old.consumer.size, dtype=np.int64)
    if not graph.out_weight.size or not graph.gates:
        return weight
    heavy = np.flatnonzero((old.gate >= 0) & ((graph.gate_flags[np.maximum(old.gate, 0)] & WEIGHTED_GATE) != 0))
    members = {gate: graph.gate_members(gate) for gate in set(old.gate[heavy].tolist())}
    for row in heavy.tolist():
        weight[row] = members[int(old.gate[row])].get(int(old.provider[row]), 0)
    return weight


def _difference(was: tuple[Ints, Ints], now: tuple[Ints, Ints]) -> Ints:
    """Entries that appear, disappear, come more or less often, or weigh differently, ascending."""
    entry = np.concatenate([was[0], now[0]])
    weight = np.concatenate([was[1], now[1]])
    sign = np.concatenate([np.ones(was[0].size, dtype=np.int64), -np.ones(now[0].size, dtype=np.int64)])
    order = np.lexsort((weight, entry))
    entry, weight, sign = entry[order], weight[order], sign[order]
    if not entry.size:
        return entry
    head = np.ones(entry.size, dtype=np.bool_)
    head[1:] = (entry[1:] != entry[:-1]) | (weight[1:] != weight[:-1])
    starts = np.flatnonzero(head)
    return ascending(entry[starts][np.add.reduceat(sign, starts) != 0])
