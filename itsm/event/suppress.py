"""Is an alert expected? It is while somebody works on its CI, and said why; it counts all the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from itsm.event.alert import Alert

__all__ = ["Quiet", "silenced", "why_suppressed"]


@dataclass(frozen=True, slots=True)
class Quiet:
    """A time in which alerts of some CIs are expected: ``cis`` maps each to how it is concerned, None: all of them.

    It holds from ``start`` until before ``end``; None: open at that end.
    """

    name: str
    reason: str
    start: datetime | None
    end: datetime | None
    cis: Mapping[str, str] | None = field(default_factory=dict)

    def holds(self, now: datetime) -> bool:
        """Say whether it holds now."""
        return (self.start is None or self.start <= now) and (self.end is None or now < self.end)


def why_suppressed(ci: str, quiets: Iterable[Quiet], now: datetime) -> str:
    """Return why alerts of a CI are expected now, "" where they are not; the first by name decides."""
    for each in sorted(quiets, key=lambda quiet: quiet.name):
        if each.holds(now) and (each.cis is None or ci in each.cis):
            how = each.cis[ci] if each.cis is not None else "it holds everywhere"
            return f"{each.name}: {each.reason} ({how})"
    return ""


def silenced(alert: Alert, quiets: Iterable[Quiet], now: datetime) -> Alert:
    """Return an alert with why it is expected now; one that has an incident already stays with it."""
    if not alert.firing or not alert.ci or alert.incident:
        return alert
    return replace(alert, suppressed=why_suppressed(alert.ci, quiets, now))
