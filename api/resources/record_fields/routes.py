"""/record-fields: the fields that an organisation declares for the records of a practice."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.backend import backend
from api.guard import needs
from api.openapi import Blueprint
from api.preconditions import expected, showing, with_etag
from api.resources.record_fields.schemas import (
    RecordFieldsInputSchema,
    RecordFieldsListSchema,
    RecordFieldsSchema,
)
from api.sight import stamp
from cmdb.values import Json
from itsm.kernel.declared import declared, drop
from itsm.kernel.field import field_document
from itsm.kernel.fields import RECORD_FIELDS, keep_fields, with_fields
from itsm.practices import PRACTICES

__all__ = ["blueprint"]

blueprint = Blueprint("record-fields", __name__, description="Fields of records that the organisation declares.")


def document(name: str) -> dict[str, Json]:
    """Return the declared fields of a practice's records. Raises ``NotFound`` with the practices."""
    practice = with_fields(backend().graph, PRACTICES[name])
    kept = declared(backend().graph, RECORD_FIELDS).get(name)
    return {
        "practice": practice.name,
        "label": practice.plural,
        "fields": [field_document(each) for each in practice.fields],
        "revision": kept.revision if kept else 0,
    }


@blueprint.get("/record-fields")
@blueprint.response(200, RecordFieldsListSchema)
@needs("schema.read")
def index() -> dict[str, object]:
    """List the declared fields of each practice's records."""
    return {"items": [document(name) for name in PRACTICES], "next": None}


@blueprint.get("/record-fields/<practice>")
@blueprint.response(200, RecordFieldsSchema)
@needs("schema.read")
def read(practice: str) -> Response:
    """Return the declared fields of a practice's records."""
    found = document(practice)
    return with_etag(found, found["revision"])


@blueprint.put("/record-fields/<practice>")
@blueprint.arguments(RecordFieldsInputSchema)
@blueprint.response(200, RecordFieldsSchema)
@needs("schema.write", match=True)
def write(given: dict[str, Any], practice: str) -> Response:
    """Declare the fields of a practice's records; If-Match 0 where there are none. What records hold must fit."""
    with showing(lambda: document(practice)):
        keep_fields(backend().graph, PRACTICES[practice], given, stamp=stamp(), expected=expected())
    found = document(practice)
    return with_etag(found, found["revision"])


@blueprint.delete("/record-fields/<practice>")
@blueprint.response(204)
@needs("schema.write", match=True)
def delete(practice: str) -> str:
    """Declare no fields any more; what records hold of them stays."""
    with showing(lambda: document(practice)):
        drop(backend().graph, RECORD_FIELDS, PRACTICES[practice].name, stamp=stamp(), expected=expected())
    return ""
