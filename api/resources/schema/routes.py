"""/classes, /relation-types, /lifecycles and /schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify

from api.backend import backend
from api.guard import needs
from api.openapi import Blueprint
from api.preconditions import expected, showing, with_etag
from api.resources.schema.schemas import (
    ClassListSchema,
    ClassSchema,
    DeclarationSchema,
    LifecycleListSchema,
    RelationTypeListSchema,
    RelationTypeSchema,
    SchemaChangedSchema,
    SchemaDocumentSchema,
)
from api.resources.schema.service import (
    Kind,
    class_document,
    counts,
    current,
    declaration_key,
    declared_since,
    lifecycle_document,
    relation_type_document,
)
from api.sight import stamp
from cmdb.model import EntityRef
from cmdb.overlay import apply_schema, hide, schema_document
from cmdb.values import Json

__all__ = ["blueprint"]

blueprint = Blueprint("schema", __name__, description="Classes, relation types and lifecycles as data.")


def listed(items: list[dict[str, object]]) -> dict[str, object]:
    """Return a list that is never longer than one page."""
    return {"items": items, "next": None}


def declare(kind: Kind, name: str, given: dict[str, Json]) -> None:
    """Write one declaration, at the revision that If-Match names."""
    section = "classes" if kind == "class" else "relation_types"
    with showing(lambda: current(kind, name)):
        apply_schema(backend().graph, {section: [{**given, "name": name}]}, stamp(), expect=expect(kind, name))


def expect(kind: Kind, name: str) -> Mapping[EntityRef, int]:
    """Return the revision that a declaration must have for a store's write; nothing for ``*``."""
    revision = expected()
    return {} if revision is None else {declaration_key(kind, name): revision}


def answer(kind: Kind, name: str) -> Response:
    """Return a declaration with its ETag: the revision since which it is so, 0 for one as it was shipped."""
    shown = current(kind, name)
    return with_etag(shown, shown["revision"])


@blueprint.get("/classes")
@blueprint.response(200, ClassListSchema)
@needs("schema.read")
def classes() -> Response:
    """List classes with their attributes and how many CIs they have."""
    counted, since = counts(), declared_since("class")
    return jsonify(listed([class_document(each, since, counted) for each in backend().rules().schema.classes.values()]))


@blueprint.get("/classes/<name>")
@blueprint.response(200, ClassSchema)
@needs("schema.read")
def read_class(name: str) -> Response:
    """Return one class."""
    return answer("class", name)


@blueprint.put("/classes/<name>")
@blueprint.arguments(DeclarationSchema)
@blueprint.response(200, ClassSchema)
@needs("schema.write", match=True)
def put_class(given: dict[str, Json], name: str) -> Response:
    """Declare a class of one's own (If-Match "0"), or what is different about one; what is not said stays."""
    declare("class", name, given)
    return answer("class", name)


@blueprint.delete("/classes/<name>")
@blueprint.response(204)
@needs("schema.write", match=True)
def delete_class(name: str) -> str:
    """Hide a class; its CIs and their past stay."""
    with showing(lambda: current("class", name)):
        hide(backend().graph, "class", name, stamp(), expect=expect("class", name))
    return ""


@blueprint.get("/relation-types")
@blueprint.response(200, RelationTypeListSchema)
@needs("schema.read")
def relation_types() -> dict[str, object]:
    """List relation types."""
    since = declared_since("relation_type")
    return listed([relation_type_document(each, since) for each in backend().rules().schema.relation_types.values()])


@blueprint.get("/relation-types/<name>")
@blueprint.response(200, RelationTypeSchema)
@needs("schema.read")
def read_relation_type(name: str) -> Response:
    """Return one relation type."""
    return answer("relation_type", name)


@blueprint.put("/relation-types/<name>")
@blueprint.arguments(DeclarationSchema)
@blueprint.response(200, RelationTypeSchema)
@needs("schema.write", match=True)
def put_relation_type(given: dict[str, Json], name: str) -> Response:
    """Declare a relation type of one's own (If-Match "0"), or what is different about one; what is not said stays."""
    declare("relation_type", name, given)
    return answer("relation_type", name)


@blueprint.delete("/relation-types/<name>")
@blueprint.response(204)
@needs("schema.write", match=True)
def delete_relation_type(name: str) -> str:
    """Hide a relation type; its relations and their past stay."""
    with showing(lambda: current("relation_type", name)):
        hide(backend().graph, "relation_type", name, stamp(), expect=expect("relation_type", name))
    return ""


@blueprint.get("/lifecycles")
@blueprint.response(200, LifecycleListSchema)
@needs("schema.read")
def lifecycles() -> dict[str, object]:
    """List lifecycles."""
    return listed([lifecycle_document(each) for each in backend().rules().schema.lifecycles.values()])


@blueprint.get("/schema")
@blueprint.response(200, SchemaDocumentSchema)
@needs("schema.read")
def read_schema() -> dict[str, Json]:
    """Return the whole schema as the document that POST takes."""
    rules = backend().rules()
    return schema_document(rules.schema, rules.precedence)


@blueprint.post("/schema")
@blueprint.arguments(SchemaDocumentSchema)
@blueprint.response(200, SchemaChangedSchema)
@needs("schema.write")
def apply(given: dict[str, Any]) -> dict[str, object]:
    """Write declarations as one revision."""
    reason = given.pop("reason", None)
    revision, names = apply_schema(backend().graph, given, stamp(reason))
    return {"revision": revision.number if revision else None, "changed": list(names)}
