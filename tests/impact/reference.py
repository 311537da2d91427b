"""The slow, obvious answer: the specification's definitions word by word, over dicts and sets.

Nothing here is clever and nothing is shared with the engine but the shapes of its input. Every definition is
taken literally: "a needs b unconditionally" fails b alone in a gate, a strongly connected component is mutual
reachability, a fixpoint is a loop that runs until nothing changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from impact.graph_input import CiRow, EdgeRow, GroupRow
    from impact.scenario import Scenario

__all__ = [
    "DEGRADED",
    "DOWN",
    "OK",
    "WORDS",
    "Gate",
    "Risk",
    "Structure",
    "Verdict",
    "World",
    "before",
    "by_gates_alone",
    "gate_state",
    "judge",
    "margin",
    "own_states",
    "read",
    "states_of",
    "structure",
]

OK, DEGRADED, DOWN = 0, 1, 2
WORDS = {OK: "ok", DEGRADED: "degraded", DOWN: "down"}

Site = tuple[str, str | None]
"""Whose gate, and the group's name; None for a relation needed by itself."""


@dataclass(frozen=True)
class Gate:
    """One gate of one consumer: how much of its members must be up, and how much of them full."""

    consumer: str
    group: str | None
    size: Mapping[str, int]
    """What each provider brings: 1 where members are counted, its weight where capacity is."""
    least_up: int
    least_full: int
    soft: bool = False
    peers: bool = False

    def amount(self, providers: Iterable[str]) -> int:
        return sum(self.size[p] for p in set(providers) & set(self.size))


# ---------------------------------------------------------------- reading the rows


class World(NamedTuple):
    """The rows as gates, with what was wrong in them."""

    rows: dict[str, CiRow]
    gates: dict[str, list[Gate]]
    errors: set[Site]
    ignored: set[tuple[str, str, str]]
    hollow: set[Site]
    """Groups without one operational provider: OK, and unknown."""


def read(cis: Iterable[CiRow], edges: Iterable[EdgeRow], groups: Iterable[GroupRow]) -> World:
    rows = {row.key: row for row in cis if row.presence != "absent"}
    world = World(rows, {key: [] for key in rows}, set(), set(), set())
    grouped: dict[Site, list[EdgeRow]] = {}
    for edge in edges:
        if edge.consumer not in rows or edge.provider not in rows:
            world.ignored.add((edge.consumer, edge.provider, edge.type))
            if edge.consumer in rows and edge.group is not None:
                # It names the group all the same, which is hollow if nobody else is in it.
                grouped.setdefault((edge.consumer, edge.group), [])
        elif edge.group is not None:
            grouped.setdefault((edge.consumer, edge.group), []).append(edge)
        elif edge.consumer == edge.provider:
            world.errors.add((edge.consumer, None))
        else:
            soft = edge.need == "soft"
            world.gates[edge.consumer].append(Gate(edge.consumer, None, {edge.provider: 1}, 1, 1, soft))
    rules = {(group.ci, group.name): group.rule for group in groups if group.ci in rows}
    for site in {*grouped, *rules}:
        gate, wrong = _group_gate(site, grouped.get(site, []), rules.get(site))
        world.gates[site[0]].append(gate)
        if wrong:
            world.errors.add(site)
        if not gate.size:
            world.hollow.add(site)
    return world


def _group_gate(
    site: tuple[str, str], relations: Sequence[EdgeRow], rule: Mapping[str, object] | None
) -> tuple[Gate, bool]:
    """The gate of one group, and whether its data is wrong."""
    weights: dict[str, int] = {}
    for edge in relations:
        weights[edge.provider] = max(edge.weight, weights.get(edge.provider, 0))
    needs = {edge.need for edge in relations}
    n = len(weights)
    soft = needs == {"soft"}
    peers = bool(rule and rule.get("peers"))
    counted = dict.fromkeys(weights, 1)
    all_needed = Gate(*site, counted, n, n, soft, peers)
    if n == 0 or len(needs) > 1 or rule is None:
        return all_needed, True
    if rule.get("active_passive"):
        return Gate(*site, counted, 1, 1, soft, peers), False
    if "demand" in rule:
        whole = sum(weights.values())
        demand = int(str(rule["demand"]))
        wrong = demand > whole
        demand = min(demand, whole)
        least = int(str(rule.get("min", demand)))
        if least > whole:
            return all_needed, True
        return Gate(*site, weights, least, demand, soft, peers), wrong
    least_up = _count(rule.get("min_up"), n)
    if least_up is None or not 1 <= least_up <= n:
        return all_needed, True
    least_full = _count(rule.get("n_full", least_up), n)
    if least_full is None:
        return all_needed, True
    return Gate(*site, counted, least_up, min(least_full, n), soft, peers), least_full > n


