"""From a request about the schedule to what collides and what is free, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from api.backend import backend
from api.resources.changes.service import period_document, proposed, whole_estate
from cmdb.entities import instant_json
from cmdb.errors import Invalid
from cmdb.taken_down import Window, instant
from cmdb.values import Json
from itsm.change.conflicts import conflict_document
from itsm.change.free import Span, Taken, free_spans
from itsm.change.practice import CHANGE
from itsm.change.proposal import Proposal
from itsm.change.schedule import on_schedule, schedule_conflicts
from itsm.change.surroundings import changes_between, closures
from itsm.change.verbs import REPLANNED
from itsm.change.window import DEFAULT, window_document
from itsm.judgement import change_window, taken_spans
from itsm.kernel.record import Record

__all__ = ["elsewhere", "free", "schedule"]

MOST_ON_SCHEDULE = 1_000


def schedule(args: Mapping[str, Any]) -> dict[str, Json]:
    """Return the changes between two instants, the closed periods, and every collision among the changes."""
    whole_estate()
    here, within = backend(), span(args)
    found = changes_between(here.estate, *within)
    records: dict[str, Record] = {record.key: record for record, _ in found}
    ordered = on_schedule(proposal for _, proposal in found)
    shown = ordered[:MOST_ON_SCHEDULE]
    shut = [each for each in closures(here.graph) if each.start < within.end and within.start < each.end]
    collisions = schedule_conflicts(here.estate.snapshots.now().graph, shown, closures=shut)
    return {
        "changes": [bar(records[each.reference], each) for each in shown],
        "closed": [period_document(each) for each in shut],
        "conflicts": [{"change": change, **conflict_document(one)} for change, one in collisions],
        "truncated": len(ordered) > len(shown),
    }


def span(args: Mapping[str, Any]) -> Span:
    """Return the instants that a schedule is asked for. Raises ``Invalid``."""
    start, end = instant("from", args["from_"]), instant("to", args["to"])
    if end <= start:
        raise Invalid("to", "is not after from", args["to"], f"later than {args['from_']}")
    return Span(start, end)


def bar(record: Record, each: Proposal) -> dict[str, Json]:
    """Return a change as a bar of the schedule."""
    assert each.window is not None  # noqa: S101  # what has none is not on the schedule
    return {
        "key": each.reference,
        "title": each.title,
        "kind": each.kind,
        "state": record.state,
        "state_label": CHANGE.lifecycle.states[record.state].label,
        "movable": record.state in REPLANNED,
        "team": record.text("team") or None,
        "assignee": record.text("assignee") or None,
        "start": instant_json(each.window.start),
        "end": instant_json(each.window.end),
        "until": instant_json(each.until),
        "cis": list[Json](each.touched),
    }


def free(args: Mapping[str, Any]) -> dict[str, Json]:
    """Return the spans in which a change, or anything of a length, is in nobody's way."""
    whole_estate()
    here, within = backend(), span(args)
    mine = proposed(args["change"]) if "change" in args else None
    length = timedelta(minutes=args["minutes"]) if "minutes" in args else own_length(mine)
    backout = mine.backout if mine else timedelta(0)
    taken = taken_spans(here.estate, mine, within, now=here.clock())
    return {
        "items": [slot(each) for each in free_spans(taken, within, length + backout)],
        "next": None,
        "taken": [taken_document(each) for each in taken],
        "minutes": minutes(length),
        "backout_minutes": minutes(backout),
    }


def own_length(proposal: Proposal | None) -> timedelta:
    """Return how long the window of a change is; an hour where it has none."""
    return proposal.window.end - proposal.window.start if proposal and proposal.window else DEFAULT


def minutes(length: timedelta) -> int:
    """Return a length in whole minutes."""
    return int(length / timedelta(minutes=1))


def slot(each: Span) -> dict[str, Json]:
    """Return a free span as JSON."""
    return {"start": instant_json(each.start), "end": instant_json(each.end), "minutes": minutes(each.end - each.start)}


def taken_document(each: Taken) -> dict[str, Json]:
    """Return a span that is taken as JSON."""
    start, end = each.span
    return {
        "kind": each.kind,
        "by": each.by,
        "title": each.title,
        "start": instant_json(start),
        "end": instant_json(end),
    }


def elsewhere(key: str, args: Mapping[str, Any]) -> dict[str, Json]:
    """Return what would be in a change's way in another window. Raises ``NotFound``, ``Invalid``."""
    here, mine = backend(), proposed(key)
    start = instant("start", args["start"])
    end: datetime = instant("end", args["end"]) if "end" in args else start + own_length(mine)
    if end <= start:
        raise Invalid("end", "is not after the start", args["end"], f"later than {args['start']}")
    return window_document(change_window(here.estate, mine, Window(start, end), now=here.clock()))
