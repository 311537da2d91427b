"""/search, and /go at the root."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import quote

import flask
from flask import g, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from api.auth.identity import Caller
from api.backend import backend
from api.guard import needs, principal, public
from api.openapi import Blueprint
from api.resources.search.schemas import SearchArgs, SearchSchema
from api.sight import visible
from cmdb.access import condition, decide
from cmdb.model import Key, Node
from cmdb.resolve import Hit
from cmdb.resolve import search as search_graph
from cmdb.values import check
from itsm.kernel.record import RECORD
from itsm.kernel.search import search_records
from itsm.practices import PRACTICES

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
    records = found_records(args["q"], args["limit"])
    return {"items": items, "records": records, "exact": exact if exact in seen else None}


def found_records(text: str, limit: int) -> list[dict[str, object]]:
    """Return the records of a key, or with words in their titles or texts; none for who may see none."""
    who = principal()
    if not decide(who, "record.read").allowed:
        return []
    items: list[dict[str, object]] = []
    for each in search_records(backend().graph, text, limit=limit, where=condition(who)):
        practice = PRACTICES[each.practice]
        state = practice.lifecycle.states[each.state].label
        items.append(
            {"key": each.key, "noun": practice.noun, "practice": practice.label, "title": each.title, "state": state}
        )
    return items


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
    if (record := record_of(text)) is not None and decide(caller.principal, "record.read", node=record).allowed:
        return f"/{PRACTICES[record.cls].noun}/{quote(record.key, safe='')}"
    return f"/search?q={quote(text, safe='')}" + ("&to=impact" if impact else "")


def record_of(text: str) -> Node | None:
    """Return the record of a key, None where there is none."""
    key = Key(text.lower())
    found = backend().graph.get([key]).get(key)
    return found.node if found is not None and found.node.kind == RECORD else None
