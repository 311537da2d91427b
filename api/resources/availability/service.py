"""Questions about reliability, within the sight of who asks."""

from __future__ import annotations

from typing import Any

from api.backend import backend
from api.guard import principal
from api.resources.changes.service import proposed
from api.resources.impact.service import in_sight, words
from api.resources.weak_points.service import question_during
from api.sight import seen_key
from cmdb.as_laid import while_carried_out
from cmdb.availability import MOST_AT_ONCE, Effort, availability_document, cut_sets_document
from cmdb.fault_tree_document import fault_tree_document
from cmdb.plan import plan_document
from cmdb.values import Json

__all__ = ["availability_of", "cut_sets_of", "fault_tree_of", "queue_availability", "queue_cut_sets"]


def cut_sets_of(service: str, args: dict[str, Any]) -> dict[str, Json]:
    """Return the minimal cut sets of a service."""
    question, not_laid = question_during(args)
    in_sight(service, backend().as_of(args.get("as_of")))
    shown = cut_sets_document(
        backend().estate, question, service, order=args["order"], listed=args["limit"], effort=Effort(most=MOST_AT_ONCE)
    )
    return {**shown, "not_laid": not_laid}


def fault_tree_of(service: str, args: dict[str, Any]) -> dict[str, Json]:
    """Return the fault tree of a service, as far as it is asked for."""
    question, not_laid = question_during(args)
    in_sight(service, backend().as_of(args.get("as_of")))
    shown = fault_tree_document(backend().estate, question, service, gates=args["gates"], inputs=args["inputs"])
    return {**shown, "not_laid": not_laid}


def availability_of(service: str, args: dict[str, Any]) -> dict[str, Json]:
    """Return the availability of a service."""
    question, not_laid = question_during(args)
    in_sight(service, backend().as_of(args.get("as_of")))
    effort = Effort(args["samples"], args["seed"], most=MOST_AT_ONCE)
    shown = availability_document(backend().estate, question, service, effort=effort, target=args["target"])
    return {**shown, "not_laid": not_laid}


def queue_cut_sets(service: str, given: dict[str, Any]) -> dict[str, object]:
    """Queue the cut sets of a service; the job's result is what ``cut_sets_of`` returns."""
    return queued("weak_points.cut_sets", service, given, ("order", "limit"))


def queue_availability(service: str, given: dict[str, Any]) -> dict[str, object]:
    """Queue the availability of a service; the job's result is what ``availability_of`` returns."""
    return queued("weak_points.availability", service, given, ("samples", "seed", "target"))


def queued(kind: str, service: str, given: dict[str, Any], figures: tuple[str, ...]) -> dict[str, object]:
    """Queue a question about a service. Raises ``NotFound`` for a CI that there is not."""
    here = backend()
    as_of = here.as_of(given["as_of"])
    down, immune = words(given["down"]), words(given["immune"])
    for text in (service, *down, *immune):
        seen_key(text, as_of=as_of, permission="impact.ask")
    args: dict[str, Json] = {name: given[name] for name in ("as_of", *figures)}
    args |= {"service": service, "down": list[Json](down), "immune": list[Json](immune)}
    args |= {"change": given["change"], "plan": None}
    if given["change"]:
        plan = proposed(given["change"]).plan
        # Refused now rather than by the job; which edits conflict is looked at once more when it runs.
        while_carried_out(here.estate, given["change"], plan, as_of=as_of)
        args["plan"] = plan_document(plan)
    return here.jobs.submit(kind, args, principal().name)
