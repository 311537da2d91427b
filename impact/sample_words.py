"""Sixty-four cases at once: a value is an array of machine words, one bit for each case that is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from impact.ragged import Ints

__all__ = ["WORD", "WordLattice", "Words", "cases_of", "lanes_of"]

WORD = 64
Words = npt.NDArray[np.uint64]
"""Bit i of word w is case 64 w + i."""


def lanes_of(value: Words, count: int) -> npt.NDArray[np.uint8]:
    """Return 0 or 1 for each of the first ``count`` cases."""
    return np.unpackbits(value.view(np.uint8), bitorder="little", count=count)


def cases_of(value: Words, count: int) -> Ints:
    """Return the cases among the first ``count`` in which a value holds, ascending; little work where they are few."""
    words = np.flatnonzero(value)
    if words.size > value.size // 4:
        return np.flatnonzero(lanes_of(value, count))
    place, bit = np.nonzero(np.unpackbits(value[words].view(np.uint8), bitorder="little").reshape(-1, WORD))
    cases = words[place] * WORD + bit
    return cases[cases < count]


@dataclass(slots=True)
class WordLattice:
    """The lattice of cases, ``width`` words long."""

    width: int
    never: Words = field(init=False)
    always: Words = field(init=False)

    def __post_init__(self) -> None:
        self.never = np.zeros(self.width, dtype=np.uint64)
        self.always = ~self.never

    def only(self, cases: Ints) -> Words:
        """Return the value that holds in some cases, in any order and however often each is named."""
        word = self.never.copy()
        np.bitwise_or.at(word, cases // WORD, np.left_shift(np.uint64(1), (cases % WORD).astype(np.uint64)))
        return word

    def either(self, values: Sequence[Words]) -> Words:
        """Cases in which at least one happens; O(values x width)."""
        some = [value for value in values if value is not self.never]
        if len(some) <= 1:
            return some[0] if some else self.never
        found = some[0] | some[1]
        for value in some[2:]:
            np.bitwise_or(found, value, out=found)
        return found

    def reached(self, values: Sequence[Words], weights: Sequence[int], at: int) -> Words:
        """Cases in which those that happen weigh ``at`` together, counted in binary; O(values x width x log weight).

        Where there is no such case the value is ``never`` itself, which costs nobody anything further up.
        """
        some = [(value, weight) for value, weight in zip(values, weights, strict=True) if value is not self.never]
        total = sum(weight for _, weight in some)
        if total < at:
            return self.never
        if total - min(weight for _, weight in some) < at:
            return self._all([value for value, _ in some])
        planes = [self.never] * total.bit_length()
        for value, weight in some:
            for place in range(weight.bit_length()):
                if weight >> place & 1:
                    self._add(planes, value, place)
        found = self.always
        for place, plane in enumerate(planes):
            found = plane & found if at >> place & 1 else plane | found
        return found if found.any() else self.never

    def _all(self, values: Sequence[Words]) -> Words:
        found = values[0] & values[-1]
        for value in values[1:-1]:
            np.bitwise_and(found, value, out=found)
        return found if found.any() else self.never

    def _add(self, planes: list[Words], carry: Words, place: int) -> None:
        """Add one bit of weight 2**place to a count that is held in planes."""
        for higher in range(place, len(planes)):
            plane = planes[higher]
            planes[higher] = plane ^ carry
            carry = plane & carry
            if not carry.any():
                return

    def same(self, one: Words, other: Words) -> bool:
        """Whether two values agree in every case."""
        return one is other or bool(np.array_equal(one, other))
