"""What of an agreement was kept over a period, beside what it promises: response, resolution, availability, ratings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cmdb.values import Json
from itsm.availability.measured import budget
from itsm.measures.answer import Question
from itsm.measures.catalogue import MEASURES
from itsm.measures.definition import Asked
from itsm.measures.outages import measured_services
from itsm.service_level.agreement import Agreement

__all__ = ["PROMISES", "attained", "attained_records"]


PROMISES = ("response", "resolution")
Floats = NDArray[np.float64]


class Taken(NamedTuple):
    """The records under an agreement that were resolved in a period: how long each took, and what was promised."""

    rows: NDArray[np.int64]
    taken: Mapping[str, Floats]
    target: Mapping[str, Floats]


def attained(question: Question, agreement: Agreement) -> dict[str, Json]:
    """Return what was promised and what was kept, by priority and by service; null where nothing was promised."""
    asked = question.asked(MEASURES["sla_attainment"], question.period)
    found = taken(asked, agreement)
    priorities = asked.columns.priority[found.rows]
    return {
        "agreement": agreement.name,
        "period": question.period.text,
        **{name: kept(found.taken[name], found.target[name], priorities) for name in PROMISES},
        "availability": services(asked, agreement),
        "satisfaction": satisfaction(asked, agreement),
    }


def taken(asked: Asked, agreement: Agreement) -> Taken:
    """Return how long the records under an agreement took that were resolved in the period; NaN: not measured."""
    clocks, columns = asked.clocks, asked.columns
    rows = asked.resolved("incident", "request")
    rows = rows[clocks.agreement.codes[rows] == clocks.agreement.number(agreement.name)]
    response = np.full(rows.size, np.nan)
    for number, name in enumerate(clocks.calendar.names):
        part = clocks.calendar.codes[rows] == number
        if name and part.any():
            calendar = clocks.open_time(name, asked.now)
            response[part] = calendar.between(columns.opened[rows][part], columns.responded[rows][part])
    return Taken(
        rows,
        {"response": response, "resolution": clocks.taken(asked.now)[rows]},
        {"response": clocks.response_target[rows], "resolution": clocks.resolution_target[rows]},
    )


def attained_records(question: Question, agreement: Agreement, promise: str, priority: int) -> list[dict[str, Json]]:
    """Return the records behind one figure of ``attained``, those first that did not keep it, then by key.

    ``taken_s`` is null for a record that was resolved without any response: that promise was not kept.
    """
    asked = question.asked(MEASURES["sla_attainment"], question.period)
    found, columns = taken(asked, agreement), asked.columns
    times, targets = found.taken[promise], found.target[promise]
    mine = np.flatnonzero((columns.priority[found.rows] == priority) & ~np.isnan(targets))
    records: list[dict[str, Json]] = []
    for place in mine.tolist():
        row, time, target = int(found.rows[place]), float(times[place]), float(targets[place])
        records.append(
            {
                "key": columns.keys[row],
                "practice": columns.practice.names[columns.practice.codes[row]],
                "team": columns.team.names[columns.team.codes[row]],
                "taken_s": None if np.isnan(time) else round(time, 6),
                "target_s": target,
                "kept": time <= target,
            }
        )
    return sorted(records, key=lambda each: (each["kept"] is True, str(each["key"])))


def kept(times: Floats, target: Floats, priorities: NDArray[np.int64]) -> list[Json]:
    """Return by priority how many had a target and how many of them kept it."""
    found: list[Json] = []
    for priority in np.unique(priorities[~np.isnan(target)]).tolist():
        mine = (priorities == priority) & ~np.isnan(target)
        within, count = int((times[mine] <= target[mine]).sum()), int(mine.sum())
        share = round(within / count, 6)
        found.append(
            {"priority": priority, "target_s": float(target[mine][0]), "count": count, "kept": within, "share": share}
        )
    return found


def services(asked: Asked, agreement: Agreement) -> list[Json]:
    """Return the measured availability of each service that the agreement names (all: all), and its error budget."""
    if agreement.availability is None:
        return []
    found = measured_services(asked)
    shown: list[Json] = []
    for service, each in found.items():
        if agreement.services and service not in agreement.services:
            continue
        left = budget(agreement.availability, each)
        shown.append(
            {
                "service": service,
                "target": agreement.availability,
                "value": round(each.availability, 9),
                "met": each.availability >= agreement.availability,
                "failures": each.failures,
                "budget_s": {name: round(value, 6) for name, value in left._asdict().items()},
            }
        )
    return shown


def satisfaction(asked: Asked, agreement: Agreement) -> dict[str, Json] | None:
    """Return the mean rating of records under the agreement, None where none is promised."""
    if agreement.satisfaction is None:
        return None
    columns, clocks = asked.columns, asked.clocks
    mine = clocks.agreement.codes[columns.rating_row] == clocks.agreement.number(agreement.name)
    ratings = columns.rating[mine & asked.seen[columns.rating_row] & asked.within(columns.rated_at)]
    value = round(float(ratings.mean()), 6) if ratings.size else None
    met = None if value is None else value >= agreement.satisfaction
    return {"target": agreement.satisfaction, "value": value, "count": int(ratings.size), "met": met}
