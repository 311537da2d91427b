"""Whose time is nearly spent: far enough, running, still open, promised, and lately."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from math import nan

import pytest

from itsm.measures.columns import Clocks, Columns
from itsm.measures.facts import Fact
from itsm.measures.spent import Spent, nearly_spent
from itsm.service_level.agreement import Agreement
from itsm.service_level.promises import SHIPPED_CALENDARS, Promises
from tests.itsm.measures.test_forecast import GOLD, HOUR, NOW, fact


def found(*facts: Fact, agreement: Agreement = GOLD) -> list[Spent]:
    columns = Columns(facts)
    return nearly_spent(columns, Clocks(columns, Promises(SHIPPED_CALENDARS, {"gold": agreement})), now=NOW)


def test_what_has_used_the_share_is_told_while_it_can_still_be_kept() -> None:
    (only,) = found(fact("early", 3.1, None), fact("late", 3.2, None))
    assert only == Spent("late", "resolution", "gold", 3.2 * HOUR, 4 * HOUR, datetime(2026, 11, 23, 12, 48, tzinfo=UTC))
    assert len(found(fact("early", 3.1, None), agreement=replace(GOLD, escalate_at=0.5))) == 1
    assert found(fact("late", 3.9, None), agreement=replace(GOLD, escalate_at=None)) == []
    assert found(fact("late", 3.9, None, priority=2)) == []


def test_what_stands_still_is_over_or_was_given_up_is_not_told() -> None:
    assert found(fact("held", 9, None, paused=True), fact("done", 9, 3.9)) == []
    assert found(fact("gone", 3.5, None, given_up=True)) == []


def test_an_answer_that_is_waited_for_has_a_clock_of_its_own() -> None:
    silent = fact("silent", 0.9, None, responded=nan)
    assert [(each.measure, round(each.spent_s)) for each in found(silent)] == [("response", 3240)]
    assert found(fact("answered", 0.9, None)) == []


@pytest.mark.parametrize(("began", "told"), [(4.5, 1), (27.9, 1), (28.1, 0), (90_000, 0)])
def test_what_was_passed_is_told_without_a_due_time_for_a_day(began: float, told: int) -> None:
    assert [each.due for each in found(fact("over", began, None))] == [None] * told
