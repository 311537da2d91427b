"""An estate as a drawing in text: Mermaid for chats and wikis, DOT for Graphviz. Arrows run as relations do."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from cmdb.errors import Invalid
from cmdb.model import Key, Node, Relation
from cmdb.part import nodes_of, relations_of
from cmdb.schema import Schema
from cmdb.store.port import GraphStore

__all__ = ["dot_text", "mermaid_text"]

# More shapes nobody can read, and the programs that draw Mermaid refuse them.
MOST_IN_MERMAID = 500
MARKUP = frozenset("\"'<>#;&|[]{}()`\\")


def dot_text(
    graph: GraphStore, schema: Schema, keys: Collection[Key] | None = None, *, as_of: int | None = None
) -> Iterator[str]:
    """Yield a DOT digraph."""
    yield 'digraph faultline {\n  rankdir="BT";\n  node [shape="box"];\n'
    for node in nodes_of(graph, keys, as_of=as_of):
        yield f"  {quoted(node.key)} [label={quoted(chr(10).join(label(node, schema)))}];\n"
    for relation in relations_of(graph, keys, as_of=as_of):
        style = "" if bears(relation, schema) else ', style="dashed"'
        ends = f"{quoted(relation.id.source)} -> {quoted(relation.id.target)}"
        yield f"  {ends} [label={quoted(arrow(relation, schema))}{style}];\n"
    yield "}\n"


def mermaid_text(
    graph: GraphStore, schema: Schema, keys: Collection[Key] | None = None, *, as_of: int | None = None
) -> Iterator[str]:
    """Yield a Mermaid flowchart. Raises ``Invalid`` where it has more CIs than anybody could read."""
    nodes: list[Node] = []
    for node in nodes_of(graph, keys, as_of=as_of):
        nodes.append(node)
        if len(nodes) > MOST_IN_MERMAID:
            allowed = f"at most {MOST_IN_MERMAID}: name a CI, and only what it stands on is drawn"
            raise Invalid("mermaid", "is too much for one drawing", f"more than {MOST_IN_MERMAID} CIs", allowed)
    return flowchart(nodes, list(relations_of(graph, [node.key for node in nodes], as_of=as_of)), schema)


def flowchart(nodes: Sequence[Node], relations: Sequence[Relation], schema: Schema) -> Iterator[str]:
    """Yield the lines of a flowchart; shapes are numbered, as keys may hold what Mermaid reads."""
    numbers = {node.key: f"n{number}" for number, node in enumerate(nodes)}
    yield "flowchart BT\n"
    for node in nodes:
        yield f'  {numbers[node.key]}["{"<br/>".join(map(escaped, label(node, schema)))}"]\n'
    for relation in relations:
        line = "-->" if bears(relation, schema) else "-.->"
        source, target = numbers[relation.id.source], numbers[relation.id.target]
        yield f'  {source} {line}|"{escaped(arrow(relation, schema))}"| {target}\n'


def label(node: Node, schema: Schema) -> tuple[str, str]:
    """Return the lines on a shape: the name, and the class below it."""
    cls = schema.classes.get(node.cls)
    return node.name, cls.label if cls else node.cls


def arrow(relation: Relation, schema: Schema) -> str:
    """Return what stands on an arrow: the relation's type and its group."""
    declared = schema.relation_types.get(relation.id.type)
    words = declared.label if declared else relation.id.type
    return f"{words} ({relation.id.group})" if relation.id.group else words


def bears(relation: Relation, schema: Schema) -> bool:
    """Say whether failure travels along a relation at all."""
    declared = schema.relation_types.get(relation.id.type)
    return relation.fields.need != "none" and declared is not None and declared.consumer != "neither"


def quoted(text: str) -> str:
    """Return text as a quoted string of DOT."""
    safe = text.replace("\\", "\\\\").replace('"', '\\"').replace("\r", " ").replace("\n", "\\n")
    return f'"{safe}"'


def escaped(text: str) -> str:
    """Return text as Mermaid shows it, without anything that it or a page could take for markup."""
    return "".join(f"#{ord(sign)};" if sign in MARKUP or not sign.isprintable() else sign for sign in text)
