"""Every measure equals a recount of records and activities one by one, also after changes are carried forward."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from statistics import mean, median
from typing import Any

import pytest

from cmdb.estate import Estate
from cmdb.model import Key, Node
from cmdb.store import open_store
from cmdb.store.port import Batch, Stamp
from itsm.kernel import desk
from itsm.kernel.activity import Activity
from itsm.kernel.clock import read_clock
from itsm.kernel.declared import declare
from itsm.kernel.draft import Draft
from itsm.kernel.link import Link
from itsm.kernel.record import Record, read_record
from itsm.kernel.timeline import marks
from itsm.measures.answer import Question, behind, measures_document, series_document
from itsm.measures.keep import Kept
from itsm.measures.period import Period, parse_period
from itsm.measures.settings import MEASURE, parse_setting
from itsm.practices import PRACTICES
from itsm.service_level.agreement import OFFICE, STANDARD

START, NOW = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
PERIOD = Period(datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC))
ME = Stamp("me", "test", "test")
TEAMS = ("db", "net", "desk")
WAYS = (
    ("start",),
    ("start", "hold", "resume", "resolve"),
    ("resolve", "reopen", "resolve"),
    ("resolve", "close"),
    ("cancel",),
)
CIS = {"pay": "business_service", "mail": "business_service", "srv": "server"}
QUIET = 56
RATES = {"db": 40.0, "net": 25.5}


def act(number: int, at: datetime) -> desk.Act:
    return desk.Act(f"{number:08}", at, ME)


class World:
    """An estate whose records were opened, moved, passed on and rated by chance."""

    def __init__(self, estate: Estate, seed: int) -> None:
        self.estate, self.graph, self.chance, self.number = estate, estate.graph, random.Random(seed), 0

    def next(self, at: datetime) -> desk.Act:
        self.number += 1
        return act(self.number, at)

    def incident(self) -> None:
        chance = self.chance
        at = START + timedelta(minutes=chance.randrange(60 * 24 * 80))
        fields: dict[str, Any] = {"urgency": chance.randint(1, 3), "team": chance.choice([*TEAMS, None])}
        fields |= {"effect": chance.choice([None, "down"]), "category": chance.choice(["disk", "mail"])}
        links = {"affects": (chance.choice(("pay", "mail", "srv")),)} if chance.random() < 0.6 else {}
        draft = Draft("x", {name: value for name, value in fields.items() if value}, links)
        incident = PRACTICES["incident"]
        key = desk.open_record(self.graph, incident, draft, act=self.next(at))
        steps = chance.choice(
            (
                ["start"],
                ["start", "hold", "resume", "resolve"],
                ["resolve", "reopen", "resolve"],
                ["resolve", "close"],
                ["cancel"],
            )
        )
        for step in steps:
            at += timedelta(minutes=chance.randrange(1, 60 * 24 * 4))
            if chance.random() < 0.3:
                desk.edit(self.graph, incident, key, {"team": chance.choice(TEAMS)}, act=self.next(at))
            said = desk.Said({"hold_reason": "supplier"} if step == "hold" else {"resolution": "done"})
            desk.move(self.graph, incident, key, step, act=self.next(at), said=said)
        if chance.random() < 0.4:
            rated = Activity(key, f"s{self.number}", "survey", at, "x", facts={"rating": chance.randint(1, 5)})
            desk.add(self.graph, incident, rated, stamp=ME)


@contextmanager
def made(incidents: int) -> Iterator[World]:
    with open_store("memory:") as store:
        found = World(Estate(store, None, lambda: NOW), 7)
        cis = [Node(Key(key), "ci", cls, key) for key, cls in CIS.items()]
        found.graph.apply(Batch(nodes=cis), ME)
        change = PRACTICES["change"]
        one = desk.open_record(found.graph, change, Draft("c"), act=found.next(START))
        for _ in range(incidents):
            found.incident()
        desk.link(found.graph, PRACTICES["incident"], Link(Key("inc-000003"), "caused_by", one), stamp=ME)
        said: Any = {"currency": "EUR", "rates": RATES}
        declare(found.graph, MEASURE, "cost_per_ticket", said, check=parse_setting, stamp=ME)
        yield found


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with made(60) as found:
        yield found


@pytest.fixture(scope="module")
def quiet() -> Iterator[World]:
    """Return a world with so few incidents that outages begin and end within the period."""
    with made(QUIET) as found:
        yield found


def records(world: World) -> list[tuple[Record, list[Activity]]]:
    found = [read_record(each) for chunk in world.graph.stream_nodes("record") for each in chunk]
    return [(each, list(desk.timeline(world.graph, each.key))) for each in found if each.practice == "incident"]


def resolved(world: World) -> list[tuple[Record, list[Activity]]]:
    return [
        (each, entries)
        for each, entries in records(world)
        if each.state != "cancelled" and (at := each.instant("resolved_at")) and PERIOD.start <= at < PERIOD.end
    ]


def taken(_: Record, entries: list[Activity]) -> float:
    return read_clock(OFFICE, marks(PRACTICES["incident"].lifecycle, entries), now=NOW).elapsed_s


def open_at(entries: list[Activity], at: datetime) -> bool:
    states = PRACTICES["incident"].lifecycle.states
    steps = [each for each in entries if each.kind in ("opened", "transition") and each.occurred_at < at]
    return bool(steps) and states[str(steps[-1].facts["to"])].phase == "open"


def recounted(world: World) -> dict[str, list[float]]:
    """Return the figures of each measure, worked out record by record."""
    done = resolved(world)
    targets = STANDARD.resolution
    everything = [pair for pair in records(world) if pair[0].state != "cancelled"]
    waiting = [each for each, entries in everything if open_at(entries, PERIOD.end)]
    opened = [each for each, _ in everything if PERIOD.start <= (each.instant("opened_at") or START) < PERIOD.end]
    rated = [
        float(entry.facts["rating"] in (4, 5))
        for _, entries in records(world)
        for entry in entries
        if entry.kind == "survey" and PERIOD.start <= entry.occurred_at < PERIOD.end
    ]
    return {
        "incident_resolution_time": [
            (each.attributes["resolved_at"] - each.attributes["opened_at"]).total_seconds()  # type: ignore[operator,union-attr]  # instants
            for each, _ in done
        ],
        "incident_resolution_time_service_hours": [taken(*pair) for pair in done],
        "sla_attainment": [float(taken(*pair) <= targets[pair[0].number("priority") or 0]) for pair in done],
        "first_contact_resolution": [
            float(not each.number("reassignments") and not each.number("reopenings")) for each, _ in done
        ],
        "reopen_rate": [float(bool(each.number("reopenings"))) for each, _ in done],
        "cost_per_ticket": [RATES[each.text("team")] for each, _ in done if each.text("team") in RATES],
        "csat": rated,
        "backlog": [1.0 for _ in waiting],
        "backlog_age": [(PERIOD.end - each.attributes["opened_at"]).total_seconds() for each in waiting],  # type: ignore[operator,union-attr]  # instants
        "change_caused_incidents": [float(each.key == "inc-000003") for each in opened],
    }


def question(world: World, kept: Kept | None = None, **more: Any) -> Question:
    return Question((kept or Kept(world.estate, PRACTICES)).now(), PERIOD, NOW, **more)


SUMS = {"backlog", "change_caused_incidents"}


def check(world: World, asked: Question) -> None:
    found = {each["measure"]: each for each in measures_document(asked)}
    for name, figures in recounted(world).items():
        assert figures, name
        shown = found[name]
        expected = sum(figures) if name in SUMS else mean(figures)
        assert (shown["value"], shown["count"]) == (pytest.approx(expected, abs=1e-5), len(figures)), name
        if shown["median"] is not None:
            assert shown["median"] == pytest.approx(median(figures), abs=1e-5), name
        behind_it = behind(asked, name)
        assert sorted(each.value for each in behind_it if each.value is not None) == pytest.approx(sorted(figures)), (
            name
        )


def test_each_measure_equals_a_recount_and_leads_to_its_records(world: World) -> None:
    check(world, question(world))


def test_groups_together_are_the_whole(world: World) -> None:
    whole = {each["measure"]: each for each in measures_document(question(world))}
    for by in ("team", "priority", "category", "agreement"):
        for name in recounted(world):
            parts = measures_document(question(world, by=by), (name,))
            assert sum(int(str(each["count"])) for each in parts) == whole[name]["count"], (by, name)
            for part in parts:
                asked = question(world, by=by, group=part["group"])
                assert len(behind(asked, name)) == part["count"], (by, name, part["group"])
                (alone,) = measures_document(asked, (name,))
                assert alone["value"] == part["value"]


def test_days_together_are_the_whole(world: World) -> None:
    for every in ("day", "week", "month"):
        days = series_document(question(world), "incident_resolution_time", every)  # type: ignore[arg-type]  # one of three
        (whole,) = measures_document(question(world), ("incident_resolution_time",))
        assert sum(int(str(each["count"])) for each in days) == whole["count"]


def test_availability_equals_a_count_minute_by_minute(world: World) -> None:
    spans: dict[str, list[tuple[datetime, datetime]]] = {"pay": [], "mail": []}
    states = PRACTICES["incident"].lifecycle.states
    for each, entries in records(world):
        targets = [link.target for link in desk.links_of(world.graph, [each.key]) if link.target in spans]
        if each.text("effect") != "down" or each.state == "cancelled":
            continue
        steps = [entry for entry in entries if entry.kind in ("opened", "transition")]
        for entry, after in zip(steps, [*(step.occurred_at for step in steps[1:]), NOW], strict=True):
            if states[str(entry.facts["to"])].phase == "open":
                for target in targets:
                    spans[target].append((entry.occurred_at, after))
    minutes = int((PERIOD.end - PERIOD.start).total_seconds() // 60)
    up = []
    for found in spans.values():
        moments = (PERIOD.start + timedelta(minutes=number) for number in range(minutes))
        up.append(mean(not any(start <= at < end for start, end in found) for at in moments))
    parts = measures_document(question(world, by="service"), ("service_availability",))
    shown = {each["group"]: each["value"] for each in parts}
    assert [shown["pay"], shown["mail"]] == pytest.approx(up, abs=1e-6)
    (whole,) = measures_document(question(world), ("service_availability",))
    assert whole["value"] == pytest.approx(mean(up), abs=1e-6)


def test_outages_behind_a_figure_recount_it(quiet: World) -> None:
    for service in (None, "pay", "mail"):
        asked = question(quiet, **({"by": "service", "group": service} if service else {}))
        found = {each["measure"]: each for each in measures_document(asked)}
        for name in ("service_availability", "mtbf", "mttr"):
            rows = behind(asked, name)
            outages = {each.outage[:3]: each.outage for each in rows if each.outage}
            added = [each.value for each in rows if each.value is not None]
            hit = {each.service for each in outages.values()}
            assert len(added) > 0
            assert service or len(rows) > len(added)
            assert hit <= ({service} if service else {"pay", "mail"})
            seconds = [(each.until or NOW.timestamp()) - each.since for each in outages.values()]
            out, whole = sum(each.out_s for each in outages.values()), (PERIOD.end - PERIOD.start).total_seconds()
            assert {each.of_s for each in outages.values()} == {whole}
            expected, recounted = {
                "service_availability": (1 + sum(added), 1 - out / (whole * (1 if service else 2))),
                "mtbf": (mean(added), (whole * len(hit) - out) / len(added)),
                "mttr": (mean(added), mean(seconds)),
            }[name]
            assert found[name]["value"] == pytest.approx(expected, abs=1e-5), (name, service)
            assert found[name]["value"] == pytest.approx(recounted, abs=1e-5), (name, service)
        assert found["mttr"]["count"] == len(added)
    assert behind(question(quiet, by="team", group="db"), "mttr") == []


def test_a_record_stands_behind_the_outages_that_it_tells_of(quiet: World) -> None:
    for each in behind(question(quiet), "service_availability"):
        assert each.outage is not None
        record, entries = next(found for found in records(quiet) if found[0].key == each.key)
        assert (record.text("effect"), record.state != "cancelled") == ("down", True)
        assert each.outage.service in {link.target for link in desk.links_of(quiet.graph, [record.key])}
        moved = [entry.occurred_at.timestamp() for entry in entries if entry.kind in ("opened", "transition")]
        until = each.outage.until or NOW.timestamp()
        assert any(each.outage.since <= at <= until for at in moved)
        assert each.outage.since < PERIOD.end.timestamp() <= NOW.timestamp()
        first = [other for other in behind(question(quiet), "service_availability") if other.outage == each.outage]
        assert [other.value is None for other in first] == [False, *([True] * (len(first) - 1))]


def test_changes_are_carried_forward(world: World) -> None:
    kept = Kept(world.estate, PRACTICES)
    kept.now()
    for _ in range(5):
        world.incident()
        check(world, question(world, kept))
    fresh = measures_document(question(world))
    assert measures_document(question(world, kept)) == fresh
    said: Any = {"currency": "EUR", "rates": RATES, "target": 12}
    declare(world.graph, MEASURE, "cost_per_ticket", said, check=parse_setting, stamp=ME)
    shown = {each["measure"]: each["target"] for each in measures_document(question(world, kept))}
    assert shown["cost_per_ticket"] == 12


def test_a_record_that_is_taken_back_counts_no_more(world: World) -> None:
    kept = Kept(world.estate, PRACTICES)
    before = kept.now().columns.size
    incident = PRACTICES["incident"]
    key = desk.open_record(world.graph, incident, Draft("x"), act=world.next(PERIOD.start))
    assert kept.now().columns.size == before + 1
    entries = [each.node.key for each in world.graph.owned([key])]
    world.graph.apply(Batch(remove_nodes=[key, *entries]), ME)
    assert kept.now().columns.size == before
    check(world, question(world, kept))


def test_a_period_before_all_records_has_no_figures(world: World) -> None:
    asked = Question(Kept(world.estate, PRACTICES).now(), parse_period("2025-01-01..2025-01-31", NOW), NOW)
    for each in measures_document(asked):
        assert (each["value"], each["count"]) == (None, 0), each
