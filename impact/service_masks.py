"""How many services, and of what weight, each CI takes DOWN alone: sets of 512 services pushed down as bits."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from impact.dominators import Dominators, Pulse
from impact.handing import Masks, Order
from impact.kernels import kernels
from impact.ragged import Ints

__all__ = ["BLOCK", "ServiceMasks"]

BLOCK = 512
"""Services in one go: eight 64-bit words a CI."""


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
        self._order = Order.of(reduced, reduced.label[self.place])
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
        run = kernels()

        def one(block: slice) -> tuple[Ints, Ints]:
            return run.counted(self._order, self._at[block], self.weights[block])

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
