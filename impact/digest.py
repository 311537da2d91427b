"""A fingerprint of what an answer says: states, gates, margins and services, and nothing that is only wording."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np

from impact.answer import AtRisk, ServiceEffect
from impact.graph import Graph
from impact.propagate import FALLEN, States
from impact.ragged import Ints, numbered

__all__ = ["digest"]


def digest(graph: Graph, states: States, services: Iterable[ServiceEffect], at_risk: Iterable[AtRisk]) -> str:
    """Fingerprint of an answer.

    Returns
    -------
    64 hexadecimal digits, the same for any numbering of the graph and any order of its input

    Notes
    -----
    O(affected log affected). SHA-256 over: keys and states of affected CIs by key; the group, members and losses of
    every gate that has lost anything and whose owner is affected; used-up margins; services with state and score.
    """
    seal = hashlib.sha256(b"faultline answer 1")
    cis = graph.by_key(states.weak.cis)
    seal.update(graph.keys.packed(cis))
    seal.update((states.down.closed[cis] == FALLEN).tobytes())
    _gates(seal, graph, states)
    for risk in at_risk:
        seal.update(f"\x1e{risk.key}\x1f{risk.group}\x1f{risk.before}\x1f{risk.margin}".encode())
    for service in sorted(services, key=lambda s: s.key):
        seal.update(f"\x1d{service.key}\x1f{service.state}\x1f{service.score}".encode())
    return seal.hexdigest()


def _gates(seal: hashlib._Hash, graph: Graph, states: States) -> None:
    gates = states.weak.touched
    gates = gates[(graph.gate_group[gates] >= 0) & (states.weak.closed[graph.gate_owner[gates]] == FALLEN)]
    names, name = _names(graph, gates)
    order = np.lexsort((name, graph.key_rank[graph.gate_owner[gates]]))
    gates, name = gates[order], name[order]
    owners = graph.gate_owner[gates]
    seal.update(graph.keys.packed(owners))
    seal.update("\x1f".join(names).encode())
    never = graph.never
    limits = [np.where(at[gates] == never, -1, at[gates]) for at in (graph.gate_down_at, graph.gate_ok_at)]
    figures = [name, graph.gate_n[gates], *limits, states.down.lost[gates], states.weak.lost[gates]]
    for figure in figures:
        seal.update(figure.astype("<i8").tobytes())


def _names(graph: Graph, gates: Ints) -> tuple[list[str], Ints]:
    """Distinct group names in order, and which of them each gate has."""
    words, inverse = numbered(graph.gate_group[gates])
    texts = graph.words.many(words)
    names = sorted(set(texts))
    place = np.array([names.index(text) for text in texts], dtype=np.int64)
    return names, place[inverse] if words.size else inverse.astype(np.int64)
