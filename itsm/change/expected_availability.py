"""How available is each service expected to be once a change is made? With its edits in place, against today."""

from __future__ import annotations

from typing import cast

import numpy as np

from cmdb.as_laid import as_far_as_laid
from cmdb.availability import MOST_AT_ONCE, Effort, availability_document
from cmdb.errors import Invalid
from cmdb.estate import Estate
from cmdb.plan import Plan
from cmdb.questions import Question, pose
from cmdb.values import Json
from impact import Graph
from impact.reach import consumers
from itsm.change.conflicts import distances
from itsm.change.proposal import Proposal

__all__ = ["expected_availability"]

MOST_SERVICES = 10
SAMPLES = 100_000
NOISE = 1e-12
"""Of sums of floating point numbers."""
EFFORT = Effort(samples=SAMPLES, most=MOST_AT_ONCE)


def expected_availability(estate: Estate, proposal: Proposal) -> list[dict[str, Json]]:
    """Return services above what a plan edits whose expected availability differs by its edits, the most changed first.

    Of many services the first ten by key are asked. Where both sides are sampled, only a difference beyond their
    intervals is told. Services that stand on too much to be worked out while somebody waits are left out, and so
    are edits that conflict. Raises ``NotFound``, ``Invalid``.
    """
    plan, _ = as_far_as_laid(estate, proposal.plan)
    if not plan.edits:
        return []
    today, with_edits = Question(), Question(plan=Plan(plan.title, plan.edits, {}))
    before, after = pose(estate, today).graph, pose(estate, with_edits).graph
    touched = [each for each in proposal.touched if before.has(each) and after.has(each)]
    found: list[dict[str, Json]] = []
    for service in sorted(above(before, touched) | above(after, touched))[:MOST_SERVICES]:
        if not (before.has(service) and after.has(service)):
            continue
        try:
            was = availability_document(estate, today, service, effort=EFFORT)
            now = availability_document(estate, with_edits, service, effort=EFFORT)
        except Invalid as error:
            if error.where != "service":
                raise
            continue
        if differ(was, now):
            sides = {"was": was["availability"], "afterwards": now["availability"]}
            found.append({"service": service, "name": now["name"], **sides, "method": now["method"]})
    return sorted(found, key=lambda each: -abs(share(each["afterwards"]) - share(each["was"])))


def above(graph: Graph, touched: list[str]) -> set[str]:
    """Return the services that stand on some CIs, or are among them."""
    reached = distances(graph, graph.indices_of(touched), consumers) >= 0
    return set(graph.keys_of(np.flatnonzero(reached & graph.ci_service)))


def differ(was: dict[str, Json], now: dict[str, Json]) -> bool:
    """Say whether two answers differ by more than their intervals leave open."""
    (low, high), (least, most) = (cast("tuple[float, float]", each["interval"]) for each in (was, now))
    return high + NOISE < least or most + NOISE < low


def share(value: Json) -> float:
    """Return a share as a number."""
    return float(cast("float", value))
