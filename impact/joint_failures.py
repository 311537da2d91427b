"""Minimal cut sets of two and three by trying: every combination, sixty-four at a time, as long as that is bounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from math import comb
from typing import Any

import numpy as np

from impact.dominators import Pulse, nothing
from impact.equal_events import CELLS
from impact.fault_tree import FaultTree
from impact.ragged import Bools, Ints
from impact.sample_words import WORD, WordLattice, Words, lanes_of
from impact.shared_trial import Do, shared
from impact.structure_function import blocks, evaluate

__all__ = ["WORK", "pairs", "triples", "trying_pairs", "trying_triples"]

WORK = 1 << 33
"""Word operations that trying may take: about ten seconds."""

LANES = 1 << 18
"""Combinations tried in one evaluation."""


class _Trial:
    """One tree, evaluated for many combinations of failing nodes."""

    def __init__(self, tree: FaultTree) -> None:
        self.tree = tree
        self.order = blocks(tree)
        self.lanes = min(LANES, CELLS // (2 * max(1, tree.size)) * WORD) or WORD

    def falls(self, failing: Sequence[Ints], always: Iterable[int] = ()) -> Bools:
        """Whether the top falls in each case.

        Parameters
        ----------
        failing : arrays of one length; case i is that the nodes at place i of each array fail
        always : nodes that fail in every case
        """
        count = failing[0].size
        lattice = WordLattice(-(-count // WORD))
        named, row = np.unique(np.concatenate(failing), return_inverse=True)
        table = np.zeros((named.size, lattice.width), dtype=np.uint64)
        case = np.arange(count)
        bit = np.left_shift(np.uint64(1), (case % WORD).astype(np.uint64))
        for rows in row.reshape(len(failing), count):
            np.bitwise_or.at(table, (rows, case // WORD), bit)
        place = {int(node): at for at, node in enumerate(named)}
        lasting = set(always)

        def own(node: int) -> Words:
            if node in lasting:
                return lattice.always
            at = place.get(node)
            return lattice.never if at is None else table[at]

        falls: Bools = lanes_of(evaluate(self.tree, lattice, own, self.order), count) == 1
        return falls

    def cost(self, combinations: int) -> int:
        """Word operations that trying so many combinations takes."""
        members = sum(len(needs) for needs in self.tree.needs)
        members += sum(len(gate.members) * 2 for gates in self.tree.gates for gate in gates)
        return (combinations // WORD + 1) * (members + self.tree.size)


def _chunks(columns: Sequence[Ints], size: int) -> Iterator[list[Ints]]:
    for begin in range(0, columns[0].size, size):
        yield [column[begin : begin + size] for column in columns]


def _candidates(tree: FaultTree) -> Ints:
    """Nodes whose events are no single points of failure: those of a simplified tree that are not the top's."""
    return np.array([node for node in range(tree.size) if tree.events[node] and node != tree.top], dtype=np.int64)


def pairs(
    tree: FaultTree, *, work: int = WORK, workers: int = 1, pulse: Pulse = nothing
) -> list[tuple[int, int]] | None:
    """Return every pair of nodes whose events together take the top DOWN, and not alone.

    Parameters
    ----------
    tree : a simplified fault tree
    work : word operations that this may take
    workers : processes that share them
    pulse : told how many of how many combinations are tried; it may raise to end the work

    Returns
    -------
    ascending pairs, None where there are too many to try
    """
    trial, nodes = _Trial(tree), _candidates(tree)
    k = nodes.size
    if trial.cost(comb(k, 2)) > work:
        return None
    counts = [k - 1 - row for row in range(k - 1)]
    return [(one, other) for one, other in _tried(trying_pairs, tree, {}, _parts(counts, trial.lanes), workers, pulse)]


