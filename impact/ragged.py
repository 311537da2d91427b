"""Rows of different length in one flat array: gather them, splice them, group by them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = [
    "Bools",
    "Bytes",
    "Column",
    "Ints",
    "Reals",
    "among",
    "ascending",
    "distinct",
    "numbered",
    "positions",
    "row_of",
    "spliced",
]

Ints: TypeAlias = npt.NDArray[np.signedinteger[Any]]
"""Any signed integer width: topology is 32 bits wide where it fits."""
Reals: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]
Bytes: TypeAlias = npt.NDArray[np.uint8]
Column: TypeAlias = npt.NDArray[Any]
"""A column of any kind."""


def positions(indptr: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Flat positions of the entries of some rows, row after row.

    Parameters
    ----------
    indptr : (n + 1,) where each row starts; row i is ``indptr[i]:indptr[i + 1]``
    rows : (k,) row numbers, in any order

    Returns
    -------
    positions : (m,) flat positions, row by row
    counts : (k,) entries of each row

    Notes
    -----
    O(k + m).
    """
    start = indptr[rows].astype(np.int64)
    counts = indptr[rows + 1].astype(np.int64) - start
    if rows.size == 1:
        return np.arange(start[0], start[0] + counts[0]), counts
    ends = np.cumsum(counts)
    total = int(ends[-1]) if ends.size else 0
    return np.arange(total, dtype=np.int64) + np.repeat(start - (ends - counts), counts), counts


def row_of(indptr: Ints, flat: Ints) -> Ints:
    """Return the row that each flat position belongs to; O(k log n)."""
    return np.searchsorted(indptr, flat, side="right").astype(np.int64) - 1


def distinct(values: Ints, scratch: Ints) -> Ints:
    """Each value once, in order of its first occurrence.

    Parameters
    ----------
    values : (k,) numbers in ``0 .. len(scratch) - 1``
    scratch : an array that may be overwritten, needs no initial content

    Notes
    -----
    O(k), without sorting: the last writer of a cell wins, so write backwards.
    """
    if values.size <= 1:
        return values
    at = np.arange(values.size - 1, -1, -1, dtype=np.int64)
    scratch[values[::-1]] = at
    first: Ints = values[scratch[values] == np.arange(values.size)]
    return first


def ascending(values: Ints) -> Ints:
    """Each value once, ascending; by sorting, which beats hashing on large arrays. O(k log k)."""
    order = np.sort(values)
    keep = np.ones(order.size, dtype=np.bool_)
    keep[1:] = order[1:] != order[:-1]
    return order[keep]


def among(values: Ints, members: Ints) -> Bools:
    """Whether each value is one of some members; O((k + m) log m)."""
    if not members.size:
        return np.zeros(values.size, dtype=np.bool_)
    order = np.sort(members)
    found: Bools = order[np.minimum(np.searchsorted(order, values), order.size - 1)] == values
    return found


def numbered(values: Ints) -> tuple[Ints, Ints]:
    """Each value once, ascending, and which of them stands in each place; O(k log k)."""
    once = ascending(values)
    return once, np.searchsorted(once, values)


def spliced(column: Column, cuts: Sequence[tuple[int, int]], parts: Sequence[Column]) -> Column:
    """Replace the ranges ``cuts`` (ascending, apart) of a column by ``parts``; O(len(column)) of plain copying."""
    pieces: list[Column] = []
    at = 0
    for (start, end), part in zip(cuts, parts, strict=True):
        pieces += [column[at:start], part]
        at = end
    pieces.append(column[at:])
    return np.concatenate(pieces).astype(column.dtype, copy=False)
