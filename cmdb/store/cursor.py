"""Where the next page begins, as text that only the query which made it can read."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import TYPE_CHECKING

from cmdb.errors import Invalid
from cmdb.query import All, Any, Compare, Has, Not, OneOf, Step, Text
from cmdb.store.sorting import Place

if TYPE_CHECKING:
    from cmdb.query import Condition, Query
    from cmdb.values import Json

__all__ = ["read_cursor", "write_cursor"]


def write_cursor(query: Query, as_of: int | None, place: Place) -> str:
    """Return the cursor of the page after ``place``."""
    text = json.dumps([fingerprint(query, as_of), list(place.values), place.key], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(query: Query, as_of: int | None) -> Place | None:
    """Return the place that the query goes on after, None at its beginning. Raises ``Invalid``."""
    if query.after is None:
        return None
    try:
        padded = query.after.encode() + b"=" * (-len(query.after) % 4)
        made_by, values, key = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, TypeError, binascii.Error, UnicodeError) as error:
        raise invalid(query.after) from error
    if made_by != fingerprint(query, as_of) or not isinstance(key, str) or len(values) != len(query.order):
        raise invalid(query.after)
    return Place(tuple(values), key)


def invalid(cursor: str) -> Invalid:
    """Return the error for a cursor that the query did not make."""
    return Invalid("cursor", "this query did not make this cursor", cursor, "the `next` of the page before")


def fingerprint(query: Query, as_of: int | None) -> str:
    """Return a short digest of what a query asks, equal in every process."""
    asked: Json = [describe(query.where), [[order.field, order.descending] for order in query.order], as_of]
    text = json.dumps(asked, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=9).hexdigest()


def describe(condition: Condition) -> Json:
    """Return a condition as JSON; sets are sorted."""
    if isinstance(condition, Compare):
        return ["compare", condition.field, condition.operator, condition.value]
    if isinstance(condition, OneOf):
        return ["one of", condition.field, *sorted(json.dumps(value) for value in condition.values)]
    if isinstance(condition, Has):
        return ["has", condition.field]
    if isinstance(condition, Text):
        return ["text", *condition.words]
    if isinstance(condition, Step):
        types: Json = None if condition.types is None else [*sorted(condition.types)]
        return [
            "step",
            condition.direction,
            types,
            None if condition.condition is None else describe(condition.condition),
        ]
    if isinstance(condition, All | Any):
        return ["all" if isinstance(condition, All) else "any", *(describe(part) for part in condition.parts)]
    if isinstance(condition, Not):
        return ["not", describe(condition.part)]
    raise TypeError(f"no condition: {condition!r}")
