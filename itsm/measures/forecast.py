"""Which open records will break their agreement, when, and how likely, judged by what such records took before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from cmdb.entities import instant_json
from cmdb.values import Json
from itsm.measures.columns import Bools, Clocks, Columns

__all__ = ["forecast"]

ENOUGH = 10


def forecast(columns: Columns, clocks: Clocks, agreement: str, *, seen: Bools, now: datetime) -> list[dict[str, Json]]:
    """Return the open records under an SLA: those beyond their target first, then by when they will be.

    ``likelihood`` is the share of resolved records of the same practice and priority that took at least as long as
    this one has, and went on beyond the target; null where fewer than ten did (``of``). ``due`` is when the target
    is passed if nothing pauses the clock; null while it stands still.
    """
    moment = now.timestamp()
    mine = columns.of("incident", "request") & seen & (clocks.agreement.codes == clocks.agreement.number(agreement))
    taken, target = clocks.taken(moment), clocks.resolution_target
    promised = mine & ~np.isnan(target)
    waiting = np.flatnonzero(promised & np.isnan(columns.resolved) & (columns.opened <= moment))
    runs = np.zeros(columns.size, dtype=bool)
    runs[columns.span_row[columns.span_runs & np.isnan(columns.span_end)]] = True
    done = np.flatnonzero(promised & ~np.isnan(columns.resolved))
    found: list[tuple[float, str, dict[str, Json]]] = []
    for row in waiting.tolist():
        left = float(target[row] - taken[row])
        due = due_at(clocks, row, left, moment) if runs[row] and left >= 0 else None
        alike = done[
            (columns.practice.codes[done] == columns.practice.codes[row])
            & (columns.priority[done] == columns.priority[row])
        ]
        longer = taken[alike][taken[alike] >= taken[row]]
        share = 1.0 if left < 0 else float((longer > target[row]).mean()) if longer.size >= ENOUGH else None
        found.append(
            (
                left,
                columns.keys[row],
                {
                    "key": columns.keys[row],
                    "practice": columns.practice.names[columns.practice.codes[row]],
                    "priority": int(columns.priority[row]),
                    "team": columns.team.names[columns.team.codes[row]],
                    "state": "running" if runs[row] else "paused",
                    "target_s": float(target[row]),
                    "elapsed_s": round(float(taken[row]), 6),
                    "left_s": round(left, 6),
                    "breached": left < 0,
                    "due": instant_json(due),
                    "likelihood": None if share is None else round(share, 4),
                    "of": int(longer.size),
                },
            )
        )
    return [document for _, _, document in sorted(found, key=lambda each: each[:2])]


def due_at(clocks: Clocks, row: int, left: float, now: float) -> datetime | None:
    """Return when a clock that runs will have run for ``left`` seconds more, None where that is years ahead."""
    calendar = clocks.calendar.names[clocks.calendar.codes[row]]
    reach = clocks.open_time(calendar, now + 8 * left)
    instants: Sequence[float] = reach.when(reach.passed(np.array([now])) + left).tolist()
    return None if np.isnan(instants[0]) else datetime.fromtimestamp(instants[0], UTC)
