"""/root-causes."""

from __future__ import annotations

from typing import Any

from api.backend import backend
from api.guard import needs
from api.openapi import Blueprint
from api.resources.impact.service import in_sight, sight
from api.resources.root_cause.schemas import ObservationsSchema, RootCausesSchema
from cmdb.root_cause import cause_document
from cmdb.values import Json

__all__ = ["blueprint"]

blueprint = Blueprint("root_cause", __name__, description="What may have caused what is seen.")


@blueprint.post("/root-causes")
@blueprint.arguments(ObservationsSchema)
@blueprint.response(200, RootCausesSchema)
@needs("impact.ask", question=True)
def rank(given: dict[str, Any]) -> dict[str, Json]:
    """Rank what may have caused what is seen: single CIs, then pairs, each with its reasons."""
    here = backend()
    as_of = here.as_of(given["as_of"])
    for text in (*given["down"], *given["up"]):
        in_sight(text, as_of)
    return cause_document(
        here.estate,
        given["down"],
        given["up"],
        as_of=given["as_of"],
        hours=given["hours"],
        top=given["top"],
        visible=sight(as_of),
    )
