"""What does a meeting speak of, and in which order? The rule, with its reasons for each change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from itsm.board.meeting import Meeting, following

__all__ = ["GROUPS", "Candidate", "Item", "agenda", "decided_by", "order_said"]

Group = Literal["emergency", "risk", "collision", "deferred", "rest"]
GROUPS: tuple[Group, ...] = ("emergency", "risk", "collision", "deferred", "rest")
"""In this order; within one the window that begins first, then the higher risk."""
HIGH = ("high", "very_high")
HARD = ("high", "critical")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A change that a board may have to speak of.

    ``asks`` what: a decision, or the review of an emergency change that is over. ``level`` and ``score`` are its
    risk's; ``collisions`` their severities. ``deferred_in`` is the last meeting that put it off.
    """

    key: str
    asks: Literal["decision", "review"]
    kind: str
    starts_at: datetime | None
    level: str = "low"
    score: float = 0.0
    collisions: tuple[str, ...] = ()
    deferred_in: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an agenda: why it is on it, and why it stands where it does."""

    candidate: Candidate
    group: Group
    reasons: tuple[str, ...]


def decided_by(meeting: Meeting, later: Iterable[Meeting]) -> datetime:
    """Return until when windows may begin for their changes to be spoken of now: when the board meets after this.

    That is the first meeting planned behind this one, else the day that its rhythm gives.
    """
    planned = [each.starts_at for each in later if not each.over and each.starts_at > meeting.starts_at]
    return min(planned, default=following(meeting)[0])


def agenda(candidates: Iterable[Candidate], until: datetime, now: datetime) -> Sequence[Item]:
    """Return the changes that cannot wait for the meeting after, the most pressing first.

    ``until`` is when the board meets after this. A change without a window is not put off by that, and a review of
    an emergency always stands on it.
    """
    found = [
        Item(each, group_of(each), reasons_of(each, now))
        for each in candidates
        if each.asks == "review" or each.starts_at is None or each.starts_at < until
    ]
    return sorted(found, key=place)


def place(item: Item) -> tuple[int, float, float, str]:
    """Return where an item stands."""
    starts = item.candidate.starts_at
    return (
        GROUPS.index(item.group),
        starts.timestamp() if starts else float("inf"),
        -item.candidate.score,
        item.candidate.key,
    )


def group_of(each: Candidate) -> Group:
    """Return the first group that a change belongs to."""
    if each.asks == "review" or each.kind == "emergency":
        return "emergency"
    if each.level in HIGH:
        return "risk"
    if any(severity in HARD for severity in each.collisions):
        return "collision"
    return "deferred" if each.deferred_in else "rest"


def reasons_of(each: Candidate, now: datetime) -> tuple[str, ...]:
    """Return why a change stands where it does, the weightiest first."""
    found = []
    if each.asks == "review":
        found.append("an emergency change that waits for its review")
    elif each.kind == "emergency":
        found.append("an emergency change")
    if each.level in HIGH:
        found.append(f"{each.level.replace('_', ' ')} risk")
    hard = sum(severity in HARD for severity in each.collisions)
    if hard:
        found.append(f"{hard} high or critical collision{'s' if hard != 1 else ''}")
    if each.deferred_in:
        found.append(f"deferred in {each.deferred_in}")
    if each.asks == "decision" and each.starts_at is not None:
        found.append("its window has begun" if each.starts_at <= now else "its window begins before the meeting after")
    elif each.asks == "decision":
        found.append("it has no window")
    return tuple(found)


def order_said(until: str) -> str:
    """Return the rule in words; ``until``: when the board meets after this."""
    return (
        f"Changes that wait for approval and whose window begins before the meeting after ({until}), and emergency "
        "changes that wait for their review. First emergencies, then high risk, then high or critical collisions, then "
        "what was deferred, then the rest; within each the window that begins first."
    )
