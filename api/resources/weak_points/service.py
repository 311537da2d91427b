"""Questions about weak points, within the sight of who asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.backend import backend
from api.guard import principal
from api.resources.changes.service import proposed
from api.resources.impact.service import in_sight, sight, words
from cmdb.narrowing import Narrowing
from cmdb.questions import Question
from cmdb.values import Json
from cmdb.weak_points import MOST_AT_ONCE, all_single_points_document, ranking_document, single_points_document
from impact import Failure, Immunity

__all__ = ["every_service", "of_service", "question_of", "queue_ranking", "ranking"]


def question_of(args: dict[str, Any]) -> Question:
    """Return the question that an address asks; with a change, it is asked of the graph with its plan laid over."""
    as_of = backend().as_of(args.get("as_of"))
    down, immune = words(args["down"]), words(args["immune"])
    for text in (*down, *immune):
        in_sight(text, as_of)
    return Question(
        tuple(Failure(text) for text in down),
        tuple(Immunity(text) for text in immune),
        args.get("as_of"),
        proposed(args["change"]).plan if args.get("change") else None,
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
    question = question_of(args)
    in_sight(service, backend().as_of(args.get("as_of")))
    return single_points_document(backend().estate, question, service, proofs=args["proofs"])


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
