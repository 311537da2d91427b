"""Calibration: finds the odds that made a history, beats base rate and points later, refuses on too few data."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from benchmarks.change_history import ODDS, USUAL_LOG_ODDS, change_history
from itsm.change.calibration import Example, Likelihood, area, better, calibrate, likelihood

HISTORY = change_history(4000, seed=7)


def test_the_odds_that_made_a_history_lie_within_their_intervals() -> None:
    """Each in 95 of 100 histories; over 10 histories of 5 causes that is all but a few of 50."""
    held = 0
    for seed in range(10):
        calibration = calibrate(change_history(2500, seed)).calibration
        assert calibration is not None, seed
        by_factor = {each.factor: each for each in calibration.odds}
        held += sum(by_factor[name].low <= ratio <= by_factor[name].high for name, ratio in ODDS.items())
    assert held >= 44, f"{held} of 50"


def test_what_has_no_effect_is_not_blamed_though_it_goes_along_with_what_has() -> None:
    """The age of data goes along with incidents, and only these have an effect."""
    calibration = calibrate(HISTORY).calibration
    assert calibration is not None
    by_factor = {each.factor: each for each in calibration.odds}
    assert by_factor["age_of_data"].low <= 1 <= by_factor["age_of_data"].high
    assert by_factor["history"].low > 1


def test_it_tells_later_changes_better_than_the_base_rate_and_the_points() -> None:
    verdict = calibrate(HISTORY)
    assert verdict.brier["model"] < verdict.brier["points"] < verdict.brier["base_rate"]
    assert verdict.auc["model"] > verdict.auc["points"] > verdict.auc["base_rate"] == 0.5
    assert verdict.tried_on == 1200
    assert sum(each.changes for each in verdict.reliability) == 1200
    for each in verdict.reliability:
        spread = math.sqrt(each.said * (1 - each.said) / each.changes)
        assert abs(each.failed / each.changes - each.said) < 4 * spread


def test_what_it_says_is_what_happens() -> None:
    """Among fresh changes that it gives 20 to 30 %, about so many fail."""
    calibration = calibrate(HISTORY).calibration
    assert calibration is not None
    fresh = [(likelihood(calibration, each.points).probability, each.failed) for each in change_history(8000, seed=99)]
    near = [(said, failed) for said, failed in fresh if 0.2 <= said < 0.3]
    assert len(near) > 100
    assert abs(np.mean([failed for _, failed in near]) - np.mean([said for said, _ in near])) < 0.08


def test_the_interval_of_a_probability_holds_what_is_true_and_narrows_with_more_changes() -> None:
    """Over 12 histories the interval holds the true probability about as often as it says: 95 in 100."""
    held, points = 0, change_history(1, seed=4)[0].points
    log_odds = USUAL_LOG_ODDS + sum(math.log(ratio) * points[factor] for factor, ratio in ODDS.items())
    truth = 1 / (1 + math.exp(-log_odds))
    for seed in range(12):
        calibration = calibrate(change_history(1500, seed=1000 + seed)).calibration
        assert calibration is not None
        found = likelihood(calibration, points)
        assert found.low is not None
        assert found.high is not None
        assert found.low < found.probability < found.high
        held += found.low <= truth <= found.high
    assert held >= 9, f"{held} of 12"
    few, many = (calibrate(change_history(count, seed=5)).calibration for count in (1500, 5000))
    assert few is not None
    assert many is not None
    assert width(likelihood(few, points)) > 1.3 * width(likelihood(many, points))
    assert (likelihood(many, points).changes, likelihood(many, points).failed) == (many.changes, many.failed)


def width(found: Likelihood) -> float:
    """Return how wide an interval is."""
    assert found.low is not None
    assert found.high is not None
    return found.high - found.low


def test_the_order_of_the_examples_changes_nothing() -> None:
    shuffled = list(HISTORY)
    random.Random(3).shuffle(shuffled)
    assert calibrate(shuffled) == calibrate(HISTORY)


@pytest.mark.parametrize(
    ("examples", "reason"),
    [
        ([], "0 changes are over; 200 are needed"),
        (HISTORY[:199], "199 changes are over; 200 are needed"),
        (change_history(250, 1), "of the earlier changes failed; 60 are needed"),
        (change_history(1000, 1, {}, usual=-9.0), "of the earlier changes failed"),
        (change_history(1000, 1, {}, usual=9.0), "of the earlier changes succeeded"),
        ([each._replace(points={}) for each in HISTORY], "the base rate tells as much as the points one by one"),
    ],
)
def test_too_few_data_carry_none_and_it_says_what_is_missing(examples: list[Example], reason: str) -> None:
    verdict = calibrate(examples)
    assert verdict.calibration is None
    assert reason in verdict.reason
    assert verdict.changes == len(examples)


def test_rounding_makes_no_forecast_better() -> None:
    """Equal forecasts stay equal whatever the last digits of a processor are; a real gain still counts."""
    failed = np.array([float(number % 4 == 0) for number in range(400)])
    base = np.full(400, 0.235)
    for noise in (1e-17, 1e-12, 1e-8):
        nearer = base + noise * (failed - base)
        assert not better(nearer, base, failed)
        assert not better(base, nearer, failed)
    assert better(base + 0.1 * (failed - base), base, failed)


@pytest.mark.parametrize("seed", range(5))
def test_chance_carries_none(seed: int) -> None:
    """Where nothing has an effect, the base rate tells as much as anything."""
    assert calibrate(change_history(2000, seed, {}, usual=-1.0)).calibration is None


def test_a_factor_that_separates_all_is_bounded() -> None:
    """Every change with points failed and no other did: the penalty keeps the odds finite."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    examples = [Example(start + timedelta(hours=n), {"tests": 6.0 * (n % 2)}, bool(n % 2)) for n in range(400)]
    calibration = calibrate(examples[:-1]).calibration or calibrate(examples).calibration
    if calibration is not None:
        few, many = (likelihood(calibration, {"tests": points}).probability for points in (0.0, 6.0))
        assert 0 < few < many < 1


def test_the_area_is_the_share_of_pairs_told_apart() -> None:
    said, failed = np.array([0.1, 0.4, 0.4, 0.8]), np.array([0.0, 0.0, 1.0, 1.0])
    pairs = [(a > b) + (a == b) / 2 for a in said[failed > 0] for b in said[failed == 0]]
    assert area(said, failed) == sum(pairs) / len(pairs)
