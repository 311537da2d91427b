"""A change that waits for approval asks those who may decide, by mail, with a link that decides nothing by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from api.auth.accounts import get_account, save_account
from api.backend import Backend
from api.mail import Postman
from api.mail.people import Directory
from api.settings import Settings
from cmdb.model import Key, Node
from cmdb.store.port import Batch, Stamp, Store
from itsm.board.keep import update
from itsm.board.meeting import Meeting
from itsm.kernel import desk
from itsm.notification.announce import announce
from itsm.notification.decide import Notice
from itsm.notification.outbox import ended, enqueue, waiting
from itsm.practices import PRACTICES
from tests.api.conftest import Clock, Person, SignIn
from tests.api.test_changes import drafted, step, submitted
from tests.api.test_mail import Local, Server

pytestmark = pytest.mark.usefixtures("estate")

URL = "https://faultline.test"
STAFF = {"bea": "board_member", "cem": "change_manager", "sam": "service_agent"}


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def plain(server: Server) -> Iterator[Controller]:
    controller = Local(server, hostname="127.0.0.1", port=0)
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def settings(tmp_path: Path, plain: Controller) -> Settings:
    return Settings(
        folder=tmp_path,
        workers=0,
        smtp_host="127.0.0.1",
        smtp_port=plain.port,
        smtp_tls="none",
        mail_from="desk@example.org",
        url=URL,
    )


@pytest.fixture
def postman(app: Flask, store: Store, sign_in: SignIn) -> Postman:
    """Return the postman of an estate with a board, whose history has been told so far."""
    people = [
        Node(Key(f"p-{name}"), "ci", "person", name, attributes={"email": f"{name}@example.org"})
        for name in (*STAFF, "root")
    ]
    store.graph.apply(Batch(nodes=people), Stamp("ann", "desk"))
    for name, role in STAFF.items():
        sign_in(name, role)
    backend: Backend = app.extensions["faultline"]
    found = Postman(backend)
    assert found.round() == 0
    return found


def link_in(message: EmailMessage) -> str:
    """Return the address in a message."""
    return next(line for line in str(message.get_content()).splitlines() if line.startswith(URL))


def asked(server: Server) -> list[str]:
    """Return who was sent a link to decide, by address."""
    return sorted(str(each["To"]) for each in server.got if "decide=" in link_in(each))


def test_those_who_may_decide_are_asked_with_what_they_decide_on(
    admin: Person, postman: Postman, server: Server, store: Store, clock: Clock
) -> None:
    key = submitted(admin)
    assert postman.round() == 0
    step(admin, key, "request_approval")
    postman.round()
    assert server.receivers == ["bea@example.org", "cem@example.org"]
    assert waiting(store.side, now=clock()) == []
    (first, _) = server.got
    assert first["Subject"] == f"[{key}] Please decide: Upgrade the first database"
    words = first.get_content()
    assert "Window: 2026-12-05T22:00:00Z to 2026-12-05T23:00:00Z" in words
    assert "Risk: " in words
    assert "If it fails: " in words
    link = urlsplit(link_in(first))
    seen = admin.get(f"/changes/{key}/assessment").get_json()["hash"]
    assert (link.path, parse_qs(link.query)) == (f"/changes/{key}", {"decide": ["approve"], "seen": [seen]})


def test_the_link_carries_no_right_and_getting_it_decides_nothing(
    admin: Person, nobody: Person, postman: Postman, server: Server
) -> None:
    key = submitted(admin)
    step(admin, key, "request_approval")
    postman.round()
    link = link_in(server.got[0])
    for person in (admin, nobody):
        assert person.client.get(link.removeprefix(URL)).status_code in (200, 404)
    assert admin.get(f"/changes/{key}/approval").get_json()["votes"] == []
    assert admin.get(f"/changes/{key}").get_json()["state"] == "approval"
    assert nobody.get(f"/changes/{key}/approval").status_code == 401


def test_facts_that_move_after_the_mail_have_another_name(admin: Person, postman: Postman, server: Server) -> None:
    key = submitted(admin)
    step(admin, key, "request_approval")
    postman.round()
    seen = parse_qs(urlsplit(link_in(server.got[0])).query)["seen"]
    other = drafted(admin, title="Patch the second", down=[{"ci": "db-2"}], edits=[])
    step(admin, other, "submit")
    assert admin.get(f"/changes/{key}/assessment").get_json()["hash"] not in seen


def test_nobody_is_asked_about_their_own_or_of_what_is_approved_beforehand(
    admin: Person, postman: Postman, server: Server
) -> None:
    standard = submitted(admin, kind="standard")
    step(admin, standard, "request_approval")
    key = submitted(admin, title="Bea's own")
    assert admin.patch(f"/changes/{key}", {"attributes": {"requester": "Bea"}}, "*").status_code == 200
    step(admin, key, "request_approval")
    postman.round()
    assert asked(server) == ["cem@example.org"]


def test_a_watcher_who_may_not_decide_is_told_and_not_asked(admin: Person, postman: Postman, server: Server) -> None:
    key = submitted(admin)
    assert admin.patch(f"/changes/{key}", {"attributes": {"watchers": ["sam", "bea"]}}, "*").status_code == 200
    step(admin, key, "request_approval")
    postman.round()
    assert asked(server) == ["bea@example.org", "cem@example.org"]
    assert {"sam@example.org", *asked(server)} == set(server.receivers)


def tried(person: Person, record: str) -> dict[str, tuple[bool, bool, str]]:
    """Return whom the shipped rule of approvers would tell of a step of a record, and why."""
    rule = {"on": ["transition"], "to": ["approvers"]}
    answer = person.post("/notification-rules/try", {"rule": rule, "record": record, "kind": "transition", "by": "x"})
    assert answer.status_code == 200, answer.text
    return {each["to"]: (each["told"], each["reachable"], each["reason"]) for each in answer.get_json()["people"]}


def test_the_trial_of_a_rule_names_those_who_would_be_asked(admin: Person, postman: Postman) -> None:
    """Of a change those who may decide on it; none where it waits for nobody."""
    key = submitted(admin)
    assert tried(admin, key) == {"": (False, False, "names nobody here")}
    step(admin, key, "request_approval")
    assert tried(admin, key) == dict.fromkeys(("bea", "cem"), (True, True, "is asked for their voice"))
    assert postman.round() >= 0


def test_those_whom_an_item_names_are_asked_for_its_requests(
    admin: Person, sign_in: SignIn, store: Store, postman: Postman, server: Server
) -> None:
    """By name without any right to read the request, by role where they see it; never whoever asked for it."""
    people = [
        Node(Key(f"p-{name}"), "ci", "person", name, attributes={"email": f"{name}@example.org"})
        for name in ("boss", "rea", "away")
    ]
    store.graph.apply(Batch(nodes=people), Stamp("ann", "desk"))
    boss, rea, _ = (sign_in(name, "requester") for name in ("boss", "rea", "away"))
    approval = {"accounts": ["Boss", "rea"], "roles": ["change_manager"], "votes": 1}
    said = {"title": "A server", "form": {"type": "object", "properties": {}}, "approval": approval}
    assert admin.put("/catalogue/server", said, headers={"If-Match": '"0"'}).status_code == 200
    postman.round()
    server.got.clear()
    key = rea.post("/portal/requests", {"item": "server", "answers": {}}).get_json()["key"]
    assert tried(admin, key) == dict.fromkeys(("boss", "cem"), (True, True, "is asked for their voice"))
    postman.round()
    letters = {str(each["To"]): each for each in server.got if "Please decide" in str(each["Subject"])}
    assert set(letters) == {"boss@example.org", "cem@example.org"}
    letter = letters["boss@example.org"]
    assert letter["Subject"] == f"[{key}] Please decide: A server"
    assert "rea asked for it" in letter.get_content()
    assert link_in(letter) == f"{URL}/portal/approvals"
    assert boss.get(f"/requests/{key}").status_code in (403, 404)
    assert [each["key"] for each in boss.get("/portal/approvals").get_json()["items"]] == [key]


def test_who_is_asked_no_more_and_may_not_read_the_request_gets_no_mail(
    admin: Person, sign_in: SignIn, store: Store, postman: Postman, server: Server
) -> None:
    boss = Node(Key("p-boss"), "ci", "person", "boss", attributes={"email": "boss@example.org"})
    store.graph.apply(Batch(nodes=[boss]), Stamp("ann", "desk"))
    sign_in("boss", "requester")
    rea = sign_in("rea", "requester")
    said = {
        "title": "A server",
        "form": {"type": "object", "properties": {}},
        "approval": {"accounts": ["boss"], "votes": 1},
    }
    assert admin.put("/catalogue/server", said, headers={"If-Match": '"0"'}).status_code == 200
    key = rea.post("/portal/requests", {"item": "server", "answers": {}}).get_json()["key"]
    assert admin.post(f"/requests/{key}/steps", {"step": "cancel"}).status_code == 200
    postman.round()
    assert "boss@example.org" not in server.receivers


# ---------------------------------------------------------------- whose voice counts

MEETING = {"starts_at": "2026-11-25T13:00:00Z", "ends_at": "2026-11-25T14:00:00Z"}


@pytest.fixture
def board(admin: Person, sign_in: SignIn, store: Store, postman: Postman) -> dict[str, Person]:
    """Return those who may decide; a board of bea, bob and eve is to meet, and dan has no seat on it."""
    names = ("bob", "dan", "eve", "fay")
    people = [
        Node(Key(f"p-{name}"), "ci", "person", name, attributes={"email": f"{name}@example.org"}) for name in names
    ]
    store.graph.apply(Batch(nodes=people), Stamp("ann", "desk"))
    found = {name: sign_in(name, "board_member") for name in names}
    assert admin.post("/meetings", {**MEETING, "members": ["bea", "bob", "eve"]}).status_code == 201
    postman.round()
    return found


def delegated(person: Person, to: str | None) -> None:
    """Let somebody stand in for a member of the board."""
    assert person.post("/meetings/board-2026-11-25/delegates", {"delegate": to}).status_code == 200


def notes(person: Person, key: str) -> list[tuple[str, str]]:
    """Return what is noted at a change, with by whom."""
    answer = person.get(f"/changes/{key}/activities").get_json()
    return [(each["by"], each["text"]) for each in answer["items"] if each["kind"] == "note"]


def test_those_with_a_seat_are_asked_and_nobody_who_only_may_decide(
    admin: Person, board: dict[str, Person], postman: Postman, server: Server
) -> None:
    """A member, the one who stands in for another, not the other; nobody of their own change or of their member's."""
    delegated(board["bob"], "fay")
    key = submitted(admin)
    step(admin, key, "request_approval")
    postman.round()
    assert set(board) == {"bob", "dan", "eve", "fay"}
    assert server.receivers == ["bea@example.org", "eve@example.org", "fay@example.org"] == asked(server)
    assert set(tried(admin, key)) == {"bea", "eve", "fay"}
    assert notes(admin, key) == []
    server.got.clear()
    own = submitted(board["bob"], title="Bob's own")
    step(admin, own, "request_approval")
    postman.round()
    assert asked(server) == ["bea@example.org", "eve@example.org"]


