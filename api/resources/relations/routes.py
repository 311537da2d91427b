"""/relations."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.backend import backend
from api.guard import needs
from api.openapi import Blueprint
from api.preconditions import expected, showing, with_etag
from api.resources.relations.schemas import NewRelationSchema, RelationPatchSchema, RelationSchema
from api.schemas import AsOfArgs
from api.sight import require_plan, seen_key, stamp, visible
from cmdb.edit import edit_relation, relate, unrelate
from cmdb.entities import read_relation_ref, relation_document, relation_ref
from cmdb.errors import NotFound
from cmdb.model import RelationId
from cmdb.plan import RELATION_FIELDS, Plan, Relate, Unrelate
from cmdb.values import Json

__all__ = ["blueprint", "relate_edit"]

blueprint = Blueprint("relations", __name__, description="How CIs hang together.")


def document(ref: RelationId, *, as_of: int | None = None) -> dict[str, Json]:
    """Return a relation as it is shown. Raises ``NotFound``, also for one with an end that may not be seen."""
    here = backend()
    found = here.graph.get_relations([ref], as_of=as_of).get(ref)
    if found is None or len(visible({ref.source, ref.target}, as_of=as_of)) < len({ref.source, ref.target}):
        raise NotFound("relation", " ".join(filter(None, ref))[:200])
    ends = here.graph.get([ref.source, ref.target], as_of=as_of)
    return relation_document(found[0], found[1], here.rules().schema, ends)


def answer(ref: RelationId, *, status: int = 200) -> Response:
    """Return a relation with its ETag."""
    shown = document(ref)
    location = f"/api/v1/relations/{relation_ref(ref)}" if status == 201 else ""  # noqa: PLR2004  # created
    return with_etag(shown, shown["revision"], status=status, location=location)


def relate_edit(given: dict[str, Any], source: str, target: str, *, where: str = "relation") -> Relate:
    """Return the edit that adds a relation as it was given; ``where`` it stands in the request."""
    fields: dict[str, Json] = {name: given[name] for name in RELATION_FIELDS if name in given}
    return Relate(where, source, given["type"], target, given.get("group") or "", fields)


@blueprint.post("/relations")
@blueprint.arguments(NewRelationSchema)
@blueprint.response(201, RelationSchema)
@needs("ci.write", once=True)
def create(given: dict[str, Any]) -> Response:
    """Add a relation, or say more of one that is there."""
    here = backend()
    here.rules().schema.relation_type(given["type"])
    edit = relate_edit(given, seen_key(given["from_"]), seen_key(given["to"]))
    require_plan(Plan(edits=(edit,)), "ci.write")
    relate(here.graph, here.rules(), edit, stamp(given.get("reason")))
    return answer(RelationId(seen_key(edit.source), edit.type, seen_key(edit.target), edit.group), status=201)


@blueprint.get("/relations/<ref>")
@blueprint.arguments(AsOfArgs, location="query")
@blueprint.response(200, RelationSchema)
@needs("ci.read")
def read(args: dict[str, Any], ref: str) -> Response:
    """Return one relation."""
    shown = document(read_relation_ref(ref), as_of=backend().as_of(args.get("as_of")))
    return with_etag(shown, shown["revision"])


@blueprint.patch("/relations/<ref>")
@blueprint.arguments(RelationPatchSchema)
@blueprint.response(200, RelationSchema)
@needs("ci.write", match=True)
def update(given: dict[str, Any], ref: str) -> Response:
    """Change what a relation says."""
    here, wanted, expect, reason = backend(), read_relation_ref(ref), expected(), given.pop("reason", None)
    document(wanted)
    require_plan(Plan(edits=(Relate("relation", *wanted, fields=given),)), "ci.write")
    with showing(lambda: document(wanted)):
        edit_relation(here.graph, here.rules(), wanted, given, stamp(reason), expected=expect)
    return answer(wanted)


@blueprint.delete("/relations/<ref>")
@blueprint.response(204)
@needs("ci.write", match=True)
def delete(ref: str) -> str:
    """Remove a relation."""
    here, wanted, expect = backend(), read_relation_ref(ref), expected()
    document(wanted)
    require_plan(Plan(edits=(Unrelate("relation", *wanted),)), "ci.write")
    with showing(lambda: document(wanted)):
        unrelate(here.graph, here.rules(), wanted, stamp(), expected=expect)
    return ""
