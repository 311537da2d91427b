"""How often do changes of so many points fail here? A logistic regression on the organisation's own outcomes.

Points are no probability. They become one only where past changes carry it: enough of them, judged by a model that was
fitted on the earlier ones and tried on the later, and that tells those better than their base rate and than the points.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cmdb.entities import instant_json
from cmdb.values import Json

__all__ = ["Calibration", "Example", "Likelihood", "Odds", "Verdict", "calibrate", "likelihood"]

LEAST = 200
"""Changes that must be over before anything is fitted."""
EARLIER = 0.7
"""Share of the changes, by time, that a model is fitted on; the rest tries it."""
EVENTS_A_FACTOR = 5
"""Failures, and successes, for each factor: Vittinghoff and McCulloch (2007) find 5 to 9 enough to be trusted."""
LEAST_LATER = 10
"""Failures among the later changes; with fewer, chance decides what is better."""
RIDGE = 1.0
"""Penalty on the squared coefficients of factors scaled to a standard deviation of one."""
NORMAL_95 = 1.959964
BINS = 5
MOST_STEPS = 50
CLOSE = 1e-9
SAME = 1e-6
"""Forecasts that differ by less say the same."""

Array = npt.NDArray[np.float64]


class Example(NamedTuple):
    """A change that is over: when it was decided, the points by factor that it was given then, whether it failed."""

    at: datetime
    points: Mapping[str, float]
    failed: bool


class Odds(NamedTuple):
    """By how much one point of a factor multiplies the odds of failing, with its 95 % interval."""

    factor: str
    ratio: float
    low: float
    high: float


class Bin(NamedTuple):
    """One fifth of the later changes by what was said of them: said on average, and what came of them."""

    said: float
    failed: int
    changes: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """A model: log odds of failing are ``intercept`` plus ``weights`` times points. ``odds`` are for people.

    ``covariance`` is of the intercept and the weights in their order, (n + 1, n + 1); empty: no interval is told. It
    rests on ``changes``, of which ``failed`` did.
    """

    intercept: float
    weights: Mapping[str, float]
    odds: Sequence[Odds]
    covariance: Sequence[Sequence[float]] = ()
    changes: int = 0
    failed: int = 0


class Likelihood(NamedTuple):
    """How probable it is that a change fails, 0 to 1, with its 95 % interval; on how many changes that rests.

    ``low`` and ``high`` are None where the calibration tells no interval.
    """

    probability: float
    low: float | None
    high: float | None
    changes: int
    failed: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether past changes carry a probability, why, and how it was tried.

    ``brier`` and ``auc`` are of the later changes, by "model", "base_rate" and "points"; lower and higher are better.
    ``calibration`` is None where they do not carry one.
    """

    reason: str
    changes: int
    failed: int
    calibration: Calibration | None = None
    tried_on: int = 0
    brier: Mapping[str, float] = field(default_factory=dict)
    auc: Mapping[str, float] = field(default_factory=dict)
    reliability: Sequence[Bin] = ()

    def document(self, now: datetime | None) -> dict[str, Json]:
        """Return it as JSON; ``now`` is when it was found, None for one that nobody has asked for."""
        model = self.calibration
        return {
            "at": instant_json(now) if now else None,
            "reason": self.reason,
            "changes": self.changes,
            "failed": self.failed,
            "tried_on": self.tried_on,
            "brier": dict(self.brier),
            "auc": dict(self.auc),
            "reliability": [each._asdict() for each in self.reliability],
            "intercept": model.intercept if model else None,
            "weights": dict(model.weights) if model else {},
            "covariance": [list[Json](row) for row in model.covariance] if model else [],
            "odds": [each._asdict() for each in model.odds] if model else [],
        }


