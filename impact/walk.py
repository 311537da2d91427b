"""One relation further, up or down, and walks that go on so to the end, in whole-array steps."""

from __future__ import annotations

import numpy as np

from impact.graph import DEAD_ROW, Graph
from impact.ragged import Bools, Ints, distinct, positions

__all__ = ["Walk", "consumers", "providers"]


def consumers(graph: Graph, cis: Ints) -> tuple[Ints, Ints]:
    """Whom CIs can hurt: (consumers, how many entries each CI has); O(relations)."""
    at, counts = positions(graph.out_start, cis)
    return _owners(graph, graph.out_target[at]), counts


def providers(graph: Graph, cis: Ints) -> tuple[Ints, Ints]:
    """What CIs need: (providers, how many entries each CI has), relations that take no part left out."""
    at, counts = positions(graph.in_start, cis)
    live = (graph.in_flags[at] & DEAD_ROW) == 0
    owner = np.repeat(np.arange(cis.size), counts)[live]
    return graph.in_provider[at[live]].astype(np.int64), np.bincount(owner, minlength=cis.size)


def _owners(graph: Graph, target: Ints) -> Ints:
    """The consumers that entries of ``out_target`` name, those of gates among them."""
    target = target.astype(np.int64)
    grouped = target < 0
    target[grouped] = graph.gate_owner[~target[grouped]]
    return target


def _above(graph: Graph, cis: Ints) -> Ints:
    return consumers(graph, cis)[0]


def _below(graph: Graph, cis: Ints) -> Ints:
    at, _ = positions(graph.in_start, cis)
    found: Ints = graph.in_provider[at[(graph.in_flags[at] & DEAD_ROW) == 0]].astype(np.int64)
    return found


class Walk:
    """A breadth-first walk in one direction, over all CIs or only over some."""

    def __init__(self, graph: Graph, cis: Ints, *, upward: bool, inside: Bools | None = None) -> None:
        self.graph = graph
        self.step = _above if upward else _below
        self.scratch = np.empty(graph.size, dtype=np.int32)
        self.met = graph.scratch.take(graph.size, "|u1")
        self.inside = inside
        self.frontier = distinct(np.asarray(cis, dtype=np.int64), self.scratch)
        self.met[self.frontier] = 1
        self.parts = [self.frontier]
        self.seen = 0

    def further(self) -> bool:
        """Go one relation on; whether there is anything left to look at."""
        if self.frontier.size:
            reached = self.step(self.graph, self.frontier)
            self.seen += reached.size
            new = self.met[reached] == 0
            if self.inside is not None:
                new &= self.inside[reached]
            self.frontier = distinct(reached[new], self.scratch)
            self.met[self.frontier] = 1
            self.parts.append(self.frontier)
        return bool(self.frontier.size)

    def all(self) -> Ints:
        """Go on to the end; every CI met, each once."""
        while self.further():
            pass
        cis = np.concatenate(self.parts)
        self.graph.scratch.settle(self.met, cis)
        return cis
