"""/unauthorised-changes: their edits, the changes near by, and what is done about them."""

from __future__ import annotations

from typing import Any

from api.backend import backend
from api.guard import needs
from api.openapi import Blueprint
from api.resources.changes.service import whole_estate
from api.resources.records.service import act, seen_record
from api.resources.unauthorised_changes.schemas import (
    ControlledEditListSchema,
    PassedOverChangeListSchema,
    SettlementInputSchema,
    SettlementSchema,
    UnauthorisedLookSchema,
)
from api.sight import stamp
from cmdb.values import Json
from itsm.flows.change_unauthorised import look
from itsm.flows.deployment_unauthorised import follow_deployments
from itsm.flows.unauthorised_change import Settlement, accept, changes_near, put_back, settle, standing_edits
from itsm.unauthorised_change.practice import UNAUTHORISED_CHANGE

__all__ = ["blueprint"]

blueprint = Blueprint("unauthorised", __name__, description="Edits of controlled attributes outside any change.")


@blueprint.get("/unauthorised-changes/<key>/edits")
@blueprint.response(200, ControlledEditListSchema)
@needs("record.read")
def edits(key: str) -> dict[str, Json]:
    """List the edits of an unauthorised change with what is there now, the first 500."""
    whole_estate()
    found = standing_edits(backend().estate, seen_record(UNAUTHORISED_CHANGE, key))
    return {"items": list[Json](found), "next": None}


@blueprint.get("/unauthorised-changes/<key>/changes-near")
@blueprint.response(200, PassedOverChangeListSchema)
@needs("record.read")
def near(key: str) -> dict[str, Json]:
    """List the changes on the CIs edited with a window within seven days, and why none of them stands behind it."""
    whole_estate()
    found = changes_near(backend().estate, seen_record(UNAUTHORISED_CHANGE, key))
    return {"items": list[Json](found), "next": None}


@blueprint.post("/unauthorised-changes/<key>/acceptance")
@blueprint.arguments(SettlementInputSchema)
@blueprint.response(201, SettlementSchema)
@needs("record.write", once=True)
def accept_afterwards(given: dict[str, Any], key: str) -> tuple[dict[str, Json], int]:
    """Accept the edits afterwards: a change with them as its plan is drafted and decided on like any other."""
    whole_estate()
    record = seen_record(UNAUTHORISED_CHANGE, key)
    return document(accept(backend().estate, record, given["reason"], act=act())), 201


@blueprint.post("/unauthorised-changes/<key>/reversal")
@blueprint.arguments(SettlementInputSchema)
@blueprint.response(201, SettlementSchema)
@needs("record.write", once=True)
def reverse(given: dict[str, Any], key: str) -> tuple[dict[str, Json], int]:
    """Put the edits back: a change is drafted whose plan sets what was there before."""
    whole_estate()
    record = seen_record(UNAUTHORISED_CHANGE, key)
    return document(put_back(backend().estate, record, given["reason"], act=act())), 201


def document(found: Settlement) -> dict[str, Json]:
    """Return what was done as JSON."""
    return {"change": found.change, "left_out": list[Json](found.left)}


@blueprint.post("/unauthorised-changes/looks")
@blueprint.response(200, UnauthorisedLookSchema)
@needs("record.write", once=True)
def look_now() -> dict[str, Json]:
    """Look at what was written since the last look; a server does so by itself every few seconds."""
    whole_estate()
    estate, by = backend().estate, stamp("controlled attributes")
    found = look(estate, stamp=by)
    settle(estate, stamp=by)
    found += follow_deployments(estate, stamp=stamp("deployments"))
    return {"records": list[Json](found)}
