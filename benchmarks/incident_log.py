"""Rows about measures: a made-up incident log imported, and all measures by team over its records, warm.

A log has an incident for every fourth CI and about six rows an incident: 150,000 rows at 100,000 CIs, and no more
above. What is measured is held to a recount of the log's rows in plain Python.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from benchmarks.bench import Bench
from benchmarks.measure import AnswersDiffer, Row, at_most, held
from cmdb.estate import Estate
from cmdb.store import open_store
from importers.incidents.log import INCIDENT_LOG
from importers.observation import InputFile
from importers.run import Request, import_files, new_run
from itsm.kernel.intake import Intake
from itsm.measures.answer import Question, measures_document
from itsm.measures.keep import Kept
from itsm.measures.period import Period
from itsm.practices import PRACTICES

__all__ = ["measure_rows"]

HEAD = (
    "number,incident_state,opened_at,sys_updated_at,sys_mod_count,caller_id,opened_by,sys_updated_by,"
    "assignment_group,assigned_to,made_sla,contact_type,category,subcategory,u_symptom,impact,urgency,cmdb_ci"
)
START = datetime(2025, 1, 1, tzinfo=UTC)
NOW = datetime(2027, 1, 1, tzinfo=UTC)
WAYS = (
    ("New", "Active", "Resolved", "Closed"),
    ("New", "Active", "Awaiting User Info", "Active", "Resolved", "Closed"),
    ("New", "Active", "Awaiting Vendor", "Active", "Active", "Resolved", "Closed"),
    ("New", "Active", "Resolved", "Active", "Active", "Resolved", "Closed"),
)
TEAMS, RUNS, MOST = 40, 9, 25_000
LONGEST_IMPORT_S, LONGEST_ANSWER_MS = 300.0, 300.0


class Log(NamedTuple):
    """A log as a file, and what its rows say each incident took, in seconds, by the team that resolved it."""

    file: InputFile
    took: dict[str, list[float]]


def measure_rows(bench: Bench) -> Iterator[Row]:
    """Yield both rows."""
    count = min(bench.size // 4, MOST)
    log = made_up(count)
    with open_store(f"sqlite:///{bench.folder / 'log.db'}") as store:
        estate = Estate(store, None, lambda: NOW)
        request = Request(INCIDENT_LOG, [log.file], "log", "bench", new_run(NOW), records=Intake(PRACTICES, estate.now))
        began = time.perf_counter()
        report = import_files(store, request, now=estate.now)
        spent = time.perf_counter() - began
        if report.rejected_count or report.created != count:
            raise AnswersDiffer(f"the log has {count} incidents, {report.created} were created")
        yield limited("import an incident log, up to 150,000 rows", bench.size, spent, LONGEST_IMPORT_S, "s")
        yield limited("all measures by team over it, warm", bench.size, asked(estate, log), LONGEST_ANSWER_MS, "ms")


def limited(what: str, size: int, value: float, limit: float, unit: str) -> Row:
    """Return the row of a figure that has a limit."""
    return held(what, size, value, "limit", limit, unit, at_most(limit, unit))


def asked(estate: Estate, log: Log) -> float:
    """Return the milliseconds of one answer. Raises ``AnswersDiffer`` where it is not what the rows say."""
    kept = Kept(estate, PRACTICES)
    question = Question(kept.now(), Period(START, NOW), NOW, "team")
    found = measures_document(question, ("incident_resolution_time",))
    told = {str(each["group"]): (each["count"], each["value"]) for each in found}
    recount = {team: (len(each), round(statistics.fmean(each), 6)) for team, each in log.took.items()}
    if told != recount:
        raise AnswersDiffer(f"measures say {sorted(told.items())[:2]}, the rows {sorted(recount.items())[:2]}")
    spent = []
    for _ in range(RUNS):
        began = time.perf_counter()
        measures_document(Question(kept.now(), Period(START, NOW), NOW, "team"))
        spent.append(time.perf_counter() - began)
    return statistics.median(spent) * 1e3


def made_up(count: int) -> Log:
    """Return a log of so many incidents, the same for the same number."""
    chance = random.Random(1)
    lines: list[str] = [HEAD]
    took: dict[str, list[float]] = {}
    for number in range(count):
        opened = START + timedelta(minutes=chance.randrange(60 * 24 * 500))
        rows, team, seconds = incident(chance, number, opened)
        lines += rows
        took.setdefault(team, []).append(seconds)
    return Log(InputFile("log.csv", "\n".join(lines).encode()), took)


def incident(chance: random.Random, number: int, opened: datetime) -> tuple[Sequence[str], str, float]:
    """Return the rows of one incident, the team that has it in the end, and how long it took until resolved."""
    team, at, resolved, rows = chance.randrange(TEAMS), opened, opened, []
    impact, urgency = chance.choice((1, 2, 2, 2, 3)), chance.choice((1, 2, 2, 2, 3))
    for turn, state in enumerate(chance.choice(WAYS)):
        at += timedelta(minutes=turn and chance.randrange(1, 1_200))
        team = chance.randrange(TEAMS) if chance.random() < 0.15 else team  # noqa: PLR2004  # about one in seven
        resolved = at if state == "Resolved" else resolved
        rows.append(
            f"INC{number:07},{state},{moment(opened)},{moment(at)},{turn},Caller {number % 4000},Desk,Agent {team},"
            f"Group {team},Resolver {team * 5 + number % 5},true,Phone,Category {number % 30},"
            f"Subcategory {number % 90},Symptom {number % 500},{impact} - x,{urgency} - y,?"
        )
    return rows, f"Group {team}", (resolved - opened).total_seconds()


def moment(at: datetime) -> str:
    """Return an instant as such logs write it."""
    return f"{at.day}/{at.month}/{at.year} {at:%H:%M}"
