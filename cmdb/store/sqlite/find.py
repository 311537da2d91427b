"""Finding nodes, a page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmdb.query import TOTAL_CAP, Page
from cmdb.store.cursor import read_cursor, write_cursor
from cmdb.store.question import check_query
from cmdb.store.sorting import place_of, rank
from cmdb.store.sqlite.binding import as_list
from cmdb.store.sqlite.compile import Compiler
from cmdb.store.sqlite.fields import TEXTS, attribute_of, presence_sql
from cmdb.store.sqlite.plan import plan_for
from cmdb.store.sqlite.rows import NODE_FIELDS, seen_at, stored_from
from cmdb.store.sqlite.search import asks_for_text, catch_up

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from cmdb.model import Stored
    from cmdb.query import Order, Query
    from cmdb.store.sorting import Place
    from cmdb.store.sqlite.database import Database
    from cmdb.store.sqlite.plan import Plan
    from cmdb.values import Normal

__all__ = ["find", "sort_sql"]


def find(database: Database, query: Query, as_of: int | None) -> Page:
    """Return one page of nodes."""
    check_query(query, as_of)
    after = read_cursor(query, as_of)
    if asks_for_text(query.where):
        catch_up(database, query.where)
    with database.read() as connection:
        compiler = Compiler(connection, as_of)
        plan = plan_for(compiler, query.where, query.order)
        total = count(compiler, plan) if query.total else None
        if plan.ordered_by is None:
            ids = page_ids(compiler, plan, query, after)
        else:
            ids = page_ids_by_index(compiler, plan, query, after)
        items = nodes_by_id(database, connection, compiler, ids[: query.limit])
    more = write_cursor(query, as_of, place_of(items[-1], query.order)) if len(ids) > query.limit else None
    return Page(tuple(items), more, total)


def count(compiler: Compiler, plan: Plan) -> int:
    """Return the number of matches, up to one more than the cap."""
    select = f"SELECT count(*) FROM (SELECT 1 FROM {compiler.nodes} n WHERE {plan.where} LIMIT {TOTAL_CAP + 1})"
    ((found,),) = compiler.connection.execute(compiler.sql(select), compiler.parameters).fetchall()
    return int(found)


def page_ids(compiler: Compiler, plan: Plan, query: Query, after: Place | None) -> list[int]:
    """Return the versions on the page, and one more where another page follows, by sorting what matches."""
    terms = [*(term for order in query.order for term in order_sql(compiler, order)), "n.key"]
    # Few rows are sorted; the plus keeps SQLite from walking through all in order instead.
    order = ", ".join(f"+{term}" if plan.few else term for term in terms)
    beyond = "true" if after is None else after_sql(compiler, query.order, after.values, after.key)
    select = f"SELECT n.id FROM {compiler.nodes} n WHERE {plan.where} AND {beyond} ORDER BY {order}"
    return first_ids(compiler, select, query.limit + 1)


def page_ids_by_index(compiler: Compiler, plan: Plan, query: Query, after: Place | None) -> list[int]:
    """Return the same, following the index of the first field.

    An index has numbers before text and lacks what is absent, so each of these is a stage of its own.
    """
    first, *rest = query.order
    value, present = compiler.value(first.field), presence_sql(first.field, "n", None)
    stages = [f"{present} AND {value} < ''", f"{present} AND {value} >= ''"]
    stages.append(f"{value} IS NULL" if attribute_of(first.field) else f"NOT {present}")
    start = 0 if after is None else rank(after.values[0])
    by_rest = [*(term for order in rest for term in order_sql(compiler, order)), "n.key"]
    ids: list[int] = []
    for stage in range(start, len(stages)):
        wanted = query.limit + 1 - len(ids)
        if not wanted:
            break
        where = f"{plan.where} AND {stages[stage]}"
        if after is not None and stage == start:
            where += f" AND {after_in_stage(compiler, query.order, value, after)}"
        order = by_rest if stage == rank(None) else [f"{value}{' DESC' if first.descending else ''}", *by_rest]
        ids += first_ids(compiler, f"SELECT n.id FROM node n WHERE {where} ORDER BY {', '.join(order)}", wanted)
    return ids


def after_in_stage(compiler: Compiler, orders: Sequence[Order], value: str, after: Place) -> str:
    """Return the condition that a node of the same stage stands after a place."""
    first, *rest = orders
    then = after_sql(compiler, rest, after.values[1:], after.key)
    if after.values[0] is None:
        return then
    bound, beyond = compiler.bind(after.values[0]), "<" if first.descending else ">"
    # The first comparison says nothing new, but is one that the index understands.
    return f"{value} {beyond}= {bound} AND ({value} {beyond} {bound} OR {then})"


def first_ids(compiler: Compiler, select: str, limit: int) -> list[int]:
    """Return the first ids that a statement selects."""
    rows = compiler.connection.execute(f"{compiler.sql(select)} LIMIT {limit}", compiler.parameters)
    return [row[0] for row in rows]


def nodes_by_id(database: Database, connection: sqlite3.Connection, compiler: Compiler, ids: list[int]) -> list[Stored]:
    """Return versions of nodes by their ids, in their order."""
    select = (
        f"SELECT {NODE_FIELDS}, {seen_at(compiler.as_of)}, n.id FROM json_each(:ids) asked "
        f"CROSS JOIN {compiler.nodes} n ON n.id = asked.value"
    )
    rows = connection.execute(select, {**compiler.parameters, "ids": as_list(ids)}).fetchall()
    place = {version: place for place, version in enumerate(ids)}
    rows.sort(key=lambda row: place[row[11]])
    return stored_from(database, connection, rows)


# ---------------------------------------------------------------- order


def sort_sql(compiler: Compiler, field: str) -> str:
    """Return the expression that a field sorts by, null where it is absent."""
    value = compiler.value(field)
    if TEXTS.get(field):
        return f"CASE WHEN {presence_sql(field, 'n', compiler.as_of)} THEN {value} END"
    return value


def order_sql(compiler: Compiler, order: Order) -> list[str]:
    """Return the terms that sort by one field. In SQL nulls come first and numbers before text."""
    direction = " DESC" if order.descending else ""
    if order.field == "changed_at":
        return [f"n.moment{direction}"]
    if order.field == "revision":
        return [f"n.since{direction}"]
    value = sort_sql(compiler, order.field)
    if not order.descending:
        return [f"{value} ASC NULLS LAST"]
    if attribute_of(order.field) is None:
        return [f"{value} DESC"]
    return [f"{value} IS NULL", f"typeof({value}) = 'text'", f"{value} DESC"]


def after_sql(compiler: Compiler, orders: Sequence[Order], values: Sequence[Normal | None], key: str) -> str:
    """Return the condition that a node stands after a place."""
    alternatives: list[str] = []
    same: list[str] = []
    for order, value in zip(orders, values, strict=True):
        sql = sort_sql(compiler, order.field)
        alternatives.append(" AND ".join([*same, beyond(compiler, sql, value, descending=order.descending)]))
        same.append(f"{sql} IS NULL" if value is None else f"{sql} = {compiler.bind(value)}")
    alternatives.append(" AND ".join([*same, f"n.key > {compiler.bind(key)}"]))
    return "(" + " OR ".join(f"({part})" for part in alternatives) + ")"


def beyond(compiler: Compiler, sql: str, value: Normal | None, *, descending: bool) -> str:
    """Return the condition that a value sorts after another one."""
    if value is None:
        return "false"
    bound = compiler.bind(value)
    if not descending:
        return f"({sql} > {bound} OR {sql} IS NULL)"
    if isinstance(value, str):
        return f"(({sql} < {bound} AND {sql} >= '') OR {sql} IS NULL)"
    return f"({sql} < {bound} OR {sql} >= '' OR {sql} IS NULL)"
