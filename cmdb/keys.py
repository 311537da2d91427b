"""Our own keys (``srv-000123``): the class's prefix and a number that is never given twice."""

from __future__ import annotations

from cmdb.model import Key, Node
from cmdb.schema import Schema
from cmdb.workspace import Workspace

__all__ = ["COUNTER", "KeyBlocks", "allocate"]

COUNTER = "counter"
SHORTEST = 6


def allocate(work: Workspace, schema: Schema, cls: str) -> Key:
    """Return a new key for a CI of a class; the counter is written with it, so two writers never agree."""
    blocks = KeyBlocks(work, schema)
    key = blocks.take(cls)
    blocks.settle()
    return key


class KeyBlocks:
    """New keys one at a time, read from the store in blocks; ``settle`` writes the counters."""

    def __init__(self, work: Workspace, schema: Schema) -> None:
        self.work = work
        self.schema = schema
        self.blocks: dict[str, list[Key]] = {}
        self.last: dict[str, int] = {}
        self.reserved: dict[str, int] = {}

    def take(self, cls: str) -> Key:
        """Return the next free key for a CI of a class."""
        prefix = prefix_of(self.schema, cls)
        block = self.blocks.setdefault(prefix, [])
        if not block:
            block += reversed(self.next_block(prefix))
        key = block.pop()
        self.last[prefix] = int(key.rpartition("-")[2])
        return key

    def next_block(self, prefix: str) -> list[Key]:
        """Return the next keys of a prefix that nobody has."""
        start = self.reserved.get(prefix, last_given(self.work, prefix))
        found: list[Key] = []
        while not found:
            block = numbered(prefix, start + 1, BLOCK)
            start += BLOCK
            self.work.load_nodes(block)
            found = [key for key in block if self.work.node(key) is None]
        self.reserved[prefix] = start
        return found

    def settle(self) -> None:
        """Write the counters of the keys that were taken."""
        for prefix, last in self.last.items():
            write_counter(self.work, prefix, last)


BLOCK = 256


def prefix_of(schema: Schema, cls: str) -> str:
    """Return the prefix of a class's keys."""
    return next((each.prefix for each in schema.lineage(cls) if each.prefix), "ci")


def numbered(prefix: str, first: int, count: int) -> list[Key]:
    """Return ``count`` keys from a number on."""
    return [Key(f"{prefix}-{number:0{SHORTEST}d}") for number in range(first, first + count)]


def last_given(work: Workspace, prefix: str) -> int:
    """Return the last number that was given."""
    counter = work.node(Key(f"counter:{prefix}"))
    return int(str(counter.attributes["last"])) if counter else 0


def write_counter(work: Workspace, prefix: str, last: int) -> None:
    """Write the last number given."""
    work.put(Node(Key(f"counter:{prefix}"), COUNTER, COUNTER, prefix, attributes={"last": last}))
