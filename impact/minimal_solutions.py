"""Minimal solutions of a decision diagram: the minimal cut sets of every order, held as a diagram of sets.

A family of sets is a zero-suppressed diagram: each row asks whether a variable is in the set. A million cut sets that
are products of a few alternatives take a few rows, are counted by order without being listed, and are listed smallest
first as far as somebody wants.

References
----------
A. Rauzy, "New algorithms for fault trees analysis", Reliability Engineering & System Safety 40(3), 1993,
doi:10.1016/0951-8320(93)90060-C. S. Minato, "Zero-suppressed BDDs for set manipulation in combinatorial problems",
Proc. 30th DAC, 1993, doi:10.1145/157485.164890.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from impact.decision_diagram import ALWAYS, FIRST, NEVER, Diagram, TooLargeError

__all__ = ["Family", "minimal_solutions"]

STEPS = 3_000_000
"""Rows and remembered results that a family may take: some 500 MB at the very most."""

NONE, EMPTY = NEVER, ALWAYS
"""The family without a set, and the family of the empty set."""


class Family:
    """A family of sets of variables as rows; see `Diagram` for their numbers.

    ``level`` is the place of each row's variable in the order, ``inside`` where sets with it go on, ``outside`` those
    without.
    """

    def __init__(self, order: Sequence[int], steps: int = STEPS) -> None:
        self.order = order
        self.steps = steps
        last = len(order)
        self.level = [last, last]
        self.inside = [NONE, EMPTY]
        self.outside = [NONE, EMPTY]
        self.known: dict[tuple[int, int, int], int] = {}
        self.root = NONE

    def row(self, level: int, inside: int, outside: int) -> int:
        """Return the row of a variable, the same for the same question."""
        if inside == NONE:
            return outside
        key = (level, inside, outside)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = len(self.level)
            self.level.append(level)
            self.inside.append(inside)
            self.outside.append(outside)
            self.pay()
        return found

    def pay(self) -> None:
        """Count one step. Raises `TooLargeError`."""
        self.steps -= 1
        if self.steps < 0:
            raise TooLargeError("too many minimal cut sets to be told apart")

    # ------------------------------------------------------------ what is in it

    def counts(self, several: Callable[[int], int]) -> dict[int, int]:
        """Return how many sets there are of each size.

        Parameters
        ----------
        several : how many equal events a variable stands for; each gives a set of its own
        """
        found: list[dict[int, int]] = [{}, {0: 1}]
        for row in range(FIRST, self.root + 1):
            own = dict(found[self.outside[row]])
            times = several(self.order[self.level[row]])
            for size, count in found[self.inside[row]].items():
                own[size + 1] = own.get(size + 1, 0) + times * count
            found.append(own)
        return dict(sorted(found[self.root].items()))

    def sets(self, size: int) -> Iterator[tuple[int, ...]]:
        """Yield the sets of one size, each as variables in their order; O(size x variables) a set at most."""
        sizes = self._sizes()
        todo: list[tuple[int, tuple[int, ...]]] = [(self.root, ())]
        while todo:
            row, chosen = todo.pop()
            if size - len(chosen) not in sizes[row]:
                continue
            if row == EMPTY:
                yield chosen
                continue
            todo += [(self.outside[row], chosen), (self.inside[row], (*chosen, self.order[self.level[row]]))]

    def _sizes(self) -> list[frozenset[int]]:
        """Sizes of the sets below each row."""
        found: list[frozenset[int]] = [frozenset(), frozenset({0})]
        shared: dict[frozenset[int], frozenset[int]] = {}
        for row in range(FIRST, len(self.level)):
            own = found[self.outside[row]] | {size + 1 for size in found[self.inside[row]]}
            found.append(shared.setdefault(own, own))
        return found


def minimal_solutions(diagram: Diagram, *, steps: int = STEPS) -> Family:
    """Return the minimal cut sets of a coherent function.

    Parameters
    ----------
    diagram : of a function that more failures never make false
    steps : rows and remembered results at most

    Raises
    ------
    TooLargeError : more are needed

    Notes
    -----
    Row by row, children first: a minimal set holds the variable where it solves the case in which it happened, but not
    the case in which it did not.
    """
    order = diagram.order
    family = Family(order, steps)
    level = {variable: place for place, variable in enumerate(order)}
    levels = [len(order), len(order), *(level[variable] for variable in diagram.variable)]
    solved = [NONE, EMPTY]
    without = _Without(family, diagram, levels)
    for row, (high, low) in enumerate(zip(diagram.high, diagram.low, strict=True), FIRST):
        inside = without.of(solved[high], low)
        solved.append(family.row(levels[row], inside, solved[low]))
    family.root = solved[diagram.root]
    return family


class _Without:
    """The sets of a family that do not solve a function."""

    def __init__(self, family: Family, diagram: Diagram, levels: Sequence[int]) -> None:
        self.family = family
        self.high = [NEVER, ALWAYS, *diagram.high]
        self.low = [NEVER, ALWAYS, *diagram.low]
        self.levels = levels
        self.known: dict[int, int] = {}

    def of(self, sets: int, function: int) -> int:
        """Return the rest of a family; one step for each pair of rows met, without recursion.

        Notes
        -----
        A pair of rows is one number, row of the family x rows of the diagram + row of the diagram. Only what always
        holds is solved by the empty set.
        """
        family, known, width = self.family, self.known, len(self.levels)
        level, inside, outside = family.level, family.inside, family.outside
        levels, high, low = self.levels, self.high, self.low

        def done(one: int, other: int) -> int | None:
            if one == NONE or other == ALWAYS:
                return NONE
            return one if other == NEVER or one == EMPTY else known.get(one * width + other)

        todo = [(sets, function)]
        while todo:
            one, other = todo[-1]
            if done(one, other) is not None:
                todo.pop()
                continue
            place, asked = level[one], levels[other]
            if place > asked:
                last = one, low[other]
                without = done(*last)
                if without is None:
                    todo.append(last)
                    continue
                result = without
            else:
                first = inside[one], (other if place < asked else high[other])
                last = outside[one], (other if place < asked else low[other])
                within, without = done(*first), done(*last)
                if within is None or without is None:
                    todo += [part for part, found in ((first, within), (last, without)) if found is None]
                    continue
                result = family.row(place, within, without)
            known[one * width + other] = result
            family.pay()
            todo.pop()
        return done(sets, function) or NONE
