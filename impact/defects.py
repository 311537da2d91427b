"""What is wrong with the data: groups that cannot be evaluated as written, ignored relations, unknown CIs."""

from __future__ import annotations

import json
from collections.abc import Iterable

import numpy as np

from impact.answer import DataError, Ignored
from impact.gates import Flaw
from impact.graph import ABSENT, DEAD_ROW, GHOST, Graph
from impact.ragged import Ints, row_of
from impact.rules import LARGEST, parse_rule

__all__ = ["data_errors", "ignored_relations", "unknown_cis"]

ALL_NEEDED = "all needed"
_REASONS: dict[int, tuple[str, str, str]] = {
    Flaw.NO_RELATION: ("declared, but no relation names it", "a relation in this group", "no providers: OK, unknown"),
    Flaw.NO_PROVIDER: ("no provider that takes part", "an operational provider", "no providers: OK, unknown"),
    Flaw.NO_RULE: ("no rule", "min_up, demand or active_passive", ALL_NEEDED),
    Flaw.TWICE: ("declared twice, with different rules", "one rule", ALL_NEEDED),
    Flaw.MIXED: ("hard and soft relations mixed", "all hard or all soft", ALL_NEEDED),
    Flaw.MIN_UP_HIGH: ("min_up is more than there are members", "1 to {n}", ALL_NEEDED),
    Flaw.MIN_UP_LOW: ("min_up is below 1", "1 to {n}", ALL_NEEDED),
    Flaw.MIN_HIGH: ("min is more than the members' weight", "0 to {weight}", ALL_NEEDED),
    Flaw.N_FULL_HIGH: ("n_full is more than there are members", "1 to {n}", "n_full {n}"),
    Flaw.DEMAND_HIGH: ("demand is more than the members' weight", "1 to {weight}", "demand {weight}"),
}
_FIELD = {
    Flaw.MIN_UP_HIGH: "min_up",
    Flaw.MIN_UP_LOW: "min_up",
    Flaw.MIN_HIGH: "min",
    Flaw.N_FULL_HIGH: "n_full",
    Flaw.DEMAND_HIGH: "demand",
}


def data_errors(graph: Graph) -> tuple[DataError, ...]:
    """Every data error of a graph, by key, group, reason.

    Notes
    -----
    O(flawed groups + relations), remembered on the graph. Groups of CIs that take no part are not judged.
    """
    return graph.cached("errors", lambda: tuple(sorted(_errors(graph), key=_place)))


def _place(error: DataError) -> tuple[str, str, str, str]:
    return error.key, error.group or "", error.reason, str(error.value)


def _errors(graph: Graph) -> Iterable[DataError]:
    for gate, bits in zip(graph.flaw_gate.tolist(), graph.flaw_bits.tolist(), strict=True):
        owner = int(graph.gate_owner[gate])
        if graph.takes_part(owner):
            yield from _group_errors(graph, gate, owner, bits)
        elif graph.ci_presence[owner] == GHOST and graph.gate_rule[gate] != -1:
            reason, allowed = "declared for a CI that is not in the graph", "a CI of the graph"
            yield DataError(graph.key_at(owner), graph.group_name(gate), reason, None, allowed, "ignored")
    yield from _relation_errors(graph)


def _group_errors(graph: Graph, gate: int, owner: int, bits: int) -> Iterable[DataError]:
    key, group = graph.key_at(owner), graph.group_name(gate)
    rule = json.loads(graph.word(int(graph.gate_rule[gate]))) if graph.gate_rule[gate] >= 0 else {}
    if bits & Flaw.UNREADABLE:
        reason, value, allowed = parse_rule(rule).wrong or ("", None, "")
        yield DataError(key, group, reason, value, allowed, ALL_NEEDED)
    figures = {"n": int(graph.gate_n[gate]), "weight": _weight(graph, gate)}
    for bit, (reason, allowed, taken) in _REASONS.items():
        if bits & bit:
            value = rule.get(_FIELD[bit]) if bit in _FIELD else None
            yield DataError(key, group, reason, value, allowed.format(**figures), taken.format(**figures))