def trying_pairs(tree: FaultTree, given: Mapping[str, Any]) -> Do:  # noqa: ARG001  # every task is given something
    """Get ready to try the pairs of some rows: each candidate of (begin, end) with each that comes after it."""
    trial, nodes = _Trial(tree), _candidates(tree)

    def tried(part: Sequence[int]) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for first, second in _rows(part[0], part[1], nodes.size, trial.lanes):
            falls = trial.falls([nodes[first], nodes[second]])
            found += zip(nodes[first[falls]].tolist(), nodes[second[falls]].tolist(), strict=True)
        return found

    return tried


def triples(
    tree: FaultTree,
    known: Sequence[tuple[int, int]],
    *,
    work: int = WORK,
    workers: int = 1,
    pulse: Pulse = nothing,
) -> list[tuple[int, int, int]] | None:
    """Return every triple of nodes whose events take the top DOWN, and no two of them alone.

    Parameters
    ----------
    known : the `pairs` of the tree
    work, workers, pulse : as for `pairs`
    """
    trial, nodes = _Trial(tree), _candidates(tree)
    k = nodes.size
    if trial.cost(comb(k, 3)) + k * trial.cost(0) > work:
        return None
    counts = [comb(k - 1 - row, 2) for row in range(k - 2)]
    parts = _parts(counts, trial.lanes)
    return [(a, b, c) for a, b, c in _tried(trying_triples, tree, {"pairs": known}, parts, workers, pulse)]


def trying_triples(tree: FaultTree, given: Mapping[str, Any]) -> Do:
    """Get ready to try the triples of some rows: each candidate of (begin, end) with each two that come after it."""
    trial, nodes = _Trial(tree), _candidates(tree)
    known = {(one, other) for one, other in given["pairs"]}

    def tried(part: Sequence[int]) -> list[tuple[int, int, int]]:
        found: list[tuple[int, int, int]] = []
        for at, node in enumerate(nodes[part[0] : part[1]].tolist(), part[0]):
            others = nodes[at + 1 :]
            others = others[[(node, other) not in known for other in others.tolist()]]
            for first, second in _rows(0, others.size - 1, others.size, trial.lanes):
                falls = trial.falls([others[first], others[second]], [node])
                hits = zip(others[first[falls]].tolist(), others[second[falls]].tolist(), strict=True)
                found += [(node, *pair) for pair in hits if pair not in known]
        return found

    return tried


def _parts(counts: Sequence[int], most: int) -> list[tuple[int, int, int]]:
    """Rows below k put together to parts of about ``most`` combinations: (begin, end, combinations)."""
    parts: list[tuple[int, int, int]] = []
    begin = total = 0
    for row, count in enumerate(counts):
        total += count
        if total >= most or row == len(counts) - 1:
            parts.append((begin, row + 1, total))
            begin, total = row + 1, 0
    return parts


def _tried(
    task: Any,  # noqa: ANN401  # one of the two above
    tree: FaultTree,
    given: Mapping[str, Any],
    parts: Sequence[tuple[int, int, int]],
    workers: int,
    pulse: Pulse,
) -> Iterator[Sequence[int]]:
    """Yield what was found in each part, and tell how far it is."""
    done, total = 0, sum(count for *_, count in parts)
    with closing(shared(task, tree, given, parts, workers)) as found:
        for (*_, count), some in zip(parts, found, strict=True):
            yield from some
            done += count
            pulse(done, total)


def _rows(begin: int, end: int, k: int, most: int) -> Iterator[tuple[Ints, Ints]]:
    """Pairs i < j below k with i from ``begin`` to ``end``, ascending, some at a time."""
    while begin < end:
        last = begin + 1
        count = k - 1 - begin
        while last < end and count + k - 1 - last <= most:
            count += k - 1 - last
            last += 1
        rows = np.arange(begin, last)
        first = np.repeat(rows, k - 1 - rows)
        second = np.concatenate([np.arange(row + 1, k) for row in rows.tolist()])
        for chunk in _chunks([first, second], most):
            yield chunk[0], chunk[1]
        begin = last
