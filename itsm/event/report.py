"""What a source of alerts says once, in one shape for every source; and the plain JSON that anything can send."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, cast

from cmdb.errors import Invalid
from cmdb.values import Json, check

__all__ = ["SEVERITIES", "Names", "Refused", "Report", "Severity", "State", "parse_event", "severity_of", "text_of"]

State = Literal["firing", "resolved"]
Severity = Literal["critical", "warning", "info"]
SEVERITIES: Mapping[Severity, frozenset[str]] = {
    "critical": frozenset({"critical", "crit", "fatal", "emergency", "emerg", "disaster", "page", "high", "error"}),
    "warning": frozenset({"warning", "warn", "average", "minor", "major", "medium", ""}),
    "info": frozenset({"info", "information", "informational", "notice", "none", "low", "debug", "ok"}),
}
"""Words of sources by what they mean here; a word that none has is a warning."""

Names = tuple[tuple[str, str], ...]
"""What may name the CI, most telling first: pairs of label and value."""

MOST_TEXT = 500
MOST_NAME = 253
"""As long as a host name may be."""

FIELDS = ("source", "id", "ci", "severity", "state", "at", "summary")


@dataclass(frozen=True, slots=True)
class Report:
    """One message about one alert. ``at`` is when it began to fire, or when it was resolved."""

    source: str
    id: str
    state: State
    severity: Severity
    summary: str
    at: datetime
    names: Names = ()
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Return what is the same in every message about the same alert."""
        return hashlib.sha256(f"{self.source}\n{self.id}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Refused:
    """A message that cannot be read: where it stands, why, and what would be allowed."""

    where: str
    reason: str
    value: Json
    allowed: str


def severity_of(word: str) -> Severity:
    """Return what a source's word for severity means here."""
    plain = word.strip().lower()
    return next((severity for severity, words in SEVERITIES.items() if plain in words), "warning")


def text_of(where: str, value: Json, *, most: int = MOST_TEXT, needed: bool = False) -> str:
    """Return text of a bounded length. Raises ``Invalid`` for what is none, and for an absent one that is needed."""
    if value is None or value == "":
        if needed:
            raise Invalid(where, "is missing", value, f"text of up to {most} characters")
        return ""
    if not isinstance(value, str):
        raise Invalid(where, "is no text", value, f"text of up to {most} characters")
    check(where, value)
    return value[:most]


def instant_of(where: str, value: Json, now: datetime) -> datetime:
    """Return an instant in UTC; now for an absent one and for one that has not happened yet. Raises ``Invalid``."""
    if value is None or value == "":
        return now
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise Invalid(where, "is no instant", value, "ISO 8601 with a zone: 2026-12-05T22:00:00Z") from error
    if found.tzinfo is None:
        raise Invalid(where, "has no zone", value, "ISO 8601 with a zone: 2026-12-05T22:00:00Z")
    # The year 1 is how Alertmanager says "not yet".
    return now if found.year <= 1 else min(found.astimezone(UTC), now)


def state_of(where: str, value: Json) -> State:
    """Return a state. Raises ``Invalid``."""
    if value not in ("firing", "resolved"):
        raise Invalid(where, "is no state of an alert", value, "firing, resolved")
    return cast("State", value)


def parse_event(where: str, given: Json, now: datetime) -> Report:
    """Read an event as plain JSON. Raises ``Invalid``.

    ``{"source": "backup", "id": "job-7", "ci": "db-1", "severity": "critical", "state": "firing", "at": ...,
    "summary": "..."}``; ``source``, ``id`` and ``state`` are needed.
    """
    if not isinstance(given, dict):
        raise Invalid(where, "is no event", str(given)[:100], f"an object with {', '.join(FIELDS)}")
    if unknown := sorted(given.keys() - set(FIELDS)):
        raise Invalid(f"{where}.{unknown[0]}", "is unknown", unknown[0], ", ".join(FIELDS))
    source, ident = (text_of(f"{where}.{name}", given.get(name), needed=True) for name in ("source", "id"))
    ci = text_of(f"{where}.ci", given.get("ci"), most=MOST_NAME)
    return Report(
        source,
        ident,
        state_of(f"{where}.state", given.get("state")),
        severity_of(text_of(f"{where}.severity", given.get("severity"))),
        text_of(f"{where}.summary", given.get("summary")) or ident,
        instant_of(f"{where}.at", given.get("at"), now),
        (("ci", ci),) if ci else (),
    )
