"""/measures."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from api.declarations import put, shown_one
from api.guard import needs
from api.openapi import Blueprint
from api.preconditions import showing, with_etag
from api.resources.measures import service
from api.resources.measures.behind import records_behind
from api.resources.measures.schemas import (
    MeasureArgs,
    MeasureDetailArgs,
    MeasureDetailSchema,
    MeasureListSchema,
    MeasureRecordArgs,
    MeasureRecordListSchema,
    MeasureSettingInputSchema,
    MeasureSettingSchema,
)
from itsm.measures.catalogue import measure_named
from itsm.measures.settings import MEASURE, parse_setting

__all__ = ["blueprint"]

blueprint = Blueprint("measures", __name__, description="How we are doing: figures that lead to their records.")


def shown(name: str) -> Response:
    """Return what is said of a measure with its ETag."""
    measure_named(name)
    found = {**service.SHIPPED[name], **shown_one(MEASURE, name, service.SHIPPED)}
    return with_etag(found, found["revision"])


@blueprint.get("/measures")
@blueprint.arguments(MeasureArgs, location="query")
@blueprint.response(200, MeasureListSchema)
@needs("record.read")
def index(args: dict[str, Any]) -> Response:
    """List every measure over a period, or one figure for each group of a dimension."""
    return jsonify(service.all_measures(args))


@blueprint.get("/measures/<name>")
@blueprint.arguments(MeasureDetailArgs, location="query")
@blueprint.response(200, MeasureDetailSchema)
@needs("record.read")
def read(args: dict[str, Any], name: str) -> Response:
    """Return one measure with its definition, by day, week or month where asked."""
    return jsonify(service.one_measure(name, args))


@blueprint.get("/measures/<name>/records")
@blueprint.arguments(MeasureRecordArgs, location="query")
@blueprint.response(200, MeasureRecordListSchema)
@needs("record.read")
def records(args: dict[str, Any], name: str) -> Response:
    """List the records behind a figure, each with what it adds to it; of CMDB health the CIs that are not in order."""
    return jsonify(records_behind(name, args))


@blueprint.get("/measures/<name>/settings")
@blueprint.response(200, MeasureSettingSchema)
@needs("record.read")
def settings(name: str) -> Response:
    """Return what is said of a measure: its target, the rates of teams."""
    return shown(name)


@blueprint.put("/measures/<name>/settings")
@blueprint.arguments(MeasureSettingInputSchema)
@blueprint.response(200, MeasureSettingSchema)
@needs("agreement.write", match=True)
def set_(given: dict[str, Any], name: str) -> Response:
    """Say something of a measure; If-Match 0 where nobody has."""
    measure_named(name)
    with showing(lambda: shown_one(MEASURE, name, service.SHIPPED)):
        put(MEASURE, name, given, parse_setting)
    return shown(name)
