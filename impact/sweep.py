"""States over time: the timeline is swept from moment to moment, and each moment is judged by the plain rules.

Nothing changes between two moments at which a failure or an immunity begins or ends, an outage has lasted for
somebody's ride-through, or a standby has taken over. At each of them everything is judged as at one instant, but a
relation whose provider has not been out for its ride-through cannot hurt. So an outage ``[a, b)`` of a provider
reaches a consumer as ``[a + ride_through, b)``, and support is judged moment by moment. A provider that is out and is
still done without counts as up; one that is up and has no support falls at once, whatever its consumers could do
without.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict

import numpy as np

from impact.circular_margin import redundant
from impact.delays import Delays, nobody, ride_through
from impact.errors import ScenarioError
from impact.graph import Graph
from impact.hops import hops
from impact.intervals import BEGIN, END, union
from impact.margin import had_margin, used_up
from impact.propagate import FALLEN, Fall, States, fall, weakened
from impact.ragged import Bools, Ints
from impact.standby import failovers
from impact.timeline import Timeline
from impact.times import Times, Windows
from impact.track import Track

__all__ = ["sweep"]

MOST_MOMENTS = 100_000


class _Open:
    """Whose windows are open, as time goes on."""

    def __init__(self, windows: Windows) -> None:
        real = windows.start < windows.end
        self.moves: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for ci, start, end in zip(*(c[real].tolist() for c in (windows.ci, windows.start, windows.end)), strict=True):
            self.moves[start].append((ci, 1))
            if end < END:
                self.moves[end].append((ci, -1))
        self.count: Counter[int] = Counter()
        self.cis = np.zeros(0, dtype=np.int64)

    def move(self, moment: int) -> bool:
        """Go on to a moment; whether anything opened or closed."""
        moves = self.moves.get(moment)
        if not moves:
            return False
        for ci, by in moves:
            self.count[ci] += by
            if not self.count[ci]:
                del self.count[ci]
        was, self.cis = self.cis, np.array(sorted(self.count), dtype=np.int64)
        return not bool(np.array_equal(was, self.cis))


class _Ages:
    """Since when the CIs whose consumers do without them for a while are out, at one level."""

    def __init__(self, held: Bools, since: Ints) -> None:
        self.held = held
        self.since = since
        self.out: Ints = np.zeros(0, dtype=np.int64)

    def update(self, moment: int, fallen: Fall) -> Ints:
        """Note who is out from a moment on; return who was not before."""
        out = fallen.cis[self.held[fallen.cis]].astype(np.int64)
        back = self.out[fallen.closed[self.out] != FALLEN]
        self.since[back] = END
        new: Ints = out[self.since[out] == END]
        self.since[new] = moment
        self.out = out
        return new


class _Sweep:
    """A timeline in the making."""

    def __init__(self, graph: Graph, times: Times, before: Fall | None, *, down_only: bool) -> None:
        self.graph = graph
        self.down_only = down_only
        self.times = times
        self.before = before
        self.windows = tuple(_Open(each) for each in (times.down, times.degraded, times.immune))
        self.ride = ride_through(graph)
        self.ages = [_Ages(self.ride.held, nobody(graph)) for _ in range(2)] if self.ride is not None else []
        self.due: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
        self.queue = [BEGIN, *(moment for each in self.windows for moment in each.moves)]
        heapq.heapify(self.queue)
        self.standby = failovers(graph)
        self.lost_primary: set[int] = set()
        self.taking_over: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        self.until: dict[int, int] = {}
        self.cis, self.gates, self.risks = Track(graph.size), Track(graph.gates), Track(graph.gates)
        self.worst_at: dict[int, int] = {}
        self.hops: dict[int, int] = {}
        self.moments: list[int] = []

    def run(self) -> Timeline:
        last = None
        while self.queue:
            moment = heapq.heappop(self.queue)
            if moment == last:
                continue
            last = moment
            moved = [each.move(moment) for each in self.windows]
            if any(moved) or moment == BEGIN or self._is_due(moment):
                self._judge(moment)
        return Timeline(
            self.graph,
            self.times,
            self.cis.history(),
            self.gates.history(),
            self.risks.history(),
            self.worst_at,
            self.hops,
            {gate: union(spans) for gate, spans in self.taking_over.items()},
            tuple(self.moments),
        )

    def _is_due(self, moment: int) -> bool:
        """Whether an outage has lasted for a ride-through just now, or a standby has taken over."""
        over = [gate for gate, end in self.until.items() if end <= moment]
        for gate in over:
            del self.until[gate]
        ripe = any(self.ages[level].since[ci] == since for level, ci, since in self.due.pop(moment, ()))
        return ripe or bool(over)

    def _judge(self, moment: int) -> None:
        if len(self.moments) == MOST_MOMENTS:
            raise ScenarioError(f"the timeline has more than {MOST_MOMENTS} moments; allowed: fewer windows at once")
        self.moments.append(moment)
        down, degraded, immune = (each.cis for each in self.windows)
        delays = self._delays(moment)
        fallen = fall(self.graph, "down", down, immune, delays=delays[0] if delays else None)
        if self.down_only:
            states = States(fallen, fallen, down, delays)
        else:
            over = self._failing_over(moment, fallen, delays)
            states = weakened(self.graph, fallen, down, degraded, immune, delays=delays, failing_over=over)
        self._record(moment, states)
        self._risky(moment, fallen, immune)
        self._grow_old(moment, states)

    def _delays(self, moment: int) -> tuple[Delays, Delays] | None:
        if self.ride is None or moment == BEGIN:
            return None
        gone, not_ok = (Delays(self.graph, self.ride, age.since, moment) for age in self.ages)
        return gone, not_ok

    def _failing_over(self, moment: int, fallen: Fall, delays: tuple[Delays, Delays] | None) -> Ints | None:
        """Gates whose standby is taking over."""
        if not self.standby:
            return None
        lost = {gate for gate in fallen.touched.tolist() if gate in self.standby and self._gone(gate, fallen, delays)}
        for gate in sorted(lost - self.lost_primary) if moment > BEGIN else ():
            end = moment + self.standby[gate][1]
            self.taking_over[gate].append((moment, end))
            self.until[gate] = max(end, self.until.get(gate, end))
            heapq.heappush(self.queue, end)
        self.lost_primary = lost
        return np.array(sorted(gate for gate, end in self.until.items() if end > moment), dtype=np.int64)

    def _gone(self, gate: int, fallen: Fall, delays: tuple[Delays, Delays] | None) -> bool:
        primary = self.standby[gate][0]
        if fallen.closed[primary] != FALLEN or primary not in self.graph.gate_members(gate):
            return False
        return delays is None or not delays[0].rides(int(self.graph.gate_owner[gate]), gate, primary)

    def _record(self, moment: int, states: States) -> None:
        cis = states.weak.cis.astype(np.int64)
        levels = (1 + (states.down.closed[cis] == FALLEN)).astype(np.uint8)
        worse = self.cis.record(moment, cis, levels)
        if worse.size and not self.down_only:
            away = hops(self.graph, states)[worse].tolist()
            numbers = worse.tolist()
            self.worst_at.update(dict.fromkeys(numbers, moment))
            self.hops.update(zip(numbers, away, strict=True))
        touched = states.down.touched
        gates = touched[states.down.lost[touched] >= self.graph.gate_down_at[touched]].astype(np.int64)
        self.gates.record(moment, gates, np.ones(gates.size, dtype=np.uint8))

    def _risky(self, moment: int, fallen: Fall, immune: Ints) -> None:
        """Note gates that hold and have no member to spare, were it to stay as it is at this moment."""
        if self.before is None:
            return
        graph, lasting = self.graph, fallen
        found: set[int] = set()
        if self.ride is not None and moment > BEGIN:
            lasting = fall(graph, "down", fallen.cis.astype(np.int64), immune)
            late = lasting.touched[redundant(graph, lasting.touched)]
            limit = graph.gate_down_at[late]
            late = late[(lasting.lost[late] >= limit) & (fallen.lost[late] < limit)]
            found.update(gate for gate, had in had_margin(graph, self.before, late.tolist()).items() if had > 0)
        found.update(used.gate for used in used_up(graph, lasting, self.before))
        gates = np.array(sorted(found), dtype=np.int64)
        self.risks.record(moment, gates, np.ones(gates.size, dtype=np.uint8))

    def _grow_old(self, moment: int, states: States) -> None:
        """Note whose outage began, and when it will have lasted for those who do without."""
        if self.ride is None:
            return
        for level, (age, fallen) in enumerate(zip(self.ages, (states.down, states.weak), strict=True)):
            new = age.update(moment, fallen).tolist()
            for ci in new if moment > BEGIN else ():
                for lasts in self.ride.of(self.graph, ci):
                    self.due[moment + lasts].append((level, ci, moment))
                    heapq.heappush(self.queue, moment + lasts)


def sweep(graph: Graph, times: Times, *, before: Fall | None = None, down_only: bool = False) -> Timeline:
    """States over time.

    Parameters
    ----------
    before : what is DOWN anyway, for telling which gates are left without a member to spare; default: not asked
    down_only : ask only what is DOWN, not what is DEGRADED nor how far from what failed

    Raises
    ------
    ScenarioError : more than `MOST_MOMENTS` moments

    Notes
    -----
    O(moments x relations of what is affected then). Between two ends of windows outages only grow, so each CI adds at
    most one moment for each of its ride-throughs.
    """
    return _Sweep(graph, times, before, down_only=down_only).run()
