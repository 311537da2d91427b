"""Sets of moments as half-open spans: what holds when, in whole milliseconds.

A set is a tuple of spans ``(start, end)``, ascending and apart: no two overlap or touch. `BEGIN` and `END` stand for
"since ever" and "for good".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np

from impact.ragged import Ints, Reals

__all__ = [
    "BEGIN",
    "END",
    "Span",
    "Spans",
    "all_milliseconds",
    "difference",
    "intersection",
    "milliseconds",
    "seconds",
    "union",
]

BEGIN, END = -(2**60), 2**60
PER_SECOND = 1000

Span: TypeAlias = tuple[int, int]
Spans: TypeAlias = tuple[Span, ...]


def milliseconds(value: float) -> int:
    """Seconds as whole milliseconds, at most half of `END` (infinity too); NaN and less than 0 become 0."""
    if not value > 0:
        return 0
    return END // 2 if value * PER_SECOND >= END // 2 else round(value * PER_SECOND)


def all_milliseconds(values: Reals) -> Ints:
    """`milliseconds` of many at once."""
    longest = END // 2
    scaled = np.where(values > 0, values, 0.0) * PER_SECOND
    return np.where(scaled >= longest, longest, np.rint(np.minimum(scaled, longest))).astype(np.int64)


def seconds(moment: int) -> int | float | None:
    """Milliseconds as seconds, whole where they are; None for "since ever" and "for good"."""
    if moment <= BEGIN or moment >= END:
        return None
    return moment / PER_SECOND if moment % PER_SECOND else moment // PER_SECOND


def union(*sets: Iterable[Span]) -> Spans:
    """Moments in any of some sets; the spans may come in any order and overlap, empty ones are dropped. O(k log k)."""
    found: list[Span] = []
    for start, end in sorted(span for each in sets for span in each if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return tuple(found)


def intersection(a: Spans, b: Spans) -> Spans:
    """Moments in both sets; O(a + b)."""
    found: list[Span] = []
    i = j = 0
    while i < len(a) and j < len(b):
        start, end = max(a[i][0], b[j][0]), min(a[i][1], b[j][1])
        if start < end:
            found.append((start, end))
        if a[i][1] < b[j][1]:
            i += 1
        else:
            j += 1
    return tuple(found)


def difference(a: Spans, b: Spans) -> Spans:
    """Moments in the first set and not in the second; O(a + b)."""
    gaps: list[Span] = []
    at = BEGIN
    for start, end in b:
        gaps.append((at, start))
        at = end
    gaps.append((at, END))
    return intersection(a, tuple(gap for gap in gaps if gap[0] < gap[1]))
