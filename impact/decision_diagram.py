"""Binary decision diagrams of fault trees: the exact structure function, as long as it fits. The only file on oxidd.

Diagrams are built without complemented edges: every node's probability is then a sum of products of figures above 0,
so that even a probability of 1e-15 keeps its digits.

References
----------
A. Rauzy, "New algorithms for fault trees analysis", Reliability Engineering & System Safety 40(3), 1993,
doi:10.1016/0951-8320(93)90060-C.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from oxidd.bdd import BDDFunction, BDDManager
from oxidd.util import DDMemoryError

from impact.errors import ImpactError
from impact.fault_tree import FaultTree
from impact.structure_function import blocks, evaluate, reached

__all__ = ["ALWAYS", "FIRST", "NEVER", "Diagram", "TooLargeError", "build_diagram"]

ROOM, CACHE = 4, 16
"""Nodes that may be in use while one operation runs, and results remembered, in multiples of the limit.

With a small memory of results an operation on large diagrams repeats itself without end.
"""

NEVER, ALWAYS, FIRST = 0, 1, 2


class TooLargeError(ImpactError):
    """A decision diagram, or a family of cut sets, outgrows its limit."""


class Diagram(NamedTuple):
    """A decision diagram as rows, children first: 0 is never, 1 is always, row r is node r + 2, the last is the root.

    ``variable`` is the node of the fault tree that each row asks about, ``high`` where to go when its events happened.
    ``order`` is the order in which variables are asked about.
    """

    variable: Sequence[int]
    high: Sequence[int]
    low: Sequence[int]
    root: int
    order: Sequence[int]


def build_diagram(tree: FaultTree, order: Sequence[int], limit: int) -> Diagram:
    """Return the decision diagram of the top.

    Parameters
    ----------
    tree : a simplified fault tree
    order : the nodes with basic events, each a variable, in the order in which they are asked about
    limit : nodes in use after any step

    Raises
    ------
    TooLargeError : more nodes are needed

    Notes
    -----
    Memory stays below some 500 bytes x limit. The limit is on nodes, not on time, so that the same tree has the same
    answer on every machine.
    """
    if tree.happened or not order:
        return Diagram((), (), (), ALWAYS if tree.happened else NEVER, order)
    if limit < len(order):
        raise TooLargeError(f"{len(order):,} variables; allowed: {limit:,} nodes")
    lattice = _DiagramLattice(order, limit)
    try:
        top = evaluate(tree, lattice, lattice.variable, blocks(tree))
        if top.node_count() > limit:
            raise TooLargeError(f"more than {limit:,} nodes")
        return _rows(top, order, {lattice.never: NEVER, lattice.always: ALWAYS})
    except DDMemoryError as error:
        raise TooLargeError(f"more than {limit:,} nodes") from error


class _DiagramLattice:
    """The lattice of Boolean functions, as diagrams of one manager."""

    def __init__(self, order: Sequence[int], limit: int) -> None:
        self.manager = BDDManager(limit * ROOM, limit * CACHE, 1)
        self.manager.add_vars(len(order))
        self.level = {node: level for level, node in enumerate(order)}
        self.never, self.always = self.manager.false(), self.manager.true()
        self.limit = limit
        self.kept = 0

    def variable(self, node: int) -> BDDFunction:
        """Value of a node's own events."""
        level = self.level.get(node)
        return self.never if level is None else self.manager.var(level)

    def either(self, values: Sequence[BDDFunction]) -> BDDFunction:
        """Return the disjunction, joined pair by pair: onto a whole that grows, each of many costs the whole's size."""
        while len(values) > 1:
            pairs = zip(values[::2], values[1::2], strict=False)
            values = [*(self._checked(one | other) for one, other in pairs), *values[len(values) & ~1 :]]
        return values[0] if values else self.never

    def both(self, one: BDDFunction, other: BDDFunction) -> BDDFunction:
        """Return the conjunction."""
        return self._checked(one & other)

    def reached(self, values: Sequence[BDDFunction], weights: Sequence[int], at: int) -> BDDFunction:
        """Return the function that is true where the true ones weigh ``at`` together."""
        return reached(self, values, weights, at)

    def same(self, one: BDDFunction, other: BDDFunction) -> bool:
        """Whether two functions are one; O(1)."""
        return one == other

    def _checked(self, value: BDDFunction) -> BDDFunction:
        """Count the nodes in use now and then, without those that nothing refers to any more."""
        if self.manager.approx_num_inner_nodes() - self.kept > self.limit // 4:
            self.manager.gc()
            self.kept = self.manager.num_inner_nodes()
            if self.kept > self.limit:
                raise TooLargeError(f"more than {self.limit:,} nodes")
        return value


def _rows(top: BDDFunction, order: Sequence[int], number: dict[BDDFunction, int]) -> Diagram:
    """Read a diagram into rows; ``number`` says what its ends are."""
    if top in number:
        return Diagram((), (), (), number[top], order)
    known = number.get
    variable: list[int] = []
    high: list[int] = []
    low: list[int] = []

    todo = [top]
    while todo:
        function = todo[-1]
        if function in number:
            todo.pop()
            continue
        happened, not_happened = function.cofactors() or (top, top)
        to_high, to_low = known(happened), known(not_happened)
        if to_high is None or to_low is None:
            todo += [each for each, to in ((happened, to_high), (not_happened, to_low)) if to is None]
            continue
        todo.pop()
        number[function] = len(variable) + FIRST
        variable.append(order[function.node_var() or 0])
        high.append(to_high)
        low.append(to_low)
    return Diagram(tuple(variable), tuple(high), tuple(low), len(variable) - 1 + FIRST, order)
