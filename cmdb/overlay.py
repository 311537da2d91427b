"""The users' own layer of the schema: kept in the store as nodes, laid over the shipped one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, cast

from cmdb.errors import Invalid, NotFound
from cmdb.model import EntityRef, Key, Node, Revision
from cmdb.paging import every
from cmdb.query import All, Compare, Has, OneOf
from cmdb.reconcile import Precedence, Rules
from cmdb.schema import Schema, coerce, json_value
from cmdb.schema.document import declaration, read_class, read_lifecycle, read_relation_type
from cmdb.schema.model import Attribute, CiClass, Lifecycle, RelationType
from cmdb.schema.shipped import CLASSES, LIFECYCLES, RELATION_TYPES
from cmdb.store.port import Batch, GraphStore, Stamp
from cmdb.values import Json, normal_text

__all__ = ["Overlay", "apply_schema", "hide", "load_overlay", "load_rules", "schema_document"]

KINDS = ("class", "relation_type", "lifecycle", "precedence")
SECTIONS = ("classes", "relation_types", "lifecycles", "precedence")
PRECEDENCE = Key("precedence:all")
NOTHING_EXPECTED: Mapping[EntityRef, int] = MappingProxyType({})


class Overlay(NamedTuple):
    """The declarations that users have made, by name, each as the full declaration that now holds."""

    classes: Mapping[str, CiClass]
    relation_types: Mapping[str, RelationType]
    lifecycles: Mapping[str, Lifecycle]
    precedence: Precedence

    def rules(self) -> Rules:
        """Return the schema with the overlay on top, and the precedence."""
        classes = {each.name: each for each in CLASSES} | dict(self.classes)
        relation_types = {each.name: each for each in RELATION_TYPES} | dict(self.relation_types)
        lifecycles = {each.name: each for each in LIFECYCLES} | dict(self.lifecycles)
        return Rules(Schema(classes.values(), relation_types.values(), lifecycles.values()), self.precedence)


def load_rules(graph: GraphStore, *, as_of: int | None = None) -> Rules:
    """Return what the store's schema and precedence are. The past is read with today's schema: ``as_of`` is rare."""
    return load_overlay(graph, as_of=as_of).rules()


def load_overlay(graph: GraphStore, *, as_of: int | None = None) -> Overlay:
    """Return the users' declarations."""
    found = {kind: list(nodes_of(graph, kind, as_of)) for kind in KINDS}
    shipped = {each.name: each for each in CLASSES}
    shipped_types = {each.name: each for each in RELATION_TYPES}
    return Overlay(
        {node.name: read_class(node.key, dict(node.body), shipped.get(node.name)) for node in found["class"]},
        {
            node.name: read_relation_type(node.key, dict(node.body), shipped_types.get(node.name))
            for node in found["relation_type"]
        },
        {node.name: read_lifecycle(node.key, dict(node.body)) for node in found["lifecycle"]},
        read_precedence("precedence", found["precedence"][0].body["order"]) if found["precedence"] else Precedence(),
    )


def nodes_of(graph: GraphStore, kind: str, as_of: int | None) -> Iterator[Node]:
    """Yield the nodes of a kind."""
    for chunk in graph.stream_nodes(kind, as_of=as_of):
        for stored in chunk:
            yield stored.node


def apply_schema(
    graph: GraphStore, document: Json, stamp: Stamp, *, expect: Mapping[EntityRef, int] = NOTHING_EXPECTED
) -> tuple[Revision | None, Sequence[str]]:
    """Write the declarations of a schema document as one revision; return it with the names declared.

    Raises ``Invalid`` for a declaration that cannot be, or one under which stored values would no longer fit,
    ``PreconditionFailed`` for a declaration that is not at the revision expected (0: not declared by users).
    """
    nodes = list(declared_nodes(load_overlay(graph), document))
    after = overlay_with(graph, nodes).rules().schema
    check_schema(after)
    before = load_rules(graph).schema
    for name, attribute in narrowed(before, after):
        check_values(graph, name, attribute)
    revision = graph.apply(Batch(nodes=nodes, expect=expect), stamp)
    graph.declare_indexes(after.indexed)
    return revision, [node.key for node in nodes]


