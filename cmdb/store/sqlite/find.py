"""Finding nodes, a page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmdb.query import TOTAL_CAP, Page
from cmdb.store.cursor import read_cursor, write_cursor
from cmdb.store.question import check_query
from cmdb.store.sorting import place_of
from cmdb.store.sqlite.binding import as_list
from cmdb.store.sqlite.compile import Compiler
from cmdb.store.sqlite.fields import TEXTS, attribute_of, presence_sql
from cmdb.store.sqlite.rows import NODE_FIELDS, seen_at, stored_from
from cmdb.store.sqlite.search import asks_for_text, catch_up

if TYPE_CHECKING:
    import sqlite3

    from cmdb.model import Stored
    from cmdb.query import Order, Query
    from cmdb.store.sorting import Place
    from cmdb.store.sqlite.database import Database
    from cmdb.values import Normal

__all__ = ["find"]


def find(database: Database, query: Query, as_of: int | None) -> Page:
    """Return one page of nodes."""
    check_query(query, as_of)
    after = read_cursor(query, as_of)
    if asks_for_text(query.where):
        catch_up(database, query.where)
    with database.read() as connection:
        compiler = Compiler(connection, as_of)
        where = compiler.where(query.where)
        total = count(compiler, where) if query.total else None
        ids = page_ids(compiler, where, query, after)
        items = nodes_by_id(database, connection, compiler, ids[: query.limit])
    more = write_cursor(query, as_of, place_of(items[-1], query.order)) if len(ids) > query.limit else None
    return Page(tuple(items), more, total)


def count(compiler: Compiler, where: str) -> int:
    """Return the number of matches, up to one more than the cap."""
    select = f"SELECT count(*) FROM (SELECT 1 FROM {compiler.nodes} n WHERE {where} LIMIT {TOTAL_CAP + 1})"
    ((found,),) = compiler.connection.execute(compiler.sql(select), compiler.parameters).fetchall()
    return int(found)


def page_ids(compiler: Compiler, where: str, query: Query, after: Place | None) -> list[int]:
    """Return the versions on the page, and one more where another page follows."""
    order = ", ".join([*(part for order in query.order for part in order_sql(compiler, order)), "n.key"])
    beyond = "true" if after is None else after_sql(compiler, query.order, after)
    select = f"SELECT n.id FROM {compiler.nodes} n WHERE {where} AND {beyond} ORDER BY {order} LIMIT {query.limit + 1}"
    return [row[0] for row in compiler.connection.execute(compiler.sql(select), compiler.parameters)]


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
    value = sort_sql(compiler, order.field)
    if not order.descending:
        return [f"{value} ASC NULLS LAST"]
    if attribute_of(order.field) is None:
        return [f"{value} DESC"]
    return [f"{value} IS NULL", f"typeof({value}) = 'text'", f"{value} DESC"]


def after_sql(compiler: Compiler, orders: tuple[Order, ...], after: Place) -> str:
    """Return the condition that a node stands after a place."""
    alternatives: list[str] = []
    same: list[str] = []
    for order, value in zip(orders, after.values, strict=True):
        sql = sort_sql(compiler, order.field)
        alternatives.append(" AND ".join([*same, beyond(compiler, sql, value, descending=order.descending)]))
        same.append(f"{sql} IS NULL" if value is None else f"{sql} = {compiler.bind(value)}")
    alternatives.append(" AND ".join([*same, f"n.key > {compiler.bind(after.key)}"]))
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
