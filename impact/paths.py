"""How one CI depends on another: explained paths, shortest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from impact.graph import BACKWARD_ROW, DEAD_ROW, SOFT_ROW, Graph
from impact.ragged import Ints, distinct
from impact.reach import consumers
from impact.redact import Visible

__all__ = ["DependencyPath", "Link", "paths"]

BUDGET = 200_000
"""Relations looked at before the search for longer paths gives up."""


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a path: ``consumer`` suffers when ``provider`` fails; ``forward``: written consumer -> provider."""

    consumer: str
    provider: str
    type: str
    group: str | None
    soft: bool
    forward: bool


@dataclass(frozen=True, slots=True)
class DependencyPath:
    """A path from a consumer down to what it stands on."""

    keys: tuple[str, ...]
    links: tuple[Link, ...]


def paths(
    graph: Graph, a: str, b: str, limit: int = 10, *, visible: Visible | None = None
) -> tuple[DependencyPath, ...]:
    """Dependency paths between two CIs, whichever of them stands on the other.

    Parameters
    ----------
    a, b : keys of the ends; paths run from the consumer, ``a`` where each stands on the other
    limit : at most so many paths
    visible : what the reader may see; paths through other CIs are left out

    Returns
    -------
    Paths that visit no CI twice, by length, then by their keys; empty where neither stands on the other

    Raises
    ------
    UnknownCiError : a key that no CI has

    Notes
    -----
    Distances to the far end by breadth-first search, then depth-first for each length, cutting what cannot arrive in
    time. O(relations above the far end) for the shortest; longer ones stop at a budget of relations looked at.
    """
    start, end = graph.index_of(a), graph.index_of(b)
    found = _found(graph, start, end, limit) or _found(graph, end, start, limit)
    shown = [_shown(graph, path) for path in found]
    if visible is None:
        return tuple(shown)
    keys = sorted({key for path in shown for key in path.keys})
    may = dict(zip(keys, visible(keys), strict=True))
    return tuple(path for path in shown if all(may[key] for key in path.keys))


def _distance_to(graph: Graph, end: int) -> Ints:
    away = np.full(graph.size, -1, dtype=np.int32)
    scratch = np.empty(graph.size, dtype=np.int32)
    frontier, distance = np.array([end], dtype=np.int64), 0
    while frontier.size:
        away[frontier] = distance
        reached, _ = consumers(graph, frontier)
        frontier, distance = distinct(reached[away[reached] < 0], scratch), distance + 1
    return away


def _found(graph: Graph, start: int, end: int, limit: int) -> list[list[int]]:
    away = _distance_to(graph, end)
    if away[start] < 0 or start == end:
        return []
    budget = [BUDGET]
    found: list[list[int]] = []
    longest = int(np.count_nonzero(away >= 0))
    for length in range(int(away[start]), longest):
        found += islice(_walks(graph, away, [start], length, budget), limit - len(found))
        if budget[0] <= 0 or len(found) >= limit:
            break
    return found


def _walks(graph: Graph, away: Ints, path: list[int], left: int, budget: list[int]) -> Iterator[list[int]]:
    """Paths of an exact length that go on from ``path`` to where ``away`` is 0, in order of keys."""
    stack = [(path, left)]
    while stack:
        path, left = stack.pop()
        if left == 0:
            yield path
            continue
        if budget[0] <= 0:
            return
        steps = {r.provider for r in graph.relations_of(path[-1]) if not r.flags & DEAD_ROW}
        budget[0] -= len(steps)
        fit = [p for p in steps if 0 <= away[p] < left and p not in path and (away[p] > 0 or left == 1)]
        last_first = graph.by_key(np.array(sorted(fit), dtype=np.int64)).tolist()[::-1]
        stack += [([*path, step], left - 1) for step in last_first]


def _shown(graph: Graph, path: list[int]) -> DependencyPath:
    keys = graph.keys_of(path)
    links = [_link(graph, path[i], path[i + 1], keys[i], keys[i + 1]) for i in range(len(path) - 1)]
    return DependencyPath(tuple(keys), tuple(links))


def _link(graph: Graph, consumer: int, provider: int, above: str, below: str) -> Link:
    """The relation between two CIs; of several the hard one, then by type and group."""
    choices = [
        (
            bool(r.flags & SOFT_ROW),
            graph.word(int(graph.in_type[r.row])),
            (graph.group_name(r.gate) or "") if r.gate >= 0 else "",
            bool(r.flags & BACKWARD_ROW),
        )
        for r in graph.relations_of(consumer)
        if r.provider == provider and not r.flags & DEAD_ROW
    ]
    soft, kind, group, backward = min(choices)
    return Link(above, below, kind, group or None, soft, not backward)
