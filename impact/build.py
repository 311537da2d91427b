"""Build a graph from rows or columns: check, number breadth-first, compile the gates, judge the structure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from impact.columns import CiColumns, EdgeColumns, GroupColumns, checked
from impact.compile import Compiled, Declared, Loose, compile_gates
from impact.errors import GraphError
from impact.gates import NEVER, as_flags
from impact.graph import ABSENT, BACKWARD_ROW, DEAD_ROW, MAINTENANCE, SOFT_ROW, TWIN_ROW, WEIGHTED_GATE, Graph
from impact.graph_input import CiRow, EdgeRow, GroupRow
from impact.grounding import STRUCTURE, structure_arrays
from impact.ragged import Bools, Column, Ints, positions
from impact.rows import columns_of
from impact.rules import parse_rule, rule_text
from impact.text import Text

__all__ = ["adjacency", "build_graph", "build_graph_from_columns", "narrow_limits"]

T = TypeVar("T", bound=np.generic)


def build_graph(cis: Iterable[CiRow], edges: Iterable[EdgeRow], groups: Iterable[GroupRow]) -> Graph:
    """Build a graph from plain rows, in any order.

    Parameters
    ----------
    cis, edges, groups : the rows; an edge whose end is no CI is kept aside and listed as ignored

    Raises
    ------
    GraphError : a key twice, or one that holds NUL

    Notes
    -----
    O((cis + edges) log). Data errors raise nothing: `impact.defects.data_errors` lists them.
    """
    return build_graph_from_columns(*columns_of(cis, edges, groups))


def build_graph_from_columns(cis: CiColumns, edges: EdgeColumns, groups: GroupColumns | None = None) -> Graph:
    """Build a graph from columns, the fast way in for a million CIs.

    Raises
    ------
    GraphError : a key twice, one that holds NUL, a column of the wrong length or a number out of range

    Notes
    -----
    O((cis + edges) log) in numpy; about 3 s for 1 M CIs with 3.6 M relations on one core.
    """
    groups = groups or GroupColumns()
    n = len(cis.keys)
    presence = _column(cis.presence, n, np.uint8, 0, "presence")
    consumer = checked("consumer", edges.consumer, n)
    provider = checked("provider", edges.provider, n)
    group = _column(edges.group_code, consumer.size, np.int64, -1, "group_code")
    checked("group_code", group, len(edges.group_names), least=-1)
    alive = _taking_part(presence, consumer, provider, group)
    number = _breadth_first(n, consumer[alive], provider[alive])
    old = np.argsort(number)
    words = _Words()
    text = _key_columns(cis, old)
    loose = Loose(
        number[consumer],
        number[provider],
        group,
        _column(edges.soft, consumer.size, np.bool_, 0, "soft"),
        _optional(edges.weight, consumer.size, np.int64, lambda w: bool((w != 1).any())),
        alive,
    )
    declared = Declared(
        number[checked("group.ci", groups.ci, n)],
        checked("group.group_code", groups.group_code, len(edges.group_names)),
        _distinct_rules(groups),
    )
    rules = [parse_rule(rule) for rule in groups.rules]
    compiled = compile_gates(loose, declared, rules)
    arrays: dict[str, Column] = {
        **text,
        **_ci_columns(cis, presence, old, number, words),
        **_edge_columns(edges, loose, compiled, n, words),
        **gate_columns(compiled, [words.code(name) for name in edges.group_names], _rule_words(groups, words)),
    }
    arrays.update(adjacency(arrays, n, compiled.weight))
    packed = Text.of(words.all)
    arrays.update({"word_blob": packed.blob, "word_offset": packed.offsets})
    return with_structure(arrays)


def with_structure(arrays: dict[str, Column]) -> Graph:
    """Make the graph of arrays whose structure has not been judged yet."""
    for level in ("down", "ok"):
        arrays.update({f"{level}_{name}": np.zeros(0, dtype=np.int32) for name in STRUCTURE})
    bare = Graph.from_arrays(arrays)
    return Graph.from_arrays({**arrays, **structure_arrays(bare)})


class _Words:
    """The one table of words: each string once."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self._codes: dict[str, int] = {}

    def code(self, word: str) -> int:
        if word not in self._codes:
            self._codes[word] = len(self.all)
            self.all.append(word)
        return self._codes[word]

    def codes(self, names: Sequence[str]) -> Ints:
        """Numbers of several words, with -1 appended: what a code of -1 stands for."""
        return np.array([*(self.code(name) for name in names), -1], dtype=np.int32)


def _column(given: npt.ArrayLike | None, size: int, kind: type[T], default: float, name: str) -> npt.NDArray[T]:
    if given is None:
        return np.full(size, default, dtype=kind)
    column = np.asarray(given, dtype=kind)
    if column.shape != (size,):
        raise GraphError(f"{name} has shape {column.shape}; allowed: ({size},)")
    return column


