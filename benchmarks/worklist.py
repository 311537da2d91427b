"""Propagation in plain Python, as one would write it first: dictionaries of gates, a list of what fell, and parents.

It reads the same columns as the engine and shares no code with it. Its circles are simple: it knows members of one
group that lean on each other (rings of switches), not units of unconditional needs with redundant gates inside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import networkx as nx

from benchmarks.estate import Estate

__all__ = ["Fallen", "World"]

NEVER = 1 << 60
SINGLE = 1


class Gate(NamedTuple):
    """One gate: whose, its members, and how many of them may be lost at each level before it gives way."""

    owner: int
    members: frozenset[int]
    down_at: int
    ok_at: int


class Fallen(NamedTuple):
    """What fell at one level: each CI's round (0: by itself), and the provider whose fall was the last straw."""

    round: dict[int, int]
    parent: dict[int, int | None]


class World:
    """The gates of an estate by member and by owner, and the circles at each level that need looking after."""

    def __init__(self, estate: Estate) -> None:
        self.gates = list(gates_of(estate))
        self.by_member: dict[int, list[int]] = defaultdict(list)
        self.by_owner: dict[int, list[int]] = defaultdict(list)
        for number, gate in enumerate(self.gates):
            self.by_owner[gate.owner].append(number)
            for member in gate.members:
                self.by_member[member].append(number)
        self.circles = {level: self.circles_at(level) for level in ("down_at", "ok_at")}

    def circles_at(self, level: str) -> dict[int, frozenset[int]]:
        """Return the circle of each CI whose group counts members of its own circle and can spare one."""
        graph: nx.DiGraph[int] = nx.DiGraph()
        gates = [gate for gate in self.gates if getattr(gate, level) < NEVER]
        graph.add_edges_from((gate.owner, member) for gate in gates for member in gate.members)
        circle_of: dict[int, frozenset[int]] = {}
        for found in nx.strongly_connected_components(graph):
            if len(found) > SINGLE:
                circle = frozenset(found)
                circle_of.update(dict.fromkeys(circle, circle))
        leaning = {
            circle_of[gate.owner]
            for gate in gates
            if gate.owner in circle_of and getattr(gate, level) > 1 and gate.members & circle_of[gate.owner]
        }
        return {ci: circle for circle in leaning for ci in circle}

    def states(self, down: Iterable[int]) -> tuple[Fallen, Fallen]:
        """Return what is DOWN, and what is not OK (DOWN ones included), when some CIs go down."""
        fallen = self.fall("down_at", down)
        return fallen, self.fall("ok_at", fallen.round)

    def fall(self, level: str, seeds: Iterable[int]) -> Fallen:
        """Let CIs fall and whatever cannot stand without them, round by round."""
        fallen = Fallen(dict.fromkeys(seeds, 0), {})
        lost: dict[int, int] = defaultdict(int)
        touched: set[frozenset[int]] = set()
        circles = self.circles[level]
        frontier, number = list(fallen.round), 0
        while frontier:
            number += 1
            reached: list[int] = []
            for ci in frontier:
                for index in self.by_member.get(ci, ()):
                    gate = self.gates[index]
                    lost[index] += 1
                    if gate.owner in circles:
                        touched.add(circles[gate.owner])
                    if lost[index] == getattr(gate, level) and gate.owner not in fallen.round:
                        fallen.round[gate.owner] = number
                        fallen.parent[gate.owner] = ci
                        reached.append(gate.owner)
            if not reached:
                reached = [ci for circle in touched for ci in self.unsupported(circle, level, fallen.round)]
                touched.clear()
                fallen.round.update(dict.fromkeys(reached, number))
                fallen.parent.update(dict.fromkeys(reached))
            frontier = reached
        return fallen

    def unsupported(self, circle: frozenset[int], level: str, fallen: Mapping[int, int]) -> list[int]:
        """Return the members of a circle that nothing outside it holds up any more."""
        standing = {ci for ci in circle if ci not in fallen}
        held: set[int] = set()
        while True:
            more = {ci for ci in standing - held if self.is_held(ci, circle - held, level, fallen)}
            if not more:
                return sorted(standing - held)
            held |= more

    def is_held(self, ci: int, doubtful: frozenset[int], level: str, fallen: Mapping[int, int]) -> bool:
        """Say whether each gate of a CI still holds when doubtful members do not count."""
        for index in self.by_owner[ci]:
            gate = self.gates[index]
            gone = sum(member in fallen or member in doubtful for member in gate.members)
            if gone >= getattr(gate, level):
                return False
        return True


def gates_of(estate: Estate) -> Iterable[Gate]:
    """Yield the gates of an estate, from its columns and rules."""
    edges, groups = estate.edges, estate.groups
    assert edges.group_code is not None  # noqa: S101  # the estate always says
    assert edges.soft is not None  # noqa: S101  # the same
    columns = (edges.consumer, edges.provider, edges.group_code, edges.soft)
    grouped: dict[tuple[int, int], set[int]] = defaultdict(set)
    for consumer, provider, group, soft in zip(*(column.tolist() for column in columns), strict=True):
        if group < 0:
            yield Gate(consumer, frozenset((provider,)), NEVER if soft else 1, 1)
        else:
            grouped[consumer, group].add(provider)
    declared = zip(groups.ci.tolist(), groups.group_code.tolist(), groups.rule_code.tolist(), strict=True)
    rules = {(ci, group): groups.rules[rule] for ci, group, rule in declared}
    for (consumer, group), members in grouped.items():
        rule = rules.get((consumer, group), {"min_up": len(members)})
        least = needed(rule["min_up"], len(members))
        full = min(len(members), needed(rule.get("n_full", least), len(members)))
        yield Gate(consumer, frozenset(members), len(members) - least + 1, len(members) - full + 1)


def needed(share: object, n: int) -> int:
    """Return how many of ``n`` a rule asks for."""
    if share == "quorum":
        return n // 2 + 1
    if isinstance(share, str):
        return -(-n * int(share.removesuffix("%")) // 100)
    return int(str(share))
