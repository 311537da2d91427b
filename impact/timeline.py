"""What was when: the states of all CIs over time, and any moment of them looked at again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impact.delays import Delays, nobody, ride_through
from impact.graph import Graph
from impact.intervals import BEGIN, Spans
from impact.propagate import Fall, States, fall, weakened
from impact.times import Times
from impact.track import level_since, spans_at_least

__all__ = ["Timeline"]


@dataclass(frozen=True, slots=True)
class Timeline:
    """What was when.

    ``cis``, ``gates`` (1 DOWN) and ``risks`` (1: holds with no member to spare) map numbers to their changes
    (moment, level). ``worst_at``/``hops``: when a CI was first as bad as it ever was, and how far from what failed.
    ``taking_over``: gates with the periods in which a standby takes over. ``touched``: whom the failures came near.
    """

    graph: Graph
    times: Times
    cis: dict[int, list[tuple[int, int]]]
    gates: dict[int, list[tuple[int, int]]]
    risks: dict[int, list[tuple[int, int]]]
    worst_at: dict[int, int]
    hops: dict[int, int]
    taking_over: dict[int, Spans]
    moments: tuple[int, ...]

    def level(self, ci: int) -> int:
        """The worst that a CI ever was: 0 OK, 1 DEGRADED, 2 DOWN."""
        return max((level for _, level in self.cis.get(ci, ())), default=0)

    def down(self, ci: int) -> Spans:
        """When a CI was DOWN."""
        return spans_at_least(self.cis.get(ci, []), 2)

    def hardest_for(self, ci: int) -> int:
        """The first of the moments at which most of what a CI needs directly is not OK."""
        members = {member for view in self.graph.gates_of(ci) for member in view.members}
        begins = sorted({BEGIN} | {moment for member in members for moment, _ in self.cis.get(member, ())})
        spans = [spans_at_least(self.cis[member], 1) for member in members if member in self.cis]
        return max(begins, key=lambda t: (sum(any(a <= t < b for a, b in each) for each in spans), -t))

    def fallen_at(self, moment: int) -> tuple[Fall, tuple[Delays, Delays] | None]:
        """What is DOWN at a moment, and which outages have reached whom."""
        delays = self._delays(moment)
        down, immune = self.times.down.at(moment), self.times.immune.at(moment)
        return fall(self.graph, "down", down, immune, delays=delays[0] if delays else None), delays

    def states_at(self, moment: int) -> States:
        """Judge one moment of the timeline again."""
        fallen, delays = self.fallen_at(moment)
        over = [gate for gate, spans in self.taking_over.items() if any(a <= moment < b for a, b in spans)]
        failing_over = np.array(sorted(over), dtype=np.int64) if over else None
        down, degraded, immune = (w.at(moment) for w in (self.times.down, self.times.degraded, self.times.immune))
        return weakened(self.graph, fallen, down, degraded, immune, delays=delays, failing_over=failing_over)

    def _delays(self, moment: int) -> tuple[Delays, Delays] | None:
        delays = None
        if moment > BEGIN and (held := ride_through(self.graph)) is not None:
            ages = [nobody(self.graph), nobody(self.graph)]
            for ci in (ci for ci in self.cis if held.held[ci]):
                for since, least in zip(ages, (2, 1), strict=True):
                    since[ci] = level_since(self.cis[ci], moment, least)
            delays = Delays(self.graph, held, ages[0], moment), Delays(self.graph, held, ages[1], moment)
        return delays
