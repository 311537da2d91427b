"""Which incidents are like this one? By the CIs that they are about, by what these stand on, and by their words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

__all__ = ["Similar", "Subject", "similar", "similarity"]

SAME_CI, UPSTREAM, WORDS = 0.6, 0.3, 0.6
"""How much each of the three says at most; they join as independent evidence does."""

LEAST = 0.25
ALIKE = 50.0
"""Of 100: so alike in words is nothing yet, for most titles share some."""

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Subject:
    """What an incident is about: its words, its CIs, and all that these stand on (themselves left out)."""

    key: str
    text: str
    cis: frozenset[str]
    footing: frozenset[str] = frozenset()
    state: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Similar:
    """One that is like it: 0..1, and why."""

    key: str
    title: str
    state: str
    score: float
    why: tuple[str, ...]


def similarity(mine: Subject, other: Subject) -> tuple[float, tuple[str, ...]]:
    """Return how alike two incidents are, 0..1, and why."""
    why: list[str] = []
    doubt = 1.0
    if shared := sorted(mine.cis & other.cis):
        doubt *= 1 - SAME_CI * len(shared) / min(len(mine.cis), len(other.cis))
        why.append(f"same CI: {', '.join(shared[:MOST_NAMED])}")
    if upstream := sorted((mine.cis & other.footing) | (mine.footing & other.cis)):
        doubt *= 1 - UPSTREAM
        why.append(f"one stands on the other's CI: {', '.join(upstream[:MOST_NAMED])}")
    alike = fuzz.token_set_ratio(mine.text.lower(), other.text.lower()) if mine.text and other.text else 0.0
    if alike > ALIKE:
        doubt *= 1 - WORDS * (alike - ALIKE) / (100 - ALIKE)
        why.append(f"words alike: {alike:.0f} of 100")
    return round(1 - doubt, 3), tuple(why)


def similar(mine: Subject, others: Iterable[Subject], *, most: int = 10, least: float = LEAST) -> list[Similar]:
    """Return those that are like it, the most alike first; ties by key, the newest number first."""
    found = []
    for each in others:
        score, why = similarity(mine, each)
        if each.key != mine.key and score >= least:
            found.append(Similar(each.key, each.title, each.state, score, why))
    found.sort(key=lambda one: one.key, reverse=True)
    return sorted(found, key=lambda one: -one.score)[:most]