def likelihood(calibration: Calibration, points: Mapping[str, float]) -> Likelihood:
    """Return how probable it is that a change with these points by factor fails.

    The interval is that of the log odds (Wald: their variance follows from the covariance of the coefficients), turned
    into probabilities; it is of the model, not of the single change.
    """
    log_odds = calibration.intercept + sum(
        weight * points.get(factor, 0.0) for factor, weight in sorted(calibration.weights.items())
    )
    low = high = None
    if calibration.covariance:
        row = np.array([1.0, *(points.get(factor, 0.0) for factor in sorted(calibration.weights))])
        width = NORMAL_95 * math.sqrt(max(0.0, float(row @ np.array(calibration.covariance) @ row)))
        low, high = share_of(log_odds - width), share_of(log_odds + width)
    return Likelihood(share_of(log_odds), low, high, calibration.changes, calibration.failed)


def share_of(log_odds: float) -> float:
    """Return the probability that log odds mean."""
    return round(1 / (1 + math.exp(-max(-700.0, min(700.0, log_odds)))), 4)


def calibrate(examples: Sequence[Example]) -> Verdict:
    """Return whether past changes carry a probability, and the model if they do.

    The model is fitted on the earlier changes, tried on the later, and, where it holds there, fitted anew on all. The
    order of the examples changes nothing.
    """
    ordered = sorted(examples, key=lambda each: (each.at, sorted(each.points.items()), each.failed))
    failed = np.array([each.failed for each in ordered], dtype=np.float64)
    count, events = len(ordered), int(failed.sum())
    if count < LEAST:
        return Verdict(f"{count} changes are over; {LEAST} are needed", count, events)
    split = int(count * EARLIER)
    names, points = factors_of(ordered, split)
    needed, fewer = EVENTS_A_FACTOR * max(1, len(names)), int(min(failed[:split].sum(), split - failed[:split].sum()))
    if fewer < needed:
        outcome = "failed" if failed[:split].sum() <= split / 2 else "succeeded"
        return Verdict(f"{fewer} of the earlier changes {outcome}; {needed} are needed", count, events)
    later = failed[split:]
    if (least := int(min(later.sum(), len(later) - later.sum()))) < LEAST_LATER:
        return Verdict(f"{least} of the later changes tell both outcomes; {LEAST_LATER} are needed", count, events)
    said = {
        "model": predicted(points[:split], failed[:split], points[split:]),
        "base_rate": np.full(len(later), failed[:split].mean()),
        "points": predicted(points[:split].sum(1, keepdims=True), failed[:split], points[split:].sum(1, keepdims=True)),
    }
    brier = {name: round(float(((each - later) ** 2).mean()), 4) for name, each in said.items()}
    auc = {name: round(area(each, later), 4) for name, each in said.items()}
    tried = {"tried_on": len(later), "brier": brier, "auc": auc, "reliability": bins(said["model"], later)}
    won = better(said["model"], said["base_rate"], later)
    for other, word, enough in (
        ("base_rate", "the base rate", won),
        ("points", "their sum", brier["model"] < brier["points"]),
    ):
        if not enough:
            reason = f"of later changes {word} tells as much as the points one by one"
            reason = f"{reason} (Brier {brier[other]} against {brier['model']})"
            return Verdict(reason, count, events, None, **tried)  # type: ignore[arg-type]  # by name
    found = model_of(names, points, failed)
    against = f"Brier {brier['model']}, base rate {brier['base_rate']}"
    reason = f"{count} changes carry it: on the later {len(later)} {against}"
    return Verdict(reason, count, events, found, **tried)  # type: ignore[arg-type]  # by name


def factors_of(ordered: Sequence[Example], split: int) -> tuple[list[str], Array]:
    """Return the factors that differ among the earlier changes, and the points of all, a row a change."""
    names = sorted({name for each in ordered for name in each.points})
    points = np.array([[each.points.get(name, 0.0) for name in names] for each in ordered], dtype=np.float64)
    points = points.reshape(len(ordered), len(names))
    kept = points[:split].std(0) > 0
    return [name for name, keep in zip(names, kept, strict=True) if keep], points[:, kept]


