"""Levels of many numbers over time, kept as changes only."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from impact.intervals import END, Span, Spans
from impact.ragged import Bytes, Ints, among

__all__ = ["Track", "level_since", "runs", "spans_at_least"]


class Track:
    """What level each of n numbers has from when on; 0 until something else is said.

    `record` takes the whole state of a moment and keeps what differs from the one before; O(k log k) for k numbers
    above 0.
    """

    def __init__(self, size: int) -> None:
        self.best: Bytes = np.zeros(size, dtype=np.uint8)
        self._level: Bytes = np.zeros(size, dtype=np.uint8)
        self._on: Ints = np.zeros(0, dtype=np.int64)
        self._changes: list[tuple[int, Ints, Bytes]] = []

    def record(self, moment: int, numbers: Ints, levels: Bytes) -> Ints:
        """Say which numbers are above 0 from a moment on; return those that are worse than ever before."""
        gone = self._on[~among(self._on, numbers)]
        differ = levels != self._level[numbers]
        changed = np.concatenate([numbers[differ], gone])
        self._level[gone] = 0
        self._level[numbers] = levels
        if changed.size:
            self._changes.append((moment, changed, self._level[changed]))
        self._on = numbers
        worse: Ints = numbers[levels > self.best[numbers]]
        self.best[numbers] = np.maximum(self.best[numbers], levels)
        return worse

    def history(self) -> dict[int, list[tuple[int, int]]]:
        """For each number that was ever above 0 its changes: (moment, level), ascending."""
        found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for moment, numbers, levels in self._changes:
            for number, level in zip(numbers.tolist(), levels.tolist(), strict=True):
                found[number].append((moment, level))
        return dict(found)


def runs(changes: list[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Changes as (start, end, level), those at level 0 left out."""
    for (start, level), (end, _) in pairwise([*changes, (END, 0)]):
        if level:
            yield start, end, level


def spans_at_least(changes: list[tuple[int, int]], least: int) -> Spans:
    """When a level was reached, from its changes."""
    found: list[Span] = []
    for start, end, level in runs(changes):
        if level < least:
            continue
        if found and found[-1][1] == start:
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return tuple(found)


def level_since(changes: list[tuple[int, int]], moment: int, least: int) -> int:
    """Since when a level has been reached without a break at a moment; `END` where it is not. O(log k + breaks)."""
    at = bisect_right(changes, moment, key=lambda change: change[0]) - 1
    if at < 0 or changes[at][1] < least:
        return END
    while at and changes[at - 1][1] >= least:
        at -= 1
    return changes[at][0]
