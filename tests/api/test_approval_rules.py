"""Who must agree to a change by rules that are declared: kind, risk, class, service, freeze, and whose voices."""

from __future__ import annotations

from typing import Any

import pytest

from cmdb.model import Key, Node, Relation, RelationId
from cmdb.store.port import Batch, Stamp, Store
from tests.api.conftest import Person, SignIn
from tests.api.test_changes import WINDOW, step, submitted

pytestmark = pytest.mark.usefixtures("estate")


def declare(person: Person, *rules: dict[str, Any]) -> Any:
    """Declare rules and return the answer."""
    return person.put("/approval-rules", {"rules": list(rules)}, headers={"If-Match": "*"})


def asked(person: Person, **more: Any) -> tuple[str, Any]:
    """Ask for approval of a change; return its key and how the decision stands."""
    key = submitted(person, **more)
    step(person, key, "request_approval")
    return key, person.get(f"/changes/{key}/approval").get_json()


def test_without_any_declared_those_that_are_shipped_decide(admin: Person) -> None:
    found = admin.get("/approval-rules").get_json()
    assert (found["declared"], [each["votes"] for each in found["shipped"]]) == ([], [0, 1, 2, 1])


@pytest.mark.parametrize(
    ("part", "fits"),
    [
        ({"classes": ["database"]}, True),
        ({"classes": ["software"]}, True),
        ({"classes": ["server"]}, False),
        ({"services": ["pay"]}, True),
        ({"kinds": ["emergency"]}, False),
        ({"levels": ["very_high"]}, False),
        ({"freeze": True}, False),
        ({}, True),
    ],
)
def test_the_first_rule_that_fits_decides(admin: Person, part: dict[str, Any], *, fits: bool) -> None:
    assert declare(admin, {"name": "ours", "votes": 3, **part}).status_code == 200
    # Both databases touched: if the change fails, the service on them is DOWN.
    _, found = asked(admin, down=[{"ci": "db-1"}, {"ci": "db-2", "minutes": 0}])
    assert (found["rule"] == "ours", found["needed"] == 3) == (fits, fits)


def test_in_a_freeze_other_voices_are_needed_even_for_a_standard_change(admin: Person) -> None:
    declare(admin, {"name": "freeze", "votes": 2, "freeze": True})
    assert asked(admin, kind="standard")[1]["needed"] == 0
    admin.put("/closed-periods/year-end", {"kind": "freeze", **WINDOW})
    _, found = asked(admin, kind="standard")
    assert (found["rule"], found["needed"], found["approved"]) == ("freeze", 2, False)


def test_only_the_voices_that_the_rule_asks_for_count(admin: Person, sign_in: SignIn) -> None:
    bea, dan = sign_in("bea", "board_member"), sign_in("dan", "board_member")
    assert declare(admin, {"name": "databases", "votes": 1, "classes": ["database"], "who": ["dan"]}).status_code == 200
    key, found = asked(admin)
    assert found["who"] == ["dan"]
    said = bea.post(f"/changes/{key}/votes", {"decision": "approve", "reason": "", "hash": ""}).get_json()
    assert (said["approved"], said["votes"][0]["why_not"]) == (False, "the rule asks for the voice of dan")
    assert step(bea, key, "approve")["state"] == "approval"
    assert step(dan, key, "approve")["state"] == "scheduled"


def grouped(store: Store) -> None:
    """Keep a team of three in the graph, whose accounts are named by name, address and display name, and a rota."""
    names = {"Dan": None, "D. Ora": "dora@example.org", "Fay": None}
    people = [
        Node(Key(f"p-{name}"), "ci", "person", name, attributes={"email": email} if email else {})
        for name, email in names.items()
    ]
    team = Node(Key("team-1"), "ci", "team", "Payments")
    inside = [Relation(RelationId(each.key, "member_of", team.key)) for each in people]
    store.graph.apply(Batch(nodes=[*people, team], relations=inside), Stamp("ann", "desk"))


def said_by(person: Person, key: str) -> Any:
    """Approve by voice and return how the decision stands."""
    answer = person.post(f"/changes/{key}/votes", {"decision": "approve", "reason": "", "hash": ""})
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def test_a_rule_that_names_a_role_asks_whoever_has_it_and_may_decide(admin: Person, sign_in: SignIn) -> None:
    bea, cem = sign_in("bea", "board_member"), sign_in("cem", "change_manager")
    rule = {"name": "managed", "votes": 1, "who": ["role:change_manager"]}
    assert declare(admin, rule).status_code == 200
    assert admin.get("/approval-rules").get_json()["declared"][0]["who"] == ["role:change_manager"]
    key, found = asked(admin)
    assert found["who"] == ["role:change_manager"]
    said = said_by(bea, key)
    assert (said["approved"], said["votes"][0]["why_not"]) == (
        False,
        "the rule asks for the voice of somebody with the role Change manager",
    )
    assert said_by(cem, key)["approved"]
    own, _ = asked(cem)
    refused = cem.post(f"/changes/{own}/votes", {"decision": "approve"})
    assert (refused.status_code, "their own change" in refused.text) == (422, True)


