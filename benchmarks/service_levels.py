"""Rows about what people decide by, over HTTP: the levels of all services as home reads them, the clocks of a queue.

There is no peer: the limits are what a page may wait, at the 95th percentile, from a server that is asked nothing else.
One CI of 200 has an open incident, every fifth of them an outage; one of 1,000 a change within the week.
"""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from benchmarks.bench import Bench
from benchmarks.measure import AnswersDiffer, Row, at_most, held
from benchmarks.records import Session
from benchmarks.served import served
from benchmarks.stored import Stored
from cmdb.entities import instant_json
from cmdb.store.port import Stamp
from cmdb.values import Json
from itsm.change.practice import CHANGE
from itsm.change.verbs import draft
from itsm.incident.practice import INCIDENT
from itsm.kernel.desk import Act, move, open_record
from itsm.kernel.draft import Draft

__all__ = ["level_rows"]

CIS_AN_INCIDENT, CIS_A_CHANGE, ONE_DOWN_IN = 200, 1_000, 5
CLASSES = ("server", "virtual_machine", "application", "database", "business_service")
PAGE, QUEUE = 500, 100
RUNS, WARM = 20, 2
LEVELS_MS, AGAIN_MS, CLOCKS_MS = 1_000, 300, 300
STAMP = Stamp("bench", "manual", "bench")


def level_rows(bench: Bench) -> Iterator[Row]:
    """Yield the rows; the first answers are held to what was put in."""
    stored = bench.stored
    keys, on_services = fill(bench, stored)
    with served(stored) as port, contextlib.closing(Session(port)) as session:
        numbers = itertools.count()

        def write() -> None:
            session.sent(f"/incidents/{keys[0]}/activities", {"text": f"note {next(numbers)}"})

        def grow() -> None:
            session.sent("/cis", {"class": "server", "name": f"new {next(numbers)}"})

        def levels() -> list[dict[str, Any]]:
            return list(every_level(session))

        def clocks() -> list[dict[str, Any]]:
            return list(session.asked("/clocks", keys=",".join(keys[:QUEUE]))["items"])

        check(levels(), on_services, clocks(), keys[:QUEUE])
        yield timed(bench, "levels of all services after a CI was added, p95", levels, LEVELS_MS, before=grow)
        yield timed(bench, "levels of all services after a note, p95", levels, LEVELS_MS, before=write)
        yield timed(bench, "levels of all services again, p95", levels, AGAIN_MS)
        yield timed(bench, f"clocks of {QUEUE} records, p95", clocks, CLOCKS_MS)


def fill(bench: Bench, stored: Stored) -> tuple[list[str], dict[str, int]]:
    """Open incidents and submit changes; return the incidents, and how many were opened on each service itself."""
    rng, now = np.random.default_rng(5), datetime.now(UTC)
    estate, count = bench.estate, max(QUEUE, bench.size // CIS_AN_INCIDENT)
    places = [rng.choice(estate.numbers(cls), count).tolist() for cls in CLASSES]
    cis = [stored.estate.key(estate.keys[place]) for place in list(itertools.chain(*zip(*places, strict=True)))[:count]]
    services = {stored.estate.key(each) for each in estate.keys_of("business_service")}
    keys: list[str] = []
    on_services: dict[str, int] = {}
    for number, ci in enumerate(cis):
        fields = {"urgency": 1 + number % 3, "effect": "degraded" if number % ONE_DOWN_IN else "down"}
        opened = now - timedelta(hours=1 + number % 90)
        given = Draft(f"incident {number}", fields, {"affects": (ci,)})
        keys.append(open_record(stored.estate.graph, INCIDENT, given, act=Act(f"inc-{number}", opened, STAMP)))
        if ci in services:
            on_services[ci] = on_services.get(ci, 0) + 1
    for number, ci in enumerate(cis[-(1 + bench.size // CIS_A_CHANGE) :]):
        start = now + timedelta(hours=1 + number % 160)
        window: Json = {"start": instant_json(start), "end": instant_json(start + timedelta(hours=2))}
        document: Json = {
            "faultline_change": 1,
            "title": f"c {number}",
            "edits": [],
            "window": window,
            "down": [{"ci": ci}],
        }
        key = draft(stored.estate, document, act=Act(f"chg-{number}-0", now, STAMP))
        move(stored.estate.graph, CHANGE, key, "submit", act=Act(f"chg-{number}-1", now, STAMP))
    return keys, on_services


def every_level(session: Session) -> Iterator[dict[str, Any]]:
    """Yield the levels of all services, page after page, as home reads them."""
    more: dict[str, str] = {}
    while True:
        page = session.asked("/service-levels", limit=str(PAGE), **more)
        yield from page["items"]
        if page["next"] is None:
            return
        more = {"after": page["next"]}


def check(
    levels: list[dict[str, Any]], on_services: dict[str, int], clocks: list[dict[str, Any]], keys: list[str]
) -> None:
    """Hold answers to what was put in. Raises ``AnswersDiffer``."""
    told = {each["key"]: each["incidents"] for each in levels}
    if few := {key: count for key, count in on_services.items() if told.get(key, 0) < count}:
        raise AnswersDiffer(f"services have fewer incidents than were opened on them: {few}")
    timed_keys = {each["key"] for each in clocks if any(one["measure"] == "resolution" for one in each["clocks"])}
    if timed_keys != set(keys):
        raise AnswersDiffer(f"{len(keys)} records were asked for, {len(timed_keys)} have a clock of resolution")


def timed(
    bench: Bench, what: str, ask: Callable[[], object], limit: float, *, before: Callable[[], None] = lambda: None
) -> Row:
    """Return the row of the time that 95 of 100 questions stay under; ``before`` happens outside of it."""
    took = []
    for _ in range(WARM + RUNS):
        before()
        began = time.perf_counter()
        ask()
        took.append((time.perf_counter() - began) * 1e3)
    p95 = sorted(took[WARM:])[RUNS * 95 // 100]
    return held(what, bench.size, p95, "limit", limit, "ms", at_most(limit, "ms"))
