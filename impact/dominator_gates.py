"""Which CIs alone defeat a redundant group: those that take down so many of its members that it gives way.

Groups with the same members under the same rule (thousands of hosts at the same pair of name servers) are reckoned
once. A group is then replaced by its topmost defeaters: what those need defeats it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from impact.plain_needs import PlainNeeds, ranges
from impact.ragged import Bools, Ints

__all__ = ["Entries", "defeaters"]

SLOTS = 1 << 15
"""Members looked at in one go: large enough for whole-array steps to pay, small enough to stay in memory."""


@dataclass(frozen=True, slots=True)
class Entries:
    """Members of redundant groups: group, the node that is a member, its weight, and the weight the group can lose."""

    gate: Ints
    member: Ints
    weight: Ints
    limit: Ints


def defeaters(needs: PlainNeeds, entries: Entries, owner: Ints) -> tuple[Ints, Ints]:
    """Find what alone defeats each group.

    Parameters
    ----------
    needs : of everything below the groups
    entries : (t,) the groups' members
    owner : (t,) label of the CI that each entry's group belongs to

    Returns
    -------
    (owners, defeaters) as labels, to be laid down as plain needs

    Notes
    -----
    O(sum over distinct groups of what their members need, times its logarithm).
    """
    groups = _Groups.of(needs, entries)
    found_owner: list[Ints] = [owner[:0]]
    found: list[Ints] = [owner[:0]]
    for begin, end in groups.batches():
        group, label = groups.defeated(needs, begin, end)
        found_owner.append(group)
        found.append(label)
    group, label = np.concatenate(found_owner), np.concatenate(found)
    start = np.searchsorted(group, np.arange(groups.size + 1))
    own = owner[groups.entry]
    counts = np.diff(start)[groups.same_as]
    return np.repeat(own, counts), label[ranges(start[groups.same_as], counts)]


class _Groups:
    """Groups by place. Distinct ones have their members in ``label``/``weight`` at ``start[i]:start[i + 1]``.

    ``same_as`` (g,) which distinct group each group equals; ``entry`` (g,) one entry of each group.
    """

    def __init__(self, label: Ints, weight: Ints, start: Ints, limit: Ints, same_as: Ints, entry: Ints) -> None:
        self.label, self.weight, self.start, self.limit = label, weight, start, limit
        self.same_as, self.entry = same_as, entry
        self.size = limit.size

    @classmethod
    def of(cls, needs: PlainNeeds, entries: Entries) -> _Groups:
        """Sort members by group and label, add up those that fall together, and find groups that are alike."""
        label = needs.label[entries.member]
        order = np.lexsort((label, entries.gate))
        gate, label, weight = entries.gate[order], label[order], entries.weight[order]
        heads = np.flatnonzero((np.diff(gate, prepend=-1) != 0) | (np.diff(label, prepend=-1) != 0))
        weight = np.add.reduceat(weight, heads) if heads.size else weight
        gate, label, order = gate[heads], label[heads], order[heads]
        first = np.flatnonzero(np.diff(gate, prepend=-1))
        count = np.diff(first, append=gate.size)
        limit = entries.limit[order[first]]
        same = _alike(label, weight, first, count, limit)
        distinct = np.flatnonzero(same == np.arange(same.size))
        at = ranges(first[distinct], count[distinct])
        start = np.concatenate([[0], np.cumsum(count[distinct])])
        return cls(label[at], weight[at], start, limit[distinct], np.searchsorted(distinct, same), order[first])

    def batches(self) -> list[tuple[int, int]]:
        """Ranges of distinct groups with some ten thousands of members each."""
        cuts = [0]
        while cuts[-1] < self.size:
            end = int(np.searchsorted(self.start, self.start[cuts[-1]] + SLOTS, side="right")) - 1
            cuts.append(max(end, cuts[-1] + 1))
        return list(pairwise(cuts))

    def defeated(self, needs: PlainNeeds, begin: int, end: int) -> tuple[Ints, Ints]:
        """Topmost defeaters of some distinct groups: (group, label), ordered by group."""
        k = needs.label.size
        here = slice(int(self.start[begin]), int(self.start[end]))
        members, which = np.unique(self.label[here], return_inverse=True)
        start, below = needs.below_each(members)
        counts = np.diff(start)[which]
        group = np.repeat(np.arange(begin, end), np.diff(self.start[begin : end + 1]))
        key = np.repeat(group, counts) * k + below[ranges(start[which], counts)]
        weight = np.repeat(self.weight[here], counts)
        order = np.argsort(key, kind="stable")
        key = key[order]
        heads = np.flatnonzero(np.diff(key, prepend=-1))
        lost = np.add.reduceat(weight[order], heads) if heads.size else weight
        defeat = key[heads[lost >= self.limit[key[heads] // k]]]
        return needs.topmost(defeat // k, defeat % k)


def _alike(label: Ints, weight: Ints, first: Ints, count: Ints, limit: Ints) -> Ints:
    """For each group the first that has the same members, weights and limit; itself where none has."""
    if not first.size:
        return first
    mixed = _mixed(label * 0x9E3779B9 + weight)
    seal = np.add.reduceat(mixed, first) ^ _mixed(limit * 0x85EBCA6B + count)
    order = np.lexsort((np.arange(seal.size), seal))
    head = np.flatnonzero(np.diff(seal[order], prepend=~seal[order[:1]]) != 0)
    same = np.empty(seal.size, dtype=np.int64)
    same[order] = np.repeat(order[head], np.diff(head, append=seal.size))
    # A seal may lie: only groups that agree in every member count as one.
    fit: Bools = (count == count[same]) & (limit == limit[same])
    check = np.flatnonzero(fit)
    mine, theirs = ranges(first[check], count[check]), ranges(first[same[check]], count[check])
    differ = (label[mine] != label[theirs]) | (weight[mine] != weight[theirs])
    fit[np.repeat(check, count[check])[differ]] = False
    return np.where(fit, same, np.arange(same.size))


def _mixed(values: Ints) -> Ints:
    """Spread values over 64 bits; wraps around."""
    mixed = values.astype(np.uint64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed.view(np.int64)
