"""Which index a question starts from.

SQLite knows only how many rows a value has on average, which says little where a tenth of all nodes are servers and
three are mainframes. So the conditions that an index could answer are counted, up to a few: the first that takes
only a few nodes is where the question starts. Where none does, many nodes match, and following the index of the
order finds the first page soon.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cmdb.query import All, Any, Compare, OneOf, Step, Text
from cmdb.store.sqlite.compile import joined
from cmdb.store.sqlite.fields import WORDS, attribute_of
from cmdb.store.sqlite.indexes import has_index
from cmdb.store.sqlite.search import match_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cmdb.query import Condition, Order
    from cmdb.store.sqlite.compile import Compiler

__all__ = ["Plan", "field_of", "flat", "has_value_index", "plan_for"]

FEW = 2_000


class Plan(NamedTuple):
    """A question's condition, whether an index takes only a few nodes by it, and the field that orders by index."""

    where: str
    few: bool = False
    ordered_by: str | None = None


def plan_for(compiler: Compiler, where: Condition, order: Sequence[Order] = ()) -> Plan:
    """Return how a question is answered."""
    compiler.prepare(where)
    parts = list(flat(where))
    if compiler.as_of is not None:
        return Plan(conjunction(compiler, parts, parts))
    start = selective(compiler, parts)
    if start is not None:
        return Plan(conjunction(compiler, parts, start), few=True)
    if order and has_value_index(compiler, order[0].field):
        return Plan(conjunction(compiler, parts, []), ordered_by=order[0].field)
    return Plan(conjunction(compiler, parts, [part for part in parts if field_of(part) == "kind"]))


def flat(where: Condition) -> Iterator[Condition]:
    """Yield the conditions that must all hold."""
    if isinstance(where, All):
        for part in where.parts:
            yield from flat(part)
    else:
        yield where


def conjunction(compiler: Compiler, parts: list[Condition], indexed: list[Condition]) -> str:
    """Return all parts as SQL, with indexes for some."""
    chosen = {id(part) for part in indexed}
    return joined(" AND ", [compiler.part(part, loose=id(part) not in chosen) for part in parts], "true")


def selective(compiler: Compiler, parts: list[Condition]) -> list[Condition] | None:
    """Return the conditions that an index answers with a few nodes, None for none."""
    steps: list[Condition] = []
    for part in parts:
        if isinstance(part, Step):
            steps = [part] if part.condition is not None else steps
        elif answers_by_index(compiler, part) and takes_few(compiler, [part]):
            return [part]
    words = [part for part in parts if field_of(part) in WORDS]
    if "kind" in map(field_of, words) and len(words) > 1 and takes_few(compiler, words):
        return words
    # How many a step takes would take as long to find out as to answer it.
    return steps or None


def answers_by_index(compiler: Compiler, part: Condition) -> bool:
    """Return whether an index finds the nodes that fulfil a condition."""
    if isinstance(part, Text):
        return compiler.searched_to > 0 and match_phrase(list(part.words)) is not None
    if isinstance(part, All):
        return any(answers_by_index(compiler, inner) for inner in part.parts)
    if isinstance(part, Any):
        return bool(part.parts) and all(answers_by_index(compiler, inner) for inner in part.parts)
    if isinstance(part, Compare) and part.operator == "contains":
        return False
    field = field_of(part)
    return field == "key" or (field is not None and has_value_index(compiler, field))


def field_of(part: Condition) -> str | None:
    """Return the field that a condition compares."""
    return part.field if isinstance(part, Compare | OneOf) else None


def has_value_index(compiler: Compiler, field: str) -> bool:
    """Return whether there is an index of a field's normal form."""
    attribute = attribute_of(field)
    return field == "name" or (attribute is not None and has_index(compiler.connection, attribute))


def takes_few(compiler: Compiler, parts: list[Condition]) -> bool:
    """Return whether only a few nodes fulfil some conditions."""
    where = conjunction(compiler, parts, parts)
    select = f"SELECT count(*) FROM (SELECT 1 FROM {compiler.nodes} n WHERE {where} LIMIT {FEW})"
    ((found,),) = compiler.connection.execute(compiler.sql(select), compiler.parameters).fetchall()
    return bool(found < FEW)
