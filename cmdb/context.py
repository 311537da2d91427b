"""What else is going on while a scenario plays: plans side by side, and the records that a source of them knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from cmdb.model import Key
from cmdb.plan import Plan
from cmdb.taken_down import Window, taken_down, window_of
from impact import ContextRecord, Failure

__all__ = ["ContextSource", "Outage", "Overlap", "beside", "overlapping"]


class Outage(NamedTuple):
    """A CI that a record takes down; None: it is so already, or there is no end in sight. Instants in UTC."""

    ci: Key
    state: str
    start: datetime | None
    end: datetime | None


class Overlap(NamedTuple):
    """A change, a maintenance window or an incident that overlaps with a span of time."""

    reference: str
    title: str
    kind: str
    outages: Sequence[Outage]


class ContextSource(Protocol):
    """Whoever keeps records tells which overlap with a span; None: the present, and whatever is to come."""

    def __call__(self, start: datetime | None, end: datetime | None, /) -> Iterable[Overlap]:
        """Return the records that overlap."""
        ...


def overlapping(sources: Iterable[ContextSource], window: Window | None, now: datetime) -> list[ContextRecord]:
    """Return what all sources know, on the timeline of a window; without one on that of what lasts.

    Without a window everything is simultaneous: what has begun by now counts, and what has ended does not.
    """
    span = (window.start, window.end) if window else (now, None)
    found: list[ContextRecord] = []
    for source in sources:
        for each in source(*span):
            failures = tuple(
                failure for outage in each.outages if (failure := on_timeline(outage, window, now)) is not None
            )
            if failures:
                found.append(ContextRecord(each.reference, each.title, failures, each.kind))
    return sorted(found, key=lambda record: record.reference)


def on_timeline(outage: Outage, window: Window | None, now: datetime) -> Failure | None:
    """Return an outage as a failure; None where it does not count."""
    state: Literal["down", "degraded"] = "degraded" if outage.state == "degraded" else "down"
    if window is None:
        begun = outage.start is None or outage.start <= now
        return Failure(outage.ci, state) if begun and (outage.end is None or now < outage.end) else None
    if outage.start is None and outage.end is None:
        return Failure(outage.ci, state)
    if outage.end is not None and outage.end <= window.start:
        return None
    # What has no beginning has lasted: a ride-through that it began with is long over.
    begins = seconds_after(window, outage.start) if outage.start is not None else -LONG_AGO
    length = None if outage.end is None else max(0, seconds_after(window, outage.end) - begins)
    return Failure(outage.ci, state, begins, length)


LONG_AGO = 10 * 366 * 86_400


def seconds_after(window: Window, moment: datetime) -> int:
    """Return how many seconds after a window's start a moment is."""
    return round((moment - window.start).total_seconds())


def beside(
    plans: Sequence[Plan], window: Window | None, key: Callable[[str], Key], retired: Callable[[Plan], Iterable[str]]
) -> list[ContextRecord]:
    """Return plans that are carried out at the same time, on the timeline of a window.

    What one of them takes out of service, which ``retired`` tells, is DOWN from its beginning on for good. Without a
    window, or for a plan without one, offsets count from the same moment. Plans are named by their titles; of two with
    one title the second is called "TITLE (2)".
    """
    found: list[ContextRecord] = []
    for number, plan in enumerate(plans, 1):
        own = window_of(plan)
        later = seconds_after(window, own.start) if own and window else 0
        title = plan.title or f"plan {number}"
        alike = sum(each.title == title for each in found)
        begins = 0 if own else None
        gone = [Failure(ci, start_s=begins) for ci in retired(plan)]
        failures = tuple(moved(each, later, key) for each in (*taken_down(plan, timed=True), *gone))
        found.append(ContextRecord(f"{title} ({alike + 1})" if alike else title, title, failures))
    return found


def moved(failure: Failure, later: int, key: Callable[[str], Key]) -> Failure:
    """Return a failure later by so many seconds, its CI by key."""
    start = (failure.start_s or 0) + later if failure.timed else None
    return Failure(key(failure.ci), failure.state, start, failure.duration_s)
