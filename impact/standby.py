"""Groups of one active member and standbys: how long taking over lasts after the primary went DOWN."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np

from impact.gates import Flaw
from impact.graph import Graph
from impact.intervals import milliseconds
from impact.ragged import among

__all__ = ["failovers"]


def failovers(graph: Graph) -> Mapping[int, tuple[int, int]]:
    """For each gate that fails over: (its primary by number, how long that takes in milliseconds); remembered.

    Left out: gates whose rule names no primary or no time above 0, and those whose data is wrong (all are needed).
    """
    return graph.cached("failovers", lambda: _read(graph))


def _read(graph: Graph) -> dict[int, tuple[int, int]]:
    rules: dict[int, tuple[str, int]] = {}
    for word in sorted(set(graph.gate_rule[graph.gate_rule >= 0].tolist())):
        rule = json.loads(graph.word(word))
        takes = rule.get("failover_s")
        lasts = milliseconds(takes) if isinstance(takes, int | float) and not isinstance(takes, bool) else 0
        if rule.get("active_passive") is True and isinstance(rule.get("primary"), str) and lasts:
            rules[word] = rule["primary"], lasts
    if not rules:
        return {}
    primaries = [primary for primary, _ in rules.values()]
    number = dict(zip(primaries, graph.find(primaries).tolist(), strict=True))
    wrong = set(graph.flaw_gate[(graph.flaw_bits & Flaw.FATAL) != 0].tolist())
    gates = np.flatnonzero(among(graph.gate_rule, np.array(list(rules), dtype=np.int64)))
    found: dict[int, tuple[int, int]] = {}
    for gate in gates.tolist():
        primary, lasts = rules[int(graph.gate_rule[gate])]
        if number[primary] >= 0 and gate not in wrong:
            found[gate] = number[primary], lasts
    return found
