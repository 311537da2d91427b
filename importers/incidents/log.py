"""Read an incident event log: a row for each time that an incident was changed, as it stood from then on."""

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

__all__ = ["INCIDENT_LOG", "IncidentLog"]

COLUMNS = frozenset({"number", "incident_state", "opened_at", "sys_updated_at", "sys_mod_count"})


class Entry(NamedTuple):
    """How an incident stood from an instant on, as one row says."""

    at: datetime
    turn: int
    row: str
    where: str
    opened_at: datetime
    opened_by: str
    by: str
    state: str
    waiting: str
    team: str
    assignee: str
    title: str
    ci: str
    fields: tuple[tuple[str, Json], ...]


class IncidentLog:
    """The reader of incident event logs."""

    name = "incident_log"
    label = "Incident event log"
    suffixes: tuple[str, ...] = (".csv", ".tsv", ".txt")

    def recognise(self, file: InputFile) -> Recognition | None:
        """Look for the columns of a log in which an incident has several rows."""
        if set(headings_of(file)) >= COLUMNS:
            return Recognition(0.97, "has a row for each change of an incident")
        return None

    def read(self, files: Sequence[InputFile], options: Options) -> Iterator[Observation]:
        """Yield one record for each number, its rows wherever they stand, in the order in which numbers first come."""
        zone = zone_of(options)
        entries: dict[str, list[Entry]] = {}
        taken = 0
        for file in files:
            for row in rows_of(file):
                if isinstance(row, Rejected):
                    yield row
                    continue
                try:
                    number = row.text("number")
                    if not number:
                        raise BadCell("number", "is missing", "", "the number of the incident")  # noqa: TRY301  # as any other bad cell
                    entry = entry_of(row, zone)
                    entries.setdefault(number, []).append(entry)
                    taken += 1
                except BadCell as bad:
                    yield row.rejected(bad)
        if taken:
            yield Note(files[0].name, f"{taken:,} rows of {len(entries):,} incidents; times are read as {zone.key}")
        for number in list(entries):
            yield record_of(number, entries.pop(number))


def entry_of(row: Row, zone: ZoneInfo) -> Entry:
    """Read one row. Raises ``BadCell``."""
    state, waiting = state_of(row, "incident_state")
    at, opened_at = row.needed("sys_updated_at", zone), row.needed("opened_at", zone)
    if at < opened_at:
        told = f"{row.text('sys_updated_at')}, opened {row.text('opened_at')}"
        raise BadCell("sys_updated_at", "is before it was opened", told, "not before opened_at")
    made = row.text("made_sla").lower()
    if made not in {"true", "false", ""}:
        raise BadCell("made_sla", "is neither true nor false", made, "true, false")
    code = row.text("closed_code")
    fields: dict[str, Json] = {
        "requester": row.text("caller_id"),
        "channel": channel_of(row),
        "category": row.text("category"),
        "subcategory": row.text("subcategory"),
        "location": row.text("location"),
        "team": row.text("assignment_group"),
        "assignee": row.text("assigned_to"),
        "impact": level_of(row, "impact", 3),
        "urgency": level_of(row, "urgency", 3),
        "priority": level_of(row, "priority", 5),
        "closure_code": closure_of(code) if state in {"resolved", "closed"} else "",
        "closure_code_elsewhere": code if state in {"resolved", "closed"} else "",
        "hold_reason": waiting,
        "made_sla_elsewhere": None if not made else made == "true",
    }
    return Entry(
        at,
        row.count("sys_mod_count"),
        row.row,
        row.where,
        opened_at,
        row.text("opened_by") or "unknown",
        row.text("sys_updated_by") or "unknown",
        state,
        row.text("incident_state"),
        row.text("assignment_group"),
        row.text("assigned_to"),
        title_of(row),
        row.text("cmdb_ci"),
        tuple(said_only(fields).items()),
    )


def title_of(row: Row) -> str:
    """Return the words for an incident of which only its classification is told."""
    found = [row.text("short_description")] if row.text("short_description") else []
    found = found or [each for name in ("u_symptom", "subcategory", "category") if (each := row.text(name))]
    return ", ".join(found) or f"Incident {row.text('number')}"


def record_of(number: str, entries: list[Entry]) -> ReportedRecord:
    """Return the incident that rows of one number tell of, whatever their order."""
    known = sorted(entries, key=lambda entry: (entry.at, entry.turn))
    first, last = known[0], known[-1]
    where = first.where if len(known) == 1 else f"{first.where} and {len(known) - 1} more"
    return ReportedRecord(
        where=where,
        row=first.row,
        number=number,
        practice="incident",
        title=last.title,
        said_at=last.at,
        attributes={"number_elsewhere": number, **dict(last.fields)},
        activities=tuple(activities_of(known)),
        cis={"affects": (last.ci,)} if last.ci else {},
        rows=tuple(entry.row for entry in known[1:]),
    )


def activities_of(known: Sequence[Entry]) -> Iterator[ReportedActivity]:
    """Yield what happened: it was opened, and whatever a row says otherwise than the one before it.

    The first row of a file may go on where another file ended, so all that it says counts as said then.
    """
    opened = known[0]
    yield ReportedActivity("000000.0", "opened", opened.opened_at, opened.opened_by, {"to": "new"})
    state, held = "new" if opened.turn == 0 else "", ("", "")
    for entry in known:
        if (entry.team, entry.assignee) != held:
            held = (entry.team, entry.assignee)
            facts: dict[str, Json] = {"team": entry.team or None, "assignee": entry.assignee or None}
            yield ReportedActivity(f"{entry.turn:06}.1", "assignment", entry.at, entry.by, facts)
        if entry.state != state:
            facts = {"from": state or None, "to": entry.state, "state_elsewhere": entry.waiting}
            yield ReportedActivity(f"{entry.turn:06}.2", "transition", entry.at, entry.by, facts)
            state = entry.state


INCIDENT_LOG = IncidentLog()
