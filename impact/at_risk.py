"""Gates that hold with no member to spare, with the members left and the services above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from impact.answer import AtRisk, Interval
from impact.graph import Graph
from impact.ragged import ascending
from impact.reach import dependents, marked_above

__all__ = ["Spent", "at_risk"]


@dataclass(frozen=True, slots=True)
class Spent:
    """A gate by number, the margin that it had, the members left by number, and when that is so."""

    gate: int
    before: int
    left: Sequence[int]
    intervals: tuple[Interval, ...] = ()


def at_risk(graph: Graph, spent: Sequence[Spent]) -> tuple[AtRisk, ...]:
    """Name gates at risk, by key and group; O(what stands above them)."""
    gate = np.array([each.gate for each in spent], dtype=np.int64)
    owners = ascending(graph.gate_owner[gate].astype(np.int64))
    cone = dependents(graph, owners)
    services = graph.by_key(cone[graph.ci_service[cone]])
    above = marked_above(graph, cone, services, owners)
    named = {*services.tolist(), *owners.tolist(), *(m for each in spent for m in each.left)}
    numbers = graph.by_key(np.array(sorted(named), dtype=np.int64))
    place = {ci: i for i, ci in enumerate(numbers.tolist())}
    key = graph.keys_of(numbers)
    names = {ci: key[i] for ci, i in place.items()}
    felt = {ci: tuple([names[service] for service in above[ci]]) for ci in owners.tolist()}
    found = [
        AtRisk(
            names[owner],
            graph.group_name(each.gate) or "",
            each.before,
            0,
            tuple(key[i] for i in sorted(place[member] for member in each.left)),
            felt[owner],
            each.intervals,
        )
        for each, owner in zip(spent, graph.gate_owner[gate].tolist(), strict=True)
    ]
    return tuple(sorted(found, key=lambda r: (r.key, r.group)))