def declared_nodes(overlay: Overlay, document: Json) -> Iterator[Node]:
    """Yield the node of each declaration."""
    if not isinstance(document, dict):
        raise Invalid("schema", "is no JSON object", type(document).__name__, ", ".join(SECTIONS))
    if unknown := sorted(set(document) - {*SECTIONS, "faultline", "faultline_schema"}):
        raise Invalid(f"schema.{unknown[0]}", "is not a part of a schema", unknown[0], ", ".join(SECTIONS))
    schema = overlay.rules().schema
    for where, each in section(document, "classes"):
        cls = read_class(where, each, schema.classes.get(name_in(each)))
        yield node_of("class", cls.name, declaration(cls))
    for where, each in section(document, "relation_types"):
        relation_type = read_relation_type(where, each, schema.relation_types.get(name_in(each)))
        yield node_of("relation_type", relation_type.name, declaration(relation_type))
    for where, each in section(document, "lifecycles"):
        lifecycle = read_lifecycle(where, each)
        yield node_of("lifecycle", lifecycle.name, declaration(lifecycle))
    if "precedence" in document:
        read_precedence("schema.precedence", document["precedence"])
        yield Node(PRECEDENCE, "precedence", "precedence", "all", body={"order": document["precedence"]})


def section(document: Mapping[str, Json], name: str) -> Iterator[tuple[str, Json]]:
    """Yield the declarations of a section with their place."""
    declared = document.get(name, [])
    if not isinstance(declared, list):
        raise Invalid(f"schema.{name}", "is no list", type(declared).__name__, "a list of declarations")
    for index, each in enumerate(declared):
        yield f"schema.{name}[{index}]", each


def name_in(document: Json) -> str:
    """Return the name that a declaration gives, "" for none."""
    name = document.get("name") if isinstance(document, dict) else None
    return name if isinstance(name, str) else ""


def node_of(kind: str, name: str, body: dict[str, Json]) -> Node:
    """Return a declaration as a node."""
    return Node(Key(f"{kind}:{name}"), kind, kind, name, body=body)


def read_precedence(where: str, document: Json) -> Precedence:
    """Read ``[{"class": ..., "attribute": ..., "sources": [...]}]``; class and attribute may be left out."""
    order: dict[tuple[str, str], tuple[str, ...]] = {}
    if not isinstance(document, list):
        raise Invalid(where, "is no list", type(document).__name__, '[{"class", "attribute", "sources"}]')
    for index, each in enumerate(document):
        if not isinstance(each, dict) or set(each) - {"class", "attribute", "sources"}:
            raise Invalid(f"{where}[{index}]", "is no precedence", str(each)[:200], '{"class", "attribute", "sources"}')
        sources = each.get("sources")
        if not isinstance(sources, list) or not all(isinstance(source, str) for source in sources):
            raise Invalid(f"{where}[{index}].sources", "is no list of sources", str(sources)[:200], "a list of names")
        order[str(each.get("class", "")), str(each.get("attribute", ""))] = tuple(cast("list[str]", sources))
    return Precedence(order)


def overlay_with(graph: GraphStore, nodes: Iterable[Node]) -> Overlay:
    """Return the overlay as it would be with these nodes."""
    present = load_overlay(graph)
    classes, relation_types, lifecycles = dict(present.classes), dict(present.relation_types), dict(present.lifecycles)
    precedence = present.precedence
    for node in nodes:
        if node.kind == "class":
            classes[node.name] = read_class(node.key, dict(node.body))
        elif node.kind == "relation_type":
            relation_types[node.name] = read_relation_type(node.key, dict(node.body))
        elif node.kind == "lifecycle":
            lifecycles[node.name] = read_lifecycle(node.key, dict(node.body))
        elif node.kind == "precedence":
            precedence = read_precedence(node.key, node.body["order"])
    return Overlay(classes, relation_types, lifecycles, precedence)


