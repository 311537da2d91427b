"""The calendars and agreements in force: what the organisation declares laid over what is shipped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cmdb.errors import Invalid, NotFound
from cmdb.model import Key
from cmdb.overlay import load_rules
from cmdb.store.port import GraphStore
from cmdb.values import Json
from itsm.kernel.calendar import ALWAYS, Calendar, parse_calendar
from itsm.kernel.declared import declared
from itsm.service_level.agreement import OFFICE, STANDARD, Agreement, parse_agreement

__all__ = [
    "AGREEMENT",
    "CALENDAR",
    "SHIPPED_AGREEMENTS",
    "SHIPPED_CALENDARS",
    "Promise",
    "Promises",
    "checked_agreement",
    "promises",
]

CALENDAR, AGREEMENT = "calendar", "agreement"
SHIPPED_CALENDARS = {each.name: each for each in (ALWAYS, OFFICE)}
SHIPPED_AGREEMENTS = {STANDARD.name: STANDARD}


class Promise(NamedTuple):
    """An agreement that a record falls under, with its calendar and why it does."""

    agreement: Agreement
    calendar: Calendar
    why: str


class Promises(NamedTuple):
    """All calendars and agreements by name."""

    calendars: Mapping[str, Calendar]
    agreements: Mapping[str, Agreement]

    def calendar(self, name: str) -> Calendar:
        """Return a calendar. Raises ``NotFound``."""
        if name not in self.calendars:
            raise NotFound("calendar", name, tuple(self.calendars))
        return self.calendars[name]

    def of(self, practice: str, priority: int | None, services: Iterable[str]) -> tuple[Promise, ...]:
        """Return what is promised for a record: of each kind of agreement at most one.

        One that names a service of the record goes before one for all; among those the one that promises to resolve
        soonest, then the first by name.
        """
        wanted = frozenset(services)
        found: dict[str, tuple[tuple[bool, float, str], Promise]] = {}
        for agreement in self.agreements.values():
            if not agreement.covers(practice, wanted):
                continue
            rank = (not agreement.services, agreement.resolution.get(priority or 0, float("inf")), agreement.name)
            if agreement.kind not in found or rank < found[agreement.kind][0]:
                calendar = self.calendars.get(agreement.calendar, OFFICE)
                found[agreement.kind] = rank, Promise(agreement, calendar, reason(agreement, wanted))
        return tuple(promise for _, promise in (found[kind] for kind in sorted(found, key=ORDER.index)))

    def availability_of(self, service: str) -> Agreement | None:
        """Return the agreement by which a service's availability is judged, None where none promises any.

        An SLA goes before an OLA and a contract, one that names the service before one for all, among those the one
        that promises most, then the first by name.
        """
        found = [
            each
            for each in self.agreements.values()
            if each.availability is not None and (not each.services or service in each.services)
        ]
        return min(
            found,
            key=lambda each: (ORDER.index(each.kind), not each.services, -(each.availability or 0), each.name),
            default=None,
        )


ORDER = ("sla", "ola", "contract")


def reason(agreement: Agreement, services: frozenset[str]) -> str:
    """Return why an agreement counts."""
    if not agreement.services:
        return f"{agreement.name} covers all services"
    return f"{agreement.name} covers {', '.join(sorted(services & set(agreement.services)))}"


def promises(graph: GraphStore, *, as_of: int | None = None) -> Promises:
    """Return the calendars and agreements in force."""
    calendars = dict(SHIPPED_CALENDARS)
    for name, each in declared(graph, CALENDAR, as_of=as_of).items():
        calendars[name] = parse_calendar(f"calendar {name}", dict(each.document))
    agreements = dict(SHIPPED_AGREEMENTS)
    for name, each in declared(graph, AGREEMENT, as_of=as_of).items():
        agreements[name] = parse_agreement(f"agreement {name}", dict(each.document))
    return Promises(calendars, dict(sorted(agreements.items())))


def checked_agreement(graph: GraphStore, where: str, said: Json) -> Agreement:
    """Read an agreement whose calendar there is, and whose services. Raises ``Invalid``."""
    found, known = parse_agreement(where, said), promises(graph).calendars
    if found.calendar not in known:
        raise Invalid(f"{where}.calendar", "there is no such calendar", found.calendar, ", ".join(known))
    there, schema = graph.get([Key(each) for each in found.services]), load_rules(graph).schema
    for each in found.services:
        stored = there.get(Key(each))
        if stored is None or not schema.is_service(stored.node.cls):
            reason = "there is no such CI" if stored is None else f"is of the class {stored.node.cls}"
            raise Invalid(f"{where}.services", reason, each, 'keys of services, or "all"')
    return found
