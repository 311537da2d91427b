"""The points of risk: each factor moves them the way it says, and they add up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsm.change.approval import DEFAULT_RULES, Vote, needed, standing
from itsm.change.risk import FACTORS, Facts, assess_risk, level_of

PLAIN = Facts(
    blast=16,
    stale_days=1,
    done_before=10,
    ci_class="database",
    class_done=40,
    touched=2,
    edits=2,
    lead_hours=200,
    has_tests=True,
    has_backout=True,
    slack_minutes=10,
    in_service_hours=False,
)
WORSE = {
    "blast_radius": {"blast": 200.0},
    "lost_redundancy": {"gates_lost": 2},
    "structure_afterwards": {"new_single_points": 1},
    "coverage": {"unknown": 2},
    "age_of_data": {"stale_days": 150.0},
    "history": {"incidents": 3},
    "similar_changes": {"failed_before": 6},
    "novelty": {"untried": 2},
    "ci_class": {"class_failed": 20},
    "kind": {"kind": "emergency"},
    "size": {"edits": 60},
    "lead_time": {"lead_hours": 5.0},
    "tests": {"has_tests": False},
    "backout": {"has_backout": False},
    "timing": {"in_service_hours": True},
    "collisions": {"worst_conflict": "high"},
    "not_changing": {"mends": 0},
}


def test_every_factor_is_tried() -> None:
    assert set(WORSE) == set(FACTORS)


@pytest.mark.parametrize("name", FACTORS)
def test_each_factor_moves_the_points_alone_and_says_what_it_saw(name: str) -> None:
    base = replace(PLAIN, mends=2) if name == "not_changing" else PLAIN
    before = {each.name: each for each in assess_risk(base).factors}
    after = {each.name: each for each in assess_risk(replace(base, **WORSE[name])).factors}
    assert after[name].contribution > before[name].contribution
    assert after[name].value != before[name].value
    assert {key: each for key, each in after.items() if key != name} == {
        key: each for key, each in before.items() if key != name
    }


def test_the_score_is_the_sum_and_the_evidence_is_kept() -> None:
    risk = assess_risk(replace(PLAIN, evidence={"blast_radius": ["pay"]}))
    assert risk.score == pytest.approx(sum(each.contribution for each in risk.factors), abs=0.11)
    assert risk.probability is None
    assert next(each.evidence for each in risk.factors if each.name == "blast_radius") == ("pay",)
    assert [level_of(score) for score in (0, 19.9, 20, 45, 70, 100)] == [
        "low",
        "low",
        "medium",
        "high",
        "very_high",
        "very_high",
    ]


def test_unknown_is_not_good() -> None:
    never = Facts(has_tests=True, has_backout=True)
    points = {each.name: each.contribution for each in assess_risk(never).factors}
    assert points["age_of_data"] > 0
    assert points["novelty"] > 0
    assert points["lead_time"] > 0
    assert points["timing"] > 0


@given(st.floats(0, 1e9), st.integers(0, 10**6), st.integers(0, 10**6))
def test_points_stay_within_their_bounds(blast: float, gates: int, edits: int) -> None:
    risk = assess_risk(replace(PLAIN, blast=blast, gates_lost=gates, edits=edits, worst_conflict="critical"))
    assert 0 <= risk.score <= 100


def test_who_must_agree_follows_from_kind_and_risk() -> None:
    assert needed("standard", "high").votes == 0
    assert needed("emergency", "very_high").votes == 1
    assert needed("normal", "very_high").votes == 2
    assert needed("normal", "low").votes == 1
    assert needed("normal", "low", ()) is DEFAULT_RULES[-1]


def test_ones_own_voice_does_not_count_and_an_objection_stops() -> None:
    rule = needed("normal", "low")

    def told(*votes: Vote) -> tuple[bool, tuple[str, ...]]:
        found = standing(rule, {each.by: each for each in votes}, requester="ann", now="h1")
        return found.approved, found.stale

    assert told(Vote("ann", "approve", "", "h1", "")) == (False, ())
    assert told(Vote("bob", "approve", "", "h1", "")) == (True, ())
    assert told(Vote("bob", "conditions", "", "h0", "")) == (True, ("bob",))
    assert told(Vote("bob", "approve", "", "", ""), Vote("eve", "reject", "no", "h1", "")) == (False, ())
    assert told(Vote("bob", "abstain", "", "", "")) == (False, ())
