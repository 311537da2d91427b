"""What may have caused what is seen: single CIs, then pairs, by how well what they predict fits the observations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Protocol

import numpy as np

from impact.dominators import dominators
from impact.errors import ScenarioError
from impact.fit import Fit, Observed
from impact.graph import Graph
from impact.propagate import Fall, fall
from impact.ragged import Ints, among, ascending
from impact.scenario import Scenario
from impact.scenarios import read_scenario, states_before

__all__ = ["Cause", "Prior", "Priors", "root_causes"]

MOST_NOMINATING = 500
"""So many of the CIs seen DOWN name candidates, evenly spread by key; every candidate is held against all of them."""

MOST_SINGLES = 800
"""Predictions of single CIs at most, those that explain most first."""

PARTNERS, EACH = 16, 6
"""So many singles are joined by those that explain most of what they leave, so many for each."""


@dataclass(frozen=True, slots=True)
class Prior:
    """How likely a CI is to be the cause before anything is seen: a weight above 0 and why."""

    weight: float
    reason: str


class Priors(Protocol):
    """Tells the prior of CIs by key; those without one are left out."""

    def __call__(self, keys: Sequence[str], /) -> Mapping[str, Prior]:
        """Return the priors of some CIs."""
        ...


@dataclass(frozen=True, slots=True)
class Cause:
    """One explanation, keys in order.

    ``explains``: seen DOWN and predicted so; ``partly``: predicted DEGRADED; ``misses``: predicted OK.
    ``contradicts``: seen healthy and predicted DOWN; ``doubts``: predicted DEGRADED. ``predicted`` counts the CIs that
    would be DOWN or DEGRADED. ``score`` 0..1 as `impact.fit.Fit.score`; ``prior`` the sum over the cause.
    """

    cause: tuple[str, ...]
    score: float
    explains: tuple[str, ...]
    partly: tuple[str, ...]
    misses: tuple[str, ...]
    contradicts: tuple[str, ...]
    doubts: tuple[str, ...]
    predicted: int
    prior: float
    reasons: tuple[str, ...] = field(default=())


def root_causes(
    graph: Graph, down: Iterable[str], up: Iterable[str] = (), *, priors: Priors | None = None, top: int = 10
) -> tuple[Cause, ...]:
    """Rank what may have caused what is seen.

    Parameters
    ----------
    down, up : keys of CIs seen DOWN and seen healthy; of the rest nothing is known
    priors : what speaks for a CI beforehand, such as a recent change; decides between equal scores
    top : how many to return

    Returns
    -------
    Causes by score, prior, fewer CIs, less predicted (DOWN counts twice), keys. Never empty when something is seen
    DOWN: a wrong or missing observation lowers scores, and each CI seen DOWN may have failed by itself. A pair is
    listed only where its score is above that of each of its two.

    Raises
    ------
    UnknownCiError : a key that no CI has
    ScenarioError : a CI is seen DOWN and healthy at once, or ``top`` is below 1

    Notes
    -----
    Candidates are the CIs that alone take some CI seen DOWN down (`impact.dominators`), those first that take most; the
    prediction of each is exact. What is DOWN anyway (maintenance) explains nothing and contradicts nothing.
    """
    if top < 1:
        raise ScenarioError(f"top is {top}; allowed: 1 and more")
    gone, well = (ascending(graph.indices_of(keys)) for keys in (down, up))
    both = gone[among(gone, well)]
    if both.size:
        keys = ", ".join(graph.keys_of(graph.by_key(both)))
        raise ScenarioError(f"seen DOWN and healthy at once: {keys}; a CI is one of the two")
    question = read_scenario(graph, Scenario())
    calm = states_before(graph, question).down
    search = _Search(graph, calm, question.before, gone, well, top)
    fits = search.singles()
    fits += search.pairs(fits)
    return _ranked(graph, fits, priors, top)


class _Search:
    """Candidates and what they predict, each worked out once."""

    def __init__(self, graph: Graph, calm: Fall, before: Ints, gone: Ints, well: Ints, top: int) -> None:
        self.graph = graph
        self.calm = calm
        self.before = before
        news, fresh = gone[calm.closed[gone] == 0], well[calm.closed[well] == 0]
        self.seen = Observed(graph, news if news.size else gone, fresh, before)
        self.top = top
        self._fits: dict[tuple[int, ...], Fit] = {}

    def fit(self, *causes: int) -> Fit:
        """The prediction of some causes, worked out once."""
        if causes not in self._fits:
            self._fits[causes] = self.seen.fit(causes)
        return self._fits[causes]

    def singles(self) -> list[Fit]:
        """Predictions of the single CIs that may be among the best."""
        votes = self.nominated(self.calm, self.seen.down)
        for ci in self.seen.down.tolist():
            votes[ci] = max(1, votes[ci])
        share = self.seen.down.size / max(1, self.voting(self.seen.down).size)
        found: list[Fit] = []
        worst: list[float] = []
        for ci, count in self.in_order(votes)[:MOST_SINGLES]:
            if len(worst) >= self.top and self.seen.best_possible(round(count * share)) < worst[self.top - 1]:
                break
            found.append(self.fit(ci))
            worst = sorted([*worst, found[-1].score], reverse=True)[: self.top]
        return found

    def pairs(self, singles: Sequence[Fit]) -> list[Fit]:
        """Predictions of two CIs that do better than each alone; none where no pair can beat the best single."""
        best = max((fit.score for fit in singles), default=0.0)
        if self.seen.best_possible(int(self.seen.down.size), 2) <= best:
            return []
        first = sorted(singles, key=lambda fit: (-fit.score, fit.predicted, self.rank(fit.causes)))[:PARTNERS]
        tried = set(combinations(sorted(fit.causes[0] for fit in first), 2))
        for fit in first:
            left = ascending(np.concatenate([fit.missed, fit.partly]))
            if not left.size:
                continue
            failing = ascending(np.concatenate([self.before, np.array(fit.causes, dtype=np.int64)]))
            nothing = np.zeros(0, dtype=np.int64)
            votes = self.nominated(fall(self.graph, "down", failing, nothing), left)
            for ci, _ in self.in_order(votes)[:EACH]:
                tried.add((min(fit.causes[0], ci), max(fit.causes[0], ci)))
        found = [self.fit(*pair) for pair in sorted(tried)]
        return [f for f in found if f.score > max(self.fit(ci).score for ci in f.causes)]

    def nominated(self, base: Fall, roots: Ints) -> Counter[int]:
        """CIs that alone take some of the roots DOWN on top of a state, with how many."""
        reduced = dominators(self.graph, base, self.voting(roots))
        votes: Counter[int] = Counter()
        for ci in self.voting(roots).tolist():
            votes.update(reduced.of(ci).tolist())
        return votes

    def voting(self, roots: Ints) -> Ints:
        """Which of many CIs name candidates: evenly spread by key."""
        if roots.size <= MOST_NOMINATING:
            return roots
        places = np.linspace(0, roots.size - 1, MOST_NOMINATING).astype(np.int64)
        return np.sort(self.graph.by_key(roots)[places])

    def in_order(self, votes: Mapping[int, int]) -> list[tuple[int, int]]:
        """Candidates, most votes first, ties by key."""
        return sorted(votes.items(), key=lambda each: (-each[1], int(self.graph.key_rank[each[0]])))

    def rank(self, causes: Iterable[int]) -> tuple[int, ...]:
        """Where causes stand by key."""
        return tuple(sorted(int(self.graph.key_rank[ci]) for ci in causes))


def _ranked(graph: Graph, fits: Sequence[Fit], priors: Priors | None, top: int) -> tuple[Cause, ...]:
    named = sorted({ci for fit in fits for ci in fit.causes})
    key = dict(zip(named, graph.keys_of(np.array(named, dtype=np.int64)), strict=True))
    known: Mapping[str, Prior] = priors(sorted(key.values())) if priors is not None else {}
    blank = Prior(0.0, "")
    weight = {fit.causes: sum(known.get(key[ci], blank).weight for ci in fit.causes) for fit in fits}

    def place(fit: Fit) -> tuple[float, float, int, int, list[str]]:
        severity = fit.predicted + fit.gone
        return -fit.score, -weight[fit.causes], len(fit.causes), severity, sorted(key[ci] for ci in fit.causes)

    found: list[Cause] = []
    for fit in sorted(fits, key=place)[:top]:
        causes = tuple(sorted(key[ci] for ci in fit.causes))
        parts = (fit.explained, fit.partly, fit.missed, fit.contradicted, fit.doubted)
        explains, partly, misses, contradicts, doubts = (tuple(graph.keys_of(graph.by_key(part))) for part in parts)
        changed = tuple(f"{each}: {known[each].reason}" for each in causes if each in known)
        said = (*_said(fit), *changed)
        found.append(
            Cause(
                causes,
                fit.score,
                explains,
                partly,
                misses,
                contradicts,
                doubts,
                fit.predicted,
                round(weight[fit.causes], 6),
                said,
            )
        )
    return tuple(found)


def _said(fit: Fit) -> Iterable[str]:
    """Say how a prediction fits what was seen."""
    seen = fit.explained.size + fit.partly.size + fit.missed.size
    yield f"explains {fit.explained.size:,} of {seen:,} seen DOWN"
    if fit.partly.size:
        yield f"{fit.partly.size:,} seen DOWN would only be DEGRADED"
    if fit.contradicted.size:
        yield f"{fit.contradicted.size:,} seen healthy would be DOWN"
    if fit.doubted.size:
        yield f"{fit.doubted.size:,} seen healthy would be DEGRADED"
