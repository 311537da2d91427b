"""The agenda: what cannot wait, the most pressing first, whatever the order in which it was found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from itsm.board.agenda import Candidate, agenda, decided_by
from itsm.board.meeting import Meeting, State

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
UNTIL = NOW + timedelta(days=7)
MEETING = Meeting("m1", "Board", NOW, NOW + timedelta(hours=1))


def change(key: str, days: float | None = 3, **more: object) -> Candidate:
    """Return a normal change that waits for a decision, its window so many days away."""
    starts = None if days is None else NOW + timedelta(days=days)
    return Candidate(key, "decision", "normal", starts, **more)  # type: ignore[arg-type]  # as the test says


REVIEW = Candidate("chg-9", "review", "emergency", NOW - timedelta(days=2))
ALL = (
    change("chg-1"),
    change("chg-2", 5, level="high", score=61.0),
    change("chg-3", collisions=("low", "critical")),
    change("chg-4", deferred_in="board-2026-11-18"),
    REVIEW,
    change("chg-5", 2, level="very_high", score=80.0),
)
ORDER = ["chg-9", "chg-5", "chg-2", "chg-3", "chg-4", "chg-1"]


def test_the_order_follows_from_the_rule_alone() -> None:
    for found in permutations(ALL):
        assert [each.candidate.key for each in agenda(found, UNTIL, NOW)] == ORDER


def test_each_says_why_it_stands_where_it_does() -> None:
    said = {each.candidate.key: each.reasons for each in agenda(ALL, UNTIL, NOW)}
    assert said["chg-9"] == ("an emergency change that waits for its review",)
    assert said["chg-2"][0] == "high risk"
    assert said["chg-3"][0] == "1 high or critical collision"
    assert said["chg-4"][0] == "deferred in board-2026-11-18"
    assert said["chg-1"] == ("its window begins before the meeting after",)


@pytest.mark.parametrize(("days", "stands"), [(6.9, True), (7, False), (30, False), (-1, True), (None, True)])
def test_what_can_wait_for_the_meeting_after_is_left_out(days: float | None, stands: bool) -> None:  # noqa: FBT001
    assert bool(agenda([change("chg-1", days, level="very_high")], UNTIL, NOW)) is stands


def test_a_window_that_has_begun_is_said() -> None:
    (item,) = agenda([change("chg-1", -1)], UNTIL, NOW)
    assert item.reasons == ("its window has begun",)


def test_equal_changes_stand_by_risk_and_key() -> None:
    found = agenda([change("chg-2"), change("chg-3", score=9.0), change("chg-1")], UNTIL, NOW)
    assert [each.candidate.key for each in found] == ["chg-3", "chg-1", "chg-2"]


def test_the_meeting_after_is_the_one_planned_else_what_the_rhythm_gives() -> None:
    def at(days: int, state: State) -> Meeting:
        starts = NOW + timedelta(days=days)
        return Meeting(f"d{days}", "Board", starts, starts + timedelta(hours=1), state=state)

    assert decided_by(MEETING, [MEETING]) == NOW + timedelta(days=7)
    assert decided_by(MEETING, [at(9, "planned"), at(3, "cancelled"), at(-7, "closed")]) == NOW + timedelta(days=9)
    assert decided_by(MEETING, [at(9, "planned"), at(4, "planned")]) == NOW + timedelta(days=4)
