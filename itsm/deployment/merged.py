"""What is known of a deployment from all that was said of it, whatever the order in which it came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

from cmdb.entities import instant_json
from cmdb.errors import Invalid
from itsm.deployment.event import STATUSES, DeploymentEvent, Status, event_document

__all__ = ["Deployment", "merged", "said_before", "with_event"]

MOST_EVENTS = 50


@dataclass(frozen=True, slots=True)
class Deployment:
    """A deployment as it stands. ``ended_at`` None: it goes on."""

    source: str
    id: str
    status: Status
    started_at: datetime
    ended_at: datetime | None
    cis: tuple[str, ...]
    environment: str
    tier: str
    version: str
    commit: str
    committed_at: datetime | None
    url: str
    change: str
    release: str

    @property
    def title(self) -> str:
        """Return it in a line."""
        what = ", ".join(self.cis[:3]) + (f" and {len(self.cis) - 3} more" if len(self.cis) > 3 else "")  # noqa: PLR2004
        return f"{what} {self.version}".rstrip()[:230] + f" to {self.environment[:60]}"


def in_order(events: Sequence[DeploymentEvent]) -> list[DeploymentEvent]:
    """Return events by when they happened; of one instant what ends comes after what begins."""
    rank = {status: place for place, status in enumerate(STATUSES)}
    return sorted(
        events, key=lambda event: (event.at, rank[event.status], sorted(event_document(event).items(), key=str))
    )


def said_before(known: Sequence[DeploymentEvent], event: DeploymentEvent) -> bool:
    """Say whether an event says nothing new: it is known, or it is known but for the time of its arrival."""
    if event in known:
        return True
    if event.started_at is not None or event.finished_at is not None or not known:
        return False
    last = in_order(known)[-1]
    return replace(event, at=last.at, started_at=last.started_at, finished_at=last.finished_at) == last


def with_event(known: Sequence[DeploymentEvent], event: DeploymentEvent) -> tuple[DeploymentEvent, ...]:
    """Return what was said with one more event, in order.

    Raises ``Invalid`` where it would end before it started, or too much was said of it.
    """
    found = in_order([*known, event])
    if len(found) > MOST_EVENTS:
        raise Invalid(
            "id", "was told of too often", event.id, f"up to {MOST_EVENTS} different events of one deployment"
        )
    starts = [each.started_at for each in found if each.started_at is not None]
    # An event that says both has been checked by itself; of several attempts each has its own.
    ends = [each.finished_at for each in found if each.finished_at is not None and each.started_at is None]
    if starts and ends and min(ends) < min(starts):
        began = f"an instant from {instant_json(min(starts))} on, when it started"
        raise Invalid("finished_at", "is before it started", instant_json(min(ends)), began)
    return tuple(found)


def merged(events: Sequence[DeploymentEvent]) -> Deployment:
    """Return what is known from some events, at least one; what was said last of each thing holds."""
    found = in_order(events)
    last = found[-1]

    def said(name: str) -> str:
        return next((str(value) for each in reversed(found) if (value := attrgetter(name)(each))), "")

    starts = [each.started_at or each.at for each in found]
    committed = [each.committed_at for each in found if each.committed_at is not None]
    return Deployment(
        last.source,
        last.id,
        last.status,
        min(starts),
        None if last.status == "in_progress" else last.at,
        tuple(sorted({name for each in found for name in each.cis})),
        last.environment,
        last.tier,
        said("version"),
        said("commit"),
        committed[-1] if committed else None,
        said("url"),
        said("change"),
        said("release"),
    )
