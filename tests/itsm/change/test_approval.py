"""Whose voices count on a change: one of each person and seat, by whatever spelling; never the requester's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cmdb.model import Key
from itsm.change.approval import DEFAULT_RULES, Rule, Seat, Vote, standing, uncounted, votes
from itsm.kernel.activity import Activity
from itsm.kernel.people import as_known

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
OWN = "nobody decides on their own change"


def given(*each: Vote) -> dict[str, Vote]:
    return {as_known(one.by): one for one in each}


def voice(by: str, speaks_for: str = "", at: str = "1") -> Vote:
    return Vote(by, "approve", "", "", at, Seat(speaks_for))


@pytest.mark.parametrize("requester", ["ann", "ANN", " Ann "])
def test_nobody_approves_their_own_change_by_another_spelling(requester: str) -> None:
    found = standing(DEFAULT_RULES[-1], given(voice("Ann")), requester=requester, now="")
    assert (found.approved, list(found.uncounted.values())) == (False, [OWN])


def test_composed_or_not_is_one_name() -> None:
    found = uncounted(given(voice("Ren\u00e9")), "RENE\u0301")
    assert list(found.values()) == [OWN]


def test_who_spoke_under_two_spellings_has_spoken_once() -> None:
    said = [
        Activity(Key("chg-1"), f"v{number}", "vote", NOON + timedelta(minutes=number), by, facts={"decision": decision})
        for number, (by, decision) in enumerate([("bea", "approve"), ("Bea", "approve"), ("BEA", "abstain")])
    ]
    (only,) = votes(said).values()
    assert (only.by, only.decision) == ("BEA", "abstain")
    assert len(votes(said[:2])) == 1


def test_a_seat_has_one_voice_however_its_member_is_spelled() -> None:
    found = uncounted(given(voice("dan", "Bea", "1"), voice("eve", "bea", "2")), "ann")
    assert found == {"eve": "dan has spoken for the seat of bea"}
    own = uncounted(given(voice("dan", "Bea", "1"), voice("bea", at="2")), "ann")
    assert own == {"dan": "bea has spoken for the seat of Bea"}


def test_who_is_asked_and_who_lost_the_role_are_known_by_any_spelling() -> None:
    rule = Rule("databases", 1, who=frozenset({"Dan"}))
    assert standing(rule, given(voice("dan")), requester="ann", now="").approved
    assert not standing(rule, given(voice("dan")), requester="ann", now="", lost={"DAN"}).approved
