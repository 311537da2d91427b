"""A meeting as it is said: what is refused, and when the board meets again, also where clocks are moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cmdb.errors import Invalid
from cmdb.values import Json
from itsm.board.meeting import Meeting, Said, following, meeting_document, parse_meeting, turned

START = datetime(2026, 11, 25, 13, tzinfo=UTC)
MEETING = Meeting("board-2026-11-25", "Board", START, START + timedelta(hours=1), zone="Europe/Berlin")
PLAIN: dict[str, Json] = {"starts_at": "2026-11-25T13:00:00Z", "ends_at": "2026-11-25T14:00:00Z"}


def test_a_meeting_is_read_as_it_was_written() -> None:
    said = (Said("chg-000001", "conditions", "ann", "after ten", "abc", "2026-11-25T13:10:00Z", "bob"),)
    full = replace(
        MEETING, state="open", chair="ann", members=("ann", "bob"), quorum=2, present=("ann",), delegates={"bob": "cy"},
        agenda=("chg-000001",), said=said, current="chg-000001", current_since=START, opened_at=START,
    )  # fmt: skip
    assert parse_meeting("meeting board-2026-11-25", meeting_document(full)) == full


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("ends_at", "2026-11-25T12:00:00Z", "is not after the start"),
        ("ends_at", "2026-11-25T13:00:00Z", "is not after the start"),
        ("ends_at", "2026-11-26T13:00:01Z", "more than a day"),
        ("starts_at", "on Tuesday", "instant"),
        ("zone", "Mars/Olympus", "is no time zone"),
        ("zone", "../secret", "is no time zone"),
        ("state", "adjourned", "is no state"),
        ("quorum", 0, "cannot be"),
        ("quorum", True, "cannot be"),
        ("every_days", 0, "cannot be"),
        ("members", "ann", "is no list of accounts"),
        ("title", "x" * 301, "is no short text"),
        ("colour", "red", "is unknown"),
    ],
)
def test_what_is_no_meeting_is_refused_at_its_field(field: str, value: Json, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_meeting("meeting m", {**PLAIN, field: value})
    assert refused.value.where == f"meeting m.{field}"
    assert reason in str(refused.value)


def test_a_quorum_that_the_members_cannot_reach_is_refused() -> None:
    with pytest.raises(Invalid, match="more than there are members"):
        parse_meeting("meeting m", {**PLAIN, "members": ["ann", "bob"], "quorum": 3})


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("2026-03-25T14:00", "2026-04-01T14:00"),  # summer time begins on 29 March
        ("2026-10-21T14:00", "2026-10-28T14:00"),  # and ends on 25 October
        ("2026-11-25T14:00", "2026-12-02T14:00"),
    ],
)
def test_the_board_meets_at_the_same_time_of_day_when_clocks_are_moved(first: str, again: str) -> None:
    zone = ZoneInfo("Europe/Berlin")
    start, wanted = (datetime.fromisoformat(each).replace(tzinfo=zone).astimezone(UTC) for each in (first, again))
    meeting = replace(MEETING, starts_at=start, ends_at=start + timedelta(minutes=90))
    assert following(meeting) == (wanted, wanted + timedelta(minutes=90))


def test_a_time_of_day_that_is_left_out_is_moved_with_the_clock() -> None:
    start = datetime(2026, 3, 22, 1, 30, tzinfo=UTC)  # 02:30 in Berlin; a week later that is left out
    begins, ends = following(replace(MEETING, starts_at=start, ends_at=start + timedelta(hours=1)))
    assert begins.astimezone(ZoneInfo("Europe/Berlin")).isoformat() == "2026-03-29T03:30:00+02:00"
    assert ends - begins == timedelta(hours=1)


def test_the_clock_of_an_item_starts_once() -> None:
    first = turned(MEETING, "chg-000001", START)
    assert turned(first, "chg-000001", START + timedelta(minutes=5)) == first
    assert turned(first, "chg-000002", START + timedelta(minutes=5)).current_since == START + timedelta(minutes=5)
