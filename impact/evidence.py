"""How sure are we: the weakest relation that a proof rests on."""

from __future__ import annotations

import numpy as np

from impact.answer import Evidence
from impact.graph import DEAD_ROW, Graph
from impact.hops import gate_weak
from impact.propagate import FALLEN, States
from impact.ragged import Ints, among, ascending, positions

__all__ = ["weakest"]


def weakest(graph: Graph, states: States, cis: Ints | None = None) -> Evidence | None:
    """The relation with the lowest confidence, or the oldest verification, among those that took part.

    Parameters
    ----------
    cis : the CIs whose reasons are looked at; default: all that are affected

    Returns
    -------
    The relation with the lowest confidence; where nobody gave any, the one verified longest ago; ties by the other
    figure, then by keys. None when no relation that took part carries either.

    Notes
    -----
    O(relations of the CIs); O(1) where no relation of the graph carries evidence.
    """
    if not graph.in_confidence.size and not graph.in_verified.size:
        return None
    rows, consumer = _part(graph, states, states.weak.cis if cis is None else cis)
    blank = np.full(rows.size, np.nan)
    confidence = graph.in_confidence[rows] if graph.in_confidence.size else blank
    verified = graph.in_verified[rows] if graph.in_verified.size else np.full(rows.size, -1)
    if not np.isnan(confidence).all():
        keep = confidence == np.nanmin(confidence)
    elif (verified >= 0).any():
        keep = verified >= 0
    else:
        return None
    rows, consumer, verified = rows[keep], consumer[keep], verified[keep]
    dates = {int(v): graph.word(int(v)) if v >= 0 else "~" for v in ascending(verified)}
    oldest = min(dates.values())
    keep = among(verified, np.array([v for v, date in dates.items() if date == oldest], dtype=np.int64))
    ends = zip(consumer[keep].tolist(), rows[keep].tolist(), strict=True)
    shown = [(graph.key_at(c), graph.key_at(int(graph.in_provider[row])), _type(graph, row), row) for c, row in ends]
    key, provider, kind, row = min(shown)
    sure = float(graph.in_confidence[row]) if graph.in_confidence.size else np.nan
    return Evidence(key, provider, kind, None if np.isnan(sure) else sure, None if oldest == "~" else oldest)


def _type(graph: Graph, row: int) -> str:
    return graph.word(int(graph.in_type[row]))


def _part(graph: Graph, states: States, cis: Ints) -> tuple[Ints, Ints]:
    """Rows of the relations that explain the states of some CIs, with their consumers."""
    rows, counts = positions(graph.in_start, cis)
    consumer = np.repeat(cis, counts)
    provider, gate = graph.in_provider[rows], graph.in_gate[rows]
    down = states.down.closed[consumer] == FALLEN
    rounds = (states.down.round, states.weak.round)
    fell = np.where(down, states.down.closed[provider] == FALLEN, states.weak.closed[provider] == FALLEN)
    first = [(r[provider] < r[consumer]) for r in rounds]
    part = fell & np.where(down, first[0], first[1]) & ((graph.in_flags[rows] & DEAD_ROW) == 0)
    if states.delays is not None:
        gone, not_ok = (each.rows_reached(rows) for each in states.delays)
        part &= np.where(down, gone, not_ok)
    if graph.gates:
        at = np.maximum(gate, 0)
        defeated = states.down.lost[at] >= graph.gate_down_at[at]
        part &= (gate < 0) | np.where(down, defeated, gate_weak(graph, states, at))
    return rows[part], consumer[part]
