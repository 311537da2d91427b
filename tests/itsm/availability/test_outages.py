"""Outages: what entries say, what an incident's state says where none does, and overlapping ones as one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from cmdb.model import Key
from itsm.availability.measured import budget, measured
from itsm.availability.outages import Outage, merged, outages_of
from itsm.incident.practice import INCIDENT
from itsm.kernel.activity import Activity
from itsm.kernel.record import Record
from itsm.kernel.timeline import stays


def at(hour: int) -> datetime:
    return datetime(2026, 11, 23, hour, tzinfo=UTC)


def entry(number: int, hour: int, kind: Any, **facts: Any) -> Activity:
    return Activity(Key("inc-1"), str(number), kind, at(hour), "me", facts=facts)


STORY = [entry(0, 9, "opened", to="new"), entry(1, 11, "transition", to="resolved")]


def told(entries: list[Activity], effect: str = "") -> list[Outage]:
    attributes: Any = {"effect": effect} if effect else {}
    record = Record(Key("inc-1"), "incident", "x", "new", attributes, 1)
    return list(outages_of(record, entries, stays(INCIDENT.lifecycle, entries), ["pay", "mail"]))


def test_an_incident_that_has_them_down_is_their_outage_while_it_is_open() -> None:
    assert told(STORY, "down") == [Outage("mail", at(9), at(11)), Outage("pay", at(9), at(11))]
    assert told(STORY, "degraded") == told(STORY) == []
    again = [*STORY, entry(2, 13, "transition", to="in_progress")]
    assert told(again, "down")[2:] == [Outage("mail", at(13), None), Outage("pay", at(13), None)]


def test_an_entry_goes_before_the_state_of_its_incident() -> None:
    said = entry(3, 8, "outage", service="pay", until="2026-11-23T10:00:00+00:00")
    assert told([*STORY, said], "down") == [Outage("pay", at(8), at(10))]
    open_ended = entry(3, 8, "outage")
    assert told([*STORY, open_ended]) == [Outage("mail", at(8), at(11)), Outage("pay", at(8), at(11))]


def test_what_overlaps_or_touches_is_one_outage() -> None:
    assert merged([(5, 9), (1, 2), (2, 3), (8, 12), (20, 20)]) == [(1, 3), (5, 12)]


def test_a_service_is_measured_within_the_period_only() -> None:
    spans = {"pay": [(0, 10), (5, 20), (90, 200)]}
    found = measured(["pay", "mail"], spans, 10, 110)
    assert (found["pay"].down_s, found["pay"].failures, found["pay"].repairs) == (30, 1, [20])
    assert (found["pay"].availability, found["mail"].availability) == (0.7, 1.0)
    left = budget(0.9, found["pay"])
    assert (left.allowed_s, left.left_s) == (pytest.approx(10), pytest.approx(-20))