def _optional(
    given: npt.ArrayLike | None, size: int, kind: type[T], matters: Callable[[npt.NDArray[T]], bool]
) -> npt.NDArray[T]:
    """A column that is left out (length 0) where it says nothing."""
    if given is None:
        return np.zeros(0, dtype=kind)
    column = _column(given, size, kind, 0, "column")
    return column if matters(column) else np.zeros(0, dtype=kind)


def _taking_part(presence: Column, consumer: Ints, provider: Ints, group: Ints) -> Bools:
    away = presence >= ABSENT
    taking: Bools = ~(away[consumer] | away[provider] | ((consumer == provider) & (group < 0)))
    return taking


def _breadth_first(n: int, consumer: Ints, provider: Ints) -> Ints:
    """Number CIs breadth-first from those that need nothing, so that one answer's CIs lie close together."""
    by_provider = np.argsort(provider, kind="stable")
    target = consumer[by_provider]
    start = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.bincount(provider, minlength=n), out=start[1:])
    needs = np.bincount(consumer, minlength=n)
    number = np.full(n, -1, dtype=np.int64)
    scratch = np.empty(n, dtype=np.int64)
    frontier = np.flatnonzero(needs == 0)
    given = 0
    while frontier.size:
        number[frontier] = np.arange(given, given + frontier.size)
        given += frontier.size
        reached = target[positions(start, frontier)[0]]
        reached = reached[number[reached] < 0]
        scratch[reached[::-1]] = np.arange(reached.size - 1, -1, -1)
        frontier = reached[scratch[reached] == np.arange(reached.size)]
    rest = np.flatnonzero(number < 0)
    number[rest] = np.arange(given, given + rest.size)
    return number


def _key_columns(cis: CiColumns, old: Ints) -> dict[str, Column]:
    order = old.tolist()
    keys = Text.of([cis.keys[i] for i in order])
    names = Text.of([cis.names[i] for i in order]) if cis.names is not None else Text.of([""] * len(order))
    if (keys.blob == 0).any():
        raise GraphError("a key holds NUL")
    by_key = keys.sorted_order()
    if len(set(cis.keys)) < len(order):
        raise GraphError(f"two CIs have the key {_repeated(keys.many(by_key))!r}")
    rank = np.empty(by_key.size, dtype=np.int32)
    rank[by_key] = np.arange(by_key.size)
    return {
        "key_blob": keys.blob,
        "key_offset": keys.offsets,
        "key_order": by_key.astype(np.int32),
        "key_rank": rank,
        "name_blob": names.blob,
        "name_offset": names.offsets,
    }


def _repeated(ascending: Sequence[str]) -> str:
    return next(a for a, b in pairwise(ascending) if a == b)


def _ci_columns(cis: CiColumns, presence: Column, old: Ints, number: Ints, words: _Words) -> dict[str, Column]:
    n = old.size
    classes = words.codes(cis.class_names)
    class_code = _column(cis.class_code, n, np.int64, -1, "class_code")
    checked("class_code", class_code, len(cis.class_names), least=-1)
    unknown = {int(number[ci]): words.code(json.dumps(missing)) for ci, missing in cis.missing.items() if missing}
    presence = presence[old]
    return {
        "ci_class": classes[class_code[old]],
        "ci_presence": presence,
        "ci_service": _column(cis.service, n, np.bool_, 0, "service")[old],
        "ci_criticality": _column(cis.criticality, n, np.uint8, 0, "criticality")[old],
        "ci_users": _column(cis.users, n, np.int64, 0, "users")[old],
        "ci_unavailability": _column(cis.unavailability, n, np.float64, np.nan, "unavailability")[old],
        "unknown_ci": np.array(sorted(unknown), dtype=np.int32),
        "unknown_word": np.array([unknown[ci] for ci in sorted(unknown)], dtype=np.int32),
        "maintenance_ci": np.flatnonzero(presence == MAINTENANCE).astype(np.int32),
    }


