"""Which CIs of many circles of redundancy nothing outside supports any more, all circles at once.

The rule is that of `impact.grounding`, over the circles' gates laid out flat: a failure that reaches hundreds of small
circles (pairs of switches that stand in for each other) asks them in a few whole-array steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from impact.graph import DEAD_ROW, PEERS_GATE, WEIGHTED_GATE, Graph
from impact.grounding import Level, Rides, unsupported
from impact.ragged import Bools, Bytes, Column, Ints, ascending, positions
from impact.rules import LARGEST

__all__ = ["unsupported_among"]

OUT, IMMUNE = 1, 2


@dataclass(frozen=True, slots=True)
class _Circles:
    """Every circle of a level, laid flat. Places count the CIs of all circles, circle by circle.

    ``cis``, ``unit``, ``grounded`` (p,) by place; ``unit`` is a number of its own in each circle. ``component`` (c,)
    ascending and ``start`` (c + 1,) where each begins among the places.

    ``need_*`` (q,) by place of the owner: what its gates require. ``member_*`` (r,) by need: who counts, by CI number
    and by place (-1: outside the circle), how much, and whether the owner needs it unconditionally.
    """

    component: Ints
    start: Ints
    cis: Ints
    unit: Ints
    grounded: Bools
    need_start: Ints
    need_required: Ints
    member_start: Ints
    member_ci: Ints
    member_place: Ints
    member_weight: Ints
    member_sole: Bools


def unsupported_among(
    graph: Graph, level: Level, components: Sequence[int], closed: Bytes, rides: Rides | None = None
) -> Ints:
    """Grounded CIs of some circles, not out and not immune, that only their own circle holds up.

    Parameters
    ----------
    components : the circles, by the numbers that `impact.grounding.member_circles` gives, ascending
    closed : (n,) 1 out at this level (DOWN, or not OK), 2 immune, else 0
    rides : tells whether an owner still does without a member that is out, in one of its gates

    Notes
    -----
    O(relations of these circles). Circles with an immune member, and all of them where outages are ridden through,
    are asked one by one: immunity cuts units, and a ride-through is a matter of each pair.
    """
    flat = graph.cached(("circles", level), lambda: _laid_flat(graph, level))
    asked = np.searchsorted(flat.component, np.asarray(components, dtype=np.int64))
    one_by_one = np.ones(asked.size, dtype=np.bool_)
    if rides is None:
        at, counts = positions(flat.start, asked)
        immune = closed[flat.cis[at]] == IMMUNE
        one_by_one = np.bincount(np.repeat(np.arange(asked.size), counts)[immune], minlength=asked.size) > 0
    found: list[int] = []
    for number in flat.component[asked[one_by_one]].tolist():
        found += unsupported(graph, level, number, closed, rides)
    together = _Asked(flat, asked[~one_by_one], closed).unsupported()
    return np.concatenate([np.array(found, dtype=np.int64), together])


class _Asked:
    """Some circles without an immune member, in one state."""

    def __init__(self, flat: _Circles, circles: Ints, closed: Bytes) -> None:
        self.flat, self.closed = flat, closed
        self.places, _ = positions(flat.start, circles)
        self.waits = np.zeros(flat.cis.size, dtype=np.bool_)
        self.waits[self.places] = flat.grounded[self.places] & (closed[flat.cis[self.places]] != OUT)

    def unsupported(self) -> Ints:
        """CI numbers of those that wait for support in vain."""
        flat = self.flat
        waiting = self.places[self.waits[self.places]]
        if not waiting.size:
            return waiting
        needs, counts = positions(flat.need_start, waiting)
        owner = np.repeat(waiting, counts)
        members, counts = positions(flat.member_start, needs)
        need = np.repeat(np.arange(needs.size), counts)
        lack = flat.need_required[needs]
        met = self._counts(members, owner[need])
        np.subtract.at(lack, need[met], flat.member_weight[members[met]])
        return self._left(waiting, owner, lack, need, members)

    def _counts(self, members: Ints, owner: Ints) -> Bools:
        """Whether each member meets a gate without having to be held first."""
        flat = self.flat
        place = flat.member_place[members]
        up = self.closed[flat.member_ci[members]] != OUT
        waits = (place >= 0) & self.waits[place]
        together: Bools = flat.member_sole[members] & (flat.unit[place] == flat.unit[owner])
        return np.where(waits, together, up)

    def _left(self, waiting: Ints, owner: Ints, lack: Ints, need: Ints, members: Ints) -> Ints:
        """Credit units that are held to whoever waits for them; the CIs of those that never are."""
        flat = self.flat
        unmet = np.bincount(flat.unit[owner[lack > 0]], minlength=int(flat.unit.max()) + 1)
        place = flat.member_place[members]
        pending = (place >= 0) & self.waits[place] & (lack[need] > 0) & (flat.unit[place] != flat.unit[owner[need]])
        giver, taker, weight = flat.unit[place[pending]], need[pending], flat.member_weight[members[pending]]
        by_giver = np.argsort(giver, kind="stable")
        taker, weight = taker[by_giver], weight[by_giver]
        start = np.searchsorted(giver[by_giver], np.arange(unmet.size + 1))
        units = ascending(flat.unit[waiting])
        held = np.zeros(unmet.size, dtype=np.bool_)
        ready = units[unmet[units] == 0]
        while ready.size:
            held[ready] = True
            at, _ = positions(start, ready)
            told = ascending(taker[at])
            lacked = told[lack[told] > 0]
            np.subtract.at(lack, taker[at], weight[at])
            met = flat.unit[owner[lacked[lack[lacked] <= 0]]]
            np.subtract.at(unmet, met, 1)
            ready = ascending(met[unmet[met] == 0])
        found: Ints = flat.cis[waiting[~held[flat.unit[waiting]]]]
        return found


def _laid_flat(graph: Graph, level: Level) -> _Circles:
    cis, component, unit, grounded = (
        getattr(graph, f"{level}_{name}").astype(kind)
        for name, kind in (("ci", np.int64), ("component", np.int64), ("unit", np.int64), ("grounded", np.bool_))
    )
    order = np.lexsort((cis, component))
    cis, component, unit, grounded = cis[order], component[order], unit[order], grounded[order]
    numbers = ascending(component)
    start = np.searchsorted(component, np.append(numbers, np.iinfo(np.int64).max))
    own = np.searchsorted(numbers, component)
    _, unit = np.unique(own * (int(unit.max(initial=0)) + 1) + unit, return_inverse=True)
    rows = _rows(graph, level, cis)
    by_ci = np.argsort(cis)
    place = by_ci[np.minimum(np.searchsorted(cis[by_ci], rows.member), cis.size - 1)]
    place = np.where((cis[place] == rows.member) & (own[place] == own[rows.owner[rows.need]]), place, -1)
    return _Circles(
        numbers,
        start,
        cis,
        unit.astype(np.int64),
        grounded,
        np.searchsorted(rows.owner, np.arange(cis.size + 1)),
        rows.required,
        np.searchsorted(rows.need, np.arange(rows.owner.size + 1)),
        rows.member,
        place,
        rows.weight,
        rows.weight >= rows.limit[rows.need],
    )


@dataclass(frozen=True, slots=True)
class _Needs:
    """Gates that ask for support: (q,) owner's place, weight required, loss that defeats; (r,) need, member, weight."""

    owner: Ints
    required: Ints
    limit: Ints
    need: Ints
    member: Ints
    weight: Ints


