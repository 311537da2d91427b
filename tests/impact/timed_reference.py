"""The slow answer to a timed scenario: every second is judged by itself, from the specification.

Second by second, with the whole past written down. A member is *lost* to a consumer when it has been out at this
second and at each of the seconds of the ride-through before; whoever is not lost counts. Before the first second
stands "since ever": the plain answer to what lasts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from tests.impact.reference import (
    DEGRADED,
    DOWN,
    OK,
    Gate,
    Structure,
    World,
    _margins,
    _settle,
    read,
    states_of,
    structure,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from impact.graph_input import CiRow, EdgeRow, GroupRow
    from impact.scenario import Failure, Scenario

__all__ = ["Film", "film"]

Way = tuple[str, str | None, bool, str]
"""Consumer, group, whether a single relation is soft, provider."""
Lost = Callable[[Gate, str], bool]


class Film(NamedTuple):
    """States for "since ever" and each second from 0, and the gates of groups that are DOWN then."""

    world: World
    since_ever: dict[str, int]
    seconds: list[dict[str, int]]
    gates_down: list[set[tuple[str, str]]]

    def at_risk(self, second: int, scenario: Scenario) -> set[tuple[str, str]]:
        """Gates that hold and would have no member to spare, or be DOWN, were it to stay as it is at a second.

        Only those that had a member to spare while nothing but what is DOWN anyway was.
        """
        shapes = {level: structure(self.world, level) for level in (DOWN, DEGRADED)}
        own = {ci: DOWN if state == DOWN else OK for ci, state in self.seconds[second].items()}
        immune = immune_at(scenario, second)
        lasting = margins(self.world, shapes, own, immune)
        calm = margins(self.world, shapes, own_at(self.world, (), scenario, None), frozenset())
        return {
            site
            for site, had in calm.items()
            if had > 0 and lasting.get(site, 0) == 0 and site not in self.gates_down[second]
        }


def margins(
    world: World, shapes: Mapping[int, Structure], own: Mapping[str, int], immune: frozenset[str]
) -> dict[tuple[str, str], int]:
    """The margins of the redundant gates that hold, by the untimed reference."""
    return _margins(world, shapes, own, _settle(world, shapes, own, immune), immune)


class Model(NamedTuple):
    world: World
    shapes: Mapping[int, Structure]
    ride: Mapping[Way, int]
    standby: Mapping[tuple[str, str], tuple[str, int]]


def film(
    cis: Iterable[CiRow], edges: Iterable[EdgeRow], groups: Iterable[GroupRow], scenario: Scenario, last: int
) -> Film:
    """Play a scenario up to a second."""
    edges, groups = list(edges), list(groups)
    world = read(cis, edges, groups)
    model = Model(
        world, {level: structure(world, level) for level in (DOWN, DEGRADED)}, rides(edges), standbys(world, groups)
    )
    failures = [*scenario.failures, *(each for record in scenario.context for each in record.failures)]
    own = [own_at(world, failures, scenario, second) for second in (None, *range(last + 1))]
    since_ever = states_of(world, own[0], immune_at(scenario, None))
    past = [since_ever]
    down_gates: list[set[tuple[str, str]]] = []
    switching: dict[tuple[str, str], list[int]] = {site: [] for site in model.standby}
    for second in range(last + 1):
        states, gates = judge_second(model, past, own[second + 1], immune_at(scenario, second), switching, second)
        past.append(states)
        down_gates.append(gates)
    return Film(world, since_ever, past[1:], down_gates)


def rides(edges: Iterable[EdgeRow]) -> dict[Way, int]:
    found: dict[Way, int] = {}
    for edge in edges:
        way = (edge.consumer, edge.group, edge.group is None and edge.need == "soft", edge.provider)
        found[way] = min(int(edge.ride_through_s), found.get(way, int(edge.ride_through_s)))
    return found


def standbys(world: World, groups: Iterable[GroupRow]) -> dict[tuple[str, str], tuple[str, int]]:
    return {
        (group.ci, group.name): (str(group.rule["primary"]), int(str(group.rule["failover_s"])))
        for group in groups
        if group.ci in world.rows and group.rule.get("active_passive") and (group.ci, group.name) not in world.errors
    }


# ---------------------------------------------------------------- what happens by itself


def lasts(failure: Failure, second: int | None) -> bool:
    if failure.start_s is None and failure.duration_s is None:
        return True
    if second is None:
        return False
    start = failure.start_s or 0
    return start <= second and (failure.duration_s is None or second < start + failure.duration_s)


def own_at(world: World, failures: Iterable[Failure], scenario: Scenario, second: int | None) -> dict[str, int]:
    own = {key: DOWN if row.presence == "maintenance" else OK for key, row in world.rows.items()}
    for ci in scenario.already_down:
        own[ci] = DOWN
    for failure in failures:
        if lasts(failure, second):
            own[failure.ci] = max(own[failure.ci], DOWN if failure.state == "down" else DEGRADED)
    return own


def immune_at(scenario: Scenario, second: int | None) -> frozenset[str]:
    return frozenset(
        each.ci for each in scenario.immune if each.until_s is None or second is None or second < each.until_s
    )


# ---------------------------------------------------------------- one second


def judge_second(
    model: Model,
    past: list[dict[str, int]],
    own: Mapping[str, int],
    immune: frozenset[str],
    switching: dict[tuple[str, str], list[int]],
    second: int,
) -> tuple[dict[str, int], set[tuple[str, str]]]:
    out = {ci for ci, state in own.items() if state == DOWN}
    out = settle(model, DOWN, out, immune, past)
    gone = lost_at(model, DOWN, out, past)
    gates_down = {
        (gate.consumer, gate.group)
        for gates in model.world.gates.values()
        for gate in gates
        if gate.group is not None and not gate.soft and remaining(gate, out, gone) < gate.least_up
    }
    switched = set()
    for (ci, group), (primary, takes) in model.standby.items():
        gate = next(each for each in model.world.gates[ci] if each.group == group)
        if primary in gate.size and primary in out and gone(gate, primary):
            switching[ci, group].append(second)
        lost = switching[ci, group]
        # It went DOWN at a second at which it is lost and was not lost at the one before, nor since ever.
        begins = [s for s in lost if s - 1 not in lost and (s > 0 or past[0][primary] != DOWN)]
        if any(s <= second < s + takes for s in begins):
            switched.add(ci)
    weak = out | {ci for ci, state in own.items() if state == DEGRADED} | (switched - immune)
    weak |= {
        ci
        for ci, gates in model.world.gates.items()
        for gate in gates
        if ci not in immune and gate.soft and remaining(gate, out, gone) < gate.least_up
    }
    weak = settle(model, DEGRADED, weak, immune, past)
    return {ci: DOWN if ci in out else DEGRADED if ci in weak else OK for ci in own}, gates_down


def lost_at(model: Model, level: int, out: set[str], past: list[dict[str, int]]) -> Lost:
    """Who is lost to whom: out now, and at each second of the ride-through."""

    def lost(gate: Gate, provider: str) -> bool:
        way = (gate.consumer, gate.group, gate.group is None and gate.soft, provider)
        seconds = [past[-1 - back] if back < len(past) else past[0] for back in range(model.ride.get(way, 0))]
        return provider in out and all(states[provider] >= level for states in seconds)

    return lost


def remaining(gate: Gate, out: set[str], lost: Lost) -> int:
    return gate.amount(p for p in gate.size if not (p in out and lost(gate, p)))


def settle(
    model: Model,
    level: int,
    given: Iterable[str],
    immune: frozenset[str],
    past: list[dict[str, int]],
) -> set[str]:
    """Gates until nothing changes, then whoever lacks support, then again."""
    out = set(given)
    while True:
        lost = lost_at(model, level, out, past)
        more = {
            ci
            for ci, gates in model.world.gates.items()
            if ci not in immune
            for gate in gates
            if (level == DEGRADED or not gate.soft) and remaining(gate, out, lost) < least(gate, level)
        }
        if not more <= out:
            out |= more
            continue
        more = unsupported(model, level, out, immune, lost)
        if not more:
            return out
        out |= more


def least(gate: Gate, level: int) -> int:
    return gate.least_up if level == DOWN else gate.least_full


def unsupported(model: Model, level: int, out: set[str], immune: frozenset[str], lost: Lost) -> set[str]:
    world, shape = model.world, model.shapes[level]
    up = set(world.rows) - out
    stands = shape.stands & up
    supported = immune & shape.grounded & up
    needs = {ci: sole_needs(world, ci, level) if ci not in immune else set() for ci in world.rows}
    # A ring whose other members are out stands as long as it does without them. Whoever is up outside the own circle
    # counts: its loss, if it has no support itself, is an outage like any other, and takes its time.
    rings = [ring & up for ring in rings_of(needs) if ring & up and ring <= shape.grounded]
    circle = {ci: component for component in shape.components for ci in component}
    while True:
        more = {
            ci
            for ring in rings
            if all(
                met(gate, level, ring, supported | stands | (up - circle[each]), up, lost)
                for each in ring
                for gate in world.gates[each]
                if level == DEGRADED or not gate.soft
            )
            for ci in ring
        } - supported
        if not more:
            return (shape.grounded & up) - supported
        supported |= more


def met(gate: Gate, level: int, ring: frozenset[str], held: set[str], up: set[str], lost: Lost) -> bool:
    """Whether supported members, those of the own ring that it cannot spare, and those that are ridden out suffice."""
    if gate.peers:
        return True
    sole = {b for b in gate.size if gate.amount(set(gate.size) - {b}) < least(gate, level)}
    ridden = {p for p in gate.size if p not in up and not lost(gate, p)}
    return gate.amount((held - ring) | (ring & sole) | ridden) >= least(gate, level)


def sole_needs(world: World, ci: str, level: int) -> set[str]:
    return {
        b
        for gate in world.gates[ci]
        if level == DEGRADED or not gate.soft
        for b in gate.size
        if gate.amount(set(gate.size) - {b}) < least(gate, level)
    }


def rings_of(needs: Mapping[str, set[str]]) -> list[frozenset[str]]:
    reach = {start: set(ends) for start, ends in needs.items()}
    changed = True
    while changed:
        changed = False
        for start, ends in reach.items():
            wider = ends.union(*(reach[end] for end in ends))
            if wider != ends:
                reach[start], changed = wider, True
    found = [frozenset({ci} | {other for other in reach[ci] if ci in reach[other]}) for ci in sorted(needs)]
    return list(dict.fromkeys(found))
