"""The forecast of breaches: what is left, when it is passed, and how likely, by what such records took before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import nan
from typing import Any

import numpy as np

from itsm.measures.answer import Question
from itsm.measures.attained import attained
from itsm.measures.columns import Clocks, Columns
from itsm.measures.facts import Fact
from itsm.measures.forecast import forecast
from itsm.measures.keep import Standing
from itsm.measures.period import Period
from itsm.service_level.agreement import Agreement
from itsm.service_level.promises import SHIPPED_CALENDARS, Promises

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = 3600.0
GOLD = Agreement("gold", calendar="always", response={1: HOUR}, resolution={1: 4 * HOUR}, satisfaction=4.0)
KNOWN = Promises(SHIPPED_CALENDARS, {"gold": GOLD})


def fact(key: str, began: float, lasted: float | None, *, paused: bool = False, **more: Any) -> Fact:
    """A record that began some hours ago and lasted so many, None: it goes on."""
    start = NOW.timestamp() - began * HOUR
    end = nan if lasted is None else start + lasted * HOUR
    spans = ((start, start + HOUR, True), (start + HOUR, nan, False)) if paused else ((start, end, True),)
    plain = Fact(
        key=key, practice="incident", given_up=False, opened=start,
        responded=start + 0.5 * HOUR, resolved=end, closed=nan,
        priority=1, team="db", category="", scope="", outcome="", reopenings=0, reassignments=0, services=(),
        spans=spans, outages=(), ratings=(), caused=False,
    )  # fmt: skip
    return plain._replace(**more)


def asked(*facts: Fact) -> list[dict[str, Any]]:
    columns = Columns(facts)
    seen = np.ones(columns.size, dtype=bool)
    return list(forecast(columns, Clocks(columns, KNOWN), "gold", seen=seen, now=NOW))


PAST = [fact(f"done-{number:02}", 100, lasted) for number, lasted in enumerate([1, 1, 2, 3, 3, 3, 3, 3, 3, 3, 5, 6, 7])]


def test_likelihood_is_how_often_those_that_took_as_long_went_on_beyond() -> None:
    early, late = fact("early", 0.5, None), fact("late", 3.5, None)
    found = {each["key"]: each for each in asked(*PAST, early, late)}
    assert (found["early"]["likelihood"], found["early"]["of"]) == (round(3 / 13, 4), 13)
    assert (found["late"]["likelihood"], found["late"]["of"]) == (None, 3)
    assert found["late"]["due"] == "2026-11-23T12:30:00Z"
    assert [each["key"] for each in asked(early, late)] == ["late", "early"]


def test_what_is_passed_or_stands_still_is_said() -> None:
    over, held = fact("over", 9, None), fact("held", 9, None, paused=True)
    first, second = asked(over, held)
    assert (first["key"], first["breached"], first["left_s"], first["likelihood"]) == ("over", True, -5 * HOUR, 1.0)
    assert (second["state"], second["due"], second["left_s"]) == ("paused", None, 3 * HOUR)


def test_what_is_given_up_closed_or_not_promised_is_no_threat() -> None:
    assert asked(*PAST, fact("gone", 1, None, given_up=True), fact("low", 1, None, priority=5)) == []


def test_what_was_kept_is_told_by_priority() -> None:
    rated = fact("rated", 50, 1, ratings=((NOW.timestamp() - HOUR, 3.0), (NOW.timestamp() - HOUR, 4.0)))
    columns = Columns([*PAST, rated, fact("open", 1, None)])
    standing = Standing(columns, Clocks(columns, KNOWN), {}, {})
    told = attained(Question(standing, Period(NOW - timedelta(days=30), NOW), NOW), GOLD)
    assert told["resolution"] == [
        {"priority": 1, "target_s": 4 * HOUR, "count": 14, "kept": 11, "share": round(11 / 14, 6)}
    ]
    assert told["response"] == [{"priority": 1, "target_s": HOUR, "count": 14, "kept": 14, "share": 1.0}]
    assert told["satisfaction"] == {"target": 4.0, "value": 3.5, "count": 2, "met": False}
    assert told["availability"] == []
