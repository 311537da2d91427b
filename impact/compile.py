"""From relations and declared groups to gates: rows sorted by consumer and gate, and each gate's thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from impact.gates import NEVER, Members, Thresholds, capped, judge
from impact.ragged import Bools, Ints, ascending
from impact.rules import GroupRule

__all__ = ["Compiled", "Declared", "Loose", "compile_gates"]

CONFLICT = -2
"""Rule number of a group that is declared twice with different rules."""


@dataclass(frozen=True, slots=True)
class Loose:
    """Relations before they are sorted. ``weight`` may have length 0: all 1. ``alive``: takes part."""

    consumer: Ints
    provider: Ints
    group: Ints
    soft: Bools
    weight: Ints
    alive: Bools


@dataclass(frozen=True, slots=True)
class Declared:
    """Declared groups: owner, name (same numbers as ``Loose.group``), rule number (-1 no rule, -2 conflict)."""

    owner: Ints
    group: Ints
    rule: Ints


@dataclass(frozen=True, slots=True)
class Compiled:
    """Rows in order and the gates over them.

    ``order`` (e,) which relation stands in each row; ``gate`` (e,) its gate or -1; ``twin`` (e,) the same provider
    stood in the gate before; ``weight`` (e,) what the row adds to its gate (length 0: always 1). The other arrays
    are (m,): gates ascend by owner. ``first`` counts rows from the owner's first.
    """

    order: Ints
    gate: Ints
    twin: Bools
    weight: Ints
    owner: Ints
    group: Ints
    rule: Ints
    first: Ints
    rows: Ints
    n: Ints
    limits: Thresholds


def compile_gates(loose: Loose, declared: Declared, rules: Sequence[GroupRule]) -> Compiled:
    """Sort relations by consumer and gate and judge every gate.

    Notes
    -----
    O(e log e), all in numpy.
    """
    span = _span(loose, declared)
    slot, single = _slots(loose, span)
    key = loose.consumer * span + slot
    order = np.argsort(key, kind="stable")
    key, slot = key[order], slot[order]
    named = declared.owner * span + declared.group + 1
    keys = ascending(np.concatenate([ascending(key[slot > 0]), ascending(named)]))
    gate = np.where(slot > 0, np.searchsorted(keys, key), -1)
    owner = keys // span
    rule = _declared_rules(keys, named, declared.rule)
    consumer = loose.consumer[order]
    rows = np.bincount(gate[gate >= 0], minlength=keys.size)
    begin = np.searchsorted(key, keys) - np.searchsorted(consumer, owner)
    members, twin, weight = _members(loose, order, gate, keys.size)
    limits = judge(members, np.where(rule == CONFLICT, -1, rule), rules, twice=rule == CONFLICT)
    lone = keys % span >= single
    limits = _soft_singles(limits, lone)
    group = np.where(lone, -1, keys % span - 1)
    return Compiled(order, gate, twin, weight, owner, group, rule, begin, rows, members.n, limits)


def _span(loose: Loose, declared: Declared) -> int:
    groups = max(int(loose.group.max(initial=-1)), int(declared.group.max(initial=-1))) + 1
    return 1 + groups + int(loose.provider.max(initial=0)) + 1


def _slots(loose: Loose, span: int) -> tuple[Ints, int]:
    """Slot 0: needed by itself (or dead); then one a group; then one a provider of a soft relation by itself."""
    single = span - int(loose.provider.max(initial=0)) - 1
    by_itself = np.where(loose.soft & loose.alive, single + loose.provider, 0)
    return np.where(loose.group >= 0, loose.group + 1, by_itself), single


def _declared_rules(keys: Ints, named: Ints, rule: Ints) -> Ints:
    """Rule of each gate; a group declared twice with different rules has none that holds."""
    at = np.searchsorted(keys, named)
    low = np.full(keys.size, np.iinfo(np.int64).max, dtype=np.int64)
    high = np.full(keys.size, -1, dtype=np.int64)
    np.minimum.at(low, at, rule)
    np.maximum.at(high, at, rule)
    return np.where((high >= 0) & (low != high), CONFLICT, np.where(low == CONFLICT, CONFLICT, high))


def _members(loose: Loose, order: Ints, gate: Ints, m: int) -> tuple[Members, Bools, Ints]:
    e = order.size
    taking = np.flatnonzero((gate >= 0) & loose.alive[order])
    provider = loose.provider[order]
    pair = gate[taking] * (int(provider.max(initial=0)) + 1) + provider[taking]
    by_pair = np.argsort(pair, kind="stable")
    repeated = np.zeros(taking.size, dtype=np.bool_)
    repeated[1:] = pair[by_pair][1:] == pair[by_pair][:-1]
    twin = np.zeros(e, dtype=np.bool_)
    twin[taking[by_pair]] = repeated
    weight = np.zeros(0, dtype=np.int64)
    n = np.bincount(gate[taking][~twin[taking]], minlength=m)
    total = n
    if loose.weight.size:
        weight = np.ones(e, dtype=np.int64)
        heads = np.flatnonzero(~repeated)
        own = capped(loose.weight[order][taking[by_pair]])
        if heads.size:
            weight[taking[by_pair][heads]] = np.maximum.reduceat(own, heads)
        total = np.zeros(m, dtype=np.int64)
        counted = taking[~twin[taking]]
        np.add.at(total, gate[counted], weight[counted])
    soft = loose.soft[order][taking]
    softs = np.bincount(gate[taking][soft], minlength=m)
    hards = np.bincount(gate[taking][~soft], minlength=m)
    relations = np.bincount(gate[gate >= 0], minlength=m)
    return Members(n, total, hards > 0, softs > 0, relations), twin, weight


def _soft_singles(limits: Thresholds, lone: Bools) -> Thresholds:
    """A soft relation by itself never takes its consumer DOWN and degrades it at once."""
    return Thresholds(
        np.where(lone, NEVER, limits.down_at),
        np.where(lone, 1, limits.ok_at),
        np.where(lone, 1, limits.would_at),
        limits.total,
        limits.weighted & ~lone,
        limits.soft | lone,
        limits.peers & ~lone,
        np.where(lone, 0, limits.flaw),
    )
