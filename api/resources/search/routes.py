"""/search, and /go at the root."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import quote

import flask
from flask import g, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from api.auth.identity import Caller
from api.backend import backend
from api.guard import needs, public
from api.openapi import Blueprint
from api.resources.search.schemas import SearchArgs, SearchSchema
from api.sight import visible
from cmdb.access import decide
from cmdb.resolve import Hit
from cmdb.resolve import search as search_graph
from cmdb.values import check

__all__ = ["blueprint", "go_blueprint"]

blueprint = Blueprint("search", __name__, description="Finding a CI from anything pasted.")
go_blueprint = flask.Blueprint("go", __name__)
LONGEST = 500


def document(hit: Hit) -> dict[str, object]:
    """Return a hit as it is shown."""
    node, classes = hit.stored.node, backend().rules().schema.classes
    return {
        "kind": "ci",
        "key": node.key,
        "name": node.name,
        "class": node.cls,
        "class_label": classes[node.cls].label if node.cls in classes else node.cls,
        "lifecycle": node.lifecycle,
        "why": hit.why,
    }


@blueprint.get("/search")
@blueprint.arguments(SearchArgs, location="query")
@blueprint.response(200, SearchSchema)
@needs("ci.read")
def search(args: dict[str, Any]) -> dict[str, object]:
    """Find CIs from anything pasted: key, name, address, serial number, the text of an alert."""
    hits, exact = search_graph(backend().graph, args["q"], limit=args["limit"])
    seen = visible([hit.stored.node.key for hit in hits])
    items = [document(hit) for hit in hits if hit.stored.node.key in seen]
    return {"items": items, "exact": exact if exact in seen else None}


@go_blueprint.get("/go")
@public("leads to a page of the client, which asks for a sign-in; nothing of the estate is said before")
def go() -> WerkzeugResponse:
    """Lead from any host name, address or key to its page, or to the search where not exactly one CI is meant.

    With ``to=impact`` it leads to what breaks when that CI fails.
    """
    text = request.args.get("q", "").strip()[:LONGEST]
    check("parameter q", text)
    return redirect(page_of(text, cast("Caller", g.caller), impact=request.args.get("to") == "impact"))


def page_of(text: str, caller: Caller, *, impact: bool) -> str:
    """Return the page that a text leads to; without a sign-in always the search, which looks it up afterwards."""
    if not text:
        return "/impact" if impact else "/"
    if decide(caller.principal, "ci.read").allowed:
        _, exact = search_graph(backend().graph, text, limit=10)
        if exact is not None and exact in visible([exact]):
            # The client's lists are separated by commas.
            listed = exact.replace("%", "%25").replace(",", "%2C")
            return f"/impact?ci={quote(listed, safe='')}" if impact else f"/cis/{quote(exact, safe='')}"
    return f"/search?q={quote(text, safe='')}" + ("&to=impact" if impact else "")
