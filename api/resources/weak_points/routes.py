"""/weak-points and /services/KEY/single-points."""

from __future__ import annotations

from typing import Any

from api.guard import needs
from api.openapi import Blueprint
from api.resources.jobs.schemas import JobSchema
from api.resources.weak_points.schemas import (
    RankingArgs,
    RankingRequestSchema,
    RankingSchema,
    SinglePointsArgs,
    SinglePointsListSchema,
    SinglePointsSchema,
    WeakPointArgs,
)
from api.resources.weak_points.service import every_service, of_service, queue_ranking, ranking
from cmdb.values import Json

__all__ = ["blueprint"]

blueprint = Blueprint("weak_points", __name__, description="Single points of failure, and what takes most down alone.")


@blueprint.get("/weak-points")
@blueprint.arguments(RankingArgs, location="query")
@blueprint.response(200, RankingSchema)
@needs("impact.ask")
def index(args: dict[str, Any]) -> dict[str, Json]:
    """Rank every CI by the services that it alone takes DOWN, weighted; the worst first."""
    return ranking(args)


@blueprint.post("/weak-points")
@blueprint.arguments(RankingRequestSchema)
@blueprint.response(202, JobSchema)
@needs("job.read", once=True)
def start(given: dict[str, Any]) -> dict[str, object]:
    """Rank an estate of any size as a job; its result is the ranking."""
    return queue_ranking(given)


@blueprint.get("/weak-points/services")
@blueprint.arguments(WeakPointArgs, location="query")
@blueprint.response(200, SinglePointsListSchema)
@needs("impact.ask")
def services(args: dict[str, Any]) -> dict[str, Json]:
    """List the single points of failure of every service."""
    return every_service(args)


@blueprint.get("/services/<path:key>/single-points")
@blueprint.arguments(SinglePointsArgs, location="query")
@blueprint.response(200, SinglePointsSchema)
@needs("impact.ask")
def single_points(args: dict[str, Any], key: str) -> dict[str, Json]:
    """Return the CIs whose failure alone takes a service DOWN, each with its proof."""
    return of_service(key, args)
