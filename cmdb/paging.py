"""All nodes that meet a condition, whatever their number: page after page, one page in memory."""

from __future__ import annotations

from collections.abc import Iterator

from cmdb.model import Stored
from cmdb.query import Condition, Order, Query
from cmdb.store.port import GraphStore

__all__ = ["every", "pages"]

PAGE = 1_000


def pages(
    graph: GraphStore, where: Condition, order: tuple[Order, ...] = (), *, as_of: int | None = None
) -> Iterator[tuple[Stored, ...]]:
    """Yield the pages of an answer, up to 1,000 nodes each. Raises what ``GraphStore.find`` raises."""
    after: str | None = None
    while True:
        page = graph.find(Query(where, order, PAGE, after), as_of=as_of)
        yield page.items
        if page.next is None:
            return
        after = page.next


def every(
    graph: GraphStore, where: Condition, order: tuple[Order, ...] = (), *, as_of: int | None = None
) -> Iterator[Stored]:
    """Yield every node that meets a condition, by key where no order is given. Raises what ``pages`` raises."""
    for items in pages(graph, where, order, as_of=as_of):
        yield from items
