"""How urgent is a record: impact, computed by the engine from what is hit, with urgency in a matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cmdb.errors import Invalid
from cmdb.values import Json

__all__ = ["MATRIX", "ImpactLevel", "impact_level", "priority"]

MATRIX: Mapping[tuple[int, int], int] = {
    (impact, urgency): impact + urgency - 1 for impact in (1, 2, 3) for urgency in (1, 2, 3)
}
"""Priority 1 (critical) to 5 (planning) by impact and urgency, as ITIL's example has it."""

LEVELS = ((16.0, 1), (4.0, 2))
"""From a sum of scores on, this impact; below all, 3. A service of criticality 5 that is DOWN scores 16 and more."""


@dataclass(frozen=True, slots=True)
class ImpactLevel:
    """Impact 1 (high) to 3 (low), the score that led to it, and the services behind the score."""

    level: int
    score: float
    reasons: Sequence[Mapping[str, Json]]


def impact_level(services: Sequence[Mapping[str, Json]]) -> ImpactLevel:
    """Return the impact of services as the engine answered them: ``{"key", "name", "state", "score"}``."""
    score = round(sum(number(each["score"]) for each in services), 3)
    level = next((level for least, level in LEVELS if score >= least), 3)
    worst = sorted(services, key=lambda each: (-number(each["score"]), str(each["key"])))
    reasons = [{name: each[name] for name in ("key", "name", "state", "score")} for each in worst]
    return ImpactLevel(level, score, reasons)


def number(value: Json) -> float:
    """Return a JSON number."""
    return float(value) if isinstance(value, int | float) else 0.0


def priority(impact: int | None, urgency: int | None, matrix: Mapping[tuple[int, int], int] = MATRIX) -> int | None:
    """Return the priority, None where impact or urgency is not known. Raises ``Invalid`` outside the matrix."""
    if impact is None or urgency is None:
        return None
    if (impact, urgency) not in matrix:
        raise Invalid("priority", "the matrix has no such row", f"impact {impact}, urgency {urgency}", "1, 2 or 3")
    return matrix[impact, urgency]
