"""One more CI goes DOWN on top of a state that is known: small, local, in plain Python.

Asking that for each member of a circle by running the whole engine would cost more than the answer. Here only what
changes is held (sets and dicts over the arrays of the known state), and only CIs of a given ground are followed.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from impact.graph import SOFT_GATE, Graph
from impact.grounding import member_circle, unsupported
from impact.propagate import FALLEN, Fall

__all__ = ["OneMore", "hurt_by"]


def hurt_by(graph: Graph, provider: int) -> list[tuple[int, int, int]]:
    """Whom a CI can take DOWN, remembered on the graph: (consumer, gate or -1, weight in the gate)."""

    def make() -> list[tuple[int, int, int]]:
        start, end = int(graph.out_start[provider]), int(graph.out_start[provider + 1])
        targets = graph.out_target[start:end].tolist()
        weights = graph.out_weight[start:end].tolist() if graph.out_weight.size else [1] * len(targets)
        found: list[tuple[int, int, int]] = []
        for target, weight in zip(targets, weights, strict=True):
            if target >= 0:
                found.append((target, -1, 1))
            elif not graph.gate_flags[~target] & SOFT_GATE:
                found.append((int(graph.gate_owner[~target]), ~target, weight))
        return found

    return graph.cached(("hurt", provider), make)


class OneMore:
    """The level of up, one more failure later.

    Parameters
    ----------
    known : the state before, a fixpoint
    ground : the CIs that are followed
    """

    def __init__(self, graph: Graph, known: Fall, ground: AbstractSet[int]) -> None:
        self.graph = graph
        self.known = known
        self.ground = ground
        self.fallen: set[int] = set()
        self.lost: dict[int, int] = {}

    def __getitem__(self, ci: int) -> int:
        """State of a CI as in `Fall.closed`."""
        return FALLEN if ci in self.fallen else int(self.known.closed[ci])

    def gate_down(self, gate: int) -> bool:
        """Whether a gate is DOWN now."""
        lost = int(self.known.lost[gate]) + self.lost.get(gate, 0)
        return lost >= int(self.graph.gate_down_at[gate])

    def fail(self, ci: int) -> None:
        """Let one more CI go DOWN, and everything on the ground that cannot stand without it."""
        todo = [ci]
        while todo:
            near = self._spread(todo)
            circles = {c for each in near if (c := member_circle(self.graph, "down", each)) >= 0}
            todo = [each for circle in sorted(circles) for each in unsupported(self.graph, "down", circle, self)]

    def _spread(self, todo: list[int]) -> set[int]:
        """Follow gates until nothing moves; return the CIs of the ground that were hurt."""
        near: set[int] = set()
        while todo:
            ci = todo.pop()
            if self[ci]:
                continue
            self.fallen.add(ci)
            for consumer, gate, weight in hurt_by(self.graph, ci):
                if consumer not in self.ground:
                    continue
                near.add(consumer)
                if gate >= 0:
                    self.lost[gate] = self.lost.get(gate, 0) + weight
                if gate < 0 or self.gate_down(gate):
                    todo.append(consumer)
        return near
