"""What SQL cannot say, as functions of Python that connections know."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from cmdb.values import normal_text

if TYPE_CHECKING:
    import sqlite3

__all__ = ["add_functions", "search_text"]


def add_functions(connection: sqlite3.Connection) -> None:
    """Make ``has_words(key, name, attributes, words)`` known; ``words`` is a JSON list."""
    connection.create_function("has_words", 4, has_words, deterministic=True)


def search_text(key: str, name: str, attributes: str | None) -> str:
    """Return what ``matching.search_text`` does, from a row."""
    parts = [key, name]
    # Canonical JSON stands in the order of names, as the search text does.
    for value in json.loads(attributes).values() if attributes else ():
        if isinstance(value, str):
            parts.append(value)
        elif isinstance(value, list):
            parts.extend(item for item in value if isinstance(item, str))
    return normal_text(" ".join(parts))


def has_words(key: str, name: str, attributes: str | None, words: str) -> bool:
    """Return whether each word occurs in the search text."""
    text = search_text(key, name, attributes)
    return all(word in text for word in read_words(words))


@lru_cache(maxsize=64)
def read_words(words: str) -> tuple[str, ...]:
    """Return the words of one query, which are asked about for every row."""
    return tuple(json.loads(words))
