"""How many services, and of what weight, each CI takes DOWN alone: sets of 512 services pushed down as bits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from impact.dominators import Dominators, Pulse
from impact.layers import layers
from impact.ragged import Ints

__all__ = ["BLOCK", "ServiceMasks"]

BLOCK = 512
"""Services in one go: eight 64-bit words a CI."""
Masks: TypeAlias = npt.NDArray[np.uint64]


class ServiceMasks:
    """Some services over a `Dominators`, ready to be handed down to what they need, or looked up from below.

    Parameters
    ----------
    services : (s,) CI numbers, each once; those that cannot fall are left out
    weights : (s,) what each counts, whole numbers; sums are exact below 2**63
    """

    def __init__(self, reduced: Dominators, services: Ints, weights: Ints) -> None:
        place = reduced.places(services)
        able = place >= 0
        self.reduced = reduced
        self.services, self.weights, self.place = services[able], weights[able], place[able]
        self._order = _Order.of(reduced, reduced.label[self.place])
        self._at = np.searchsorted(self._order.nodes, reduced.label[self.place])

    def counted(self, pulse: Pulse, workers: int = 1) -> tuple[Ints, Ints]:
        """How many other services each CI takes DOWN alone, and the sum of their weights.

        Parameters
        ----------
        pulse : told after each block of services; it may raise to end the work
        workers : threads that share the blocks

        Returns
        -------
        count, weight : (k,) by place in the `Dominators`

        Notes
        -----
        O(plain needs x services / 64), in topological order, whatever the redundancy was.
        """
        k = self.reduced.cis.size
        count, weight = np.zeros(k, dtype=np.int64), np.zeros(k, dtype=np.int64)
        blocks = [slice(begin, begin + BLOCK) for begin in range(0, self.services.size, BLOCK)]
        for number, (found, sums) in enumerate(self._shared(blocks, workers), 1):
            count[self._order.nodes] += found
            weight[self._order.nodes] += sums
            pulse(number, len(blocks))
        count, weight = count[self.reduced.label], weight[self.reduced.label]
        count[self.place] -= 1
        weight[self.place] -= self.weights
        return count, weight

    def _shared(self, blocks: list[slice], workers: int) -> Iterator[tuple[Ints, Ints]]:
        def one(block: slice) -> tuple[Ints, Ints]:
            mask = self._order.handed_down(self._at[block])
            return np.bitwise_count(mask).sum(axis=1, dtype=np.int64), _weighed(mask, self.weights[block])

        if workers <= 1:
            yield from map(one, blocks)
            return
        # Loading threads costs a one-shot question some milliseconds.
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

        with ThreadPoolExecutor(max_workers=workers) as pool:
            yield from pool.map(one, blocks)

    def above(self, cis: Ints) -> list[Ints]:
        """The other services that each of some CIs takes DOWN alone, as places in ``services``, ascending."""
        ci, service = self.pairs(cis)
        order = np.lexsort((service, ci))
        return np.split(service[order], np.cumsum(np.bincount(ci, minlength=cis.size))[:-1]) if cis.size else []

    def pairs(self, cis: Ints) -> tuple[Ints, Ints]:
        """Each of some CIs with each other service that it takes DOWN alone: places in ``cis`` and in ``services``.

        Handed up from the CIs or down from the services, whichever are fewer; in no order.
        """
        at = np.searchsorted(self._order.nodes, self.reduced.label[self.reduced.places(cis)])
        if cis.size < self.services.size:
            service, ci = _pairs(self._order.handed_up, at, self._at)
        else:
            ci, service = _pairs(self._order.handed_down, self._at, at)
        other = self.services[service] != cis[ci]
        return ci[other], service[other]


def _pairs(handed: Callable[[Ints], Masks], sources: Ints, readers: Ints) -> tuple[Ints, Ints]:
    """Which readers hear of which sources: (reader, source) by place; O(pairs), beside handing on."""
    found: list[tuple[Ints, Ints]] = []
    for begin in range(0, sources.size, BLOCK):
        octets = handed(sources[begin : begin + BLOCK])[readers].astype("<u8", copy=False).view(np.uint8)
        reader, octet = np.nonzero(octets)
        pair, bit = np.nonzero(np.unpackbits(octets[reader, octet][:, None], axis=1, bitorder="little"))
        found.append((reader[pair], begin + 8 * octet[pair] + bit))
    none = np.zeros(0, dtype=np.int64)
    readers, sources = (np.concatenate([none, *(pair[i] for pair in found)]) for i in (0, 1))
    return readers, sources


@dataclass(frozen=True, slots=True)
class _Order:
    """What services need, from above: ``nodes`` (a,) labels, ascending; then step by step who hears whom.

    A step is (nodes, consumers, heads) by place in ``nodes``: the consumers of a node begin at its head.
    """

    nodes: Ints
    steps: list[tuple[Ints, Ints, Ints]]

    @classmethod
    def of(cls, reduced: Dominators, roots: Ints) -> _Order:
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
        steps: list[tuple[Ints, Ints, Ints]] = []
        ends = np.append(heads, below.size)
        for begin, end in zip(cuts.tolist(), cuts[1:].tolist(), strict=False):
            first, last = int(ends[begin]), int(ends[end])
            steps.append((below[heads[begin:end]], owner[first:last], heads[begin:end] - first))
        return cls(nodes, steps)

    def handed_down(self, at: Ints) -> Masks:
        """Which of up to 512 nodes lie above each node, itself included, one bit each."""
        mask = self._marked(at)
        for nodes, consumers, heads in self.steps:
            mask[nodes] |= np.bitwise_or.reduceat(mask[consumers], heads, axis=0)
        return mask

    def handed_up(self, at: Ints) -> Masks:
        """Which of up to 512 nodes lie below each node, itself included, one bit each."""
        mask = self._marked(at)
        for nodes, consumers, heads in reversed(self.steps):
            told = np.repeat(mask[nodes], np.diff(heads, append=consumers.size), axis=0)
            np.bitwise_or.at(mask, consumers, told)
        return mask

    def _marked(self, at: Ints) -> Masks:
        bit = np.arange(at.size)
        mask = np.zeros((self.nodes.size, -(-at.size // 64)), dtype=np.uint64)
        np.bitwise_or.at(mask, (at, bit // 64), np.uint64(1) << (bit % 64).astype(np.uint64))
        return mask


def _weighed(mask: Masks, weights: Ints) -> Ints:
    """Sum of the weights of the bits that are set: one look into a small table for each byte."""
    padded = np.zeros(mask.shape[1] * 64, dtype=np.int64)
    padded[: weights.size] = weights
    bits = (np.arange(256) >> np.arange(8)[:, None]) & 1
    tables = padded.reshape(-1, 8) @ bits
    octets = np.ascontiguousarray(mask.astype("<u8", copy=False).view(np.uint8).reshape(mask.shape[0], -1).T)
    total = np.zeros(mask.shape[0], dtype=np.int64)
    for table, octet in zip(tables, octets, strict=True):
        total += table.take(octet)
    return total
