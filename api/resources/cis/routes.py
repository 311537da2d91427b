"""/cis and /query/complete."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from api.backend import backend
from api.guard import needs
from api.openapi import Blueprint
from api.preconditions import expected, showing, with_etag
from api.resources.cis.schemas import (
    AttemptListSchema,
    CiDetailSchema,
    CiListSchema,
    CiPatchSchema,
    CompletionArgs,
    CompletionSchema,
    FacetArgs,
    FacetsSchema,
    FindArgs,
    HistoryListSchema,
    NewCiSchema,
)
from api.resources.cis.service import change_fields, detail, facets, find, history, new_ci
from api.resources.imports.service import attempts_of
from api.schemas import AsOfArgs, list_args
from api.sight import check_scope_given, require_plan, seen_key, stamp
from cmdb.edit import create_ci, edit_ci, retire_ci
from cmdb.plan import Plan
from cmdb.query_language import complete as complete_query

__all__ = ["blueprint"]

blueprint = Blueprint("cis", __name__, description="Configuration items: find, read, create, change, retire.")


def answer(key: str, *, status: int = 200, as_of: int | None = None) -> Response:
    """Return a CI with its ETag."""
    shown = detail(key, as_of=as_of)
    location = f"/api/v1/cis/{shown['key']}" if status == 201 else ""  # noqa: PLR2004  # created
    return with_etag(shown, shown["revision"], status=status, location=location)


@blueprint.get("/cis")
@blueprint.arguments(FindArgs, location="query")
@blueprint.response(200, CiListSchema)
@needs("ci.read")
def index(args: dict[str, Any]) -> Response:
    """Find CIs by a query."""
    return jsonify(find(args))


@blueprint.get("/cis/facets")
@blueprint.arguments(FacetArgs, location="query")
@blueprint.response(200, FacetsSchema)
@needs("ci.read")
def count(args: dict[str, Any]) -> dict[str, object]:
    """Count the CIs that a query finds by the values of some fields."""
    return {"facets": facets(args["q"], args["fields_"], args.get("as_of"))}


@blueprint.get("/query/complete")
@blueprint.arguments(CompletionArgs, location="query")
@blueprint.response(200, CompletionSchema)
@needs("schema.read")
def complete(args: dict[str, Any]) -> dict[str, object]:
    """Return what may stand at a place of a query."""
    text = args["q"]
    position = len(text) if args["position"] is None else args["position"]
    found = complete_query(text, position, backend().rules().schema)
    return {"from": found.start, "to": found.end, "options": [each._asdict() for each in found.options]}


@blueprint.post("/cis")
@blueprint.arguments(NewCiSchema)
@blueprint.response(201, CiDetailSchema)
@needs("ci.write", once=True)
def create(given: dict[str, Any]) -> Response:
    """Create a CI with its relations, as one revision."""
    here = backend()
    add, relations = new_ci(given)
    require_plan(Plan(edits=(add, *relations)), "ci.write")
    key = create_ci(here.graph, here.rules(), add, stamp(given.get("reason")), relations)
    return answer(key, status=201)


@blueprint.get("/cis/<path:key>")
@blueprint.arguments(AsOfArgs, location="query")
@blueprint.response(200, CiDetailSchema)
@needs("ci.read")
def read(args: dict[str, Any], key: str) -> Response:
    """Return a CI with its relations, what each source says, and which value is believed."""
    as_of = backend().as_of(args.get("as_of"))
    return answer(seen_key(key, as_of=as_of), as_of=as_of)


@blueprint.patch("/cis/<path:key>")
@blueprint.arguments(CiPatchSchema)
@blueprint.response(200, CiDetailSchema)
@needs("ci.write", match=True)
def update(given: dict[str, Any], key: str) -> Response:
    """Change fields of a CI; null clears."""
    here, expect, found = backend(), expected(), seen_key(key, permission="ci.write")
    check_scope_given(given.get("attributes", {}))
    with showing(lambda: detail(found)):
        edit_ci(here.graph, here.rules(), found, change_fields(given), stamp(given.get("reason")), expected=expect)
    return answer(found)


@blueprint.delete("/cis/<path:key>")
@blueprint.response(200, CiDetailSchema)
@needs("ci.retire", match=True)
def delete(key: str) -> Response:
    """Retire a CI; it and its history stay."""
    here, expect, found = backend(), expected(), seen_key(key, permission="ci.retire")
    with showing(lambda: detail(found)):
        retire_ci(here.graph, here.rules(), found, stamp(), expected=expect)
    return answer(found)


@blueprint.get("/cis/<path:key>/history")
@blueprint.arguments(list_args(), location="query")
@blueprint.response(200, HistoryListSchema)
@needs("ci.read")
def timeline(args: dict[str, Any], key: str) -> dict[str, object]:
    """Return every revision that changed a CI or a relation at it, newest first."""
    return history(key, args["limit"], args["after"])


@blueprint.get("/cis/<path:key>/attempts")
@blueprint.arguments(list_args(), location="query")
@blueprint.response(200, AttemptListSchema)
@needs("import.read")
def attempts(args: dict[str, Any], key: str) -> dict[str, object]:
    """Return how imports recognised this CI, newest first: each rule with its values and what it found."""
    del args
    return {"items": attempts_of(seen_key(key)), "next": None}