def test_a_member_whose_delegate_may_not_decide_is_asked_themselves(
    admin: Person, board: dict[str, Person], postman: Postman, server: Server, clock: Clock
) -> None:
    delegated(board["bob"], "fay")
    account = get_account(postman.backend.store.side, "fay", clock())
    save_account(postman.backend.store.side, replace(account, roles=("reader",)), clock(), expect=None)
    step(admin, submitted(admin), "request_approval")
    postman.round()
    assert asked(server) == ["bea@example.org", "bob@example.org", "eve@example.org"]


def test_an_emergency_asks_whoever_may_decide(
    admin: Person, board: dict[str, Person], postman: Postman, server: Server
) -> None:
    step(admin, submitted(admin, kind="emergency"), "request_approval")
    postman.round()
    assert asked(server) == sorted(f"{name}@example.org" for name in ("bea", "cem", *board))


def test_who_spoke_before_the_mail_goes_out_gets_none_and_who_spoke_uncounted_none_either(
    admin: Person, board: dict[str, Person], postman: Postman, server: Server, store: Store, clock: Clock
) -> None:
    """Neither do they whose seat was spoken for, nor who lost the seat after the message was put into the outbox."""
    delegated(board["bob"], "fay")
    key = submitted(admin)
    step(admin, key, "request_approval")
    for name, decision in (("fay", "approve"), ("eve", "abstain"), ("dan", "approve")):
        assert board[name].post(f"/changes/{key}/votes", {"decision": decision}).status_code == 201
    announce(store.graph, store.side, PRACTICES, Directory(postman.backend), now=clock())
    assert [each.to for each in waiting(store.side, now=clock())] == ["bea"]
    for name in ("eve", "dan"):
        entry = next(each for each in desk.timeline(store.graph, Key(key)) if each.facts.get("to") == "approval")
        assert enqueue(store.side, Notice(name, public=False, rules=("approvers",)), entry, 1, now=clock())
    postman.round()
    assert asked(server) == server.receivers == ["bea@example.org"]
    dropped = {each.to: each.error for each in ended(store.side, now=clock()) if each.state == "dropped"}
    assert dropped == dict.fromkeys(("eve", "dan"), "their voice does not count, or is asked no more")


