"""/agreements."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from api.backend import backend
from api.declarations import put, remove, shown_all
from api.guard import needs
from api.openapi import Blueprint
from api.preconditions import showing, with_etag
from api.resources.agreements import service
from api.resources.agreements.schemas import (
    AgreementInputSchema,
    AgreementListSchema,
    AgreementSchema,
    AttainedRecordListSchema,
    AttainedRecordsArgs,
    AttainmentSchema,
    BreachForecastListSchema,
    ClockKeysArgs,
    ClocksListSchema,
    PeriodArgs,
    StructureSchema,
    paged,
)
from cmdb.errors import Invalid
from cmdb.values import Json
from itsm.service_level.promises import AGREEMENT, checked_agreement

__all__ = ["blueprint"]

blueprint = Blueprint("agreements", __name__, description="What is promised, what was kept, what threatens it.")


MOST_KEYS = 200


def shown(name: str) -> Response:
    """Return one with its ETag."""
    found = service.one(name)
    return with_etag(found, found["revision"])


@blueprint.get("/agreements")
@blueprint.response(200, AgreementListSchema)
@needs("record.read")
def index() -> dict[str, object]:
    """List the agreements by name."""
    names = [str(each["name"]) for each in shown_all(AGREEMENT, service.SHIPPED)]
    return {"items": [service.one(name) for name in names], "next": None}


@blueprint.get("/agreements/<name>")
@blueprint.response(200, AgreementSchema)
@needs("record.read")
def read(name: str) -> Response:
    """Return one agreement."""
    return shown(name)


@blueprint.put("/agreements/<name>")
@blueprint.arguments(AgreementInputSchema)
@blueprint.response(200, AgreementSchema)
@needs("agreement.write", match=True)
def write(given: dict[str, Any], name: str) -> Response:
    """Declare an agreement; If-Match 0 for one that nobody has declared."""

    def check(where: str, said: Json) -> object:
        return checked_agreement(backend().graph, where, said)

    with showing(lambda: service.one(name)):
        put(AGREEMENT, name, {"name": name, **given}, check)
    return shown(name)


@blueprint.delete("/agreements/<name>")
@blueprint.response(204)
@needs("agreement.write", match=True)
def delete(name: str) -> str:
    """Remove a declared agreement; a shipped one of its name holds again."""
    with showing(lambda: service.one(name)):
        remove(AGREEMENT, name)
    return ""


@blueprint.get("/agreements/<name>/attainment")
@blueprint.arguments(PeriodArgs, location="query")
@blueprint.response(200, AttainmentSchema)
@needs("record.read")
def attainment(args: dict[str, Any], name: str) -> Response:
    """Say what of an agreement was kept over a period."""
    return jsonify(service.attainment_of(name, args["period"]))


@blueprint.get("/agreements/<name>/attainment/records")
@blueprint.arguments(AttainedRecordsArgs, location="query")
@blueprint.response(200, AttainedRecordListSchema)
@needs("record.read")
def attained_records(args: dict[str, Any], name: str) -> Response:
    """List the records behind a figure of what was kept, those first that did not keep it."""
    found = service.attained_records_of(name, args, promise=args["promise"], priority=args["priority"])
    return jsonify(found)


@blueprint.get("/agreements/<name>/forecast")
@blueprint.arguments(paged, location="query")
@blueprint.response(200, BreachForecastListSchema)
@needs("record.read")
def forecast(args: dict[str, Any], name: str) -> Response:
    """List the open records under an agreement, those beyond their target first, with how likely they break it."""
    return jsonify(service.forecast_of(name, args["after"], args["limit"], total=args["total"]))


@blueprint.get("/agreements/<name>/structure")
@blueprint.response(200, StructureSchema)
@needs("impact.ask")
def structure(name: str) -> Response:
    """Say how many failures an agreement is away from being broken, and which of its services are nearest to it."""
    return jsonify(service.structure_of(name))


@blueprint.get("/clocks")
@blueprint.arguments(ClockKeysArgs, location="query")
@blueprint.response(200, ClocksListSchema)
@needs("record.read")
def of_records(args: dict[str, Any]) -> dict[str, object]:
    """Return the clocks of some records as they stand now; of what there is not, or is out of sight, none."""
    keys = list(dict.fromkeys(each.strip() for each in args["keys"].split(",") if each.strip()))
    if len(keys) > MOST_KEYS:
        raise Invalid("keys", "are too many", str(len(keys)), f"up to {MOST_KEYS}")
    return {"items": service.clocks_of(keys), "next": None}
