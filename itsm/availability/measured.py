"""How available was each service, how often did it fail, and what is left of what may be lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from itsm.availability.outages import merged

__all__ = ["Budget", "Measured", "budget", "measured"]


class Measured(NamedTuple):
    """One service over a period: its length, seconds out, outages that began in it, and those that ended in it."""

    length_s: float
    down_s: float
    failures: int
    repairs: Sequence[float]

    @property
    def availability(self) -> float:
        """Return the share of the period in which it was not out."""
        return 1 - self.down_s / self.length_s if self.length_s > 0 else 1.0


class Budget(NamedTuple):
    """What a target allows to be lost over a period, what is spent of it, and what is left (below 0: overspent)."""

    allowed_s: float
    spent_s: float
    left_s: float


def measured(
    services: Iterable[str], spans: Mapping[str, Iterable[tuple[float, float]]], start: float, end: float
) -> dict[str, Measured]:
    """Return each service as measured from ``start`` to ``end`` (seconds since 1970) by the intervals it was out."""
    found: dict[str, Measured] = {}
    for service in services:
        whole = merged(spans.get(service, ()))
        inside = [(max(begin, start), min(stop, end)) for begin, stop in whole if begin < end and stop > start]
        found[service] = Measured(
            end - start,
            sum(stop - begin for begin, stop in inside),
            sum(start <= begin < end for begin, _ in whole),
            [stop - begin for begin, stop in whole if start <= stop < end],
        )
    return found


def budget(target: float, each: Measured) -> Budget:
    """Return the error budget of a service under an availability target from 0 to 1."""
    allowed = (1 - target) * each.length_s
    return Budget(allowed, each.down_s, allowed - each.down_s)