def test_where_nobody_is_asked_the_change_says_why(
    admin: Person, board: dict[str, Person], postman: Postman, server: Server
) -> None:
    """Once, however often it is told; nothing where no rule would have anybody asked."""
    meeting = {**MEETING, "starts_at": "2026-11-24T13:00:00Z", "ends_at": "2026-11-24T14:00:00Z"}
    assert admin.post("/meetings", {**meeting, "members": ["bob", "gus"]}).status_code == 201
    key = submitted(board["bob"])
    step(board["bob"], key, "request_approval")
    postman.round()
    postman.round()
    assert asked(server) == []
    ((by, text),) = notes(admin, key)
    assert (by, text.partition(": ")[0]) == ("faultline", "Nobody is asked by mail for their voice")
    assert "bob: nobody decides on their own change" in text
    assert "gus: has no account that may decide on it" in text
    assert "dan: has no seat on the board (Change advisory board: bob, gus)" in text
    off = {"on": ["transition"], "to": ["approvers"], "enabled": False}
    assert admin.put("/notification-rules/approvers", off, headers={"If-Match": '"0"'}).status_code in (200, 201)
    other = submitted(board["bob"], title="Another")
    step(board["bob"], other, "request_approval")
    postman.round()
    assert notes(admin, other) == []


def test_who_asks_for_approval_is_not_asked_in_turn_and_the_change_says_so(
    admin: Person, sign_in: SignIn, postman: Postman, server: Server
) -> None:
    assert admin.post("/meetings", {**MEETING, "members": ["gus"]}).status_code == 201
    gus, key = sign_in("gus", "change_manager"), submitted(admin)
    step(gus, key, "request_approval")
    postman.round()
    assert asked(server) == []
    assert "gus: asked for it, and is not asked in turn" in notes(admin, key)[0][1]


