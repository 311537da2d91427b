"""Rows about the schedule: a quarter of a thousand changes over HTTP, and its collisions beside pair by pair."""

from __future__ import annotations

import contextlib
import http.client
import json
import statistics
import time
import urllib.parse
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import cast

from benchmarks.bench import Bench
from benchmarks.change_conflicts import QUARTER, START, proposals
from benchmarks.measure import AnswersDiffer, Row, Side, at_most, compared, faster, held
from benchmarks.served import STARTS_WITHIN_S, served
from benchmarks.stored import Stored
from cmdb.entities import instant_json
from cmdb.store.port import Stamp
from impact import Graph
from itsm.change.conflicts import Conflict, conflicts
from itsm.change.practice import CHANGE
from itsm.change.proposal import Proposal
from itsm.change.schedule import on_schedule, schedule_conflicts
from itsm.change.verbs import draft
from itsm.kernel.desk import Act, move

__all__ = ["schedule_rows"]

CHANGES, ALONE = 1_000, 100
ONE_IN = 5
"""A tiny estate has a change for so many CIs."""
LIMIT_MS = 500
WARM, RUNS = 2, 9
NOW = datetime(2026, 11, 20, tzinfo=UTC)
Found = list[tuple[str, Conflict]]


def schedule_rows(bench: Bench) -> Iterator[Row]:
    """Yield both rows; the first asks a server in a process of its own, with what it remembers once it was asked."""
    count = min(CHANGES, max(2, bench.size // ONE_IN))
    ordered = on_schedule(proposals(bench, count))
    graph, few = bench.graph, ordered[: min(ALONE, count)]
    ours: Side[None] = Side("faultline", lambda _: schedule_conflicts(graph, few), answer=told)
    theirs: Side[None] = Side("each change judged alone", lambda _: one_by_one(graph, few), answer=told)
    yield compared(f"collisions among {len(few)} changes in a row", bench.size, ours, theirs, faster(5), most=1)
    plan_all(bench.stored, ordered)
    with served(bench.stored) as port:
        took = [asked(port, count) for _ in range(WARM + RUNS)][WARM:]
    what = f"GET /schedule of a quarter, {count:,} changes, p50"
    limit = at_most(LIMIT_MS, "ms")
    yield held(what, bench.size, statistics.median(took), "limit", LIMIT_MS, "ms", limit)


def told(found: object) -> object:
    """Return collisions in a form that is compared."""
    return set(cast("Found", found))


def one_by_one(graph: Graph, ordered: list[Proposal]) -> Found:
    """Return what each change judged alone collides with of those after it."""
    return [
        (mine.reference, each)
        for number, mine in enumerate(ordered)
        for each in conflicts(graph, mine, ordered[number + 1 :])
    ]


def plan_all(stored: Stored, ordered: list[Proposal]) -> None:
    """Draft and submit the changes in the store."""
    stamp = Stamp("bench", "manual", "bench")
    for number, each in enumerate(ordered):
        document = {"faultline_change": 1, "title": each.plan.title, "edits": [], **each.plan.rest}
        key = draft(stored.estate, document, act=Act(f"{number}-0", NOW, stamp))
        move(stored.estate.graph, CHANGE, key, "submit", act=Act(f"{number}-1", NOW, stamp))


def asked(port: int, count: int) -> float:
    """Return the milliseconds of one answer. Raises ``AnswersDiffer`` where it lacks changes."""
    end = START + timedelta(hours=QUARTER)
    span = urllib.parse.urlencode({"from": instant_json(START), "to": instant_json(end)})
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=STARTS_WITHIN_S)) as connection:
        began = time.perf_counter()
        connection.request("GET", f"/api/v1/schedule?{span}")
        body = connection.getresponse().read()
        took = (time.perf_counter() - began) * 1e3
    found = json.loads(body)
    if len(found.get("changes", ())) != count:
        raise AnswersDiffer(f"/schedule: {len(found.get('changes', ()))} changes of {count}: {body[:200]!r}")
    return took
