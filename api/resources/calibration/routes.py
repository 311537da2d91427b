"""/calibration: whether the points of a change's risk are a probability here."""

from __future__ import annotations

from api.backend import backend
from api.guard import needs
from api.openapi import Blueprint
from api.resources.calibration.schemas import CalibrationSchema
from api.sight import require_whole_estate, stamp
from cmdb.values import Json
from itsm.change.outcomes import NEVER_ASKED, kept_verdict, recalibrate

__all__ = ["blueprint"]

blueprint = Blueprint("calibration", __name__, description="Whether outcomes of changes carry a probability.")


@blueprint.get("/calibration")
@blueprint.response(200, CalibrationSchema)
@needs("record.read")
def show() -> dict[str, Json]:
    """Return what the last calibration found; ``at`` is null before the first."""
    whole_estate()
    found = kept_verdict(backend().graph)
    return dict(found) if found is not None else NEVER_ASKED.document(None)


@blueprint.post("/calibration")
@blueprint.response(201, CalibrationSchema)
@needs("board.manage", once=True)
def make() -> dict[str, Json]:
    """Fit the outcomes of changes anew; where they carry no probability, say why, and show none from now on."""
    whole_estate()
    here, now = backend(), backend().clock()
    return recalibrate(here.graph, now=now, stamp=stamp("calibration of risk")).document(now)


def whole_estate() -> None:
    """Raise ``WithinScope`` for rights within a scope: outcomes of all changes are fitted together."""
    require_whole_estate("the outcomes of all changes are fitted together")
