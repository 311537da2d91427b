"""The map of an answer: its CIs as shapes, the relations among them as lines, placed by ``api.layout``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

import numpy as np

from api.backend import backend
from api.layout import Drawing, Line, Shape, draw
from cmdb.questions import Question, impact_document, pose
from cmdb.values import Json
from impact import Graph
from impact.graph import BACKWARD_ROW, DEAD_ROW

__all__ = ["map_document"]


def map_document(question: Question, given: dict[str, Any]) -> dict[str, Json]:
    """Return the map of a question's answer."""
    estate = backend().estate
    answer = impact_document(estate, question)
    graph = pose(estate, question).graph
    shapes = {shape.id: shape for shape in shapes_of(answer, graph)}
    drawing = draw(
        shapes.values(),
        lines_among(graph, shapes),
        layout=given["layout"],
        most=given["max"],
        expand=frozenset(given["expand"]),
        collapse=given["collapse"] == "class",
    )
    return {"revision": answer["revision"], **drawing_document(drawing)}


def shapes_of(answer: Mapping[str, Any], graph: Graph) -> Iterator[Shape]:
    """Yield the affected CIs, those whose redundancy is used up, and the members that still hold them."""
    failed = {each["ci"] for each in answer["scenario"]["failures"]}
    services, unknown = {each["key"] for each in answer["services"]}, {each["key"] for each in answer["unknown"]}
    hops: dict[str, int] = {}
    for ci in answer["cis"]:
        hops[ci["key"]] = max(0, ci["hops"])
        label = ci["name"] or ci["key"]
        yield Shape(
            ci["key"], ci["key"], label, ci["class"], ci["state"], max(0, ci["hops"]),
            service=ci["key"] in services, failed=ci["key"] in failed,
        )  # fmt: skip
    far = max(hops.values(), default=0) + 1
    for risk in answer["at_risk"]:
        near = [hops[each] + 1 for each in providers_of(graph, risk["key"]) if each in hops]
        yield from beside(risk["key"], "at_risk", min(near, default=far), graph, hops)
    for risk in answer["at_risk"]:
        for key in risk["left"]:
            state = "unknown" if key in unknown else "ok"
            yield from beside(key, state, max(1, hops.get(risk["key"], far)), graph, hops)


def beside(key: str, state: str, away: int, graph: Graph, hops: dict[str, int]) -> Iterator[Shape]:
    """Yield a CI that is not affected, unless it is drawn already."""
    if key in hops:
        return
    hops[key] = away
    number = graph.index_of(key)
    code = int(graph.ci_class[number])
    cls = graph.word(code) if code >= 0 else ""
    yield Shape(key, key, graph.names[number] or key, cls, state, away, service=bool(graph.ci_service[number]))


def providers_of(graph: Graph, key: str) -> list[str]:
    """Return the keys of what a CI needs directly."""
    return graph.keys_of([each.provider for each in graph.relations_of(graph.index_of(key))])


def lines_among(graph: Graph, shapes: Mapping[str, Shape]) -> Iterator[Line]:
    """Yield the relations of which both ends are drawn."""
    if not shapes:
        return
    keys = list(shapes)
    numbers = graph.indices_of(keys)
    drawn = np.zeros(graph.size, dtype=bool)
    drawn[numbers] = True
    key_of = dict(zip(numbers.tolist(), keys, strict=True))
    consumers = np.repeat(numbers, graph.in_start[numbers + 1] - graph.in_start[numbers])
    rows = np.concatenate([np.arange(graph.in_start[each], graph.in_start[each + 1]) for each in numbers])
    both = drawn[graph.in_provider[rows]] & ((graph.in_flags[rows] & DEAD_ROW) == 0)
    for row, consumer in zip(rows[both].tolist(), consumers[both].tolist(), strict=True):
        source, target = shapes[key_of[int(graph.in_provider[row])]], shapes[key_of[consumer]]
        gate = int(graph.in_gate[row])
        yield Line(
            source.id,
            target.id,
            graph.word(int(graph.in_type[row])),
            graph.group_name(gate) if gate >= 0 else None,
            forward=not int(graph.in_flags[row]) & BACKWARD_ROW,
            carries=is_hit(source) and is_hit(target) and source.hops < target.hops,
        )


def is_hit(shape: Shape) -> bool:
    """Say whether failure has reached a shape."""
    return shape.state in {"down", "degraded"}


def drawing_document(drawing: Drawing) -> dict[str, Json]:
    """Return a drawing as JSON."""
    nodes: list[Json] = []
    for shape in drawing.shapes:
        place = drawing.places[shape.id]
        said = cast("dict[str, Json]", shape._asdict())
        nodes.append({**said, "class": said.pop("cls"), "x": place.x, "y": place.y})
    for node in cast("list[dict[str, Json]]", nodes):
        node.pop("cls", None)
    edges: list[Json] = []
    for line in drawing.lines:
        ends = (line.target, line.source) if line.forward else (line.source, line.target)
        edges.append(
            {
                "id": "|".join((*ends, line.type, line.group or "")),
                "from": ends[0],
                "to": ends[1],
                "type": line.type,
                "group": line.group,
                "carries": line.carries,
                "provider": "to" if line.forward else "from",
                "count": line.many,
            }
        )
    hidden = drawing.hidden
    return {"nodes": nodes, "edges": edges, "truncated": hidden > 0, "hidden": hidden, "rings": list(drawing.rings)}
