"""In which order to look at CIs, providers first: circles as one, and how many layers of redundancy lie below each."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from impact.components import circles
from impact.ragged import Bools, Ints, distinct, positions

__all__ = ["Layers", "layers"]


class Layers(NamedTuple):
    """``part`` (k,) is the same number for the members of a circle; ``layer`` (k,) counts layers of redundancy."""

    part: Ints
    layer: Ints


def layers(start: Ints, up: Ints, together: Ints, redundant: Bools) -> Layers:
    """Put nodes into layers.

    Parameters
    ----------
    start, up : (k + 1,), (e,) for each node the nodes that count on it
    together : (k,) a number that nodes share which are to be looked at as one (the number of one of them)
    redundant : (k,) nodes that can only be understood when everything below them is

    Returns
    -------
    Layers : the members of a strongly connected component share part and layer. A node's layer is at least that of
        whatever it counts on, and higher where it, or a member of its part, is redundant.

    Notes
    -----
    Topological peeling, providers first (A. B. Kahn, "Topological sorting of large networks", Commun. ACM 5(11),
    1962, doi:10.1145/368996.369025); where it gets stuck, circles are found and made one. O(k + e).
    """
    sweep = _Sweep(start, up, together.copy(), redundant)
    sweep.run(np.flatnonzero((sweep.left == 0) & (sweep.part == np.arange(sweep.part.size))))
    if not sweep.done[sweep.part].all():
        sweep.run(sweep.make_circles_one())
    return Layers(sweep.part, sweep.layer[sweep.part])


class _Sweep:
    """A peeling in progress; ``left``, ``done`` and ``layer`` are kept by part."""

    def __init__(self, start: Ints, up: Ints, part: Ints, redundant: Bools) -> None:
        k = part.size
        self.start, self.up, self.part = start, up, part
        self.own = np.repeat(np.arange(k), np.diff(start))
        self.scratch = np.empty(k, dtype=np.int64)
        self.done = np.zeros(k, dtype=np.bool_)
        self.layer = np.zeros(k, dtype=np.int64)
        self.rises = np.zeros(k, dtype=np.bool_)
        self.rises[part[redundant]] = True
        self.left = np.bincount(part[up][part[up] != part[self.own]], minlength=k)
        self.hold(part)

    def hold(self, part: Ints) -> None:
        """Note the members of each part: alone by itself, or a range of those that share one."""
        k = part.size
        shared = np.flatnonzero(np.bincount(part, minlength=k)[part] > 1)
        shared = shared[np.argsort(part[shared], kind="stable")]
        self.members = np.concatenate([np.arange(k), shared])
        self.first, self.count = np.arange(k), np.ones(k, dtype=np.int64)
        heads = np.flatnonzero(np.diff(part[shared], prepend=-1))
        self.first[part[shared[heads]]] = k + heads
        self.count[part[shared[heads]]] = np.diff(heads, append=shared.size)

    def run(self, frontier: Ints) -> None:
        """Peel until nothing is free any more."""
        while frontier.size:
            self.done[frontier] = True
            self.layer[frontier] += self.rises[frontier]
            counts = self.count[frontier]
            ends = np.cumsum(counts)
            at = np.arange(int(ends[-1])) + np.repeat(self.first[frontier] - (ends - counts), counts)
            nodes, owner = self.members[at], np.repeat(frontier, counts)
            at, counts = positions(self.start, nodes)
            target, owner = self.part[self.up[at]], np.repeat(owner, counts)
            across = target != owner
            target, owner = target[across], owner[across]
            np.maximum.at(self.layer, target, self.layer[owner])
            np.subtract.at(self.left, target, 1)
            frontier = distinct(target[self.left[target] == 0], self.scratch)

    def make_circles_one(self) -> Ints:
        """Let the members of each circle among what is left share a part; return the parts that are free then."""
        k = self.part.size
        above, below = self.part[self.up], self.part[self.own]
        left = ~self.done[above] & ~self.done[below] & (above != below)
        above, below = above[left], below[left]
        one = np.arange(k)
        for circle in circles(above, below, k):
            one[circle] = circle[0]
            self.layer[circle[0]] = self.layer[circle].max()
            self.rises[circle[0]] = self.rises[circle].any()
        self.part = one[self.part]
        self.hold(self.part)
        above, below = one[above], one[below]
        self.left = np.bincount(above[above != below], minlength=k)
        waiting = np.flatnonzero(~self.done & (self.left == 0))
        free: Ints = waiting[self.part[waiting] == waiting]
        return free
