"""Collisions by redundancy: gates that hold with each of some plans alone and give way with them together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np

from impact.answer import Collision, Interval
from impact.because import rule_of
from impact.errors import ScenarioError
from impact.graph import Graph
from impact.grounding import circle_of, member_circle, member_circles
from impact.intervals import BEGIN, Spans, difference, intersection, seconds, union
from impact.propagate import FALLEN
from impact.ragged import ascending
from impact.reach import consumers
from impact.scenario import ContextRecord, Immunity, Scenario
from impact.sweep import sweep
from impact.timeline import Timeline
from impact.times import read_times
from impact.track import spans_at_least

__all__ = ["OWN", "collisions", "collisions_with"]

OWN = ""
"""The reference of the scenario's own failures among the plans."""


def collisions_with(graph: Graph, scenario: Scenario) -> tuple[Collision, ...] | None:
    """Collisions of a scenario with the records of its context; None where it has none. See `collisions`."""
    if not scenario.context:
        return None
    own = ContextRecord(OWN, failures=scenario.failures)
    return collisions(
        graph, [own, *scenario.context], of=OWN, immune=scenario.immune, already_down=scenario.already_down
    )


def collisions(
    graph: Graph,
    plans: Sequence[ContextRecord],
    *,
    of: str | None = None,
    immune: Sequence[Immunity] = (),
    already_down: Sequence[str] = (),
) -> tuple[Collision, ...]:
    """Find gates of groups that each plan alone leaves standing and several together do not.

    Parameters
    ----------
    plans : records with failures on one timeline, their references each once
    of : only collisions in which the plan of this reference takes part; default: all
    immune, already_down : as in `Scenario`, with every plan

    Returns
    -------
    For each gate every pair of plans that defeats it, with when it does; where only more than two together do, one
    smallest set of them. By key, group, plans; the order of the plans makes no difference.

    Raises
    ------
    UnknownCiError, ScenarioError : as `impact.analyse`; two plans have one reference

    Notes
    -----
    One timeline for each plan, one for all, and one for each pair of plans that come near the same CI or circle.
    """
    worlds = _Worlds(graph, plans, immune, already_down)
    references = sorted(worlds.plans)
    for reference in references:
        worlds.of(reference)
    pairs = [pair for pair in combinations(references, 2) if of is None or of in pair]
    found: list[Collision] = []
    explained: dict[int, list[Spans]] = {}
    for pair in pairs:
        if not worlds.meet(*pair):
            continue
        together = worlds.of(*pair)
        for gate in together:
            spans = together[gate]
            for reference in pair:
                spans = difference(spans, worlds.of(reference).get(gate, ()))
            if spans:
                found.append(worlds.collision(gate, pair, spans))
                explained.setdefault(gate, []).append(together[gate])
    found += _of_more(worlds, references, of, explained)
    return tuple(sorted(found, key=lambda c: (c.ci, c.group, c.plans)))


def _of_more(
    worlds: _Worlds, references: Sequence[str], of: str | None, explained: dict[int, list[Spans]]
) -> list[Collision]:
    """Collisions of three plans and more, at moments that no fewer explain."""
    found: list[Collision] = []
    together = worlds.of(*references) if len(references) > 2 else {}  # noqa: PLR2004 - a pair has been looked at
    for gate in sorted(together):
        alone = [worlds.of(reference).get(gate, ()) for reference in references]
        rest = difference(together[gate], union(*alone, *explained.get(gate, ())))
        while rest:
            moment = rest[0][0]
            needed = list(references)
            for reference in reversed(references):
                fewer = [each for each in needed if each != reference]
                if reference != of and worlds.holds_not(gate, fewer, moment):
                    needed = fewer
            without = [each for each in needed if each != of]
            if of is not None and worlds.holds_not(gate, without, moment):
                rest = difference(rest, worlds.of(*without)[gate])
                continue
            spans = intersection(rest, worlds.of(*needed)[gate])
            found.append(worlds.collision(gate, needed, spans))
            rest = difference(rest, spans)
    return found


