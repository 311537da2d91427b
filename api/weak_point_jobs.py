"""The long work of weak points: rankings, joint failures and samplings that nobody waits for on a page."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from api.jobs import JobKind, Work
from cmdb.as_laid import while_carried_out
from cmdb.availability import Effort, availability_document, cut_sets_document
from cmdb.estate import Estate
from cmdb.narrowing import Narrowing
from cmdb.plan import parse_plan
from cmdb.questions import Question
from cmdb.values import Json
from cmdb.weak_points import ranking_document
from impact import Failure, Immunity
from impact.shared_trial import cores

__all__ = ["AVAILABILITY", "CUT_SETS", "RANK"]

WORK = 1 << 38
"""Word operations for trying pairs, and as many for triples: about five minutes of one processor."""


def rank(work: Work) -> Json:
    """Rank every CI; nothing is written to the graph."""
    question = Question(as_of=cast("str | None", work.args["as_of"]))
    top, gains = (cast("int", work.args[name]) for name in ("top", "gain"))
    only = Narrowing(*(frozenset(part) for part in cast("list[list[str]]", work.args["only"])))
    shown = ranking_document(
        estate_of(work), question, top=top, gains=gains, only=only, report=work.report, workers=cores()
    )
    return {**shown, "next": None}


def cut_sets(work: Work) -> Json:
    """Work out the minimal cut sets of a service, with more patience than a page has."""
    order, listed = (cast("int", work.args[name]) for name in ("order", "limit"))
    estate = estate_of(work)
    question, not_laid = question_of(work, estate)
    shown = cut_sets_document(
        estate,
        question,
        cast("str", work.args["service"]),
        order=order,
        listed=listed,
        effort=Effort(work=WORK, workers=cores()),
        report=work.report,
    )
    return {**shown, "not_laid": not_laid}


def availability(work: Work) -> Json:
    """Work out how likely a service is DOWN, with more samples than a page waits for."""

    def progress(done: int, wanted: int) -> bool:
        work.report(done, wanted)
        return True

    estate = estate_of(work)
    question, not_laid = question_of(work, estate)
    shown = availability_document(
        estate,
        question,
        cast("str", work.args["service"]),
        effort=Effort(cast("int", work.args["samples"]), cast("int", work.args["seed"]), workers=cores()),
        target=cast("float | None", work.args["target"]),
        progress=progress,
    )
    return {**shown, "not_laid": not_laid}


def estate_of(work: Work) -> Estate:
    """Return the estate that a job asks."""
    return Estate(work.store, work.settings.folder / "snapshots", work.clock)


def question_of(work: Work, estate: Estate) -> tuple[Question, list[Json]]:
    """Return the question that a job was given, and the conflicts of the plan that it is asked of."""
    down, immune = (cast("list[str]", work.args[name]) for name in ("down", "immune"))
    as_of, given = cast("str | None", work.args["as_of"]), work.args["plan"]
    question = Question(tuple(map(Failure, down)), tuple(map(Immunity, immune)), as_of)
    if given is None:
        return question, []
    said, change = parse_plan(given, estate.schema), str(work.args.get("change") or "the change")
    plan, not_laid = while_carried_out(estate, change, said, as_of=estate.moment(as_of))
    return replace(question, plan=plan), list(not_laid)


RANK = JobKind("weak_points.rank", rank, reads=True)
CUT_SETS = JobKind("weak_points.cut_sets", cut_sets, reads=True)
AVAILABILITY = JobKind("weak_points.availability", availability, reads=True)
