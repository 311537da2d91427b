"""What some CIs stand on: everything that they need, directly or through others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from impact.graph import Graph
from impact.ragged import Ints, ascending, distinct
from impact.reach import providers
from impact.redact import Visible

__all__ = ["NeededCi", "common_needs", "needs"]


@dataclass(frozen=True, slots=True)
class NeededCi:
    """One CI that others stand on; ``hops`` relations below the nearest of them."""

    key: str
    name: str
    cls: str
    hops: int


def needs(graph: Graph, cis: Iterable[str], *, visible: Visible | None = None) -> tuple[NeededCi, ...]:
    """Everything that some CIs stand on, gates aside: a member of a redundant group is needed too.

    Parameters
    ----------
    cis : keys of the CIs asked about; they stand in the answer only if others of them need them, or they themselves
    visible : what the reader may see

    Returns
    -------
    CIs by hops, then key

    Raises
    ------
    UnknownCiError : a key that no CI has

    Notes
    -----
    Breadth-first; O(relations below).
    """
    below, away = _below(graph, ascending(graph.indices_of(cis)))
    order = np.lexsort((graph.key_rank[below], away))
    below, away = below[order], away[order]
    keys, names = graph.keys_of(below), graph.names.many(below)
    classes = [graph.word(code) if code >= 0 else "" for code in graph.ci_class[below].tolist()]
    found = tuple(map(NeededCi, keys, names, classes, away.tolist()))
    if visible is None:
        return found
    return tuple(ci for ci, may in zip(found, visible(keys), strict=True) if may)


def _below(graph: Graph, cis: Ints) -> tuple[Ints, Ints]:
    """CIs reached over one relation or more, with their hops."""
    away = np.zeros(graph.size, dtype=np.int32)
    scratch = np.empty(graph.size, dtype=np.int32)
    frontier, distance = cis, 0
    parts: list[Ints] = [cis[:0]]
    while frontier.size:
        distance += 1
        reached, _ = providers(graph, frontier)
        frontier = distinct(reached[away[reached] == 0], scratch)
        away[frontier] = distance
        parts.append(frontier)
    below = np.concatenate(parts).astype(np.int64)
    return below, away[below]


def common_needs(graph: Graph, cis: Iterable[str], *, visible: Visible | None = None) -> tuple[NeededCi, ...]:
    """What every one of some CIs stands on; hops from the farthest of them, then key."""
    found: dict[str, NeededCi] = {}
    for place, key in enumerate(dict.fromkeys(cis)):
        mine = {ci.key: ci for ci in needs(graph, [key], visible=visible)}
        if place == 0:
            found = mine
            continue
        shared = found.keys() & mine.keys()
        found = {k: max(found[k], mine[k], key=lambda ci: ci.hops) for k in shared}
    return tuple(sorted(found.values(), key=lambda ci: (ci.hops, ci.key)))
