"""The change board over HTTP: planned, opened, decided in, closed; and what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from api.auth.accounts import get_account, save_account
from cmdb.errors import PreconditionFailed
from cmdb.store.port import Stamp, Store
from itsm.board.keep import find_meeting, seal
from itsm.board.minutes import intact
from tests.api.conftest import Clock, Person, SignIn
from tests.api.test_changes import step, submitted

pytestmark = pytest.mark.usefixtures("estate")

NEXT = {
    "starts_at": "2026-11-25T13:00:00Z",
    "ends_at": "2026-11-25T14:00:00Z",
    "zone": "Europe/Berlin",
    "every_days": 14,
}
HARMLESS = {"title": "Look at the second database", "down": [], "edits": []}


def planned(person: Person, **more: Any) -> Any:
    """Plan a meeting and return it."""
    answer = person.post("/meetings", {**NEXT, **more})
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def done(person: Person, path: str, body: object) -> Any:
    """Do something in the meeting and return it."""
    answer = person.post(f"/meetings/board-2026-11-25/{path}", body)
    assert answer.status_code in (200, 201), answer.text
    return answer.get_json()


def refused(person: Person, path: str, body: object) -> str:
    """Expect a refusal and return its words."""
    answer = person.post(f"/meetings/board-2026-11-25/{path}", body)
    assert answer.status_code == 422, answer.text
    return str(answer.get_json()["detail"])


def asked(person: Person, **more: Any) -> str:
    """Draft a change that waits for approval."""
    key = submitted(person, **more)
    step(person, key, "request_approval")
    return key


@pytest.fixture
def board(sign_in: SignIn) -> tuple[Person, Person]:
    """Return two who sit on the board: bea manages it."""
    return sign_in("bea", "change_manager"), sign_in("bob", "board_member")


def outcomes(minutes: Any) -> dict[str, str]:
    """Return how each change was left."""
    return {each["change"]: each["outcome"] for each in minutes["items"]}


def test_a_meeting_from_its_agenda_to_its_minutes(admin: Person, board: tuple[Person, Person], clock: Clock) -> None:
    bea, bob = board
    risky, plain, late = asked(admin), asked(admin, **HARMLESS), asked(admin, **HARMLESS)
    far = {"start": "2027-01-05T22:00:00Z", "end": "2027-01-05T23:00:00Z"}
    asked(admin, **HARMLESS, window=far)
    meeting = planned(bea, quorum=2, members=["bea", "bob", "ann"])
    assert meeting["id"] == "board-2026-11-25"
    assert meeting["is_next"]
    assert {each["change"] for each in meeting["items"]} == {risky, plain, late}
    assert all(each["reasons"] and each["news"] == {"looked_at": None, "items": []} for each in meeting["items"])
    assert "2026-12-09T13:00:00Z" in meeting["order"]

    assert "is planned" in refused(bea, "voices", {"change": plain, "decision": "approve"})
    done(bea, "steps", {"step": "open"})
    assert "is not present" in refused(bob, "voices", {"change": plain, "decision": "approve"})
    done(bea, "presence", {"present": True})
    assert "1 of 2 voices" in refused(bea, "voices", {"change": plain, "decision": "approve"})
    assert done(bob, "presence", {"present": True})["quorum"]["reached"]

    seen = {each["change"]: each["hash"] for each in meeting["items"]}
    assert "conditions" in refused(bob, "voices", {"change": plain, "decision": "conditions"})
    after = done(
        bob, "voices", {"change": plain, "decision": "conditions", "reason": "After ten.", "hash": seen[plain]}
    )
    assert {each["change"]: each["state"] for each in after["items"]}[plain] == "scheduled"
    done(bea, "voices", {"change": risky, "decision": "reject", "reason": "No way back.", "hash": seen[risky]})
    done(bob, "voices", {"change": late, "decision": "defer", "reason": "The owner is away."})
    done(bea, "turns", {"change": late})
    clock.forward(minutes=30)
    closed = done(bea, "steps", {"step": "close"})
    assert (closed["state"], closed["items"], closed["current"]) == ("closed", [], "")

    minutes = bob.get("/meetings/board-2026-11-25/minutes").get_json()
    assert outcomes(minutes) == {plain: "approved", risky: "rejected", late: "deferred"}
    assert (minutes["absent"], minutes["present"], minutes["intact"]) == (["ann"], ["bea", "bob"], True)
    (voice,) = next(each["voices"] for each in minutes["items"] if each["change"] == plain)
    assert (voice["by"], voice["reason"], voice["hash"]) == ("bob", "After ten.", seen[plain])
    assert "bea rejects: No way back." in minutes["text"]
    rejected = admin.get(f"/changes/{risky}").get_json()
    assert (rejected["state"], rejected["attributes"]["decision_reason"]) == ("rejected", "bea: No way back.")

    planned(bea, starts_at="2026-12-02T13:00:00Z", ends_at="2026-12-02T14:00:00Z")
    (left,) = bea.get("/meetings/board-2026-12-02").get_json()["items"]
    assert (left["change"], left["reasons"][0]) == (late, "deferred in board-2026-11-25")


def test_minutes_are_written_once_and_stay(admin: Person, board: tuple[Person, Person], store: Store) -> None:
    bea, bob = board
    asked(admin)
    planned(bea)
    assert bob.get("/meetings/board-2026-11-25/minutes").status_code == 404
    done(bea, "steps", {"step": "open"})
    done(bea, "steps", {"step": "close"})
    first = bea.get("/meetings/board-2026-11-25/minutes").get_json()
    assert "closed" in refused(bea, "steps", {"step": "close"})
    assert "closed" in refused(bea, "steps", {"step": "open"})
    assert "closed" in refused(bob, "presence", {"present": True})
    assert "closed" in refused(bob, "delegates", {"delegate": "bea"})
    meeting, revision = find_meeting(store.graph, "board-2026-11-25")
    kept = {name: value for name, value in first.items() if name not in ("intact", "text")}
    assert intact(kept)
    with pytest.raises(PreconditionFailed):
        seal(store.graph, meeting, kept, revision=revision, stamp=Stamp("bea", "manual", "again"))
    assert bea.get("/meetings/board-2026-11-25/minutes").get_json() == first


def test_without_a_quorum_nothing_is_decided(admin: Person, board: tuple[Person, Person]) -> None:
    bea, bob = board
    key = asked(admin)
    planned(bea, quorum=2)
    bob.post(f"/changes/{key}/votes", {"decision": "reject", "reason": "no"})
    done(bea, "steps", {"step": "open"})
    done(bea, "presence", {"present": True})
    done(bea, "steps", {"step": "close"})
    minutes = bea.get("/meetings/board-2026-11-25/minutes").get_json()
    assert outcomes(minutes) == {key: "waiting"}
    assert not minutes["quorum"]["reached"]
    assert admin.get(f"/changes/{key}").get_json()["state"] == "approval"


def test_two_boards_that_decide_at_once_lose_no_voice(admin: Person, board: tuple[Person, Person]) -> None:
    bea, bob = board
    key = asked(admin)
    planned(bea)
    other = planned(bea)
    assert other["id"] == "board-2026-11-25-2"
    for person, meeting, reason in ((bea, "board-2026-11-25", "one"), (bob, other["id"], "two")):
        assert bea.post(f"/meetings/{meeting}/steps", {"step": "open"}).status_code == 200
        assert person.post(f"/meetings/{meeting}/presence", {"present": True}).status_code == 200
        body = {"change": key, "decision": "reject", "reason": reason}
        assert person.post(f"/meetings/{meeting}/voices", body).status_code == 201
    voices = admin.get(f"/changes/{key}/approval").get_json()["votes"]
    assert [(each["by"], each["reason"]) for each in voices] == [("bea", "one"), ("bob", "two")]
    done(bea, "steps", {"step": "close"})
    assert bea.post(f"/meetings/{other['id']}/steps", {"step": "close"}).status_code == 200
    for meeting in ("board-2026-11-25", other["id"]):
        assert outcomes(bea.get(f"/meetings/{meeting}/minutes").get_json()) == {key: "rejected"}


def test_nobody_decides_on_their_own_change_nor_does_their_delegate(
    sign_in: SignIn, board: tuple[Person, Person]
) -> None:
    bea, bob = board
    cy = sign_in("cy", "board_member")
    key = asked(bob)
    planned(bea, members=["bea", "bob"])
    done(bea, "steps", {"step": "open"})
    done(bob, "presence", {"present": True})
    assert "their own change" in refused(bob, "voices", {"change": key, "decision": "approve"})
    assert "has no seat" in refused(cy, "presence", {"present": True})
    assert done(bob, "delegates", {"delegate": "cy"})["delegates"] == {"bob": "cy"}
    done(cy, "presence", {"present": True})
    assert "the change of bob" in refused(cy, "voices", {"change": key, "decision": "approve"})
    assert "is no member" in refused(bea, "delegates", {"member": "cy", "delegate": "bob"})
    assert "has a delegate already" in refused(bea, "delegates", {"delegate": "bob"})
    assert bob.post("/meetings/board-2026-11-25/delegates", {"member": "bea", "delegate": "cy"}).status_code == 403
    assert done(bob, "delegates", {"delegate": None})["delegates"] == {}


def test_outside_a_meeting_only_voices_from_a_seat_count(
    admin: Person, sign_in: SignIn, board: tuple[Person, Person]
) -> None:
    """Who has no seat is heard and not counted, with the reason; one seat has one voice; a member's own goes first."""
    bea, bob = board
    cy, dan = sign_in("cy", "board_member"), sign_in("dan", "board_member")
    key = asked(admin, down=[], edits=[{"op": "retire", "ci": "db-1"}])
    level = admin.get(f"/changes/{key}/risk").get_json()["level"]
    assert level in ("low", "medium", "high")
    planned(bea, members=["bea", "bob"])

    def vote(person: Person, decision: str = "approve", **said: str) -> Any:
        answer = person.post(f"/changes/{key}/votes", {"decision": decision, **said})
        assert answer.status_code == 201, answer.text
        return answer.get_json()

    def why(found: Any) -> dict[str, str]:
        return {each["by"]: each["why_not"] for each in found["votes"]}

    found = vote(dan)
    assert (found["approved"], found["approving"]) == (False, [])
    assert why(found)["dan"].startswith("has no seat on the board (Change advisory board: bea, bob)")
    assert dan.post(f"/changes/{key}/steps", {"step": "approve"}).get_json()["state"] == "approval"
    refusal = dan.post(f"/changes/{key}/steps", {"step": "reject", "attributes": {"decision_reason": "no"}})
    assert (refusal.status_code, "dan has no seat" in refusal.get_json()["detail"]) == (422, True)
    found = vote(dan, "reject", reason="I object")
    assert (found["rejecting"], found["approved"]) == ([], False)

    done(bob, "delegates", {"delegate": "cy"})
    found = vote(cy)
    assert found["approving"] == ["cy"]
    assert [(each["by"], each["speaks_for"]) for each in found["votes"] if each["by"] == "cy"] == [("cy", "bob")]
    found = vote(bob)
    assert (found["approving"], why(found)["cy"]) == (["bob"], "bob has spoken for the seat of bob")
    assert bea.post(f"/changes/{key}/steps", {"step": "approve"}).get_json()["state"] == "scheduled"
    kept = admin.get(f"/changes/{key}/approval").get_json()
    assert (kept["approving"], set(why(kept))) == (["bea", "bob"], {"bea", "bob", "cy", "dan"})


