"""The order of found nodes: how a field's value sorts in either direction, and where a page left off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cmdb.store.matching import field_value

if TYPE_CHECKING:
    from cmdb.model import Stored
    from cmdb.query import Order
    from cmdb.values import Normal

__all__ = ["Falling", "Place", "place_of", "rank", "sort_key"]

NUMBER, TEXT, ABSENT = range(3)


class Place(NamedTuple):
    """Where a node stands in an order: the value of each order field (None: absent, unsortable), and its key."""

    values: tuple[Normal | None, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Falling:
    """A value that sorts the other way round; two are only compared within one rank."""

    value: Normal

    def __lt__(self, other: Falling) -> bool:
        return bool(other.value < self.value)  # type: ignore[operator]

    def __gt__(self, other: Falling) -> bool:
        return bool(other.value > self.value)  # type: ignore[operator]


def rank(value: Normal | None) -> int:
    """Return where a value stands before its size counts: numbers, then text, then nothing."""
    if value is None:
        return ABSENT
    return TEXT if isinstance(value, str) else NUMBER


def place_of(stored: Stored, order: tuple[Order, ...]) -> Place:
    """Return where a node stands."""
    return Place(tuple(sort_value(stored, part.field) for part in order), stored.node.key)


def sort_value(stored: Stored, field: str) -> Normal | None:
    """Return what a field sorts by."""
    value = field_value(stored, field)
    return None if isinstance(value, tuple) else value


def sort_key(place: Place, order: tuple[Order, ...]) -> tuple[object, ...]:
    """Return what compares as the places do."""
    parts: list[object] = []
    for value, part in zip(place.values, order, strict=True):
        parts.append(rank(value))
        shown: Normal = "" if value is None else value
        parts.append(Falling(shown) if part.descending else shown)
    return (*parts, place.key)
