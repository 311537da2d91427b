"""What can be reached at all, gates aside: everything above some CIs, or everything that they stand on."""

from __future__ import annotations

import numpy as np

from impact.graph import DEAD_ROW, Graph
from impact.ragged import Bools, Ints, distinct, positions

__all__ = ["closure_pairs", "consumers", "dependents", "footing", "providers"]

BLOCK = 63
"""Sources walked at once, one bit each."""


def consumers(graph: Graph, cis: Ints) -> tuple[Ints, Ints]:
    """Whom CIs can hurt: (consumers, how many entries each CI has); O(relations)."""
    at, counts = positions(graph.out_start, cis)
    target = graph.out_target[at].astype(np.int64)
    grouped = target < 0
    target[grouped] = graph.gate_owner[~target[grouped]]
    return target, counts


def providers(graph: Graph, cis: Ints) -> tuple[Ints, Ints]:
    """What CIs need: (providers, how many entries each CI has), relations that take no part left out."""
    at, counts = positions(graph.in_start, cis)
    live = (graph.in_flags[at] & DEAD_ROW) == 0
    owner = np.repeat(np.arange(cis.size), counts)[live]
    return graph.in_provider[at[live]].astype(np.int64), np.bincount(owner, minlength=cis.size)


def dependents(graph: Graph, cis: Ints) -> Ints:
    """These CIs and everything above them, each once; O(relations)."""
    return _closure(graph, cis, upward=True)


def footing(graph: Graph, cis: Ints) -> Ints:
    """These CIs and everything that they stand on, each once; O(relations)."""
    return _closure(graph, cis, upward=False)


def _closure(graph: Graph, cis: Ints, *, upward: bool) -> Ints:
    step = consumers if upward else providers
    scratch = np.empty(graph.size, dtype=np.int32)
    seen = np.zeros(graph.size, dtype=np.bool_)
    frontier = distinct(np.asarray(cis, dtype=np.int64), scratch)
    parts = []
    while frontier.size:
        seen[frontier] = True
        parts.append(frontier)
        reached, _ = step(graph, frontier)
        frontier = distinct(reached[~seen[reached]], scratch)
    return np.concatenate(parts) if parts else frontier


def closure_pairs(graph: Graph, sources: Ints, wanted: Bools, *, upward: bool) -> dict[int, list[int]]:
    """Which wanted CIs lie above (or below) each source, itself included.

    Parameters
    ----------
    sources : (k,) CIs to start from, each once
    wanted : (n,) the CIs asked for

    Returns
    -------
    mapping of each source to the wanted CIs, ascending

    Notes
    -----
    Sources walk together, 63 at a time, one bit each: O(k / 63 x relations x depth) of whole-array steps.
    """
    found: dict[int, list[int]] = {int(s): [] for s in sources}
    for begin in range(0, sources.size, BLOCK):
        block = sources[begin : begin + BLOCK]
        cis, bits = _walk_together(graph, block, upward=upward)
        keep = wanted[cis]
        cis, bits = cis[keep], bits[keep]
        for place, source in enumerate(block.tolist()):
            found[source] = np.sort(cis[(bits >> place) & 1 == 1]).tolist()
    return found


def _walk_together(graph: Graph, block: Ints, *, upward: bool) -> tuple[Ints, Ints]:
    step = consumers if upward else providers
    scratch = np.empty(graph.size, dtype=np.int32)
    mask = np.zeros(graph.size, dtype=np.int64)
    mask[block] = np.left_shift(np.int64(1), np.arange(block.size, dtype=np.int64))
    frontier = block
    parts = [block]
    while frontier.size:
        reached, counts = step(graph, frontier)
        told = np.repeat(mask[frontier], counts)
        news = (told & ~mask[reached]) != 0
        reached, told = reached[news], told[news]
        parts.append(distinct(reached[mask[reached] == 0], scratch))
        np.bitwise_or.at(mask, reached, told)
        frontier = distinct(reached, scratch)
    cis = np.concatenate(parts)
    return cis, mask[cis]
