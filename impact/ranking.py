"""Every CI of the estate ranked by the services that it alone takes DOWN, and the gain of making one redundant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from impact.dominators import Dominators, Pulse, dominators, nothing
from impact.errors import ImpactError
from impact.graph import MAINTENANCE, Graph
from impact.propagate import FALLEN, fall
from impact.ragged import Ints, among
from impact.reach import dependents
from impact.redact import Visible
from impact.scenario import Scenario
from impact.service_masks import ServiceMasks
from impact.services import score_of
from impact.single_points import Standing, standing

__all__ = ["Cancelled", "Gain", "Ranked", "RankedCi", "Ranking", "gain", "rank", "ranked"]

BATCH = 4096
"""CIs whose visibility is asked about in one go."""
MICRO = 1_000_000
"""Scores are summed in millionths, so that no order of summing shows."""


class Cancelled(ImpactError):
    """Whoever asked for a ranking wants it no more."""


@dataclass(frozen=True, slots=True)
class Gain:
    """What making a CI redundant would save.

    So many fewer CIs take some service DOWN alone (``single_points``), so many fewer pairs of such a CI and a service
    there are (``pairs``), and by so much less the scores of all CIs add up (``score``).
    """

    single_points: int
    pairs: int
    score: float


@dataclass(frozen=True, slots=True)
class RankedCi:
    """One CI with the other services that it alone takes DOWN, highest score first, and the sum of their scores.

    ``hidden`` counts services that the reader may not see.
    """

    key: str
    name: str
    cls: str
    score: float
    services: tuple[str, ...]
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Ranking:
    """The CIs that take services DOWN alone, highest score first, ties by key; as many as asked for.

    ``total`` counts all of them and ``pairs`` the pairs of such a CI and a service. ``services`` counts the services
    looked at; ``down`` names those that are DOWN anyway, for which nothing counts. ``hidden`` counts CIs passed over
    because the reader may not see them.
    """

    items: tuple[RankedCi, ...]
    total: int
    pairs: int
    services: int
    down: tuple[str, ...]
    hidden: int = 0


class Ranked:
    """The same before it is put into words: numbers and figures of all CIs, and entries of those that are asked for.

    Hardly any of a million entries is ever shown, so they are made for those that are asked for. ``total``,
    ``pairs_total``, ``services`` and ``down`` are those of `Ranking`.
    """

    def __init__(
        self, graph: Graph, masks: ServiceMasks, figures: tuple[Ints, Ints], down: Ints, visible: Visible | None
    ) -> None:
        count, self._weight = figures
        self.graph, self._masks, self._visible = graph, masks, visible
        numbers = masks.reduced.cis
        order = np.flatnonzero(count)
        order = order[np.lexsort((graph.key_rank[numbers[order]], -self._weight[order]))]
        self._order = numbers[order]
        self.total, self.pairs_total = int(order.size), int(count.sum())
        self.services = int(masks.services.size + down.size)
        names = graph.keys_of(graph.by_key(down))
        may = [True] * len(names) if visible is None else visible(names)
        self.down = tuple(key for key, seen in zip(names, may, strict=True) if seen)

    def chosen(self, top: int | None) -> tuple[Ints, int]:
        """The first of the CIs that the reader may see, and how many had to be passed over to find them."""
        return _chosen(self.graph, self._order, top, self._visible)

    def pairs(self, cis: Ints) -> tuple[Ints, Ints]:
        """Each of some CIs with each service that it takes DOWN and the reader may see: place in ``cis``, number."""
        at, service = self._masks.pairs(cis)
        services = self._masks.services
        if self._visible is not None:
            may = np.asarray(self._visible(self.graph.keys_of(services)), dtype=np.bool_)[service]
            at, service = at[may], service[may]
        return at, services[service].astype(np.int64)

    def items(self, cis: Ints) -> list[RankedCi]:
        """Entries of some of the CIs; O(their pairs with services)."""
        items = _items(self.graph, cis, self._weight, self._masks)
        return items if self._visible is None else _redacted(items, self._visible)


def rank(
    graph: Graph,
    *,
    top: int | None = None,
    context: Scenario | None = None,
    workers: int = 1,
    progress: Pulse | None = None,
    cancel: Callable[[], bool] | None = None,
    visible: Visible | None = None,
) -> Ranking:
    """Rank every CI by the services that it alone takes DOWN.

    A service counts by the score of `impact.services` (criticality weight x (1 + log10(1 + users))). It counts for
    every other CI that alone takes it DOWN; that it takes itself down is no news.

    Parameters
    ----------
    top : how many to return; default: all
    context : what is DOWN already, fails anyway, or is immune; single failures come on top of it
    workers : threads to share the work
    progress : told now and then how many of how many steps are done
    cancel : asked between steps whether to stop
    visible : what the reader may see; ranked on the full graph, redacted afterwards

    Raises
    ------
    Cancelled : ``cancel`` said so
    UnknownCiError, ScenarioError : as `impact.analyse`

    Notes
    -----
    Exact, with every kind of group, weights and grounding. See `impact.dominators` and `impact.service_masks`.
    """
    found = ranked(graph, context=context, workers=workers, progress=progress, cancel=cancel, visible=visible)
    cis, hidden = found.chosen(top)
    return Ranking(tuple(found.items(cis)), found.total, found.pairs_total, found.services, found.down, hidden)


def ranked(
    graph: Graph,
    *,
    context: Scenario | None = None,
    workers: int = 1,
    progress: Pulse | None = None,
    cancel: Callable[[], bool] | None = None,
    visible: Visible | None = None,
) -> Ranked:
    """Rank as `rank` does, but leave the entries to be asked for."""
    pulse = _pulse(progress, cancel)
    now = standing(graph, context)
    services, down = _services(graph, now)
    masks = ServiceMasks(_reduced(graph, now, services, pulse), services, _scores(graph, services))
    return Ranked(graph, masks, masks.counted(pulse, workers), down, visible)


def gain(graph: Graph, key: str, *, context: Scenario | None = None) -> Gain:
    """Work out what making one CI redundant would save.

    Redundant means: whatever happens to this CI, something that shares nothing with it takes over, so it is never
    DOWN for those who need it. What was a single point only through it is none any more.

    Raises
    ------
    UnknownCiError, ScenarioError : as `impact.analyse`

    Notes
    -----
    Two rankings of the services above the CI.
    """
    number = graph.index_of(key)
    now = standing(graph, context)
    if now.fallen.closed[number]:
        return Gain(0, 0, 0.0)
    every, _ = _services(graph, now)
    above = among(every, dependents(graph, np.array([number], dtype=np.int64)))
    concerned, others = every[above], every[~above]
    scores = _scores(graph, concerned)
    immune = np.append(now.question.immune, number)
    spared = replace(now, fallen=fall(graph, "down", now.question.down, immune))
    sums: list[tuple[int, int]] = []
    points: list[Ints] = []
    for state in (now, spared):
        reduced = dominators(graph, state.fallen, concerned)
        count, weight = ServiceMasks(reduced, concerned, scores).counted(nothing)
        sums.append((int(count.sum()), int(weight.sum())))
        points.append(reduced.cis[count > 0])
    lost = points[0][~among(points[0], points[1])]
    reduced = _reduced(graph, now, every, nothing)
    count, _ = ServiceMasks(reduced, others, _scores(graph, others)).counted(nothing)
    fewer = int(np.count_nonzero(count[reduced.places(lost)] == 0))
    pairs, less = (before - after for before, after in zip(*sums, strict=True))
    return Gain(fewer, pairs, less / MICRO)


def _pulse(progress: Pulse | None, cancel: Callable[[], bool] | None) -> Pulse:
    def pulse(done: int, total: int) -> None:
        if cancel is not None and cancel():
            raise Cancelled("the ranking was cancelled")
        if progress is not None:
            progress(done, total)

    return pulse


def _services(graph: Graph, now: Standing) -> tuple[Ints, Ints]:
    """Services that take part, ascending: those that a failure can still take down, or that are immune; the others."""
    every = np.flatnonzero(graph.ci_service & (graph.ci_presence <= MAINTENANCE))
    down = now.fallen.closed[every] == FALLEN
    return every[~down], every[down]


def _scores(graph: Graph, services: Ints) -> Ints:
    """What each service counts, in millionths."""
    facts = zip(graph.ci_criticality[services].tolist(), graph.ci_users[services].tolist(), strict=True)
    return np.array([round(score_of("down", level, users)[0] * MICRO) for level, users in facts], dtype=np.int64)


def _reduced(graph: Graph, now: Standing, services: Ints, pulse: Pulse) -> Dominators:
    """What all services stand on, reduced; remembered on the graph where nothing is said beyond it."""
    if not now.plain:
        return dominators(graph, now.fallen, services, pulse)
    return graph.cached("dominators", lambda: dominators(graph, now.fallen, services, pulse))


def _items(graph: Graph, cis: Ints, weight: Ints, masks: ServiceMasks) -> list[RankedCi]:
    keys, names = graph.keys_of(cis), graph.names.many(cis)
    classes = [graph.word(code) if code >= 0 else "" for code in graph.ci_class[cis].tolist()]
    scores = [micro / MICRO for micro in weight[masks.reduced.places(cis)].tolist()]
    order = np.lexsort((graph.key_rank[masks.services], -masks.weights))
    rank_of = np.argsort(order)
    names_of = np.array(graph.keys_of(masks.services[order]), dtype=np.object_)
    services = [tuple(names_of[np.sort(rank_of[above])].tolist()) for above in masks.above(cis)]
    return [RankedCi(*facts) for facts in zip(keys, names, classes, scores, services, strict=True)]


def _chosen(graph: Graph, order: Ints, top: int | None, visible: Visible | None) -> tuple[Ints, int]:
    """The first of the CIs that may be seen, and how many had to be passed over to find them."""
    if visible is None:
        return order[:top], 0
    wanted = order.size if top is None else top
    kept: list[Ints] = [order[:0]]
    passed = count = 0
    for begin in range(0, order.size, BATCH):
        if count >= wanted:
            break
        batch = order[begin : begin + BATCH]
        may = np.asarray(visible(graph.keys_of(batch)), dtype=np.bool_)
        enough = np.flatnonzero(np.cumsum(may) == wanted - count)
        cut = int(enough[0]) + 1 if enough.size else batch.size
        kept.append(batch[:cut][may[:cut]])
        passed += int(np.count_nonzero(~may[:cut]))
        count += kept[-1].size
    return np.concatenate(kept), passed


def _redacted(items: list[RankedCi], visible: Visible) -> list[RankedCi]:
    keys = sorted({service for item in items for service in item.services})
    may = dict(zip(keys, visible(keys), strict=True))
    found: list[RankedCi] = []
    for item in items:
        seen = tuple(service for service in item.services if may[service])
        found.append(replace(item, services=seen, hidden=len(item.services) - len(seen)))
    return found
