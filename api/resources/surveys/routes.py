"""/surveys: what those who were asked say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.backend import backend
from api.guard import needs, principal
from api.openapi import Blueprint
from api.resources.surveys.schemas import SurveyArgs, SurveySummarySchema
from cmdb.access import sees
from cmdb.entities import instant_json
from cmdb.values import Json
from itsm.measures.period import Period, buckets, parse_period
from itsm.satisfaction.answers import answers_in
from itsm.satisfaction.survey import Answer, summary

__all__ = ["blueprint"]

blueprint = Blueprint("surveys", __name__, description="What those who asked for something say of how it went.")
NEWEST = 100


def shown(period: Period, answers: Sequence[Answer]) -> dict[str, Json]:
    """Return what the answers of a period come to."""
    found = summary([each for each in answers if period.start <= each.at < period.end])
    stars: dict[str, Json] = {str(each): number for each, number in found.stars.items()}
    return {
        "period": period.text,
        "answers": found.count,
        "csat": found.csat,
        "mean": found.mean,
        "stars": stars,
    }


@blueprint.get("/surveys")
@blueprint.arguments(SurveyArgs, location="query")
@blueprint.response(200, SurveySummarySchema)
@needs("record.read")
def index(args: dict[str, Any]) -> dict[str, object]:
    """Sum up the answers of a period: how many, CSAT, mean; whole, by parts, and the newest."""
    who, period = principal(), parse_period(args["period"], backend().clock())
    found = answers_in(backend().graph, period.start, period.end, seen=lambda node: sees(who, node))
    newest = [{**each._asdict(), "at": instant_json(each.at)} for each in reversed(found[-NEWEST:])]
    return {
        **shown(period, found),
        "items": [shown(each, found) for each in buckets(period, args["every"])],
        "newest": newest,
    }
