"""Did the fix help? Incidents on the CIs since then, against how many were to be expected at the rate before."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

__all__ = ["BEFORE", "Effect", "at_most", "effectiveness"]

Verdict = Literal["effective", "not_effective", "too_early", "not_fixed"]
BEFORE = timedelta(days=90)
CONFIDENCE = 0.05
"""So unlikely must so few incidents be at the old rate before a fix is called effective."""


@dataclass(frozen=True, slots=True)
class Effect:
    """The verdict with its figures. ``expected``: incidents since at the rate before; ``chance`` of so few or fewer."""

    verdict: Verdict
    reason: str
    before: int
    before_days: float
    since: int
    since_days: float
    expected: float
    chance: float | None
    incidents: tuple[str, ...]


def at_most(count: int, expected: float) -> float:
    """Return the probability of so many or fewer events where ``expected`` are, after Poisson."""
    if expected <= 0:
        return 1.0
    return min(1.0, sum(math.exp(k * math.log(expected) - expected - math.lgamma(k + 1)) for k in range(count + 1)))


def effectiveness(
    incidents: Iterable[tuple[str, datetime]], fixed_at: datetime | None, *, now: datetime, before: timedelta = BEFORE
) -> Effect:
    """Judge a fix by incidents (key, opened at) on its CIs.

    It is effective where so few since are unlikely at the rate of the time before, not effective where there are as
    many as expected or more and at least one; until one of the two holds it is too early to tell.
    """
    known = sorted(incidents, key=lambda each: (each[1], each[0]))
    if fixed_at is None:
        return Effect("not_fixed", "it is not resolved", len(known), before.days, 0, 0.0, 0.0, None, ())
    old = [key for key, at in known if fixed_at - before <= at <= fixed_at]
    new = tuple(key for key, at in known if fixed_at < at <= now)
    length = (now - fixed_at) / timedelta(days=1)
    expected = round(len(old) * ((now - fixed_at) / before), 3)
    chance = round(at_most(len(new), expected), 4)
    verdict: Verdict = "too_early"
    if chance < CONFIDENCE:
        verdict = "effective"
    elif new and len(new) >= expected:
        verdict = "not_effective"
    days = round(length, 1)
    reason = (
        f"{len(new)} incidents in {days:g} days since, {expected:g} expected at the rate of the "
        f"{before.days} days before ({len(old)}); so few or fewer have a chance of {chance:.0%}"
    )
    return Effect(verdict, reason, len(old), float(before.days), len(new), days, expected, chance, new)
