"""Whose time is nearly spent? Open records whose running clock has used the share that their agreement escalates at."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

import numpy as np

from itsm.measures.columns import Bools, Clocks, Columns, Floats
from itsm.measures.forecast import due_at

__all__ = ["Spent", "nearly_spent"]

NEWS_S = 86_400.0
"""What was passed more than a day of open time ago is news to nobody: logs of past years are imported as they are."""


class Spent(NamedTuple):
    """A clock of an open record; ``due`` None: its target is passed already."""

    key: str
    measure: Literal["response", "resolution"]
    agreement: str
    spent_s: float
    target_s: float
    due: datetime | None


def nearly_spent(columns: Columns, clocks: Clocks, *, now: datetime) -> list[Spent]:
    """Return the clocks that somebody must hear of, by key, response before resolution.

    A clock that stands still is none of them, nor one of a record that is over or given up.
    """
    moment = now.timestamp()
    waiting = ~columns.given_up & np.isnan(columns.resolved) & (columns.opened <= moment)
    runs = np.zeros(columns.size, dtype=bool)
    runs[columns.span_row[columns.span_runs & np.isnan(columns.span_end)]] = True
    unanswered = waiting & np.isnan(columns.responded)
    found = [
        *told_of("response", columns, clocks, unanswered, answering(columns, clocks, unanswered, moment), moment),
        *told_of("resolution", columns, clocks, waiting & runs, clocks.taken(moment), moment),
    ]
    return sorted(found, key=lambda each: (each.key, each.measure != "response"))


def answering(columns: Columns, clocks: Clocks, rows: Bools, moment: float) -> Floats:
    """Return how many open seconds some rows have waited for an answer; NaN for the others."""
    taken = np.full(columns.size, np.nan)
    for number, name in enumerate(clocks.calendar.names):
        mine = rows & (clocks.calendar.codes == number)
        if name and mine.any():
            since = columns.opened[mine]
            taken[mine] = clocks.open_time(name, moment).between(since, np.full(since.size, moment))
    return taken


def told_of(
    measure: Literal["response", "resolution"],
    columns: Columns,
    clocks: Clocks,
    rows: Bools,
    taken: Floats,
    moment: float,
) -> list[Spent]:
    """Return the clocks of one measure that are far enough."""
    target = clocks.response_target if measure == "response" else clocks.resolution_target
    shares = [
        np.nan if found is None or found.escalate_at is None else found.escalate_at
        for found in (clocks.known.agreements.get(name) for name in clocks.agreement.names)
    ]
    share = np.array(shares, dtype=np.float64)[clocks.agreement.codes] if shares else np.zeros(0)
    # What is not promised, and an agreement that escalates nothing, are NaN, which no comparison holds for.
    far = rows & (taken >= share * target) & (taken - target < NEWS_S)
    return [
        Spent(
            columns.keys[row],
            measure,
            clocks.agreement.names[clocks.agreement.codes[row]],
            float(taken[row]),
            float(target[row]),
            due_at(clocks, row, float(target[row] - taken[row]), moment) if taken[row] <= target[row] else None,
        )
        for row in np.flatnonzero(far).tolist()
    ]
