"""Counting nodes by the value of a field, and the order in which counts are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmdb.store.port import Facet
from cmdb.store.sorting import rank
from cmdb.values import normal, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cmdb.values import Normal, Value

__all__ = ["count_values", "ordered", "values_of"]


def count_values(originals: Iterable[Value | None]) -> list[Facet]:
    """Return the count of each value, in no order; ``originals`` are what the nodes hold, by key."""
    counts: dict[Normal | None, tuple[str, int]] = {}
    for original in originals:
        for value, text in values_of(original).items():
            first, count = counts.get(value, (text, 0))
            counts[value] = (first, count + 1)
    return [Facet(value, text, count) for value, (text, count) in counts.items()]


def values_of(original: Value | None) -> dict[Normal | None, str]:
    """Return the distinct values under which a node counts, in normal form, each as it is shown."""
    value = None if original is None else normal(original)
    if original is None or value is None:
        return {None: ""}
    if isinstance(value, tuple) and isinstance(original, tuple):
        written: dict[Normal | None, str] = {}
        for item, form in zip(original, value, strict=True):
            written.setdefault(form, shown(item))
        return written
    return {value: shown(original)} if not isinstance(value, tuple) else {}


def ordered(facets: Iterable[Facet], limit: int) -> Sequence[Facet]:
    """Return the first facets: most nodes first, then by value."""
    return sorted(facets, key=facet_key)[: max(limit, 0)]


def facet_key(facet: Facet) -> tuple[int, int, Normal]:
    """Return what a facet sorts by."""
    return (-facet.count, rank(facet.value), "" if facet.value is None else facet.value)
