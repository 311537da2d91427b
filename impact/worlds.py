"""What would be DOWN when with any of some plans: worlds side by side, each worked out once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence

import numpy as np

from impact.answer import Collision, Interval
from impact.because import rule_of
from impact.delays import Delays, ridden_circles, ride_through
from impact.errors import ScenarioError
from impact.graph import Graph
from impact.grounding import circle_of, member_circle, member_circles
from impact.intervals import Spans, intersection, seconds, union
from impact.propagate import FALLEN, Fall, fall
from impact.ragged import Ints, among, ascending
from impact.reach import consumers, dependents, marked_above
from impact.scenario import ContextRecord, Immunity, Scenario
from impact.sweep import sweep
from impact.timeline import Timeline
from impact.times import read_times
from impact.track import spans_at_least

__all__ = ["Worlds"]

MOST_KEPT = 64
"""Timelines of several plans that are kept, beside those of one each."""


class Worlds:
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
        self._lines: OrderedDict[tuple[str, ...], Timeline] = OrderedDict()
        self._gates: dict[tuple[str, ...], dict[int, Spans]] = {}
        self._near: dict[str, frozenset[int]] = {}
        self._spans: dict[str, Spans] = {}
        self._failing: dict[tuple[str, int], Ints] = {}
        self._out: dict[tuple[tuple[str, ...], int], frozenset[int]] = {}
        self._moment: tuple[Timeline, int, Fall, tuple[Delays, Delays] | None] | None = None

    def line(self, *references: str) -> Timeline:
        """The timeline with some plans, in any order."""
        name = tuple(sorted(references))
        if name in self._lines:
            self._lines.move_to_end(name)
            return self._lines[name]
        failures = tuple(failure for each in name for failure in self.plans[each].failures)
        scenario = Scenario(failures, self.immune, self.already_down)
        line = sweep(self.graph, read_times(self.graph, scenario), down_only=True)
        self._lines[name] = line
        while len(self._lines) > len(self.plans) + MOST_KEPT:
            self._lines.popitem(last=False)
        return line

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
        if ride_through(self.graph) is not None:
            return any(start <= moment < end for start, end in self.of(*references).get(gate, ()))
        # Where nobody rides anything out, only what fails at the moment itself matters.
        active = tuple(sorted(each for each in references if self._fails_at(each, moment).size))
        if (active, moment) not in self._out:
            seeds = [self._fails_at(each, moment) for each in active]
            down = ascending(np.concatenate([self.line().times.down.at(moment), *seeds]))
            fallen = fall(self.graph, "down", down, self.line().times.immune.at(moment))
            gates = fallen.touched[fallen.lost[fallen.touched] >= self.graph.gate_down_at[fallen.touched]]
            self._out[active, moment] = frozenset(gates.tolist())
        return gate in self._out[active, moment]

    def active(self, references: Sequence[str], moment: int) -> list[str]:
        """Plans because of which something is DOWN at a moment."""
        return [each for each in references if any(start <= moment < end for start, end in self._when(each))]

    def _fails_at(self, reference: str, moment: int) -> Ints:
        """What a plan itself takes DOWN at a moment."""
        if (reference, moment) not in self._failing:
            self._failing[reference, moment] = self.line(reference).times.down.at(moment)
        return self._failing[reference, moment]

    def meet(self, a: str, b: str) -> bool:
        """Whether two plans come near the same CI and overlap or touch in time: only there can more follow from both.

        Between two that are apart in time everything is as it is anyway, and nothing is remembered.
        """
        if self._near_to(a).isdisjoint(self._near_to(b)):
            return False
        wide = tuple((start, end + 1) for start, end in self._when(a))
        return bool(intersection(wide, tuple((start, end + 1) for start, end in self._when(b))))

    def _when(self, reference: str) -> Spans:
        """When something is DOWN, or no longer DOWN, because of a plan."""
        if reference not in self._spans:
            base, line = self.line(), self.line(reference)
            own = self._own(reference).tolist()
            self._spans[reference] = union(*(line.down(ci) for ci in own), *(base.down(ci) for ci in own))
        return self._spans[reference]

    @property
    def grows(self) -> bool:
        """Whether more plans never leave less DOWN: nobody rides out a member of its own circle."""
        return not ridden_circles(self.graph)

    def concerned(self, gates: Iterable[int]) -> dict[int, list[str]]:
        """For each gate the plans that take something down that its owner stands on, by reference."""
        graph = self.graph
        taken: dict[int, list[str]] = {}
        for reference in sorted(self.plans):
            for ci in self._own(reference).tolist():
                taken.setdefault(ci, []).append(reference)
        numbers = np.array(list(gates), dtype=np.int64)
        owners = ascending(graph.gate_owner[numbers].astype(np.int64))
        below = ascending(np.array(list(taken), dtype=np.int64))
        cone = dependents(graph, below)
        above = marked_above(graph, cone, owners[among(owners, cone)], below)
        found: dict[int, set[str]] = {owner: set() for owner in owners.tolist()}
        for ci, marked in above.items():
            for owner in marked:
                found[owner].update(taken[ci])
        return {gate: sorted(found[int(graph.gate_owner[gate])]) for gate in numbers.tolist()}

    def _own(self, reference: str) -> Ints:
        """CIs that a plan takes DOWN, or leaves DOWN at other times, ascending."""
        base, line = self.line(), self.line(reference)
        own = [ci for ci, changes in line.cis.items() if base.cis.get(ci) != changes]
        return ascending(np.array(own, dtype=np.int64))

    def _near_to(self, reference: str) -> frozenset[int]:
        """CIs that a plan takes DOWN, those that need them, and the whole circles of both."""
        if reference not in self._near:
            cis = self._own(reference)
            near = ascending(np.concatenate([cis, consumers(self.graph, cis)[0]]))
            rings = [circle_of(self.graph, "down", ring).cis for ring in member_circles(self.graph, "down", near)]
            self._near[reference] = frozenset(near.tolist()).union(*rings)
        return self._near[reference]

    def collision(self, gate: int, plans: Sequence[str], spans: Spans) -> Collision:
        """Name a collision."""
        graph, moment = self.graph, spans[0][0]
        owner = int(graph.gate_owner[gate])
        view = next(each for each in graph.gates_of(owner) if each.gate == gate)
        fallen, delays = self._fallen(self.line(*plans), moment)
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

    def _fallen(self, line: Timeline, moment: int) -> tuple[Fall, tuple[Delays, Delays] | None]:
        """What is DOWN at a moment; the last answer is kept, for the gates of one world come one after the other."""
        if self._moment is None or self._moment[0] is not line or self._moment[1] != moment:
            self._moment = (line, moment, *line.fallen_at(moment))
        return self._moment[2:]

    def _by_key(self, members: Iterable[int]) -> list[int]:
        found: list[int] = self.graph.by_key(np.array(sorted(members), dtype=np.int64)).tolist()
        return found

    def _is_down(self, ci: int, reference: str, moment: int) -> bool:
        return any(start <= moment < end for start, end in self.line(reference).down(ci))
