"""Who is told of what: rules, people, and what may be shown to whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb.errors import Invalid
from cmdb.model import Key
from itsm.kernel.activity import Activity
from itsm.kernel.record import Record
from itsm.notification.decide import Notice, Reach, notices
from itsm.notification.rule import SHIPPED_RULES, Rule, parse_rule, rule_document

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
KEY = Key("inc-000001")
STAFF = {"ann", "bob", "eve"}
RULES = list(SHIPPED_RULES.values())


def record(**attributes: Any) -> Record:
    return Record(KEY, "incident", "slow", "new", attributes, 1)


def entry(kind: Any = "note", by: str = "ann", *, public: bool = False) -> Activity:
    return Activity(KEY, "e1", kind, NOW, by, "words", public)


def reach(holds: Callable[[str], bool] = lambda query: query == "-assignee:*") -> Reach:
    return Reach(reads=lambda name: name.lower() in STAFF, on_call=lambda rota: [f"{rota}-one"], holds=holds)


def told(found: Sequence[Notice]) -> dict[str, bool]:
    return {each.to: each.public for each in found}


def test_an_internal_note_reaches_those_who_work_on_it_and_nobody_else() -> None:
    about = record(
        requester="kim", assignee="bob", team="Database", watchers=("eve", "team:Network", "kim", "stranger")
    )
    assert told(notices(RULES, about, entry(), reach())) == {"bob": False, "eve": False, "team:Network": False}


def test_a_public_note_reaches_the_requester_as_a_requester() -> None:
    about = record(requester="Kim", assignee="bob", watchers=("kim", "stranger"))
    found = notices(RULES, about, entry(public=True), reach())
    assert told(found) == {"bob": False, "Kim": True}
    assert next(each for each in found if each.to == "Kim").rules == ("requester", "watchers")


def test_a_requester_who_is_an_agent_is_told_of_public_entries_only_of_their_own_record() -> None:
    about = record(requester="eve", watchers=("eve",))
    assert told(notices(RULES, about, entry(), reach())) == {}
    assert told(notices(RULES, about, entry(public=True), reach())) == {"eve": True}


def test_nobody_is_told_of_what_they_did_themselves() -> None:
    about = record(requester="Ann", assignee="ann", watchers=("ANN", "bob"))
    assert told(notices(RULES, about, entry(by="ann", public=True), reach())) == {"bob": False}


def test_conditions_kinds_and_those_named_by_the_rule_decide() -> None:
    rules = [
        Rule("big", ("opened",), ("on_call:database", "person:eve", "team:Managers"), "priority:1"),
        Rule("off", ("opened",), ("person:bob",), enabled=False),
        Rule("other", ("note",), ("person:bob",)),
    ]
    about = record(requester="kim")
    yes, no = reach(lambda query: query == "priority:1"), reach(lambda _: False)
    staff = Reach(lambda name: name in {*STAFF, "database-one"}, yes.on_call, yes.holds)
    opened = entry("opened", by="kim", public=True)
    assert told(notices(rules, about, opened, staff)) == {"database-one": False, "eve": False, "team:Managers": False}
    assert notices(rules, about, opened, no) == []


@given(
    rules=st.permutations(RULES),
    kind=st.sampled_from(["opened", "note", "assignment", "transition"]),
    public=st.booleans(),
)
def test_the_order_of_rules_is_no_matter(rules: list[Rule], kind: str, *, public: bool) -> None:
    about = record(requester="kim", assignee="bob", team="Database", watchers=("eve", "bob"))
    assert notices(rules, about, entry(kind, public=public), reach()) == notices(
        RULES, about, entry(kind, public=public), reach()
    )


@given(
    to=st.lists(st.sampled_from(["requester", "assignee", "team", "watchers", "person:kim", "person:x"]), min_size=1),
    public=st.booleans(),
)
def test_whoever_may_not_read_the_record_never_hears_what_is_not_public(to: list[str], *, public: bool) -> None:
    about = record(requester="kim", assignee="lee", watchers=("kim", "lee", "bob"))
    rule = Rule("any", ("note",), tuple(to))
    for each in notices([rule], about, entry(by="someone", public=public), reach()):
        assert each.to == "bob" or each.to.startswith("team:") or (each.public and public and each.to == "kim")


@pytest.mark.parametrize(
    ("said", "where", "allowed"),
    [
        ({"name": "a", "on": ["opend"], "to": ["team"]}, "rule.on", "opened"),
        ({"name": "a", "on": ["opened"], "to": ["boss"]}, "rule.to", "person:NAME"),
        ({"name": "a", "on": ["opened"], "to": ["person:"]}, "rule.to", "on_call:NAME"),
        ({"name": "a", "on": [], "to": ["team"]}, "rule.on", "at least one"),
        ({"name": "a", "on": ["opened"], "to": ["team"], "when": "x"}, "rule.when", "where"),
        ({"name": "", "on": ["opened"], "to": ["team"]}, "rule.name", "a name"),
        ({"name": "a", "on": ["opened"], "to": ["team"], "where": 1}, "rule.where", "priority:1"),
        ([], "rule", "an object"),
    ],
)
def test_a_rule_that_cannot_be_read_says_where_and_what_would_do(said: Any, where: str, allowed: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_rule("rule", said)
    assert caught.value.where == where
    assert allowed in caught.value.allowed


def test_a_rule_is_read_as_it_is_written() -> None:
    for each in RULES:
        assert parse_rule("rule", rule_document(each)) == each
    assert parse_rule("rule", rule_document(replace(RULES[0], enabled=False))).enabled is False


def test_an_escalation_reaches_whoever_is_on_call_for_the_team_that_has_it() -> None:
    about = record(requester="kim", assignee="bob", team="Database")
    found = {each.to: each.rules for each in notices(RULES, about, entry("escalation"), reach())}
    # Who is on call is told as an account that may read it.
    assert found == {"bob": ("assignee",), "team:Database": ("escalated",)}
    of_staff = Reach(reads=lambda name: name in STAFF, on_call=lambda rota: ["eve", rota], holds=lambda _: True)
    assert "eve" in told(notices(RULES, about, entry("escalation"), of_staff))
    assert "eve" not in told(notices(RULES, about, entry("note"), of_staff))
    assert parse_rule("rule x", {"name": "x", "on": ["escalation"], "to": ["commander"]}).on == ("escalation",)


def test_whoever_is_asked_to_decide_is_told_once_and_never_of_their_own_step() -> None:
    waits = Reach(
        reads=lambda name: name in STAFF, on_call=lambda _: [], holds=lambda _: False, approvers=lambda: ["ann", "bob"]
    )
    found = notices(RULES, record(watchers=("bob",)), entry("transition", by="ann"), waits)
    assert [(each.to, each.rules) for each in found] == [("bob", ("approvers", "watchers"))]
    assert notices(RULES, record(), entry("note", by="ann"), waits) == []
