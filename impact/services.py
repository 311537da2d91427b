"""What the failure means for the business: each affected service with its score and the factors behind it."""

from __future__ import annotations

import math

import numpy as np

from impact.answer import ServiceEffect, State
from impact.graph import Graph
from impact.propagate import FALLEN, States
from impact.ragged import Ints

__all__ = ["score_of", "service_effects"]

SEVERITY: dict[State, float] = {"down": 1.0, "degraded": 0.4}


def score_of(state: State, criticality: int, users: int) -> tuple[float, dict[str, float]]:
    """Score of one service: severity x criticality weight x (1 + log10(1 + users)).

    Parameters
    ----------
    state : "down" or "degraded"
    criticality : 1..5, weighing 1, 2, 4, 8, 16; 0 (not said) counts as 1
    users : people who use it, at least 0

    Returns
    -------
    score, to 6 decimals, and its factors by name
    """
    factors = {
        "severity": SEVERITY[state],
        "criticality": float(2 ** (max(1, min(5, criticality)) - 1)),
        "users": round(1 + math.log10(1 + max(0, users)), 6),
    }
    return round(math.prod(factors.values()), 6), factors


def service_effects(graph: Graph, states: States, before: States, away: Ints) -> tuple[ServiceEffect, ...]:
    """Every service that is DOWN or DEGRADED, highest score first, ties by key; O(affected).

    Parameters
    ----------
    states, before : in the scenario and without it
    away : (n,) distances from what failed
    """
    cis = states.weak.cis[graph.ci_service[states.weak.cis]]
    keys, names = graph.keys_of(cis), graph.names.many(cis)
    down = (states.down.closed[cis] == FALLEN).tolist()
    levels, users = graph.ci_criticality[cis].tolist(), graph.ci_users[cis].tolist()
    found: list[ServiceEffect] = []
    was_out = [before.down.closed[cis] == FALLEN, before.weak.closed[cis] == FALLEN]
    already = np.where(states.down.closed[cis] == FALLEN, *was_out).tolist()
    source = (away[cis] == 0).tolist()
    rows = zip(keys, names, down, levels, users, already, source, strict=True)
    for key, name, is_down, level, count, was, itself in rows:
        state: State = "down" if is_down else "degraded"
        score, factors = score_of(state, level, count)
        found.append(ServiceEffect(key, name, state, score, factors, count, (), was, itself and not was))
    return tuple(sorted(found, key=lambda s: (-s.score, s.key)))
