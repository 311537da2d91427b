"""Why a CI is in its state: the gates that took it there, each with the members that had fallen before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import numpy as np

from impact.answer import Because
from impact.components import strong_components
from impact.gates import Flaw
from impact.graph import PEERS_GATE, SOFT_GATE, WEIGHTED_GATE, GateView, Graph
from impact.grounding import Level, circle_with, member_circle
from impact.propagate import FALLEN, States
from impact.ragged import Ints, ascending
from impact.rules import rule_words

__all__ = ["Reasons", "Why", "rule_of"]


class Why:
    """One gate as a reason: the view, and the members that had fallen before its owner, nearest first."""

    __slots__ = ("cycle", "failed", "view")

    def __init__(self, view: GateView | None, failed: list[int], cycle: list[int]) -> None:
        self.view = view
        self.failed = failed
        self.cycle = cycle


def rule_of(graph: Graph, view: GateView) -> str:
    """The rule of a gate in words."""
    if view.gate < 0:
        return "needed"
    if graph.gate_group[view.gate] < 0:
        return "soft"
    flaws = graph.cached("flaws", lambda: dict(zip(graph.flaw_gate.tolist(), graph.flaw_bits.tolist(), strict=True)))
    rule = int(graph.gate_rule[view.gate])
    said = "all needed" if flaws.get(view.gate, 0) & Flaw.FATAL else _words(graph, rule)
    return f"{said}, soft" if view.flags & SOFT_GATE else said


def _words(graph: Graph, rule: int) -> str:
    return graph.cached(("rule", rule), lambda: rule_words(json.loads(graph.word(rule))))


class _Read:
    """What has been read of some CIs and their providers, as plain dictionaries: faster than arrays one by one.

    ``down``/``weak``: the round in which a CI fell at a level, absent where it holds. ``near``: hops and rank of the
    key, for what fell. ``key``: of what fell.
    """

    def __init__(self) -> None:
        self.gates: dict[int, list[GateView]] = {}
        self.down: dict[int, int] = {}
        self.weak: dict[int, int] = {}
        self.near: dict[int, tuple[int, int]] = {}
        self.key: dict[int, str] = {}


class Reasons:
    """Reads reasons off the states of one scenario.

    Parameters
    ----------
    hops : (n,) distances from what failed
    """

    def __init__(self, graph: Graph, states: States, hops: Ints) -> None:
        self.graph = graph
        self.states = states
        self.hops = hops
        self.known = _Read()
        self.failing_over = frozenset(() if states.failing_over is None else states.failing_over.tolist())
        self._leaning: dict[tuple[Level, int, int], Leaning] = {}

    def read(self, cis: Ints) -> None:
        """Read the gates of several CIs at once, ahead of being asked about them; O(their relations)."""
        new = np.array([ci for ci in cis.tolist() if ci not in self.known.gates], dtype=np.int64)
        if not new.size:
            return
        known, states = self.known, self.states
        gates = self.graph.gates_of_many(new)
        known.gates.update(gates)
        named = [member for views in gates.values() for view in views for member in view.members]
        near = ascending(np.concatenate([new, np.array(named, dtype=np.int64)]))
        weak = near[states.weak.closed[near] == FALLEN]
        down = near[states.down.closed[near] == FALLEN]
        known.down.update(zip(down.tolist(), states.down.round[down].tolist(), strict=True))
        fell = weak.tolist()
        known.weak.update(zip(fell, states.weak.round[weak].tolist(), strict=True))
        distances = zip(self.hops[weak].tolist(), self.graph.key_rank[weak].tolist(), strict=True)
        known.near.update(zip(fell, distances, strict=True))
        known.key.update(zip(fell, self.graph.keys_of(weak), strict=True))

    def gates_of(self, ci: int) -> list[GateView]:
        """The gates of a CI, read before or now."""
        if ci not in self.known.gates:
            self.read(np.array([ci], dtype=np.int64))
        return self.known.gates[ci]

    def of(self, ci: int) -> list[Why]:
        """Every gate that alone explains a CI's state, relations needed by themselves first, then by group name.

        Each names only members that fell before the CI did, so that following them always ends at a CI that failed
        by itself. A CI that fell with its own circle is explained by the circle. Empty for what fails by itself.
        """
        views = self.gates_of(ci)
        down = ci in self.known.down
        rounds = self.known.down if down else self.known.weak
        if not rounds.get(ci):
            return []
        found = [why for view in views if (why := self._defeat(view, rounds, down=down)) is not None]
        level: Level = "down" if down else "ok"
        if not found and rounds[ci] in (self.states.down if down else self.states.weak).circular:
            return [self._circle(ci, level, rounds[ci])]
        return sorted(found, key=self.place) if len(found) > 1 else found

    def enough(self, ci: int) -> list[Why]:
        """The one nearest reason that suffices, cut to the nearest members that suffice."""
        found = [self._cut(why, ci) for why in self.of(ci)]
        return [min(found, key=self._nearness)] if found else []

    def _cut(self, why: Why, ci: int) -> Why:
        if why.view is None:
            return why
        view = why.view
        limit = view.down_at if ci in self.known.down else view.ok_at
        lost = 0
        for count, member in enumerate(why.failed, 1):
            lost += view.members[member]
            if lost >= limit:
                return Why(view, why.failed[:count], [])
        return why

    def _nearness(self, why: Why) -> tuple[int, int, tuple[bool, str, int, tuple[int, int]]]:
        return max((self.known.near[m][0] for m in why.failed), default=0), len(why.failed), self.place(why)

    def place(self, why: Why) -> tuple[bool, str, int, tuple[int, int]]:
        """Where a reason stands among those of one CI: relations needed by themselves first, then by group name."""
        view = why.view
        group = self.graph.group_name(view.gate) if view and view.gate >= 0 else None
        nearest = self.known.near[why.failed[0]] if why.failed else (0, 0)
        return group is not None, group or "", view.gate if view and group is not None else -1, nearest

    def _defeat(self, view: GateView, rounds: dict[int, int], *, down: bool) -> Why | None:
        before = rounds[view.owner]
        failed = [m for m in view.members if rounds.get(m, before) < before and not self._rides(view, m, down=down)]
        if not down and view.gate in self.failing_over:
            return Why(view, self.nearest_first(failed), [])
        if not failed:
            return None
        limit = view.down_at if down else view.ok_at
        if sum(view.members[m] for m in failed) < limit and not (not down and self._would(view)):
            return None
        return Why(view, self.nearest_first(failed), [])

    def _rides(self, view: GateView, member: int, *, down: bool) -> bool:
        """Whether the owner of a gate still does without a member."""
        delays = self.states.delays
        return delays is not None and delays[0 if down else 1].rides(view.owner, view.gate, member)

    def _would(self, view: GateView) -> bool:
        """Whether a soft group has lost so many members that its rule would be DOWN."""
        if not view.flags & SOFT_GATE or not self.graph.would_gate.size:
            return False
        at = int(np.searchsorted(self.graph.would_gate, view.gate))
        known = at < self.graph.would_gate.size and self.graph.would_gate[at] == view.gate
        return bool(known and self.states.down.lost[view.gate] >= self.graph.would_at[at])

    def _circle(self, ci: int, level: Level, round_: int) -> Why:
        """What fell together with a CI because it only leant on itself, and what had been lost before."""
        place = (level, member_circle(self.graph, level, ci), round_)
        if place not in self._leaning:
            self._leaning[place] = Leaning(self, level, circle_with(self.graph, level, ci), round_)
        cycle, failed = self._leaning[place].of(ci)
        members = self.graph.by_key(np.array(sorted(cycle), dtype=np.int64)).tolist()
        return Why(None, self.nearest_first(failed), members)

    def nearest_first(self, cis: Iterable[int]) -> list[int]:
        """CIs by hops, then key."""
        return sorted(cis, key=self.known.near.__getitem__)

    def shown(self, why: Why) -> Because:
        """The record of a reason."""
        key, down, weak = self.known.key, self.known.down, self.known.weak
        failed = tuple(key[m] for m in why.failed)
        if why.view is None:
            return Because(None, "own cycle", failed, cycle=tuple(key[m] for m in why.cycle))
        view = why.view
        group = self.graph.group_name(view.gate) if view.gate >= 0 else None
        if group is None:
            return Because(None, rule_of(self.graph, view), failed)
        up = sum(m not in down for m in view.members)
        full = sum(m not in weak for m in view.members)
        return Because(
            group,
            rule_of(self.graph, view) + (", failing over" if view.gate in self.failing_over else ""),
            failed,
            up,
            len(view.members),
            full,
            served=self.served(view),
            needs=self._needed(view),
        )

    def _needed(self, view: GateView) -> int | None:
        """How many members must be up; None for a group about capacity and one that never takes its owner DOWN."""
        if view.flags & (WEIGHTED_GATE | SOFT_GATE) or view.down_at == self.graph.never:
            return None
        return len(view.members) - view.down_at + 1

    def served(self, view: GateView) -> float | None:
        """Share of the demand that the members that are up can serve; None for a group that is not about capacity."""
        if not view.flags & WEIGHTED_GATE:
            return None
        demand = sum(view.members.values()) - view.ok_at + 1
        up = sum(w for m, w in view.members.items() if m not in self.known.down)
        return round(min(1.0, up / demand), 6) if demand > 0 else 1.0


class Leaning:
    """How the CIs of one circle that fell together leant on each other."""

    def __init__(self, reasons: Reasons, level: Level, circle: Sequence[int], round_: int) -> None:
        reasons.read(np.array(circle, dtype=np.int64))
        rounds = reasons.known.down if level == "down" else reasons.known.weak
        fell = [ci for ci in circle if rounds.get(ci) == round_]
        self._place = {ci: i for i, ci in enumerate(fell)}
        self._lost: list[set[int]] = []
        self._mates: list[list[int]] = []
        for ci in fell:
            failed = {m for view in reasons.gates_of(ci) for m in _missed(view, rounds, level)}
            self._lost.append({m for m in failed if rounds[m] < round_})
            self._mates.append(sorted(self._place[m] for m in failed if m in self._place))
        self._component = strong_components(self._mates)
        self._known: dict[int, tuple[frozenset[int], frozenset[int]]] = {}
        self._cis = fell

    def of(self, ci: int) -> tuple[frozenset[int], frozenset[int]]:
        """The CIs that a CI leant on, itself included, and what those had lost before."""
        start = self._place[ci]
        component = self._component[start]
        if component not in self._known:
            seen, todo = {start}, [start]
            while todo:
                mates = [m for m in self._mates[todo.pop()] if m not in seen]
                seen.update(mates)
                todo += mates
            lost = frozenset(m for place in seen for m in self._lost[place])
            self._known[component] = frozenset(self._cis[place] for place in seen), lost
        return self._known[component]


def _missed(view: GateView, rounds: dict[int, int], level: Level) -> list[int]:
    """Members whose loss leaves a gate without the support that it asks for.

    A group of peers asks for none. It only ties its owner to a member that it cannot do without: the two fall together.
    """
    limit = view.down_at if level == "down" else view.ok_at
    lost = {m: w for m, w in view.members.items() if m in rounds}
    if view.flags & PEERS_GATE:
        return [m for m, w in lost.items() if w >= limit]
    return list(lost) if sum(lost.values()) >= limit else []