def test_a_rule_that_names_a_team_asks_its_members_and_nobody_else(
    admin: Person, sign_in: SignIn, store: Store
) -> None:
    """By name, address or displayed name of their account; a member who may not decide has no voice."""
    grouped(store)
    dan, dora = sign_in("dan", "board_member"), sign_in("dora@example.org", "board_member")
    bea, fay = sign_in("bea", "board_member"), sign_in("fay", "service_agent")
    few = declare(admin, {"name": "x", "votes": 3, "who": ["team:payments"]})
    assert (few.status_code, "are too few for 3 voices: dan, dora@example.org may decide" in few.text) == (422, True)
    assert declare(admin, {"name": "payments", "votes": 2, "who": ["team:payments"]}).status_code == 200
    key, _ = asked(admin)
    assert fay.post(f"/changes/{key}/votes", {"decision": "approve"}).status_code == 403
    said = said_by(bea, key)
    assert said["votes"][0]["why_not"] == "the rule asks for the voice of somebody of the team payments"
    assert not said_by(dan, key)["approved"]
    assert said_by(dora, key)["approved"]


def test_who_takes_turns_for_a_team_is_of_it(admin: Person, sign_in: SignIn) -> None:
    dan = sign_in("dan", "board_member")
    rota = {"people": ["Dan"], "team": "Network", "zone": "UTC", "start": "2026-01-05", "hand_over": "09:00"}
    kept = admin.put("/on-call-rotas/network", rota, headers={"If-Match": '"0"'})
    assert kept.status_code in (200, 201), kept.text
    assert declare(admin, {"name": "network", "votes": 1, "who": ["team:network"]}).status_code == 200
    key, _ = asked(admin)
    assert said_by(dan, key)["approved"]


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("role:change_manger", "role:change_manager"),
        ("role:reader", "may not decide on changes"),
        ("role:board_member", "are too few for 1 voice: nobody may decide"),
        ("team:Paymnts", "team:Payments"),
        ("rooot", "root, role:NAME"),
        ("group:x", "team:NAME"),
    ],
)
def test_who_is_not_known_is_refused_with_the_nearest(admin: Person, store: Store, who: str, said: str) -> None:
    grouped(store)
    answer = declare(admin, {"name": "x", "votes": 1, "who": [who]})
    assert (answer.status_code, said in answer.text) == (422, True), answer.text
    assert admin.get("/approval-rules").get_json()["declared"] == []


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"name": "x", "votes": 0}, "nobody has agreed"),
        ({"name": "x", "votes": 2, "who": ["admin"]}, "too few for 2 voices"),
        ({"name": "x", "votes": 1, "who": ["nobody"]}, "nobody"),
        ({"name": "x", "votes": 1, "classes": ["databse"]}, "database"),
        ({"name": "x", "votes": 1, "services": ["gone"]}, "gone"),
        ({"name": "x", "votes": 1, "levels": ["huge"]}, "very_high"),
        ({"name": "x", "votes": 1, "colour": "red"}, "colour"),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused_by_name(admin: Person, rule: dict[str, Any], said: str) -> None:
    answer = declare(admin, rule)
    assert answer.status_code in (404, 422), answer.text
    assert said in answer.text
    assert admin.get("/approval-rules").get_json()["declared"] == []


def test_two_rules_of_one_name_and_rules_by_who_may_not_are_refused(admin: Person, sign_in: SignIn) -> None:
    assert "another rule's" in declare(admin, {"name": "x", "votes": 1}, {"name": "x", "votes": 2}).text
    assert declare(sign_in("sam", "service_agent"), {"name": "x", "votes": 1}).status_code == 403


def test_two_who_declare_at_once_do_not_undo_each_other(admin: Person) -> None:
    first = admin.get("/approval-rules")
    seen = {"If-Match": first.headers["ETag"]}
    mine = {"rules": [{"name": "mine", "votes": 1}]}
    assert admin.put("/approval-rules", mine).status_code == 428
    written = admin.put("/approval-rules", mine, headers=seen)
    assert (written.status_code, written.get_json()["revision"] > 0) == (200, True)
    refused = admin.put("/approval-rules", {"rules": []}, headers=seen)
    assert refused.status_code == 412
    assert "mine" in refused.text
