"""What a record's CIs take down with them: the engine's answer, and the impact that follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, cast

from cmdb.estate import Estate
from cmdb.questions import Question, impact_document
from cmdb.values import Json
from impact import Failure
from itsm.kernel.priority import ImpactLevel, impact_level

__all__ = ["Effect", "computed_impact", "hit"]

Effect = Literal["down", "degraded"]


def hit(estate: Estate, cis: Iterable[str], effect: Effect = "down") -> Mapping[str, Json]:
    """Return what breaks while these CIs are DOWN or DEGRADED. Raises ``NotFound``, ``Ambiguous``, ``Invalid``."""
    return impact_document(estate, Question(tuple(Failure(each, effect) for each in cis)))


def computed_impact(estate: Estate, cis: Iterable[str], effect: Effect = "down") -> ImpactLevel | None:
    """Return the impact of a record on these CIs, None where none is named: then nothing can be computed."""
    wanted = tuple(cis)
    if not wanted:
        return None
    return impact_level(cast("list[dict[str, Json]]", hit(estate, wanted, effect)["services"]))
