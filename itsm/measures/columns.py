"""All records as columns, one row each in order of their keys, and the clocks of all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from itsm.measures.facts import Fact
from itsm.service_level.open_time import OpenTime
from itsm.service_level.promises import Promises

__all__ = ["Clocks", "Coded", "Columns"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
AHEAD = 366 * 86_400.0


class Coded:
    """Texts as numbers: ``codes`` by row, ``names`` by number, in order of the names."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.names: tuple[str, ...] = tuple(sorted(set(texts)))
        number = {name: place for place, name in enumerate(self.names)}
        self.codes: Ints = np.fromiter(map(number.__getitem__, texts), np.int64, len(texts))

    def number(self, name: str) -> int:
        """Return the number of a name, -1 for one that no row has."""
        return self.names.index(name) if name in self.names else -1


class Columns:
    """The facts of all records as arrays of equal length; ``spans``, ``outages`` and the like name their rows."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.facts: Sequence[Fact] = sorted(facts, key=lambda fact: fact.key)
        found = list(zip(*self.facts, strict=True)) or [()] * len(Fact._fields)
        by = dict(zip(Fact._fields, found, strict=True))
        self.keys: Sequence[str] = by["key"]
        self.size = len(self.facts)
        self.practice, self.team = Coded(by["practice"]), Coded(by["team"])
        self.category, self.scope, self.outcome = Coded(by["category"]), Coded(by["scope"]), Coded(by["outcome"])
        self.state, self.kind, self.tier = Coded(by["state"]), Coded(by["kind"]), Coded(by["tier"])
        self.committed = floats(by["committed"])
        self.given_up: Bools = np.array(by["given_up"], dtype=bool)
        self.opened, self.responded = floats(by["opened"]), floats(by["responded"])
        self.resolved, self.closed = floats(by["resolved"]), floats(by["closed"])
        self.priority: Ints = np.array(by["priority"], dtype=np.int64)
        self.reopenings: Ints = np.array(by["reopenings"], dtype=np.int64)
        self.reassignments: Ints = np.array(by["reassignments"], dtype=np.int64)
        self.caused: Bools = np.array(by["caused"], dtype=bool)
        spans = [(row, *span) for row, each in enumerate(by["spans"]) for span in each]
        self.span_row, self.span_start = ints(spans, 0), floats([each[1] for each in spans])
        self.span_end = floats([each[2] for each in spans])
        self.span_runs: Bools = np.array([each[3] for each in spans], dtype=bool)
        self.outages = [(row, *each) for row, found in enumerate(by["outages"]) for each in found]
        ratings = [(row, *each) for row, found in enumerate(by["ratings"]) for each in found]
        self.rating_row = ints(ratings, 0)
        self.rated_at, self.rating = floats([each[1] for each in ratings]), floats([each[2] for each in ratings])
        pairs = [(row, service) for row, each in enumerate(by["services"]) for service in each]
        self.service_row, self.service = ints(pairs, 0), Coded([each[1] for each in pairs])

    def of(self, *practices: str) -> Bools:
        """Return which rows are records of some practices that were not given up."""
        wanted = [self.practice.number(name) for name in practices]
        found: Bools = np.isin(self.practice.codes, wanted) & ~self.given_up
        return found

    @cached_property
    def by_priority(self) -> Coded:
        """Return the priorities as texts, "" for none."""
        return Coded([str(each or "") for each in self.priority.tolist()])

    @cached_property
    def earliest(self) -> float:
        """Return when the first record was opened, NaN where there is none."""
        known = self.opened[~np.isnan(self.opened)]
        return float(known.min()) if known.size else float("nan")

    def rows_of(self, keys: Iterable[str]) -> Ints:
        """Return the rows of some keys."""
        place: Mapping[str, int] = {key: row for row, key in enumerate(self.keys)}
        return np.array([place[key] for key in keys if key in place], dtype=np.int64)


class Clocks:
    """The SLA clocks of all rows: targets and how many open seconds each has taken; NaN where nothing is promised."""

    def __init__(self, columns: Columns, known: Promises) -> None:
        self.columns = columns
        memo: dict[tuple[str, int, tuple[str, ...]], tuple[str, str, float, float]] = {}
        found = []
        for fact in columns.facts:
            asked = (fact.practice, fact.priority, fact.services)
            if asked not in memo:
                memo[asked] = promised(known, *asked)
            found.append(memo[asked])
        names, calendars, response, resolution = zip(*found, strict=True) if found else ((), (), (), ())
        self.agreement, self.calendar = Coded(names), Coded(calendars)
        self.response_target, self.resolution_target = floats(response), floats(resolution)
        instants = np.concatenate((columns.opened, columns.resolved, columns.span_start, columns.span_end))
        instants = instants[~np.isnan(instants)]
        self.first = float(instants.min()) if instants.size else 0.0
        self.last = float(instants.max()) if instants.size else 0.0
        self.known = known
        self.open_times: dict[tuple[str, float], OpenTime] = {}
        self.taken_at: tuple[float, Floats] | None = None

    def open_time(self, calendar: str, last: float) -> OpenTime:
        """Return the running sum of a calendar's open seconds, reaching beyond ``last``."""
        until = max(self.last, np.ceil(last / AHEAD) * AHEAD)
        if (calendar, until) not in self.open_times:
            self.open_times[calendar, until] = OpenTime(self.known.calendar(calendar), self.first, until)
        return self.open_times[calendar, until]

    def taken(self, now: float) -> Floats:
        """Return the open seconds that each row's resolution has taken until ``now``; NaN without a calendar."""
        if self.taken_at is None or self.taken_at[0] != now:
            self.taken_at = now, self.summed(now)
        return self.taken_at[1]

    def summed(self, now: float) -> Floats:
        """Sum the running stays of each row in the calendar of its agreement."""
        columns, total = self.columns, np.zeros(self.columns.size)
        ends = np.where(np.isnan(columns.span_end), now, np.minimum(columns.span_end, now))
        for number, name in enumerate(self.calendar.names):
            mine = columns.span_runs & (self.calendar.codes[columns.span_row] == number) if name else None
            if mine is None:
                continue
            spent = self.open_time(name, now).between(columns.span_start[mine], ends[mine])
            total += np.bincount(columns.span_row[mine], spent, columns.size)
        return np.where(self.calendar.codes == self.calendar.number(""), np.nan, total)


def promised(known: Promises, practice: str, priority: int, services: Sequence[str]) -> tuple[str, str, float, float]:
    """Return the SLA that a record falls under: its name, its calendar, its targets; "" and NaN for none."""
    for promise in known.of(practice, priority, services):
        if promise.agreement.kind == "sla":
            nothing = float("nan")
            response = promise.agreement.response.get(priority, nothing)
            resolution = promise.agreement.resolution.get(priority, nothing)
            return promise.agreement.name, promise.calendar.name, response, resolution
    return "", "", float("nan"), float("nan")


def floats(values: Sequence[float]) -> Floats:
    """Return numbers as a column."""
    return np.array(values, dtype=np.float64)


def ints(rows: Sequence[Sequence[object]], place: int) -> Ints:
    """Return one whole number of each row as a column."""
    return np.array([each[place] for each in rows], dtype=np.int64)
