"""Counting nodes by a field's value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmdb.store.facets import ordered, values_of
from cmdb.store.matching import original
from cmdb.store.port import Facet
from cmdb.store.question import check_condition, check_field
from cmdb.store.sqlite.binding import as_list
from cmdb.store.sqlite.compile import Compiler
from cmdb.store.sqlite.fields import WORDS, attribute_of, attribute_type
from cmdb.store.sqlite.find import sort_sql
from cmdb.store.sqlite.plan import field_of, flat, has_value_index, plan_for
from cmdb.store.sqlite.rows import NODE_FIELDS, seen_at, stored_from
from cmdb.store.sqlite.search import asks_for_text, catch_up
from cmdb.values import INT_MAX, normal_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from cmdb.model import Stored
    from cmdb.query import Condition
    from cmdb.store.sqlite.database import Database
    from cmdb.values import Normal

    Counted = tuple[Normal | None, int, str]

__all__ = ["aggregate"]


def aggregate(database: Database, where: Condition, field: str, limit: int, as_of: int | None) -> Sequence[Facet]:
    """Return the count of each value, most first."""
    check_field(field)
    check_condition(where, as_of)
    if asks_for_text(where):
        catch_up(database, where)
    with database.read() as connection:
        compiler = Compiler(connection, as_of)
        if field in WORDS:
            return ordered(count_words(compiler, plan_for(compiler, where).where, field), limit)
        limit = max(0, min(limit, INT_MAX))
        if is_in_index(compiler, where, field):
            counted = count_by_index(compiler, where, field, limit)
        else:
            counted = count_by_value(compiler, plan_for(compiler, where).where, field, limit)
        keys = [key for value, _, key in counted if value is not None]
        firsts = first_nodes(database, connection, compiler, keys)
    return ordered((facet(value, nodes, firsts.get(key), field) for value, nodes, key in counted), limit)


def facet(value: Normal | None, nodes: int, first: Stored | None, field: str) -> Facet:
    """Return a count with its value as the first node writes it."""
    return Facet(value, values_of(original(first, field)).get(value, "") if first else "", nodes)


# ---------------------------------------------------------------- kind, class, lifecycle


def count_words(compiler: Compiler, where: str, field: str) -> list[Facet]:
    """Return the counts of a field of few words, as written ones that are put together here; an index has them."""
    column = WORDS[field]
    rows = compiler.connection.execute(
        compiler.sql(f"SELECT {column}, count(*) FROM {compiler.nodes} n WHERE {where} GROUP BY {column}"),
        compiler.parameters,
    )
    found: dict[str, dict[str, int]] = {}
    for text, nodes in rows:
        found.setdefault(normal_text(text), {})[text] = nodes
    return [
        Facet(value or None, first_written(compiler, where, column, list(spellings)), sum(spellings.values()))
        for value, spellings in found.items()
    ]


def first_written(compiler: Compiler, where: str, column: str, spellings: list[str]) -> str:
    """Return which of several ways to write a word the first node uses."""
    if len(spellings) == 1:
        return spellings[0]
    select = (
        f"SELECT {column}, min(key) FROM {compiler.nodes} n "
        f"WHERE {where} AND {column} IN (SELECT value FROM json_each({compiler.bind(as_list(spellings))}))"
    )
    ((text, _),) = compiler.connection.execute(compiler.sql(select), compiler.parameters).fetchall()
    return str(text)


# ---------------------------------------------------------------- by an index alone


def is_in_index(compiler: Compiler, where: Condition, field: str) -> bool:
    """Return whether an attribute's index says all that is to be counted: it also knows kinds."""
    attribute = attribute_of(field)
    return (
        compiler.as_of is None
        and attribute is not None
        and has_value_index(compiler, field)
        and not compiler.has_items(attribute)
        and all(field_of(part) == "kind" for part in flat(where))
    )


def count_by_index(compiler: Compiler, where: Condition, field: str, limit: int) -> list[Counted]:
    """Return the counts of an attribute; of the nodes without it there are as many as the others leave."""
    by_value, of_kind = compiler.part(where, loose=True), compiler.part(where, loose=False)
    value = compiler.value(field)
    present = f"FROM node n WHERE {by_value} AND {value} IS NOT NULL"

    def number(select: str) -> int:
        ((found,),) = compiler.connection.execute(select, compiler.parameters).fetchall()
        return int(found)

    select = f"SELECT {value} AS value, count(*) AS nodes, min(n.key) {present} GROUP BY value"
    rows = compiler.connection.execute(f"{select} ORDER BY nodes DESC, value LIMIT {limit}", compiler.parameters)
    found: list[Counted] = rows.fetchall()
    absent = number(f"SELECT count(*) FROM node n WHERE {of_kind}") - number(f"SELECT count(*) {present}")
    return [*found, (None, absent, "")] if absent else found


# ---------------------------------------------------------------- by looking at the nodes


def count_by_value(compiler: Compiler, where: str, field: str, limit: int) -> list[Counted]:
    """Return the counts of any field."""
    select = (
        f"SELECT value, count(*) AS nodes, min(key) FROM ({values_sql(compiler, where, field)}) GROUP BY value "
        f"ORDER BY nodes DESC, value IS NULL, value LIMIT {limit}"
    )
    return compiler.connection.execute(compiler.sql(select), compiler.parameters).fetchall()


def values_sql(compiler: Compiler, where: str, field: str) -> str:
    """Return a select of each matching node's values, with its key."""
    value = sort_sql(compiler, field)
    attribute = attribute_of(field)
    if attribute is None or not compiler.has_items(attribute):
        return f"SELECT {value} AS value, n.key AS key FROM {compiler.nodes} n WHERE {where}"
    name = compiler.bind(attribute)
    return (
        f"SELECT {value} AS value, n.key AS key FROM {compiler.nodes} n "
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
