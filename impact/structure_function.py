"""The structure function of a fault tree, worked out over any lattice: bits, decision diagrams, families of sets.

Whatever the values are, the walk is the same: providers first, and circles of redundancy to their fixpoint. There a
node is DOWN by its gates (a least fixpoint), and whatever is not held up from outside (the complement of a least
fixpoint, so a greatest one) is DOWN as well, until nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from impact.components import strong_components
from impact.fault_tree import FaultTree

__all__ = ["JoiningLattice", "Lattice", "blocks", "evaluate", "most_at_once", "reached", "values"]

V = TypeVar("V")


class Lattice(Protocol[V]):
    """A bounded distributive lattice of values: what "never" and "always" are, and how events combine."""

    @property
    def never(self) -> V:
        """The value of what cannot happen."""
        ...

    @property
    def always(self) -> V:
        """The value of what has happened."""
        ...

    def either(self, values: Sequence[V]) -> V:
        """Return the value of at least one of these."""
        ...

    def reached(self, values: Sequence[V], weights: Sequence[int], at: int) -> V:
        """Return the value of: those that happen weigh ``at`` or more together."""
        ...

    def same(self, one: V, other: V) -> bool:
        """Whether two values are one."""
        ...


def blocks(tree: FaultTree) -> list[list[int]]:
    """Nodes in an order in which providers come first; each circle of redundancy is one block.

    Notes
    -----
    O(nodes + members). What one member needs stands together, so that little is in use at once.
    """
    first: dict[int, int] = {}
    named = sorted(range(tree.size), key=lambda node: node != tree.top)
    place = {node: number for number, node in enumerate(named)}
    block_of = [
        number if tree.circle[n] < 0 else first.setdefault(tree.circle[n], number) for number, n in enumerate(named)
    ]
    edges: list[set[int]] = [set() for _ in named]
    for number, node in enumerate(named):
        edges[block_of[number]].update(block_of[place[member]] for member in tree.members(node))
    component = strong_components([sorted(each) for each in edges])
    found: dict[int, list[int]] = {}
    for node in range(tree.size):
        found.setdefault(component[block_of[place[node]]], []).append(node)
    return [found[number] for number in sorted(found)]


def evaluate(tree: FaultTree, lattice: Lattice[V], own: Callable[[int], V], order: Sequence[Sequence[int]]) -> V:
    """Return the value of the top: that it is DOWN.

    Parameters
    ----------
    own : the value of a node's basic events
    order : the `blocks` of the tree

    Notes
    -----
    O(members) lattice operations without circles; a circle of k nodes takes at most k rounds of k passes. A value is
    let go once the last node that it concerns has its own.
    """
    down = [lattice.never] * tree.size
    for block, done_with in zip(order, _last_used(tree, order), strict=True):
        _decide(tree, lattice, block, down, own)
        for node in done_with:
            down[node] = lattice.never
    return down[tree.top]


def values(tree: FaultTree, lattice: Lattice[V], own: Callable[[int], V], order: Sequence[Sequence[int]]) -> list[V]:
    """Return the value of every node; see `evaluate`."""
    down = [lattice.never] * tree.size
    for block in order:
        _decide(tree, lattice, block, down, own)
    return down


def most_at_once(tree: FaultTree, order: Sequence[Sequence[int]]) -> int:
    """How many values `evaluate` holds at once at most, with some to work with."""
    held = most = 0
    for block, done_with in zip(order, _last_used(tree, order), strict=True):
        held += len(block)
        most = max(most, held + len(block))
        held -= len(done_with)
    return most + SPARE


SPARE = 64


def _decide(tree: FaultTree, lattice: Lattice[V], block: Sequence[int], down: list[V], own: Callable[[int], V]) -> None:
    if tree.circle[block[0]] < 0:
        for node in block:
            down[node] = _by_gates(tree, lattice, node, down, down, own(node))
    else:
        _settle(tree, lattice, block, down, own)


def _last_used(tree: FaultTree, order: Sequence[Sequence[int]]) -> list[list[int]]:
    """For each block the nodes, the top aside, that no later block looks at."""
    last = [0] * tree.size
    for place, block in enumerate(order):
        for node in block:
            for member in (node, *tree.members(node)):
                last[member] = place
    found: list[list[int]] = [[] for _ in order]
    for node, place in enumerate(last):
        if node != tree.top:
            found[place].append(node)
    return found


def _by_gates(
    tree: FaultTree,
    lattice: Lattice[V],
    node: int,
    down: Sequence[V],
    lean: Sequence[V] | Mapping[int, V],
    start: V,
) -> V:
    """Value of a node's own events and gates; what members that lean count as, ``lean`` says."""
    found = [start]
    found += [lean[member] if leaning else down[member] for member, leaning in tree.needs[node].items()]
    for gate in tree.gates[node]:
        members = zip(gate.members, gate.leaning, strict=True)
        values = [lean[member] if leaning else down[member] for member, leaning in members]
        found.append(lattice.reached(values, gate.weights, gate.down_at))
    return lattice.either(found)