def _edge_columns(edges: EdgeColumns, loose: Loose, compiled: Compiled, n: int, words: _Words) -> dict[str, Column]:
    e, order = compiled.order.size, compiled.order
    start = np.zeros(n + 1, dtype=np.int32)
    np.cumsum(np.bincount(loose.consumer, minlength=n), out=start[1:])
    type_code = _column(edges.type_code, e, np.int64, 0, "type_code")
    checked("type_code", type_code, len(edges.type_names))
    backward = _column(edges.backward, e, np.bool_, 0, "backward")
    flags = loose.soft * SOFT_ROW + backward * BACKWARD_ROW + ~loose.alive * DEAD_ROW
    confidence = _optional(edges.confidence, e, np.float64, lambda c: not bool(np.isnan(c).all()))
    ride = _optional(edges.ride_through_s, e, np.float64, lambda r: bool(r.any()))
    verified = _optional(edges.verified_code, e, np.int64, lambda v: bool((v >= 0).any()))
    if verified.size:
        checked("verified_code", verified, len(edges.verified_names), least=-1)
        verified = words.codes(edges.verified_names)[verified]
    types = words.codes(edges.type_names)[type_code[order]]
    return {
        "in_start": start,
        "in_provider": loose.provider[order].astype(np.int32),
        "in_gate": compiled.gate.astype(np.int32),
        "in_type": types.astype(np.int16) if types.max(initial=0) < np.iinfo(np.int16).max else types,
        "in_flags": (flags[order] + compiled.twin * TWIN_ROW).astype(np.uint8),
        "in_weight": loose.weight[order] if loose.weight.size else loose.weight,
        "in_ride": ride[order] if ride.size else ride,
        "in_confidence": confidence[order] if confidence.size else confidence,
        "in_verified": verified[order].astype(np.int32) if verified.size else verified.astype(np.int32),
    }


def _distinct_rules(groups: GroupColumns) -> Ints:
    """Rule numbers, the same for rules that say the same."""
    first: dict[str, int] = {}
    same = np.array([first.setdefault(rule_text(rule), i) for i, rule in enumerate(groups.rules)], dtype=np.int64)
    codes = checked("rule_code", groups.rule_code, len(groups.rules))
    return same[codes] if codes.size else codes


def _rule_words(groups: GroupColumns, words: _Words) -> list[int]:
    return [words.code(rule_text(rule)) for rule in groups.rules]


def gate_columns(compiled: Compiled, group_word: Sequence[int], rule_word: Sequence[int]) -> dict[str, Column]:
    """The gates' arrays; names and rules are turned into word numbers (-1 none, -2 two rules that differ)."""
    limits = compiled.limits
    groups, rules = np.array([*group_word, -1]), np.array([*rule_word, -1])
    differs = np.flatnonzero(limits.soft & (limits.would_at < limits.ok_at))
    flawed = np.flatnonzero(limits.flaw)
    rule = np.where(compiled.rule < -1, compiled.rule, rules[np.maximum(compiled.rule, -1)])
    return {
        "gate_owner": compiled.owner.astype(np.int32),
        "gate_group": groups[compiled.group].astype(np.int32),
        "gate_rule": rule.astype(np.int32),
        "gate_first": compiled.first.astype(np.int32),
        "gate_rows": compiled.rows.astype(np.int32),
        "gate_n": compiled.n.astype(np.int32),
        **narrow_limits(limits.down_at, limits.ok_at, int(limits.total.max(initial=0))),
        "gate_flags": as_flags(limits.soft, limits.weighted, limits.peers),
        "would_gate": differs.astype(np.int32),
        "would_at": limits.would_at[differs].astype(np.int64),
        "flaw_gate": flawed.astype(np.int32),
        "flaw_bits": limits.flaw[flawed].astype(np.int16),
    }


def narrow_limits(down_at: Ints, ok_at: Ints, largest: int) -> dict[str, Column]:
    """Thresholds in 32 bits where all sums of weights fit, else in 64."""
    never = np.iinfo(np.int32).max
    if largest >= never - 1:
        return {"gate_down_at": down_at, "gate_ok_at": ok_at}
    return {
        "gate_down_at": np.minimum(down_at, min(NEVER, never)).astype(np.int32),
        "gate_ok_at": np.minimum(ok_at, never).astype(np.int32),
    }


def adjacency(arrays: Mapping[str, Column], n: int, weight: Ints) -> dict[str, Column]:
    """Whom each provider can hurt: consumers by number, gates as ``~gate``; rows by provider, O(e log e).

    ``weight`` (e,) is what each row adds to a gate about capacity, or has length 0.
    """
    flags, gate = arrays["in_flags"], arrays["in_gate"]
    live = np.flatnonzero((flags & (DEAD_ROW | TWIN_ROW)) == 0)
    owner = np.repeat(np.arange(n, dtype=np.int32), np.diff(arrays["in_start"]))
    target = np.where(gate[live] < 0, owner[live], ~gate[live])
    provider = arrays["in_provider"][live]
    order = np.argsort(provider, kind="stable")
    start = np.zeros(n + 1, dtype=np.int32)
    np.cumsum(np.bincount(provider, minlength=n), out=start[1:])
    weighted = (arrays["gate_flags"] & WEIGHTED_GATE) != 0
    if weight.size and weighted.any():
        weight = np.where((gate[live] >= 0) & weighted[gate[live]], weight[live], 1)[order]
    else:
        weight = np.zeros(0, dtype=np.int64)
    return {"out_start": start, "out_target": target[order].astype(np.int32), "out_weight": weight}
