"""The story of a request: asked for, agreed by others, its tasks one after the other, and only then fulfilled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cmdb.errors import Forbidden, Invalid
from cmdb.model import Key
from cmdb.store import open_store
from cmdb.store.port import GraphStore, Stamp
from itsm.kernel import desk
from itsm.kernel.draft import Draft
from itsm.kernel.fields import keep_fields
from itsm.request.catalogue import Item, entitled, parse_item
from itsm.request.practice import REQUEST
from itsm.request.verbs import finish_task, open_request, take_step, tasks_of

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LAPTOP: dict[str, Any] = {
    "name": "laptop",
    "title": "A laptop",
    "form": {"type": "object", "properties": {"model": {"type": "string", "enum": ["small", "large"]}}},
    "approval": {"accounts": ["boss"], "roles": ["change_manager"], "votes": 2},
    "tasks": [{"id": "order", "title": "Order it"}, {"id": "install", "title": "Install it", "after": ["order"]}],
    "delivery_days": 5,
}


@pytest.fixture
def graph() -> Iterator[GraphStore]:
    with open_store("memory:") as store:
        yield store.graph


class Desk:
    """Does things one minute after the other."""

    def __init__(self, graph: GraphStore) -> None:
        self.graph, self.minute = graph, 0

    def act(self, who: str) -> desk.Act:
        self.minute += 1
        return desk.Act(f"{self.minute:04}", NOON + timedelta(minutes=self.minute), Stamp(who))

    def ask(self, item: Item, who: str = "rea") -> Key:
        return open_request(self.graph, item, {"model": "small"}, act=self.act(who), requester=who)

    def step(self, key: Key, step: str, who: str, *roles: str, **fields: Any) -> str:
        record = desk.find_record(self.graph, key)
        return take_step(self.graph, record, step, act=self.act(who), said=desk.Said(fields), roles=roles)

    def finish(self, key: Key, task: str) -> None:
        finish_task(self.graph, desk.find_record(self.graph, key), task, act=self.act("eng"))

    def tasks(self, key: Key) -> list[str]:
        return [each.state for each in tasks_of(self.graph, desk.find_record(self.graph, key))]


def test_a_request_is_agreed_by_others_worked_through_and_fulfilled(graph: GraphStore) -> None:
    here = Desk(graph)
    key = here.ask(parse_item("item", LAPTOP))
    record = desk.find_record(graph, key)
    assert (record.state, record.text("requester"), record.text("delivery_due")) == ("approval", "rea", "2026-11-28")
    assert record.body["form"] == {"model": "small"}
    with pytest.raises(Forbidden):
        here.step(key, "approve", "somebody", "service_agent")
    with pytest.raises(Invalid, match="nobody decides on their own"):
        here.step(key, "approve", "rea", "change_manager")
    assert here.step(key, "approve", "boss") == "approval"
    assert here.step(key, "approve", "boss") == "approval"
    with pytest.raises(Invalid, match="is not worked on in state approval"):
        here.finish(key, "order")
    assert here.step(key, "approve", "cem", "change_manager") == "in_progress"
    assert here.tasks(key) == ["ready", "waiting"]
    with pytest.raises(Invalid, match="tasks are open: order, install"):
        here.step(key, "fulfil", "eng")
    with pytest.raises(Invalid, match="waits for order"):
        here.finish(key, "install")
    here.finish(key, "order")
    with pytest.raises(Invalid, match="is done already"):
        here.finish(key, "order")
    assert here.tasks(key) == ["done", "ready"]
    here.finish(key, "install")
    assert desk.find_record(graph, key).state == "fulfilled"
    last = desk.timeline(graph, key)[-1]
    assert (last.kind, last.by, last.public) == ("transition", "eng", True)
    assert (last.facts["step"], last.text) == ("fulfil", "All 2 tasks are done, so it is fulfilled.")
    # What was not as asked for is done anew and fulfilled by hand.
    here.step(key, "reopen", "eng")
    assert here.step(key, "fulfil", "eng") == "fulfilled"


def test_an_item_may_leave_it_to_people_to_say_that_it_is_fulfilled(graph: GraphStore) -> None:
    here = Desk(graph)
    key = here.ask(parse_item("item", {**LAPTOP, "approval": None, "fulfilled_by": "hand"}))
    here.step(key, "start", "eng")
    for task in ("order", "install"):
        here.finish(key, task)
    assert here.tasks(key) == ["done", "done"]
    assert desk.find_record(graph, key).state == "in_progress"
    assert here.step(key, "fulfil", "eng") == "fulfilled"


def test_a_field_that_is_needed_to_be_fulfilled_is_waited_for(graph: GraphStore) -> None:
    fields: dict[str, Any] = {"fields": [{"name": "asset", "required_in": ["fulfilled"]}]}
    keep_fields(graph, REQUEST, fields, stamp=Stamp("boss"))
    here = Desk(graph)
    key = here.ask(parse_item("item", {**LAPTOP, "approval": None, "tasks": [{"id": "order", "title": "Order it"}]}))
    here.step(key, "start", "eng")
    here.finish(key, "order")
    assert desk.find_record(graph, key).state == "in_progress"
    last = desk.timeline(graph, key)[-1]
    assert (last.kind, last.public) == ("note", False)
    assert last.text.startswith("Its task is done, but it is not fulfilled by itself: asset: is needed")
    assert here.step(key, "fulfil", "eng", asset="L-1") == "fulfilled"


def test_approval_is_not_passed_over(graph: GraphStore) -> None:
    here = Desk(graph)
    item = parse_item("item", {**LAPTOP, "approval": None})
    assert here.step(here.ask(item), "start", "eng") == "in_progress"
    body: dict[str, Any] = {"approval": {"accounts": ["boss"], "roles": [], "votes": 1}}
    key = desk.open_record(graph, REQUEST, Draft("Interrupted before it was asked for", body=body), act=here.act("rea"))
    with pytest.raises(Invalid, match="its item needs approval"):
        here.step(key, "start", "eng")
    here.step(key, "ask", "eng")
    assert here.step(key, "approve", "boss") == "in_progress"


def test_an_approval_that_only_the_requester_could_give_is_refused_at_once(graph: GraphStore) -> None:
    item = parse_item("item", {**LAPTOP, "approval": {"accounts": ["Rea"]}})
    with pytest.raises(Invalid, match="nobody approves their own request"):
        Desk(graph).ask(item)
    assert graph.head() is None


def test_whoever_is_refused_is_told_why(graph: GraphStore) -> None:
    here = Desk(graph)
    key = here.ask(parse_item("item", LAPTOP))
    assert here.step(key, "reject", "boss", resolution="No budget this year") == "rejected"
    last = desk.timeline(graph, key)[-1]
    assert (last.public, last.text) == (True, "No budget this year")


def test_what_is_declared_later_changes_nothing_about_a_request(graph: GraphStore) -> None:
    here = Desk(graph)
    key = here.ask(parse_item("item", {**LAPTOP, "approval": None}))
    here.step(key, "start", "eng")
    parse_item("item", {**LAPTOP, "tasks": []})
    assert here.tasks(key) == ["ready", "waiting"]


@pytest.mark.parametrize(
    ("wanted", "roles", "scope", "may"),
    [
        (None, (), None, True),
        ({"roles": ["engineer"]}, ("requester",), None, False),
        ({"roles": ["engineer"]}, ("requester", "engineer"), None, True),
        ({"scope": "Retail"}, ("requester",), "retail", True),
        ({"scope": "Retail"}, ("requester",), "Bank", False),
        ({"scope": "Retail"}, ("requester",), None, True),
        ({"roles": ["engineer"], "scope": "Retail"}, ("engineer",), "Bank", False),
    ],
)
def test_who_may_ask_for_an_item(wanted: Any, roles: tuple[str, ...], scope: str | None, may: bool) -> None:  # noqa: FBT001
    assert entitled(parse_item("item", {**LAPTOP, "entitlement": wanted}), roles, scope) is may


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"name": "A laptop"}, "item.name"),
        ({"title": ""}, "item.title"),
        ({"colour": "red"}, "item.colour"),
        ({"delivery_days": 0}, "item.delivery_days"),
        ({"fulfilled_by": "magic"}, "item.fulfilled_by"),
        ({"approval": {}}, "item.approval"),
        ({"approval": {"accounts": ["a"], "votes": 2}}, "item.approval.votes"),
        ({"approval": {"roles": ["king"]}}, "item.approval.roles"),
        ({"entitlement": {"roles": ["king"]}}, "item.entitlement.roles"),
        ({"form": {"type": "object", "properties": {"a": {"type": "null"}}}}, "item.form.properties.a.type"),
    ],
)
def test_an_item_that_cannot_be_read_is_refused_at_its_place(change: Any, where: str) -> None:
    with pytest.raises(Invalid) as fault:
        parse_item("item", {**LAPTOP, **change})
    assert fault.value.where == where
    assert fault.value.allowed
