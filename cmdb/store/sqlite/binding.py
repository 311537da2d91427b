"""Values on their way into SQL: lists as one parameter, and texts that no store holds as what matches nothing."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from cmdb.values import INT_MAX

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["MANY", "as_list", "bindable", "chunked", "revision_number"]

T = TypeVar("T")
# As many as stand in one JSON list or one temporary table; keeps memory small, and statements few.
MANY = 10_000


def chunked(items: Iterable[T], size: int = MANY) -> Iterator[list[T]]:
    """Yield the items in lists of at most ``size``."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


def as_list(values: Iterable[str | int | float]) -> str:
    """Return values as one parameter for ``json_each``. Texts that no store holds match nothing, or are left out."""
    values = list(values)
    # Half surrogate pairs stay escaped; at NUL, SQLite would take the text to end.
    text = json.dumps(values)
    if "\\u0000" in text:
        text = json.dumps([value for value in values if not (isinstance(value, str) and "\x00" in value)])
    return text


def bindable(text: str) -> str | None:
    """Return a text as a parameter; None, which equals nothing, for one that UTF-8 cannot express."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return None
    return text


def revision_number(as_of: int) -> int:
    """Return a revision number that SQL can compare with."""
    return max(0, min(as_of, INT_MAX))
