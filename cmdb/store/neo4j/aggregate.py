"""How many of the nodes that fulfil a condition have each value of a field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmdb.model import Key
from cmdb.store.facets import values_of
from cmdb.store.matching import original
from cmdb.store.neo4j.compile import Compiler, lists_of
from cmdb.store.neo4j.entities import get_nodes
from cmdb.store.neo4j.names import quote
from cmdb.store.neo4j.ordered import comparable, restored
from cmdb.store.port import Facet
from cmdb.store.sorting import ABSENT, NUMBER, TEXT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cmdb.model import Stored
    from cmdb.query import Condition
    from cmdb.store.neo4j.connect import Work
    from cmdb.store.neo4j.shape import Property
    from cmdb.values import Normal

__all__ = ["count_facets"]

COUNT = f"""
UNWIND %s AS value
WITH %s value
RETURN value, count(*) AS nodes, min(n.key)
ORDER BY nodes DESC, CASE WHEN value IS NULL THEN {ABSENT} WHEN value >= '' THEN {TEXT} ELSE {NUMBER} END, value
LIMIT $limit
"""


def count_facets(work: Work, where: Condition, field: str, limit: int, at: int | None) -> Sequence[Facet]:
    """Return the values of a field with the most nodes first."""
    compiler = Compiler(work, at)
    where_it_lies = compiler.place(field)
    match = f"MATCH {compiler.match('n')} AND {compiler.condition(where, 'n')}"
    rows = work.rows(
        match + COUNT % (values(where_it_lies), "DISTINCT n," if where_it_lies.attribute else "n,"),
        **compiler.parameters,
        limit=max(limit, 0),
    )
    nodes = get_nodes(work, (Key(restored(key)) for _, _, key in rows), at)
    return [Facet(*written(nodes[Key(restored(key))], field, value), count) for value, count, key in rows]


def values(where: Property) -> str:
    """Return the expression for the list of a node's values, which holds null where there is none to be compared."""
    scalar = f"[coalesce(n.{quote(where.long)}, n.{quote(where.scalar)})]"
    if not where.attribute:
        return scalar
    texts, integers, fractions = lists_of(where, "n")
    items = f"{texts} + coalesce({integers}, []) + coalesce({fractions}, [])"
    return f"CASE WHEN {texts} IS NULL THEN {scalar} ELSE {items} END"


def written(stored: Stored, field: str, value: Normal | None) -> tuple[Normal | None, str]:
    """Return a value in normal form and as the node has it written."""
    found = original(stored, field)
    for form, text in values_of(found).items() if found is not None else ():
        if form is not None and comparable(form) == value:
            return form, text
    return None, ""
