"""How well things are done: at once, for good, at what cost, to whose liking; and what changes come to."""

from __future__ import annotations

import numpy as np

from itsm.measures.definition import NOTHING, Asked, Sample, sample
from itsm.satisfaction.survey import SATISFIED

__all__ = [
    "change_caused_incidents",
    "change_success",
    "cmdb_health",
    "cost_per_ticket",
    "csat",
    "first_contact",
    "reopened",
]


def first_contact(asked: Asked) -> Sample:
    """Return 1 for incidents resolved by who had them first and for good, 0 for the others."""
    rows = asked.resolved("incident")
    at_once = (asked.columns.reassignments[rows] == 0) & (asked.columns.reopenings[rows] == 0)
    return sample(at_once.astype(np.float64), rows)


def reopened(asked: Asked) -> Sample:
    """Return 1 for incidents that came back at least once, 0 for the others."""
    rows = asked.resolved("incident")
    return sample((asked.columns.reopenings[rows] > 0).astype(np.float64), rows)


def cost_per_ticket(asked: Asked) -> Sample:
    """Return the declared rate of the team that each ticket was resolved in."""
    setting, teams = asked.setting, asked.columns.team
    if not setting.rates and setting.otherwise is None:
        return Sample(reason="no rate is declared for any team", known=False)
    rows = asked.resolved("incident", "request")
    nothing = float("nan") if setting.otherwise is None else setting.otherwise
    rates = np.array([setting.rates.get(name, nothing) for name in teams.names], dtype=np.float64)
    if not rows.size:
        return NOTHING
    found = sample(rates[teams.codes[rows]], rows)
    return found if found.known else Sample(reason="no rate is declared for the teams in question", known=False)


def csat(asked: Asked) -> Sample:
    """Return 1 for each answer of 4 or 5 stars that was given in the period, 0 for the others."""
    columns = asked.columns
    wanted = asked.seen[columns.rating_row] & asked.within(columns.rated_at)
    satisfied = (columns.rating[wanted] >= SATISFIED).astype(np.float64)
    return sample(satisfied, columns.rating_row[wanted])


def change_success(asked: Asked) -> Sample:
    """Return 1 for changes that were carried out as planned, 0 for the others."""
    rows = asked.resolved("change")
    outcome = asked.columns.outcome
    said = outcome.codes[rows]
    good = (said == outcome.number("successful")).astype(np.float64)
    return sample(np.where(said == outcome.number(""), np.nan, good), rows)


def change_caused_incidents(asked: Asked) -> Sample:
    """Return 1 for incidents opened in the period that a change caused, 0 for the others."""
    columns = asked.columns
    rows = np.flatnonzero(columns.of("incident") & asked.seen & asked.within(columns.opened))
    return sample(columns.caused[rows].astype(np.float64), rows)


def cmdb_health(asked: Asked) -> Sample:
    """Return the share of CIs in order, as it is now."""
    if asked.end < asked.now:
        return Sample(reason="what state CIs were in is known for now only", known=False)
    total, good = asked.health() if asked.health else (0, 0)
    if not total:
        return Sample(reason="there are no CIs", known=False)
    return Sample(np.concatenate((np.ones(good), np.zeros(total - good))), services=())
