"""How long is each service out by a change? Minutes, and those of them within the hours that were agreed for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from cmdb.store.port import GraphStore
from cmdb.values import Json
from itsm.kernel.calendar import ALWAYS, Calendar
from itsm.service_level.promises import Promise, promises

__all__ = ["service_outages"]

SLA = "sla"
READINGS = ("planned", "if_it_fails")


class Agreed(NamedTuple):
    """The agreement that a service's hours are taken from, "" for none, and those hours."""

    name: str
    hours: Calendar


def service_outages(graph: GraphStore, start: datetime | None, judged: Mapping[str, Json]) -> list[Json]:
    """Return each service that a judgement has DOWN or DEGRADED by the change, with users and minutes by reading.

    ``start`` is when the judgement's timeline begins, None where the change has no window: then no minutes are told.
    Only what is DOWN counts; what is so without the change is left out. The worst first.
    """
    impact = cast("Mapping[str, Any]", judged["impact"])
    readings = {
        name: {each["key"]: each for each in impact[name]["services"] if not each.get("already")} for name in READINGS
    }
    known = {key: each for name in READINGS for key, each in readings[name].items()}
    said = promises(graph)
    found: list[Json] = []
    for key in sorted(known, key=lambda one: (-known[one]["score"], one)):
        agreed = agreed_for(said.of("incident", None, [key]))
        row: dict[str, Json] = {
            "key": key,
            "name": known[key]["name"],
            "users": known[key].get("users", 0),
            "agreement": agreed.name,
            "hours": agreed.hours.name,
        }
        found.append(row | {name: reading(readings[name].get(key), start, agreed.hours) for name in READINGS})
    return found


def agreed_for(said: Iterable[Promise]) -> Agreed:
    """Return the agreement with customers of what is promised; without one, a service is wanted at all hours."""
    mine = next((each for each in said if each.agreement.kind == SLA), None)
    return Agreed(mine.agreement.name, mine.calendar) if mine else Agreed("", ALWAYS)


def reading(service: Mapping[str, Any] | None, start: datetime | None, hours: Calendar) -> Json:
    """Return state and minutes DOWN of a service in one reading; no minutes where its end is not known."""
    if service is None:
        return {"state": "ok", "minutes": 0.0, "agreed_minutes": 0.0}
    spans = [each for each in service.get("intervals", ()) if each["state"] == "down"]
    timed = bool(service.get("intervals")) and all(
        each["start"] is not None and each["end"] is not None for each in spans
    )
    if start is None or not timed:
        return {"state": service["state"], "minutes": None, "agreed_minutes": None}
    seconds = sum(each["end"] - each["start"] for each in spans)
    open_s = sum(
        hours.seconds_between(start + timedelta(seconds=each["start"]), start + timedelta(seconds=each["end"]))
        for each in spans
    )
    return {
        "state": service["state"],
        "minutes": round(seconds / 60, 1),
        "agreed_minutes": round(open_s / 60, 1),
    }