def check_schema(schema: Schema) -> None:
    """Raise ``Invalid`` for a schema that does not hang together."""
    for cls in schema.classes.values():
        where = f"class {cls.name}"
        if cls.parent is not None and cls.parent not in schema.classes:
            nearest = ", ".join(schema.nearest(cls.parent, schema.classes))
            raise Invalid(f"{where}.parent", "is no known class", cls.parent, nearest)
        lineage = schema.lineage(cls.name)
        if lineage[-1].name != "ci":
            raise Invalid(f"{where}.parent", "does not lead to ci", cls.parent, "a class below ci")
        known = {"name", *schema.attributes(cls.name)}
        for attribute in (each for rule in cls.identify for each in rule.attributes):
            if attribute not in known:
                raise Invalid(f"{where}.identify", "names no attribute of it", attribute, ", ".join(sorted(known)))
        for expected in (one for each in cls.expects for one in each.split("|")):
            if expected not in schema.relation_types:
                allowed = ", ".join(schema.relation_types)
                raise Invalid(f"{where}.expects", "is no known relation type", expected, allowed)
        if cls.lifecycle and cls.lifecycle not in schema.lifecycles:
            raise Invalid(f"{where}.lifecycle", "is no known lifecycle", cls.lifecycle, ", ".join(schema.lifecycles))


def narrowed(before: Schema, after: Schema) -> Iterator[tuple[str, Attribute]]:
    """Yield the attributes, with a class, of which stored values may no longer fit."""
    for name in after.classes:
        if name in before.classes:
            old = before.attributes(name)
            for attribute in after.attributes(name).values():
                was = old.get(attribute.name)
                if was is not None and constraint(was) != constraint(attribute):
                    yield name, attribute


def constraint(attribute: Attribute) -> tuple[object, ...]:
    """Return what of an attribute decides which values fit."""
    each = attribute
    return (each.type, each.items, each.values, each.pattern, each.minimum, each.maximum)


def check_values(graph: GraphStore, cls: str, attribute: Attribute) -> None:
    """Raise ``Invalid`` naming the first CI of a class whose value would no longer fit."""
    where = All(
        (Compare("kind", "=", "ci"), OneOf("class", frozenset({normal_text(cls)})), Has(f"attributes.{attribute.name}"))
    )
    for stored in every(graph, where):
        value = stored.node.attributes[attribute.name]
        coerce(f"{stored.node.key}.{attribute.name}", attribute, json_value(value))


def hide(
    graph: GraphStore, kind: str, name: str, stamp: Stamp, *, expect: Mapping[EntityRef, int] = NOTHING_EXPECTED
) -> Revision | None:
    """Hide a declaration, shipped or the users' own: nothing new is made of it, and what there is keeps it."""
    rules = load_rules(graph)
    known: Mapping[str, CiClass | RelationType] = (
        rules.schema.classes if kind == "class" else rules.schema.relation_types
    )
    if name not in known:
        raise NotFound(kind.replace("_", " "), name, Schema.nearest(name, known))
    section_name = "classes" if kind == "class" else "relation_types"
    revision, _ = apply_schema(graph, {section_name: [{"name": name, "hidden": True}]}, stamp, expect=expect)
    return revision


def schema_document(schema: Schema, precedence: Precedence) -> dict[str, Json]:
    """Return a whole schema as the document that ``apply_schema`` reads."""
    return {
        "faultline_schema": 1,
        "classes": [declaration(each) for each in schema.classes.values()],
        "relation_types": [declaration(each) for each in schema.relation_types.values()],
        "lifecycles": [declaration(each) for each in schema.lifecycles.values()],
        "precedence": [
            {"class": cls, "attribute": attribute, "sources": list[Json](sources)}
            for (cls, attribute), sources in precedence.order.items()
        ],
    }
