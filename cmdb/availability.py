"""Questions of reliability asked of an estate: the minimal cut sets of a service, and its availability."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple, TypeVar

from cmdb.errors import Invalid
from cmdb.estate import Estate
from cmdb.questions import Posed, Question, asked, key_in, names_of, pose
from cmdb.values import Json
from impact import GraphError, Scenario
from impact.availability import Availability, Importance, availability
from impact.cut_sets import CutSets, Trying, cut_sets
from impact.diagram_process import NODES
from impact.dominators import nothing
from impact.joint_failures import WORK
from impact.monte_carlo import SAMPLES
from impact.reach import footing

__all__ = ["MOST_AT_ONCE", "Effort", "availability_document", "cut_sets_document"]

MOST_AT_ONCE = 20_000
"""CIs that a service may stand on for its cut sets and availability to be there while somebody waits."""

LISTED = 10_000
MOST_IMPORTANT = 1_000
ALLOWED = "{:,} CIs, or a job"
MINUTES_A_YEAR = 365.25 * 24 * 60
T = TypeVar("T")
Progress = Callable[[int, int], bool]
Report = Callable[[int, int], None]


class Effort(NamedTuple):
    """How an answer is worked out.

    Attributes
    ----------
    samples, seed : of the sampling where a decision diagram does not fit
    nodes : of a decision diagram; 0: none
    work : word operations for trying pairs, and as many for triples, where it does not fit
    workers : processes that share the sampling and the trying
    most : refuse a service that stands on more CIs; default: none is
    """

    samples: int = SAMPLES
    seed: int = 1
    nodes: int = NODES
    work: int = WORK
    workers: int = 1
    most: int | None = None


USUAL = Effort()


def cut_sets_document(
    estate: Estate,
    question: Question,
    service: str,
    *,
    order: int = 3,
    listed: int = LISTED,
    effort: Effort | None = None,
    report: Report = nothing,
) -> dict[str, Json]:
    """Return the minimal cut sets of a service, smallest first, as far as they are known.

    ``order`` is the size up to which all are known; the question's failures, and what its plan takes down, are DOWN
    already. A set with a CI that the reader may not see is left out and counted. ``report`` is told how far the
    work is; it may raise to end it. Raises ``NotFound``, ``Ambiguous``, ``Invalid``.
    """
    effort = effort or USUAL
    trying = Trying(work=effort.work, workers=effort.workers, pulse=report)
    posed, key = posed_for(estate, question, service, effort.most)
    found = worked_out(
        posed,
        ("cut sets", key, order, listed, effort.work),
        lambda: cut_sets(posed.graph, key, order=order, context=posed.scenario, listed=listed, trying=trying),
    )
    seen = visible_among(question, {each for cut in found.cut_sets for each in cut})
    shown = [cut for cut in found.cut_sets if seen.issuperset(cut)]
    names = dict(names_of(posed.graph, {key}.union(*shown)))
    return {
        "revision": posed.snapshot.revision,
        "scenario": posed.document,
        "service": key,
        "name": names.get(key, key),
        "order": found.order,
        "complete": found.complete,
        "cut_sets": [list[Json](cut) for cut in shown],
        "counts": {str(size): count for size, count in found.counts.items()},
        "failures_away": failures_away(found),
        "truncated": found.truncated,
        "basic_events": found.basic_events,
        "reason": found.reason,
        "hidden": len(found.cut_sets) - len(shown),
        "names": dict(names),
    }


def failures_away(found: CutSets) -> Json:
    """Return how many CIs must fail at least: a number, "more than N", None where nothing takes it DOWN."""
    if found.failures_away is not None or found.complete:
        return found.failures_away
    return f"more than {found.order}"


def availability_document(
    estate: Estate,
    question: Question,
    service: str,
    *,
    effort: Effort = USUAL,
    target: float | None = None,
    progress: Progress | None = None,
) -> dict[str, Json]:
    """Return how likely a service is DOWN, and what it owes to each CI.

    ``target`` is the availability that was promised, such as 0.999. CIs that the reader may not see are left out and
    counted. Raises ``NotFound``, ``Ambiguous``, ``Invalid``.
    """
    if target is not None and not 0 <= target <= 1:
        raise Invalid("target", "is no probability", target, "0 to 1, such as 0.999")
    posed, key = posed_for(estate, question, service, effort.most)
    found = worked_out(
        posed,
        ("availability", key, effort[:3]),
        lambda: availability(
            posed.graph,
            key,
            samples=effort.samples,
            seed=effort.seed,
            limit=effort.nodes,
            context=posed.scenario,
            progress=progress,
            workers=effort.workers,
        ),
    )
    seen = visible_among(question, [each.key for each in found.importance])
    shown = [each for each in found.importance if each.key in seen]
    names = dict(names_of(posed.graph, {key} | {each.key for each in shown[:MOST_IMPORTANT]}))
    return {
        "revision": posed.snapshot.revision,
        "scenario": posed.document,
        "service": key,
        "name": names.get(key, key),
        "unavailability": found.unavailability,
        "availability": 1 - found.unavailability,
        "minutes_a_year": found.unavailability * MINUTES_A_YEAR,
        "method": found.method,
        "interval": list[Json](found.interval),
        "samples": found.samples,
        "seed": found.seed,
        "target": target,
        "meets_target": None if target is None else meets(found, target),
        "importance": [importance_document(each) for each in shown[:MOST_IMPORTANT]],
        "contributors": len(found.importance),
        "without_figure": found.without_figure,
        "reason": found.reason,
        "hidden": len(found.importance) - len(shown),
        "names": dict(names),
    }


def meets(found: Availability, target: float) -> bool | None:
    """Return whether a promised availability is kept; None where the interval does not say."""
    return found.meets(1 - target)


def importance_document(each: Importance) -> dict[str, Json]:
    """Return what is owed to one CI."""
    return {
        "key": each.key,
        "unavailability": each.unavailability,
        "birnbaum": each.birnbaum,
        "fussell_vesely": each.fussell_vesely,
        "risk_achievement_worth": each.risk_achievement_worth,
        "risk_reduction_worth": each.risk_reduction_worth,
    }


# ------------------------------------------------------------------ asking


def posed_for(estate: Estate, question: Question, service: str, most: int | None = None) -> tuple[Posed, str]:
    """Return a question with its snapshot, and the key of the service. Raises ``Invalid`` for too large a one."""
    posed = pose(estate, question)
    key = key_in(estate, posed.graph, service, posed.snapshot.revision if question.as_of else None)
    if most is not None and posed.graph.size > most:
        size = footing(posed.graph, posed.graph.indices_of([key])).size
        if size > most:
            raise Invalid(
                "service", "stands on too much to be worked out while somebody waits", size, ALLOWED.format(most)
            )
    return posed, key


def worked_out(posed: Posed, what: Hashable, ask: Callable[[], T]) -> T:
    """Return an answer of the engine; in no special context it is kept with the graph, for it may take seconds."""
    try:
        return asked(ask if posed.scenario != Scenario() else lambda: posed.graph.cached(what, ask))
    except GraphError as error:
        raise Invalid("unavailability", str(error), None, "a probability") from error


def visible_among(question: Question, keys: Sequence[str] | set[str]) -> frozenset[str]:
    """Return those of the CIs that the reader may see."""
    ordered = sorted(keys)
    if question.visible is None:
        return frozenset(ordered)
    return frozenset(key for key, may in zip(ordered, question.visible(ordered), strict=True) if may)
