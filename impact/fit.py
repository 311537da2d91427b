"""How well what a set of causes predicts fits what was seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impact.graph import Graph
from impact.propagate import FALLEN, propagate
from impact.ragged import Ints, ascending

__all__ = ["Fit", "Observed"]

HALF = 0.5
"""What DEGRADED counts for, predicted where DOWN or healthy was seen."""

ANOTHER = 1.5
"""What a further cause costs, in observations: it has to explain more than one and a half that would be wrong."""


@dataclass(frozen=True, slots=True)
class Fit:
    """One prediction held against what was seen, all CI numbers ascending.

    ``explained``: seen DOWN and predicted so; ``partly``: predicted DEGRADED only; ``missed``: predicted OK.
    ``contradicted``: seen healthy and predicted DOWN; ``doubted``: predicted DEGRADED. ``predicted``: how many CIs are
    predicted DOWN or DEGRADED beyond what is so anyway; ``gone``: how many of them DOWN.
    """

    causes: tuple[int, ...]
    explained: Ints
    partly: Ints
    missed: Ints
    contradicted: Ints
    doubted: Ints
    predicted: int
    gone: int

    @property
    def score(self) -> float:
        """Explained observations less the price of further causes, over those seen DOWN and those contradicted: 0..1.

        (explained + partly / 2 - 1.5 (causes - 1)) / (seen DOWN + contradicted + doubted / 2), at least 0.
        """
        gained = self.explained.size + HALF * self.partly.size - ANOTHER * (len(self.causes) - 1)
        seen = self.explained.size + self.partly.size + self.missed.size
        held = seen + self.contradicted.size + HALF * self.doubted.size
        return round(max(0.0, gained / held), 6) if held else 0.0


class Observed:
    """What was seen, and predictions held against it.

    Parameters
    ----------
    down, up : CIs seen DOWN and seen healthy, ascending
    before : what is DOWN anyway, ascending
    """

    def __init__(self, graph: Graph, down: Ints, up: Ints, before: Ints) -> None:
        self.graph = graph
        self.down = down
        self.up = up
        self.before = before
        nothing = np.zeros(0, dtype=np.int64)
        calm = propagate(graph, before, nothing, nothing)
        self.anyway = int(calm.weak.cis.size), int(calm.down.cis.size)

    def fit(self, causes: tuple[int, ...]) -> Fit:
        """Predict what follows from some causes and hold it against what was seen; O(relations of what follows)."""
        nothing = np.zeros(0, dtype=np.int64)
        failing = ascending(np.concatenate([self.before, np.array(causes, dtype=np.int64)]))
        states = propagate(self.graph, failing, nothing, nothing)
        gone = (states.down.closed[self.down] == FALLEN, states.down.closed[self.up] == FALLEN)
        weak = (states.weak.closed[self.down] == FALLEN, states.weak.closed[self.up] == FALLEN)
        return Fit(
            causes,
            self.down[gone[0]],
            self.down[weak[0] & ~gone[0]],
            self.down[~weak[0]],
            self.up[gone[1]],
            self.up[weak[1] & ~gone[1]],
            int(states.weak.cis.size) - self.anyway[0],
            int(states.down.cis.size) - self.anyway[1],
        )

    def best_possible(self, explained: int, causes: int = 1) -> float:
        """The best score of causes that explain so many of the CIs seen DOWN."""
        seen = self.down.size
        gained = explained + HALF * (seen - explained) - ANOTHER * (causes - 1)
        return max(0.0, gained / seen) if seen else 0.0
