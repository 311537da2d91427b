"""The services board: each service with its state, worked out on the engine's graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from api.backend import backend
from api.sight import seen_key, within_sight
from cmdb.errors import Invalid
from cmdb.impact_rows import ci_row
from cmdb.model import Key, Stored
from cmdb.query import All, Compare, OneOf, Order, Page, Query
from cmdb.schema import json_value
from cmdb.values import instant_text, normal_text
from impact import Graph, Scenario, UnknownCiError, analyse, margins, needs
from impact.defects import unknown_cis
from impact.document import because_document
from impact.single_points import SinglePoints, all_single_points

__all__ = ["below", "board", "service_page", "the_service"]

DAY = timedelta(hours=24)
MOST_CHANGED = 10_000
Reasons = list[dict[str, object]]


class Standing(NamedTuple):
    """The present state of an estate: what is not OK and why, how many gates have nothing to spare, unknown CIs.

    ``used_up`` are those gates that would have something to spare if nothing were DOWN.
    """

    states: dict[str, tuple[str, Reasons]]
    none_to_spare: Counter[str]
    used_up: Counter[str]
    unknown: frozenset[str]


def standing(graph: Graph, at_rest: Callable[[Graph], Graph]) -> Standing:
    """Return how an estate stands with nothing failed but what is DOWN already; worked out once for each graph.

    ``at_rest`` gives the same estate with everything in service.
    """

    def make() -> Standing:
        answer = analyse(graph, Scenario())
        states: dict[str, tuple[str, Reasons]] = {
            ci.key: (ci.state, [because_document(each) for each in ci.because]) for ci in answer.cis
        }
        spent = [(gate.key, gate.group) for gate in margins(graph) if gate.margin == 0]
        rested = at_rest(graph) if spent else graph
        had = {(gate.key, gate.group) for gate in margins(rested) if gate.margin > 0} if rested is not graph else set()
        return Standing(
            states,
            Counter(key for key, _ in spent),
            Counter(key for key, group in spent if (key, group) in had),
            frozenset(graph.keys_of(unknown_cis(graph)[0])),
        )

    return graph.cached("services board", make)


def all_in_service(as_of: int | None) -> Callable[[Graph], Graph]:
    """Return what puts every CI of a graph that is in maintenance back into service."""

    def at_rest(graph: Graph) -> Graph:
        here = backend()
        keys = [Key(key) for key in graph.keys_of(graph.maintenance_ci)]
        if not keys:
            return graph
        schema, stored = here.rules().schema, here.graph.get(keys, as_of=as_of)
        rows = [ci_row(schema, each.node, ())._replace(presence="operational") for each in stored.values()]
        return graph.with_changes(changed_cis=rows)

    return at_rest


def single_points_of(graph: Graph, services: Sequence[str]) -> Mapping[str, SinglePoints]:
    """Return the single points of failure of some services; worked out once for each graph."""

    def make() -> Mapping[str, SinglePoints]:
        known = [key for key, number in zip(services, graph.find(services).tolist(), strict=True) if number >= 0]
        return {each.service: each for each in all_single_points(graph, known)}

    return graph.cached(("services board: single points", tuple(services)), make)


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
    as_of = here.as_of(args.get("as_of"))
    page = service_page(args, as_of)
    graph = here.estate.snapshots.at(as_of).graph
    changed = changed_lately(as_of) if page.items else frozenset()
    now, points = standing(graph, all_in_service(as_of)), single_points_of(graph, [s.node.key for s in page.items])
    items = [service(each, graph, now, points.get(each.node.key), changed) for each in page.items]
    answer: dict[str, object] = {"items": items, "next": page.next}
    return answer | ({"total": page.total} if page.total is not None else {})


def service_page(args: Mapping[str, Any], as_of: int | None) -> Page:
    """Return a page of the services that the person may see, by name."""
    here = backend()
    schema = here.rules().schema
    classes = frozenset(normal_text(name) for name in schema.classes if schema.is_service(name))
    where = within_sight(OneOf("class", classes))
    return here.graph.find(Query(where, (Order("name"),), args["limit"], args["after"], args["total"]), as_of=as_of)


def the_service(text: str, as_of: int | None = None) -> Stored:
    """Return the service that an address names. Raises ``NotFound``, ``Ambiguous``, ``Invalid`` for another CI."""
    here = backend()
    key = seen_key(text, as_of=as_of)
    stored = here.graph.get([key], as_of=as_of)[key]
    if not here.rules().schema.is_service(stored.node.cls):
        raise Invalid("service", "is no service", text, "a CI of a class whose CIs stand on the services board")
    return stored


def changed_lately(as_of: int | None) -> frozenset[str]:
    """Return the CIs that changed within a day of the moment asked about; at most some thousands are looked at."""
    here = backend()
    until = here.clock() if as_of is None else here.graph.revision(as_of).at if as_of else here.clock()
    where = All((Compare("kind", "=", "ci"), Compare("changed_at", ">", instant_text(until - DAY))))
    page = here.graph.find(Query(where, limit=MOST_CHANGED), as_of=as_of)
    return frozenset(each.node.key for each in page.items)


def service(
    stored: Stored, graph: Graph, now: Standing, single: SinglePoints | None, changed: frozenset[str]
) -> dict[str, object]:
    """Return one service as the board shows it."""
    node = stored.node
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
        "failures_away": single.failures_away if single else None,
        "single_points": len(single.points) if single else 0,
        "at_risk": sum(count for key, count in now.used_up.items() if key in all_of_it),
        "none_to_spare": sum(count for key, count in now.none_to_spare.items() if key in all_of_it),
        "unknown": len(now.unknown & all_of_it),
        "because": because,
        "stands_on": len(under),
        "changed_24h": len(changed & all_of_it),
    }
