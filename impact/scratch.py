"""Whole-graph arrays lent out zeroed and taken back clean, so that a small answer costs the same on a large graph.

Zeroing some megabytes for each question would cost more than most answers. A borrowed array is cleaned in the few
places that its user wrote to, once nobody holds it or a view of it any more.
"""

from __future__ import annotations

import weakref

import numpy as np

from impact.ragged import Column, Ints

__all__ = ["Scratch"]

CELL = 32
"""Bytes that are zeroed in one go in the time that one place takes by itself, about."""


class Scratch:
    """Arrays of one graph to borrow. Safe to share between threads: each array has one borrower at a time."""

    def __init__(self) -> None:
        self._free: dict[tuple[int, str], list[Column]] = {}
        self._lent: dict[int, tuple[weakref.ref[Column], list[Column]]] = {}
        self._any: dict[tuple[int, str], list[Column]] = {}
        self._kept: dict[int, weakref.ref[Column]] = {}

    def take(self, size: int, kind: str) -> Column:
        """Borrow an array of zeros; one that is never settled is simply forgotten. O(1) once one came back."""
        if not size:
            return np.zeros(0, dtype=kind)
        free = self._free.setdefault((size, kind), [])
        try:
            owner = free.pop()
        except IndexError:
            owner = np.zeros(size, dtype=kind)
        lent = np.frombuffer(owner.data, dtype=kind)
        number = id(lent)
        self._lent[number] = weakref.ref(lent, lambda _: self._back(number)), [owner]
        return lent

    def take_any(self, size: int, kind: str) -> Column:
        """Borrow an array that holds anything, for one who reads only what it has written. O(1)."""
        if not size:
            return np.empty(0, dtype=kind)
        free = self._any.setdefault((size, kind), [])
        try:
            owner = free.pop()
        except IndexError:
            owner = np.empty(size, dtype=kind)
        lent = np.frombuffer(owner.data, dtype=kind)
        number = id(lent)

        def back(_: object) -> None:
            del self._kept[number]
            free.append(owner)

        self._kept[number] = weakref.ref(lent, back)
        return lent

    def settle(self, lent: Column, written: Ints) -> Column:
        """Say where a borrowed array may be other than zero, so that it can come back; return the array."""
        if lent.size:
            self._lent[id(lent)][1].append(written)
        return lent

    def _back(self, number: int) -> None:
        _, kept = self._lent.pop(number)
        if len(kept) > 1:
            owner, *written = kept
            if sum(places.size for places in written) * CELL > owner.nbytes:
                owner.fill(0)
            else:
                for places in written:
                    owner[places] = 0
            self._free[owner.size, owner.dtype.str].append(owner)