def test_for_an_emergency_and_without_members_whoever_may_decide_has_a_voice(
    admin: Person, board: tuple[Person, Person]
) -> None:
    bea, bob = board
    haste, plain = asked(admin, kind="emergency"), asked(admin, **HARMLESS)
    planned(bea)
    assert bob.post(f"/changes/{plain}/votes", {"decision": "approve"}).get_json()["approving"] == ["bob"]
    planned(bea, members=["bea"], starts_at="2026-11-24T13:00:00Z", ends_at="2026-11-24T14:00:00Z")
    assert bob.post(f"/changes/{haste}/votes", {"decision": "approve"}).get_json()["approved"]


def test_who_lost_the_role_is_refused_and_counts_no_more(
    admin: Person, board: tuple[Person, Person], sign_in: SignIn, store: Store, clock: Clock
) -> None:
    bea, bob = board
    sign_in("sam", "service_agent")
    key = asked(admin)
    planned(bea, quorum=2)
    done(bea, "steps", {"step": "open"})
    for person in board:
        done(person, "presence", {"present": True})
    account = get_account(store.side, "bob", clock())
    save_account(store.side, replace(account, roles=("reader",)), clock(), expect=None)
    answer = bob.post("/meetings/board-2026-11-25/voices", {"change": key, "decision": "approve"})
    assert answer.status_code in (401, 403)
    assert "1 of 2 voices" in refused(bea, "voices", {"change": key, "decision": "approve"})
    shown = bea.get("/meetings/board-2026-11-25").get_json()["quorum"]
    assert (shown["lost"], shown["there"]) == (["bob"], ["bea"])
    assert "may not decide on changes" in refused(bea, "delegates", {"delegate": "sam"})
    assert "may not decide on changes" in refused(bea, "presence", {"present": True, "person": "sam"})


