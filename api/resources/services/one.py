"""One service: what the board says of it, what of its footing is not known, and the map of what it stands on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple, cast

from api.backend import backend
from api.layout import Shape, draw
from api.resources.impact.drawing import drawing_document, lines_among
from api.resources.impact.service import words
from api.resources.services.service import (
    Standing,
    all_in_service,
    changed_lately,
    service,
    single_points_of,
    standing,
    the_service,
)
from api.sight import visible
from cmdb.model import Stored
from cmdb.values import Json
from impact import Graph, NeededCi, UnknownCiError, needs
from impact.defects import unknown_cis

__all__ = ["map_of", "one_service"]


class Asked(NamedTuple):
    """A service with the graph on which it is looked at."""

    stored: Stored
    graph: Graph
    revision: int
    as_of: int | None
    now: Standing


def asked(text: str, args: dict[str, Any]) -> Asked:
    """Return the service that an address names, on its graph. Raises what ``the_service`` raises."""
    here = backend()
    as_of = here.as_of(args.get("as_of"))
    stored = the_service(text, as_of)
    snapshot = here.estate.snapshots.at(as_of)
    return Asked(stored, snapshot.graph, snapshot.revision, as_of, standing(snapshot.graph, all_in_service(as_of)))


def one_service(text: str, args: dict[str, Any]) -> dict[str, object]:
    """Return what the board says of a service, and the CIs below it of which something expected is not recorded."""
    found = asked(text, args)
    graph, key = found.graph, found.stored.node.key
    points = single_points_of(graph, [key])
    shown = service(found.stored, graph, found.now, points.get(key), changed_lately(found.as_of))
    lacking = lacking_under(graph, key)
    seen = visible([str(each["key"]) for each in lacking], as_of=found.as_of)
    kept = [each for each in lacking if each["key"] in seen]
    return {**shown, "revision": found.revision, "lacking": kept, "hidden": len(lacking) - len(kept)}


def lacking_under(graph: Graph, key: str) -> list[dict[str, Json]]:
    """Return the CIs of a service's footing, and the service itself, that lack what their class expects; by key."""
    numbers, lacks = unknown_cis(graph)
    missing = {graph.key_at(ci): lacks[ci] for ci in numbers.tolist()}
    lacking = sorted({key, *(ci.key for ci in footing_of(graph, key))} & missing.keys())
    numbers = graph.indices_of(lacking)
    names, classes = graph.names.many(numbers), graph.ci_class[numbers].tolist()
    return [
        {"key": each, "name": name or each, "class": graph.word(code) if code >= 0 else "", "missing": [*missing[each]]}
        for each, name, code in zip(lacking, names, classes, strict=True)
    ]


def footing_of(graph: Graph, key: str) -> tuple[NeededCi, ...]:
    """Return what a service stands on; nothing for one that takes no part."""
    try:
        return needs(graph, [key])
    except UnknownCiError:
        return ()


def map_of(text: str, args: dict[str, Any]) -> dict[str, Json]:
    """Return the map of what a service stands on: from infrastructure up to the service, each CI in its state now.

    What takes the service DOWN alone is always drawn by itself.
    """
    found = asked(text, args)
    shapes = {shape.id: shape for shape in shapes_of(found)}
    sight = visible(shapes, as_of=found.as_of)
    seen = {key: shape for key, shape in shapes.items() if key in sight}
    collapse = args["collapse"] == "class"
    drawing = draw(
        coarser(seen.values(), args["max"]) if collapse else seen.values(),
        lines_among(found.graph, seen),
        layout="layers",
        most=args["max"],
        expand=frozenset(words(args["expand"])),
        collapse=collapse,
    )
    shown = drawing_document(drawing)
    for node in cast("list[dict[str, Json]]", shown["nodes"]):
        node["failed"] = False
        if (shape := seen.get(str(node["key"]))) is not None:
            node["hops"] = shape.hops
    out_of_sight = len(shapes) - len(seen)
    return {"revision": found.revision, **shown, "hidden": drawing.hidden + out_of_sight}


def coarser(shapes: Collection[Shape], most: int) -> Collection[Shape]:
    """Return shapes that fit in so many places once grouped: at any distance where they would not at each."""
    if len(shapes) <= most:
        return shapes
    apart = sum(shape.failed or shape.service for shape in shapes)
    groups = {(shape.hops, shape.cls, shape.state) for shape in shapes if not (shape.failed or shape.service)}
    return shapes if apart + len(groups) <= most else [shape._replace(hops=0) for shape in shapes]


def shapes_of(found: Asked) -> Iterator[Shape]:
    """Yield the service and everything that it stands on."""
    graph, now, key = found.graph, found.now, found.stored.node.key
    single = single_points_of(graph, [key]).get(key)
    alone = {point.key for point in single.points} if single else set()
    yield Shape(key, key, found.stored.node.name or key, found.stored.node.cls, state_of(key, now), 0, service=True)
    under = [each for each in footing_of(graph, key) if each.key != key]
    services = graph.ci_service[graph.indices_of([each.key for each in under])].tolist()
    for each, is_service in zip(under, services, strict=True):
        yield Shape(
            each.key, each.key, each.name or each.key, each.cls, state_of(each.key, now), each.hops,
            service=is_service, failed=each.key in alone,
        )  # fmt: skip


def state_of(key: str, now: Standing) -> str:
    """Return the state of a CI now, else that its redundancy is used up, else that its footing is not known."""
    if key in now.states:
        return now.states[key][0]
    if now.used_up[key]:
        return "at_risk"
    return "unknown" if key in now.unknown else "ok"
