"""Exports within the sight of who asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from api.backend import backend
from api.guard import principal
from api.sight import within_sight
from cmdb.errors import Forbidden, Invalid
from cmdb.export import cell, graph_text, line
from cmdb.lay import shown_value
from cmdb.model import Stored
from cmdb.query import Condition, Query
from cmdb.query_language import parse_query

__all__ = ["csv_lines", "graph_lines"]

PAGE = 1_000


def graph_lines(args: dict[str, Any]) -> Iterator[str]:
    """Return the whole graph document. Raises ``Forbidden`` within a scope, ``Invalid`` with a query."""
    here = backend()
    if args["q"]:
        raise Invalid("q", "the graph document is always whole", args["q"], "format=csv, or no query")
    if principal().scope is not None:
        raise Forbidden("the whole estate")
    return graph_text(here.graph, as_of=here.as_of(args.get("as_of")))


def csv_lines(args: dict[str, Any]) -> Iterator[str]:
    """Return the CIs that a query finds as CSV, a column for each attribute that one of their classes declares."""
    here = backend()
    schema, as_of = here.rules().schema, here.as_of(args.get("as_of"))
    where = within_sight(parse_query(args["q"], schema, here.clock()))
    classes = [each.shown for each in here.graph.aggregate(where, "class", limit=10_000, as_of=as_of)]
    names = sorted({name for cls in classes if cls in schema.classes for name in schema.attributes(cls)})
    first = page_of(where, None, as_of)
    return lines_of(names, where, first, as_of)


def page_of(where: Condition, after: str | None, as_of: int | None) -> tuple[Sequence[Stored], str | None]:
    """Return one page of CIs by key."""
    page = backend().graph.find(Query(where, limit=PAGE, after=after), as_of=as_of)
    return page.items, page.next


def lines_of(
    names: Sequence[str], where: Condition, first: tuple[Sequence[Stored], str | None], as_of: int | None
) -> Iterator[str]:
    """Yield the lines, page after page; the first page is read before the answer starts, so its errors are told."""
    yield line(["key", "class", "name", "lifecycle", *names])
    items, after = first
    while True:
        for stored in items:
            node = stored.node
            cells = [cell(shown_value(node.attributes.get(name))) for name in names]
            yield line([node.key, node.cls, node.name, node.lifecycle, *cells])
        if after is None:
            return
        items, after = page_of(where, after, as_of)
