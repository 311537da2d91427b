"""What recurs: on one CI, below several, not twice for the same incidents, and not what has its problem."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from itsm.problem.effectiveness import at_most, effectiveness
from itsm.problem.recurrence import Occurrence, recurrences

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FOOTING = {
    "a": frozenset({"sw", "dc"}),
    "b": frozenset({"sw", "dc"}),
    "c": frozenset({"sw", "dc"}),
    "d": frozenset({"dc"}),
}
CARRIES = {"sw": 4, "dc": 400}


def incident(number: int, *cis: str, days: float = 1, problem: str = "") -> Occurrence:
    return Occurrence(f"inc-{number}", "slow", NOW - timedelta(days=days), frozenset(cis), problem)


def found(*incidents: Occurrence) -> list[tuple[str, tuple[str, ...]]]:
    known = recurrences(incidents, FOOTING, lambda ci: CARRIES.get(ci, 1), now=NOW)
    backwards = recurrences(incidents[::-1], FOOTING, lambda ci: CARRIES.get(ci, 1), now=NOW)
    assert known == backwards
    return [(each.id, each.incidents) for each in known]


def test_three_on_one_ci_within_ninety_days() -> None:
    three = [incident(n, "d", days=30 * n) for n in (1, 2, 3)]
    assert found(*three) == [("same_ci:d", ("inc-3", "inc-2", "inc-1"))]
    assert found(*three[:2]) == []
    assert found(*three[:2], incident(3, "d", days=91)) == []
    assert found(*three[:2], replace(three[2], problem="prb-1")) == []


def test_what_several_stand_on_is_behind_them_but_not_a_whole_site() -> None:
    spread = [incident(n, ci, days=4 - n) for n, ci in enumerate("abc", 1)]
    assert found(*spread) == [("upstream:sw", ("inc-1", "inc-2", "inc-3"))]
    # a and d have the site in common, with four hundred others.
    assert found(incident(1, "a"), incident(2, "d"), incident(3, "d")) == []


def test_what_recurs_by_itself_does_not_speak_for_what_it_stands_on() -> None:
    alone = [
        incident(10 * number + n, ci, days=7 * n + 2 * number) for number, ci in enumerate("abc") for n in range(4)
    ]
    assert [key for key, _ in found(*alone)] == ["same_ci:a", "same_ci:b", "same_ci:c"]


def test_what_came_together_speaks_for_what_they_stand_on_however_often_each_recurs() -> None:
    at_once = [
        incident(10 * n + number, ci, days=7 * n + number / 100) for number, ci in enumerate("ab") for n in range(4)
    ]
    common, *rest = found(*at_once)
    assert common == ("upstream:sw", tuple(f"inc-{10 * n + number}" for n in (3, 2, 1, 0) for number in (1, 0)))
    assert [key for key, _ in rest] == ["same_ci:a", "same_ci:b"]


def test_as_many_as_come_together_by_chance_speak_for_nothing() -> None:
    # Every four hours one on either CI: within an hour of each other they come as often as those of strangers would.
    many = [incident(n, "ab"[n % 2], days=n / 6) for n in range(500)]
    assert [key for key, _ in found(*many, incident(900, "a", days=10 / 6))] == ["same_ci:a", "same_ci:b"]


def test_one_incident_on_several_at_once_speaks_for_what_they_stand_on() -> None:
    both = [incident(n, "a", "b", days=9 * n) for n in range(3)]
    plain = [incident(10 + n, "ab"[n % 2], days=5 * n + 2) for n in range(4)]
    assert ("upstream:sw", ("inc-2", "inc-1", "inc-0")) in found(*both, *plain)


def test_the_evidence_is_in_words() -> None:
    (one,) = recurrences([incident(n, "d", days=n) for n in (1, 2, 3)], {}, lambda _: 1, now=NOW)
    assert one.reasons[0] == "3 incidents in 3 days affected d"
    assert one.reasons[-1] == "inc-1, 2026-11-21: slow"


def times(*days: float) -> list[tuple[str, datetime]]:
    return [(f"inc-{n}", NOW - timedelta(days=each)) for n, each in enumerate(days)]


def test_the_probability_is_that_of_poisson() -> None:
    assert at_most(0, 3) == pytest.approx(0.049787, abs=1e-6)
    assert at_most(2, 3) == pytest.approx(0.423190, abs=1e-6)
    assert at_most(5, 0) == 1.0


def test_a_fix_is_judged_by_what_was_to_be_expected() -> None:
    before = [40.0 + 5 * n for n in range(10)]
    fixed = NOW - timedelta(days=30)
    quiet = effectiveness(times(*before), fixed, now=NOW)
    assert (quiet.verdict, quiet.before, quiet.since, quiet.expected) == ("effective", 10, 0, 3.333)
    noisy = effectiveness(times(*before, 1, 5, 9, 20), fixed, now=NOW)
    assert (noisy.verdict, noisy.since, len(noisy.incidents)) == ("not_effective", 4, 4)
    assert effectiveness(times(*before, 20), fixed, now=NOW).verdict == "too_early"
    assert effectiveness(times(*before), NOW - timedelta(days=1), now=NOW).verdict == "too_early"
    assert effectiveness(times(*before), None, now=NOW).verdict == "not_fixed"
    # With no incident before there is nothing to be better than, and one since is one too many.
    assert effectiveness([], fixed, now=NOW).verdict == "too_early"
    assert effectiveness(times(3), fixed, now=NOW).verdict == "not_effective"
