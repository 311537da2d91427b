"""When a plan takes what down: its window and its offsets, as failures on a timeline that begins with the window."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from cmdb.errors import Invalid
from cmdb.plan import Plan
from cmdb.values import Json
from impact import Failure, Immunity

__all__ = ["Window", "immune_until", "taken_down", "window_of"]

MINUTE = 60
MOST_MINUTES = 10 * 366 * 24 * 60
EXAMPLE = '{"ci": KEY, "state": "down", "start_minutes": 0, "minutes": 20}'
PARTS = ("ci", "state", "start_minutes", "minutes")


class Window(NamedTuple):
    """From when until when a plan is carried out; instants in UTC."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> int:
        """Return its length."""
        return round((self.end - self.start).total_seconds())


def window_of(plan: Plan) -> Window | None:
    """Return a plan's window, None where it has none. Raises ``Invalid``."""
    said = plan.rest.get("window")
    if said is None:
        return None
    if not isinstance(said, dict) or set(said) != {"start", "end"}:
        allowed = '{"start": "2026-12-05T22:00:00Z", "end": "2026-12-05T23:00:00Z"}'
        raise Invalid("plan.window", "does not say from when until when", str(said)[:200], allowed)
    start, end = (instant(f"plan.window.{name}", said[name]) for name in ("start", "end"))
    if end < start:
        raise Invalid("plan.window.end", "is before the start", str(said["end"]), f"later than {said['start']}")
    return Window(start, end)


def instant(where: str, value: Json) -> datetime:
    """Return an instant in UTC; one without a zone is meant in UTC."""
    try:
        moment = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError as error:
        raise Invalid(where, "is no instant", str(value)[:64], "ISO 8601, as 2026-12-05T22:00:00Z") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def taken_down(plan: Plan, *, timed: bool) -> list[Failure]:
    """Return the CIs that a plan takes down, by what it calls them.

    ``timed``: with their times in seconds from the window's start. Without offsets a CI is down for the whole window,
    and for good where there is none; without ``minutes`` to the end of the window. Otherwise all are down at once.
    Raises ``Invalid``.
    """
    window = window_of(plan)
    listed = plan.rest.get("down", [])
    found: list[Failure] = []
    for index, each in enumerate(listed if isinstance(listed, list) else [listed]):
        where = f"plan.down[{index}]"
        ci = each.get("ci") if isinstance(each, dict) else None
        state = each.get("state", "down") if isinstance(each, dict) else None
        if not isinstance(each, dict) or not isinstance(ci, str) or state not in ("down", "degraded"):
            raise Invalid(where, "names no CI and state", str(each)[:200], EXAMPLE)
        if unknown := sorted(set(each) - set(PARTS)):
            raise Invalid(f"{where}.{unknown[0]}", "is not a part of what goes down", unknown[0], ", ".join(PARTS))
        start = offset(f"{where}.start_minutes", each.get("start_minutes"), -MOST_MINUTES)
        length = offset(f"{where}.minutes", each.get("minutes"), 0)
        failure = Failure(ci, state)  # type: ignore[arg-type]  # one of the two
        found.append(placed(failure, start, length, window) if timed else failure)
    return found


def placed(failure: Failure, start: int | None, length: int | None, window: Window | None) -> Failure:
    """Return a failure with its times."""
    if window is not None and length is None:
        begins = start or 0
        return replace(failure, start_s=begins, duration_s=max(0, window.seconds - begins))
    return replace(failure, start_s=start, duration_s=length)


def offset(where: str, value: Json, least: int) -> int | None:
    """Return minutes as seconds, None for none. Raises ``Invalid``."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= MOST_MINUTES:
        raise Invalid(where, "cannot be", str(value)[:64], f"minutes from {least} to {MOST_MINUTES}")
    return round(value * MINUTE)


def immune_until(immune: Iterable[Immunity], window: Window | None) -> list[Immunity]:
    """Return immunities with their end on the timeline, where a window tells when that begins.

    An end that is no instant is for people only; then the CI is immune throughout.
    """
    found: list[Immunity] = []
    for each in immune:
        until = each
        if window is not None and each.until and each.until_s is None:
            try:
                end = instant("immune.until", each.until)
            except Invalid:
                end = None
            if end is not None:
                until = replace(each, until_s=round((end - window.start).total_seconds()))
        found.append(until)
    return found
