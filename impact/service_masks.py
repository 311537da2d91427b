"""How many services, and of what weight, each CI takes DOWN alone: sets of 512 services pushed down as bits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from impact.dominators import Dominators
from impact.layers import layers
from impact.ragged import Ints

__all__ = ["BLOCK", "Tally", "tally"]

BLOCK = 512
"""Services in one go: eight 64-bit words a CI."""
WORDS = BLOCK // 64


@dataclass(frozen=True, slots=True)
class Tally:
    """Per label of a `Dominators`: how many of some services its CIs take down alone, and the sum of their weights."""

    count: Ints
    weight: Ints


def tally(
    reduced: Dominators, services: Ints, weights: Ints, *, workers: int = 1, pulse: Callable[[int, int], None]
) -> Tally:
    """Count for each label the services above it.

    Parameters
    ----------
    services : (s,) CI numbers, each once
    weights : (s,) what each counts, whole numbers; sums are exact below 2**63
    workers : threads that share the blocks of services
    pulse : told after each block; it may raise to end the work

    Notes
    -----
    O(plain needs x services / 64), in topological order, whatever the redundancy was.
    """
    k = reduced.cis.size
    count, weight = np.zeros(k, dtype=np.int64), np.zeros(k, dtype=np.int64)
    place = reduced.places(services)
    services, weights, place = services[place >= 0], weights[place >= 0], place[place >= 0]
    label = reduced.label[place]
    order = _Order.of(reduced, label)
    blocks = [slice(begin, begin + BLOCK) for begin in range(0, services.size, BLOCK)]
    at = np.searchsorted(order.nodes, label)
    # Only rankings need threads, and loading them costs a one-shot question some milliseconds.
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        shares = pool.map(lambda block: _block(order, at[block], weights[block]), blocks)
        for number, (found, sums) in enumerate(shares, 1):
            count[order.nodes] += found
            weight[order.nodes] += sums
            pulse(number, len(blocks))
    return Tally(count, weight)


@dataclass(frozen=True, slots=True)
class _Order:
    """What services need, from above: ``nodes`` (a,) labels, ascending; then step by step whom each step hears.

    A step is (nodes, consumers, heads): a node's consumers begin at its head.
    """

    nodes: Ints
    steps: list[tuple[Ints, Ints, Ints]]

    @classmethod
    def of(cls, reduced: Dominators, roots: Ints) -> _Order:
        """Order everything below some labels so that consumers come before what they need."""
        nodes = np.sort(reduced.needs.below(roots))
        owner, needed = reduced.needs.of(nodes)
        below = np.searchsorted(nodes, needed)
        by_owner = np.argsort(owner, kind="stable")
        start = np.searchsorted(owner[by_owner], np.arange(nodes.size + 1))
        every = np.ones(nodes.size, dtype=np.bool_)
        # Every node rises, so that its layer is its longest distance from the top.
        level = layers(start, below[by_owner], np.arange(nodes.size), every).layer
        order = np.lexsort((below, level[below]))
        below, owner = below[order], owner[order]
        heads = np.flatnonzero(np.diff(below, prepend=-1))
        cuts = np.searchsorted(level[below[heads]], np.arange(2, int(level.max(initial=0)) + 2))
        steps: list[tuple[Ints, Ints, Ints]] = []
        ends = np.append(heads, below.size)
        for begin, end in zip(cuts.tolist(), cuts[1:].tolist(), strict=False):
            first, last = int(ends[begin]), int(ends[end])
            steps.append((below[heads[begin:end]], owner[first:last], heads[begin:end] - first))
        return cls(nodes, steps)


def _block(order: _Order, at: Ints, weights: Ints) -> tuple[Ints, Ints]:
    """Count and weight of one block of services at every node."""
    mask = np.zeros((order.nodes.size, WORDS), dtype=np.uint64)
    bit = np.arange(at.size)
    np.bitwise_or.at(mask, (at, bit // 64), np.uint64(1) << (bit % 64).astype(np.uint64))
    for nodes, consumers, heads in order.steps:
        mask[nodes] |= np.bitwise_or.reduceat(mask[consumers], heads, axis=0)
    count = np.bitwise_count(mask).sum(axis=1, dtype=np.int64)
    return count, _weighed(mask, weights)


def _weighed(mask: np.ndarray[tuple[int, ...], np.dtype[np.uint64]], weights: Ints) -> Ints:
    """Sum of the weights of the bits that are set: one look into a table for each byte that is ever set."""
    padded = np.zeros(BLOCK, dtype=np.int64)
    padded[: weights.size] = weights
    bits = (np.arange(256)[:, None] >> np.arange(8)) & 1
    table = bits @ padded.reshape(-1, 8).T
    octets = mask.astype("<u8", copy=False).view(np.uint8).reshape(mask.shape[0], BLOCK // 8)
    total = np.zeros(mask.shape[0], dtype=np.int64)
    for column in np.flatnonzero(octets.any(axis=0)).tolist():
        total += table[octets[:, column], column]
    return total
