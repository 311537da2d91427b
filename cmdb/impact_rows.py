"""What the engine needs to know of CIs and relations, worked out from the graph and its schema. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cmdb.model import Node, Relation
from cmdb.schema import Schema
from cmdb.schema.model import Presence
from cmdb.values import Json, Value
from impact import CiRow, EdgeRow, GroupRow

__all__ = [
    "Rows",
    "ci_row",
    "edge_row",
    "group_rows",
    "missing_relations",
    "relation_types_by_consumer",
    "relevant",
    "rows",
]

ALTERNATIVE = "|"


class Rows(NamedTuple):
    """The input of the engine for a set of CIs."""

    cis: list[CiRow]
    edges: list[EdgeRow]
    groups: list[GroupRow]


def rows(schema: Schema, nodes: Iterable[Node], relations: Sequence[Relation]) -> Rows:
    """Return the engine's input for these CIs and the relations among them."""
    edges = [edge for relation in relations if (edge := edge_row(schema, relation)) is not None]
    has = relation_types_by_consumer(schema, relations)
    named = groups_by_consumer(edges)
    cis, groups = [], []
    for node in nodes:
        cis.append(ci_row(schema, node, has.get(node.key, frozenset())))
        groups += group_rows(schema, node, named.get(node.key, {}))
    return Rows(cis, edges, groups)


def edge_row(schema: Schema, relation: Relation) -> EdgeRow | None:
    """Return a relation turned so that failure runs from provider to consumer; None where it carries none."""
    declared = schema.relation_types.get(relation.id.type)
    if declared is None or declared.consumer == "neither":
        return None
    fields = relation.fields
    need = fields.need or declared.need
    if need == "none":
        return None
    forward = declared.consumer == "from"
    source, target = relation.id.source, relation.id.target
    return EdgeRow(
        consumer=source if forward else target,
        provider=target if forward else source,
        type=relation.id.type,
        need=need,
        group=relation.id.group or declared.group or None,
        weight=1 if fields.weight is None else fields.weight,
        ride_through_s=fields.ride_through_s or 0.0,
        confidence=fields.confidence,
        last_verified=fields.last_verified.date().isoformat() if fields.last_verified else None,
        forward=forward,
    )


def relation_types_by_consumer(schema: Schema, relations: Iterable[Relation]) -> Mapping[str, set[str]]:
    """Return for each CI the types of the relations in which it is the consumer (or the ``from`` end of neither)."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for relation in relations:
        declared = schema.relation_types.get(relation.id.type)
        end = relation.id.target if declared and declared.consumer == "to" else relation.id.source
        found[end].add(relation.id.type)
    return found


def missing_relations(schema: Schema, cls: str, has: Iterable[str]) -> tuple[str, ...]:
    """Return the expected relation types that a CI of a class lacks; ``a|b`` is met by either."""
    expected = schema.expects(cls) if cls in schema.classes else ()
    present = set(has)
    return tuple(each for each in expected if not present & set(each.split(ALTERNATIVE)))


def ci_row(schema: Schema, node: Node, has: Iterable[str]) -> CiRow:
    """Return a CI as the engine sees it."""
    attributes = node.attributes
    presence = presence_of(schema, node)
    return CiRow(
        key=node.key,
        name=node.name,
        cls=node.cls,
        presence=presence,
        service=schema.is_service(node.cls),
        criticality=whole(attributes.get("criticality")),
        users=whole(attributes.get("users")),
        unavailability=unavailability(schema, node),
        missing=missing_relations(schema, node.cls, has) if presence != "absent" else (),
    )


def presence_of(schema: Schema, node: Node) -> Presence:
    """Return whether a CI takes part; a state that today's schema does not know takes part."""
    for state in schema.lifecycle(node.cls).states:
        if state.name == node.lifecycle:
            return state.presence
    return "operational"


def whole(value: Value | None) -> int:
    """Return a whole number, 0 for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def number(value: Value | None) -> float | None:
    """Return a number, None for anything else."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def unavailability(schema: Schema, node: Node) -> float | None:
    """Return the probability of being DOWN by itself: said, from failure rate and repair time, or the class's.

    None where there is no figure: reckoned as 0, but not as a CI that is declared never to fail by itself.
    """
    said = number(node.attributes.get("unavailability"))
    if said is not None:
        return said
    rate, repair = number(node.attributes.get("failure_rate")), number(node.attributes.get("repair_hours"))
    if rate is not None and repair is not None:
        return rate * repair / (1 + rate * repair)
    return schema.declared_unavailability(node.cls) if node.cls in schema.classes else None


# ------------------------------------------------------------------ groups


def groups_by_consumer(edges: Iterable[EdgeRow]) -> Mapping[str, Mapping[str, str]]:
    """Return for each consumer the groups that its relations name, each with a relation type that names it."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for edge in edges:
        if edge.group is not None:
            found[edge.consumer].setdefault(edge.group, edge.type)
    return found


def group_rows(schema: Schema, node: Node, named: Mapping[str, str]) -> list[GroupRow]:
    """Return the rules of a CI's groups: its own, else its class's, else the relation type's default."""
    own = node.body.get("groups")
    declared: Mapping[str, Json] = own if isinstance(own, dict) else {}
    found = [GroupRow(node.key, name, rule if isinstance(rule, dict) else {}) for name, rule in declared.items()]
    for name, relation_type in named.items():
        if name not in declared and (rule := default_rule(schema, node, name, relation_type)) is not None:
            found.append(GroupRow(node.key, name, rule))
    return found


def default_rule(schema: Schema, node: Node, name: str, relation_type: str) -> Mapping[str, Json] | None:
    """Return the rule that holds where a CI declares none."""
    by_class = schema.group_rule(node.cls, name) if node.cls in schema.classes else None
    if by_class is not None:
        return by_class
    declared = schema.relation_types.get(relation_type)
    return declared.rule if declared is not None and declared.group == name else None


def relevant(node: Node | None) -> tuple[object, ...] | None:
    """Return what of a CI bears on impact; None for absent and for nodes that are no CIs."""
    if node is None or node.kind != "ci":
        return None
    facts = tuple(node.attributes.get(name) for name in BEARING)
    return (node.cls, node.name, node.lifecycle, facts, repr(node.body.get("groups")))


BEARING = ("criticality", "users", "unavailability", "failure_rate", "repair_hours")
