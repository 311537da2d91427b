"""Support must come from somewhere: which CIs of a circle are held up from outside, and which only by each other.

Only circles with a redundant gate that counts one of their own members need this work; everywhere else plain
propagation says it all. The structure of those circles is judged once, with nothing failed and nobody immune:

* a CI *needs* another *unconditionally* when the loss of that one alone defeats one of its gates; CIs in a cycle of
  such needs make one *unit*, stand and fall together, and give each other no support in redundant gates;
* *grounded* is the least set of units whose every gate is met by grounded CIs outside themselves;
* what nothing grounds *stands*: its gates alone decide it.

Circles are taken providers first, so whatever a circle leans on outside itself is grounded or stands, and counts.
The same code serves both levels: up (not DOWN), and OK.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol, TypeAlias

import numpy as np

from impact.components import circles, strong_components
from impact.graph import DEAD_ROW, PEERS_GATE, SOFT_GATE, WEIGHTED_GATE, Graph
from impact.ragged import Bools, Column, Ints, among, ascending, positions
from impact.rules import LARGEST

__all__ = [
    "STRUCTURE",
    "Circle",
    "Level",
    "Need",
    "Rides",
    "circle_of",
    "circle_with",
    "member_circle",
    "member_circles",
    "structure_arrays",
    "structure_of",
    "unsupported",
]

Level: TypeAlias = Literal["down", "ok"]
Rides: TypeAlias = Callable[[int, int, int], bool]
"""Whether an owner, in one of its gates, still does without a member."""
STRUCTURE = ("ci", "component", "unit", "grounded")
"""The stored columns of a level's circles."""


class Need(NamedTuple):
    """One gate of a CI in a circle: met by a weight of ``required`` of its members.

    ``outside`` holds (CI number, weight), ``inside`` (place in the circle, weight, needed unconditionally).
    ``peers``: members that are up meet it, supported or not; it ties units together and asks for no support.
    ``gate`` is -1 for a relation that is needed by itself.
    """

    required: int
    outside: tuple[tuple[int, int], ...]
    inside: tuple[tuple[int, int, bool], ...]
    peers: bool
    gate: int


@dataclass(frozen=True, slots=True)
class Circle:
    """A strongly connected component with what its members need; places count from 0 in order of ``cis``."""

    cis: tuple[int, ...]
    needs: tuple[tuple[Need, ...], ...]
    unit: tuple[int, ...]
    grounded: tuple[bool, ...]

    def units_without(self, immune: Sequence[bool]) -> Sequence[int]:
        """Units once immune CIs need nothing: a cycle that runs through one is cut there."""
        return _units(self.needs, immune) if any(immune) else self.unit


def _needs(graph: Graph, level: Level, cis: Sequence[int]) -> tuple[tuple[Need, ...], ...]:
    place = {ci: i for i, ci in enumerate(cis)}
    gates = graph.gates_of_many(np.array(cis, dtype=np.int64))
    found: list[tuple[Need, ...]] = []
    for ci in cis:
        needs: list[Need] = []
        for gate in gates[ci]:
            at = gate.down_at if level == "down" else gate.ok_at
            required = sum(gate.members.values()) - at + 1
            if required <= 0:
                continue
            outside = tuple((m, w) for m, w in gate.members.items() if m not in place)
            inside = tuple((place[m], w, w >= at) for m, w in gate.members.items() if m in place)
            needs.append(Need(required, outside, inside, bool(gate.flags & PEERS_GATE), gate.gate))
        found.append(tuple(needs))
    return tuple(found)


def _units(needs: Sequence[Sequence[Need]], immune: Sequence[bool]) -> Sequence[int]:
    edges = [
        [] if immune[i] else [m for need in own for m, _, sole in need.inside if sole] for i, own in enumerate(needs)
    ]
    return strong_components(edges)


def structure_of(graph: Graph, level: Level, cis: Sequence[int]) -> Circle:
    """Judge one circle with nothing failed and nobody immune; O(its relations)."""
    needs = _needs(graph, level, cis)
    unit = _units(needs, [False] * len(cis))
    blank = Circle(tuple(cis), needs, tuple(unit), (True,) * len(cis))
    held = _held(blank, unit, [WAITS] * len(cis), lambda _: True)
    return Circle(blank.cis, needs, tuple(unit), tuple(held))


OUT, FREE, WAITS = 0, 1, 2
"""A member that is not up; one that supports outright (immune, or standing and up); one that must be supported."""


