"""How changes are delivered: in haste or not, how fast, how often deployed, how soon restored where one failed."""

from __future__ import annotations

import numpy as np

from itsm.measures.columns import Ints
from itsm.measures.definition import NOTHING, Asked, Sample, sample

__all__ = ["deployed", "deployment_lead_time", "emergency_share", "lead_time", "restored_after_change"]

WEEK = 7 * 86_400.0
EMERGENCY, PRODUCTION, SUCCEEDED = "emergency", "production", "succeeded"


def emergency_share(asked: Asked) -> Sample:
    """Return 1 for emergency changes that were carried out in the period, 0 for the others."""
    rows = asked.resolved("change")
    kind = asked.columns.kind
    return sample((kind.codes[rows] == kind.number(EMERGENCY)).astype(np.float64), rows)


def lead_time(asked: Asked) -> Sample:
    """Return the seconds from the draft of each change to the end of its implementation."""
    columns = asked.columns
    rows = asked.resolved("change")
    taken = columns.resolved[rows] - columns.opened[rows]
    backed_out = np.isin(
        columns.outcome.codes[rows], [columns.outcome.number(name) for name in ("failed", "backed_out")]
    )
    return sample(np.where(backed_out, np.nan, taken), rows)


def to_production(asked: Asked) -> Ints:
    """Return the rows of deployments to production that succeeded in the period and were not rolled back."""
    columns = asked.columns
    good = (columns.tier.codes == columns.tier.number(PRODUCTION)) & (
        columns.state.codes == columns.state.number(SUCCEEDED)
    )
    return np.flatnonzero(columns.of("deployment") & asked.seen & asked.within(columns.closed) & good)


def deployed(asked: Asked) -> Sample:
    """Return for each deployment its part of the deployments a week: the sum over a period is how often a week."""
    rows = to_production(asked)
    columns = asked.columns
    known = columns.of("deployment") & asked.seen & (columns.opened < asked.end)
    if not known.any():
        return Sample(reason="no pipeline has told of a deployment", known=False)
    return Sample(np.full(rows.size, WEEK / (asked.end - asked.start)), rows)


def deployment_lead_time(asked: Asked) -> Sample:
    """Return the seconds from each deployed commit to the end of its deployment."""
    rows = to_production(asked)
    if not rows.size:
        return NOTHING
    found = sample(asked.columns.closed[rows] - asked.columns.committed[rows], rows)
    return found if found.known else Sample(reason="no deployment says when its commit was made", known=False)


def restored_after_change(asked: Asked) -> Sample:
    """Return the seconds from opening to resolution of incidents that a change has caused."""
    rows = asked.resolved("incident")
    columns = asked.columns
    rows = rows[columns.caused[rows]]
    return sample(columns.resolved[rows] - columns.opened[rows], rows)
