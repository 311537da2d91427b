"""How risky is a change, and why? A plain table of points: each factor says what it is, what it adds, and whence."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from cmdb.values import Json
from itsm.change.calibration import Calibration, Likelihood, likelihood

__all__ = ["FACTORS", "Factor", "Facts", "Level", "Risk", "assess_risk", "level_of", "risk_document"]

Level = Literal["low", "medium", "high", "very_high"]
LEVELS: tuple[tuple[float, Level], ...] = ((70.0, "very_high"), (45.0, "high"), (20.0, "medium"), (0.0, "low"))
"""From so many points on, of 100."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the points are given for; every number is counted from the records named in ``evidence``.

    ``blast`` sum of the scores of the services that go DOWN or DEGRADED if it fails; ``gates_lost`` gates without
    margin while it is carried out; ``new_single_points`` pairs that the plan adds; ``unknown`` touched CIs of which
    something expected is not recorded; ``stale_days`` since the CI longest unseen was seen (None: never told);
    ``incidents`` opened on the CIs touched in the last 180 days; ``failed_before`` and ``done_before`` changes like
    this one; ``class_failed`` and ``class_done`` changes on CIs of ``ci_class``, the class touched with the worst
    record; ``untried`` of the ``touched`` CIs were configured by no change that is over; ``edits`` edits and outages
    of the plan; ``lead_hours`` from now to the window (None: no window);
    ``slack_minutes`` left in the window when the last outage has ended and backing out would have to begin;
    ``in_service_hours`` whether the window touches them; ``worst_conflict`` severity of its worst collision;
    ``kind_reason`` why it is not the kind that its plan says; ``mends`` known errors and problems that it removes.
    """

    kind: str = "normal"
    kind_reason: str = ""
    blast: float = 0.0
    gates_lost: int = 0
    new_single_points: int = 0
    unknown: int = 0
    stale_days: float | None = None
    incidents: int = 0
    failed_before: int = 0
    done_before: int = 0
    ci_class: str = ""
    class_failed: int = 0
    class_done: int = 0
    untried: int = 0
    touched: int = 0
    edits: int = 0
    lead_hours: float | None = None
    has_tests: bool = False
    has_backout: bool = False
    slack_minutes: float | None = None
    in_service_hours: bool | None = None
    worst_conflict: str = ""
    mends: int = 0
    evidence: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Factor:
    """One line of the table: the value as people read it, the points that it adds, and the keys behind it."""

    name: str
    value: str
    contribution: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Risk:
    """Points 0 to 100, their level, and where they come from, the largest first.

    ``likelihood`` is None until the organisation's own outcomes carry a calibration, and ``uncalibrated`` says why;
    points are no probability.
    """

    score: float
    level: Level
    factors: tuple[Factor, ...]
    likelihood: Likelihood | None = None
    uncalibrated: str = ""

    @property
    def probability(self) -> float | None:
        """Return how probable it is that the change fails, 0 to 1; None where nothing carries a number."""
        return self.likelihood.probability if self.likelihood else None


SHORT_NOTICE = ((24.0, 6.0), (72.0, 2.0))
"""Below so many hours, so many points."""


def plural(count: int, noun: str) -> str:
    """Return a count with its noun."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def blast_radius(facts: Facts) -> tuple[str, float]:
    """Up to 30 points; doubled weight of the services hit adds five."""
    return f"services weighing {facts.blast:g} are hit if it fails", min(30.0, 5 * math.log2(1 + facts.blast / 2))


def lost_redundancy(facts: Facts) -> tuple[str, float]:
    """Three points for each gate without margin, up to 12."""
    return f"{plural(facts.gates_lost, 'gate')} without margin meanwhile", min(12.0, 3.0 * facts.gates_lost)


def structure_afterwards(facts: Facts) -> tuple[str, float]:
    """Four points for each new single point of failure, up to 12."""
    value = f"{plural(facts.new_single_points, 'new single point')} of failure afterwards"
    return value, min(12.0, 4.0 * facts.new_single_points)


def coverage(facts: Facts) -> tuple[str, float]:
    """Two points for each CI of which something is not known, up to 8."""
    return f"{plural(facts.unknown, 'touched CI')} with relations missing", min(8.0, 2.0 * facts.unknown)


def age_of_data(facts: Facts) -> tuple[str, float]:
    """Up to 6 points for what no source has seen in months."""
    if facts.stale_days is None:
        return "no source tells when the CIs were last seen", 2.0
    return f"last seen {facts.stale_days:.0f} days ago at worst", min(6.0, facts.stale_days / 30)


def history(facts: Facts) -> tuple[str, float]:
    """One and a half points for each incident on the CIs, up to 8."""
    return f"{plural(facts.incidents, 'incident')} on these CIs in 180 days", min(8.0, 1.5 * facts.incidents)


def similar_changes(facts: Facts) -> tuple[str, float]:
    """From -6 where all like it went well to 12 where they failed; shrunk where there were few."""
    if not facts.done_before:
        return "none is over", 0.0
    share = (facts.failed_before + 0.2) / (facts.done_before + 2)
    value = f"{facts.failed_before} of {plural(facts.done_before, 'similar change')} did not succeed"
    return value, max(-6.0, min(12.0, 30 * (share - 0.2)))


def ci_class(facts: Facts) -> tuple[str, float]:
    """From -2 to 5 by how changes on CIs of the same class went, shrunk where there were few."""
    if not facts.class_done:
        return "no change on CIs of these classes is over", 0.0
    share = (facts.class_failed + 2) / (facts.class_done + 10)
    value = (
        f"{facts.class_failed} of {plural(facts.class_done, 'change')} on CIs of class {facts.ci_class} did not succeed"
    )
    return value, max(-2.0, min(5.0, 20 * (share - 0.2)))


