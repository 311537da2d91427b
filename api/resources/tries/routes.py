"""/tries."""

from __future__ import annotations

from api.guard import needs
from api.openapi import Blueprint
from api.resources.tries.schemas import TryListSchema
from api.resources.tries.service import proposed

__all__ = ["blueprint"]

blueprint = Blueprint("tries", __name__, description="Questions that the first page proposes.")


@blueprint.get("/tries")
@blueprint.response(200, TryListSchema)
@needs("impact.ask")
def index() -> dict[str, object]:
    """List the questions that are proposed here: the demo's own, or those of the setting tries_file."""
    return {"items": [each._asdict() for each in proposed()], "next": None}