def _rows(graph: Graph, level: Level, cis: Ints) -> _Needs:
    """The gates of some CIs that can fail at a level, each member once with its largest weight."""
    at, counts = positions(graph.in_start, cis)
    owner = np.repeat(np.arange(cis.size), counts)
    live = (graph.in_flags[at] & DEAD_ROW) == 0
    at, owner = at[live], owner[live]
    gate, member = graph.in_gate[at].astype(np.int64), graph.in_provider[at].astype(np.int64)
    weight = np.ones(at.size, dtype=np.int64)
    if graph.in_weight.size and graph.gates:
        weighted = (gate >= 0) & ((graph.gate_flags[gate] & WEIGHTED_GATE) != 0)
        weight[weighted] = np.clip(graph.in_weight[at[weighted]], 0, LARGEST)
    # A relation needed by itself is a gate of its own.
    order = np.lexsort((member, np.where(gate < 0, -1 - member, gate), owner))
    owner, gate, member, weight = owner[order], gate[order], member[order], weight[order]
    lone = np.where(gate < 0, -1 - member, gate)
    new_need = _changes(owner, lone)
    heads = np.flatnonzero(_changes(owner, lone, member))
    need = np.cumsum(new_need)[heads] - 1
    weight = np.maximum.reduceat(weight, heads) if heads.size else weight
    firsts = np.flatnonzero(new_need)
    limit, peers = _limits(graph, level, gate[firsts])
    required = 1 - limit
    np.add.at(required, need, weight)
    asks = (required > 0) & ~peers
    number = np.cumsum(asks) - 1
    kept = asks[need]
    return _Needs(
        owner[firsts[asks]], required[asks], limit[asks], number[need[kept]], member[heads[kept]], weight[kept]
    )


def _limits(graph: Graph, level: Level, gate: Ints) -> tuple[Ints, Bools]:
    """What a gate can lose before it fails, and whether its members hold each other up."""
    limit, peers = np.ones(gate.size, dtype=np.int64), np.zeros(gate.size, dtype=np.bool_)
    grouped = np.flatnonzero(gate >= 0)
    at = graph.gate_down_at if level == "down" else graph.gate_ok_at
    limit[grouped] = at[gate[grouped]]
    peers[grouped] = (graph.gate_flags[gate[grouped]] & PEERS_GATE) != 0
    return limit, peers


def _changes(*columns: Column) -> Bools:
    """Where sorted rows differ from the one before, the first among them."""
    differs = np.ones(columns[0].size, dtype=np.bool_)
    if differs.size:
        differs[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return differs
