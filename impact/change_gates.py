"""Gates of a few consumers compiled again, and put back in their places."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from impact.change_rows import Rows, Wording
from impact.compile import CONFLICT, Compiled, Declared, Loose, compile_gates
from impact.gates import NEVER, as_flags
from impact.graph import ABSENT, DEAD_ROW, SOFT_ROW, TWIN_ROW, WEIGHTED_GATE, Graph
from impact.graph_input import GroupRow
from impact.ragged import Bools, Column, Ints, among, spliced
from impact.rows import Codes
from impact.rules import parse_rule, rule_text

__all__ = ["NewGates", "gates_changed"]


@dataclass(frozen=True, slots=True)
class NewGates:
    """What became of the gates: the arrays to replace, and the rows of the consumers concerned as they stand now.

    ``rows`` in their order; ``adds`` (e,) what each adds to its gate; ``rows.gate`` and ``rows.flags`` are final.
    """

    arrays: dict[str, Column]
    rows: Rows
    adds: Ints


def gates_changed(
    graph: Graph,
    touched: Ints,
    rows: Rows,
    changed: Sequence[GroupRow],
    removed: Sequence[tuple[str, str]],
    number: Codes,
    wording: Wording,
) -> NewGates:
    """Compile the gates of some consumers again.

    Parameters
    ----------
    graph : with its CIs as they are now, its rows and gates as they were
    touched : (c,) consumers, ascending
    rows : all their relations as they are now, words canonical

    Notes
    -----
    O(gates + relations) of plain copying, O(k log k) for the k rows.
    """
    alive = _alive(graph, rows)
    old = _old_gates(graph, touched)
    declared = _declared(graph, old, changed, removed, number, wording)
    groups = {
        word: place for place, word in enumerate(sorted({*rows.group.tolist(), *(g for _, g in declared)} - {-1}))
    }
    words = np.array([*groups, -1], dtype=np.int64)
    local = np.array([groups.get(word, -1) for word in rows.group.tolist()], dtype=np.int64)
    rule_words = sorted({rule for rule in declared.values() if rule >= 0})
    loose = Loose(
        np.searchsorted(touched, rows.consumer),
        rows.provider,
        local,
        (rows.flags & SOFT_ROW) != 0,
        rows.weight if (rows.weight != 1).any() else rows.weight[:0],
        alive,
    )
    owners = np.searchsorted(touched, np.array([ci for ci, _ in declared], dtype=np.int64))
    named = np.array([groups[group] for _, group in declared], dtype=np.int64)
    code = {word: place for place, word in enumerate(rule_words)}
    said = np.array([code.get(rule, rule) for rule in declared.values()], dtype=np.int64)
    parsed = [parse_rule(json.loads(wording.text(word))) for word in rule_words]
    compiled = compile_gates(loose, Declared(owners.astype(np.int64), named, said), parsed)
    return _placed(graph, touched, rows, compiled, old, (words, np.array([*rule_words, -1], dtype=np.int64)), wording)


def _alive(graph: Graph, rows: Rows) -> Bools:
    away = graph.ci_presence >= ABSENT
    itself = (rows.consumer == rows.provider) & (rows.group < 0)
    alive: Bools = ~(away[rows.consumer] | away[rows.provider] | itself)
    return alive


def _old_gates(graph: Graph, touched: Ints) -> Ints:
    """Gates that some consumers had, ascending."""
    flag = np.zeros(graph.size, dtype=np.bool_)
    flag[touched] = True
    return np.flatnonzero(flag[graph.gate_owner])


def _declared(
    graph: Graph,
    old: Ints,
    changed: Sequence[GroupRow],
    removed: Sequence[tuple[str, str]],
    number: Codes,
    wording: Wording,
) -> dict[tuple[int, int], int]:
    """Declared groups of the consumers concerned: (owner, name) to rule, words by number."""
    said = old[graph.gate_rule[old] != -1]
    owners, rules = graph.gate_owner[said].tolist(), graph.gate_rule[said].astype(np.int64)
    names = wording.canonical(graph.gate_group[said])
    rules = np.where(rules < 0, rules, wording.canonical(np.maximum(rules, -1)))
    found = dict(zip(zip(owners, names.tolist(), strict=True), rules.tolist(), strict=True))
    for ci, name in removed:
        found.pop((number[ci], wording.code(name)), None)
    fresh: dict[tuple[int, int], int] = {}
    for row in changed:
        place, rule = (number[row.ci], wording.code(row.name)), wording.code(rule_text(row.rule))
        fresh[place] = rule if fresh.get(place, rule) == rule else CONFLICT
    return found | fresh


def _placed(
    graph: Graph,
    touched: Ints,
    rows: Rows,
    compiled: Compiled,
    old: Ints,
    words: tuple[Ints, Ints],
    wording: Wording,
) -> NewGates:
    group_word, rule_word = words
    owner, group = touched[compiled.owner], group_word[compiled.group]
    alone = _first_provider(rows, compiled)
    number, count = _numbers(graph, old, owner, group, alone, wording)
    order = compiled.order
    rows = rows.take(order)
    loose_flags = rows.flags & ~np.uint8(DEAD_ROW | TWIN_ROW)
    flags = loose_flags + ~_alive(graph, rows) * DEAD_ROW + compiled.twin * TWIN_ROW
    gate = np.where(compiled.gate >= 0, number[compiled.gate] if number.size else -1, -1)
    rows = Rows(
        rows.consumer,
        rows.provider,
        rows.type,
        rows.group,
        gate.astype(np.int64),
        flags.astype(np.uint8),
        rows.weight,
        rows.ride,
        rows.confidence,
        rows.verified,
    )
    rule = np.where(compiled.rule < -1, compiled.rule, rule_word[np.maximum(compiled.rule, -1)])
    arrays = _gate_arrays(graph, compiled, old, number, count, (owner, group, rule)) | _row_arrays(graph, touched, rows)
    weighted = (arrays["gate_flags"][np.maximum(gate, 0)] & WEIGHTED_GATE) != 0 if count else gate >= 0
    adds = np.where((gate >= 0) & weighted, compiled.weight, 1) if compiled.weight.size else np.ones_like(gate)
    return NewGates(arrays, rows, adds)


def _first_provider(rows: Rows, compiled: Compiled) -> Ints:
    """A provider of each gate: what tells soft relations by themselves apart; -1 where a gate has no rows."""
    found = np.full(compiled.owner.size, -1, dtype=np.int64)
    inside = compiled.gate >= 0
    found[compiled.gate[inside]] = rows.provider[compiled.order[inside]]
    return found


def _numbers(graph: Graph, old: Ints, owner: Ints, group: Ints, alone: Ints, wording: Wording) -> tuple[Ints, int]:
    """Gate numbers: those that the same gates had, then new ones; and how many gates there are then."""
    names = wording.canonical(graph.gate_group[old])
    at = graph.in_start[graph.gate_owner[old]].astype(np.int64) + graph.gate_first[old]
    filled = graph.gate_rows[old] > 0
    single = np.where(filled, graph.in_provider[np.where(filled, at, 0)] if graph.in_provider.size else -1, -1)
    known: dict[tuple[int, int, int], int] = {}
    for number, ci, name, provider in zip(
        old.tolist(), graph.gate_owner[old].tolist(), names.tolist(), single.tolist(), strict=True
    ):
        if name >= 0 or provider >= 0:
            known[ci, name, provider if name < 0 else -1] = number
    count = graph.gates
    found: list[int] = []
    for ci, name, provider in zip(owner.tolist(), group.tolist(), alone.tolist(), strict=True):
        number = known.get((ci, name, provider if name < 0 else -1), count)
        count += number == count
        found.append(number)
    return np.array(found, dtype=np.int64), count


def _gate_arrays(
    graph: Graph, compiled: Compiled, old: Ints, number: Ints, count: int, named: tuple[Ints, Ints, Ints]
) -> dict[str, Column]:
    limits = compiled.limits
    wide = max(int(limits.total.max(initial=0)), 0) >= np.iinfo(np.int32).max - 1
    empty = {"gate_rule": -1, "gate_first": 0, "gate_rows": 0, "gate_n": 0, "gate_flags": 0}
    given: dict[str, Column] = dict(zip(("gate_owner", "gate_group", "gate_rule"), named, strict=True))
    given |= {"gate_first": compiled.first, "gate_rows": compiled.rows, "gate_n": compiled.n}
    given["gate_flags"] = as_flags(limits.soft, limits.weighted, limits.peers)
    found: dict[str, Column] = {}
    for name, column in given.items():
        found[name] = _grown(getattr(graph, name), count)
        if name in empty:
            found[name][old] = empty[name]
        found[name][number] = column
    for name, at in (("gate_down_at", limits.down_at), ("gate_ok_at", limits.ok_at)):
        column = _grown(_widened(getattr(graph, name), wide=wide), count)
        never = NEVER if column.dtype == np.int64 else np.iinfo(np.int32).max
        column[old] = never
        column[number] = np.minimum(at, never)
        found[name] = column
    differs = limits.soft & (limits.would_at < limits.ok_at)
    found |= _sparse(graph, old, ("would_gate", "would_at"), number[differs], limits.would_at[differs])
    flawed = limits.flaw != 0
    return found | _sparse(graph, old, ("flaw_gate", "flaw_bits"), number[flawed], limits.flaw[flawed])


def _widened(column: Column, *, wide: bool) -> Column:
    if not wide or column.dtype == np.int64:
        return column
    return np.where(column == np.iinfo(np.int32).max, NEVER, column.astype(np.int64))


def _grown(column: Column, count: int) -> Column:
    grown = np.zeros(count, dtype=column.dtype)
    grown[: column.size] = column
    return grown


def _sparse(graph: Graph, old: Ints, names: tuple[str, str], gates: Ints, values: Ints) -> dict[str, Column]:
    """A sparse pair of arrays, by gate, without the old gates' entries and with the new ones."""
    keys, column = getattr(graph, names[0]), getattr(graph, names[1])
    keep = ~among(keys, old)
    keys, column = np.concatenate([keys[keep], gates]), np.concatenate([column[keep], values])
    order = np.argsort(keys, kind="stable")
    kinds = (getattr(graph, name).dtype for name in names)
    return {name: c[order].astype(k) for name, c, k in zip(names, (keys, column), kinds, strict=True)}


