"""The addresses outside /api: is it alive, is it ready, its figures, the document of the API."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, current_app, jsonify
from prometheus_client import CONTENT_TYPE_LATEST

from api.backend import backend
from api.guard import principal, public
from api.observability import Metrics
from api.openapi import Api
from cmdb.access import require

__all__ = ["blueprint"]

blueprint = Blueprint("root", __name__)


@blueprint.get("/healthz")
@public("says only that the process answers")
def healthz() -> Response:
    """Say that the process answers; asks nothing else, so a slow store gets nobody killed."""
    return jsonify(status="ok", version=backend().version)


@blueprint.get("/readyz")
@public("says only whether the store answers")
def readyz() -> Response:
    """Say whether the store answers (503 where it does not)."""
    head = backend().store.graph.head()
    return jsonify(status="ready", revision=head.number if head else 0)


@blueprint.get("/metrics")
@public("figures of the server, nothing of the estate; the setting metrics_public closes it")
def metrics() -> Response:
    """Return the figures of the server in Prometheus' text format."""
    if not backend().settings.metrics_public:
        require(principal(), "metrics.read")
    figures = cast("Metrics", current_app.extensions["faultline_metrics"])
    return Response(figures.text(), content_type=CONTENT_TYPE_LATEST)


@blueprint.get("/api/v1/openapi.json")
@public("the document is the same for every installation")
def openapi() -> Response:
    """Return the document of the API."""
    api = cast("Api", current_app.extensions["faultline_openapi"])
    return jsonify(api.spec.to_dict())
