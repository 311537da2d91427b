"""/deployments: the intake of what pipelines tell; reading them is as with every record."""

from __future__ import annotations

from typing import Any

from api.guard import needs
from api.openapi import Blueprint
from api.resources.deployments import service
from api.resources.deployments.schemas import (
    DeploymentLookSchema,
    NewDeploymentSchema,
    TakenDeploymentSchema,
    VersionPlanSchema,
)
from cmdb.values import Json

__all__ = ["blueprint"]

blueprint = Blueprint("deployment-intake", __name__, description="Deployments, as pipelines tell of them.")


@blueprint.post("/deployments")
@blueprint.arguments(NewDeploymentSchema)
@blueprint.response(200, TakenDeploymentSchema)
@needs("deployment.write", once=True)
def take_in(given: dict[str, Any]) -> dict[str, Json]:
    """Take in what a pipeline says of a deployment; the same again changes nothing."""
    return service.take_in(given)


@blueprint.post("/deployments/looks")
@blueprint.response(200, DeploymentLookSchema)
@needs("deployment.write", once=True)
def look() -> dict[str, Json]:
    """Look again for CIs that were not known; a server does so by itself."""
    return service.look()


@blueprint.get("/deployments/<key>/plan")
@blueprint.response(200, VersionPlanSchema)
@needs("record.read")
def plan(key: str) -> dict[str, Json]:
    """Return the plan that would write the version to the CIs; nothing is written without one."""
    return service.plan(key)