_COLUMNS = {"in_weight": ("weight", 1), "in_ride": ("ride", 0), "in_confidence": ("confidence", np.nan)}


def _row_arrays(graph: Graph, touched: Ints, rows: Rows) -> dict[str, Column]:
    """The ``in_*`` arrays with the rows of some consumers replaced."""
    sizes = np.diff(graph.in_start)
    counts = np.bincount(np.searchsorted(touched, rows.consumer), minlength=touched.size)
    sizes[touched] = counts
    start = np.zeros(graph.in_start.size, dtype=graph.in_start.dtype)
    np.cumsum(sizes, out=start[1:])
    cuts = Cuts(graph.in_start, touched, counts)
    found: dict[str, Column] = {"in_start": start}
    for name, column in (("in_provider", rows.provider), ("in_gate", rows.gate), ("in_flags", rows.flags)):
        found[name] = cuts.put(getattr(graph, name), column)
    kinds = graph.in_type
    if rows.type.max(initial=0) > np.iinfo(kinds.dtype).max:
        kinds = kinds.astype(np.int32)
    found["in_type"] = cuts.put(kinds, rows.type)
    total = int(graph.in_start[-1])
    for name, (field, default) in (_COLUMNS | {"in_verified": ("verified", -1)}).items():
        column, fresh = getattr(graph, name), getattr(rows, field)
        says = ~np.isnan(fresh) if default != default else fresh != default  # noqa: PLR0124
        if not column.size and not says.any():
            continue
        full = column if column.size else np.full(total, default, dtype=column.dtype)
        found[name] = cuts.put(full, fresh)
    return found


class Cuts:
    """Rows to be replaced in flat columns: which, and how many entries each has afterwards."""

    def __init__(self, start: Ints, rows: Ints, counts: Ints) -> None:
        self.ends = list(zip(start[rows].tolist(), start[rows + 1].tolist(), strict=True))
        self.bounds = list(pairwise([0, *np.cumsum(counts).tolist()]))

    def put(self, column: Column, fresh: Column) -> Column:
        """The column with the new entries, which stand row by row, in place of the old; O(column) of copying."""
        fresh = fresh.astype(column.dtype)
        # numpy.split would spend longer on a thousand short parts than the copying takes.
        return spliced(column, self.ends, [fresh[begin:end] for begin, end in self.bounds])
