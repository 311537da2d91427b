"""Nodes and relations as flat rows of text and numbers: one canonical form that all backends store and compare."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, cast

from cmdb.errors import Invalid
from cmdb.model import Claim, Node, Relation, RelationFields, RelationId
from cmdb.store.canonical import dump_canonical, new_tuple, quoted, read_json
from cmdb.store.json_columns import attributes_text, body_text
from cmdb.store.key_check import check_key, check_plain, check_word
from cmdb.values import check, decode, instant_text, parse_instant

if TYPE_CHECKING:
    from cmdb.values import Json, Value

__all__ = [
    "NodeRow",
    "RelationRow",
    "claims_from_text",
    "node_from_columns",
    "node_from_row",
    "node_row",
    "relation_from_columns",
    "relation_from_row",
    "relation_row",
    "relation_text",
    "reporters_from_text",
]

NEEDS = (None, "hard", "soft", "none")
NO_CLAIMS: frozenset[Claim] = frozenset()


class NodeRow(NamedTuple):
    """A node with its mappings as canonical JSON text, "" where they are empty; equal nodes have equal rows."""

    key: str
    kind: str
    cls: str
    name: str
    lifecycle: str
    owner: str | None
    attributes: str
    body: str
    claims: str


class RelationRow(NamedTuple):
    """A relation as plain columns; ``reported_by`` is JSON text, "" where it is empty."""

    source: str
    type: str
    target: str
    group: str
    need: str | None
    weight: int | None
    ride_through_s: float | None
    confidence: float | None
    last_verified: str | None
    reported_by: str


# ---------------------------------------------------------------- nodes


def node_row(node: Node, attributes_known: str | None = None) -> NodeRow:
    """Return the row of a node. Raises ``Invalid`` for what a store may not hold.

    ``attributes_known`` is the text of its attributes, where that has been written already.
    """
    key, kind, cls, name, lifecycle, owner, attributes, body, claims = node
    check_key("node key", key)
    check_word("node kind", kind)
    check_word("node class", cls)
    check_plain("name", key, name)
    check_plain("lifecycle", key, lifecycle)
    if owner is not None:
        check_key(f"owner of {key}", owner)
    if attributes_known is None:
        attributes_known = attributes_text(key, attributes) if attributes else ""
    texts = (attributes_known, body_text(key, body) if body else "", claims_text(claims) if claims else "")
    return new_tuple(NodeRow, (key, kind, cls, name, lifecycle, owner, *texts))


def claims_text(claims: frozenset[Claim]) -> str:
    """Return claims as canonical JSON text."""
    for scope, value in claims:
        check_word("claim scope", scope)
        check_key("claim", value)
    if len(claims) == 1:  # as for most nodes that have any
        return f"[[{quoted(scope)},{quoted(value)}]]"
    return dump_canonical(sorted(claims))


def node_from_row(row: NodeRow) -> Node:
    """Return the node of a row."""
    return node_from_columns(*row)


def node_from_columns(  # noqa: PLR0913, PLR0917 - a row's columns
    key: str,
    kind: str,
    cls: str,
    name: str,
    lifecycle: str,
    owner: str | None,
    attributes: str | None,
    body: str | None,
    claims: str | None,
) -> Node:
    """Return the node of a row's columns, of which the last three may be None for empty."""
    return new_tuple(
        Node,
        (
            key,
            kind,
            cls,
            name,
            lifecycle,
            owner,
            attributes_from_text(attributes) if attributes else {},
            read_json(body, 0)[0] if body else {},
            claims_from_text(claims) if claims else NO_CLAIMS,
        ),
    )


def attributes_from_text(text: str) -> dict[str, Value]:
    """Return the attributes that ``attributes_text`` wrote."""
    found: dict[str, Value] = read_json(text, 0)[0]
    # Only lists and tagged values need work; a bracket or a second brace in the text betrays them.
    if "[" in text or text.count("{") > 1:
        return {name: decode(cast("Json", value)) for name, value in found.items()}
    return found


