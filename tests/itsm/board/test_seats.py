"""Who may speak at a meeting: members, those who stand in for them, enough of them, never on one's own change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cmdb.errors import Invalid
from itsm.board.delegate import delegated, speaks_for, withdrawn
from itsm.board.meeting import Meeting, meeting_document, parse_meeting
from itsm.board.quorum import came, check_voice, left, quorum

START = datetime(2026, 11, 25, 13, tzinfo=UTC)
OPEN = Meeting(
    "m1", "Board", START, START + timedelta(hours=1), state="open", members=("ann", "bob", "cy"), quorum=2,
    present=("ann", "bob"),
)  # fmt: skip


def test_a_quorum_counts_members_and_who_stands_in_once_each() -> None:
    assert quorum(OPEN).reached
    alone = left(OPEN, "bob")
    assert (quorum(alone).there, quorum(alone).absent, quorum(alone).reached) == (("ann",), ("bob", "cy"), False)
    guest = came(delegated(alone, "bob", "dora"), "dora")
    assert quorum(guest).there == ("ann", "bob")
    own = delegated(alone, "bob", "ann")
    assert quorum(own).there == ("ann", "bob")


def test_who_lost_the_role_does_not_count() -> None:
    found = quorum(OPEN, lost={"bob"})
    assert (found.reached, found.lost, found.there) == (False, ("bob",), ("ann",))
    with pytest.raises(Invalid, match="1 of 2 voices are there"):
        check_voice(OPEN, "ann", requester="zoe", lost={"bob"})


def test_without_members_whoever_is_present_counts() -> None:
    free = replace(OPEN, members=(), present=(), quorum=1)
    assert not quorum(free).reached
    assert quorum(came(free, "zoe")).there == ("zoe",)


def test_without_a_quorum_nobody_decides() -> None:
    with pytest.raises(Invalid, match="1 of 2 voices are there") as refused:
        check_voice(left(OPEN, "bob"), "ann", requester="zoe")
    assert refused.value.where == "quorum"


@pytest.mark.parametrize("state", ["planned", "closed", "cancelled"])
def test_nobody_decides_but_in_an_open_meeting(state: str) -> None:
    with pytest.raises(Invalid, match=f"is {state}"):
        check_voice(replace(OPEN, state=state), "ann", requester="zoe")  # type: ignore[arg-type]


def test_who_has_no_seat_or_is_not_present_does_not_decide() -> None:
    with pytest.raises(Invalid, match="has no seat"):
        check_voice(OPEN, "zoe", requester="ann")
    with pytest.raises(Invalid, match="is not present"):
        check_voice(OPEN, "cy", requester="zoe")
    with pytest.raises(Invalid, match="has no seat"):
        came(OPEN, "zoe")


def test_nobody_decides_on_their_own_change_and_no_delegate_on_that_of_their_member() -> None:
    with pytest.raises(Invalid, match="nobody decides on their own change"):
        check_voice(OPEN, "ann", requester="ann")
    guest = came(delegated(OPEN, "cy", "dora"), "dora")
    assert check_voice(guest, "dora", requester="zoe") == "cy"
    with pytest.raises(Invalid, match="the change of cy"):
        check_voice(guest, "dora", requester="cy")
    with pytest.raises(Invalid, match="nobody decides on their own change"):
        check_voice(guest, "dora", requester="dora")


def test_delegates_go_in_no_circle_and_have_none() -> None:
    first = delegated(OPEN, "ann", "bob")
    assert (speaks_for(first, "bob"), first.present) == ("ann", ("bob",))
    with pytest.raises(Invalid, match="in a circle"):
        delegated(first, "bob", "ann")
    with pytest.raises(Invalid, match="a delegate has no delegate"):
        delegated(first, "bob", "cy")
    with pytest.raises(Invalid, match="has a delegate already"):
        delegated(first, "cy", "ann")
    with pytest.raises(Invalid, match="stands in for ann already"):
        delegated(first, "cy", "bob")
    with pytest.raises(Invalid, match="nobody stands in for themselves"):
        delegated(OPEN, "ann", "ann")
    with pytest.raises(Invalid, match="is no member"):
        delegated(OPEN, "zoe", "ann")


def test_who_is_represented_comes_only_after_taking_that_back() -> None:
    first = delegated(OPEN, "ann", "dora")
    with pytest.raises(Invalid, match="is represented by dora"):
        came(first, "ann")
    assert "ann" in came(withdrawn(first, "ann"), "ann").present
    with pytest.raises(Invalid, match="has no delegate"):
        withdrawn(OPEN, "ann")


RENE, DECOMPOSED = "Ren\u00e9", "rene\u0301"


def test_another_spelling_is_the_same_person_everywhere_on_a_board() -> None:
    """Member, present, delegate, requester: letter case, composed or not, and blanks around make nobody else."""
    where = replace(OPEN, members=(RENE, "bob", "cy"), present=(DECOMPOSED, " BOB "))
    assert (quorum(where).there, quorum(where).absent) == ((RENE, "bob"), ("cy",))
    assert quorum(where, lost={"Bob"}).lost == (" BOB ",)
    with pytest.raises(Invalid, match="nobody decides on their own change"):
        check_voice(where, RENE.upper(), requester=DECOMPOSED)
    guest = came(delegated(where, "CY", "Dora"), "dora")
    assert check_voice(guest, "DORA", requester="zoe") == "CY"
    with pytest.raises(Invalid, match="for whom they stand in"):
        check_voice(guest, "dora", requester="Cy")
    assert came(guest, "Dora") == guest
    assert left(left(guest, RENE.upper()), "bob").present == ("dora",)
    with pytest.raises(Invalid, match="nobody stands in for themselves"):
        delegated(where, "bob", "BOB")
    with pytest.raises(Invalid, match="in a circle"):
        delegated(delegated(OPEN, "ann", "bob"), "Bob", "Ann")
    with pytest.raises(Invalid, match="is represented by Dora"):
        came(guest, "cy")
    assert delegated(guest, "cy", "eve").delegates == {"cy": "eve"}
    assert withdrawn(guest, "cY").delegates == {}


def test_without_members_nobody_counts_twice_by_another_spelling() -> None:
    free = replace(OPEN, members=(), present=("zoe", "Zoe"), quorum=2)
    assert (quorum(free).there, quorum(free).reached) == (("Zoe",), False)


def test_a_board_has_no_member_twice() -> None:
    said = {**meeting_document(OPEN), "members": ["Ann", "ann ", "ANN", "bob"], "present": [], "quorum": 2}
    assert parse_meeting("meeting m1", said).members == ("Ann", "bob")
