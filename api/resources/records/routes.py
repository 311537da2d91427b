"""The routes that the records of every practice have: /incidents, /incidents/KEY, its steps, entries and links."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from api.backend import backend
from api.guard import needs
from api.openapi import Blueprint
from api.preconditions import showing, with_etag
from api.resources.records import service
from api.resources.records.bulk import act_on_many
from api.resources.records.schemas import (
    MOST_AT_ONCE,
    ActivityListSchema,
    BulkActionSchema,
    BulkAnswerSchema,
    LinkedRecordArgs,
    LinkListSchema,
    NewLinkSchema,
    NewNoteSchema,
    NewRecordSchema,
    PracticeListSchema,
    RecordDetailSchema,
    RecordFacetArgs,
    RecordFacetsSchema,
    RecordFindArgs,
    RecordListSchema,
    RecordPatchSchema,
    TakenStepSchema,
)
from api.schemas import AsOfArgs, list_args
from itsm.kernel.document import practice_document
from itsm.kernel.fields import practices_with_fields
from itsm.kernel.practice import Practice
from itsm.practices import PRACTICES
from itsm.templates import TEMPLATED

__all__ = ["blueprints", "practices"]

practices = Blueprint("practices", __name__, description="The practices: what their records consist of.")


@practices.get("/practices")
@practices.response(200, PracticeListSchema)
@needs("schema.read")
def index() -> dict[str, object]:
    """List the practices with the attributes, states, steps and links of their records."""
    known = practices_with_fields(backend().graph, PRACTICES)
    made = tuple(TEMPLATED)
    items = [{**practice_document(each), "templated": name in made} for name, each in known.items()]
    return {"items": items, "next": None}


@practices.get("/cis/<path:key>/records")
@practices.arguments(LinkedRecordArgs, location="query")
@practices.response(200, RecordListSchema)
@needs("record.read")
def of_ci(args: dict[str, Any], key: str) -> dict[str, object]:
    """List the records that are linked with a CI, newest first."""
    return service.of_ci(key, args)


def record_blueprint(practice: Practice) -> Blueprint:
    """Return the routes of a practice's records."""
    blueprint = Blueprint(practice.noun, __name__, description=practice.description)
    reading(blueprint, practice)
    writing(blueprint, practice)
    linking(blueprint, practice)
    return blueprint


def shown(practice: Practice, key: str, *, status: int = 200) -> Response:
    """Return a record with its ETag."""
    found = service.detail(practice, key)
    location = f"/api/v1/{practice.noun}/{key}" if status == 201 else ""  # noqa: PLR2004  # created
    return with_etag(found, found["revision"], status=status, location=location)


def reading(blueprint: Blueprint, practice: Practice) -> None:
    """Add the routes that read."""
    many, one = practice.plural.lower(), practice.label.lower()

    @blueprint.get(f"/{practice.noun}")
    @blueprint.arguments(RecordFindArgs, location="query")
    @blueprint.response(200, RecordListSchema)
    @blueprint.doc(summary=f"Find {many} by a query, newest first.")
    @needs("record.read")
    def index(args: dict[str, Any]) -> Response:
        return jsonify(service.find(practice, args))

    @blueprint.get(f"/{practice.noun}/facets")
    @blueprint.arguments(RecordFacetArgs, location="query")
    @blueprint.response(200, RecordFacetsSchema)
    @blueprint.doc(summary=f"Count {many} by the values of some fields.")
    @needs("record.read")
    def count(args: dict[str, Any]) -> dict[str, object]:
        return {"facets": service.facets(practice, args)}

    @blueprint.get(f"/{practice.noun}/<key>")
    @blueprint.arguments(AsOfArgs, location="query")
    @blueprint.response(200, RecordDetailSchema)
    @blueprint.doc(summary=f"Return one {one} with its links and the steps that it offers.")
    @needs("record.read")
    def read(args: dict[str, Any], key: str) -> Response:
        found = service.detail(practice, key, args.get("as_of"))
        return with_etag(found, found["revision"])

    @blueprint.get(f"/{practice.noun}/<key>/activities")
    @blueprint.arguments(list_args(as_of=True), location="query")
    @blueprint.response(200, ActivityListSchema)
    @blueprint.doc(summary=f"List what happened to one {one}, newest first.")
    @needs("record.read")
    def activities(args: dict[str, Any], key: str) -> dict[str, object]:
        return service.activities(practice, key, args)


