"""Minutes: sealed over all that they say, readable as text; and what is new since the last look."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cmdb.errors import Invalid
from itsm.board.meeting import Meeting
from itsm.board.minutes import Spoken, check_minutes, intact, minutes, minutes_text
from itsm.board.news import digest, news
from itsm.board.quorum import quorum

START = datetime(2026, 11, 25, 13, tzinfo=UTC)
CLOSED = Meeting(
    "board-2026-11-25", "Board", START, START + timedelta(hours=1), state="closed", members=("ann", "bob"),
    present=("ann",), chair="ann", opened_at=START, closed_at=START + timedelta(minutes=40), delegates={"bob": "cy"},
)  # fmt: skip
VOICE = {"by": "ann", "decision": "conditions", "reason": "after ten", "hash": "abc", "at": "t", "speaks_for": ""}
SPOKEN = Spoken(
    "chg-000001", "Patch", "approved", "High risk, 61 of 100 points", "1 service goes DOWN.", "abc", [VOICE]
)


def test_minutes_say_who_what_why_and_what_was_seen() -> None:
    document: Any = minutes(CLOSED, quorum(CLOSED), [SPOKEN])
    assert document["quorum"] == {"needed": 1, "there": ["ann"], "reached": True}
    assert document["absent"] == ["bob"]
    (item,) = document["items"]
    assert (item["outcome"], item["conditions"], item["hash"]) == ("approved", ["after ten"], "abc")
    text = minutes_text(document)
    for each in ("1. chg-000001 Patch: Approved", "ann approves with conditions: after ten", "Represented: bob by cy"):
        assert each in text
    assert document["sha256"] in text


def test_whoever_alters_minutes_breaks_their_seal() -> None:
    document: Any = minutes(CLOSED, quorum(CLOSED), [SPOKEN])
    check_minutes("m", document)
    assert intact(document)
    altered = {**document, "items": [{**document["items"][0], "outcome": "rejected"}]}
    assert not intact(altered)
    with pytest.raises(Invalid, match="no sealed minutes"):
        check_minutes("m", altered)
    other: Any = minutes(CLOSED, quorum(CLOSED), [replace(SPOKEN, hash="abd")])
    assert other["sha256"] != document["sha256"]


def judged(**more: Any) -> dict[str, Any]:
    """Return a judgement."""
    services = more.pop("services", [])
    impact = {"planned": {"services": []}, "if_it_fails": {"services": services}}
    return {"risk": {"level": "low", "score": 10.0}, "impact": impact, "conflicts": [], **more}


def test_what_is_new_is_said_in_sentences() -> None:
    before = digest(judged(), 4, "p")
    hit = [{"name": "Payments", "state": "down"}, {"name": "Shop", "state": "ok"}]
    collision = {"with": "chg-000002", "severity": "high"}
    after = judged(risk={"level": "very_high", "score": 61.5}, services=hit, conflicts=[collision])
    assert news(before, digest(after, 6, "q")) == [
        "Risk: low (10.0) before, very high (61.5) now.",
        "If it fails: Payments is DOWN, was OK.",
        "New collision with chg-000002 (high).",
        "The plan or its window was changed.",
        "2 new entries in its timeline.",
    ]
    assert news(digest(after, 6, "q"), digest(judged(), 7, "q"))[-2:] == [
        "No longer collides with chg-000002.",
        "1 new entry in its timeline.",
    ]


def test_where_nothing_moved_nothing_is_new() -> None:
    assert news(digest(judged(), 4, "p"), digest(judged(), 4, "p")) == []
