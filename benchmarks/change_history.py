"""Change histories of known causes: what a calibration must find again.

Whether a change fails depends on the points of its factors by odds that are given. The factors hang together as in
life: the age of a system brings both incidents and old data; some teams write tests and ways back, others do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import numpy as np

from itsm.change.calibration import Example
from itsm.change.risk import Facts, assess_risk

__all__ = ["ODDS", "change_history"]

START = datetime(2024, 1, 1, tzinfo=UTC)
ODDS: Mapping[str, float] = {"blast_radius": 1.05, "history": 1.25, "tests": 1.2, "backout": 1.1, "timing": 1.15}
"""By how much one point multiplies the odds of failing; a factor that is not named has no effect."""
USUAL_LOG_ODDS = -3.5
TEAMS = 6
DAYTIME = 0.3
SEVERITIES = ("", "", "", "low", "medium", "high")


def change_history(
    count: int, seed: int, odds: Mapping[str, float] = ODDS, usual: float = USUAL_LOG_ODDS
) -> list[Example]:
    """Return changes that are over, one every six hours."""
    random = np.random.default_rng(seed)
    care = random.uniform(0.2, 0.95, TEAMS)
    found = []
    for number in range(count):
        age, team = random.gamma(2.0, 2.0), random.integers(TEAMS)
        facts = Facts(
            kind=str(random.choice(["normal", "normal", "normal", "standard", "emergency"])),
            blast=float(random.gamma(1.0, 20.0)),
            gates_lost=int(random.poisson(1.0)),
            unknown=int(random.poisson(0.3 * age)),
            stale_days=float(random.gamma(2.0, 5.0 * age)),
            incidents=int(random.poisson(0.4 * age)),
            edits=int(random.integers(1, 40)),
            lead_hours=float(random.gamma(2.0, 60.0)),
            has_tests=bool(random.random() < care[team]),
            has_backout=bool(random.random() < care[team]),
            slack_minutes=float(random.normal(30, 40)),
            in_service_hours=bool(random.random() < DAYTIME),
            worst_conflict=str(random.choice(SEVERITIES)),
        )
        points = {each.name: each.contribution for each in assess_risk(facts).factors}
        log_odds = usual + sum(np.log(ratio) * points[factor] for factor, ratio in odds.items())
        failed = bool(random.random() < 1 / (1 + np.exp(-log_odds)))
        found.append(Example(START + timedelta(hours=6 * number), points, failed))
    return found