def writing(blueprint: Blueprint, practice: Practice) -> None:
    """Add the routes that open a record and change it."""
    one = practice.label.lower()

    if not practice.told:

        @blueprint.post(f"/{practice.noun}")
        @blueprint.arguments(NewRecordSchema)
        @blueprint.response(201, RecordDetailSchema)
        @blueprint.doc(summary=f"Open one {one}.")
        @needs("record.write", once=True)
        def create(given: dict[str, Any]) -> Response:
            return shown(practice, service.create(practice, given), status=201)

    @blueprint.patch(f"/{practice.noun}/<key>")
    @blueprint.arguments(RecordPatchSchema)
    @blueprint.response(200, RecordDetailSchema)
    @blueprint.doc(summary=f"Set attributes of one {one}; null clears.")
    @needs("record.write", match=True)
    def update(given: dict[str, Any], key: str) -> Response:
        with showing(lambda: service.detail(practice, key)):
            service.change(practice, key, given)
        return shown(practice, key)

    @blueprint.post(f"/{practice.noun}/<key>/steps")
    @blueprint.arguments(TakenStepSchema)
    @blueprint.response(200, RecordDetailSchema)
    @blueprint.doc(summary=f"Take one {one} a step on in its lifecycle.")
    @needs("record.write", once=True)
    def step(given: dict[str, Any], key: str) -> Response:
        service.take_step(practice, key, given)
        return shown(practice, key)

    @blueprint.post(f"/{practice.noun}/bulk")
    @blueprint.arguments(BulkActionSchema)
    @blueprint.response(200, BulkAnswerSchema)
    @blueprint.doc(summary=f"Assign, step or note up to {MOST_AT_ONCE} {practice.plural.lower()}, each by itself.")
    @needs("record.write", once=True)
    def bulk(given: dict[str, Any]) -> dict[str, object]:
        return {**act_on_many(practice, given)}

    @blueprint.post(f"/{practice.noun}/<key>/activities")
    @blueprint.arguments(NewNoteSchema)
    @blueprint.response(201, ActivityListSchema)
    @blueprint.doc(summary=f"Write a note on one {one}.")
    @needs("record.write", once=True)
    def note(given: dict[str, Any], key: str) -> tuple[dict[str, object], int]:
        service.note(practice, key, given)
        return service.activities(practice, key, {"after": None, "limit": 100, "total": False}), 201


def linking(blueprint: Blueprint, practice: Practice) -> None:
    """Add the routes that link a record with CIs and other records."""
    one = practice.label.lower()

    @blueprint.post(f"/{practice.noun}/<key>/links")
    @blueprint.arguments(NewLinkSchema)
    @blueprint.response(201, LinkListSchema)
    @blueprint.doc(summary=f"Link one {one} with a CI or another record.")
    @needs("record.write", once=True)
    def link(given: dict[str, Any], key: str) -> tuple[dict[str, object], int]:
        service.link(practice, key, given)
        return {"items": service.detail(practice, key)["links"], "next": None}, 201

    @blueprint.delete(f"/{practice.noun}/<key>/links/<role>/<path:target>")
    @blueprint.response(204)
    @blueprint.doc(summary=f"Take a link of one {one} away.")
    @needs("record.write")
    def unlink(key: str, role: str, target: str) -> str:
        service.unlink(practice, key, role, target)
        return ""


blueprints = tuple(record_blueprint(each) for each in PRACTICES.values())
