"""Short words for what the suite writes and reads."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cmdb.model import Claim, Key, Node, Relation, RelationFields, RelationId
from cmdb.query import All, Compare, Query
from cmdb.store.port import Batch, Stamp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cmdb.query import Order
    from cmdb.store.port import Store


__all__ = ["ME", "NOW", "at", "batch", "ci", "claim", "equal", "keys_of", "rel", "rid", "write"]

ME = Stamp("tester")
NOW = datetime(2024, 5, 17, 12, 30, 15, 123456, tzinfo=UTC)


def at(day: int, **rest: Any) -> Stamp:
    """A stamp at noon of a day of May 2024."""
    return Stamp("tester", at=datetime(2024, 5, day, 12, tzinfo=UTC), **rest)


def ci(key: str, name: str = "", cls: str = "server", kind: str = "ci", **rest: Any) -> Node:
    """A node; keyword arguments that are no field of it are attributes."""
    fields = {field: rest.pop(field) for field in ("lifecycle", "owner", "body", "claims") if field in rest}
    attributes = rest.pop("attributes", rest)
    return Node(Key(key), kind, cls, name, attributes=attributes, **fields)


def claim(value: Any, scope: str = "serial") -> Claim:
    return Claim(scope, value)


def rid(source: str, target: str, kind: str = "runs_on", group: str = "") -> RelationId:
    return RelationId(Key(source), kind, Key(target), group)


def rel(source: str, target: str, kind: str = "runs_on", group: str = "", **fields: Any) -> Relation:
    return Relation(rid(source, target, kind, group), RelationFields(**fields))


def batch(*entities: Any, remove: Iterable[Any] = (), **rest: Any) -> Batch:
    """A batch of nodes and relations in any order; ``remove`` holds keys and identities."""
    return Batch(
        nodes=[entity for entity in entities if isinstance(entity, Node)],
        relations=[entity for entity in entities if isinstance(entity, Relation)],
        remove_nodes=[Key(ref) for ref in remove if not isinstance(ref, RelationId)],
        remove_relations=[ref for ref in remove if isinstance(ref, RelationId)],
        **rest,
    )


def write(store: Store, *entities: Any, stamp: Stamp = ME, **rest: Any) -> int | None:
    """Write one revision and return its number, None when nothing changed."""
    revision = store.graph.apply(batch(*entities, **rest), stamp)
    return None if revision is None else revision.number


def equal(field: str, value: Any) -> Compare:
    return Compare(field, "=", value)


def keys_of(
    store: Store, *conditions: Any, as_of: int | None = None, order: Iterable[Order] = (), limit: int = 10_000
) -> list[str]:
    """The keys of the nodes that fulfil all conditions."""
    query = Query(All(conditions), order=tuple(order), limit=limit)
    return [item.node.key for item in store.graph.find(query, as_of=as_of).items]
