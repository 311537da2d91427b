"""What collides on a schedule? Every pair of its changes, as each judged alone would say, in few walks for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from impact import Graph
from impact.delays import ridden_circles
from impact.graph import GHOST
from impact.grounding import member_circles
from impact.propagate import fall
from impact.ragged import ascending
from impact.reach import providers
from itsm.change.conflicts import Closure, Conflict, Place, in_order, overlap, people, rank, redundancy
from itsm.change.proposal import Proposal

__all__ = ["on_schedule", "schedule_conflicts"]

ROOM = 8_000_000
"""Marks of visited CIs that are kept at once, one byte each."""
MOST_KEPT = 4_000
"""Changes of which a graph remembers where they would bring losses."""
NOBODY = np.empty(0, dtype=np.int64)
Hops = Mapping[str, Mapping[str, int]]


def on_schedule(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Return the changes that have a window, by its start, then by key."""
    timed = [(each.window.start, each.reference, each) for each in proposals if each.window is not None]
    return [each for *_, each in sorted(timed, key=lambda item: item[:2])]


def schedule_conflicts(
    graph: Graph, ordered: Sequence[Proposal], *, closures: Iterable[Closure] = ()
) -> list[tuple[str, Conflict]]:
    """Return every collision among changes, each pair once, by the earlier of the two, and with closed periods.

    For each change the same as ``conflicts`` says of it and those after it, in the same order.

    Parameters
    ----------
    ordered : changes with windows, by start, their references each once

    Notes
    -----
    One walk down for all CIs that are touched, in step; one fall for each change that overlaps another. The engine's
    timelines are asked only where two that overlap bring losses to one gate or one circle: where neither does, no
    gate can give way to both together.
    """
    after = followers(ordered)
    beside = {number for number, near in after.items() if near} | {each for near in after.values() for each in near}
    known = numbers_of(graph, sorted({ci for each in ordered for ci in each.touched}))
    own = [[ci for ci in each.touched if ci in known] for each in ordered]
    below = hops_down(graph, {ci: known[ci] for number in sorted(beside) for ci in own[number]})
    hurt = {number: losses(graph, frozenset(known[ci] for ci in own[number])) for number in sorted(beside)}
    every = ridden_circles(graph)
    shut = list(closures)
    found: list[tuple[str, Conflict]] = []
    for number, mine in enumerate(ordered):
        near = sorted(after[number], key=lambda each: ordered[each].reference)
        place = Within(graph, mine, own[number], below)
        told: list[Conflict] = []
        for each in near:
            told += place.meets(ordered[each]) + people(mine, ordered[each])
        with_losses = near if every else sharing(number, near, hurt)
        if with_losses:
            told += redundancy(graph, mine, [ordered[each] for each in with_losses])
        for closure in shut:
            told += place.closed(closure)
        found += [(mine.reference, each) for each in sorted(told, key=rank)]
    return found


def followers(ordered: Sequence[Proposal]) -> dict[int, list[int]]:
    """Return for each change those after it whose windows overlap with its own."""
    found: dict[int, list[int]] = {}
    for number, mine in enumerate(ordered):
        found[number] = []
        for later in range(number + 1, len(ordered)):
            window = ordered[later].window
            if window is not None and mine.until is not None and window.start >= mine.until:
                break
            if overlap(mine, ordered[later]):
                found[number].append(later)
    return found


class Within(Place):
    """A change's place among CIs whose distances from each other are known."""

    def __init__(self, graph: Graph, mine: Proposal, own: list[str], hops: Hops) -> None:
        super().__init__(graph, mine, own)
        self.hops = hops

    def under(self, cis: Iterable[str]) -> list[str]:
        """Return those of the CIs that it stands on, the nearest first."""
        return in_order(least_hops((other, self.down(own).get(other)) for own in self.own for other in cis))

    def over(self, cis: Iterable[str]) -> list[str]:
        """Return those of the CIs that stand on what it touches, the nearest first."""
        return in_order(least_hops((other, self.down(other).get(own)) for own in self.own for other in cis))

    def down(self, ci: str) -> Mapping[str, int]:
        """Return how far below a CI each of the others is, of those that are."""
        return self.hops.get(ci, {})


def least_hops(reached: Iterable[tuple[str, int | None]]) -> list[tuple[int, str]]:
    """Return each CI that is reached, with how far away it is at least."""
    found: dict[str, int] = {}
    for key, hops in reached:
        if hops is not None:
            found[key] = min(hops, found.get(key, hops))
    return [(hops, key) for key, hops in found.items()]


def numbers_of(graph: Graph, keys: Sequence[str]) -> dict[str, int]:
    """Return the numbers of those CIs that the graph has."""
    found = graph.find(keys)
    there = (found >= 0) & (graph.ci_presence[found] != GHOST)
    return {key: number for key, number, is_there in zip(keys, found.tolist(), there.tolist(), strict=True) if is_there}


def hops_down(graph: Graph, cis: Mapping[str, int]) -> Hops:
    """Return for each CI which of the others it stands on, and how many relations below they are; itself is 0 away.

    Each walks down by itself, as many at once as there is room for. O(sum of what each stands on).
    """
    keys, places = list(cis), np.array(list(cis.values()), dtype=np.int64)
    asked = np.full(graph.size, -1, dtype=np.int64)
    asked[places] = np.arange(places.size)
    at_once = max(1, ROOM // max(1, graph.size))
    met = np.zeros(min(at_once, max(1, places.size)) * graph.size, dtype=np.bool_)
    found: dict[str, dict[str, int]] = {key: {} for key in keys}
    for begin in range(0, places.size, at_once):
        block = places[begin : begin + at_once]
        frontier = np.arange(block.size) * graph.size + block
        walked, hops = [frontier], 0
        while frontier.size:
            met[frontier] = True
            starts, nodes = np.divmod(frontier, graph.size)
            here = asked[nodes]
            for start, other in zip(starts[here >= 0].tolist(), here[here >= 0].tolist(), strict=True):
                found[keys[begin + start]][keys[other]] = hops
            below, counts = providers(graph, nodes)
            frontier = ascending(np.repeat(starts, counts) * graph.size + below)
            frontier = frontier[~met[frontier]]
            walked.append(frontier)
            hops += 1
        met[np.concatenate(walked)] = False
    return found


def losses(graph: Graph, cis: frozenset[int]) -> frozenset[int]:
    """Return where CIs that fail bring losses: gates of groups as they are, circles from -1 downwards; remembered.

    All of them at once and at any time, so that what is taken down for a while, as planned, is among it.
    """
    kept: dict[frozenset[int], frozenset[int]] = graph.cached("losses", dict)
    if cis not in kept:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        fallen = fall(graph, "down", np.array(sorted(cis), dtype=np.int64), NOBODY)
        gates = fallen.touched[graph.gate_group[fallen.touched] >= 0]
        touched = np.concatenate([fallen.cis, graph.gate_owner[fallen.touched].astype(np.int64)])
        rings = member_circles(graph, "down", touched)
        kept[cis] = frozenset(gates.tolist()) | frozenset(-1 - ring for ring in rings)
    return kept[cis]


def sharing(mine: int, near: Sequence[int], hurt: Mapping[int, frozenset[int]]) -> list[int]:
    """Return those near by that bring losses to where this one does, or to where such a one does, and so on."""
    reached, left = set(hurt.get(mine, ())), list(near)
    found: set[int] = set()
    while more := [each for each in left if not reached.isdisjoint(hurt[each])]:
        found.update(more)
        reached.update(*(hurt[each] for each in more))
        left = [each for each in left if each not in found]
    return [each for each in near if each in found]
