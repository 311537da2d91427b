"""An order of the variables of a fault tree in which its decision diagram stays small.

Depth-first orders are taken as starts and drawn together by FORCE: each node moves to the middle of the gates that it
has part in, until the gates span no less. The order with the least span wins. Whole numbers only, so that the order is
the same on every machine.

References
----------
F. A. Aloul, I. L. Markov, K. A. Sakallah, "FORCE: a fast and easy-to-implement variable-ordering heuristic", Proc. 13th
ACM Great Lakes Symposium on VLSI, 2003, doi:10.1145/764808.764839.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from impact.fault_tree import FaultTree
from impact.ragged import Ints

__all__ = ["variable_orders"]

ROUNDS = 200
PATIENCE = 12
WORK = 10_000_000
"""Members moved in all rounds together: large trees get fewer rounds."""

SCALE = 1 << 20
"""Positions are reckoned in so many parts of a place."""


def variable_orders(tree: FaultTree, order: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return orders of the nodes that have basic events, the most promising first.

    Parameters
    ----------
    order : the `blocks` of the tree

    Notes
    -----
    O(members) for each of some hundred rounds, in whole-array steps.
    """
    depth, weight = _measures(tree, order)
    starts = [
        _depth_first(tree, lambda node: (node,)),
        _depth_first(tree, lambda node: (-depth[node], node)),
        _depth_first(tree, lambda node: (weight[node], node)),
        _depth_first(tree, lambda node: (-weight[node], node)),
    ]
    force = _Force(tree)
    found = sorted(force.drawn_together(start) for start in starts)
    orders = [[node for node in nodes if tree.events[node]] for _, nodes in found]
    return [nodes for place, nodes in enumerate(orders) if nodes not in orders[:place]]


def _measures(tree: FaultTree, order: Sequence[Sequence[int]]) -> tuple[list[int], list[int]]:
    """Depth of each node, and how many paths start at it (capped)."""
    depth, weight = [1] * tree.size, [1] * tree.size
    for block in order:
        inside = set(block)
        below = sorted({member for node in block for member in tree.members(node)} - inside)
        deepest = max((depth[member] for member in below), default=0)
        heavy = min(SCALE, sum(weight[member] for member in below))
        for node in block:
            depth[node] += deepest
            weight[node] += heavy
    return depth, weight


def _depth_first(tree: FaultTree, key: Callable[[int], tuple[int, ...]]) -> list[int]:
    """Every node below the top, in the order in which a depth-first walk meets them."""
    met: dict[int, None] = {}
    todo = [tree.top]
    while todo:
        node = todo.pop()
        if node not in met:
            met[node] = None
            todo += sorted({member for member in tree.members(node) if member not in met}, key=key, reverse=True)
    return list(met)


class _Force:
    """Hyperedges of a tree: a node with one that it needs, an owner with the members of a gate."""

    def __init__(self, tree: FaultTree) -> None:
        edges: list[tuple[int, ...]] = []
        for node in range(tree.size):
            edges += [(node, member) for member in tree.needs[node]]
            edges += [(node, *gate.members) for gate in tree.gates[node]]
        self.size = tree.size
        self.counts = np.array([len(edge) for edge in edges], dtype=np.int64)
        self.ends = np.array([node for edge in edges for node in edge], dtype=np.int64)
        self.start = np.cumsum(self.counts) - self.counts
        self.incidence = np.bincount(self.ends, minlength=tree.size)

    def drawn_together(self, start: Sequence[int]) -> tuple[int, list[int]]:
        """Return the least span found from a start, and the order that has it."""
        place = np.empty(self.size, dtype=np.int64)
        place[list(start)] = np.arange(len(start))
        best, best_order, since = self._span(place), list(start), 0
        for _ in range(min(ROUNDS, WORK // max(1, self.ends.size)) if self.counts.size else 0):
            centre = np.add.reduceat(place[self.ends], self.start) * SCALE // self.counts
            pull = np.zeros(self.size, dtype=np.int64)
            np.add.at(pull, self.ends, np.repeat(centre, self.counts))
            pull = np.where(self.incidence > 0, pull // np.maximum(self.incidence, 1), place * SCALE)
            nodes = np.lexsort((np.arange(self.size), pull))
            place[nodes] = np.arange(self.size)
            span, since = self._span(place), since + 1
            if span < best:
                best, best_order, since = span, nodes.tolist(), 0
            if since > PATIENCE:
                break
        return best, best_order

    def _span(self, place: Ints) -> int:
        if not self.counts.size:
            return 0
        at = place[self.ends]
        return int((np.maximum.reduceat(at, self.start) - np.minimum.reduceat(at, self.start)).sum())