def fit(points: Array, failed: Array) -> tuple[Array, Array, Array, Array]:
    """Return coefficients with their covariance for scaled points, and the centre and scale of each column.

    Newton's method on the penalised likelihood; the intercept, first, bears no penalty.
    """
    centre, scale = points.mean(0), points.std(0)
    scale = np.where(scale > 0, scale, 1.0)
    rows = np.column_stack([np.ones(len(points)), (points - centre) / scale])
    penalty = np.diag([0.0, *[RIDGE] * points.shape[1]])
    beta = np.zeros(rows.shape[1])
    for _ in range(MOST_STEPS):
        chance = 1 / (1 + np.exp(-rows @ beta))
        hessian = (rows * (chance * (1 - chance))[:, None]).T @ rows + penalty
        step = np.linalg.solve(hessian, rows.T @ (failed - chance) - penalty @ beta)
        beta = beta + step
        if float(np.abs(step).max()) < CLOSE:
            break
    return beta, np.linalg.inv(hessian), centre, scale


def predicted(points: Array, failed: Array, others: Array) -> Array:
    """Return the probabilities that a model of some changes gives to others."""
    beta, _, centre, scale = fit(points, failed)
    log_odds = beta[0] + ((others - centre) / scale) @ beta[1:]
    return np.asarray(1 / (1 + np.exp(-log_odds)), dtype=np.float64)


def model_of(names: Sequence[str], points: Array, failed: Array) -> Calibration:
    """Return the model of all changes, in points."""
    beta, covariance, centre, scale = fit(points, failed)
    weights, errors = beta[1:] / scale, np.sqrt(np.diag(covariance))[1:] / scale
    odds = [
        Odds(name, *(round(math.exp(value), 4) for value in (weight, weight - width, weight + width)))
        for name, weight, width in zip(names, weights.tolist(), (NORMAL_95 * errors).tolist(), strict=True)
    ]
    known = {name: round(weight, 9) for name, weight in zip(names, weights.tolist(), strict=True)}
    # From coefficients of scaled factors to those of points: the intercept takes up what the centres leave.
    turn = np.diag([1.0, *(1 / scale)])
    turn[0, 1:] = -centre / scale
    spread = (turn @ covariance @ turn.T).tolist()
    rows = [[round(value, 12) for value in row] for row in spread]
    return Calibration(round(float(beta[0] - weights @ centre), 9), known, odds, rows, len(failed), int(failed.sum()))


def better(said: Array, other: Array, failed: Array) -> bool:
    """Say whether one forecast has smaller squared errors than another beyond chance: Diebold and Mariano (1995).

    Forecasts that nowhere differ by more than ``SAME`` are one.
    """
    if np.allclose(said, other, rtol=0, atol=SAME):
        # What is left of equal forecasts after rounding has one sign on one processor and another on the next.
        return False
    gain = (other - failed) ** 2 - (said - failed) ** 2
    spread = float(gain.std())
    return spread > 0 and float(gain.mean()) / spread * math.sqrt(len(gain)) > NORMAL_95


def area(said: Array, failed: Array) -> float:
    """Return the share of pairs of one that failed and one that did not in which the first was thought likelier.

    The area under the ROC curve, ties counted half: Hanley and McNeil (1982).
    """
    ones, zeros = said[failed > 0], np.sort(said[failed == 0])
    below, upto = np.searchsorted(zeros, ones, "left"), np.searchsorted(zeros, ones, "right")
    return float((below + upto).sum() / 2 / (len(ones) * len(zeros)))


def bins(said: Array, failed: Array) -> list[Bin]:
    """Return the reliability diagram: fifths by what was said, the lowest first."""
    parts = np.array_split(np.argsort(said, kind="stable"), BINS)
    return [Bin(round(float(said[part].mean()), 4), int(failed[part].sum()), len(part)) for part in parts if len(part)]
