"""The outbox: kept once, claimed by one, tried again with patience, never lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cmdb.model import Key, Node
from cmdb.store import open_store
from cmdb.store.port import Stamp, Store
from cmdb.values import Json
from itsm.incident.practice import INCIDENT
from itsm.kernel import desk
from itsm.kernel.activity import Activity
from itsm.kernel.declared import declare
from itsm.kernel.draft import Draft
from itsm.kernel.fields import keep_fields
from itsm.kernel.watch import unwatch, watch, watchers
from itsm.notification.announce import announce
from itsm.notification.decide import Notice
from itsm.notification.outbox import GIVEN_UP, claim, delay, ended, enqueue, finish, postpone, waiting
from itsm.notification.rule import KIND, parse_rule
from itsm.practices import PRACTICES

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
ENTRY = Activity(Key("inc-000001"), "e1", "note", NOW, "ann", "words")
BOB = Notice("bob", public=False, rules=("assignee",))


class Staff:
    """Everybody but the requester may read everything; one rota."""

    def reads(self, name: str, record: Node) -> bool:
        return bool(record.name) and name != "kim"

    def approvers(self, record: Node, entry: Activity) -> list[str]:
        return ["eve"] if record.lifecycle == "approval" == entry.facts.get("to") else []

    def unasked(self, record: Node, entry: Activity) -> str:
        return "eve: whose change it is" if record.name == "Eve's own" and entry.facts.get("to") == "new" else ""

    def on_call(self, rota: str, now: datetime) -> list[str]:
        return ["eve"] if rota == "database" and now >= NOW else []


def act(number: int, actor: str = "ann", run: str = "") -> desk.Act:
    return desk.Act(f"e{number:04d}", NOW + timedelta(minutes=number), Stamp(actor, "desk", run=run))


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = "memory:" if request.param == "memory" else f"sqlite:///{tmp_path / 'desk.db'}"
    with open_store(url) as opened:
        yield opened


def news(store: Store, minutes: int = 5) -> int:
    return announce(store.graph, store.side, PRACTICES, Staff(), now=NOW + timedelta(minutes=minutes))


def test_a_message_is_kept_once_and_claimed_by_one(store: Store) -> None:
    assert enqueue(store.side, BOB, ENTRY, 7, now=NOW)
    assert not enqueue(store.side, BOB, ENTRY, 7, now=NOW)
    (mine,) = claim(store.side, now=NOW)
    assert (mine.to, mine.record, mine.entry, mine.rules) == ("bob", "inc-000001", "e1", ("assignee",))
    assert list(claim(store.side, now=NOW + timedelta(seconds=119))) == []
    (again,) = claim(store.side, now=NOW + timedelta(minutes=2))
    assert again.id == mine.id
    finish(store.side, again, "sent", now=NOW)
    assert not enqueue(store.side, BOB, ENTRY, 7, now=NOW)
    assert list(claim(store.side, now=NOW + timedelta(days=1))) == []
    assert [each.state for each in ended(store.side, now=NOW)] == ["sent"]


def test_two_who_claim_at_once_do_not_both_send(store: Store) -> None:
    for number in range(3):
        enqueue(store.side, Notice(f"p{number}", public=False, rules=()), ENTRY, 7, now=NOW)
    first, second = claim(store.side, now=NOW), claim(store.side, now=NOW)
    taken = [next(first), next(second), *first, *second]
    assert sorted(each.to for each in taken) == ["p0", "p1", "p2"]


def test_failures_wait_longer_each_time_and_are_given_up_in_the_end(store: Store) -> None:
    assert [delay(each).total_seconds() / 60 for each in (1, 2, 3, 6, 7, 50)] == [1, 2, 4, 32, 60, 60]
    enqueue(store.side, BOB, ENTRY, 7, now=NOW)
    now, attempts = NOW, 0
    while found := list(claim(store.side, now=now)):
        attempts += 1
        if postpone(store.side, found[0], "no answer", now=now) == "failed":
            break
        (held,) = waiting(store.side, now=now)
        assert (held.attempts, held.error) == (attempts, "no answer")
        assert list(claim(store.side, now=held.next_at - timedelta(seconds=1))) == []
        now = held.next_at
    assert waiting(store.side, now=now) == []
    assert now - NOW >= GIVEN_UP
    assert [(each.state, each.error) for each in ended(store.side, now=now)] == [("failed", "no answer")]


def test_the_history_is_told_once_from_where_it_stood(store: Store) -> None:
    graph = store.graph
    old = desk.open_record(graph, INCIDENT, Draft("before", {"requester": "kim"}), act=act(0))
    assert news(store) == 0
    desk.add(graph, INCIDENT, Activity(old, "n1", "note", NOW, "ann", "internal"), stamp=Stamp("ann", "desk"))
    assert news(store) == 0
    watch(graph, INCIDENT, old, "bob", act=act(1))
    desk.add(
        graph, INCIDENT, Activity(old, "n2", "note", NOW, "ann", "for all", public=True), stamp=Stamp("ann", "desk")
    )
    assert news(store) == 2
    assert news(store) == 0
    assert {(each.to, each.public) for each in waiting(store.side, now=NOW)} == {("bob", False), ("kim", True)}


def test_who_dies_half_way_tells_it_again_and_nothing_twice(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    news(store)
    desk.open_record(store.graph, INCIDENT, Draft("slow", {"assignee": "bob", "watchers": ["eve"]}), act=act(1))
    with monkeypatch.context() as patched:
        patched.setattr("itsm.notification.announce.move", lambda *_: None)
        assert news(store) == 2
    (first, *_) = claim(store.side, now=NOW + timedelta(minutes=6))
    finish(store.side, first, "sent", now=NOW)
    assert news(store) == 0
    assert len(waiting(store.side, now=NOW)) == 1


def test_why_nobody_is_asked_is_noted_once_though_it_is_told_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: dict[str, Json] = {"name": "asked", "on": ["opened"], "to": ["approvers"]}
    declare(store.graph, KIND, "asked", said, check=parse_rule, stamp=Stamp("ann", "desk"))
    news(store)
    keys = [
        desk.open_record(store.graph, INCIDENT, Draft(title, {}), act=act(number))
        for number, title in enumerate(("Eve's own", "Another"), 1)
    ]
    with monkeypatch.context() as patched:
        patched.setattr("itsm.notification.announce.move", lambda *_: None)
        assert news(store) == 0
    assert news(store, 6) == 0
    noted, other = ([each for each in desk.timeline(store.graph, key) if each.kind == "note"] for key in keys)
    assert [(each.by, each.public, each.text) for each in noted] == [
        ("faultline", False, "Nobody is asked by mail for their voice: eve: whose change it is.")
    ]
    assert other == []


def test_imports_and_what_is_long_past_are_no_news(store: Store) -> None:
    news(store)
    draft = Draft("slow", {"assignee": "bob"})
    desk.open_record(store.graph, INCIDENT, draft, act=act(1, run="run-1"))
    desk.open_record(
        store.graph, INCIDENT, Draft("old", {"assignee": "bob"}, occurred_at=NOW - timedelta(2)), act=act(2)
    )
    assert news(store) == 0


def test_a_declared_rule_goes_before_a_shipped_one_and_asks_who_is_on_call(store: Store) -> None:
    said: dict[str, Json] = {"name": "assignee", "on": ["opened"], "where": "priority:1", "to": ["on_call:database"]}
    declare(store.graph, KIND, "assignee", said, check=parse_rule, stamp=Stamp("ann", "desk"))
    news(store)
    desk.open_record(store.graph, INCIDENT, Draft("small", {"assignee": "bob", "impact": 3, "urgency": 3}), act=act(1))
    assert news(store) == 0
    desk.open_record(store.graph, INCIDENT, Draft("big", {"impact": 1, "urgency": 1, "assignee": "bob"}), act=act(2))
    assert news(store) == 1
    assert [(each.to, each.rules) for each in waiting(store.side, now=NOW)] == [("eve", ("assignee",))]


def test_a_rule_may_name_a_field_that_the_organisation_declares(store: Store) -> None:
    field: dict[str, Json] = {
        "fields": [{"name": "seat_class", "label": "Seat class", "type": "text", "values": ["gold", "silver"]}]
    }
    keep_fields(store.graph, INCIDENT, field, stamp=Stamp("ann", "desk"))
    said: dict[str, Json] = {"name": "gold", "on": ["opened"], "where": "seat_class:gold", "to": ["on_call:database"]}
    declare(store.graph, KIND, "gold", said, check=parse_rule, stamp=Stamp("ann", "desk"))
    news(store)
    desk.open_record(store.graph, INCIDENT, Draft("small", {"seat_class": "silver"}), act=act(1))
    assert news(store) == 0
    desk.open_record(store.graph, INCIDENT, Draft("big", {"seat_class": "gold"}), act=act(2))
    assert news(store) == 1
    assert [(each.to, each.rules) for each in waiting(store.side, now=NOW)] == [("eve", ("gold",))]
    keep_fields(store.graph, INCIDENT, {"fields": []}, stamp=Stamp("ann", "desk"))
    desk.open_record(store.graph, INCIDENT, Draft("later"), act=act(3))
    assert news(store) == 0


def test_two_begin_to_watch_and_one_stops(store: Store) -> None:
    key = desk.open_record(store.graph, INCIDENT, Draft("slow"), act=act(0))
    for who in ("bob", "team:Network", "BOB"):
        watch(store.graph, INCIDENT, key, who, act=act(1))
    assert watchers(desk.find_record(store.graph, key)) == ["bob", "team:Network"]
    unwatch(store.graph, INCIDENT, key, "Bob", act=act(2))
    unwatch(store.graph, INCIDENT, key, "team:network", act=act(3))
    assert watchers(desk.find_record(store.graph, key)) == []