def claims_from_text(text: str) -> frozenset[Claim]:
    """Return the claims that ``claims_text`` wrote."""
    return frozenset([new_tuple(Claim, pair) for pair in read_json(text, 0)[0]])


# ---------------------------------------------------------------- relations


def relation_text(identity: RelationId) -> str:
    """Return a relation's identity as people read it."""
    group = f" ({identity.group})" if identity.group else ""
    return f"{identity.source} -{identity.type}-> {identity.target}{group}"


def relation_row(relation: Relation) -> RelationRow:
    """Return the row of a relation; its ends are for the caller to check, once each and not once a relation."""
    (source, kind, target, group), fields = relation
    need, weight, ride_through_s, confidence, last_verified, reported_by = fields
    check_word("relation type", kind)
    if group:
        check_word("relation group", group)
    reporters = reporters_text(reported_by) if reported_by else ""
    if weight is None and ride_through_s is None and confidence is None and last_verified is None and need in NEEDS:
        return RelationRow._make((source, kind, target, group, need, None, None, None, None, reporters))
    check_fields(relation)
    return RelationRow(
        source,
        kind,
        target,
        group,
        need,
        weight,
        None if ride_through_s is None else ride_through_s + 0.0,  # no negative zero
        None if confidence is None else confidence + 0.0,
        None if last_verified is None else instant_text(last_verified),
        reporters,
    )


def check_fields(relation: Relation) -> None:
    """Raise ``Invalid`` for a field outside what ``RelationFields`` says."""
    where, fields = relation_text(relation.id), relation.fields
    if fields.need not in NEEDS:
        raise Invalid(f"need of {where}", "unknown need", repr(fields.need), "hard, soft, none")
    for name, value, kinds in (
        ("weight", fields.weight, int),
        ("ride_through_s", fields.ride_through_s, int | float),
        ("confidence", fields.confidence, int | float),
    ):
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, kinds):
            raise Invalid(f"{name} of {where}", "this is no number", repr(value), str(kinds))
        check(f"{name} of {where}", value)
    if fields.last_verified is not None:
        check(f"last_verified of {where}", fields.last_verified)
    if fields.confidence is not None and not 0 <= fields.confidence <= 1:
        raise Invalid(f"confidence of {where}", "out of range", fields.confidence, "0 to 1")


def reporters_text(reporters: tuple[str, ...]) -> str:
    """Return the reporters, sorted and each once, as JSON text."""
    if len(reporters) == 1:
        return one_reporter_text(reporters[0])
    for reporter in reporters:
        check_word("reported_by", reporter)
    return dump_canonical(sorted(set(reporters)))


# A source's relations are often reported by few observations, and those stand together.
@lru_cache(maxsize=1000)
def one_reporter_text(reporter: str) -> str:
    """Return a single reporter as JSON text."""
    check_key("reported_by", reporter)
    return dump_canonical([reporter])


def relation_from_row(row: RelationRow) -> Relation:
    """Return the relation of a row."""
    return relation_from_columns(*row)


def relation_from_columns(  # noqa: PLR0913, PLR0917 - a row's columns
    source: str,
    kind: str,
    target: str,
    group: str,
    need: str | None,
    weight: int | None,
    ride_through_s: float | None,
    confidence: float | None,
    last_verified: str | None,
    reported_by: str | None,
) -> Relation:
    """Return the relation of a row's columns, of which the last may be None for empty."""
    verified = None if last_verified is None else parse_instant(last_verified)
    reporters = reporters_from_text(reported_by) if reported_by else ()
    fields = new_tuple(RelationFields, (need, weight, ride_through_s, confidence, verified, reporters))
    return new_tuple(Relation, (new_tuple(RelationId, (source, kind, target, group)), fields))


# Many relations have the same reporters, and they mostly stand together.
@lru_cache(maxsize=1000)
def reporters_from_text(text: str) -> tuple[str, ...]:
    """Return the reporters that ``reporters_text`` wrote."""
    return tuple(read_json(text, 0)[0])