def novelty(facts: Facts) -> tuple[str, float]:
    """Five points where nothing like it is over, else up to 3 by the share of its CIs that no change configured."""
    if not facts.done_before:
        return "nothing like it has been done before", 5.0
    if facts.untried:
        value = f"{facts.untried} of {plural(facts.touched, 'touched CI')} never configured by a change"
        return value, 3.0 * facts.untried / facts.touched
    return "changes on these CIs, or like it, are over", 0.0


def kind(facts: Facts) -> tuple[str, float]:
    """Emergencies skip questions; standard changes have had theirs answered."""
    value = f"{facts.kind}: {facts.kind_reason}" if facts.kind_reason else facts.kind
    return value, {"emergency": 10.0, "standard": -8.0}.get(facts.kind, 0.0)


def size(facts: Facts) -> tuple[str, float]:
    """Up to 8 points; doubled size adds one and a half."""
    return f"{facts.edits} edits and outages", min(8.0, 1.5 * math.log2(1 + facts.edits))


def lead_time(facts: Facts) -> tuple[str, float]:
    """Up to 6 points for little notice."""
    if facts.lead_hours is None:
        return "no window yet", 3.0
    points = next((points for hours, points in SHORT_NOTICE if facts.lead_hours < hours), 0.0)
    return f"{max(0.0, facts.lead_hours):.0f} h notice", points


def tests(facts: Facts) -> tuple[str, float]:
    """Six points for none."""
    return ("tests are named", 0.0) if facts.has_tests else ("no tests are named", 6.0)


def backout(facts: Facts) -> tuple[str, float]:
    """Eight points for none, four where backing out would end after the window."""
    if not facts.has_backout:
        return "no way back is named", 8.0
    if facts.slack_minutes is not None and facts.slack_minutes < 0:
        return f"backing out would end {-facts.slack_minutes:.0f} min after the window", 4.0
    return "a way back is named", 0.0


def timing(facts: Facts) -> tuple[str, float]:
    """Five points within service hours."""
    if facts.in_service_hours is None:
        return "no window yet", 2.0
    return ("within service hours", 5.0) if facts.in_service_hours else ("outside service hours", 0.0)


def collisions(facts: Facts) -> tuple[str, float]:
    """By the worst collision."""
    points = {"critical": 15.0, "high": 10.0, "medium": 5.0, "low": 1.0}
    return f"worst: {facts.worst_conflict}" if facts.worst_conflict else "none", points.get(facts.worst_conflict, 0.0)


def not_changing(facts: Facts) -> tuple[str, float]:
    """Leaving things as they are has a risk too: four points less for each known error that it removes, up to 8."""
    value = f"removes {plural(facts.mends, 'problem')}" if facts.mends else "removes no recorded problem"
    return value, -min(8.0, 4.0 * facts.mends)


FACTORS: Mapping[str, Callable[[Facts], tuple[str, float]]] = {
    "blast_radius": blast_radius,
    "lost_redundancy": lost_redundancy,
    "structure_afterwards": structure_afterwards,
    "coverage": coverage,
    "age_of_data": age_of_data,
    "history": history,
    "similar_changes": similar_changes,
    "novelty": novelty,
    "ci_class": ci_class,
    "kind": kind,
    "size": size,
    "lead_time": lead_time,
    "tests": tests,
    "backout": backout,
    "timing": timing,
    "collisions": collisions,
    "not_changing": not_changing,
}
"""Every factor, by name; the documentation lists them from here."""


def assess_risk(facts: Facts, calibration: Calibration | None = None, *, uncalibrated: str = "") -> Risk:
    """Return the risk of a change: the sum of its factors, within 0 and 100; a probability where outcomes carry it.

    ``uncalibrated`` says why they do not.
    """
    found = []
    for name, points in FACTORS.items():
        value, contribution = points(facts)
        found.append(Factor(name, value, round(contribution, 1), tuple(facts.evidence.get(name, ()))))
    score = round(min(100.0, max(0.0, sum(each.contribution for each in found))), 1)
    chance = likelihood(calibration, {each.name: each.contribution for each in found}) if calibration else None
    ordered = tuple(sorted(found, key=lambda each: -abs(each.contribution)))
    return Risk(score, level_of(score), ordered, chance, "" if chance else uncalibrated)


def level_of(score: float) -> Level:
    """Return the level of a score."""
    return next(level for least, level in LEVELS if score >= least)


def likelihood_document(found: Likelihood | None) -> Json:
    """Return a likelihood as JSON, with the share of all changes it rests on that failed."""
    if found is None:
        return None
    return {
        "probability": found.probability,
        "low": found.low,
        "high": found.high,
        "changes": found.changes,
        "failed": found.failed,
        "base_rate": round(found.failed / found.changes, 4) if found.changes else None,
    }


def risk_document(risk: Risk) -> dict[str, Json]:
    """Return a risk as JSON."""
    return {
        "score": risk.score,
        "level": risk.level,
        "probability": risk.probability,
        "likelihood": likelihood_document(risk.likelihood),
        "no_probability": risk.uncalibrated or None,
        "factors": [
            {
                "name": each.name,
                "value": each.value,
                "contribution": each.contribution,
                "evidence": list[Json](each.evidence),
            }
            for each in risk.factors
        ],
    }
