"""Whether a node fulfils a condition, decided on the node itself: what the other backends must agree with."""

from __future__ import annotations

import operator
from functools import singledispatch
from types import MappingProxyType
from typing import TYPE_CHECKING

from cmdb.query import All, Any, Compare, Has, Not, OneOf, Step, Text
from cmdb.store.question import ATTRIBUTES
from cmdb.values import normal, normal_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cmdb.model import Node, Stored
    from cmdb.query import Condition
    from cmdb.values import Normal, Value

    Neighbours = Callable[[Stored, Step], Iterable[Stored]]

__all__ = ["COMPARISONS", "field_value", "has_field", "matches", "original", "search_text"]


# ---------------------------------------------------------------- fields

ORIGINALS: Mapping[str, Callable[[Stored], Value | None]] = MappingProxyType(
    {
        "key": lambda stored: stored.node.key,
        "kind": lambda stored: stored.node.kind,
        "class": lambda stored: stored.node.cls,
        "name": lambda stored: stored.node.name or None,
        "lifecycle": lambda stored: stored.node.lifecycle or None,
        "owner": lambda stored: stored.node.owner,
        "revision": lambda stored: stored.since,
        "changed_at": lambda stored: stored.changed_at,
        "last_seen": lambda stored: stored.last_seen,
    }
)


def original(stored: Stored, field: str) -> Value | None:
    """Return what a field holds as it was written, None where it is absent."""
    if field.startswith(ATTRIBUTES):
        return stored.node.attributes.get(field[len(ATTRIBUTES) :])
    return ORIGINALS[field](stored)


def field_value(stored: Stored, field: str) -> Normal | tuple[Normal, ...] | None:
    """Return what a field holds in normal form; None where it is absent or cannot be compared."""
    value = original(stored, field)
    return None if value is None else normal(value)


def has_field(stored: Stored, field: str) -> bool:
    """Return whether a field is present."""
    return original(stored, field) is not None


def search_text(node: Node) -> str:
    """Return the text in which ``Text`` looks for words."""
    parts: list[str] = [node.key, node.name]
    for _, value in sorted(node.attributes.items()):
        if isinstance(value, str):
            parts.append(value)
        elif isinstance(value, tuple):
            parts.extend(item for item in value if isinstance(item, str))
    return " ".join(map(normal_text, parts))


# ---------------------------------------------------------------- conditions

COMPARISONS: Mapping[str, Callable[[Normal, Normal], bool]] = MappingProxyType(
    {
        "=": operator.eq,
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
        "contains": lambda value, part: str(part) in str(value),
        "prefix": lambda value, part: str(value).startswith(str(part)),
    }
)


@singledispatch
def matches(condition: Condition, stored: Stored, neighbours: Neighbours) -> bool:  # noqa: ARG001 - see below
    """Return whether ``stored`` fulfils ``condition``; ``neighbours`` finds the nodes one ``Step`` away."""
    raise TypeError(f"no condition: {condition!r}")


@matches.register(Compare)
def _(condition: Compare, stored: Stored, _: Neighbours) -> bool:
    is_text = isinstance(condition.value, str)
    compare = COMPARISONS[condition.operator]
    return any(
        compare(value, condition.value)
        for value in items(field_value(stored, condition.field))
        if isinstance(value, str) is is_text
    )


@matches.register(OneOf)
def _(condition: OneOf, stored: Stored, _: Neighbours) -> bool:
    return any(value in condition.values for value in items(field_value(stored, condition.field)))


@matches.register(Has)
def _(condition: Has, stored: Stored, _: Neighbours) -> bool:
    return has_field(stored, condition.field)


@matches.register(Text)
def _(condition: Text, stored: Stored, _: Neighbours) -> bool:
    text = search_text(stored.node)
    return all(word in text for word in condition.words)


@matches.register(Step)
def _(condition: Step, stored: Stored, neighbours: Neighbours) -> bool:
    wanted = condition.condition
    return any(wanted is None or matches(wanted, neighbour, neighbours) for neighbour in neighbours(stored, condition))


@matches.register(All)
def _(condition: All, stored: Stored, neighbours: Neighbours) -> bool:
    return all(matches(part, stored, neighbours) for part in condition.parts)


@matches.register(Any)
def _(condition: Any, stored: Stored, neighbours: Neighbours) -> bool:
    return any(matches(part, stored, neighbours) for part in condition.parts)


@matches.register(Not)
def _(condition: Not, stored: Stored, neighbours: Neighbours) -> bool:
    return not matches(condition.part, stored, neighbours)


def items(value: Normal | tuple[Normal, ...] | None) -> tuple[Normal, ...]:
    """Return the values that a comparison looks at."""
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)