def _settle(tree: FaultTree, lattice: Lattice[V], block: Sequence[int], down: list[V], own: Callable[[int], V]) -> None:
    """Bring a circle of redundancy to its fixpoint."""
    units: dict[int, list[int]] = {}
    for node in block:
        down[node] = own(node)
        if tree.unit[node] >= 0:
            units.setdefault(tree.unit[node], []).append(node)
    moved = True
    while moved:
        _fall(tree, lattice, block, down)
        moved = False
        for node, unheld in _unheld(tree, lattice, units, down).items():
            value = lattice.either([down[node], unheld])
            moved |= not lattice.same(value, down[node])
            down[node] = value


def _fall(tree: FaultTree, lattice: Lattice[V], block: Sequence[int], down: list[V]) -> None:
    """Let the gates of a circle take down what they take down."""
    moved = True
    while moved:
        moved = False
        for node in block:
            value = _by_gates(tree, lattice, node, down, down, down[node])
            moved |= not lattice.same(value, down[node])
            down[node] = value


def _unheld(
    tree: FaultTree, lattice: Lattice[V], units: Mapping[int, Sequence[int]], down: Sequence[V]
) -> dict[int, V]:
    """Value of each grounded node of a circle: that nothing outside its own unit holds it up."""
    lean = {node: lattice.always for unit in units.values() for node in unit}
    moved = True
    while moved:
        moved = False
        for unit in units.values():
            value = lattice.either([_by_gates(tree, lattice, node, down, lean, down[node]) for node in unit])
            moved |= not lattice.same(value, lean[unit[0]])
            lean.update(dict.fromkeys(unit, value))
    return lean


class JoiningLattice(Lattice[V], Protocol[V]):
    """A lattice that can say of two values that both happen."""

    def both(self, one: V, other: V) -> V:
        """Return the value of both."""
        ...


def reached(lattice: JoiningLattice[V], values: Sequence[V], weights: Sequence[int], at: int) -> V:
    """Return the value of: those that happen weigh ``at`` or more together.

    Notes
    -----
    One step for each member and each weight that may still be lacking when it is looked at, O(values x at) for counts.
    """
    left = [0] * (len(weights) + 1)
    for place in range(len(weights) - 1, -1, -1):
        left[place] = left[place + 1] + weights[place]
    lacking: list[set[int]] = [{at}]
    for place, weight in enumerate(weights):
        open_ = {lack for lack in lacking[place] if 0 < lack <= left[place]}
        lacking.append({after for lack in open_ for after in (lack, lack - weight)})
    found = {lack: lattice.always if lack <= 0 else lattice.never for lack in lacking[-1]}
    for place in range(len(weights) - 1, -1, -1):
        after, value, weight = found, values[place], weights[place]
        found = {}
        for lack in sorted(lacking[place]):
            if lack <= 0:
                found[lack] = lattice.always
            elif lack > left[place]:
                found[lack] = lattice.never
            else:
                found[lack] = lattice.either([lattice.both(value, after[lack - weight]), after[lack]])
    return found[at]
