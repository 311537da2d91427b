"""Why a CI is in its state: the gates that took it there, each with the members that had fallen before."""

from __future__ import annotations

import json
from collections.abc import Iterable

import numpy as np

from impact.answer import Because
from impact.gates import Flaw
from impact.graph import PEERS_GATE, SOFT_GATE, WEIGHTED_GATE, GateView, Graph
from impact.grounding import circle_with
from impact.propagate import FALLEN, Fall, States
from impact.ragged import Ints
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


class Reasons:
    """Reads reasons off the states of one scenario."""

    def __init__(self, graph: Graph, states: States, hops: Ints) -> None:
        self.graph = graph
        self.states = states
        self.hops = hops

    def of(self, ci: int) -> list[Why]:
        """Every gate that alone explains a CI's state, relations needed by themselves first, then by group name.

        Each names only members that fell before the CI did, so that following them always ends at a CI that failed
        by itself. A CI that fell with its own circle is explained by the circle. Empty for what fails by itself.
        """
        down = bool(self.states.down.closed[ci] == FALLEN)
        level = self.states.down if down else self.states.weak
        round_ = int(level.round[ci])
        if round_ == 0:
            return []
        views = self.graph.gates_of(ci)
        found = [w for view in views if (w := self._defeat(view, level, round_, down=down)) is not None]
        if not found and round_ in level.circular:
            return [self._circle(ci, level, down=down)]
        return sorted(found, key=self.place)

    def enough(self, ci: int) -> list[Why]:
        """The one nearest reason that suffices, cut to the nearest members that suffice."""
        found = [self._cut(why, ci) for why in self.of(ci)]
        return [min(found, key=self._nearness)] if found else []

    def _cut(self, why: Why, ci: int) -> Why:
        if why.view is None:
            return why
        view = why.view
        limit = view.down_at if self.states.down.closed[ci] == FALLEN else view.ok_at
        lost = 0
        for count, member in enumerate(why.failed, 1):
            lost += view.members[member]
            if lost >= limit:
                return Why(view, why.failed[:count], [])
        return why

    def _nearness(self, why: Why) -> tuple[int, int, tuple[bool, str, int, list[int]]]:
        return max((int(self.hops[m]) for m in why.failed), default=0), len(why.failed), self.place(why)

    def place(self, why: Why) -> tuple[bool, str, int, list[int]]:
        """Where a reason stands among those of one CI: relations needed by themselves first, then by group name."""
        view = why.view
        group = self.graph.group_name(view.gate) if view and view.gate >= 0 else None
        nearest = [int(self.hops[why.failed[0]]), int(self.graph.key_rank[why.failed[0]])] if why.failed else []
        return group is not None, group or "", view.gate if view and group is not None else -1, nearest

    def _defeat(self, view: GateView, level: Fall, before: int, *, down: bool) -> Why | None:
        failed = [m for m in view.members if level.closed[m] == FALLEN and level.round[m] < before]
        if not failed:
            return None
        limit = view.down_at if down else view.ok_at
        if sum(view.members[m] for m in failed) < limit and not (not down and self._would(view)):
            return None
        return Why(view, self.nearest_first(failed), [])

    def _would(self, view: GateView) -> bool:
        """Whether a soft group has lost so many members that its rule would be DOWN."""
        if not view.flags & SOFT_GATE or not self.graph.would_gate.size:
            return False
        at = int(np.searchsorted(self.graph.would_gate, view.gate))
        known = at < self.graph.would_gate.size and self.graph.would_gate[at] == view.gate
        return bool(known and self.states.down.lost[view.gate] >= self.graph.would_at[at])

    def _circle(self, ci: int, level: Fall, *, down: bool) -> Why:
        """What fell together with a CI because it only leant on itself, and what had been lost before."""
        round_ = int(level.round[ci])
        own = set(circle_with(self.graph, "down" if down else "ok", ci))
        cycle, failed = {ci}, set()
        todo = [ci]
        while todo:
            for view in self.graph.gates_of(todo.pop()):
                limit = view.down_at if down else view.ok_at
                fallen = [m for m in view.members if level.closed[m] == FALLEN]
                if view.flags & PEERS_GATE or sum(view.members[m] for m in fallen) < limit:
                    continue
                failed |= {m for m in fallen if level.round[m] < round_}
                mates = {m for m in fallen if level.round[m] == round_ and m in own} - cycle
                cycle |= mates
                todo += mates
        members = self.graph.by_key(np.array(sorted(cycle), dtype=np.int64)).tolist()
        return Why(None, self.nearest_first(failed), members)

    def nearest_first(self, cis: Iterable[int]) -> list[int]:
        """CIs by hops, then key."""
        return sorted(cis, key=lambda ci: (int(self.hops[ci]), int(self.graph.key_rank[ci])))

    def shown(self, why: Why) -> Because:
        """The record of a reason."""
        failed = tuple(self.graph.keys_of(why.failed))
        if why.view is None:
            return Because(None, "own cycle", failed, cycle=tuple(self.graph.keys_of(why.cycle)))
        view = why.view
        group = self.graph.group_name(view.gate) if view.gate >= 0 else None
        if group is None:
            return Because(None, rule_of(self.graph, view), failed)
        up = [m for m in view.members if self.states.down.closed[m] != FALLEN]
        full = sum(self.states.weak.closed[m] != FALLEN for m in view.members)
        return Because(
            group,
            rule_of(self.graph, view),
            failed,
            len(up),
            len(view.members),
            int(full),
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
        up = sum(w for m, w in view.members.items() if self.states.down.closed[m] != FALLEN)
        return round(min(1.0, up / demand), 6) if demand > 0 else 1.0