def test_a_voice_counts_no_more_once_its_giver_lost_the_role(
    admin: Person, board: tuple[Person, Person], store: Store, clock: Clock
) -> None:
    bea, bob = board
    key = asked(admin)
    before = bob.post(f"/changes/{key}/votes", {"decision": "approve"}).get_json()
    assert (before["needed"], before["approved"], before["approving"]) == (1, True, ["bob"])
    account = get_account(store.side, "bob", clock())
    save_account(store.side, replace(account, roles=("reader",)), clock(), expect=None)
    found = bea.get(f"/changes/{key}/approval").get_json()
    assert (found["approved"], found["approving"]) == (False, [])
    (voice,) = found["votes"]
    assert "may not decide on changes any more" in str(voice)
    state = bea.post(f"/changes/{key}/steps", {"step": "approve"}).get_json()["state"]
    after = bea.get(f"/changes/{key}/approval").get_json()
    assert (state, after["approving"]) == ("scheduled", ["bea"])


def test_what_is_new_since_the_last_look_is_told(admin: Person, board: tuple[Person, Person]) -> None:
    bea, bob = board
    key = asked(admin)
    planned(bea)
    assert bea.post("/meetings/board-2026-11-25/looks", {"change": key}).status_code == 204
    (item,) = bea.get("/meetings/board-2026-11-25").get_json()["items"]
    assert item["news"]["looked_at"] is not None
    assert item["news"]["items"] == []
    admin.post(f"/changes/{key}/activities", {"text": "The vendor has answered."})
    asked(admin, title="Patch the other database", down=[{"ci": "db-2"}], edits=[])
    (news,) = [
        each["news"]["items"]
        for each in bea.get("/meetings/board-2026-11-25").get_json()["items"]
        if each["change"] == key
    ]
    assert "1 new entry in its timeline." in news
    assert any(each.startswith("New collision with chg-") for each in news)
    first = next(each for each in bob.get("/meetings/board-2026-11-25").get_json()["items"] if each["change"] == key)
    assert first["news"]["looked_at"] is None


