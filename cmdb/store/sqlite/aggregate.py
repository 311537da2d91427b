"""Counting nodes by a field's value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmdb.store.facets import ordered, values_of
from cmdb.store.matching import original
from cmdb.store.port import Facet
from cmdb.store.question import check_condition, check_field
from cmdb.store.sqlite.binding import as_list
from cmdb.store.sqlite.compile import Compiler
from cmdb.store.sqlite.fields import attribute_of, attribute_type
from cmdb.store.sqlite.find import sort_sql
from cmdb.store.sqlite.rows import NODE_FIELDS, seen_at, stored_from
from cmdb.store.sqlite.search import asks_for_text, catch_up
from cmdb.values import INT_MAX

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from cmdb.model import Stored
    from cmdb.query import Condition
    from cmdb.store.sqlite.database import Database

__all__ = ["aggregate"]


def aggregate(database: Database, where: Condition, field: str, limit: int, as_of: int | None) -> Sequence[Facet]:
    """Return the count of each value, most first."""
    check_field(field)
    check_condition(where, as_of)
    if asks_for_text(where):
        catch_up(database, where)
    with database.read() as connection:
        compiler = Compiler(connection, as_of)
        values = values_sql(compiler, compiler.where(where), field)
        select = (
            f"SELECT value, count(*) AS nodes, min(key) FROM ({values}) GROUP BY value "
            f"ORDER BY nodes DESC, value IS NULL, value LIMIT {max(0, min(limit, INT_MAX))}"
        )
        rows = connection.execute(compiler.sql(select), compiler.parameters).fetchall()
        firsts = first_nodes(database, connection, compiler, [row[2] for row in rows])
    facets = [Facet(value, values_of(original(firsts[key], field)).get(value, ""), nodes) for value, nodes, key in rows]
    return ordered(facets, limit)


def values_sql(compiler: Compiler, where: str, field: str) -> str:
    """Return a select of each matching node's values, with its key."""
    attribute = attribute_of(field)
    if attribute is None or not compiler.has_items(attribute):
        return f"SELECT {sort_sql(compiler, field)} AS value, n.key AS key FROM {compiler.nodes} n WHERE {where}"
    name = compiler.bind(attribute)
    return (
        f"SELECT {sort_sql(compiler, field)} AS value, n.key AS key FROM {compiler.nodes} n "
        f"WHERE {where} AND {attribute_type(attribute, 'n')} IS NOT 'array' "
        f"UNION ALL SELECT item.value, n.key FROM {compiler.nodes} n JOIN item ON item.id = n.id "
        f"WHERE item.name = {name} AND {where}"
    )


def first_nodes(
    database: Database, connection: sqlite3.Connection, compiler: Compiler, keys: list[str]
) -> dict[str, Stored]:
    """Return the nodes whose way of writing a value is shown."""
    select = (
        f"SELECT {NODE_FIELDS}, {seen_at(compiler.as_of)} FROM json_each(:keys) asked "
        f"CROSS JOIN {compiler.nodes} n ON n.key = asked.value"
    )
    rows = connection.execute(select, {**compiler.parameters, "keys": as_list(set(keys))}).fetchall()
    return {item.node.key: item for item in stored_from(database, connection, rows)}
