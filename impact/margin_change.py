"""How the margins of gates differ between two graphs, each in a scenario of its own: today, and with a plan laid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from impact.graph import GHOST, SOFT_GATE, Graph
from impact.margin import had_margin
from impact.propagate import FALLEN, Fall
from impact.ragged import Ints, ascending
from impact.reach import dependents, marked_above
from impact.scenario import Scenario
from impact.scenarios import read_scenario, states_of

__all__ = ["MarginChange", "margin_changes"]


@dataclass(frozen=True, slots=True)
class MarginChange:
    """One group's gate whose margin differs.

    ``was`` and ``margin`` say how many more members may go DOWN before the gate does, -1 for a gate that is DOWN, None
    where there is no such gate; ``services`` are those that stand on its CI, or are it.
    """

    key: str
    group: str
    was: int | None
    margin: int | None
    services: tuple[str, ...]


def margin_changes(
    today: tuple[Graph, Scenario], planned: tuple[Graph, Scenario], edited: Iterable[str]
) -> tuple[MarginChange, ...]:
    """Compare the margins of the gates that either scenario touches and of the gates of edited CIs.

    Parameters
    ----------
    edited : keys whose gates may be others; unknown ones are passed over

    Returns
    -------
    The gates whose CI is up with the plan and whose margins differ, by margin (gates that are gone last), key and
    group.

    Notes
    -----
    O(gates) in numpy, and O(touched gates). A circle of redundancy which neither side touches is not looked at.
    """
    first, second = (_Side(graph, scenario) for graph, scenario in (today, planned))
    keys = sorted({*edited, *first.touched(), *second.touched()})
    was, now = first.figures(keys), second.figures(keys)
    alive = [pair for pair in {**was, **now} if second.holds(pair[0])]
    differing = [(key, group) for key, group in alive if was.get((key, group)) != now.get((key, group))]
    above = second.services_above({key for key, _ in differing})
    found = [
        MarginChange(key, group, was.get((key, group)), now.get((key, group)), above.get(key, ()))
        for key, group in differing
    ]
    return tuple(sorted(found, key=lambda each: (each.margin is None, each.margin or 0, each.key, each.group)))


class _Side:
    """One graph in one scenario."""

    def __init__(self, graph: Graph, scenario: Scenario) -> None:
        self.graph = graph
        self.fallen: Fall = states_of(graph, read_scenario(graph, scenario)).down

    def touched(self) -> list[str]:
        """Owners of the gates that have lost a member."""
        return self.graph.keys_of(ascending(self.graph.gate_owner[self.fallen.touched].astype(np.int64)))

    def numbers(self, keys: Iterable[str]) -> Ints:
        """Numbers of those of some CIs that the graph has."""
        found = self.graph.find(list(keys))
        kept: Ints = found[(found >= 0) & (self.graph.ci_presence[found] != GHOST)] if found.size else found
        return kept

    def holds(self, key: str) -> bool:
        """Whether a CI is there and not DOWN."""
        number = self.numbers([key])
        return bool(number.size and self.fallen.closed[number[0]] != FALLEN)

    def figures(self, keys: Iterable[str]) -> dict[tuple[str, str], int]:
        """Margins of the gates of some CIs that can give way, by key and group."""
        graph = self.graph
        gates = np.flatnonzero(np.isin(graph.gate_owner, self.numbers(keys)))
        hard = (graph.gate_flags[gates] & SOFT_GATE) == 0
        gates = gates[hard & (graph.gate_down_at[gates] != graph.never) & (graph.gate_n[gates] > 0)]
        margin = had_margin(graph, self.fallen, gates.tolist())
        owners = graph.keys_of(graph.gate_owner[gates].astype(np.int64))
        return {
            (key, graph.group_name(gate) or ""): margin[gate] for key, gate in zip(owners, gates.tolist(), strict=True)
        }

    def services_above(self, keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Services that stand on each of some CIs."""
        graph, owners = self.graph, ascending(self.numbers(keys))
        cone = dependents(graph, owners)
        services = graph.by_key(cone[graph.ci_service[cone]])
        above = marked_above(graph, cone, services, owners)
        return {graph.key_at(owner): tuple(graph.keys_of(above[owner])) for owner in owners.tolist()}
