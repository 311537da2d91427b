"""Needs without redundancy: who needs whom, laid down providers first and walked in whole-array steps."""

from __future__ import annotations

import numpy as np

from impact.ragged import Ints, ascending, distinct

__all__ = ["PlainNeeds", "ranges"]


def ranges(first: Ints, counts: Ints) -> Ints:
    """Flat positions ``first[i] .. first[i] + counts[i] - 1`` of several ranges, range after range; O(their sum)."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if ends.size else 0
    flat: Ints = np.arange(total, dtype=np.int64) + np.repeat(first - (ends - counts), counts)
    return flat


class PlainNeeds:
    """Which node needs which, each need sufficient to take the node down.

    Parameters
    ----------
    label : (k,) what each node is called; nodes that fall together share one. It is read anew at each step, so that
        nodes may be found to fall together later on.
    up, down : (e,) needs known from the start: node ``up`` needs node ``down``
    """

    def __init__(self, label: Ints, up: Ints, down: Ints) -> None:
        k = label.size
        self.label = label
        above = label[up]
        order = np.argsort(above, kind="stable")
        self._down = down[order]
        self._start = np.searchsorted(above[order], np.arange(k + 1))
        self._first = np.zeros(k, dtype=np.int64)
        self._count = np.zeros(k, dtype=np.int64)
        self._more = np.zeros(0, dtype=np.int64)

    def add(self, up: Ints, down: Ints) -> None:
        """Lay down further needs of some labels; each label gets all of them at once."""
        order = np.argsort(up, kind="stable")
        heads = np.flatnonzero(np.diff(up[order], prepend=-1))
        owner = up[order[heads]]
        self._first[owner] = self._more.size + heads
        self._count[owner] = np.diff(heads, append=up.size)
        self._more = np.concatenate([self._more, down[order]])

    def of(self, labels: Ints) -> tuple[Ints, Ints]:
        """What some labels need: (place in ``labels``, label needed), in no order, possibly repeated."""
        place = np.arange(labels.size)
        start = self._start[labels]
        known, further = self._start[labels + 1] - start, self._count[labels]
        down = self._down[ranges(start, known)], self._more[ranges(self._first[labels], further)]
        owner = np.concatenate([np.repeat(place, known), np.repeat(place, further)])
        needed = self.label[np.concatenate(down)]
        other = needed != labels[owner]
        return owner[other], needed[other]

    def below(self, labels: Ints) -> Ints:
        """These labels and everything that they need, directly or not, each once."""
        scratch = np.empty(self.label.size, dtype=np.int64)
        met = np.zeros(self.label.size, dtype=np.bool_)
        frontier = distinct(labels, scratch)
        parts = [frontier]
        while frontier.size:
            met[frontier] = True
            needed = self.of(frontier)[1]
            frontier = distinct(needed[~met[needed]], scratch)
            parts.append(frontier)
        return np.concatenate(parts)

    def below_each(self, labels: Ints) -> tuple[Ints, Ints]:
        """Everything that each of some labels needs, itself included.

        Returns
        -------
        start : (m + 1,) where each label's share begins
        needed : (t,) labels, ascending within each share

        Notes
        -----
        One walk for all, a step for each need that lies between; O(t log t) a step.
        """
        k = self.label.size
        frontier = np.arange(labels.size) * k + labels
        found = frontier
        while frontier.size:
            owner, needed = self.of(frontier % k)
            reached = ascending((frontier // k)[owner] * k + needed)
            frontier = reached[found[np.minimum(np.searchsorted(found, reached), found.size - 1)] != reached]
            # Two runs that are in order each: the sort only has to merge them.
            found = np.sort(np.concatenate([found, frontier]), kind="stable")
        return np.searchsorted(found, np.arange(labels.size + 1) * k), found % k

    def topmost(self, owner: Ints, label: Ints) -> tuple[Ints, Ints]:
        """Of sets of labels, each closed under needs, keep those that no other of the same set needs.

        Parameters
        ----------
        owner, label : (t,) which set, which label; labels of one set must not need each other in a circle
        """
        k = self.label.size
        place, needed = self.of(label)
        covered = ascending(owner[place] * k + needed)
        key = owner * k + label
        if not covered.size:
            return owner, label
        keep = covered[np.minimum(np.searchsorted(covered, key), covered.size - 1)] != key
        return owner[keep], label[keep]