def test_only_who_manages_the_board_plans_and_closes(board: tuple[Person, Person]) -> None:
    bea, bob = board
    assert bob.post("/meetings", NEXT).status_code == 403
    meeting = planned(bea)
    assert bob.post("/meetings/board-2026-11-25/steps", {"step": "open"}).status_code == 403
    path = "/meetings/board-2026-11-25"
    assert bea.patch(path, {"title": "x"}).status_code == 428
    moved = bea.patch(path, {"title": "Extra", "quorum": 2}, meeting["revision"]).get_json()
    assert (moved["title"], moved["quorum"]["needed"]) == ("Extra", 2)
    stale = bea.patch(path, {"title": "y"}, meeting["revision"])
    assert (stale.status_code, stale.get_json()["current"]["title"]) == (412, "Extra")
    assert bea.patch(path, {"ends_at": NEXT["starts_at"]}, moved["revision"]).status_code == 422
    done(bea, "steps", {"step": "cancel"})
    assert bea.get("/meetings").get_json()["items"][0]["state"] == "cancelled"
    assert bea.patch(path, {"title": "z"}, "*").status_code == 422


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"ends_at": "2026-11-25T12:59:00Z"}, "ends_at"),
        ({"zone": "Nowhere/At all"}, "zone"),
        ({"starts_at": "soon"}, "starts_at"),
        ({"members": ["bea"], "quorum": 2}, "quorum"),
    ],
)
def test_a_meeting_that_cannot_be_is_refused_at_its_field(
    board: tuple[Person, Person], more: dict[str, object], where: str
) -> None:
    answer = board[0].post("/meetings", {**NEXT, **more})
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["where"].endswith(where)


