"""What an agreement promises: for which services, in which hours, how soon, how available, how content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from cmdb.errors import Invalid
from cmdb.values import Json
from itsm.kernel.calendar import Calendar, parse_calendar

__all__ = ["ESCALATE_AT", "KINDS", "OFFICE", "STANDARD", "Agreement", "agreement_document", "parse_agreement"]

Kind = Literal["sla", "ola", "contract"]
KINDS: tuple[Kind, ...] = ("sla", "ola", "contract")
"""With a customer, between our teams, with a supplier."""
PRIORITIES = ("1", "2", "3", "4", "5")
PROMISED = ("incident", "request")
FIELDS = frozenset(
    {"name", "kind", "services", "practices", "calendar", "response", "resolution", "availability", "satisfaction"}
    | {"escalate_at"}
)
MOST_SECONDS = 10 * 366 * 86_400.0
HOUR = 3_600.0
ESCALATE_AT = 0.8
BEST_RATING = 5.0


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement.

    ``services`` are keys, empty for all. ``response`` and ``resolution`` are open seconds of the calendar by priority;
    a priority that is not in them has no such promise; ``escalate_at`` is the share of that time after which those
    concerned are told while it can still be kept, None: never. ``availability`` is a share of the time,
    ``satisfaction`` a mean rating from 1 to 5; None: not promised.
    """

    name: str
    kind: Kind = "sla"
    services: tuple[str, ...] = ()
    practices: tuple[str, ...] = PROMISED
    calendar: str = "office"
    response: Mapping[int, float] = field(default_factory=dict)
    resolution: Mapping[int, float] = field(default_factory=dict)
    escalate_at: float | None = ESCALATE_AT
    availability: float | None = None
    satisfaction: float | None = None

    def covers(self, practice: str, services: frozenset[str]) -> bool:
        """Say whether records of a practice on these services fall under it."""
        return practice in self.practices and (not self.services or bool(services & set(self.services)))


OFFICE: Calendar = parse_calendar(
    "office",
    {
        "name": "office",
        "zone": "UTC",
        "hours": {day: ["08:00-18:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")},
    },
)
"""The calendar that is there before any is declared."""

STANDARD = Agreement(
    "standard",
    response=MappingProxyType({1: 0.5 * HOUR, 2: HOUR, 3: 4 * HOUR, 4: 8 * HOUR, 5: 10 * HOUR}),
    resolution=MappingProxyType({1: 4 * HOUR, 2: 8 * HOUR, 3: 20 * HOUR, 4: 40 * HOUR, 5: 100 * HOUR}),
    availability=0.995,
    satisfaction=4.0,
)
"""The agreement for all services that is there before any is declared."""


def parse_agreement(where: str, said: Json) -> Agreement:
    """Read an agreement as ``agreement_document`` writes it. Raises ``Invalid`` naming the field at fault."""
    if not isinstance(said, dict):
        raise Invalid(where, "is no agreement", str(said)[:100], f"an object with {', '.join(sorted(FIELDS))}")
    if unknown := sorted(said.keys() - FIELDS):
        raise Invalid(f"{where}.{unknown[0]}", "is unknown", unknown[0], ", ".join(sorted(FIELDS)))
    name, kind = said.get("name"), said.get("kind", "sla")
    if not isinstance(name, str) or not name:
        raise Invalid(f"{where}.name", "is missing", name, "a name")
    if kind not in KINDS:
        raise Invalid(f"{where}.kind", "is no kind of agreement", kind, ", ".join(KINDS))
    calendar = said.get("calendar", "office")
    if not isinstance(calendar, str) or not calendar:
        raise Invalid(f"{where}.calendar", "is no name of a calendar", calendar, "the name of a calendar")
    found = Agreement(
        name,
        kind,
        names(f"{where}.services", said.get("services", "all")),
        names(f"{where}.practices", said.get("practices", list(PROMISED))) or PROMISED,
        calendar,
        seconds(f"{where}.response", said.get("response", {})),
        seconds(f"{where}.resolution", said.get("resolution", {})),
        share(f"{where}.escalate_at", said.get("escalate_at", ESCALATE_AT)),
        number(f"{where}.availability", said.get("availability"), 0, 1, "a share of the time from 0 to 1"),
        number(f"{where}.satisfaction", said.get("satisfaction"), 1, BEST_RATING, "a mean rating from 1 to 5"),
    )
    if not (found.response or found.resolution or found.availability is not None or found.satisfaction is not None):
        raise Invalid(where, "promises nothing", name, "response, resolution, availability or satisfaction")
    return found


def names(where: str, said: Json) -> tuple[str, ...]:
    """Read a list of names; "all" is none in particular."""
    if said == "all":
        return ()
    if not isinstance(said, list) or not said or not all(isinstance(each, str) and each for each in said):
        raise Invalid(where, "is no list of names", str(said)[:100], '"all", or a list of names')
    return tuple(sorted({str(each) for each in said}))


def seconds(where: str, said: Json) -> Mapping[int, float]:
    """Read seconds by priority."""
    if not isinstance(said, dict):
        raise Invalid(where, "are no seconds by priority", str(said)[:100], '{"1": 3600, "2": 14400}')
    found: dict[int, float] = {}
    for priority, value in sorted(said.items()):
        if priority not in PRIORITIES:
            raise Invalid(f"{where}.{priority}", "is no priority", priority, ", ".join(PRIORITIES))
        taken = number(f"{where}.{priority}", value, 0, MOST_SECONDS, "seconds above 0, at most ten years")
        if not taken:
            raise Invalid(f"{where}.{priority}", "is no time to keep", value, "seconds above 0")
        found[int(priority)] = taken
    return MappingProxyType(found)


def share(where: str, said: Json) -> float | None:
    """Read a share of the time that is neither none nor all of it, None where it is absent."""
    allowed = "a share of the time above 0 and below 1, such as 0.8; null: never"
    found = number(where, said, 0, 1, allowed)
    if found in (0, 1):
        raise Invalid(where, "leaves no time to act", said, allowed)
    return found


def number(where: str, said: Json, least: float, most: float, allowed: str) -> float | None:
    """Read a number within bounds, None where it is absent."""
    if said is None:
        return None
    if isinstance(said, bool) or not isinstance(said, int | float) or not least <= said <= most:
        raise Invalid(where, "is no such number", str(said)[:100], allowed)
    return float(said)


def agreement_document(agreement: Agreement) -> dict[str, Json]:
    """Return an agreement as ``parse_agreement`` reads it."""
    return {
        "name": agreement.name,
        "kind": agreement.kind,
        "services": list[Json](agreement.services) if agreement.services else "all",
        "practices": list[Json](agreement.practices),
        "calendar": agreement.calendar,
        "response": {str(priority): value for priority, value in sorted(agreement.response.items())},
        "resolution": {str(priority): value for priority, value in sorted(agreement.resolution.items())},
        "escalate_at": agreement.escalate_at,
        "availability": agreement.availability,
        "satisfaction": agreement.satisfaction,
    }
