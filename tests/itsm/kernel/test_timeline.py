"""What follows from entries: in any order, twice, late, and reopened."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cmdb.model import Key
from itsm.incident.practice import INCIDENT
from itsm.kernel.activity import Activity, Kind
from itsm.kernel.calendar import ALWAYS
from itsm.kernel.clock import read_clock
from itsm.kernel.timeline import marks, response_marks, stays, story

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
TABLE = INCIDENT.lifecycle


def entry(minute: int, kind: Kind, by: str = "agent", *, public: bool = False, **facts: str) -> Activity:
    return Activity(
        Key("inc-000001"),
        f"{minute:04d}",
        kind,
        START + timedelta(minutes=minute),
        by,
        public=public,
        facts=dict(facts),
    )


LIFE = (
    entry(0, "opened", "ann", public=True, to="new", team="desk"),
    entry(5, "note", "ann", public=True),
    entry(10, "assignment", team="db", assignee="bob"),
    entry(20, "transition", to="in_progress"),
    entry(30, "transition", to="on_hold"),
    entry(50, "transition", to="in_progress"),
    entry(60, "transition", to="resolved"),
    entry(70, "transition", to="closed"),
)


def test_a_life_tells_its_instants() -> None:
    told = story(TABLE, LIFE, requester="ann")
    assert (told.state, told.opened_at, told.first_response_at) == ("closed", START, START + timedelta(minutes=20))
    assert (told.resolved_at, told.closed_at) == (START + timedelta(minutes=60), START + timedelta(minutes=70))
    assert (told.reassignments, told.reopenings) == (1, 0)


def test_the_clock_pauses_while_it_is_on_hold_and_stops_when_it_is_resolved() -> None:
    reading = read_clock(ALWAYS, marks(TABLE, LIFE), now=START + timedelta(days=9))
    assert (reading.state, reading.elapsed_s, reading.stopped_at) == ("stopped", 40 * 60, START + timedelta(minutes=70))
    answered = read_clock(ALWAYS, response_marks(story(TABLE, LIFE, requester="ann")), now=START + timedelta(days=9))
    assert answered.elapsed_s == 20 * 60


def test_a_note_of_what_happened_before_makes_a_record_no_older() -> None:
    called = entry(-90, "note", "agent", public=True)
    told = story(TABLE, (*LIFE, called), requester="ann")
    assert (told.opened_at, told.first_response_at) == (START, START)
    assert told.resolved_at == START + timedelta(minutes=60)
    answered = read_clock(ALWAYS, response_marks(told), now=START + timedelta(days=9))
    assert (answered.state, answered.elapsed_s) == ("stopped", 0)


def test_what_the_requester_does_is_no_response() -> None:
    sent = (entry(0, "opened", "ann", to="new"), entry(1, "transition", "ann", to="in_progress"))
    assert story(TABLE, sent, requester="ann").first_response_at is None
    voted = entry(9, "transition", "bob", to="on_hold")
    assert story(TABLE, (*sent, voted), requester="ann").first_response_at == START + timedelta(minutes=9)
    assert story(TABLE, sent).first_response_at == START + timedelta(minutes=1)


def test_what_is_reopened_is_not_resolved_any_more() -> None:
    told = story(TABLE, [*LIFE, entry(90, "transition", to="in_progress")], requester="ann")
    assert (told.state, told.resolved_at, told.closed_at, told.reopenings) == ("in_progress", None, None, 1)


def test_the_requesters_own_words_are_no_response_but_an_agents_are() -> None:
    assert story(TABLE, LIFE[:3], requester="ann").first_response_at is None
    assert story(TABLE, LIFE[:3], requester="zoe").first_response_at == START + timedelta(minutes=5)


def test_states_that_the_table_does_not_know_are_passed_over() -> None:
    assert [each.state for each in stays(TABLE, [*LIFE[:1], entry(3, "transition", to="limbo")])] == ["new"]
    assert story(TABLE, []).state == "new"


@given(st.randoms(use_true_random=False), st.integers(0, len(LIFE)))
def test_order_of_arrival_means_nothing(dice: random.Random, length: int) -> None:
    mixed = list(LIFE[:length])
    dice.shuffle(mixed)
    assert story(TABLE, mixed, requester="ann") == story(TABLE, LIFE[:length], requester="ann")