class _Ledger:
    """Which gates of waiting units are not met yet, by how much, and who could still meet them."""

    def __init__(self, units: int) -> None:
        self.lack: list[int] = []
        self.unit: list[int] = []
        self.unmet = [0] * units
        self.watchers: dict[int, list[tuple[int, int]]] = {}

    def open(self, unit: int, lack: int, pending: Iterable[tuple[int, int]]) -> None:
        """Note a gate that lacks a weight, and the (unit, weight) that may come."""
        for other, weight in pending:
            self.watchers.setdefault(other, []).append((len(self.lack), weight))
        self.lack.append(lack)
        self.unit.append(unit)
        self.unmet[unit] += 1

    def settle(self, done: int) -> Iterator[int]:
        """Credit a unit that is held to whoever waits for it; yield the units whose last gate this meets."""
        for gate, weight in self.watchers.get(done, ()):
            was, self.lack[gate] = self.lack[gate], self.lack[gate] - weight
            if was > 0 >= self.lack[gate]:
                self.unmet[self.unit[gate]] -= 1
                if self.unmet[self.unit[gate]] == 0:
                    yield self.unit[gate]


def _held(
    circle: Circle,
    unit: Sequence[int],
    status: Sequence[int],
    is_up: Callable[[int], bool],
    rides: Rides | None = None,
) -> list[bool]:
    """Whether each waiting member is in the least set whose gates are met from outside its unit; O(relations)."""
    ledger = _Ledger(max(unit, default=-1) + 1)
    for i, own in enumerate(circle.needs):
        for need in own if status[i] == WAITS else ():
            if need.peers:
                continue
            lack = need.required - sum(w for m, w in need.outside if is_up(m))
            lack -= sum(w for m, w, sole in need.inside if _counts(i, m, unit, status, sole=sole))
            if rides is not None and lack > 0:
                lack -= _ridden(circle, i, need, status, is_up, rides)
            if lack > 0:
                waiting = [(unit[m], w) for m, w, _ in need.inside if status[m] == WAITS and unit[m] != unit[i]]
                ledger.open(unit[i], lack, waiting)
    held: set[int] = set()
    ready = [u for u in {unit[i] for i, s in enumerate(status) if s == WAITS} if ledger.unmet[u] == 0]
    while ready:
        done = ready.pop()
        held.add(done)
        ready += ledger.settle(done)
    return [s == WAITS and u in held for u, s in zip(unit, status, strict=True)]


def _ridden(
    circle: Circle, owner: int, need: Need, status: Sequence[int], is_up: Callable[[int], bool], rides: Rides
) -> int:
    """Weight of the members that are out, but whose outage has not reached the owner yet."""
    out = [(m, w) for m, w in need.outside if not is_up(m)]
    out += [(circle.cis[m], w) for m, w, _ in need.inside if status[m] == OUT]
    return sum(w for m, w in out if rides(circle.cis[owner], need.gate, m))


def _counts(owner: int, member: int, unit: Sequence[int], status: Sequence[int], *, sole: bool) -> bool:
    """Whether a member of the circle meets a gate without having to be held first."""
    return status[member] == FREE or (sole and status[member] == WAITS and unit[member] == unit[owner])


def circle_of(graph: Graph, level: Level, component: int) -> Circle:
    """One stored circle with its needs, remembered on the graph."""

    def make() -> Circle:
        _, components, units, grounded = _stored(graph, level)
        places = np.flatnonzero(components == component)
        cis = tuple(_stored(graph, level)[0][places].tolist())
        return Circle(cis, _needs(graph, level, cis), tuple(units[places].tolist()), tuple(grounded[places].tolist()))

    return graph.cached(("circle", level, component), make)


def _stored(graph: Graph, level: Level) -> tuple[Ints, Ints, Ints, Column]:
    if level == "down":
        return graph.down_ci, graph.down_component, graph.down_unit, graph.down_grounded
    return graph.ok_ci, graph.ok_component, graph.ok_unit, graph.ok_grounded


def member_circles(graph: Graph, level: Level, cis: Ints) -> list[int]:
    """Stored circles that some of these CIs belong to, ascending; O(k log s)."""
    stored, components, _, _ = _stored(graph, level)
    if not stored.size or not cis.size:
        return []
    at = np.minimum(np.searchsorted(stored, cis), stored.size - 1)
    found: list[int] = ascending(components[at[stored[at] == cis]]).tolist()
    return found


def circle_with(graph: Graph, level: Level, ci: int) -> tuple[int, ...]:
    """Every CI of the stored circle that a CI belongs to; empty when it belongs to none."""
    component = member_circles(graph, level, np.array([ci], dtype=np.int64))
    return circle_of(graph, level, component[0]).cis if component else ()


def member_circle(graph: Graph, level: Level, ci: int) -> int:
    """The stored circle that a CI belongs to, or -1; O(log s)."""
    stored, components, _, _ = _stored(graph, level)
    at = int(np.searchsorted(stored, ci))
    return int(components[at]) if at < stored.size and stored[at] == ci else -1


class Closed(Protocol):
    """States by CI number: 1 out at this level (DOWN, or not OK), 2 immune, else 0. An array is one."""

    def __getitem__(self, ci: int, /) -> int:
        """State of one CI."""
        ...


