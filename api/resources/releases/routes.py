"""/releases/KEY/package and /releases/KEY/verification."""

from __future__ import annotations

from api.guard import needs
from api.openapi import Blueprint
from api.resources.releases import service
from api.resources.releases.schemas import PackageSchema, VerificationSchema
from cmdb.values import Json

__all__ = ["blueprint"]

blueprint = Blueprint("release-package", __name__, description="Releases: packages, environments, verification.")


@blueprint.get("/releases/<key>/package")
@blueprint.response(200, PackageSchema)
@needs("record.read")
def package(key: str) -> dict[str, Json]:
    """Return the changes, CIs and environments of a release, and what stands in the way of deploying it."""
    return service.package(key)


@blueprint.get("/releases/<key>/verification")
@blueprint.response(200, VerificationSchema)
@needs("record.read")
def verification(key: str) -> dict[str, Json]:
    """Return what differs from the release's baseline, checks, incidents since, and a verdict with its reasons."""
    return service.verification(key)
