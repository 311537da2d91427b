"""Relations found by what identifies them: both ends are sought in the index, then what lies between is looked at."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from cmdb.store.neo4j.names import escape, quote
from cmdb.store.neo4j.ordered import ordered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cmdb.model import RelationId

__all__ = ["between"]

# Every lookup of many names its index: the planner believes statistics that lag behind in a young store, and would
# look through all nodes for each. The limit, which none comes to, keeps it from seeking one end only and walking all
# relations of a hub there. Without a type it would look through all relations, so the type is a part of the query.
BETWEEN = """
UNWIND $items AS item
MATCH (n:Node {key: item.source}) USING INDEX SEEK n:Node(key)
MATCH (m:Node {key: item.target}) USING INDEX SEEK m:Node(key)
WITH item, n, m LIMIT 1000000000
MATCH (n)-[r:%s]->(m) WHERE r.group = item.group
"""


def between(ids: Iterable[RelationId], rest: str) -> Iterator[tuple[str, list[RelationId], list[dict[str, object]]]]:
    """Yield for each type a query that goes on with ``rest``, the identities, and an item of the query for each."""
    by_type: dict[str, list[RelationId]] = defaultdict(list)
    for identity in ids:
        by_type[identity.type].append(identity)
    for kind, same in by_type.items():
        yield BETWEEN % quote(escape(kind)) + rest, same, [item_of(identity) for identity in same]


def item_of(identity: RelationId) -> dict[str, object]:
    """Return an identity as the query takes it."""
    return {
        "source": ordered(identity.source),
        "target": ordered(identity.target),
        "group": ordered(identity.group),
    }
