"""The engine's loops in whole-array steps of numpy."""

from __future__ import annotations

import numpy as np

from impact.delays import Delays
from impact.graph import Graph
from impact.grounding import Level, member_circles
from impact.handing import Order, weight_tables
from impact.kernels import Kernels
from impact.ragged import Bytes, Ints, distinct, positions
from impact.walk import Walk

__all__ = ["make"]

FALLEN = 1


def make() -> Kernels:
    """Return the kernels."""
    return _Plain()


class _Plain:
    def closure(self, graph: Graph, cis: Ints, *, upward: bool) -> Ints:
        return Walk(graph, cis, upward=upward).all()

    def wave(self, graph: Graph, level: Level, closed: Bytes, delays: Delays | None) -> _Wave:
        return _Wave(graph, level, closed, delays)

    def counted(self, order: Order, at: Ints, weights: Ints) -> tuple[Ints, Ints]:
        mask = order.handed_down(at)
        octets = np.ascontiguousarray(mask.astype("<u8", copy=False).view(np.uint8).reshape(mask.shape[0], -1).T)
        total = np.zeros(mask.shape[0], dtype=np.int64)
        for table, octet in zip(weight_tables(mask.shape[1], weights), octets, strict=True):
            total += table.take(octet)
        return np.bitwise_count(mask).sum(axis=1, dtype=np.int64), total


class _Wave:
    """A fall, frontier by frontier."""

    def __init__(self, graph: Graph, level: Level, closed: Bytes, delays: Delays | None) -> None:
        self.graph = graph
        self.delays = delays
        self.level: Level = level
        self.limit = graph.gate_down_at if level == "down" else graph.gate_ok_at
        self.watched = bool((graph.down_ci if level == "down" else graph.ok_ci).size)
        self.closed = closed
        self.round = graph.scratch.take_any(graph.size, "<i4")
        self.lost = graph.scratch.take(graph.gates, graph.gate_down_at.dtype.str)
        self.scratch = np.empty(max(graph.size, graph.gates), dtype=np.int32)
        self.number = 0
        self.frontier = np.zeros(0, dtype=np.int64)
        self.order: list[Ints] = []
        self.charged: list[Ints] = []
        self.neighbours: list[Ints] = []

    def take(self, cis: Ints) -> bool:
        new = distinct(cis[self.closed[cis] == 0], self.scratch)
        self.closed[new] = FALLEN
        self.round[new] = self.number
        self.order.append(new)
        self.frontier = new
        return bool(new.size)

    def spread(self, also: Ints) -> None:
        while self.frontier.size or also.size:
            hit = self._charge()
            self.number += 1
            if also.size:
                hit, also = np.concatenate([hit, also]), also[:0]
            self.take(hit)

    def _charge(self) -> Ints:
        """Charge what fell to whoever counts it; return the CIs that a gate fails now."""
        graph = self.graph
        at, counts = positions(graph.out_start, self.frontier)
        if self.delays is not None:
            at = at[self.delays.reached(at, np.repeat(self.frontier, counts))]
        target = graph.out_target[at]
        grouped = target < 0
        hit = target[~grouped]
        if self.watched:
            self.neighbours.append(hit)
        if hit.size == target.size:
            return hit
        gates = ~target[grouped]
        weight = graph.out_weight[at[grouped]].astype(self.lost.dtype) if graph.out_weight.size else 1
        np.add.at(self.lost, gates, weight)
        self.charged.append(gates)
        if self.watched:
            self.neighbours.append(graph.gate_owner[gates])
        return np.concatenate([hit, graph.gate_owner[gates[self.lost[gates] >= self.limit[gates]]]])

    def circles(self) -> list[int]:
        if not self.neighbours:
            return []
        near = np.concatenate(self.neighbours)
        self.neighbours = []
        return member_circles(self.graph, self.level, near)

    def done(self) -> tuple[Ints, Ints]:
        none = np.zeros(0, dtype=np.int64)
        return np.concatenate([none, *self.order]), distinct(np.concatenate([none, *self.charged]), self.scratch)
