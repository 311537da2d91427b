"""/on-call and /on-call-rotas."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response

from api.backend import backend
from api.declarations import Document, put, remove, shown_all, shown_one
from api.guard import needs
from api.openapi import Blueprint
from api.preconditions import showing, with_etag
from api.resources.on_call.schemas import (
    OnCallArgs,
    OnCallListSchema,
    OnCallRotaInputSchema,
    OnCallRotaListSchema,
    OnCallRotaSchema,
    OnCallShiftArgs,
)
from cmdb.entities import instant_json
from cmdb.errors import Invalid
from cmdb.values import Json, normal_text
from itsm.kernel.on_call import ROTA, Rota, Shift, find_rota, on_call, parse_rota, rotas, shifts

__all__ = ["blueprint"]

blueprint = Blueprint("on_call", __name__, description="Who is on call, and by which rota.")
SHIPPED: dict[str, Document] = {}


def shown(name: str) -> Response:
    """Return a rota with its ETag."""
    found = shown_one(ROTA, name, SHIPPED)
    return with_etag(found, found["revision"])


def document(rota: Rota, shift: Shift) -> dict[str, Json]:
    """Return a shift as it is shown."""
    return {
        "rota": rota.name,
        "team": rota.team,
        "person": shift.person,
        "start": instant_json(shift.start),
        "end": instant_json(shift.end),
        "why": shift.why,
    }


@blueprint.get("/on-call")
@blueprint.arguments(OnCallArgs, location="query")
@blueprint.response(200, OnCallListSchema)
@needs("record.read")
def now(args: dict[str, Any]) -> dict[str, object]:
    """Say who is on call now, or at an instant, by each rota that has begun."""
    here = backend()
    at, team = args.get("at") or here.clock(), args.get("team")
    wanted = [
        each for each in rotas(here.graph).values() if team is None or normal_text(each.team) == normal_text(team)
    ]
    found = [(each, on_call(each, at)) for each in wanted]
    return {"items": [document(rota, shift) for rota, shift in found if shift is not None], "next": None}


@blueprint.get("/on-call-rotas")
@blueprint.response(200, OnCallRotaListSchema)
@needs("record.read")
def index() -> dict[str, object]:
    """List the rotas by name."""
    return {"items": shown_all(ROTA, SHIPPED), "next": None}


@blueprint.get("/on-call-rotas/<name>")
@blueprint.response(200, OnCallRotaSchema)
@needs("record.read")
def read(name: str) -> Response:
    """Return one rota."""
    return shown(name)


@blueprint.get("/on-call-rotas/<name>/shifts")
@blueprint.arguments(OnCallShiftArgs, location="query")
@blueprint.response(200, OnCallListSchema)
@needs("record.read")
def listed(args: dict[str, Any], name: str) -> dict[str, object]:
    """List who is on call by a rota in a period, in order; whole shifts, also where they reach beyond it."""
    here = backend()
    rota = find_rota(here.graph, name)
    since = args.get("since") or here.clock()
    until = args.get("until") or since + timedelta(days=4 * rota.days)
    if until <= since:
        raise Invalid("until", "is not after since", until.isoformat(), f"an instant after {since.isoformat()}")
    return {"items": [document(rota, each) for each in shifts(rota, since, until)], "next": None}


@blueprint.put("/on-call-rotas/<name>")
@blueprint.arguments(OnCallRotaInputSchema)
@blueprint.response(200, OnCallRotaSchema)
@needs("agreement.write", match=True)
def write(given: dict[str, Any], name: str) -> Response:
    """Declare a rota; If-Match 0 for one that nobody has declared."""
    with showing(lambda: shown_one(ROTA, name, SHIPPED)):
        put(ROTA, name, {"name": name, **given}, parse_rota)
    return shown(name)


@blueprint.delete("/on-call-rotas/<name>")
@blueprint.response(204)
@needs("agreement.write", match=True)
def delete(name: str) -> str:
    """Remove a rota."""
    with showing(lambda: shown_one(ROTA, name, SHIPPED)):
        remove(ROTA, name)
    return ""
