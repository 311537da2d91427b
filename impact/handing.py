"""Sets of services as bits, handed from node to node in topological order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from impact.dominators import Dominators
from impact.layers import layers
from impact.ragged import Ints

__all__ = ["Masks", "Order", "weight_tables"]

Masks: TypeAlias = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Order:
    """What services need, from above: who hears whom, so that consumers come before what they need.

    ``nodes`` (a,) labels, ascending; everything else speaks of places among them. ``hearing`` (h,) the nodes that
    something needs, layer by layer; ``start`` (h + 1,) where the consumers of each begin in ``consumers``; ``cuts``
    where each layer begins in ``hearing``, and the end.
    """

    nodes: Ints
    hearing: Ints
    start: Ints
    consumers: Ints
    cuts: Ints

    @property
    def steps(self) -> Iterator[tuple[Ints, Ints, Ints]]:
        """Layer by layer (nodes, their consumers, where those of each node begin among these)."""
        for begin, end in pairwise(self.cuts.tolist()):
            first, last = int(self.start[begin]), int(self.start[end])
            yield self.hearing[begin:end], self.consumers[first:last], self.start[begin:end] - first

    @classmethod
    def of(cls, reduced: Dominators, roots: Ints) -> Order:
        """Order everything below some labels so that consumers come before what they need."""
        nodes = np.sort(reduced.needs.below(roots))
        owner, needed = reduced.needs.of(nodes)
        place = np.empty(reduced.cis.size, dtype=np.int64)
        place[nodes] = np.arange(nodes.size)
        below = place[needed]
        by_owner = np.argsort(owner, kind="stable")
        start = np.searchsorted(owner[by_owner], np.arange(nodes.size + 1))
        every = np.ones(nodes.size, dtype=np.bool_)
        # Every node rises, so that its layer is its longest distance from the top.
        level = layers(start, below[by_owner], np.arange(nodes.size), every).layer
        order = np.lexsort((below, level[below]))
        below, owner = below[order], owner[order]
        heads = np.flatnonzero(np.diff(below, prepend=-1))
        cuts = np.searchsorted(level[below[heads]], np.arange(2, int(level.max(initial=0)) + 2))
        return cls(nodes, below[heads], np.append(heads, below.size), owner, cuts)

    def handed_down(self, at: Ints) -> Masks:
        """Which of up to 512 nodes lie above each node, itself included, one bit each."""
        mask = self.marked(at)
        for nodes, consumers, heads in self.steps:
            mask[nodes] |= np.bitwise_or.reduceat(mask[consumers], heads, axis=0)
        return mask

    def handed_up(self, at: Ints) -> Masks:
        """Which of up to 512 nodes lie below each node, itself included, one bit each."""
        mask = self.marked(at)
        for nodes, consumers, heads in reversed(list(self.steps)):
            told = np.repeat(mask[nodes], np.diff(heads, append=consumers.size), axis=0)
            np.bitwise_or.at(mask, consumers, told)
        return mask

    def marked(self, at: Ints) -> Masks:
        """A bit for each of some nodes, at itself."""
        bit = np.arange(at.size)
        mask = np.zeros((self.nodes.size, -(-at.size // 64)), dtype=np.uint64)
        np.bitwise_or.at(mask, (at, bit // 64), np.uint64(1) << (bit % 64).astype(np.uint64))
        return mask


def weight_tables(words: int, weights: Ints) -> Ints:
    """What each value of each byte of a mask weighs.

    Parameters
    ----------
    words : 64-bit words of a mask
    weights : (s,) by bit, lowest first

    Returns
    -------
    (8 words, 256) sums of the weights of the bits that are set
    """
    padded = np.zeros(words * 64, dtype=np.int64)
    padded[: weights.size] = weights
    bits = (np.arange(256) >> np.arange(8)[:, None]) & 1
    tables: Ints = padded.reshape(-1, 8) @ bits
    return tables