def _count(value: object, n: int) -> int | None:
    """How many of ``n`` are meant; None for what is no count, percentage or quorum."""
    if value == "quorum":
        return n // 2 + 1
    if isinstance(value, str):
        if not re.fullmatch(r"\d+%", value):
            return None
        hundredths = n * int(value[:-1])
        return next(count for count in range(hundredths + 1) if count * 100 >= hundredths)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


# ---------------------------------------------------------------- gates


def gate_state(gate: Gate, states: Mapping[str, int]) -> int:
    """The state that this gate alone gives its consumer."""
    worst = OK
    if gate.amount(p for p in gate.size if states[p] == OK) < gate.least_full:
        worst = DEGRADED
    if gate.amount(p for p in gate.size if states[p] != DOWN) < gate.least_up:
        worst = DOWN
    return min(worst, DEGRADED) if gate.soft else worst


# ---------------------------------------------------------------- support
#
# The rule stands at two levels. At level DOWN it asks what keeps a CI from being DOWN: members must be up, and
# soft gates ask nothing. At level DEGRADED it asks what keeps it OK: members must be OK, and soft gates count.


def _asks(world: World, ci: str, level: int) -> list[Gate]:
    return [gate for gate in world.gates[ci] if level == DEGRADED or not gate.soft]


def _is_met(gate: Gate, level: int, by: Iterable[str]) -> bool:
    return gate.amount(by) >= (gate.least_up if level == DOWN else gate.least_full)


def _cannot_spare(gate: Gate, level: int) -> set[str]:
    """The members whose failure alone fails this gate."""
    return {b for b in gate.size if not _is_met(gate, level, set(gate.size) - {b})}


def _reachable(arrows: Mapping[str, set[str]]) -> dict[str, set[str]]:
    reach = {start: set(ends) for start, ends in arrows.items()}
    while True:
        wider = {start: ends.union(*(reach[end] for end in ends)) for start, ends in reach.items()}
        if wider == reach:
            return reach
        reach = wider


def _rings(arrows: Mapping[str, set[str]]) -> list[frozenset[str]]:
    """What reaches each other, as sets; a node that reaches nobody who reaches it stands alone."""
    reach = _reachable(arrows)
    found = [frozenset({node} | {other for other in reach[node] if node in reach[other]}) for node in sorted(arrows)]
    return list(dict.fromkeys(found))


def _needs(world: World, level: int, immune: frozenset[str] = frozenset()) -> dict[str, set[str]]:
    """What each CI needs unconditionally. What is immune needs nothing."""
    return {
        ci: set().union(*(_cannot_spare(gate, level) for gate in _asks(world, ci, level)))
        if ci not in immune
        else set()
        for ci in world.rows
    }


def _holds(world: World, level: int, ring: frozenset[str], given: set[str], up: set[str]) -> bool:
    """Whether every gate of this ring of needs is met from outside the ring.

    Inside, a member counts for the gate that cannot spare it: the ring stands and falls together. In any other
    gate it is no support. Peers keep each other up.
    """
    for ci in ring:
        for gate in _asks(world, ci, level):
            by = up if gate.peers else (given - ring) | (ring & _cannot_spare(gate, level))
            if not _is_met(gate, level, by):
                return False
    return True


class Structure(NamedTuple):
    """What is grounded and what stands, with nothing failed and nobody immune."""

    rings: list[frozenset[str]]
    components: list[frozenset[str]]
    grounded: set[str]
    stands: set[str]

    def component(self, ci: str) -> frozenset[str]:
        return next(members for members in self.components if ci in members)


