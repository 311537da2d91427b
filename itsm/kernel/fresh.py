"""Names for what is new: an id for an entry of a record, unique and in the order of time."""

from __future__ import annotations

import secrets
from datetime import datetime

__all__ = ["fresh_id"]


def fresh_id(now: datetime) -> str:
    """Return an id of an entry made now; ids of later instants sort behind it."""
    return f"{int(now.timestamp() * 1_000_000):016x}-{secrets.token_hex(4)}"