def test_a_change_that_cannot_be_judged_stands_on_the_agenda_with_the_reason(
    admin: Person, board: tuple[Person, Person]
) -> None:
    key = asked(admin)
    revision = admin.get("/cis/db-1").get_json()["revision"]
    assert admin.delete("/cis/db-1", revision).status_code in (200, 204)
    planned(board[0])
    (item,) = board[0].get("/meetings/board-2026-11-25").get_json()["items"]
    assert item["change"] == key
    assert (item["level"] == "very_high") == bool(item["fault"])


def test_rights_within_a_scope_see_no_agenda(sign_in: SignIn, board: tuple[Person, Person]) -> None:
    planned(board[0])
    scoped = sign_in("sue", "board_member", scope="Retail")
    for path in ("/meetings", "/meetings/board-2026-11-25"):
        assert scoped.get(path).status_code == 403
    assert board[0].get("/meetings/board-2020-01-01").status_code == 404


def test_the_papers_of_a_meeting(admin: Person, board: tuple[Person, Person], sign_in: SignIn) -> None:
    bea, _ = board
    key, plain = asked(admin), asked(admin, **HARMLESS)
    planned(bea)
    pack = bea.get("/meetings/board-2026-11-25/pack")
    assert (pack.status_code, pack.content_type) == (200, "application/pdf")
    assert pack.data.startswith(b"%PDF-")
    done(bea, "steps", {"step": "open"})
    done(bea, "presence", {"present": True})
    done(bea, "voices", {"change": plain, "decision": "approve"})
    feed = bea.get("/board/feed.ics")
    assert feed.content_type.startswith("text/calendar")
    assert f"UID:{plain}@faultline" in feed.text
    assert "UID:board-2026-11-25@faultline" in feed.text
    assert key not in feed.text
    assert feed.data == bea.get("/board/feed.ics").data
    assert sign_in("sam", "requester").get("/board/feed.ics").status_code == 403


def test_the_owners_of_what_a_change_affects_are_drafted_a_notice(admin: Person) -> None:
    revision = admin.get("/cis/db-1").get_json()["revision"]
    assert admin.patch("/cis/db-1", {"attributes": {"owner": "Database team"}}, revision).status_code == 200
    key = asked(admin)
    drafts = admin.get(f"/changes/{key}/notices").get_json()["items"]
    assert [each["owner"] for each in drafts] == ["Database team", ""]
    assert "db-1: as planned it is DOWN" in drafts[0]["text"]
    assert admin.get("/changes/chg-000099/notices").status_code == 404


def test_another_spelling_of_a_name_gives_nobody_a_second_voice_or_their_own_change(
    admin: Person, board: tuple[Person, Person]
) -> None:
    """As requester, member, delegate or on presence; and the board's page spells them as their accounts do."""
    bea, bob = board
    key = asked(admin)
    assert admin.patch(f"/changes/{key}", {"attributes": {"requester": "BEA"}}, "*").status_code == 200
    refusal = bea.post(f"/changes/{key}/votes", {"decision": "approve"})
    assert (refusal.status_code, "their own change" in refusal.text) == (422, True), refusal.text
    planned(bea, members=["Bea", "BOB", "bob"])
    shown = done(bea, "steps", {"step": "open"})
    assert shown["members"] == ["bea", "bob"]
    assert done(bea, "presence", {"person": "Bob", "present": True})["present"] == ["bob"]
    assert done(bob, "presence", {"present": True})["present"] == ["bob"]
    assert "nobody stands in for themselves" in refused(bob, "delegates", {"delegate": "BOB"})
    assert done(bob, "voices", {"change": key, "decision": "approve"})