def _weight(graph: Graph, gate: int) -> int:
    owner = int(graph.gate_owner[gate])
    heaviest: dict[int, int] = {}
    for relation in graph.relations_of(owner):
        if relation.gate == gate and not relation.flags & DEAD_ROW:
            weight = graph.weight_of(relation.row)
            heaviest[relation.provider] = max(weight, heaviest.get(relation.provider, 0))
    return sum(heaviest.values())


def _relation_errors(graph: Graph) -> Iterable[DataError]:
    dead = np.flatnonzero(graph.in_flags & DEAD_ROW)
    owners = row_of(graph.in_start, dead)
    itself = (graph.in_provider[dead] == owners) & (graph.in_gate[dead] < 0) & (graph.ci_presence[owners] < ABSENT)
    for owner in owners[itself].tolist():
        yield DataError(graph.key_at(owner), None, "a relation to itself", graph.key_at(owner), "", "ignored")
    if not graph.in_weight.size:
        return
    rows = np.flatnonzero((graph.in_weight < 0) | (graph.in_weight > LARGEST))
    for row, owner in zip(rows.tolist(), row_of(graph.in_start, rows).tolist(), strict=True):
        gate = int(graph.in_gate[row])
        taken = str(graph.weight_of(row))
        group = graph.group_name(gate) if gate >= 0 else None
        value = int(graph.in_weight[row])
        yield DataError(graph.key_at(owner), group, "weight out of range", value, f"0 to {LARGEST}", taken)


def ignored_relations(graph: Graph) -> tuple[Ignored, ...]:
    """Every relation that was left out because of an end of it, by consumer, provider, type; O(relations)."""
    return graph.cached(
        "ignored", lambda: tuple(sorted(_ignored(graph), key=lambda i: (i.consumer, i.provider, i.type, i.reason)))
    )


_AWAY = {ABSENT: "{end} is absent (planned or retired)", GHOST: "{end} is not in the graph"}


def _ignored(graph: Graph) -> Iterable[Ignored]:
    rows = np.flatnonzero(graph.in_flags & DEAD_ROW)
    owners = row_of(graph.in_start, rows)
    for row, consumer in zip(rows.tolist(), owners.tolist(), strict=True):
        provider = int(graph.in_provider[row])
        for end, ci in (("provider", provider), ("consumer", consumer)):
            if graph.ci_presence[ci] in _AWAY:
                reason = _AWAY[int(graph.ci_presence[ci])].format(end=end)
                kind = graph.word(int(graph.in_type[row]))
                yield Ignored(graph.key_at(consumer), graph.key_at(provider), kind, reason)
                break


def unknown_cis(graph: Graph) -> tuple[Ints, dict[int, tuple[str, ...]]]:
    """CIs whose footing is not known, ascending, and what each lacks: relation types, or members of a group.

    Notes
    -----
    O(unknown CIs), remembered on the graph.
    """

    def make() -> tuple[Ints, dict[int, tuple[str, ...]]]:
        lacks: dict[int, list[str]] = {}
        for ci, word in zip(graph.unknown_ci.tolist(), graph.unknown_word.tolist(), strict=True):
            if graph.takes_part(ci):
                lacks[ci] = list(json.loads(graph.word(word)))
        for gate, bits in zip(graph.flaw_gate.tolist(), graph.flaw_bits.tolist(), strict=True):
            owner = int(graph.gate_owner[gate])
            if bits & Flaw.EMPTY and graph.takes_part(owner):
                lacks.setdefault(owner, []).append(f"group {graph.group_name(gate)}")
        order = sorted(lacks)
        return np.array(order, dtype=np.int64), {ci: tuple(sorted(lacks[ci])) for ci in order}

    return graph.cached("unknown", make)
