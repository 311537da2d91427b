"""What a store can be asked: which fields and operators there are, and that a query asks for nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from cmdb.errors import AsOfTextRefused, Invalid
from cmdb.query import All, Any, Compare, Has, Not, OneOf, Operator, Step, Text
from cmdb.values import check

if TYPE_CHECKING:
    from cmdb.query import Condition, Query

__all__ = ["ATTRIBUTES", "FIELDS", "check_condition", "check_field", "check_query"]

FIELDS = ("key", "kind", "class", "name", "lifecycle", "owner", "revision", "changed_at", "last_seen")
ATTRIBUTES = "attributes."
OPERATORS = get_args(Operator)
DIRECTIONS = ("out", "in", "both")
LARGEST_PAGE = 10_000
# Deeper than people nest, and less deep than what databases give up at.
DEEPEST = 20


def check_query(query: Query, as_of: int | None) -> None:
    """Raise ``Invalid`` for a query that no store answers, ``AsOfTextRefused`` for full text in the past."""
    if not 1 <= query.limit <= LARGEST_PAGE:
        raise Invalid("limit", "out of range", query.limit, f"1 to {LARGEST_PAGE}")
    for order in query.order:
        check_field(order.field)
    check_condition(query.where, as_of)


def check_field(field: str) -> None:
    """Raise ``Invalid`` for a field that nodes do not have."""
    if field not in FIELDS and not (field.startswith(ATTRIBUTES) and len(field) > len(ATTRIBUTES)):
        raise Invalid("field", "unknown field", field, f"{', '.join(FIELDS)}, {ATTRIBUTES}NAME")
    check("field", field)


def check_condition(condition: Condition, as_of: int | None, depth: int = 1) -> None:
    """Raise as ``check_query`` does, for one condition and all within it."""
    if depth > DEEPEST:
        raise Invalid("condition", "conditions are nested too deeply", None, f"up to {DEEPEST} levels")
    if isinstance(condition, Compare | OneOf | Has):
        check_field(condition.field)
    if isinstance(condition, Compare):
        check_compare(condition)
    elif isinstance(condition, OneOf):
        for value in condition.values:
            check(condition.field, value)
    elif isinstance(condition, Text):
        if as_of is not None:
            raise AsOfTextRefused("as-of", "full-text search knows the present only", None, "a search without as-of")
        for word in condition.words:
            check("search word", word)
    for part in parts_of(condition):
        check_condition(part, as_of, depth + 1)


def check_compare(condition: Compare) -> None:
    """Raise ``Invalid`` for an unknown operator, and for one of text beside a number."""
    if condition.operator not in OPERATORS:
        raise Invalid("operator", "unknown operator", condition.operator, ", ".join(OPERATORS))
    if condition.operator in {"contains", "prefix"} and not isinstance(condition.value, str):
        raise Invalid(condition.field, f"{condition.operator} takes text", condition.value, "text")
    check(condition.field, condition.value)


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """Return the conditions directly within one."""
    if isinstance(condition, All | Any):
        return condition.parts
    if isinstance(condition, Not):
        return (condition.part,)
    if isinstance(condition, Step):
        if condition.direction not in DIRECTIONS:
            raise Invalid("direction", "unknown direction", condition.direction, ", ".join(DIRECTIONS))
        return () if condition.condition is None else (condition.condition,)
    return ()
