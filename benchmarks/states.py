"""The row about propagation: three states with redundancy and rounds, from a pair of core switches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import numpy as np

from benchmarks.bench import Bench
from benchmarks.measure import Ours, Row, Side, compared_all, faster
from benchmarks.on_kernels import LABELS, on_each
from benchmarks.worklist import Fallen, World
from impact.kernels import Name
from impact.propagate import States, propagate

__all__ = ["state_rows"]

WHAT = "three states with proofs, core pair"
LEAST: dict[Name, float] = {"plain": 10, "compiled": 50}
"""How many times as fast."""


def state_rows(bench: Bench) -> Iterator[Row]:
    """Yield the rows: the engine on numpy, and on compiled loops where numba is installed, against plain Python."""
    sides = on_each(our_side(bench))
    ours = [Ours(f"{WHAT} ({LABELS[name]})", sides[name], faster(LEAST[name])) for name in sides]
    yield from compared_all(bench.size, ours, plain_side(bench))


def our_side(bench: Bench) -> Side[None]:
    """Return the engine's propagation. Proofs are read off the rounds: a parent is whoever fell in an earlier one."""
    graph, nobody = bench.graph, np.zeros(0, dtype=np.int64)
    down = bench.numbers(bench.core_pair)
    return Side(
        "faultline",
        lambda _: propagate(graph, down, nobody, nobody),
        answer=lambda states: our_answer(bench, cast("States", states)),
    )


def our_answer(bench: Bench, states: States) -> dict[str, tuple[int, int]]:
    """Return the state of each CI that is not OK, and the round in which it fell."""
    keys = bench.graph.keys_of(states.weak.cis)
    found: dict[str, tuple[int, int]] = {}
    for key, ci in zip(keys, states.weak.cis.tolist(), strict=True):
        level = states.level(ci)
        found[key] = level, int((states.down if level > 1 else states.weak).round[ci])
    return found


def plain_side(bench: Bench) -> Side[None]:
    """Return the worklist."""
    world, first = World(bench.estate), bench.estate.first["core_switch"]
    return Side(
        "plain-Python worklist",
        lambda _: world.states((first, first + 1)),
        answer=lambda states: plain_answer(bench, *cast("tuple[Fallen, Fallen]", states)),
    )


def plain_answer(bench: Bench, down: Fallen, weak: Fallen) -> dict[str, tuple[int, int]]:
    """Return the same of the worklist's."""
    keys = bench.estate.keys
    return {keys[ci]: (2, down.round[ci]) if ci in down.round else (1, number) for ci, number in weak.round.items()}
