"""The verbs of the desk on a store: one revision each, safe against others who write at the same time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cmdb.changed import changed_cis
from cmdb.errors import Invalid, NotFound, PreconditionFailed
from cmdb.model import Key, Node
from cmdb.store import open_store
from cmdb.store.port import Batch, GraphStore, Stamp
from itsm.incident.practice import INCIDENT
from itsm.kernel import desk
from itsm.kernel.activity import Activity
from itsm.kernel.draft import Draft
from itsm.kernel.link import Link
from itsm.kernel.priority import impact_level, priority
from itsm.kernel.watch import unwatch, watch, watchers

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
STAMP = Stamp("ann", "desk")


def act(number: int) -> desk.Act:
    return desk.Act(f"e{number:04d}", NOW + timedelta(minutes=number), STAMP)


@pytest.fixture(params=["memory", "sqlite"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return "memory:" if request.param == "memory" else f"sqlite:///{tmp_path / 'desk.db'}"


@pytest.fixture
def graph(url: str) -> Iterator[GraphStore]:
    with open_store(url) as store:
        store.graph.apply(Batch(nodes=[Node(Key("srv-1"), "ci", "server", "web-1")]), STAMP)
        yield store.graph


def test_each_verb_is_one_revision_and_the_past_stays(graph: GraphStore) -> None:
    key = desk.open_record(graph, INCIDENT, Draft("slow", links={"affects": ("srv-1",)}), act=act(0))
    desk.edit(graph, INCIDENT, key, {"team": "db"}, act=act(1))
    desk.move(graph, INCIDENT, key, "start", act=act(2))
    head = graph.head()
    assert head is not None
    assert head.number == 4
    assert desk.find_record(graph, "inc-000001").state == "in_progress"
    assert desk.find_record(graph, "inc-000001", as_of=2).text("team") == ""
    assert [each.kind for each in desk.timeline(graph, key)] == ["opened", "assignment", "transition"]
    assert desk.links_of(graph, [Key("srv-1")]) == [Link(key, "affects", Key("srv-1"))]


def test_a_number_of_another_system_is_opened_once(graph: GraphStore) -> None:
    draft = Draft("slow", source="snow", number="INC7")
    first = desk.open_record(graph, INCIDENT, draft, act=act(0))
    assert desk.open_record(graph, INCIDENT, draft, act=act(1)) == first
    assert desk.open_record(graph, INCIDENT, Draft("slow", source="other", number="INC7"), act=act(2)) != first


def test_the_same_entry_twice_is_one(graph: GraphStore) -> None:
    key = desk.open_record(graph, INCIDENT, Draft("slow"), act=act(0))
    entry = Activity(key, "n1", "note", NOW, "bob", "looked at it")
    desk.add(graph, INCIDENT, entry, stamp=STAMP)
    before = graph.head()
    desk.add(graph, INCIDENT, entry, stamp=STAMP)
    assert graph.head() == before
    assert len(desk.timeline(graph, key)) == 2


def test_a_late_entry_sets_right_what_follows_from_it(graph: GraphStore) -> None:
    key = desk.open_record(graph, INCIDENT, Draft("slow"), act=act(0))
    for minute in (30, 5):
        said = Activity(key, f"n{minute}", "note", NOW + timedelta(minutes=minute), "bob", "called back", public=True)
        desk.add(graph, INCIDENT, said, stamp=STAMP)
        assert desk.find_record(graph, key).instant("first_response_at") == NOW + timedelta(minutes=minute)


def test_a_note_of_the_day_before_makes_a_record_no_older(graph: GraphStore) -> None:
    key = desk.open_record(graph, INCIDENT, Draft("slow"), act=act(0))
    early = Activity(key, "n1", "note", NOW - timedelta(days=1), "bob", "it had been slow by then")
    desk.add(graph, INCIDENT, early, stamp=STAMP)
    assert desk.find_record(graph, key).instant("opened_at") == NOW


def test_an_unknown_step_or_record_is_named(graph: GraphStore) -> None:
    key = desk.open_record(graph, INCIDENT, Draft("slow"), act=act(0))
    with pytest.raises(Invalid, match="start, hold, resolve, cancel"):
        desk.move(graph, INCIDENT, key, "reopen", act=act(1))
    with pytest.raises(NotFound):
        desk.move(graph, INCIDENT, Key("inc-000009"), "start", act=act(1))
    with pytest.raises(NotFound):
        desk.find_record(graph, "srv-1")
    with pytest.raises(PreconditionFailed):
        desk.edit(graph, INCIDENT, key, {"team": "db"}, act=act(1), expected=1)
    with pytest.raises(Invalid, match="record is not linked with itself"):
        desk.link(graph, INCIDENT, Link(key, "related_to", key), stamp=STAMP)


def test_many_who_open_and_write_at_once_lose_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'many.db'}"
    with open_store(url) as store:
        first = desk.open_record(store.graph, INCIDENT, Draft("slow"), act=act(0))
    failed: list[Exception] = []

    def work(who: int) -> None:
        try:
            with open_store(url) as mine:
                for number in range(5):
                    desk.open_record(mine.graph, INCIDENT, Draft(f"{who} {number}"), act=act(who))
                    note = Activity(first, f"{who}-{number}", "note", NOW, f"agent {who}", "seen")
                    desk.add(mine.graph, INCIDENT, note, stamp=STAMP)
        except Exception as error:  # noqa: BLE001  # whatever it was, the test must show it
            failed.append(error)

    threads = [threading.Thread(target=work, args=(who,)) for who in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failed == []
    with open_store(url) as store:
        assert len(desk.timeline(store.graph, first)) == 16
        titles = {desk.find_record(store.graph, f"inc-{number:06d}").title for number in range(2, 17)}
        assert titles == {f"{who} {number}" for who in range(3) for number in range(5)}


def test_priority_follows_from_what_is_hit() -> None:
    services = [
        {"key": "a", "name": "Mail", "state": "degraded", "score": 3.0},
        {"key": "b", "name": "Pay", "state": "down", "score": 40.0},
    ]
    found = impact_level(services)  # type: ignore[arg-type]
    assert (found.level, found.score, [each["key"] for each in found.reasons]) == (1, 43.0, ["b", "a"])
    assert impact_level([]).level == 3
    assert impact_level(services[:1]).level == 3  # type: ignore[arg-type]
    assert [priority(impact, urgency) for impact, urgency in ((1, 1), (1, 3), (2, 2), (3, 3))] == [1, 3, 3, 5]
    assert priority(None, 1) is None
    with pytest.raises(Invalid):
        priority(4, 1)


def test_a_record_about_a_ci_is_no_change_of_the_ci(graph: GraphStore) -> None:
    desk.open_record(graph, INCIDENT, Draft("slow", links={"affects": ("srv-1",)}), act=act(0))
    ((_, changes),) = graph.changes(1)
    assert any(isinstance(each.ref, tuple) for each in changes)
    assert changed_cis(changes) == set()


def test_who_begins_to_watch_is_in_nobodys_way(graph: GraphStore) -> None:
    """An edit and a step made from what was read before somebody began or ceased to watch are written."""
    key = desk.open_record(graph, INCIDENT, Draft("slow"), act=act(0))
    read = desk.find_record(graph, key).revision
    watch(graph, INCIDENT, key, "bob", act=act(1))
    watch(graph, INCIDENT, key, "eve", act=act(2))
    desk.edit(graph, INCIDENT, key, {"team": "db"}, act=act(3), expected=read)
    read = desk.find_record(graph, key).revision
    unwatch(graph, INCIDENT, key, "bob", act=act(4))
    desk.move(graph, INCIDENT, key, "start", act=act(5), expected=read)
    record = desk.find_record(graph, key)
    assert (record.text("team"), record.state, watchers(record)) == ("db", "in_progress", ["eve"])


def test_what_else_changed_meanwhile_is_still_a_conflict(graph: GraphStore) -> None:
    key = desk.open_record(graph, INCIDENT, Draft("slow"), act=act(0))
    read = desk.find_record(graph, key).revision
    watch(graph, INCIDENT, key, "bob", act=act(1))
    with pytest.raises(PreconditionFailed):
        desk.edit(graph, INCIDENT, key, {"watchers": ["eve"]}, act=act(2), expected=read)
    desk.edit(graph, INCIDENT, key, {"team": "db"}, act=act(3))
    watch(graph, INCIDENT, key, "eve", act=act(4))
    with pytest.raises(PreconditionFailed):
        desk.edit(graph, INCIDENT, key, {"team": "net"}, act=act(5), expected=read)
    for never in (0, 2, 99):
        with pytest.raises(PreconditionFailed):
            desk.edit(graph, INCIDENT, key, {"team": "net"}, act=act(6), expected=never)
    assert watchers(desk.find_record(graph, key)) == ["bob", "eve"]
