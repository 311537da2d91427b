"""What of an answer is put out: within the reader's sight, up to a depth and a limit."""

from __future__ import annotations

import numpy as np

from impact.answer import Answer
from impact.graph import Graph
from impact.ragged import Bools, Ints
from impact.redact import Visible, keys_in, redacted
from impact.scenario import Scenario

__all__ = ["cut_off", "frontier_of", "in_sight", "within_sight"]


def in_sight(graph: Graph, order: Ints, visible: Visible | None) -> Bools:
    """Which of some CIs the reader may see."""
    if visible is None:
        return np.ones(order.size, dtype=np.bool_)
    return np.asarray(visible(graph.keys_of(order)), dtype=np.bool_).reshape(order.shape)


def cut_off(order: Ints, away: Ints, scenario: Scenario) -> tuple[Ints, Ints]:
    """What is shown and what is left out."""
    near = away[order] <= scenario.depth if scenario.depth is not None else np.ones(order.size, dtype=np.bool_)
    shown = order[near][: scenario.limit]
    cut = np.concatenate([order[near][shown.size :], order[~near]])
    return shown, cut


def frontier_of(shown: Ints, cut: Ints, away: Ints) -> int:
    """CIs left out that are at most one hop beyond what is shown."""
    deepest = int(away[shown].max(initial=0))
    return int(np.count_nonzero(away[cut] <= deepest + 1))


def within_sight(answer: Answer, visible: Visible | None, hidden: int) -> Answer:
    """Leave in an answer only what the reader may see; ``hidden`` affected CIs may not be seen."""
    if visible is None:
        return answer
    keys = keys_in(answer)
    may = dict(zip(keys, visible(keys), strict=True))
    return redacted(answer, may.__getitem__, hidden)
