"""One page of the nodes that fulfil a condition, in an order that goes on where the page before left off.

Numbers stand before text and absent values last, in both directions, while Neo4j sorts by type in another way. So
the first field of an order cuts the nodes into segments, each of one type and each read from an index where there
is one; a page reads on into the next segment when one ends.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from cmdb.query import TOTAL_CAP, Page
from cmdb.store.cursor import write_cursor
from cmdb.store.neo4j.compile import Compiler, both, either
from cmdb.store.neo4j.names import quote
from cmdb.store.neo4j.ordered import comparable, cut, ordered
from cmdb.store.neo4j.shape import stored_of
from cmdb.store.question import ATTRIBUTES
from cmdb.store.sorting import ABSENT, NUMBER, TEXT, Place, place_of, rank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cmdb.model import Stored
    from cmdb.query import Condition, Order, Query
    from cmdb.store.neo4j.connect import Work
    from cmdb.store.neo4j.shape import Property
    from cmdb.values import Normal

__all__ = ["find_page"]


class Term(NamedTuple):
    """One expression of an ORDER BY, and where the page before left off in it."""

    expression: str
    descending: bool
    left_off: str | int | float | None = None


def find_page(work: Work, query: Query, after: Place | None, at: int | None) -> Page:
    """Return one page, beginning behind ``after``."""
    found: list[Stored] = []
    for segment in segments(query.order, after):
        place = after if after is not None and (segment is None or rank(after.values[0]) == segment) else None
        found += read_segment(work, query, segment, place, at, query.limit + 1 - len(found))
        if len(found) > query.limit:
            break
    page = tuple(found[: query.limit])
    more = write_cursor(query, at, place_of(page[-1], query.order)) if len(found) > query.limit else None
    return Page(page, more, count(work, query.where, at) if query.total else None)


def segments(order: tuple[Order, ...], after: Place | None) -> Sequence[int | None]:
    """Return the segments that a page may reach, first to last; None is all nodes, where nothing but the key sorts."""
    if not order:
        return [None]
    field = order[0].field
    types = (NUMBER, TEXT) if field.startswith(ATTRIBUTES) else (NUMBER,) if field == "revision" else (TEXT,)
    first = NUMBER if after is None else rank(after.values[0])
    return [segment for segment in (*types, ABSENT) if segment >= first]


def read_segment(
    work: Work, query: Query, segment: int | None, after: Place | None, at: int | None, limit: int
) -> list[Stored]:
    """Return the next nodes of one segment."""
    compiler = Compiler(work, at)
    parts = [compiler.condition(query.where, "n")]
    if segment is not None:
        parts.append(within(compiler, query.order[0].field, segment))
    terms = terms_of(compiler, query.order, segment, after)
    if after is not None:
        parts += beyond(compiler, terms)
    order = ", ".join(term.expression + (" DESC" if term.descending else "") for term in terms)
    rows = work.rows(
        f"MATCH {compiler.match('n')} AND {both(parts)} "
        f"RETURN n.record, {'n.last_seen' if at is None else 'null'} ORDER BY {order} LIMIT $limit",
        **compiler.parameters,
        limit=limit,
    )
    return [stored_of(*row) for row in rows]


def count(work: Work, where: Condition, at: int | None) -> int:
    """Return how many nodes fulfil a condition, as far as they are counted."""
    compiler = Compiler(work, at)
    match = f"MATCH {compiler.match('n')} AND {compiler.condition(where, 'n')}"
    row = work.rows(f"{match} WITH n LIMIT $cap RETURN count(*)", **compiler.parameters, cap=TOTAL_CAP + 1)[0]
    return int(row[0])


# ---------------------------------------------------------------- order


def within(compiler: Compiler, field: str, segment: int) -> str:
    """Return the condition of a segment, in a form that an index answers."""
    name = f"n.{quote(compiler.place(field).scalar)}"
    if segment == ABSENT:
        return f"{name} IS NULL"
    return f"{name} >= {compiler.bind('' if segment == TEXT else -math.inf)}"


def terms_of(compiler: Compiler, order: tuple[Order, ...], segment: int | None, after: Place | None) -> list[Term]:
    """Return what to sort by. The rank of the first field is the segment's; later fields bring their own."""
    terms: list[Term] = []
    for i, part in enumerate(order):
        left_off = None if after is None else after.values[i]
        if i > 0:
            terms.append(Term(rank_of(compiler.place(part.field)), descending=False, left_off=rank(left_off)))
        if i > 0 or segment != ABSENT:
            terms += value_terms(compiler.place(part.field), part.descending, left_off)
    terms.append(Term("n.key", descending=False, left_off=None if after is None else ordered(after.key)))
    return terms


def value_terms(where: Property, descending: bool, left_off: Normal | None) -> list[Term]:  # noqa: FBT001
    """Return the terms of one field: what an index holds, then long text whole."""
    value = None if left_off is None else comparable(left_off)
    whole = f"coalesce(n.{quote(where.long)}, n.{quote(where.scalar)})"
    if where.odd:
        return [Term(whole, descending, value)]
    start = cut(value) if isinstance(value, str) else value
    rest = None if value is None else value if start != value else ""
    return [
        Term(f"n.{quote(where.scalar)}", descending, start),
        Term(f"coalesce(n.{quote(where.long)}, '')", descending, rest),
    ]


def rank_of(where: Property) -> str:
    """Return the expression for numbers before text before nothing."""
    name = f"n.{quote(where.scalar)}"
    return f"CASE WHEN {name} IS NULL THEN {ABSENT} WHEN {name} >= '' THEN {TEXT} ELSE {NUMBER} END"


def beyond(compiler: Compiler, terms: Sequence[Term]) -> list[str]:
    """Return the conditions for what sorts behind where the terms left off.

    That is: behind in one term and equal in all before it. The first also stands alone, for an index to begin there.
    """
    known = [(term, compiler.bind(term.left_off)) for term in terms if term.left_off is not None]
    choices = []
    for i, (term, parameter) in enumerate(known):
        equal = [f"{before.expression} = {same}" for before, same in known[:i]]
        choices.append(both([*equal, f"{term.expression} {'<' if term.descending else '>'} {parameter}"]))
    first, parameter = known[0]
    return [f"{first.expression} {'<=' if first.descending else '>='} {parameter}", either(choices)]
