"""The next graph: a few CIs, relations and groups changed, everything else taken over by plain copying.

Only consumers whose gates may have changed are compiled again, only providers whose dependents changed get a new row,
and only circles that stand on them are judged again. The answers are those of a rebuild from the changed rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from impact.change_gates import gates_changed
from impact.change_out import dependents_changed
from impact.change_rows import Wording, rows_changed, rows_of
from impact.errors import GraphError
from impact.graph import ABSENT, GHOST, MAINTENANCE, Graph
from impact.graph_input import CiRow, EdgeRow, GroupRow
from impact.grounding import STRUCTURE, Level, circle_of, member_circles, structure_arrays
from impact.ragged import Column, Ints, among, ascending
from impact.reach import around
from impact.rows import Codes, ci_columns

__all__ = ["Changes", "changed_graph"]


@dataclass(frozen=True, slots=True)
class Changes:
    """What changes; the fields of `Graph.with_changes`."""

    changed_cis: Sequence[CiRow] = ()
    removed_cis: Sequence[str] = ()
    changed_edges: Sequence[EdgeRow] = ()
    removed_edges: Sequence[EdgeRow] = ()
    changed_groups: Sequence[GroupRow] = ()
    removed_groups: Sequence[tuple[str, str]] = ()

    def keys(self) -> list[str]:
        """Every key named, each once, in order of appearance."""
        named: dict[str, None] = dict.fromkeys(row.key for row in self.changed_cis)
        named.update(dict.fromkeys(self.removed_cis))
        for edge in (*self.changed_edges, *self.removed_edges):
            named[edge.consumer] = named[edge.provider] = None
        named.update(dict.fromkeys(row.ci for row in self.changed_groups))
        named.update(dict.fromkeys(ci for ci, _ in self.removed_groups))
        return list(named)


def changed_graph(graph: Graph, changes: Changes) -> Graph:
    """Make the next graph.

    Raises
    ------
    GraphError : a CI is changed twice, or changed and removed at once; an unknown presence; a key that holds NUL

    Notes
    -----
    O(CIs + relations) of plain copying, plus O(k log k) for the k relations of the consumers concerned. Numbers of
    CIs and gates stay; new ones come last.
    """
    _check(changes)
    wording = Wording(graph)
    number, arrays = _with_keys(graph, changes.keys())
    arrays.update(_cis_changed(graph, arrays, changes, number, wording))
    grown = Graph.from_arrays(arrays)
    touched = _touched(graph, grown, changes, number)
    old = rows_of(grown, touched)
    new = rows_changed(grown, old, changes.changed_edges, changes.removed_edges, number, wording)
    gates = gates_changed(grown, touched, new, changes.changed_groups, changes.removed_groups, number, wording)
    arrays.update(gates.arrays)
    arrays.update(dependents_changed(grown, old, gates))
    arrays.update(wording.arrays())
    bare = Graph.from_arrays(arrays)
    arrays.update(_structure_changed(graph, bare, touched))
    return Graph.from_arrays(arrays)


def _check(changes: Changes) -> None:
    changed = [row.key for row in changes.changed_cis]
    for key in changed:
        if "\0" in key:
            raise GraphError("a key holds NUL")
    if len(set(changed)) < len(changed):
        raise GraphError(f"a CI is changed twice: {next(k for k in changed if changed.count(k) > 1)!r}")
    both = sorted(set(changed) & set(changes.removed_cis))
    if both:
        raise GraphError(f"a CI is changed and removed at once: {both[0]!r}")


def _with_keys(graph: Graph, named: list[str]) -> tuple[Codes, dict[str, Column]]:
    """Numbers of the keys named, and the arrays with the new ones appended as ghosts."""
    found = graph.find(named)
    number = Codes(zip(named, found.tolist(), strict=True))
    new = sorted((key for key, at in number.items() if at < 0), key=str.encode)
    arrays = graph.arrays()
    if not new:
        return number, arrays
    n, more = graph.size, len(new)
    number.update(zip(new, range(n, n + more), strict=True))
    places = graph.keys.places(graph.key_order, new)
    order = np.insert(graph.key_order, places, np.arange(n, n + more, dtype=np.int32))
    rank = np.empty(order.size, dtype=np.int32)
    rank[order] = np.arange(order.size, dtype=np.int32)
    keys, names = graph.keys.extended(new), graph.names.extended([""] * more)
    arrays.update({"key_blob": keys.blob, "key_offset": keys.offsets, "key_order": order, "key_rank": rank})
    arrays.update({"name_blob": names.blob, "name_offset": names.offsets})
    fill = {"ci_class": -1, "ci_presence": GHOST, "ci_service": 0, "ci_criticality": 0, "ci_users": 0}
    for name, value in (fill | {"ci_unavailability": np.nan}).items():
        arrays[name] = np.append(arrays[name], np.full(more, value, dtype=arrays[name].dtype))
    for name in ("in_start", "out_start"):
        arrays[name] = np.append(arrays[name], np.full(more, arrays[name][-1], dtype=arrays[name].dtype))
    return number, arrays


def _cis_changed(
    graph: Graph, arrays: dict[str, Column], changes: Changes, number: Codes, wording: Wording
) -> dict[str, Column]:
    if not changes.changed_cis and not changes.removed_cis:
        return {}
    keys = [row.key for row in changes.changed_cis] + list(dict.fromkeys(changes.removed_cis))
    given = ci_columns(changes.changed_cis, keys)
    at = np.array([number[key] for key in keys], dtype=np.int64)
    codes = np.array([*(wording.code(name) for name in given.class_names), -1], dtype=np.int32)
    columns = {
        "ci_class": codes[np.asarray(given.class_code)],
        "ci_presence": given.presence,
        "ci_service": given.service,
        "ci_criticality": given.criticality,
        "ci_users": given.users,
        "ci_unavailability": given.unavailability,
    }
    found: dict[str, Column] = {}
    for name, column in columns.items():
        found[name] = np.array(arrays[name])
        found[name][at] = column
    names = Graph.from_arrays(arrays).names
    renamed = [(i, name) for i, name in zip(at.tolist(), given.names or (), strict=True) if names[i] != name]
    names = names.replaced(renamed)
    lacks = dict(zip(graph.unknown_ci.tolist(), graph.unknown_word.tolist(), strict=True))
    for place, ci in enumerate(at.tolist()):
        lacks.pop(ci, None)
        if place in given.missing:
            lacks[ci] = wording.code(json.dumps(given.missing[place]))
    order = sorted(lacks)
    return found | {
        "name_blob": names.blob,
        "name_offset": names.offsets,
        "unknown_ci": np.array(order, dtype=np.int32),
        "unknown_word": np.array([lacks[ci] for ci in order], dtype=np.int32),
        "maintenance_ci": np.flatnonzero(found["ci_presence"] == MAINTENANCE).astype(np.int32),
    }


def _touched(graph: Graph, grown: Graph, changes: Changes, number: Codes) -> Ints:
    """Consumers whose gates may be others now, ascending."""
    named: Iterable[str] = (
        *(edge.consumer for edge in (*changes.changed_edges, *changes.removed_edges)),
        *(row.ci for row in changes.changed_groups),
        *(ci for ci, _ in changes.removed_groups),
    )
    owners = np.array([number[key] for key in named], dtype=np.int64)
    away = grown.ci_presence >= ABSENT
    was = np.ones(grown.size, dtype=np.bool_)
    was[: graph.size] = graph.ci_presence >= ABSENT
    moved = np.flatnonzero(away != was)
    if not moved.size:
        return ascending(owners)
    flag = np.zeros(grown.size, dtype=np.bool_)
    flag[moved] = True
    rows = np.flatnonzero(flag[grown.in_provider])
    consumers = np.searchsorted(grown.in_start, rows, side="right") - 1
    return ascending(np.concatenate([owners, moved, consumers]))


def _structure_changed(graph: Graph, bare: Graph, touched: Ints) -> dict[str, Column]:
    """The stored circles, those anew that may have changed: a circle changes only where one of its owners did."""
    levels: tuple[Level, Level] = ("down", "ok")
    mates = {level: _mates(graph, level, touched) for level in levels}
    within = around(bare, ascending(np.concatenate([touched, *mates.values()])))
    changed: dict[Level, Ints] = {level: ascending(np.concatenate([touched, mates[level]])) for level in levels}
    fresh = structure_arrays(bare, within, changed)
    found: dict[str, Column] = {}
    for level in levels:
        stored = {name: getattr(graph, f"{level}_{name}") for name in STRUCTURE}
        # A relation that is new may join a circle that nobody touched to another one.
        keep = ~among(stored["ci"], ascending(np.concatenate([mates[level], fresh[f"{level}_ci"]])))
        joined = {name: np.concatenate([stored[name][keep], fresh[f"{level}_{name}"]]) for name in STRUCTURE}
        order = np.argsort(joined["ci"], kind="stable")
        found.update({f"{level}_{name}": column[order] for name, column in joined.items()})
    return found


def _mates(graph: Graph, level: Level, touched: Ints) -> Ints:
    """Every CI of the stored circles that some of these belong to."""
    parts = [circle_of(graph, level, component).cis for component in member_circles(graph, level, touched)]
    return np.array([ci for part in parts for ci in part], dtype=np.int64)
