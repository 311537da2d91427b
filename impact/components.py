"""Which CIs stand in a circle: strongly connected components, found by peeling and then by Tarjan's algorithm."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from impact.ragged import Ints, ascending

__all__ = ["circles", "strong_components"]

ROUNDS = 64
SPARSE = 4
"""CIs are renumbered first where there are so many times fewer edges."""


def strong_components(edges: Sequence[Sequence[int]]) -> list[int]:
    """Number the strongly connected components of a small graph.

    Parameters
    ----------
    edges : ``edges[v]`` are the successors of v

    Returns
    -------
    list of component numbers; a component is numbered after all components that it leads to

    Notes
    -----
    O(v + e), without recursion.

    References
    ----------
    R. Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput. 1(2), 1972, doi:10.1137/0201010.
    """
    n = len(edges)
    index, low, component = [-1] * n, [0] * n, [-1] * n
    stack: list[int] = []
    counter = found = 0
    for root in range(n):
        if index[root] >= 0:
            continue
        index[root] = low[root] = counter
        counter += 1
        stack.append(root)
        work = [(root, iter(edges[root]))]
        while work:
            node, following = work[-1]
            for child in following:
                if index[child] < 0:
                    index[child] = low[child] = counter
                    counter += 1
                    stack.append(child)
                    work.append((child, iter(edges[child])))
                    break
                if component[child] < 0:
                    low[node] = min(low[node], index[child])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    while component[node] < 0:
                        component[stack.pop()] = found
                    found += 1
    return component


def circles(source: Ints, target: Ints, n: int) -> list[Ints]:
    """Components of more than one CI, or with an edge to itself.

    Parameters
    ----------
    source, target : (e,) ends of each edge, in ``0 .. n - 1``
    n : number of CIs

    Returns
    -------
    list of ascending arrays of CIs, in order of their first CI

    Notes
    -----
    Ends of paths are peeled off in whole-array passes (an estate is nearly free of circles), so what Tarjan's
    algorithm walks is small. O(e) for each of at most 64 passes, then O(v + e) of what is left.
    """
    if source.size < n // SPARSE:
        named = ascending(np.concatenate([source, target]))
        return [named[part] for part in circles(np.searchsorted(named, source), np.searchsorted(named, target), 0)]
    n = max(n, int(source.max(initial=-1)) + 1, int(target.max(initial=-1)) + 1)
    for _ in range(ROUNDS):
        leaves = np.bincount(source, minlength=n)[target] > 0
        enters = np.bincount(target, minlength=n)[source] > 0
        keep = leaves & enters
        if keep.all():
            break
        source, target = source[keep], target[keep]
    if not source.size:
        return []
    nodes = ascending(np.concatenate([source, target]))
    begin, end = np.searchsorted(nodes, source).tolist(), np.searchsorted(nodes, target).tolist()
    edges: list[list[int]] = [[] for _ in range(nodes.size)]
    own = np.zeros(nodes.size, dtype=np.bool_)
    for a, b in zip(begin, end, strict=True):
        edges[a].append(b)
        if a == b:
            own[a] = True
    component = np.array(strong_components(edges), dtype=np.int64)
    sizes = np.bincount(component)
    order = np.argsort(component, kind="stable")
    parts = np.split(nodes[order], np.cumsum(sizes)[:-1])
    loops = {int(component[i]) for i in np.flatnonzero(own)}
    found = [part for number, part in enumerate(parts) if part.size > 1 or number in loops]
    return sorted(found, key=lambda part: int(part[0]))
