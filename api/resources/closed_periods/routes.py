"""/closed-periods from an iCalendar file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from api.backend import backend
from api.guard import needs, principal
from api.openapi import Blueprint
from api.resources.closed_periods.schemas import FreezeFileSchema, FreezeFormSchema, FreezesSchema
from api.sight import stamp
from cmdb.errors import Forbidden
from cmdb.values import Json
from itsm.change.freeze_file import write_freezes
from itsm.kernel.calendar import parse_zone
from itsm.kernel.closed_days import LARGEST
from itsm.kernel.periods import read_periods, zone_of

__all__ = ["blueprint"]

blueprint = Blueprint("closed_periods", __name__, description="Change freezes from the calendars of others.")
YEAR = timedelta(days=365)


def shown(documents: Mapping[str, Mapping[str, Json]]) -> list[dict[str, Json]]:
    """Return freezes as they are answered."""
    return [
        {"name": name, "start": each["start"], "end": each["end"], "reason": each.get("reason", "")}
        for name, each in documents.items()
    ]


@blueprint.post("/closed-periods")
@blueprint.arguments(FreezeFileSchema, location="files")
@blueprint.arguments(FreezeFormSchema, location="form")
@blueprint.response(200, FreezesSchema)
@needs("change.decide", once=True)
def import_freezes(files: dict[str, Any], given: dict[str, Any]) -> dict[str, object]:
    """Declare the events of an iCalendar file as freezes, one revision for all; the same file again changes nothing."""
    if principal().scope is not None:
        raise Forbidden("change.decide")
    here = backend()
    content = files["file"].stream.read(LARGEST + 1)
    zone = parse_zone("zone", given["zone"]) if given.get("zone") else zone_of(content[:LARGEST])
    since: date = given.get("since") or here.clock().astimezone(zone).date()
    until: date = given.get("until") or since + YEAR
    found = read_periods(content, zone, since, until)
    exempt = [each for part in given["exempt"].split(",") if (each := part.strip())]
    decided = write_freezes(here.graph, found, exempt, stamp=stamp("freezes from a file"), dry_run=given["dry_run"])
    return {
        "zone": zone.key,
        "since": since.isoformat(),
        "until": until.isoformat(),
        "added": shown(decided.added),
        "changed": shown(decided.changed),
        "unchanged": list(decided.unchanged),
        "not_taken": [each._asdict() for each in decided.not_taken],
        "written": not given["dry_run"] and bool(decided.added or decided.changed),
    }
