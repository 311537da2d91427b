"""/classes, /relation-types, /lifecycles and /schema."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from api.backend import backend
from api.guard import needs
from api.openapi import Blueprint
from api.preconditions import with_etag
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
from api.resources.schema.service import class_document, counts, lifecycle_document, relation_type_document
from api.sight import stamp
from cmdb.overlay import apply_schema, hide, schema_document
from cmdb.values import Json

__all__ = ["blueprint"]

blueprint = Blueprint("schema", __name__, description="Classes, relation types and lifecycles as data.")


def listed(items: list[dict[str, object]]) -> dict[str, object]:
    """Return a list that is never longer than one page."""
    return {"items": items, "next": None}


def declare(section: str, name: str, given: dict[str, Json]) -> None:
    """Write one declaration."""
    apply_schema(backend().graph, {section: [{**given, "name": name}]}, stamp())


@blueprint.get("/classes")
@blueprint.response(200, ClassListSchema)
@needs("schema.read")
def classes() -> Response:
    """List classes with their attributes and how many CIs they have."""
    counted = counts()
    shown = [class_document(each, counted=counted) for each in backend().rules().schema.classes.values()]
    return jsonify(listed(shown))


@blueprint.get("/classes/<name>")
@blueprint.response(200, ClassSchema)
@needs("schema.read")
def read_class(name: str) -> Response:
    """Return one class."""
    return with_etag(class_document(backend().rules().schema.cls(name), counted=counts()), backend().head())


@blueprint.put("/classes/<name>")
@blueprint.arguments(DeclarationSchema)
@blueprint.response(200, ClassSchema)
@needs("schema.write")
def put_class(given: dict[str, Json], name: str) -> Response:
    """Declare a class of one's own, or what is different about a shipped one; what is not said stays."""
    declare("classes", name, given)
    return with_etag(class_document(backend().rules().schema.cls(name)), backend().head())


@blueprint.delete("/classes/<name>")
@blueprint.response(204)
@needs("schema.write")
def delete_class(name: str) -> str:
    """Hide a class; its CIs and their past stay."""
    hide(backend().graph, "class", name, stamp())
    return ""


@blueprint.get("/relation-types")
@blueprint.response(200, RelationTypeListSchema)
@needs("schema.read")
def relation_types() -> dict[str, object]:
    """List relation types."""
    return listed([relation_type_document(each) for each in backend().rules().schema.relation_types.values()])


@blueprint.get("/relation-types/<name>")
@blueprint.response(200, RelationTypeSchema)
@needs("schema.read")
def read_relation_type(name: str) -> Response:
    """Return one relation type."""
    return with_etag(relation_type_document(backend().rules().schema.relation_type(name)), backend().head())


@blueprint.put("/relation-types/<name>")
@blueprint.arguments(DeclarationSchema)
@blueprint.response(200, RelationTypeSchema)
@needs("schema.write")
def put_relation_type(given: dict[str, Json], name: str) -> Response:
    """Declare a relation type of one's own, or what is different about a shipped one."""
    declare("relation_types", name, given)
    return with_etag(relation_type_document(backend().rules().schema.relation_type(name)), backend().head())


@blueprint.delete("/relation-types/<name>")
@blueprint.response(204)
@needs("schema.write")
def delete_relation_type(name: str) -> str:
    """Hide a relation type; its relations and their past stay."""
    hide(backend().graph, "relation_type", name, stamp())
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
