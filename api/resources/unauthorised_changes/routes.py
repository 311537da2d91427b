"""/unauthorised-changes/KEY/edits and /unauthorised-changes/looks."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from api.backend import backend
from api.guard import needs
from api.openapi import Blueprint
from api.resources.changes.service import whole_estate
from api.resources.records.service import seen_record
from api.schemas import list_of
from api.sight import stamp
from cmdb.values import Json
from itsm.flows.change_unauthorised import edits_of, look
from itsm.unauthorised_change.practice import UNAUTHORISED_CHANGE

__all__ = ["blueprint"]

blueprint = Blueprint("unauthorised", __name__, description="Edits of controlled attributes outside any change.")


class ControlledEditSchema(ma.Schema):
    """One controlled attribute of a CI before and after an edit that no change stands behind."""

    ci = fields.String(required=True)
    name = fields.String(required=True)
    attribute = fields.String(required=True)
    before = fields.Raw(required=True, allow_none=True)
    after = fields.Raw(required=True, allow_none=True)
    revision = fields.Integer(required=True)
    at = fields.String(required=True)


ControlledEditListSchema = list_of(ControlledEditSchema, name="ControlledEditListSchema")


class UnauthorisedLookSchema(ma.Schema):
    """The records that a look has opened or told of more."""

    records = fields.List(fields.String(), required=True)


@blueprint.get("/unauthorised-changes/<key>/edits")
@blueprint.response(200, ControlledEditListSchema)
@needs("record.read")
def edits(key: str) -> dict[str, Json]:
    """List the edits of an unauthorised change, the first 500."""
    whole_estate()
    return {"items": edits_of(seen_record(UNAUTHORISED_CHANGE, key)), "next": None}


@blueprint.post("/unauthorised-changes/looks")
@blueprint.response(200, UnauthorisedLookSchema)
@needs("record.write", once=True)
def look_now() -> dict[str, Json]:
    """Look at what was written since the last look; a server does so by itself every few seconds."""
    whole_estate()
    found = look(backend().estate, stamp=stamp("controlled attributes"))
    return {"records": list[Json](found)}