def structure(world: World, level: int) -> Structure:
    everything = set(world.rows)
    rings = _rings(_needs(world, level))
    providers = {ci: set().union(*(set(gate.size) for gate in _asks(world, ci, level))) for ci in world.rows}
    components = _rings(providers)
    grounded: set[str] = set()
    done: set[str] = set()
    left = list(components)
    while left:
        component = next(c for c in left if all(providers[ci] <= c | done for ci in c))
        left.remove(component)
        inside: set[str] = set()
        while True:
            more = {
                ci
                for ring in rings
                if ring <= component and _holds(world, level, ring, done | inside, everything)
                for ci in ring
            }
            if more <= inside:
                break
            inside |= more
        grounded |= inside
        done |= component
    return Structure(rings, components, grounded, everything - grounded)


def _supported(
    world: World, level: int, shape: Structure, states: Mapping[str, int], immune: frozenset[str]
) -> set[str]:
    """The least set of grounded CIs that are up, and immune or held by what is supported or stands."""
    up = {ci for ci in world.rows if states[ci] < level}
    standing = shape.stands & up
    supported = immune & shape.grounded & up
    all_rings = _rings(_needs(world, level, immune)) if immune else shape.rings
    rings = [ring for ring in all_rings if ring <= shape.grounded & up]
    while True:
        more = {ci for ring in rings if _holds(world, level, ring, supported | standing, up) for ci in ring} - supported
        if not more:
            return supported
        supported |= more


# ---------------------------------------------------------------- states


def own_states(world: World, scenario: Scenario) -> dict[str, int]:
    """The state that the scenario and the lifecycle give each CI by itself."""
    own = {key: DOWN if row.presence == "maintenance" else OK for key, row in world.rows.items()}
    for failure in scenario.failures:
        own[failure.ci] = max(own[failure.ci], DOWN if failure.state == "down" else DEGRADED)
    for ci in scenario.already_down:
        own[ci] = DOWN
    return own


def states_of(world: World, own: Mapping[str, int], immune: frozenset[str] = frozenset()) -> dict[str, int]:
    """Gates until nothing changes, then support at both levels, then again."""
    shapes = {level: structure(world, level) for level in (DOWN, DEGRADED)}
    return _settle(world, shapes, own, immune)


def _settle(
    world: World, shapes: Mapping[int, Structure], own: Mapping[str, int], immune: frozenset[str]
) -> dict[str, int]:
    states = dict(own)
    while True:
        last = dict(states)
        states = by_gates_alone(world, states, immune)
        for level, shape in shapes.items():
            for ci in shape.grounded - _supported(world, level, shape, states, immune):
                states[ci] = max(states[ci], level)
        if states == last:
            return states


def by_gates_alone(world: World, given: Mapping[str, int], immune: frozenset[str]) -> dict[str, int]:
    """Re-evaluate every gate until nothing changes, wherever support comes from."""
    states = dict(given)
    while True:
        last = dict(states)
        for ci in world.rows.keys() - immune:
            states[ci] = max([states[ci], *(gate_state(gate, states) for gate in world.gates[ci])])
        if states == last:
            return states


# ---------------------------------------------------------------- margins


def margin(gate: Gate, states: Mapping[str, int]) -> int:
    """How many more members may go DOWN, heaviest first, before the gate does."""
    sizes = sorted((gate.size[p] for p in gate.size if states[p] != DOWN), reverse=True)
    spare = 0
    while spare < len(sizes) and sum(sizes[spare + 1 :]) >= gate.least_up:
        spare += 1
    return spare


def _is_redundant(gate: Gate) -> bool:
    """Whether the gate can go DOWN and has more than it must have: n > min_up, or weight above ``min``."""
    return not gate.soft and gate.group is not None and gate.amount(gate.size) > gate.least_up > 0


