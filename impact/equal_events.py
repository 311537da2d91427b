"""Basic events that do the same to a fault tree are one: they are put together at one of their nodes.

Two events are equal when each alone brings the same members of redundant gates DOWN (and the same in and around
circles of redundancy): then whatever else fails, it makes no difference which of them happened. In an estate this
turns a host, its disks, its supplies and all that only it carries into one event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from impact.fault_tree import FaultTree
from impact.sample_words import WORD, WordLattice, Words, cases_of, lanes_of
from impact.structure_function import blocks, evaluate, most_at_once, values

__all__ = ["CELLS", "downfalls", "equal_events"]

CELLS = 1 << 24
"""Words held at once while a tree is evaluated for many cases: 128 MB."""

MOST = 1 << 33
"""Nodes x events up to which effects are compared: some seconds."""


def _felt(tree: FaultTree) -> list[int]:
    """Nodes through which events can act together: members of redundant gates, circles and what they stand on."""
    found: set[int] = set()
    for node in range(tree.size):
        for gate in tree.gates[node]:
            found.update(gate.members)
        if tree.circle[node] >= 0:
            found.add(node)
            found.update(tree.needs[node])
    return sorted(found)


def _effects(tree: FaultTree, asked: Sequence[int]) -> Iterator[tuple[Sequence[int], list[Words]]]:
    """Fail the events of each node alone and see who is DOWN then.

    Parameters
    ----------
    asked : nodes whose events fail, one node at a time

    Yields
    ------
    some of ``asked``, and for each node the cases among these in which it is DOWN; memory is bounded by `CELLS`
    """
    order = blocks(tree)
    for some, lattice, own in _alone(order, asked, CELLS // max(1, tree.size)):
        yield some, values(tree, lattice, own, order)


def downfalls(tree: FaultTree, asked: Sequence[int]) -> Iterator[int]:
    """Yield those of some nodes whose events alone take the top DOWN."""
    order = blocks(tree)
    for some, lattice, own in _alone(order, asked, CELLS // most_at_once(tree, order)):
        top = lanes_of(evaluate(tree, lattice, own, order), len(some))
        yield from (node for node, falls in zip(some, top.tolist(), strict=True) if falls)


def _alone(
    order: Sequence[Sequence[int]], asked: Sequence[int], most: int
) -> Iterator[tuple[Sequence[int], WordLattice, Callable[[int], Words]]]:
    """Nodes, ``most`` words of them at a time, with the lattice of as many cases and each node's value in it."""
    at = {node: place for place, block in enumerate(order) for node in block}
    # Neighbours together: then most nodes have nothing to do in a batch.
    asked = sorted(asked, key=lambda node: (at[node], node))
    width = max(1, min(-(-len(asked) // WORD), most))
    for begin in range(0, len(asked), width * WORD):
        some = asked[begin : begin + width * WORD]
        lattice = WordLattice(-(-len(some) // WORD))
        case = {node: place for place, node in enumerate(some)}

        def own(node: int, case: dict[int, int] = case, lattice: WordLattice = lattice) -> Words:
            return lattice.only(np.array([case[node]])) if node in case else lattice.never

        yield some, lattice, own


def equal_events(tree: FaultTree) -> FaultTree:
    """Return the tree with equal events put together, at the node nearest to the top.

    Parameters
    ----------
    tree : one in which nothing is left out that the top stands on, and no node's events are a single point of failure
        but the top's own

    Notes
    -----
    O(members x events / 64) to find who is DOWN, O(nodes x events) to compare.
    """
    asked = [node for node in range(tree.size) if tree.events[node] and node != tree.top]
    watched = _felt(tree)
    if len(asked) * len(watched) > MOST or tree.happened:
        return tree
    same: dict[tuple[int, int], list[int]] = {}
    for some, down in _effects(tree, asked):
        for node, effect in zip(some, _fingerprints([down[each] for each in watched], len(some)), strict=True):
            same.setdefault(effect, []).append(node)
    if len(same) == len(asked):
        return tree
    above = {node: place for place, block in enumerate(blocks(tree)) for node in block}
    events = [list(found) for found in tree.events]
    for nodes in same.values():
        first, *others = sorted(nodes, key=lambda node: (-above[node], node))
        for node in others:
            events[first] += events[node]
            events[node] = []
        events[first].sort()
    return replace(tree, events=events)


def _fingerprints(down: Sequence[Words], count: int) -> list[tuple[int, int]]:
    """128 bits for each case that say which nodes are DOWN in it: the sum, without carry, of a random word for each."""
    found = np.zeros((2, count), dtype=np.uint64)
    words = np.random.default_rng(0).integers(0, 2**64, size=(len(down), 2, 1), dtype=np.uint64)
    for value, word in zip(down, words, strict=True):
        found[:, cases_of(value, count)] ^= word
    return list(zip(*found.tolist(), strict=True))
