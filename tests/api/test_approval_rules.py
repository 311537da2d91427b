"""Who must agree to a change by rules that are declared: kind, risk, class, service, freeze, and whose voices."""

from __future__ import annotations

from typing import Any

import pytest

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
