"""Minimal cut sets of a service: the smallest sets of failures that take it DOWN, single points of failure first.

Where the decision diagram fits, all of them are known. Beyond that single points of failure are always known, pairs and
triples as far as trying every combination is bounded; the answer says to which order it holds them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import NamedTuple

from impact.decision_diagram import Diagram, TooLargeError
from impact.diagram_process import NODES, SECONDS, diagram_of
from impact.dominators import Pulse, nothing
from impact.errors import ScenarioError
from impact.fault_tree import FaultTree, grow
from impact.graph import Graph
from impact.joint_failures import WORK, pairs, triples
from impact.minimal_solutions import minimal_solutions
from impact.scenario import Scenario
from impact.simplify import simplify
from impact.single_points import standing

__all__ = ["LISTED", "CutSets", "Trying", "cut_sets"]

LISTED = 100_000
"""Cut sets listed unless said otherwise."""

TRIED = 3
"""The largest order that is known beyond the decision diagram."""


class Trying(NamedTuple):
    """What an answer may take.

    Attributes
    ----------
    seconds : for the decision diagram
    work : word operations for trying pairs, and as many again for triples, where that does not fit
    workers : processes that share the trying; the answer is the same however many there are
    pulse : told how many of how many steps of a stage are done; it may raise to end the work
    """

    seconds: float = SECONDS
    work: int = WORK
    workers: int = 1
    pulse: Pulse = nothing


BRIEFLY = Trying()


@dataclass(frozen=True, slots=True)
class CutSets:
    """The minimal cut sets of a service.

    Attributes
    ----------
    service : its key
    order : every minimal cut set of up to so many CIs is known; 0 where the service is DOWN already
    complete : it is known that the list holds every minimal cut set there is
    cut_sets : keys, ascending within a set; smaller sets first, then by key
    counts : how many there are of each size that is known, listed or not
    failures_away : the size of the smallest; 0 where it is DOWN already, None where there is none, or none is known
    truncated : more are known than are listed
    basic_events : CIs below the service that can fail by themselves
    reason : why this is the answer, in one sentence
    """

    service: str
    order: int
    complete: bool
    cut_sets: tuple[tuple[str, ...], ...]
    counts: Mapping[int, int]
    failures_away: int | None
    truncated: bool
    basic_events: int
    reason: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a tree: the order to which, whether that is all, sizes, and the node sets of one size."""

    order: int
    all: bool
    counts: Mapping[int, int]
    sets: Callable[[int], Iterable[Sequence[int]]]
    reason: str


def cut_sets(
    graph: Graph,
    service: str,
    *,
    order: int = 3,
    context: Scenario | None = None,
    listed: int = LISTED,
    limit: int = NODES,
    trying: Trying = BRIEFLY,
) -> CutSets:
    """Find the minimal cut sets of a service.

    Parameters
    ----------
    service : key of the CI asked about
    order : sets of up to so many CIs are listed
    context : what is DOWN already, fails anyway, or is immune; no set names it
    listed : cut sets listed at most
    limit : nodes that the decision diagram may take
    trying : what trying every combination may take where it does not fit

    Raises
    ------
    UnknownCiError : a key that no CI has
    ScenarioError : an order, a limit or a context that makes no sense, or a service that takes no part

    Notes
    -----
    Basic events are all CIs but those declared never to fail by themselves (unavailability 0), and the service itself
    only with a figure above 0. Time and memory are bounded at any size.
    """
    for name, value, least in (("order", order, 1), ("listed", listed, 0), ("limit", limit, 0)):
        if value < least:
            raise ScenarioError(f"{name} is {value}; allowed: {least} and more")
    ci = graph.index_of(service)
    now = standing(graph, context).fallen
    whole = grow(graph, ci, now, "all")
    if whole.happened:
        return CutSets(service, 0, True, (), {}, 0, False, 0, "it is DOWN already")
    tree = simplify(whole)
    try:
        known = _all(tree, order, diagram_of(tree, limit=limit, seconds=trying.seconds, pulse=trying.pulse))
    except TooLargeError as error:
        known = _tried(tree, order, str(error), trying)
    wanted = {size: count for size, count in known.counts.items() if size <= order}
    found = sorted(islice(_events(tree, known, sorted(wanted)), listed), key=lambda each: (len(each), each))
    truncated = sum(wanted.values()) > len(found)
    keys = graph.keys_of(tree.cis)
    return CutSets(
        service,
        min(order, known.order),
        known.all and not truncated and all(size <= order for size in known.counts),
        tuple(tuple(keys[event] for event in each) for each in found),
        known.counts,
        min(known.counts, default=None),
        truncated,
        int(tree.cis.size),
        known.reason,
    )


def _all(tree: FaultTree, order: int, diagram: Diagram) -> _Known:
    family = minimal_solutions(diagram)
    counts = family.counts(lambda node: len(tree.events[node]))
    largest = max(counts, default=0)
    reason = f"every minimal cut set is known; none is larger than {largest}" if counts else "nothing takes it DOWN"
    return _Known(max(order, largest), True, counts, family.sets, reason)


def _tried(tree: FaultTree, order: int, why: str, trying: Trying) -> _Known:
    """Single points of failure, then pairs and triples by trying, as far as that is bounded."""
    found: dict[int, Sequence[Sequence[int]]] = {1: [(tree.top,)] if tree.events[tree.top] else []}
    work, workers, pulse = trying.work, trying.workers, trying.pulse
    two = pairs(tree, work=work, workers=workers, pulse=pulse) if order > 1 else None
    if two is not None:
        found[2] = two
        three = triples(tree, two, work=work, workers=workers, pulse=pulse) if order >= TRIED else None
        if three is not None:
            found[TRIED] = three
    reached = max(found)
    counts = {size: sum(_ways(tree, nodes) for nodes in sets) for size, sets in found.items()}
    reason = f"larger sets are not known: a decision diagram does not fit ({why})"
    if reached < min(order, TRIED):
        reason += f", and there are too many sets of {reached + 1} to try them all"
    return _Known(
        reached,
        False,
        {size: count for size, count in counts.items() if count},
        lambda size: found[size],
        reason,
    )


def _ways(tree: FaultTree, nodes: Sequence[int]) -> int:
    ways = 1
    for node in nodes:
        ways *= len(tree.events[node])
    return ways


def _events(tree: FaultTree, known: _Known, sizes: Iterable[int]) -> Iterator[tuple[int, ...]]:
    """Yield cut sets as basic events, size by size: one of each node's equal events."""
    for size in sizes:
        for nodes in known.sets(size):
            yield from (tuple(sorted(each)) for each in product(*(tree.events[node] for node in nodes)))
