"""Fault trees by trying every set of failures in the engine: what cut sets and availability are compared with."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from impact import build_graph
from impact.graph_input import CiRow, EdgeRow, GroupRow
from impact.propagate import propagate
from impact.scenario import Failure, Immunity, Scenario
from impact.scenarios import read_scenario
from tests.impact.reference import DOWN
from tests.impact.strategies import SOMETIMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from impact import Graph
    from tests.impact.strategies import Estate

__all__ = ["Asked", "Table", "is_down", "pair", "table", "tangle", "web"]

NO_CONTEXT = Scenario()


class Table(NamedTuple):
    """For every set of basic events (bit i: event i) whether the service is DOWN."""

    events: tuple[str, ...]
    falls: tuple[bool, ...]

    def minimal(self) -> set[frozenset[str]]:
        """The sets that take it DOWN and of which nothing can be left out."""
        return {
            frozenset(key for i, key in enumerate(self.events) if mask >> i & 1)
            for mask, falls in enumerate(self.falls)
            if falls and not any(self.falls[mask ^ (1 << i)] for i in range(len(self.events)) if mask >> i & 1)
        }

    def probability(self, figures: Sequence[float]) -> float:
        """The sum over all sets that take it DOWN, as the definition says."""
        total = 0.0
        for mask, falls in enumerate(self.falls):
            if falls:
                total += float(np.prod([f if mask >> i & 1 else 1 - f for i, f in enumerate(figures)]))
        return total


def is_down(graph: Graph, service: str, failed: Sequence[str], context: Scenario = NO_CONTEXT) -> bool:
    more = tuple(Failure(key) for key in failed)
    question = read_scenario(graph, replace(context, failures=(*context.failures, *more)))
    states = propagate(graph, question.down, question.degraded, question.immune)
    return states.level(graph.index_of(service)) == DOWN


def table(graph: Graph, service: str, events: Sequence[str], context: Scenario = NO_CONTEXT) -> Table:
    """Try all sets of events, smaller ones first; more failures never help, so supersets need no asking."""
    falls = [False] * (1 << len(events))
    for size in range(len(events) + 1):
        for chosen in combinations(range(len(events)), size):
            mask = sum(1 << i for i in chosen)
            falls[mask] = any(falls[mask ^ (1 << i)] for i in chosen) or is_down(
                graph, service, [events[i] for i in chosen], context
            )
    return Table(tuple(events), tuple(falls))


# ---------------------------------------------------------------- graphs


FIGURES = st.sampled_from([None, None, 0.0, 0.1, 0.5, 1.0, 1e-9])


def basic_events(cis: list[CiRow], service: str) -> list[str]:
    """What the specification says of them, word by word; those DOWN already cannot fail any more."""
    return [
        row.key
        for row in cis
        if row.presence == "operational"
        and (bool(row.unavailability) if row.key == service else row.unavailability != 0)
    ]


class Asked:
    """One graph with figures, one of its CIs asked about, some DOWN already or immune."""

    def __init__(self, estate: Estate, data: st.DataObject) -> None:
        self.cis = [row._replace(unavailability=data.draw(FIGURES)) for row in estate.cis]
        self.graph = build_graph(self.cis, estate.edges, estate.groups)
        present = estate.present()
        assume(present)
        self.service = data.draw(st.sampled_from(present))
        down = (data.draw(st.sampled_from(present)),) if data.draw(SOMETIMES) else ()
        immune = {data.draw(st.sampled_from(present))} - {*down} if data.draw(SOMETIMES) else set[str]()
        self.context = Scenario(already_down=down, immune=tuple(map(Immunity, sorted(immune))))
        self.events = [key for key in basic_events(self.cis, self.service) if key not in immune.union(down)]
        self.table = table(self.graph, self.service, self.events, self.context)


def tangle(seed: int, size: int, failing: int) -> tuple[list[CiRow], list[EdgeRow], list[GroupRow]]:
    """A random graph with circles, every kind of group, and peers; ``failing`` of its CIs can fail by themselves."""
    rng = random.Random(seed)
    keys = [f"n{i:02d}" for i in range(size)]
    can_fail = set(rng.sample(keys[1:], failing))
    cis = [CiRow(key, unavailability=rng.choice([0.02, 0.1, 0.3]) if key in can_fail else 0.0) for key in keys]
    edges: list[EdgeRow] = []
    groups: list[GroupRow] = []
    for place, key in enumerate(keys[:-4]):
        later = keys[place + 1 :] + (rng.sample(keys, 2) if rng.random() < 0.3 else [])
        edges += [EdgeRow(key, rng.choice(later)) for _ in range(rng.random() < 0.3) if key not in later]
        members = sorted({*rng.sample(later, min(len(later), rng.randint(2, 4)))})
        weights = [rng.randint(1, 3) for _ in members]
        edges += [EdgeRow(key, m, group="g", weight=w) for m, w in zip(members, weights, strict=True)]
        rule: dict[str, object] = rng.choice(
            [{"min_up": 1}, {"min_up": "50%"}, {"min_up": "quorum"}, {"demand": max(1, sum(weights) // 2)}]
        )
        groups.append(GroupRow(key, "g", {**rule, "peers": True} if rng.random() < 0.2 else rule))
    return cis, edges, groups


def pair(*rows: CiRow, rule: dict[str, object] | None = None) -> Graph:
    members = [row.key for row in rows if row.key != "s"]
    edges = [EdgeRow("s", key, group="g") for key in members]
    return build_graph(rows, edges, [GroupRow("s", "g", rule or {"min_up": 1})])


def web(size: int, seed: int) -> Graph:
    """Thousands of gates that share what they stand on: no decision diagram fits."""
    rng = random.Random(seed)
    cis = [CiRow(f"n{i:05d}", unavailability=0.01 if i else None) for i in range(size)]
    edges: list[EdgeRow] = []
    groups: list[GroupRow] = []
    for i in range(size - 40):
        members = rng.sample(range(i + 1, min(size, i + 400)), 3)
        edges += [EdgeRow(cis[i].key, cis[m].key, group="g") for m in members]
        groups.append(GroupRow(cis[i].key, "g", {"min_up": 2 if i % 3 else 1}))
    return build_graph(cis, edges, groups)
