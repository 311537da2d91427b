"""What further failures do to one circle of redundancy, asked again and again: cheap where little depends on little.

Asking the whole circle for support after each failure would cost its size each time. Here a witness of support is
worked out once: for each unit of the circle, what holds it, everything held before it. A failure casts doubt only on
units whose witnesses it breaks, directly or not; only those look for other support.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from impact.graph import Graph
from impact.grounding import Circle, Need, circle_of
from impact.propagate import FALLEN, Fall

__all__ = ["CircleFailures"]


@dataclass(slots=True, eq=False)
class _Gate:
    """One gate of a member that may fall.

    ``up`` is the weight of its members that are up. Where it asks for support: ``sure`` maps members whose being up
    supports to their weight; ``helpers`` lists members that support once held themselves, as (CI, unit, weight);
    ``solid`` is the weight of its witness: the sure members, and the CIs of ``chosen``.
    """

    owner: int
    unit: int
    required: int
    asks: bool
    up: int = 0
    sure: dict[int, int] = field(default_factory=dict)
    helpers: list[tuple[int, int, int]] = field(default_factory=list)
    chosen: set[int] = field(default_factory=set)
    solid: int = 0


class CircleFailures:
    """One circle in a known state, and what goes DOWN in it when more fails.

    Parameters
    ----------
    base : the state before, a fixpoint
    component : number of the circle, as stored
    """

    def __init__(self, graph: Graph, base: Fall, component: int) -> None:
        circle = circle_of(graph, "down", component)
        self.base = base
        self.able = {ci for ci in circle.cis if not base.closed[ci]}
        self._unit = circle.units_without([base.closed[ci] > FALLEN for ci in circle.cis])
        self._waits = [ci in self.able and held for ci, held in zip(circle.cis, circle.grounded, strict=True)]
        self._members: dict[int, list[int]] = {}
        self._counting: dict[int, list[tuple[_Gate, int]]] = {}
        self._asking: dict[int, list[_Gate]] = {}
        self._leaning: dict[int, list[tuple[_Gate, int]]] = {}
        for place, ci in enumerate(circle.cis):
            if self._waits[place]:
                self._members.setdefault(self._unit[place], []).append(ci)
                self._asking.setdefault(self._unit[place], [])
            if ci in self.able:
                for need in circle.needs[place]:
                    self._read(circle, place, need)
        self._choose_witnesses()

    def _read(self, circle: Circle, place: int, need: Need) -> None:
        """Read one gate of the member at a place."""
        unit = self._unit[place]
        gate = _Gate(circle.cis[place], unit, need.required, self._waits[place] and not need.peers)
        for ci, weight in need.outside:
            if self.base.closed[ci] != FALLEN:
                self._count(gate, ci, weight)
                gate.sure[ci] = weight
        for at, weight, sole in need.inside:
            ci = circle.cis[at]
            if self.base.closed[ci] == FALLEN:
                continue
            self._count(gate, ci, weight)
            if not self._waits[at] or (sole and self._unit[at] == unit):
                gate.sure[ci] = weight
            elif self._unit[at] != unit:
                gate.helpers.append((ci, self._unit[at], weight))
        if gate.asks:
            self._asking[unit].append(gate)

    def _count(self, gate: _Gate, ci: int, weight: int) -> None:
        gate.up += weight
        self._counting.setdefault(ci, []).append((gate, weight))

    def _choose_witnesses(self) -> None:
        """Hold unit after unit, nearest to firm ground first, and note what each leans on."""
        order = self._held(self._asking.keys(), frozenset())
        for unit, gates in self._asking.items():
            for gate in gates:
                gate.solid = sum(gate.sure.values())
                for ci, other, weight in sorted(gate.helpers, key=lambda helper: (order[helper[1]], helper[0])):
                    if gate.solid >= gate.required or order[other] >= order[unit]:
                        break
                    gate.solid += weight
                    gate.chosen.add(ci)
                    self._leaning.setdefault(other, []).append((gate, weight))

    def _held(self, units: AbstractSet[int], fallen: AbstractSet[int]) -> dict[int, int]:
        """Which of some units are held, in which order, when all others are that have not fallen; O(their gates)."""
        watched: dict[int, list[tuple[list[int], int]]] = {}
        unmet = dict.fromkeys(sorted(units), 0)
        for unit in unmet:
            for gate in self._asking[unit]:
                have = sum(weight for ci, weight in gate.sure.items() if ci not in fallen)
                up = [(other, weight) for ci, other, weight in gate.helpers if ci not in fallen]
                lack = gate.required - have - sum(weight for other, weight in up if other not in unmet)
                if lack > 0:
                    unmet[unit] += 1
                    waiting = [unit, lack]
                    for other, weight in up:
                        if other in unmet:
                            watched.setdefault(other, []).append((waiting, weight))
        order: dict[int, int] = {}
        ready = deque(unit for unit, gates in unmet.items() if not gates)
        while ready:
            done = ready.popleft()
            order[done] = len(order)
            for waiting, weight in watched.get(done, ()):
                was, waiting[1] = waiting[1], waiting[1] - weight
                if was > 0 >= waiting[1]:
                    unmet[waiting[0]] -= 1
                    if not unmet[waiting[0]]:
                        ready.append(waiting[0])
        return order

    def after(self, seeds: Iterable[int]) -> set[int]:
        """Members that go DOWN when some CIs do that are up and not immune: direct providers, or members themselves.

        Notes
        -----
        O(gates of what falls and of what is cast into doubt).
        """
        wave = _Wave()
        queue = list(seeds)
        while queue:
            self._spread(wave, queue)
            suspects = self._suspects(wave)
            lost = suspects - self._held(suspects, wave.fallen).keys() if suspects else suspects
            queue = [ci for unit in lost for ci in self._members[unit]]
        return wave.fallen & self.able

    def _spread(self, wave: _Wave, queue: list[int]) -> None:
        """Follow gates until nothing moves, and note whose witnesses broke."""
        while queue:
            ci = queue.pop()
            if ci in wave.fallen:
                continue
            wave.fallen.add(ci)
            for gate, weight in self._counting.get(ci, ()):
                up = wave.up[gate] = wave.up.get(gate, gate.up) - weight
                if up < gate.required:
                    queue.append(gate.owner)
                if gate.asks and (ci in gate.sure or ci in gate.chosen):
                    solid = wave.solid[gate] = wave.solid.get(gate, gate.solid) - weight
                    if solid < gate.required:
                        wave.doubtful.add(gate.unit)

    def _suspects(self, wave: _Wave) -> set[int]:
        """Units still up whose witnesses broke, or lean on units whose did."""
        suspects: set[int] = set()
        solid = dict(wave.solid)
        todo = list(wave.doubtful)
        while todo:
            unit = todo.pop()
            if unit in suspects or self._members[unit][0] in wave.fallen:
                continue
            suspects.add(unit)
            for gate, weight in self._leaning.get(unit, ()):
                left = solid[gate] = solid.get(gate, gate.solid) - weight
                if left < gate.required:
                    todo.append(gate.unit)
        return suspects


@dataclass(slots=True)
class _Wave:
    """What a failure has done so far: who fell, what gates and witnesses have left, and the units in doubt."""

    fallen: set[int] = field(default_factory=set)
    up: dict[_Gate, int] = field(default_factory=dict)
    solid: dict[_Gate, int] = field(default_factory=dict)
    doubtful: set[int] = field(default_factory=set)
