"""Which incidents speak for a common CI, and not each for its own? What does not recur by itself, or came together."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from itsm.problem.effectiveness import at_most

__all__ = ["TOGETHER", "Strike", "speaking"]

TOGETHER = timedelta(hours=1)
CHANCE = 0.01
"""So unlikely must it be that so many incidents came together by chance alone."""


class Strike(NamedTuple):
    """An incident on some of the CIs that stand on a common one."""

    incident: str
    at: datetime
    cis: frozenset[str]


def speaking(strikes: Sequence[Strike], recurring: Collection[str], period: timedelta) -> list[str]:
    """Return the incidents that speak for what their CIs have in common, in the order given.

    An incident speaks for it where it hit several of the CIs at once, where its CI does not recur by itself
    (``recurring``), or where it came within an hour of one on another of the CIs. The last only counts where more did
    so than incidents that know nothing of each other would within ``period``: the chance (Poisson) is below 1 %.
    """
    own = {each.incident for each in strikes if len(each.cis) > 1 or not each.cis & set(recurring)}
    near = together(strikes)
    chance = 1 - at_most(len(near) - 1, expected(strikes, period)) if near else 1.0
    told = own | near if chance < CHANCE else own
    return [each.incident for each in strikes if each.incident in told]


def together(strikes: Sequence[Strike]) -> set[str]:
    """Return the incidents that came within an hour of one on another CI."""
    ordered = sorted(strikes, key=lambda each: each.at)
    inside: Counter[frozenset[str]] = Counter()
    found: set[str] = set()
    start = end = 0
    for each in ordered:
        while end < len(ordered) and ordered[end].at <= each.at + TOGETHER:
            inside[ordered[end].cis] += 1
            end += 1
        while ordered[start].at < each.at - TOGETHER:
            inside[ordered[start].cis] -= 1
            start += 1
        if end - start > inside[each.cis]:
            found.add(each.incident)
    return found


def expected(strikes: Sequence[Strike], period: timedelta) -> float:
    """Return how many incidents would come together by chance, were they spread evenly over a period."""
    share, of = 2 * TOGETHER / period, Counter(each.cis for each in strikes)
    return math.fsum(count * -math.expm1(-share * (len(strikes) - count)) for count in of.values())
