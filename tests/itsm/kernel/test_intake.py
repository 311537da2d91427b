"""Records of other systems: one of ours each, in whatever order and however often they are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from cmdb.reported import ReportedActivity, ReportedRecord
from cmdb.store.port import Stamp

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
START = datetime(2016, 2, 29, 8, tzinfo=UTC)
ME = Stamp("me", "log", "test")


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def step(number: int, hours: float, state: str) -> ReportedActivity:
    return ReportedActivity(f"{number:06}.2", "transition", at(hours), "agent", {"to": state})


OPENED = ReportedActivity("000000.0", "opened", at(0), "desk", {"to": "new"})
STORY = (OPENED, step(1, 1, "in_progress"), step(2, 5, "resolved"), step(3, 6, "in_progress"), step(4, 9, "resolved"))


def said(*activities: ReportedActivity, number: str = "INC1", said_at: float = 9, **more: object) -> ReportedRecord:
    one = ReportedRecord("log row 2", "log:2", number, "incident", "Symptom 1", at(said_at), activities=activities)
    return replace(one, **more)  # type: ignore[arg-type]  # as named
