"""Who may do what is decided from declarations alone; a scope hides what does not carry it."""

from __future__ import annotations

import pytest

from cmdb.access import PERMISSIONS, ROLES, Principal, condition, decide, permissions_of, require, sees
from cmdb.errors import Forbidden, Invalid
from cmdb.model import Key, Node
from cmdb.query import All, Compare
from cmdb.values import Value


def person(*roles: str, scope: str | None = None) -> Principal:
    return Principal("ann", "Ann", roles, permissions_of(roles), scope)


def ci(**attributes: Value) -> Node:
    return Node(Key("srv-1"), "ci", "server", "web", attributes=attributes)


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("reader", "ci.read", "ci.write"),
        ("engineer", "import.apply", "schema.write"),
        ("asset_manager", "source.withdraw", "account.manage"),
        ("service_agent", "impact.ask", "plan.merge"),
        ("change_manager", "plan.merge", "ci.write"),
        ("board_member", "plan.preview", "plan.merge"),
        ("requester", "self", "ci.read"),
        ("admin", "account.manage", None),
    ],
)
def test_each_role_allows_what_it_is_for(role: str, may: str, may_not: str | None) -> None:
    assert decide(person(role), may).allowed
    if may_not:
        refused = decide(person(role), may_not)
        assert not refused.allowed
        assert role in refused.reason
        with pytest.raises(Forbidden, match=may_not):
            require(person(role), may_not)


def test_nobody_may_do_nothing() -> None:
    assert not any(decide(None, each).allowed for each in PERMISSIONS)


def test_roles_add_up_and_unknown_ones_are_named() -> None:
    assert permissions_of(["reader", "change_manager"]) == permissions_of(["change_manager"])
    with pytest.raises(Invalid, match="board_member"):
        permissions_of(["king"])


def test_what_bears_on_the_whole_estate_is_never_within_a_scope() -> None:
    local = person("admin", scope="Bank")
    for permission in PERMISSIONS.values():
        assert decide(local, permission.name).allowed == (not permission.estate), permission.name


@pytest.mark.parametrize(
    ("attributes", "seen"),
    [({}, False), ({"scope": "Bank"}, True), ({"scope": "bank"}, True), ({"scope": "Banking"}, False),
     ({"scope": ("Retail", "Bank")}, True), ({"scope": ()}, False), ({"scope": 7}, False)],
)  # fmt: skip
def test_a_scope_shows_what_carries_it(attributes: dict[str, Value], seen: bool) -> None:  # noqa: FBT001
    node = ci(**attributes)
    assert sees(person("reader", scope="Bank"), node) is seen
    assert sees(person("reader"), node)
    assert decide(person("reader", scope="Bank"), "ci.read", node=node).allowed is seen


def test_the_scope_as_a_condition() -> None:
    assert condition(person("reader")) == All()
    assert condition(person("reader", scope="Bank")) == Compare("attributes.scope", "=", "bank")


def test_every_role_of_the_product_is_declared() -> None:
    assert set(ROLES) == {
        "reader", "engineer", "asset_manager", "service_agent", "change_manager", "board_member",
        "monitoring", "pipeline", "requester", "admin"
    }  # fmt: skip
