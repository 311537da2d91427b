"""What user-chosen names are called in Cypher: one strict, reversible escape, so that no name can break out."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["escape", "quote", "unescape"]

# Everything else is written as its code point: also what Cypher reads in a quoted name (backtick, backslash).
ODD = re.compile(r"[^A-Za-z0-9_\-]")
ESCAPED = re.compile(r"~([0-9a-f]+)~")
EMPTY = "~"  # is nobody's name, but may be asked for
SAFE = re.compile(r"[A-Za-z0-9_\-~.]+")


@lru_cache(maxsize=10_000)
def escape(name: str) -> str:
    """Return ``name`` in letters, digits, ``_``, ``-`` and ``~HEX~``; different names stay different."""
    return ODD.sub(lambda found: f"~{ord(found.group()):x}~", name) or EMPTY


@lru_cache(maxsize=10_000)
def unescape(name: str) -> str:
    """Return the name that ``escape`` wrote."""
    return ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), name)


@lru_cache(maxsize=10_000)
def quote(name: str) -> str:
    """Return a label, a relationship type or a property of escaped parts as it stands in Cypher."""
    if SAFE.fullmatch(name) is None:
        raise ValueError(f"{name!r} is not escaped")
    return f"`{name}`"
