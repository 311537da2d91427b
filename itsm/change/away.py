"""How many more failures is each service from an outage while a change is carried out? And without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from cmdb.as_laid import as_far_as_laid
from cmdb.availability import MOST_AT_ONCE, Effort, cut_sets_document
from cmdb.errors import Invalid
from cmdb.estate import Estate
from cmdb.plan import Plan
from cmdb.questions import Question, impact_document
from cmdb.taken_down import taken_down
from cmdb.values import Json
from impact import Failure
from itsm.change.proposal import Proposal

__all__ = ["failures_away", "moments"]

MOST_SERVICES = 10
MOST_MOMENTS = 12
ORDER = 3
EFFORT = Effort(most=MOST_AT_ONCE)


def failures_away(estate: Estate, proposal: Proposal) -> list[dict[str, Json]]:
    """Return the services that lose redundancy by a change as planned, and how far they are from an outage.

    ``meanwhile`` is the least of any moment of the window, with what is down at once then; ``was`` is so without the
    change. Each a number, or "more than 3"; None where nothing takes it DOWN, or it stands on too much to be tried
    while somebody waits. Of many services the first ten by key. Edits that conflict are left out, as in the
    assessment. Raises ``NotFound``, ``Invalid``.
    """
    plan, _ = as_far_as_laid(estate, proposal.plan)
    planned = impact_document(estate, Question(plan=plan))
    edits = Plan(plan.title, plan.edits, {})
    at_once = [Question(each, plan=edits) for each in moments(plan)] or [Question(plan=edits)]
    names = cast("Mapping[str, str]", planned["names"])
    found: list[dict[str, Json]] = []
    for service in standing(planned)[:MOST_SERVICES]:
        was = away(estate, Question(), service)
        now = [away(estate, each, service) for each in at_once]
        # At 0 what it rides through takes it DOWN in the end: so it does not say how far away it is.
        least = min((each for each in now if each != 0), key=rank, default=None)
        found.append({"service": service, "name": names.get(service, service), "was": was, "meanwhile": least})
    return found


def standing(planned: Mapping[str, Json]) -> list[str]:
    """Return the services that stand on a group without one to spare, and do not go DOWN."""
    rows = cast("Sequence[Mapping[str, Json]]", planned["services"])
    down = {str(each["key"]) for each in rows if each["state"] == "down"}
    gates = cast("Sequence[Mapping[str, Json]]", planned["at_risk"])
    return sorted({str(key) for each in gates for key in cast("list[str]", each["services"])} - down)


def moments(plan: Plan) -> list[tuple[Failure, ...]]:
    """Return what a plan has down at once, each set that begins when something goes down, in the order of time."""
    listed = taken_down(plan, timed=True)
    found: list[tuple[Failure, ...]] = []
    for start in sorted({each.start_s or 0 for each in listed}):
        now = tuple(Failure(each.ci, each.state) for each in listed if covers(each, start))
        if now not in found:
            found.append(now)
    return found[:MOST_MOMENTS]


def covers(failure: Failure, at: int) -> bool:
    """Say whether a failure lasts at an instant."""
    start = failure.start_s or 0
    return start <= at and (failure.duration_s is None or at < start + failure.duration_s)


def away(estate: Estate, question: Question, service: str) -> Json:
    """Return how many failures take a service DOWN at least."""
    try:
        return cut_sets_document(estate, question, service, order=ORDER, effort=EFFORT)["failures_away"]
    except Invalid as error:
        if error.where == "scenario":
            raise
        return None


def rank(each: Json) -> float:
    """Return what orders distances: numbers, then "more than", then what is not known."""
    return float(each) if isinstance(each, int) else ORDER + 1.0 if isinstance(each, str) else float("inf")
