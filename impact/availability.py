"""The probability that a service is DOWN, and what it owes to each CI below it: exact where that fits, else sampled."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from impact.decision_diagram import TooLargeError
from impact.diagram_process import NODES, diagram_of
from impact.errors import ScenarioError
from impact.exact_probability import derivatives, probability
from impact.fault_tree import FaultTree, figures_of, grow
from impact.graph import Graph
from impact.monte_carlo import SAMPLES, Sampled, sample, wilson
from impact.ragged import Reals
from impact.scenario import Scenario
from impact.simplify import simplify
from impact.single_points import standing

__all__ = ["Availability", "Importance", "availability"]


@dataclass(frozen=True, slots=True)
class Importance:
    """What a service's unavailability q owes to one CI.

    With q1 the unavailability if the CI is DOWN for sure and q0 if it never is: Birnbaum's importance q1 - q0,
    Fussell-Vesely 1 - q0/q, risk achievement worth q1/q, risk reduction worth q/q0 (None: without the CI the service
    is never DOWN). Sampled figures are estimates; None where they cannot be estimated.

    References
    ----------
    W. E. Vesely et al., "Measures of risk importance and their applications", NUREG/CR-3385, 1983.
    """

    key: str
    unavailability: float
    birnbaum: float | None
    fussell_vesely: float | None
    risk_achievement_worth: float
    risk_reduction_worth: float | None


@dataclass(frozen=True, slots=True)
class Availability:
    """The steady-state unavailability of a service.

    Attributes
    ----------
    service : its key
    method : "exact", or "monte_carlo" where the decision diagram does not fit
    unavailability : probability that it is DOWN at some moment
    interval : where it lies with 95 % confidence; both ends are the figure itself where that is exact
    importance : CIs with a figure, by Fussell-Vesely, then key; sampled: those that had part in an outage
    samples, seed : of the sampling, None where exact
    without_figure : CIs below the service that can fail but whose unavailability nobody gave, reckoned as 0
    reason : why this is the answer, in one sentence
    """

    service: str
    method: Literal["exact", "monte_carlo"]
    unavailability: float
    interval: tuple[float, float]
    importance: tuple[Importance, ...]
    samples: int | None
    seed: int | None
    without_figure: int
    reason: str

    def meets(self, target: float) -> bool | None:
        """Whether an unavailability that is allowed is kept; None where the interval does not say."""
        low, high = self.interval
        return None if low <= target < high else high <= target


@dataclass(frozen=True, slots=True)
class _Finding:
    """Figures of one method; ``with_event`` and ``birnbaum`` by basic event."""

    method: Literal["exact", "monte_carlo"]
    unavailability: float
    interval: tuple[float, float]
    with_event: Mapping[int, float]
    birnbaum: Mapping[int, float | None]
    samples: int | None
    reason: str


def availability(  # noqa: PLR0913  # each is a figure of the question
    graph: Graph,
    service: str,
    *,
    samples: int = SAMPLES,
    seed: int = 1,
    limit: int = NODES,
    context: Scenario | None = None,
    progress: Callable[[int, int], bool] | None = None,
    workers: int = 1,
) -> Availability:
    """Work out how likely a service is DOWN, CIs failing independently with their unavailability.

    Parameters
    ----------
    service : key of the CI asked about
    samples, seed : of the sampling, should it come to that
    limit : nodes that the decision diagram may take; 0 samples in any case
    context : what is DOWN already, fails anyway, or is immune
    progress, workers : see `impact.monte_carlo.sample`; ``progress`` may raise to end the work

    Raises
    ------
    UnknownCiError : a key that no CI has
    ScenarioError : a figure of the question that makes no sense, or a service that takes no part
    GraphError : a CI whose unavailability is no probability
    """
    if limit < 0:
        raise ScenarioError(f"limit is {limit}; allowed: 0 and more")
    ci = graph.index_of(service)
    whole = grow(graph, ci, standing(graph, context).fallen, "with_figure")
    if whole.happened:
        return Availability(service, "exact", 1.0, (1.0, 1.0), (), None, None, 0, "it is DOWN already")
    figures = figures_of(graph, whole.cis)
    tree = simplify(whole)
    try:
        found = _exact(tree, figures, limit, progress)
    except TooLargeError as error:
        seen = sample(tree, figures, samples=samples, seed=seed, progress=progress, workers=workers)
        found = _sampled(tree, figures, seen, str(error))
    sampled = found.method == "monte_carlo"
    return Availability(
        service,
        found.method,
        found.unavailability,
        found.interval,
        _importance(graph.keys_of(whole.cis), figures, found),
        found.samples,
        seed if sampled else None,
        whole.unknown,
        found.reason,
    )


def _exact(tree: FaultTree, figures: Reals, limit: int, progress: Callable[[int, int], bool] | None) -> _Finding:
    def pulse(done: int, total: int) -> None:
        if progress is not None:
            progress(done, total)

    diagram = diagram_of(tree, limit=limit, pulse=pulse)
    together = {node: _any(figures[events].tolist()) for node, events in enumerate(tree.events) if events}
    total = probability(diagram, together)
    slope = derivatives(diagram, together)
    birnbaum: dict[int, float | None] = {}
    with_event: dict[int, float] = {}
    for node, events in enumerate(tree.events):
        for event, others in zip(events, _without_each(figures[events].tolist()), strict=True):
            # An event matters where no equal one has happened.
            found = slope.get(node, 0.0) * others
            birnbaum[event] = found
            with_event[event] = min(1.0, total + (1 - float(figures[event])) * found)
    reason = f"exact: every combination is reckoned with (decision diagram, nodes: {len(diagram.variable):,})"
    return _Finding("exact", total, (total, total), with_event, birnbaum, None, reason)


def _any(figures: Sequence[float]) -> float:
    """Probability that at least one of some independent events happens, without losing the digits of small ones."""
    if 1.0 in figures or len(figures) == 1:
        return max(figures)
    return -math.expm1(math.fsum(math.log1p(-figure) for figure in figures))


def _without_each(figures: Sequence[float]) -> list[float]:
    """For each event the probability that none of the others happens."""
    before, after = [1.0], [1.0]
    for figure in figures:
        before.append(before[-1] * (1 - figure))
    for figure in reversed(figures):
        after.append(after[-1] * (1 - figure))
    return [before[place] * after[len(figures) - 1 - place] for place in range(len(figures))]


def _sampled(tree: FaultTree, figures: Reals, seen: Sampled, why: str) -> _Finding:
    """Put what was sampled together with the single points of failure, which are reckoned."""
    single = tree.events[tree.top]
    alone = _any(figures[single].tolist())
    share = seen.hits / seen.samples

    def whole(rest: float) -> float:
        return alone + (1 - alone) * rest

    total = whole(share)
    low, high = wilson(seen.hits, seen.samples)
    with_event = dict.fromkeys(single, 1.0)
    birnbaum: dict[int, float | None] = {
        event: others * (1 - share)
        for event, others in zip(single, _without_each(figures[single].tolist()), strict=True)
    }
    for event, joint in seen.joint.items():
        figure = float(figures[event])
        with_event[event] = whole(min(1.0, joint / (seen.samples * figure)))
        birnbaum[event] = (with_event[event] - total) / (1 - figure) if figure < 1 else None
    reason = f"sampled: a decision diagram does not fit ({why})"
    return _Finding("monte_carlo", total, (whole(low), whole(high)), with_event, birnbaum, seen.samples, reason)


def _importance(keys: Sequence[str], figures: Reals, found: _Finding) -> tuple[Importance, ...]:
    if not found.unavailability:
        return ()
    rows: list[Importance] = []
    for event, slope in found.birnbaum.items():
        figure = float(figures[event])
        owed = None if slope is None else min(1.0, figure * slope / found.unavailability)
        worth = None if owed is None or owed >= 1 else 1 / (1 - owed)
        rows.append(Importance(keys[event], figure, slope, owed, found.with_event[event] / found.unavailability, worth))
    return tuple(sorted(rows, key=lambda each: (-(each.fussell_vesely or 0.0), each.key)))
