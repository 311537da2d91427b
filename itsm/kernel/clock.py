"""How long has a record waited for us? Open seconds of a calendar, counted while its state lets the clock run."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, NamedTuple

from itsm.kernel.calendar import Calendar

__all__ = ["Mark", "Reading", "Target", "read_clock"]

Running = Literal["running", "paused", "stopped"]


class Mark(NamedTuple):
    """From this instant on the clock runs, is paused, or has stopped. ``order`` decides between equal instants."""

    at: datetime
    state: Running
    order: str = ""


class Target(NamedTuple):
    """What is promised: so many open seconds."""

    seconds: float


class Reading(NamedTuple):
    """A clock as it stands at an instant.

    ``elapsed_s`` open seconds while running; ``due`` when the target is reached if nothing pauses it any more (None:
    paused or stopped before it was, or no target); ``breached_at`` when it was passed (None: it was not);
    ``stopped_at`` when it stopped for good.
    """

    state: Running
    elapsed_s: float
    due: datetime | None
    breached_at: datetime | None
    stopped_at: datetime | None


def read_clock(calendar: Calendar, marks: Iterable[Mark], *, now: datetime, target: Target | None = None) -> Reading:
    """Read a clock.

    Parameters
    ----------
    calendar : when time counts
    marks : in any order, the same one twice counts once; marks after ``now`` have not happened yet
    now : the instant of reading
    target : what is promised

    Notes
    -----
    A clock that was stopped and runs again (a record reopened) goes on from where it stood. Seconds between two marks
    of one instant are none, so marks that arrive late or twice change nothing but what they say.
    """
    known = sorted({mark for mark in marks if mark.at <= now}, key=lambda mark: (mark.at, mark.order))
    if not known:
        return Reading("stopped", 0.0, None, None, None)
    elapsed = 0.0
    breached: datetime | None = None
    for mark, end in zip(known, [*(mark.at for mark in known[1:]), now], strict=True):
        if mark.state != "running":
            continue
        spent = calendar.seconds_between(mark.at, end)
        if target is not None and breached is None and elapsed + spent > target.seconds:
            breached = calendar.after(mark.at, target.seconds - elapsed)
        elapsed += spent
    last = known[-1]
    due = None
    if target is not None and last.state == "running":
        due = breached or calendar.after(now, target.seconds - elapsed)
    return Reading(last.state, elapsed, due, breached, last.at if last.state == "stopped" else None)
