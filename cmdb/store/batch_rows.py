"""A batch in rows, known to be valid in itself before anything is asked of the present."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from cmdb.errors import Invalid
from cmdb.model import RelationId
from cmdb.store.canonical import new_tuple
from cmdb.store.encoding import RelationRow, node_row, relation_row, relation_text
from cmdb.store.key_check import check_key
from cmdb.values import check

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cmdb.model import Claim, EntityRef, Node, Relation
    from cmdb.store.encoding import NodeRow
    from cmdb.store.port import Batch

__all__ = ["Encoded", "encode_batch"]


@dataclass(slots=True)
class Encoded:
    """A batch in rows, known to be valid in itself: each entity once, every value storable."""

    nodes: dict[str, NodeRow]
    remove_nodes: dict[str, None]
    relations: dict[RelationId, RelationRow]
    remove_relations: dict[RelationId, None]
    claims: dict[str, frozenset[Claim]]
    digests: dict[str, int]
    ends: set[str]
    expect: Mapping[EntityRef, int]
    head: int | None


def encode_batch(batch: Batch) -> Encoded:
    """Return the batch in rows. Raises ``Invalid``."""
    nodes = node_rows(batch.nodes)
    relations = relation_rows(batch.relations)
    encoded = Encoded(
        nodes=nodes,
        remove_nodes=dict.fromkeys(batch.remove_nodes),
        relations=relations,
        remove_relations=dict.fromkeys(batch.remove_relations),
        claims={node.key: node.claims for node in batch.nodes if node.claims},
        digests={
            node.key: found for node in batch.nodes if node.body and type(found := node.body.get("digest")) is int
        },
        ends=set(map(itemgetter(0), relations)) | set(map(itemgetter(2), relations)),
        expect=batch.expect,
        head=batch.head,
    )
    check_named_once(batch, encoded)
    for end in encoded.ends - nodes.keys():
        check_key("end of a relation", end)
    for key in encoded.remove_nodes:
        check_key("key of a node to remove", key)
    for identity in encoded.remove_relations:
        for part in identity[:3]:
            check_key("relation to remove", part)
        check("relation to remove", identity.group)
    return encoded


def check_named_once(batch: Batch, encoded: Encoded) -> None:
    """Raise ``Invalid`` for an entity that the batch names twice."""
    for many, given, removed, given_removed, what in (
        (batch.nodes, encoded.nodes, encoded.remove_nodes, batch.remove_nodes, "node"),
        (batch.relations, encoded.relations, encoded.remove_relations, batch.remove_relations, "relation"),
    ):
        named_twice = len(many) > len(given) or len(given_removed) > len(removed)
        if named_twice or not removed.keys().isdisjoint(given.keys()):
            refs = [entity[0] for entity in many] + list(given_removed)
            twice = first_twice(refs)
            shown = relation_text(twice) if isinstance(twice, RelationId) else twice
            raise Invalid("batch", f"a {what} is named twice", shown, f"each {what} once")


def first_twice(refs: Iterable[object]) -> object:
    """Return the first that comes a second time."""
    seen: set[object] = set()
    for ref in refs:
        if ref in seen:
            return ref
        seen.add(ref)
    return None


def node_rows(nodes: Iterable[Node]) -> dict[str, NodeRow]:
    """Return the rows of nodes, by key. Raises ``Invalid``.

    A CI that one source alone speaks of has the attributes of its observation, and often the very same mapping:
    that is written once.
    """
    texts: dict[int, str] = {}
    rows: dict[str, NodeRow] = {}
    for node in nodes:
        row = rows[node.key] = node_row(node, texts.get(id(node.attributes)))
        texts[id(node.attributes)] = row.attributes
    return rows


def relation_rows(relations: Iterable[Relation]) -> dict[RelationId, RelationRow]:
    """Return the rows of relations, by identity. Raises ``Invalid``.

    Relations that one observation reports stand together and often share what they say: that is looked at once.
    """
    rows: dict[RelationId, RelationRow] = {}
    words: set[tuple[str, ...]] = set()
    before: object = None
    said: tuple[object, ...] = ()
    for relation in relations:
        identity, fields = relation
        type_and_group = identity[1::2]
        if fields is before and type_and_group in words:
            rows[identity] = new_tuple(RelationRow, (*identity, *said))
        else:
            row = rows[identity] = relation_row(relation)
            before, said = fields, row[len(identity) :]
            words.add(type_and_group)
    return rows
