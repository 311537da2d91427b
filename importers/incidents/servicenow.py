"""Read an export of ServiceNow's incident table: a row for each incident, as it stands now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from cmdb.reported import ReportedActivity, ReportedRecord
from cmdb.values import Json
from importers.incidents.rows import (
    BadCell,
    Row,
    channel_of,
    closure_of,
    headings_of,
    level_of,
    rows_of,
    said_only,
    state_of,
    zone_of,
)
from importers.observation import InputFile, Note, Observation, Options, Recognition, Rejected

__all__ = ["SERVICENOW_INCIDENTS", "ServiceNowIncidents"]

COLUMNS = frozenset({"number", "opened_at", "incident_state"})
OWN = frozenset({"sys_id", "sys_updated_on", "sys_created_on"})
HOLD = {"1": "requester", "3": "problem", "4": "supplier", "5": "change"}
RESOLVED, CLOSED = frozenset({"resolved", "closed"}), frozenset({"closed", "cancelled"})


class ServiceNowIncidents:
    """The reader of ServiceNow's incident table, exported as CSV with values or with what is displayed for them."""

    name = "servicenow_incidents"
    label = "ServiceNow incident table"
    suffixes: tuple[str, ...] = (".csv",)

    def recognise(self, file: InputFile) -> Recognition | None:
        """Look for the columns of the incident table."""
        found = set(headings_of(file))
        if found >= COLUMNS and found & OWN:
            return Recognition(0.95, "has the columns of ServiceNow's incident table")
        return None

    def read(self, files: Sequence[InputFile], options: Options) -> Iterator[Observation]:
        """Yield one record for each row; a number that comes again is rejected."""
        zone = zone_of(options)
        seen: set[str] = set()
        for file in files:
            for row in rows_of(file):
                if isinstance(row, Rejected):
                    yield row
                    continue
                try:
                    number = row.text("number")
                    if not number or number in seen:
                        allowed = "a number that no other row has"
                        raise BadCell("number", "comes twice" if number else "is missing", number, allowed)  # noqa: TRY301  # as any other bad cell
                    seen.add(number)
                    times = times_of(row, zone)
                    if times.moved:
                        yield Note(row.where, "is closed before it was resolved; taken as closed when resolved")
                    yield record_of(row, number, times)
                except BadCell as bad:
                    yield row.rejected(bad)


class Times(NamedTuple):
    """When it was opened and so on; ``moved``: it was said to be closed before it was resolved."""

    opened: datetime
    updated: datetime
    reopened: datetime | None
    resolved: datetime | None
    closed: datetime | None
    moved: bool


def times_of(row: Row, zone: ZoneInfo) -> Times:
    """Return when things happened. Raises ``BadCell`` for what happened before it was opened."""
    opened = row.needed("opened_at", zone)
    updated = row.instant("sys_updated_on", zone) or row.instant("sys_created_on", zone) or opened
    found = {name: row.instant(name, zone) for name in ("reopened_time", "resolved_at", "closed_at")}
    for name, at in found.items():
        if at is not None and at < opened:
            raise BadCell(name, "is before it was opened", row.text(name), f"not before {row.text('opened_at')}")
    resolved, closed = found["resolved_at"], found["closed_at"]
    moved = resolved is not None and closed is not None and closed < resolved
    return Times(opened, max(updated, opened), found["reopened_time"], resolved, resolved if moved else closed, moved)


def record_of(row: Row, number: str, times: Times) -> ReportedRecord:
    """Return the incident of one row. Raises ``BadCell``."""
    state, _ = state_of(row, "incident_state")
    made, code = row.text("made_sla").lower(), row.text("close_code")
    fields: dict[str, Json] = {
        "number_elsewhere": number,
        "description": row.text("description"),
        "requester": row.text("caller_id"),
        "channel": channel_of(row),
        "category": row.text("category").lower(),
        "subcategory": row.text("subcategory"),
        "location": row.text("location"),
        "team": row.text("assignment_group"),
        "assignee": row.text("assigned_to"),
        "impact": level_of(row, "impact", 3),
        "urgency": level_of(row, "urgency", 3),
        "priority": level_of(row, "priority", 5),
        "closure_code": closure_of(code),
        "closure_code_elsewhere": code,
        "resolution": row.text("close_notes"),
        "hold_reason": HOLD.get(row.text("hold_reason"), "other") if state == "on_hold" else "",
        "made_sla_elsewhere": made == "true" if made in {"true", "false"} else None,
    }
    ci = row.text("cmdb_ci")
    return ReportedRecord(
        where=row.where,
        row=row.row,
        number=number,
        practice="incident",
        title=row.text("short_description") or f"Incident {number}",
        said_at=times.updated,
        attributes=said_only(fields),
        activities=tuple(activities_of(row, state, times)),
        cis={"affects": (ci,)} if ci else {},
    )


def activities_of(row: Row, state: str, times: Times) -> Iterator[ReportedActivity]:
    """Yield what the columns tell of what happened; the way there is not in such an export, only its milestones."""
    by = row.text("sys_updated_by") or "unknown"
    yield ReportedActivity("0", "opened", times.opened, row.text("opened_by") or by, {"to": "new"})
    team, assignee = row.text("assignment_group"), row.text("assigned_to")
    if team or assignee:
        facts: dict[str, Json] = {"team": team or None, "assignee": assignee or None}
        yield ReportedActivity(f"1 {team} {assignee}".strip(), "assignment", times.opened, by, facts)
    if times.reopened is not None:
        # That it was reopened is told, when it had been resolved is not.
        who = row.text("reopened_by") or by
        yield step_at("2 resolved", times.reopened, who, "resolved")
        yield step_at("3 reopened", times.reopened, who, "in_progress")
    if state in RESOLVED and times.resolved is not None:
        yield step_at("4 resolved", times.resolved, row.text("resolved_by") or by, "resolved")
    if state in CLOSED:
        yield step_at("5 closed", times.closed or times.updated, row.text("closed_by") or by, state)
    elif state != "new" and not (state == "resolved" and times.resolved is not None):
        yield step_at("6 " + state, times.updated, by, state)


def step_at(name: str, at: datetime, by: str, state: str) -> ReportedActivity:
    """Return a step to a state, told apart from others to the same state by its instant."""
    return ReportedActivity(f"{name} {at:%Y%m%dT%H%M%S}", "transition", at, by, {"to": state})


SERVICENOW_INCIDENTS = ServiceNowIncidents()
