"""When is a change in nobody's way? The spans between what it would collide with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from cmdb.taken_down import Window
from itsm.change.conflicts import Closure, Place
from itsm.change.proposal import Proposal
from itsm.change.window import View, at, in_the_way

__all__ = ["Span", "Taken", "anything", "free_spans", "obstacles"]


class Span(NamedTuple):
    """From one instant until before another."""

    start: datetime
    end: datetime


class Taken(NamedTuple):
    """A span that is taken: by a change (its key) or a closed period (its name), and what it is called."""

    kind: str
    by: str
    title: str
    span: Span


def free_spans(taken: Iterable[Taken], within: Span, needed: timedelta) -> list[Span]:
    """Return the longest spans within another that nothing takes, of those that are long enough; by start."""
    found: list[Span] = []
    free_from = within.start
    for start, end in sorted(each.span for each in taken):
        if start > free_from:
            found.append(Span(free_from, min(start, within.end)))
        free_from = max(free_from, end)
    if free_from < within.end:
        found.append(Span(free_from, within.end))
    return [each for each in found if each.end - each.start >= needed and each.start < within.end]


def obstacles(view: View, proposal: Proposal) -> list[Taken]:
    """Return what a change would collide with whenever both are at once, by start.

    Changes, backing out included, as if they and this one took all day; freezes and maintenance that bind it and reach
    what it touches. A change without a window is passed over: no slot is free of it.
    """
    others = [each for each, _ in in_the_way(view, proposal)]
    shut = [each for each in view.around.closures if proposal.kind not in each.exempt and meets(view, proposal, each)]
    return anything(others, shut)


def anything(others: Sequence[Proposal], closures: Sequence[Closure]) -> list[Taken]:
    """Return all changes that have a window, and all closed periods, by start."""
    found = [
        Taken("change", each.reference, each.title, Span(each.window.start, each.until))
        for each in others
        if each.window is not None and each.until is not None
    ]
    found += [Taken(each.kind, each.name, each.name, Span(each.start, each.end)) for each in closures]
    return sorted(found, key=lambda each: (each.span, each.kind, each.by))


def meets(view: View, proposal: Proposal, closure: Closure) -> bool:
    """Say whether a closed period would be in the way of a change at its time."""
    return bool(Place(view.graph, at(proposal, Window(closure.start, closure.end))).closed(closure))
