"""A question to the store as plain frozen data: conditions, order, page. No query text crosses the port."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from cmdb.model import Stored
    from cmdb.values import Normal

__all__ = [
    "All",
    "Any",
    "Compare",
    "Condition",
    "Has",
    "Not",
    "OneOf",
    "Operator",
    "Order",
    "Page",
    "Query",
    "Step",
    "Text",
]

Operator = Literal["=", "<", "<=", ">", ">=", "contains", "prefix"]


@dataclass(frozen=True, slots=True)
class Compare:
    """A field compared with one value in normal form (``cmdb.values.normal``).

    ``field`` is one of ``key``, ``kind``, ``class``, ``name``, ``lifecycle``, ``owner``, ``revision`` (of the
    version in question), ``changed_at`` (that revision's instant), ``last_seen`` (unversioned, so absent in
    the past), or ``attributes.NAME``; any other is ``Invalid``. All text fields compare in normal form, also
    key and class. A list matches when one of its items does. Absent values match no comparison: an empty name
    or lifecycle counts as absent, an empty text attribute does not. Documents match none either. Numbers
    compare with numbers only, text with text only. ``contains`` and ``prefix`` take text and match text.
    """

    field: str
    operator: Operator
    value: Normal


@dataclass(frozen=True, slots=True)
class OneOf:
    """A field equal to one of these values in normal form; an empty set matches nothing."""

    field: str
    values: frozenset[Normal]


@dataclass(frozen=True, slots=True)
class Has:
    """The field is present: an empty list and a document are, an empty name or lifecycle is not."""

    field: str


@dataclass(frozen=True, slots=True)
class Text:
    """Each word (normal form) occurs somewhere in the node's search text.

    The search text is, in normal form and separated by a space: key, name, and the values of all text
    attributes by attribute name (items of lists of text too, in their order). Refused together with ``as_of``.
    """

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Some neighbour over one relation fulfils ``condition`` (None: any neighbour).

    ``out`` goes from a relation's ``from`` end to its ``to`` end; ``in`` the other way; ``both`` either way.
    ``types`` None means any relation type.
    """

    direction: Literal["out", "in", "both"]
    types: frozenset[str] | None
    condition: Condition | None


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; with no parts it holds always."""

    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds; with no parts it holds never."""

    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


Condition = Compare | OneOf | Has | Text | Step | All | Any | Not


@dataclass(frozen=True, slots=True)
class Order:
    """A field to sort by. In both directions numbers stand before text, absent and unsortable values last.

    Unsortable are lists and documents.
    """

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What to find. Ties are broken by key, ascending; ``after`` is the cursor of the page before.

    ``limit`` is 1..10,000; ``where`` nests up to 20 levels. ``total`` asks for the number of matches, capped at
    ``TOTAL_CAP`` + 1.
    """

    where: Condition = All()
    order: tuple[Order, ...] = ()
    limit: int = 100
    after: str | None = None
    total: bool = False


TOTAL_CAP = 10_000


@dataclass(frozen=True, slots=True)
class Page:
    """One page: nodes in order, the cursor of the next page (None: this is the last), the total if asked."""

    items: tuple[Stored, ...]
    next: str | None
    total: int | None = None
