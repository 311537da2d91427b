"""Questions about weak points, within the sight of who asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from api.backend import backend
from api.guard import principal
from api.resources.changes.service import proposed
from api.resources.impact.service import in_sight, sight, words
from cmdb.as_laid import while_carried_out
from cmdb.narrowing import Narrowing
from cmdb.questions import Question
from cmdb.values import Json
from cmdb.weak_points import MOST_AT_ONCE, all_single_points_document, ranking_document, single_points_document
from impact import Failure, Immunity

__all__ = ["every_service", "of_service", "question_during", "queue_ranking", "ranking"]


def question_during(args: dict[str, Any]) -> tuple[Question, list[Json]]:
    """Return the question that an address asks, with a change of the graph with its plan laid over; and its conflicts.

    Where edits of the plan conflict with the graph, what it takes down alone is asked about. Raises ``Invalid``.
    """
    question = question_of(args)
    if not args.get("change"):
        return question, []
    change, estate = proposed(args["change"]), backend().estate
    plan, not_laid = while_carried_out(estate, change.reference, change.plan, as_of=backend().as_of(args.get("as_of")))
    return replace(question, plan=plan), list(not_laid)


def question_of(args: dict[str, Any]) -> Question:
    """Return the question that an address asks of the graph as it is."""
    as_of = backend().as_of(args.get("as_of"))
    down, immune = words(args["down"]), words(args["immune"])
    for text in (*down, *immune):
        in_sight(text, as_of)
    return Question(
        tuple(Failure(text) for text in down),
        tuple(Immunity(text) for text in immune),
        args.get("as_of"),
        visible=sight(as_of),
    )


def narrowing_of(said: Mapping[str, Any]) -> Narrowing:
    """Return which CIs words between commas ask for."""
    return Narrowing(*(frozenset(words(said[name])) for name in ("ci", "class_", "site", "service")))


def ranking(args: dict[str, Any]) -> dict[str, Json]:
    """Return the CIs that take services DOWN alone. A large estate is ranked by a job only."""
    estate, question = backend().estate, question_of(args)
    shown = ranking_document(
        estate, question, top=args["top"], gains=args["gain"], only=narrowing_of(args), most=MOST_AT_ONCE
    )
    return {**shown, "next": None}


def of_service(service: str, args: dict[str, Any]) -> dict[str, Json]:
    """Return the single points of a service."""
    question, not_laid = question_during(args)
    in_sight(service, backend().as_of(args.get("as_of")))
    shown = single_points_document(backend().estate, question, service, proofs=args["proofs"])
    return {**shown, "not_laid": not_laid}


def every_service(args: dict[str, Any]) -> dict[str, Json]:
    """Return the single points of all services, in one page."""
    return {"items": list[Json](all_single_points_document(backend().estate, question_of(args))), "next": None}


def queue_ranking(given: dict[str, Any]) -> dict[str, object]:
    """Queue the ranking of an estate of any size; the job's result is what ``ranking`` returns."""
    only = narrowing_of(given)
    args: dict[str, Json] = {name: given[name] for name in ("top", "gain", "as_of")}
    args["only"] = [list[Json](sorted(part)) for part in (only.cis, only.classes, only.sites, only.services)]
    backend().as_of(given["as_of"])
    return backend().jobs.submit("weak_points.rank", args, principal().name)
