"""/impact, /needs and /paths."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, cast

from flask import Response, jsonify

from api.guard import needs
from api.openapi import Blueprint
from api.resources.impact.drawing import map_document
from api.resources.impact.recent import recent_changes
from api.resources.impact.schemas import (
    ChangeListSchema,
    ExplainSchema,
    ExplanationSchema,
    ImpactArgs,
    ImpactSchema,
    MapRequestSchema,
    MapSchema,
    NeedsArgs,
    NeedsSchema,
    PathsArgs,
    PathsSchema,
    RecentChangesSchema,
    ScenarioSchema,
    TextRequestSchema,
    WhyNotRequestSchema,
    WhyNotSchema,
)
from api.resources.impact.service import (
    because_of,
    explained,
    impact,
    needed,
    question_from_args,
    question_of,
    routes_between,
    why,
    words,
)
from api.resources.impact.text import as_csv, as_mermaid, as_text, names_of
from cmdb.questions import Question
from impact.document import sentence

__all__ = ["blueprint"]

blueprint = Blueprint("impact", __name__, description="What breaks, and why; what something stands on.")
MAP_DEFAULTS = {"layout": "layers", "max": 150, "expand": [], "collapse": "class"}


@blueprint.get("/impact")
@blueprint.arguments(ImpactArgs, location="query")
@blueprint.response(200, ImpactSchema)
@needs("impact.ask")
def ask_by_address(args: dict[str, Any]) -> Response:
    """Return what breaks when these CIs fail; the scenario stands in the address."""
    return jsonify(impact(question_from_args(args)))


@blueprint.post("/impact")
@blueprint.arguments(ScenarioSchema)
@blueprint.response(200, ImpactSchema)
@needs("impact.ask", question=True)
def ask(given: dict[str, Any]) -> Response:
    """Return what breaks, how badly, why, and what loses its redundancy."""
    return jsonify(impact(question_of(given)))


@blueprint.post("/impact/explain")
@blueprint.arguments(ExplainSchema)
@blueprint.response(200, ExplanationSchema)
@needs("impact.ask", question=True)
def explain(given: dict[str, Any]) -> Response:
    """Return the proof of one CI's state, step by step down to what failed."""
    return jsonify(explained(question_of(given), given["ci"], alternatives=given["alternatives"]))


@blueprint.post("/impact/why-not")
@blueprint.arguments(WhyNotRequestSchema)
@blueprint.response(200, WhyNotSchema)
@needs("impact.ask", question=True)
def why_not(given: dict[str, Any]) -> Response:
    """Return why a CI stays up: each gate that is touched and still holds, or its immunity."""
    return jsonify(why(question_of(given), given["ci"]))


@blueprint.post("/impact/map")
@blueprint.arguments(MapRequestSchema)
@blueprint.response(200, MapSchema)
@needs("impact.ask", question=True)
def draw(given: dict[str, Any]) -> Response:
    """Return the map of the answer: shapes with their places, lines, rings."""
    return jsonify(map_document(question_of(given), given))


@blueprint.post("/impact/recent-changes")
@blueprint.arguments(RecentChangesSchema)
@blueprint.response(200, ChangeListSchema)
@needs("impact.ask", question=True)
def changes(given: dict[str, Any]) -> Response:
    """Return what changed lately in what some CIs stand on, newest first."""
    return jsonify(items=recent_changes(given), next=None)


@blueprint.post("/impact/text")
@blueprint.arguments(TextRequestSchema)
@blueprint.response(200, {"type": "string"}, content_type="text/plain")
@needs("impact.ask", question=True)
def text(given: dict[str, Any]) -> Response:
    """Return the answer as text for a chat, as a Mermaid graph, or as CSV."""
    return Response(FORMATS[given["format"]](question_of(given)), content_type="text/plain; charset=utf-8")


@blueprint.get("/needs")
@blueprint.arguments(NeedsArgs, location="query")
@blueprint.response(200, NeedsSchema)
@needs("impact.ask")
def stands_on(args: dict[str, Any]) -> Response:
    """Return all that some CIs stand on, nearest first."""
    return jsonify(needed(words(args["ci"]), args.get("as_of")))


@blueprint.get("/paths")
@blueprint.arguments(PathsArgs, location="query")
@blueprint.response(200, PathsSchema)
@needs("impact.ask")
def paths(args: dict[str, Any]) -> Response:
    """Return the explained paths of dependency from one CI to another."""
    return jsonify(paths=routes_between(args["from_"], args["to"], args.get("as_of")))


def in_words(answer: Mapping[str, Any]) -> dict[str, str]:
    """Return why each CI is in its state, by name; what was DOWN before the scenario says so."""
    names, found = names_of(answer), {}
    for ci in answer["cis"]:
        why = "; ".join(sentence(because_of(each, names)) for each in ci.get("because", ()))
        found[ci["key"]] = "; ".join(filter(None, ("already DOWN" if ci.get("already") else "", why)))
    return found


def text_of(question: Question) -> str:
    """Return the answer as text."""
    answer = cast("Mapping[str, Any]", impact(question))
    return as_text(answer, in_words(answer))


def csv_of(question: Question) -> str:
    """Return the answer's CIs as a table."""
    answer = cast("Mapping[str, Any]", impact(question))
    return as_csv(answer, in_words(answer))


def mermaid_of(question: Question) -> str:
    """Return the answer's map as a Mermaid graph."""
    return as_mermaid(map_document(question, MAP_DEFAULTS))


FORMATS: Mapping[str, Callable[[Question], str]] = MappingProxyType(
    {"text": text_of, "csv": csv_of, "mermaid": mermaid_of}
)
