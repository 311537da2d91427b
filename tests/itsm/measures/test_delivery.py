"""The measures of delivery equal a recount of changes, deployments and incidents one by one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from statistics import mean
from typing import Any

import pytest

from cmdb.estate import Estate
from cmdb.model import Key, Node
from cmdb.store import open_store
from cmdb.store.port import Batch, Stamp
from itsm.deployment.event import parse_deployment
from itsm.deployments import take_in_event
from itsm.kernel import desk
from itsm.kernel.draft import Draft
from itsm.kernel.link import Link
from itsm.measures.answer import Question, behind, measures_document
from itsm.measures.keep import Kept
from itsm.measures.period import Period
from itsm.practices import PRACTICES

START, NOW = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
PERIOD = Period(datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC))
ME = Stamp("me", "test", "test")
WAYS = (
    ("submit", "request_approval", "approve", "start", "complete"),
    ("submit", "request_approval", "approve", "start", "back_out"),
    ("submit", "request_approval", "approve", "start"),
    ("cancel",),
)


class World:
    """Changes, incidents and deployments by chance, and what is known of each without asking the measures."""

    def __init__(self, estate: Estate) -> None:
        self.estate, self.chance, self.number = estate, random.Random(11), 0
        self.changes: list[tuple[str, str, datetime, datetime | None, str]] = []
        self.deployments: list[tuple[str, str, str, datetime, datetime | None]] = []
        self.incidents: list[tuple[str, bool, datetime, datetime]] = []

    def act(self, at: datetime) -> desk.Act:
        self.number += 1
        return desk.Act(f"{self.number:08}", at, ME)

    def moment(self) -> datetime:
        return START + timedelta(minutes=self.chance.randrange(60 * 24 * 75))

    def change(self) -> None:
        graph, practice = self.estate.graph, PRACTICES["change"]
        kind = self.chance.choice(("normal", "standard", "emergency"))
        opened = at = self.moment()
        key = desk.open_record(graph, practice, Draft("c", follows={"kind": kind}), act=self.act(at))
        ended, outcome = None, ""
        for step in self.chance.choice(WAYS):
            at += timedelta(hours=self.chance.randrange(1, 60))
            if step in ("complete", "back_out"):
                ended = at
                good = self.chance.choice(("successful", "successful_with_issues", "failed"))
                outcome = good if step == "complete" else "backed_out"
            said = desk.Said({"outcome": outcome} if outcome else {})
            desk.move(graph, practice, key, step, act=self.act(at), said=said)
        self.changes.append((key, kind, opened, ended, outcome))

    def incident(self) -> None:
        graph, practice = self.estate.graph, PRACTICES["incident"]
        opened = self.moment()
        key = desk.open_record(graph, practice, Draft("i"), act=self.act(opened))
        caused = self.chance.random() < 0.4
        if caused:
            change = Key(self.chance.choice(self.changes)[0])
            desk.link(graph, practice, Link(key, "caused_by", change), stamp=ME)
        ended = opened + timedelta(minutes=self.chance.randrange(5, 9000))
        said = desk.Said({"resolution": "done"})
        desk.move(graph, practice, key, "resolve", act=self.act(ended), said=said)
        self.incidents.append((key, caused, opened, ended))

    def deployment(self) -> None:
        started = self.moment()
        committed = started - timedelta(minutes=self.chance.randrange(9000)) if self.chance.random() < 0.7 else None
        ended = started + timedelta(minutes=self.chance.randrange(1, 90))
        status = self.chance.choice(("succeeded", "succeeded", "failed", "rolled_back", "cancelled"))
        environment = self.chance.choice(("production", "prod-eu", "staging"))
        said: dict[str, Any] = {
            "source": "ci",
            "id": str(self.number),
            "cis": ["srv"],
            "environment": environment,
            "status": status,
            "started_at": started.isoformat(),
            "finished_at": ended.isoformat(),
        }
        said |= {"committed_at": committed.isoformat()} if committed else {}
        taken = take_in_event(self.estate, parse_deployment("x", said, NOW), act=self.act(NOW))
        self.deployments.append((taken.key, status, environment, ended, committed))


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with open_store("memory:") as store:
        found = World(Estate(store, None, lambda: NOW))
        store.graph.apply(Batch(nodes=[Node(Key("srv"), "ci", "server", "srv")]), ME)
        for _ in range(40):
            found.change()
        for _ in range(40):
            found.incident()
            found.deployment()
        yield found


def inside(at: datetime | None) -> bool:
    return at is not None and PERIOD.start <= at < PERIOD.end


def seconds(length: timedelta) -> float:
    return length.total_seconds()


def recounted(world: World) -> dict[str, dict[str, float]]:
    """Return the figure of each record behind each measure."""
    ended = [each for each in world.changes if inside(each[3])]
    live = [each for each in world.deployments if each[1] == "succeeded" and "prod" in each[2] and inside(each[3])]
    weeks = (PERIOD.end - PERIOD.start) / timedelta(weeks=1)
    return {
        "emergency_changes": {key: float(kind == "emergency") for key, kind, *_ in ended},
        "change_success": {key: float(outcome == "successful") for key, *_, outcome in ended},
        "change_lead_time": {
            key: seconds(end - opened)
            for key, _, opened, end, outcome in ended
            if end is not None and outcome not in ("failed", "backed_out")
        },
        "change_restore_time": {
            key: seconds(end - opened) for key, caused, opened, end in world.incidents if caused and inside(end)
        },
        "deployment_frequency": {key: 1 / weeks for key, *_ in live},
        "deployment_lead_time": {
            key: seconds(end - committed) for key, _, _, end, committed in live if committed is not None
        },
    }


def test_each_measure_equals_a_recount_and_leads_to_its_records(world: World) -> None:
    asked = Question(Kept(world.estate, PRACTICES).now(), PERIOD, NOW)
    shown = {each["measure"]: each for each in measures_document(asked)}
    for name, figures in recounted(world).items():
        assert len(figures) > 2, name
        expected = sum(figures.values()) if name == "deployment_frequency" else mean(figures.values())
        assert shown[name]["value"] == pytest.approx(expected, abs=1e-5), name
        assert shown[name]["count"] == len(figures), name
        assert {each.key: each.value for each in behind(asked, name)} == pytest.approx(figures), name


def test_groups_of_a_frequency_together_are_the_whole(world: World) -> None:
    asked = Question(Kept(world.estate, PRACTICES).now(), PERIOD, NOW, by="team")
    (whole,) = measures_document(Question(asked.standing, PERIOD, NOW), ("deployment_frequency",))
    parts = measures_document(asked, ("deployment_frequency",))
    assert sum(float(str(each["value"])) for each in parts) == pytest.approx(whole["value"], abs=1e-5)


def test_a_deployment_that_is_told_of_later_counts_from_then_on(world: World) -> None:
    kept = Kept(world.estate, PRACTICES)
    asked = Question(kept.now(), PERIOD, NOW)
    (before,) = measures_document(asked, ("deployment_frequency",))
    said: Any = {"source": "late", "id": "1", "cis": ["srv"], "environment": "production", "status": "succeeded"}
    said |= {"finished_at": (PERIOD.start + timedelta(days=1)).isoformat()}
    take_in_event(world.estate, parse_deployment("x", said, NOW), act=world.act(NOW))
    (after,) = measures_document(Question(kept.now(), PERIOD, NOW), ("deployment_frequency",))
    assert (before["count"], after["count"]) == (before["count"], int(str(before["count"])) + 1)
    rolled: Any = {**said, "status": "rolled_back", "finished_at": (PERIOD.start + timedelta(days=2)).isoformat()}
    take_in_event(world.estate, parse_deployment("x", rolled, NOW), act=world.act(NOW))
    (again,) = measures_document(Question(kept.now(), PERIOD, NOW), ("deployment_frequency",))
    assert again["value"] == before["value"]
