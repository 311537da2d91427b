"""/services/KEY/cut-sets, /services/KEY/fault-tree and /services/KEY/availability."""

from __future__ import annotations

from typing import Any

from api.guard import needs
from api.openapi import Blueprint
from api.resources.availability.schemas import (
    AvailabilityArgs,
    AvailabilityRequestSchema,
    AvailabilitySchema,
    CutSetsArgs,
    CutSetsRequestSchema,
    CutSetsSchema,
    FaultTreeArgs,
    FaultTreeSchema,
)
from api.resources.availability.service import (
    availability_of,
    cut_sets_of,
    fault_tree_of,
    queue_availability,
    queue_cut_sets,
)
from api.resources.jobs.schemas import JobSchema
from cmdb.values import Json

__all__ = ["blueprint"]

blueprint = Blueprint(
    "availability", __name__, description="What takes a service DOWN together, and how likely that is."
)


@blueprint.get("/services/<path:key>/cut-sets")
@blueprint.arguments(CutSetsArgs, location="query")
@blueprint.response(200, CutSetsSchema)
@needs("impact.ask")
def cut_sets(args: dict[str, Any], key: str) -> dict[str, Json]:
    """Return the smallest sets of CIs whose failure together takes a service DOWN."""
    return cut_sets_of(key, args)


@blueprint.post("/services/<path:key>/cut-sets")
@blueprint.arguments(CutSetsRequestSchema)
@blueprint.response(202, JobSchema)
@needs("job.read", once=True)
def start_cut_sets(given: dict[str, Any], key: str) -> dict[str, object]:
    """Try as a job what is too much to be tried while somebody waits; its result is the cut sets."""
    return queue_cut_sets(key, given)


@blueprint.get("/services/<path:key>/fault-tree")
@blueprint.arguments(FaultTreeArgs, location="query")
@blueprint.response(200, FaultTreeSchema)
@needs("impact.ask")
def fault_tree(args: dict[str, Any], key: str) -> dict[str, Json]:
    """Return what takes a service DOWN, gate by gate, from the service down to the CIs that fail."""
    return fault_tree_of(key, args)


@blueprint.get("/services/<path:key>/availability")
@blueprint.arguments(AvailabilityArgs, location="query")
@blueprint.response(200, AvailabilitySchema)
@needs("impact.ask")
def availability(args: dict[str, Any], key: str) -> dict[str, Json]:
    """Return how likely a service is DOWN, exact or sampled, and what it owes to each CI."""
    return availability_of(key, args)


@blueprint.post("/services/<path:key>/availability")
@blueprint.arguments(AvailabilityRequestSchema)
@blueprint.response(202, JobSchema)
@needs("job.read", once=True)
def start_availability(given: dict[str, Any], key: str) -> dict[str, object]:
    """Draw as a job more samples than somebody waits for; its result is the availability."""
    return queue_availability(key, given)
