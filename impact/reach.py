"""What can be reached at all, gates aside: everything above some CIs, or everything that they stand on."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from impact.components import strong_components
from impact.graph import Graph
from impact.kernels import kernels
from impact.ragged import Bools, Ints, ascending, distinct, positions
from impact.walk import Walk, consumers, providers

__all__ = ["around", "consumers", "dependents", "footing", "marked_above", "providers"]


def dependents(graph: Graph, cis: Ints) -> Ints:
    """These CIs and everything above them, each once; O(relations)."""
    return kernels().closure(graph, cis, upward=True)


def footing(graph: Graph, cis: Ints) -> Ints:
    """These CIs and everything that they stand on, each once; O(relations)."""
    return kernels().closure(graph, cis, upward=False)


def around(graph: Graph, cis: Ints) -> Ints:
    """These CIs and everything that lies both above and below some of them, ascending: where their circles run.

    The two walks go in step, and when the shorter one ends the other is kept inside it. O(relations of the shorter).
    """
    walks = [Walk(graph, cis, upward=upward) for upward in (True, False)]
    while True:
        shorter = min(walks, key=lambda walk: walk.seen)
        if not shorter.further():
            break
    inside = np.zeros(graph.size, dtype=np.bool_)
    inside[np.concatenate(shorter.parts)] = True
    return np.sort(Walk(graph, cis, upward=shorter is walks[1], inside=inside).all())


def marked_above(graph: Graph, cone: Ints, marked: Ints, wanted: Ints) -> dict[int, list[int]]:
    """Which marked CIs lie above each wanted one (itself included), walking inside a cone only.

    Parameters
    ----------
    cone : (c,) the CIs that paths may run through, each once; whatever lies above a wanted CI and is no part of it
        is not looked at
    marked : (s,) the CIs to be found, in the cone
    wanted : (w,) the CIs asked about, in the cone

    Returns
    -------
    for each wanted CI the marked ones above it, in the order in which they were given

    Notes
    -----
    Two ways to the same answer: sets of marked CIs handed down component by component, O(relations x s / 64) in plain
    Python, or wanted CIs walking up together, O(relations x w / 63 x depth) in whole-array steps. Few in a large cone
    walk.
    """
    if cone.size > LARGE and wanted.size <= FEW:
        return _walked(graph, cone, marked, wanted)
    return _handed_down(graph, cone, marked, wanted)


LARGE, FEW, BLOCK = 20_000, 2_000, 63


def _walked(graph: Graph, cone: Ints, marked: Ints, wanted: Ints) -> dict[int, list[int]]:
    inside = graph.scratch.settle(graph.scratch.take(graph.size, "|b1"), cone)
    inside[cone] = True
    found: dict[int, list[int]] = {}
    for begin in range(0, wanted.size, BLOCK):
        block = wanted[begin : begin + BLOCK].astype(np.int64)
        bits = _bits_above(graph, inside, cone, block)[marked]
        for place, ci in enumerate(block.tolist()):
            found[ci] = marked[(bits >> place) & 1 == 1].tolist()
    return found


def _bits_above(graph: Graph, inside: Bools, cone: Ints, block: Ints) -> Ints:
    """For each CI of a cone which of a block it lies above, one bit each."""
    scratch = np.empty(graph.size, dtype=np.int32)
    mask = graph.scratch.settle(graph.scratch.take(graph.size, "<i8"), cone)
    mask[block] = np.left_shift(np.int64(1), np.arange(block.size, dtype=np.int64))
    frontier = block
    while frontier.size:
        reached, counts = consumers(graph, frontier)
        told = np.repeat(mask[frontier], counts)
        news = inside[reached] & ((told & ~mask[reached]) != 0)
        np.bitwise_or.at(mask, reached[news], told[news])
        frontier = distinct(reached[news], scratch)
    return mask


def _handed_down(graph: Graph, cone: Ints, marked: Ints, wanted: Ints) -> dict[int, list[int]]:
    cis = np.sort(cone)
    target, counts = consumers(graph, cis)
    place = np.minimum(np.searchsorted(cis, target), cis.size - 1)
    keep = cis[place] == target
    above, owner = place[keep], np.repeat(np.arange(cis.size), counts)[keep]
    ends = np.searchsorted(owner, np.arange(cis.size + 1)).tolist()
    consumers_of = above.tolist()
    order, component = _from_above(owner, above, cis.size)
    mask = [0] * cis.size
    for bit, at in enumerate(np.searchsorted(cis, marked).tolist()):
        mask[component[at]] |= 1 << bit
    for at in order:
        own = mask[component[at]]
        for consumer in consumers_of[ends[at] : ends[at + 1]]:
            own |= mask[component[consumer]]
        mask[component[at]] = own
    places = np.searchsorted(cis, wanted).tolist()
    width = -(-marked.size // 8)
    return {
        ci: marked[_bits(mask[component[at]], width)].tolist() for ci, at in zip(wanted.tolist(), places, strict=True)
    }


def _bits(mask: int, width: int) -> Ints:
    """Places of the bits that are set in a mask of so many bytes, ascending."""
    return np.flatnonzero(np.unpackbits(np.frombuffer(mask.to_bytes(width, "little"), np.uint8), bitorder="little"))


def _from_above(owner: Ints, above: Ints, n: int) -> tuple[list[int], list[int]]:
    """An order in which consumers come before what they need, and a number that circles share.

    Layers are peeled off from above in whole-array steps; what circles hold up is left to Tarjan's algorithm.
    """
    left = np.bincount(owner, minlength=n)
    by_consumer = np.argsort(above, kind="stable")
    start = np.searchsorted(above[by_consumer], np.arange(n + 1))
    below = owner[by_consumer]
    done = np.zeros(n, dtype=np.bool_)
    frontier = np.flatnonzero(left == 0)
    order: list[int] = []
    while frontier.size:
        done[frontier] = True
        order += frontier.tolist()
        told = below[positions(start, frontier)[0]]
        np.subtract.at(left, told, 1)
        frontier = ascending(told[left[told] == 0])
    component = np.arange(n)
    rest = np.flatnonzero(~done)
    if rest.size:
        inner = ~done[owner] & ~done[above]
        ends = np.searchsorted(owner[inner], np.append(rest, n)).tolist()
        edges = np.searchsorted(rest, above[inner]).tolist()
        parts = np.array(strong_components([edges[a:b] for a, b in pairwise(ends)]), dtype=np.int64)
        by_part = np.argsort(parts, kind="stable")
        component[rest] = rest[by_part[np.searchsorted(parts[by_part], parts)]]
        order += rest[by_part].tolist()
    return order, component.tolist()
