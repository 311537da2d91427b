"""Who does without a provider for how long, and which outages have reached whom at one moment.

A relation whose provider has not been out for its ride-through yet cannot hurt: to its consumer the member counts as
up. Where two relations of a gate name the same provider, the shorter ride-through counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impact.graph import DEAD_ROW, Graph
from impact.intervals import END, all_milliseconds
from impact.ragged import Bools, Ints, ascending

__all__ = ["Delays", "RideThrough", "nobody", "ridden_circles", "ride_through"]


@dataclass(frozen=True, slots=True)
class RideThrough:
    """Ride-throughs in milliseconds: ``entry`` (as ``out_target``), ``row`` (as ``in_provider``).

    ``held`` (n,): CIs that some consumer does without for a while.
    """

    entry: Ints
    row: Ints
    held: Bools

    def of(self, graph: Graph, provider: int) -> list[int]:
        """Every ride-through above 0 that consumers of a provider have, ascending, those without end left out."""
        at = self.entry[int(graph.out_start[provider]) : int(graph.out_start[provider + 1])]
        found: list[int] = ascending(at[(at > 0) & (at < END // 2)]).tolist()
        return found


def ride_through(graph: Graph) -> RideThrough | None:
    """Ride-throughs of a graph, None where no relation has any; remembered. O(relations log relations)."""
    return graph.cached("ride through", lambda: _read(graph))


def _read(graph: Graph) -> RideThrough | None:
    if not graph.in_ride.size:
        return None
    row = all_milliseconds(graph.in_ride)
    live = np.flatnonzero((graph.in_flags & DEAD_ROW) == 0)
    owner = np.repeat(np.arange(graph.size, dtype=np.int64), np.diff(graph.in_start))[live]
    gate = graph.in_gate[live].astype(np.int64)
    asked = _place(graph, graph.in_provider[live].astype(np.int64), np.where(gate < 0, owner, ~gate))
    provider = np.repeat(np.arange(graph.size, dtype=np.int64), np.diff(graph.out_start))
    place = _place(graph, provider, graph.out_target.astype(np.int64))
    order = np.argsort(asked, kind="stable")
    known = ascending(asked)
    least = np.minimum.reduceat(row[live][order], np.searchsorted(asked[order], known)) if known.size else known
    entry = least[np.searchsorted(known, place)]
    held = np.zeros(graph.size, dtype=np.bool_)
    held[provider[entry > 0]] = True
    return RideThrough(entry, row, held)


def _place(graph: Graph, provider: Ints, target: Ints) -> Ints:
    """One number for each pair of a provider and whom it can hurt."""
    width = graph.size + graph.gates + 1
    placed: Ints = provider * width + target + graph.gates
    return placed


def ridden_circles(graph: Graph) -> bool:
    """Whether some member of a circle of redundancy does without another for a while; remembered."""

    def find() -> bool:
        ride = ride_through(graph)
        if ride is None or not graph.down_ci.size:
            return False
        ring = np.full(graph.size, -1, dtype=np.int64)
        ring[graph.down_ci] = graph.down_component
        owner = np.repeat(np.arange(graph.size), np.diff(graph.in_start))
        inside = (ring[owner] >= 0) & (ring[owner] == ring[graph.in_provider]) & (ride.row > 0)
        return bool(inside.any())

    return graph.cached("ridden circles", find)


@dataclass(frozen=True, slots=True)
class Delays:
    """Which outages have reached whom at one moment, at one level.

    ``since`` (n,): when the present outage of each CI began, `END` for one that has none or falls only now.
    """

    graph: Graph
    ride: RideThrough
    since: Ints
    moment: int

    def reached(self, entries: Ints, provider: Ints) -> Bools:
        """Whether the outage of a provider, if it is out now, has reached whom these entries of ``out_target`` name."""
        return self._past(self.ride.entry[entries], provider)

    def rows_reached(self, rows: Ints) -> Bools:
        """As `reached`, for rows of relations."""
        return self._past(self.ride.row[rows], self.graph.in_provider[rows])

    def _past(self, ride: Ints, provider: Ints) -> Bools:
        past: Bools = ride <= np.maximum(self.moment - self.since[provider], 0)
        return past

    def rides(self, owner: int, gate: int, member: int) -> bool:
        """Whether an owner still does without a member of one of its gates (-1: a relation needed by itself)."""
        if not self.ride.held[member]:
            return False
        graph = self.graph
        start, end = int(graph.out_start[member]), int(graph.out_start[member + 1])
        at = np.flatnonzero(graph.out_target[start:end] == (owner if gate < 0 else ~gate)) + start
        return bool(at.size) and not bool(self.reached(at[:1], np.array([member], dtype=np.int64))[0])


def nobody(graph: Graph) -> Ints:
    """The ``since`` of a graph where nothing is out."""
    return np.full(graph.size, END, dtype=np.int64)
