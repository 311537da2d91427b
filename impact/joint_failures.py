"""Minimal cut sets of two and three by trying: every combination, sixty-four at a time, as long as that is bounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from impact.equal_events import CELLS
from impact.fault_tree import FaultTree
from impact.ragged import Bools, Ints
from impact.sample_words import WORD, WordLattice, Words, lanes_of
from impact.structure_function import blocks, evaluate

__all__ = ["WORK", "pairs", "triples"]

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


def pairs(tree: FaultTree, *, work: int = WORK) -> list[tuple[int, int]] | None:
    """Return every pair of nodes whose events together take the top DOWN, and not alone.

    Parameters
    ----------
    tree : a simplified fault tree
    work : word operations that this may take

    Returns
    -------
    ascending pairs, None where there are too many to try
    """
    trial, nodes = _Trial(tree), _candidates(tree)
    k = nodes.size
    if trial.cost(k * (k - 1) // 2) > work:
        return None
    found: list[tuple[int, int]] = []
    for first, second in _index_pairs(k, trial.lanes):
        falls = trial.falls([nodes[first], nodes[second]])
        found += zip(nodes[first[falls]].tolist(), nodes[second[falls]].tolist(), strict=True)
    return found


def _index_pairs(k: int, most: int) -> Iterator[tuple[Ints, Ints]]:
    """Pairs i < j below k, ascending, some at a time."""
    begin = 0
    while begin < k - 1:
        end = begin + 1
        count = k - 1 - begin
        while end < k - 1 and count + k - 1 - end <= most:
            count += k - 1 - end
            end += 1
        rows = np.arange(begin, end)
        first = np.repeat(rows, k - 1 - rows)
        second = np.concatenate([np.arange(row + 1, k) for row in rows.tolist()])
        for chunk in _chunks([first, second], most):
            yield chunk[0], chunk[1]
        begin = end


def triples(
    tree: FaultTree, known: Sequence[tuple[int, int]], *, work: int = WORK
) -> list[tuple[int, int, int]] | None:
    """Return every triple of nodes whose events take the top DOWN, and no two of them alone.

    Parameters
    ----------
    known : the `pairs` of the tree
    """
    trial, nodes = _Trial(tree), _candidates(tree)
    k = nodes.size
    if trial.cost(k * (k - 1) * (k - 2) // 6) + k * trial.cost(0) > work:
        return None
    known_pairs = set(known)
    found: list[tuple[int, int, int]] = []
    for at, node in enumerate(nodes.tolist()):
        others = nodes[at + 1 :]
        others = others[[(node, other) not in known_pairs for other in others.tolist()]]
        for first, second in _index_pairs(others.size, trial.lanes):
            falls = trial.falls([others[first], others[second]], [node])
            hits = zip(others[first[falls]].tolist(), others[second[falls]].tolist(), strict=True)
            found += [(node, *pair) for pair in hits if pair not in known_pairs]
    return found
