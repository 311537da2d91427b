"""The services board: each service with its state, worked out on the engine's graph."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

from api.backend import backend
from api.sight import within_sight
from cmdb.model import Stored
from cmdb.query import All, Compare, OneOf, Order, Query
from cmdb.schema import json_value
from cmdb.values import instant_text, normal_text
from impact import Graph, Scenario, UnknownCiError, analyse, margins, needs
from impact.defects import unknown_cis
from impact.document import because_document

__all__ = ["board"]

DAY = timedelta(hours=24)
MOST_CHANGED = 10_000
Reasons = list[dict[str, object]]


class Standing(NamedTuple):
    """The present state of an estate: what is not OK and why, gates with nothing to spare, unknown CIs."""

    states: dict[str, tuple[str, Reasons]]
    used_up: dict[str, int]
    unknown: frozenset[str]


def standing(graph: Graph) -> Standing:
    """Return how an estate stands with nothing failed but what is DOWN already; worked out once for each graph."""

    def make() -> Standing:
        answer = analyse(graph, Scenario())
        states: dict[str, tuple[str, Reasons]] = {
            ci.key: (ci.state, [because_document(each) for each in ci.because]) for ci in answer.cis
        }
        used_up: dict[str, int] = {}
        for gate in margins(graph):
            if gate.margin == 0:
                used_up[gate.key] = used_up.get(gate.key, 0) + 1
        return Standing(states, used_up, frozenset(graph.keys_of(unknown_cis(graph)[0])))

    return graph.cached("services board", make)


def below(graph: Graph, key: str) -> frozenset[str]:
    """Return all that a service stands on; worked out once for each graph."""

    def make() -> frozenset[str]:
        try:
            return frozenset(each.key for each in needs(graph, [key]))
        except UnknownCiError:
            return frozenset()

    return graph.cached(("stands on", key), make)


def board(args: dict[str, Any]) -> dict[str, object]:
    """Return a page of services by name."""
    here = backend()
    schema, as_of = here.rules().schema, here.as_of(args.get("as_of"))
    classes = frozenset(normal_text(name) for name in schema.classes if schema.is_service(name))
    where = within_sight(OneOf("class", classes))
    query = Query(where, (Order("name"),), args["limit"], args["after"], args["total"])
    page = here.graph.find(query, as_of=as_of)
    graph = here.estate.snapshots.at(as_of).graph
    changed = changed_lately(as_of) if page.items else frozenset()
    answer: dict[str, object] = {"items": [service(each, graph, changed) for each in page.items], "next": page.next}
    return answer | ({"total": page.total} if page.total is not None else {})


def changed_lately(as_of: int | None) -> frozenset[str]:
    """Return the CIs that changed within a day of the moment asked about; at most some thousands are looked at."""
    here = backend()
    until = here.clock() if as_of is None else here.graph.revision(as_of).at if as_of else here.clock()
    where = All((Compare("kind", "=", "ci"), Compare("changed_at", ">", instant_text(until - DAY))))
    page = here.graph.find(Query(where, limit=MOST_CHANGED), as_of=as_of)
    return frozenset(each.node.key for each in page.items)


def service(stored: Stored, graph: Graph, changed: frozenset[str]) -> dict[str, object]:
    """Return one service as the board shows it."""
    node, now = stored.node, standing(graph)
    under = below(graph, node.key)
    all_of_it = under | {node.key}
    state, because = now.states.get(node.key, ("ok", []))
    said = {name: node.attributes.get(name) for name in ("criticality", "users", "owner")}
    return {
        "key": node.key,
        "name": node.name,
        "class": node.cls,
        **{name: None if value is None else json_value(value) for name, value in said.items()},
        "state": state,
        "at_risk": sum(count for key, count in now.used_up.items() if key in all_of_it),
        "unknown": len(now.unknown & all_of_it),
        "because": because,
        "stands_on": len(under),
        "changed_24h": len(changed & all_of_it),
    }
