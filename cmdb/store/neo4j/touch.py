"""When nodes were last seen: a property beside the versions, which makes none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmdb.store.neo4j.apply import lock_head
from cmdb.store.neo4j.ordered import ordered
from cmdb.store.neo4j.present import chunks
from cmdb.store.neo4j.shape import BORDER
from cmdb.values import check, instant_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cmdb.model import Key
    from cmdb.store.neo4j.connect import Connection, Work

__all__ = ["touch_nodes"]

# The owner's key stands in the record alone: the property of that name holds its normal form.
OWNERS = """
UNWIND $items AS key
MATCH (n:Node {key: key}) USING INDEX SEEK n:Node(key) WITH split(n.record, $border)[7] AS owner
WHERE owner <> '' RETURN DISTINCT owner
"""
TOUCH = """
UNWIND $items AS key
MATCH (n:Node {key: key}) USING INDEX SEEK n:Node(key) WHERE n.last_seen IS NULL OR n.last_seen < $at
SET n.last_seen = $at
"""


def touch_nodes(connection: Connection, keys: Sequence[Key], at: datetime) -> None:
    """Set ``last_seen``, also of owners, where ``at`` is later.

    It waits for the writers, as two could lose one another's instants.
    """
    connection.check_open()
    check("at", at)
    instant = instant_text(at)

    def work(transaction: Work) -> None:
        lock_head(transaction)
        owners: set[str] = set()
        for chunk in chunks(map(ordered, keys)):
            transaction.run(TOUCH, items=chunk, at=instant)
            owners.update(row[0] for row in transaction.rows(OWNERS, items=chunk, border=BORDER))
        for chunk in chunks(map(ordered, sorted(owners))):
            transaction.run(TOUCH, items=chunk, at=instant)

    connection.write(work)