def _margins(
    world: World,
    shapes: Mapping[int, Structure],
    own: Mapping[str, int],
    states: Mapping[str, int],
    immune: frozenset[str],
) -> dict[tuple[str, str], int]:
    """The margin of each redundant gate that holds."""
    found: dict[tuple[str, str], int] = {}
    for ci in world.rows:
        for gate in world.gates[ci]:
            if gate.group is None or not _is_redundant(gate) or gate_state(gate, states) == DOWN:
                continue
            found[ci, gate.group] = margin(gate, states)
            if set(gate.size) & shapes[DOWN].component(ci):
                for member in gate.size:
                    if states[member] == DOWN or member in immune:
                        continue
                    worse = _settle(world, shapes, {**own, member: DOWN}, immune)
                    if gate_state(gate, worse) == DOWN:
                        found[ci, gate.group] = 0
    return found


# ---------------------------------------------------------------- hops, closures


def _hops(world: World, own: Mapping[str, int], states: Mapping[str, int], immune: frozenset[str]) -> dict[str, int]:
    """The shortest distance of each CI that is not OK from those that fail by themselves."""
    distance = {ci: 0 for ci, state in own.items() if state != OK}
    step = 0
    while True:
        step += 1
        reached = {
            ci
            for ci, state in states.items()
            if state != OK and ci not in distance and ci not in immune
            for gate in world.gates[ci]
            if gate_state(gate, states) == state
            for provider in gate.size
            if provider in distance and states[provider] >= state
        }
        if not reached:
            return distance
        distance.update(dict.fromkeys(reached, step))


def _stands_on(world: World) -> dict[str, set[str]]:
    """Everything that each CI stands on, itself included."""
    providers = {ci: {p for gate in gates for p in gate.size} for ci, gates in world.gates.items()}
    return {ci: {ci} | below for ci, below in _reachable(providers).items()}


# ---------------------------------------------------------------- the whole answer


class Risk(NamedTuple):
    before: int
    margin: int
    left: frozenset[str]
    services: frozenset[str]


@dataclass
class Verdict:
    """Everything that the engine's answer is compared with."""

    world: World
    own: dict[str, int]
    immune: frozenset[str]
    states: dict[str, int]
    hops: dict[str, int]
    already: set[str]
    margins: dict[tuple[str, str], int]
    at_risk: dict[tuple[str, str], Risk]
    unknown: dict[str, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    """What each lacks, and the services that it concerns."""
    unknown_elsewhere: int = 0


def before(scenario: Scenario) -> Scenario:
    """The world as it was before the question: only what is already DOWN."""
    return type(scenario)(already_down=scenario.already_down)


def judge(cis: Iterable[CiRow], edges: Iterable[EdgeRow], groups: Iterable[GroupRow], scenario: Scenario) -> Verdict:
    world = read(cis, edges, groups)
    shapes = {level: structure(world, level) for level in (DOWN, DEGRADED)}
    immune = frozenset(immunity.ci for immunity in scenario.immune)
    own = own_states(world, scenario)
    states = _settle(world, shapes, own, immune)
    margins = _margins(world, shapes, own, states, immune)
    earlier = own_states(world, before(scenario))
    calm = _settle(world, shapes, earlier, frozenset())
    margins_before = _margins(world, shapes, earlier, calm, frozenset())
    verdict = Verdict(
        world=world,
        own=own,
        immune=immune,
        states=states,
        hops=_hops(world, own, states, immune),
        already={ci for ci, state in calm.items() if state == DOWN and states[ci] != OK},
        margins=margins,
        at_risk={},
    )
    below = _stands_on(world)
    services = [ci for ci, row in world.rows.items() if row.service]
    for (ci, group), spare in margins.items():
        was = margins_before.get((ci, group), 0)
        if spare == 0 and was > 0:
            gate = next(g for g in world.gates[ci] if g.group == group)
            left = frozenset(p for p in gate.size if states[p] != DOWN)
            verdict.at_risk[ci, group] = Risk(was, 0, left, frozenset(s for s in services if ci in below[s]))
    for ci, row in world.rows.items():
        concerned = frozenset(s for s in services if states[s] != OK and ci in below[s])
        missing = {*row.missing, *(f"group {group}" for owner, group in world.hollow if owner == ci)}
        if missing and concerned:
            verdict.unknown[ci] = frozenset(missing), concerned
        elif missing:
            verdict.unknown_elsewhere += 1
    return verdict
