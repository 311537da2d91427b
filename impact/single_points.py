"""Single points of failure of a service: every other CI whose failure alone takes it DOWN, each with its proof."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from impact.answer import ProofStep
from impact.dominators import Dominators, dominators
from impact.graph import ABSENT, Graph
from impact.proof import explain
from impact.propagate import FALLEN, Fall, fall
from impact.ragged import Ints, distinct
from impact.reach import providers
from impact.redact import Visible
from impact.scenario import Failure, Scenario
from impact.scenarios import Question, read_scenario, states_before

__all__ = ["SinglePoint", "SinglePoints", "Standing", "all_single_points", "single_points", "standing"]


@dataclass(frozen=True, slots=True)
class SinglePoint:
    """One CI that takes a service DOWN alone, ``hops`` relations below it.

    ``proof``: why, step by step from the service down to this CI, as `impact.explain` gives it; empty where nobody
    asked for proofs.
    """

    key: str
    name: str
    cls: str
    hops: int
    proof: tuple[ProofStep, ...] = ()


@dataclass(frozen=True, slots=True)
class SinglePoints:
    """The single points of failure of one service, nearest first, ties by key.

    ``failures_away`` is 0 when the service is DOWN anyway, 1 when some other CI takes it DOWN alone, None when it takes
    more than one. ``reason`` says why there are none: it is DOWN anyway, it is immune, or redundancy covers it.
    ``hidden`` counts those that the reader may not see.
    """

    service: str
    failures_away: int | None
    points: tuple[SinglePoint, ...]
    reason: str = ""
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A context read against a graph: what is DOWN in it (``fallen``), and which CIs are immune."""

    question: Question
    fallen: Fall

    @property
    def plain(self) -> bool:
        """Whether nothing is said beyond the graph itself."""
        return not self.question.immune.size and self.question.down.size == self.question.before.size


def standing(graph: Graph, context: Scenario | None) -> Standing:
    """Let what is DOWN already in a context fall, and what fails in it; errors as `impact.scenarios.read_scenario`."""
    question = read_scenario(graph, context or Scenario())
    if not question.immune.size and np.array_equal(question.down, question.before):
        return Standing(question, states_before(graph, question).down)
    return Standing(question, fall(graph, "down", question.down, question.immune))


def single_points(
    graph: Graph,
    service: str,
    *,
    context: Scenario | None = None,
    proofs: int | None = None,
    visible: Visible | None = None,
) -> SinglePoints:
    """Find every other CI whose failure alone takes a service DOWN.

    Parameters
    ----------
    service : key of the service, or of any other CI
    context : what is DOWN already, fails anyway, or is immune; single failures come on top of it
    proofs : how many of the nearest points come with their proof; default: all
    visible : what the reader may see; the rest is left out and counted

    Returns
    -------
    SinglePoints, exact; CIs that are DOWN already or immune are none

    Raises
    ------
    UnknownCiError : a key that no CI has
    ScenarioError : the context contradicts itself

    Notes
    -----
    Only what the service stands on is looked at; see `impact.dominators`. A proof costs what the failure affects.
    """
    number = graph.index_of(service)
    now = standing(graph, context)
    if reason := _settled(graph, now, number):
        return SinglePoints(service, 0 if now.fallen.closed[number] == FALLEN else None, (), reason)
    found = _of(graph, dominators(graph, now.fallen, np.array([number], dtype=np.int64)), number)
    if visible is not None:
        may = dict(zip((point.key for point in found.points), visible([p.key for p in found.points]), strict=True))
        seen = tuple(point for point in found.points if may[point.key])
        found = replace(found, points=seen, hidden=len(found.points) - len(seen))
    near, far = found.points[:proofs], found.points[len(found.points[:proofs]) :]
    return replace(found, points=(*_proved(graph, service, near, context or Scenario(), visible), *far))


def all_single_points(
    graph: Graph, services: Iterable[str], *, context: Scenario | None = None, visible: Visible | None = None
) -> tuple[SinglePoints, ...]:
    """Find the single points of several services at once, without proofs; in the order given, otherwise alike."""
    wanted = list(services)
    numbers = graph.indices_of(wanted)
    now = standing(graph, context)
    reduced = dominators(graph, now.fallen, numbers)
    found: list[SinglePoints] = []
    for key, number in zip(wanted, numbers.tolist(), strict=True):
        if reason := _settled(graph, now, number):
            found.append(SinglePoints(key, 0 if now.fallen.closed[number] == FALLEN else None, (), reason))
        else:
            found.append(_of(graph, reduced, number))
    return tuple(found) if visible is None else tuple(_redacted(found, visible))


def _settled(graph: Graph, now: Standing, number: int) -> str:
    """Why no single failure can matter; "" where one may."""
    if graph.ci_presence[number] == ABSENT:
        return "it is planned or retired and takes no part"
    if now.fallen.closed[number] == FALLEN:
        return "it is DOWN anyway"
    return "it is immune" if now.fallen.closed[number] else ""


def _of(graph: Graph, reduced: Dominators, number: int) -> SinglePoints:
    alone = reduced.of(number)
    alone = alone[alone != number]
    service = graph.key_at(number)
    if not alone.size:
        return SinglePoints(service, None, (), "no other CI takes it DOWN alone")
    hops = _hops(graph, number, alone)
    keys, names = graph.keys_of(alone), graph.names.many(alone)
    classes = [graph.word(code) if code >= 0 else "" for code in graph.ci_class[alone].tolist()]
    points = map(SinglePoint, keys, names, classes, hops)
    return SinglePoints(service, 1, tuple(sorted(points, key=lambda point: (point.hops, point.key))))


def _hops(graph: Graph, number: int, cis: Ints) -> list[int]:
    """How far below a CI each of some CIs is, over relations of every kind."""
    away = graph.scratch.take(graph.size, "<i4")
    scratch = np.empty(graph.size, dtype=np.int32)
    frontier, distance = np.array([number], dtype=np.int64), 0
    parts: list[Ints] = []
    while frontier.size:
        distance += 1
        reached = providers(graph, frontier)[0]
        frontier = distinct(reached[away[reached] == 0], scratch)
        away[frontier] = distance
        parts.append(frontier)
    graph.scratch.settle(away, np.concatenate(parts))
    found: list[int] = away[cis].tolist()
    return found


def _proved(
    graph: Graph, service: str, points: Iterable[SinglePoint], context: Scenario, visible: Visible | None
) -> Iterable[SinglePoint]:
    for point in points:
        failing = replace(context, failures=(*context.failures, Failure(point.key)))
        yield replace(point, proof=explain(graph, failing, service, visible=visible))


def _redacted(found: Iterable[SinglePoints], visible: Visible) -> Iterable[SinglePoints]:
    answers = list(found)
    keys = sorted({point.key for each in answers for point in each.points})
    may = dict(zip(keys, visible(keys), strict=True))
    for each in answers:
        seen = tuple(point for point in each.points if may[point.key])
        yield replace(each, points=seen, hidden=len(each.points) - len(seen))