class _Worlds:
    """What is DOWN when, with any of the plans; each combination is worked out once."""

    def __init__(
        self, graph: Graph, plans: Sequence[ContextRecord], immune: Sequence[Immunity], already_down: Sequence[str]
    ) -> None:
        self.graph = graph
        self.plans = {plan.reference: plan for plan in plans}
        if len(self.plans) < len(plans):
            twice = sorted(p.reference for p in plans if sum(p.reference == q.reference for q in plans) > 1)
            raise ScenarioError(f"two plans have the reference {twice[0]!r}; allowed: each its own")
        self.immune = tuple(immune)
        self.already_down = tuple(already_down)
        self._lines: dict[tuple[str, ...], Timeline] = {}
        self._gates: dict[tuple[str, ...], dict[int, Spans]] = {}
        self._near: dict[str, frozenset[int]] = {}

    def line(self, *references: str) -> Timeline:
        """The timeline with some plans, in any order."""
        name = tuple(sorted(references))
        if name not in self._lines:
            failures = tuple(failure for each in name for failure in self.plans[each].failures)
            scenario = Scenario(failures, self.immune, self.already_down)
            self._lines[name] = sweep(self.graph, read_times(self.graph, scenario), down_only=True)
        return self._lines[name]

    def of(self, *references: str) -> dict[int, Spans]:
        """When each gate of a group is DOWN with some plans."""
        name = tuple(sorted(references))
        if name not in self._gates:
            line = self.line(*name)
            groups = {gate: changes for gate, changes in line.gates.items() if self.graph.gate_group[gate] >= 0}
            self._gates[name] = {gate: spans_at_least(groups[gate], 1) for gate in sorted(groups)}
        return self._gates[name]

    def holds_not(self, gate: int, references: Iterable[str], moment: int) -> bool:
        """Whether a gate is DOWN at a moment with some plans."""
        return any(start <= moment < end for start, end in self.of(*references).get(gate, ()))

    def meet(self, a: str, b: str) -> bool:
        """Whether two plans come near the same CI: only there can more follow from both than from each."""
        return not self._near_to(a).isdisjoint(self._near_to(b))

    def _near_to(self, reference: str) -> frozenset[int]:
        """CIs that a plan takes DOWN, those that need them, and the whole circles of both."""
        if reference not in self._near:
            base, line = self.line(), self.line(reference)
            own = [ci for ci, changes in line.cis.items() if base.cis.get(ci) != changes]
            cis = ascending(np.array(own, dtype=np.int64))
            near = ascending(np.concatenate([cis, consumers(self.graph, cis)[0]]))
            rings = [circle_of(self.graph, "down", ring).cis for ring in member_circles(self.graph, "down", near)]
            self._near[reference] = frozenset(near.tolist()).union(*rings)
        return self._near[reference]

    def collision(self, gate: int, plans: Sequence[str], spans: Spans) -> Collision:
        """Name a collision."""
        graph, moment = self.graph, spans[0][0]
        owner = int(graph.gate_owner[gate])
        view = next(each for each in graph.gates_of(owner) if each.gate == gate)
        fallen, delays = self.line(*plans).fallen_at(moment)
        lost = [
            member
            for member in self._by_key(view.members)
            if fallen.closed[member] == FALLEN and (delays is None or not delays[0].rides(owner, gate, member))
        ]
        taken = {each: [m for m in lost if self._is_down(m, each, moment)] for each in sorted(plans)}
        ring = member_circle(graph, "down", owner)
        accounted = {m for members in taken.values() for m in members}
        first = all(m in accounted or (ring >= 0 and member_circle(graph, "down", m) == ring) for m in lost)
        return Collision(
            graph.key_at(owner),
            graph.group_name(gate) or "",
            rule_of(graph, view),
            tuple(sorted(plans)),
            tuple(graph.keys_of(lost)),
            {each: tuple(graph.keys_of(members)) for each, members in taken.items()},
            tuple(Interval("down", seconds(start), seconds(end)) for start, end in spans),
            first,
        )

    def _by_key(self, members: Iterable[int]) -> list[int]:
        found: list[int] = self.graph.by_key(np.array(sorted(members), dtype=np.int64)).tolist()
        return found

    def _is_down(self, ci: int, reference: str, moment: int) -> bool:
        return any(start <= max(moment, BEGIN) < end for start, end in self.line(reference).down(ci))