def unsupported(
    graph: Graph, level: Level, component: int, closed: Closed | Column, rides: Rides | None = None
) -> list[int]:
    """Grounded CIs of a circle, not out and not immune, that only their own circle holds up; O(its relations).

    ``rides`` tells whether an owner still does without a member that is out, in one of its gates.
    """
    circle = circle_of(graph, level, component)
    state = [int(closed[ci]) for ci in circle.cis]
    immune = [s == 2 for s in state]  # noqa: PLR2004
    status = [OUT if s == 1 else FREE if s or not g else WAITS for s, g in zip(state, circle.grounded, strict=True)]
    if WAITS not in status:
        return []
    held = _held(circle, circle.units_without(immune), status, lambda ci: bool(closed[ci] != 1), rides)
    return [ci for ci, s, h in zip(circle.cis, status, held, strict=True) if s == WAITS and not h]


class _Edges(NamedTuple):
    """Relations that take part: consumer, provider, gate (-1 none), weight in the gate; (e,) each."""

    source: Ints
    target: Ints
    gate: Ints
    weight: Ints

    def where(self, keep: Bools) -> _Edges:
        """Some of them."""
        return _Edges(*(column[keep] for column in self))


def structure_arrays(
    graph: Graph, within: Ints | None = None, changed: Mapping[Level, Ints] | None = None
) -> dict[str, Column]:
    """The circles of both levels that need work, as the arrays that a graph stores.

    Parameters
    ----------
    within : look only at these CIs, ascending; default: all
    changed : for each level, judge only circles with one of these CIs in it, which must lie in ``within`` whole;
        default: all

    Notes
    -----
    O(relations); see `impact.components.circles`. Without soft relations fewer CIs stand in circles, never more: the
    circles of DOWN are looked for inside those of not OK.
    """
    place = np.full(graph.size, -1, dtype=np.int32)
    edges = _edges(graph, within)
    found: dict[str, Column] = {}
    for level in ("ok", "down"):
        if level == "down":
            edges = edges.where(_hard(graph, edges.gate))
        parts = circles(edges.source, edges.target, graph.size)
        place[edges.source] = -1
        place[edges.target] = -1
        for number, cis in enumerate(parts):
            place[cis] = number
        edges = edges.where((place[edges.source] >= 0) & (place[edges.source] == place[edges.target]))
        asked = _redundant_circles(graph, level, edges, place)
        if changed is not None:
            asked = asked[among(asked, place[changed[level]])]
        found.update(_stored_form(graph, level, [parts[number] for number in asked.tolist()]))
    return found


def _redundant_circles(graph: Graph, level: Level, inner: _Edges, place: Ints) -> Ints:
    """Circles with a redundant gate that counts one of their own members, ascending."""
    limit = graph.gate_down_at if level == "down" else graph.gate_ok_at
    redundant: Bools = inner.gate >= 0
    redundant[redundant] = inner.weight[redundant] < limit[inner.gate[redundant]]
    return ascending(place[inner.source[redundant]])


def _stored_form(graph: Graph, level: Level, parts: Sequence[Ints]) -> dict[str, Column]:
    rows: list[tuple[int, int, int, bool]] = []
    for part in parts:
        circle = structure_of(graph, level, part.tolist())
        members = zip(circle.cis, circle.unit, circle.grounded, strict=True)
        rows += [(ci, int(part[0]), unit, held) for ci, unit, held in members]
    rows.sort()
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    kinds = (np.int32, np.int32, np.int32, np.bool_)
    return {f"{level}_{name}": np.array(c, dtype=k) for name, c, k in zip(STRUCTURE, columns, kinds, strict=True)}


def _hard(graph: Graph, gate: Ints) -> Bools:
    """Relations that can take their consumer DOWN."""
    if not graph.gates:
        return gate < 0
    hard: Bools = (gate < 0) | ((graph.gate_flags[gate] & SOFT_GATE) == 0)
    return hard


def _edges(graph: Graph, within: Ints | None) -> _Edges:
    if within is None:
        rows, counts = np.arange(graph.in_provider.size), np.diff(graph.in_start)
        source = np.repeat(np.arange(graph.size, dtype=np.int64), counts)
    else:
        rows, counts = positions(graph.in_start, within)
        source = np.repeat(within, counts)
    live = (graph.in_flags[rows] & DEAD_ROW) == 0
    if within is not None:
        inside = np.zeros(graph.size, dtype=np.bool_)
        inside[within] = True
        live &= inside[graph.in_provider[rows]]
    rows, source = rows[live], source[live]
    gate = graph.in_gate[rows]
    weight = np.ones(rows.size, dtype=np.int64)
    if graph.in_weight.size and graph.gates:
        weighted = (gate >= 0) & ((graph.gate_flags[gate] & WEIGHTED_GATE) != 0)
        weight[weighted] = np.clip(graph.in_weight[rows[weighted]], 0, LARGEST)
    return _Edges(source, graph.in_provider[rows].astype(np.int64), gate, weight)