@pytest.mark.usefixtures("board")
def test_a_rule_of_a_role_asks_those_who_have_it_and_have_not_spoken(
    admin: Person, postman: Postman, server: Server
) -> None:
    """Of the seats of the board those whom the rule means by a role or by name."""
    earlier = {**MEETING, "starts_at": "2026-11-24T13:00:00Z", "ends_at": "2026-11-24T14:00:00Z"}
    assert admin.post("/meetings", {**earlier, "members": ["cem", "dan", "eve"]}).status_code == 201
    rule = {"name": "managed", "votes": 1, "who": ["role:change_manager", "dan"]}
    assert admin.put("/approval-rules", {"rules": [rule]}, headers={"If-Match": "*"}).status_code == 200
    key = submitted(admin)
    step(admin, key, "request_approval")
    postman.round()
    assert asked(server) == ["cem@example.org", "dan@example.org"]
    assert set(tried(admin, key)) == {"cem", "dan"}


# ---------------------------------------------------------------- who comes later


def board_of(store: Store, *members: str, days: int = 0) -> None:
    """Give the board other members, and let it meet some days later."""

    def seated(now: Meeting) -> Meeting:
        later = timedelta(days=days)
        return replace(now, members=members, starts_at=now.starts_at + later, ends_at=now.ends_at + later)

    update(store.graph, "board-2026-11-25", seated, stamp=Stamp("root", "manual"))


