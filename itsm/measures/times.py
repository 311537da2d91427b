"""How long things take: until resolved, in elapsed and in open time; how much waits, and for how long."""

from __future__ import annotations

import numpy as np

from itsm.measures.definition import NOTHING, Asked, Sample, sample

__all__ = ["attainment", "backlog", "backlog_age", "resolution_time", "resolution_time_in_service_hours"]


def resolution_time(asked: Asked) -> Sample:
    """Return the seconds from opening to the last resolution."""
    rows = asked.resolved("incident")
    return sample(asked.columns.resolved[rows] - asked.columns.opened[rows], rows)


def resolution_time_in_service_hours(asked: Asked) -> Sample:
    """Return the open seconds of the SLA's calendar in which the clock of resolution ran."""
    rows = asked.resolved("incident")
    return sample(asked.clocks.taken(asked.now)[rows], rows)


def attainment(asked: Asked) -> Sample:
    """Return 1 for what was resolved within its SLA, 0 for what was not; nothing for what has no target."""
    rows = asked.resolved("incident", "request")
    target = asked.clocks.resolution_target[rows]
    kept = (asked.clocks.taken(asked.now)[rows] <= target).astype(np.float64)
    return sample(np.where(np.isnan(target), np.nan, kept), rows)


def open_rows(asked: Asked) -> np.ndarray:
    """Return the rows of incidents and requests that were open when the period ended."""
    columns = asked.columns
    wanted = (columns.of("incident", "request") & asked.seen)[columns.span_row]
    ended = np.where(np.isnan(columns.span_end), np.inf, columns.span_end)
    found = wanted & (columns.span_start < asked.end) & (ended >= asked.end)
    return np.unique(columns.span_row[found])


def backlog(asked: Asked) -> Sample:
    """Return 1 for each record that was open when the period ended."""
    rows = open_rows(asked)
    if not rows.size and not asked.columns.earliest < asked.end:
        return NOTHING
    return Sample(np.ones(rows.size), rows)


def backlog_age(asked: Asked) -> Sample:
    """Return how long each record that was open when the period ended had been so since it was opened."""
    rows = open_rows(asked)
    return sample(asked.end - asked.columns.opened[rows], rows)
