"""Our own keys (``srv-000123``): the class's prefix and a number that is never given twice."""

from __future__ import annotations

from cmdb.model import Key, Node
from cmdb.schema import Schema
from cmdb.workspace import Workspace

__all__ = ["COUNTER", "allocate"]

COUNTER = "counter"
SHORTEST = 6


def allocate(work: Workspace, schema: Schema, cls: str, count: int = 1) -> list[Key]:
    """Return ``count`` new keys for CIs of a class; the counter is written with them, so two writers never agree."""
    prefix = next((each.prefix for each in schema.lineage(cls) if each.prefix), "ci")
    counter_key = Key(f"counter:{prefix}")
    counter = work.node(counter_key)
    last = int(str(counter.attributes["last"])) if counter else 0
    found: list[Key] = []
    while len(found) < count:
        block = [Key(f"{prefix}-{number:0{SHORTEST}d}") for number in range(last + 1, last + 1 + count - len(found))]
        last += len(block)
        work.load_nodes(block)
        found += [key for key in block if work.node(key) is None]
    work.put(Node(counter_key, COUNTER, COUNTER, prefix, attributes={"last": last}))
    return found
