"""The engine's loops as machine code: the same walks as `impact.plain`, entry by entry, made by numba.

Needs the extra ``fast``; only `impact.kernels` imports this. Compiled code is kept beside this file, or in numba's own
folder where that cannot be written to, and found again by the next process.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np

from impact.build import build_graph
from impact.delays import Delays
from impact.graph import DEAD_ROW, Graph
from impact.graph_input import CiRow, EdgeRow, GroupRow
from impact.grounding import Level
from impact.handing import Masks, Order, weight_tables
from impact.kernels import Kernels
from impact.ragged import Bytes, Column, Ints, ascending

__all__ = ["make"]

F = TypeVar("F", bound=Callable[..., Any])

FALLEN = 1
DEAD = np.uint8(DEAD_ROW)
ONES = np.bitwise_count(np.arange(256, dtype=np.uint8))
"""Bits that are set in each value of a byte."""


def _jit(function: F) -> F:
    """Compile without holding up other threads; kept on disk where there is a place for it."""
    try:
        return cast("F", numba.njit(cache=True, nogil=True)(function))
    except RuntimeError:  # nowhere to keep it
        return cast("F", numba.njit(nogil=True)(function))


@_jit
def _above(start: Ints, target: Ints, owner: Ints, met: Bytes, order: Ints, end: int) -> int:
    begin = 0
    while begin < end:
        ci = order[begin]
        begin += 1
        for at in range(start[ci], start[ci + 1]):
            above = target[at]
            if above < 0:
                above = owner[~above]
            if met[above] == 0:
                met[above] = 1
                order[end] = above
                end += 1
    return end


@_jit
def _below(start: Ints, provider: Ints, flags: Bytes, met: Bytes, order: Ints, end: int) -> int:
    begin = 0
    while begin < end:
        ci = order[begin]
        begin += 1
        for at in range(start[ci], start[ci + 1]):
            below = provider[at]
            if flags[at] & DEAD == 0 and met[below] == 0:
                met[below] = 1
                order[end] = below
                end += 1
    return end


@_jit
def _take(cis: Ints, met: Bytes, order: Ints, end: int) -> int:
    for ci in cis:
        if met[ci] == 0:
            met[ci] = FALLEN
            order[end] = ci
            end += 1
    return end


@_jit
def _spread(
    start: Ints,
    target: Ints,
    weight: Ints,
    owner: Ints,
    limit: Ints,
    entry: Ints,
    since: Ints,
    moment: int,
    watched: Bytes,
    ring: Ints,
    asked: Bytes,
    also: Ints,
    closed: Bytes,
    round_: Ints,
    lost: Ints,
    order: Ints,
    touched: Ints,
    met: Bytes,
    at_end: Ints,
) -> None:
    begin, end, charged, number = at_end[0], at_end[1], at_end[2], at_end[3]
    others = also.size
    while begin < end or others:
        number += 1
        last = end
        while begin < last:
            ci = order[begin]
            begin += 1
            age = max(moment - since[ci], 0) if entry.size else 0
            for at in range(start[ci], start[ci + 1]):
                if entry.size and entry[at] > age:
                    continue
                consumer = target[at]
                fails = True
                if consumer < 0:
                    gate = ~consumer
                    consumer = owner[gate]
                    if weight.size:
                        if met[gate] == 0:
                            met[gate] = 1
                            touched[charged] = gate
                            charged += 1
                        lost[gate] += weight[at]
                    else:
                        if lost[gate] == 0:
                            touched[charged] = gate
                            charged += 1
                        lost[gate] += 1
                    fails = lost[gate] >= limit[gate]
                if watched.size and watched[consumer]:
                    asked[ring[consumer]] = 1
                if fails and closed[consumer] == 0:
                    closed[consumer] = FALLEN
                    round_[consumer] = number
                    order[end] = consumer
                    end += 1
        for i in range(others):
            consumer = also[i]
            if closed[consumer] == 0:
                closed[consumer] = FALLEN
                round_[consumer] = number
                order[end] = consumer
                end += 1
        others = 0
    at_end[0], at_end[1], at_end[2], at_end[3] = begin, end, charged, number


@_jit
def _hand_down(hearing: Ints, start: Ints, consumers: Ints, mask: Masks) -> None:
    words = mask.shape[1]
    for i in range(hearing.size):
        node = hearing[i]
        for at in range(start[i], start[i + 1]):
            above = consumers[at]
            for word in range(words):
                mask[node, word] |= mask[above, word]


@_jit
def _count(mask: Masks, ones: Bytes, tables: Ints, count: Ints, weight: Ints) -> None:
    for node in range(mask.shape[0]):
        for word in range(mask.shape[1]):
            left = mask[node, word]
            row = 8 * word
            while left:
                octet = np.int64(left & np.uint64(255))
                count[node] += ones[octet]
                weight[node] += tables[row, octet]
                left >>= np.uint64(8)
                row += 1


def make() -> Kernels:
    """Return the kernels, compiled or found on disk, and ready for the first question."""
    made = _Compiled()
    made.warm_up()
    return made


def _fixed(array: Column) -> Column:
    """The same array, not to be written to: mapped ones cannot be, and each kind of array is compiled for apart."""
    view = array.view()
    view.flags.writeable = False
    return view


class _Arrays:
    """The arrays of a graph that the loops read."""

    def __init__(self, graph: Graph) -> None:
        self.out_start, self.out_target = _fixed(graph.out_start), _fixed(graph.out_target)
        self.out_weight, self.gate_owner = _fixed(graph.out_weight), _fixed(graph.gate_owner)
        self.in_start, self.in_provider = _fixed(graph.in_start), _fixed(graph.in_provider)
        self.in_flags = _fixed(graph.in_flags)
        self.limit: dict[Level, Ints] = {"down": _fixed(graph.gate_down_at), "ok": _fixed(graph.gate_ok_at)}
        self.ring: dict[Level, tuple[Bytes, Ints, Ints]] = {
            "down": _ring(graph.size, graph.down_ci, graph.down_component),
            "ok": _ring(graph.size, graph.ok_ci, graph.ok_component),
        }


def _ring(size: int, cis: Ints, component: Ints) -> tuple[Bytes, Ints, Ints]:
    """Which CIs belong to circles, to which (both of length 0 where there are none), and the circles' numbers.

    Who belongs to none is told by one byte, so that hardly any walk has to fetch the wider column.
    """
    numbers = ascending(component.astype(np.int64))
    ring = np.full(size if cis.size else 0, -1, dtype=np.int32)
    ring[cis] = np.searchsorted(numbers, component)
    return (ring >= 0).astype(np.uint8), ring, numbers


def _arrays(graph: Graph) -> _Arrays:
    return graph.cached("compiled", lambda: _Arrays(graph))


class _Compiled:
    def closure(self, graph: Graph, cis: Ints, *, upward: bool) -> Ints:
        arrays = _arrays(graph)
        met = graph.scratch.take(graph.size, "|u1")
        order = np.empty(graph.size, dtype=np.int32)
        end = _take(np.array(cis, dtype=np.int64), met, order, 0)
        if upward:
            end = _above(arrays.out_start, arrays.out_target, arrays.gate_owner, met, order, end)
        else:
            end = _below(arrays.in_start, arrays.in_provider, arrays.in_flags, met, order, end)
        found = order[:end].astype(np.int64)
        graph.scratch.settle(met, found)
        return found

    def wave(self, graph: Graph, level: Level, closed: Bytes, delays: Delays | None) -> _Wave:
        return _Wave(graph, level, closed, delays)

    def counted(self, order: Order, at: Ints, weights: Ints) -> tuple[Ints, Ints]:
        mask = order.marked(at)
        _hand_down(order.hearing, order.start, order.consumers, mask)
        count, weight = np.zeros(mask.shape[0], dtype=np.int64), np.zeros(mask.shape[0], dtype=np.int64)
        _count(mask, ONES, weight_tables(mask.shape[1], weights), count, weight)
        return count, weight

    def warm_up(self) -> None:
        """Ask each loop one small question of each kind, so that nothing is left to be compiled."""
        for weight in (1, LARGE):
            graph = _small(weight)
            for upward in (True, False):
                self.closure(graph, NOBODY, upward=upward)
            wave = self.wave(graph, "down", graph.scratch.take(graph.size, "|u1"), None)
            wave.take(NOBODY)
            wave.spread(NOBODY)
        self.counted(Order(NOBODY, NOBODY, np.zeros(1, dtype=np.int64), NOBODY, NOBODY), NOBODY, NOBODY)


class _Wave:
    """A fall, CI by CI; within a round in the order in which gates give way."""

    def __init__(self, graph: Graph, level: Level, closed: Bytes, delays: Delays | None) -> None:
        self.arrays = _arrays(graph)
        self.level: Level = level
        self.closed = closed
        self.round = graph.scratch.take_any(graph.size, "<i4")
        self.lost = graph.scratch.take(graph.gates, graph.gate_down_at.dtype.str)
        self.order = np.empty(graph.size, dtype=np.int32)
        self.touched = np.empty(graph.gates, dtype=np.int32)
        self.met = np.zeros(graph.gates if graph.out_weight.size else 0, dtype=np.uint8)
        self.watched, self.ring, self.components = self.arrays.ring[level]
        self.asked = np.zeros(self.components.size, dtype=np.uint8)
        self.entry: Ints = delays.ride.entry if delays is not None else NOBODY
        self.since: Ints = delays.since if delays is not None else NOBODY
        self.moment = delays.moment if delays is not None else 0
        # Where the frontier begins and ends in the order, how many gates were charged, and the round.
        self.at = np.zeros(4, dtype=np.int64)

    @property
    def number(self) -> int:
        return int(self.at[3])

    def take(self, cis: Ints) -> bool:
        end = int(self.at[1])
        self.at[1] = _take(np.array(cis, dtype=np.int64), self.closed, self.order, end)
        new = self.order[end : self.at[1]]
        self.round[new] = self.number
        return bool(new.size)

    def spread(self, also: Ints) -> None:
        arrays = self.arrays
        _spread(
            arrays.out_start,
            arrays.out_target,
            arrays.out_weight,
            arrays.gate_owner,
            arrays.limit[self.level],
            self.entry,
            self.since,
            self.moment,
            self.watched,
            self.ring,
            self.asked,
            np.array(also, dtype=np.int64),
            self.closed,
            self.round,
            self.lost,
            self.order,
            self.touched,
            self.met,
            self.at,
        )

    def circles(self) -> list[int]:
        asked = np.flatnonzero(self.asked)
        self.asked[asked] = 0
        found: list[int] = self.components[asked].tolist()
        return found

    def done(self) -> tuple[Ints, Ints]:
        _, fallen, charged, _ = self.at.tolist()
        return self.order[:fallen].astype(np.int64), self.touched[:charged].astype(np.int64)


LARGE = 1 << 40
"""A weight whose sums need 64 bits."""
NOBODY = np.zeros(0, dtype=np.int64)


def _small(weight: int) -> Graph:
    """A graph of two CIs with a gate about capacity."""
    cis = [CiRow("a", "a"), CiRow("b", "b")]
    edges = [EdgeRow("a", "b", "depends_on", group="g", weight=weight)]
    return build_graph(cis, edges, [GroupRow("a", "g", {"demand": weight})])