def test_who_is_given_a_seat_while_a_change_waits_is_asked_once(
    admin: Person, board: dict[str, Person], postman: Postman, server: Server, clock: Clock, store: Store
) -> None:
    """Days later too; nobody whom it asked before, and nobody who has spoken or whose change it is."""
    assert set(board) == {"bob", "dan", "eve", "fay"}
    key, own = submitted(admin), submitted(board["dan"], title="Dan's own")
    for each in (key, own):
        step(admin, each, "request_approval")
    postman.round()
    server.got.clear()
    clock.forward(days=1, hours=2)
    board_of(store, "bea", "bob", "eve", "dan")
    for _ in range(3):
        postman.round()
    assert asked(server) == ["dan@example.org"]
    assert server.got[0]["Subject"] == f"[{key}] Please decide: Upgrade the first database"
    board_of(store, "bea", "bob", "eve")
    postman.round()
    board_of(store, "bea", "dan")
    postman.round()
    assert len(server.got) == 1


def test_a_delegate_who_is_named_later_is_asked_and_their_member_not_again(
    admin: Person, board: dict[str, Person], postman: Postman, server: Server
) -> None:
    step(admin, submitted(admin), "request_approval")
    postman.round()
    server.got.clear()
    delegated(board["bob"], "fay")
    postman.round()
    postman.round()
    assert asked(server) == ["fay@example.org"]
    delegated(board["bob"], None)
    postman.round()
    assert len(server.got) == 1


def test_nobody_is_asked_later_for_a_seat_that_has_spoken_or_a_change_that_waits_no_more(
    admin: Person, board: dict[str, Person], postman: Postman, server: Server, store: Store
) -> None:
    key = submitted(admin)
    step(admin, key, "request_approval")
    postman.round()
    assert board["bob"].post(f"/changes/{key}/votes", {"decision": "abstain"}).status_code == 201
    server.got.clear()
    delegated(board["bob"], "fay")
    postman.round()
    assert asked(server) == []
    step(admin, key, "revise")
    board_of(store, "bea", "bob", "eve", "dan")
    postman.round()
    assert server.got == []


def test_a_watcher_who_is_given_a_seat_is_asked_as_well(
    admin: Person, board: dict[str, Person], postman: Postman, server: Server, store: Store
) -> None:
    assert "dan" in board
    key = submitted(admin)
    assert admin.patch(f"/changes/{key}", {"attributes": {"watchers": ["dan"]}}, "*").status_code == 200
    step(admin, key, "request_approval")
    postman.round()
    assert "dan@example.org" in server.receivers
    assert "dan@example.org" not in asked(server)
    server.got.clear()
    board_of(store, "bea", "bob", "eve", "dan")
    postman.round()
    assert asked(server) == ["dan@example.org"]


def test_who_dies_after_asking_newcomers_asks_nobody_twice_even_when_messages_are_forgotten(
    admin: Person, board: dict[str, Person], postman: Postman, server: Server, store: Store, clock: Clock
) -> None:
    assert "dan" in board
    step(admin, submitted(admin), "request_approval")
    postman.round()
    server.got.clear()
    row = store.side.read("notification_cursor", "head", now=clock())
    assert row is not None
    board_of(store, "bea", "bob", "eve", "dan")
    postman.round()
    store.side.put("notification_cursor", "head", row.value, now=clock())
    postman.round()
    clock.forward(days=31)
    board_of(store, "bea", "bob", "dan", days=40)
    postman.round()
    assert asked(server) == ["dan@example.org"]


def test_a_rule_that_is_declared_later_asks_whom_it_means_now(
    admin: Person, board: dict[str, Person], postman: Postman, server: Server
) -> None:
    assert "eve" in board
    rule = {"name": "ours", "votes": 1, "who": ["bea"]}
    assert admin.put("/approval-rules", {"rules": [rule]}, headers={"If-Match": "*"}).status_code == 200
    step(admin, submitted(admin), "request_approval")
    postman.round()
    assert asked(server) == ["bea@example.org"]
    server.got.clear()
    other = {**rule, "who": ["bea", "eve"]}
    assert admin.put("/approval-rules", {"rules": [other]}, headers={"If-Match": "*"}).status_code == 200
    postman.round()
    assert asked(server) == ["eve@example.org"]
