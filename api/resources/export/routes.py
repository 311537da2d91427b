"""/export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, stream_with_context

from api.guard import needs
from api.openapi import Blueprint
from api.resources.export.schemas import ExportArgs
from api.resources.export.service import csv_lines, graph_lines

__all__ = ["blueprint"]

blueprint = Blueprint("export", __name__, description="The graph as a file.")


def download(lines: Iterator[str], name: str, media_type: str) -> Response:
    """Return lines as a file that the browser saves."""
    answer = Response(stream_with_context(lines), content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.get("/export")
@blueprint.arguments(ExportArgs, location="query")
@blueprint.response(200, {"type": "object"}, content_type="application/json")
@blueprint.alt_response(200, schema={"type": "string"}, content_type="text/csv", success=True)
@needs("export.read")
def export(args: dict[str, Any]) -> Response:
    """Download the graph document, or CIs as CSV."""
    if args["format"] == "graph":
        return download(graph_lines(args), "faultline.json", "application/json")
    return download(csv_lines(args), "faultline.csv", "text/csv; charset=utf-8")
