"""What a row of a small table may be, and when it is over; shared by the backends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmdb.errors import PreconditionFailed
from cmdb.store.canonical import dump_json
from cmdb.store.key_check import check_key
from cmdb.values import check

if TYPE_CHECKING:
    from datetime import datetime

    from cmdb.values import Json

__all__ = ["check_expected", "check_side_row", "prefix_end"]

LAST_CHARACTER = 0x10FFFF
SURROGATES = range(0xD800, 0xE000)


def check_side_row(table: str, key: str, value: Json, now: datetime, expires: datetime | None = None) -> str:
    """Return the row's value as JSON text. Raises ``Invalid`` for what no store may hold."""
    check_key("table", table)
    check_key(f"key in {table}", key)
    for where, instant in (("now", now), ("expires", expires)):
        if instant is not None:
            check(where, instant)
    return dump_json(f"{key} in {table}", value)


def check_expected(key: str, expect: int | None, found: int) -> None:
    """Raise ``PreconditionFailed`` unless the row's version (0: absent) is what is expected."""
    if expect is not None and expect != found:
        raise PreconditionFailed(key, expect, found)


def prefix_end(prefix: str) -> str | None:
    """Return the least text above all that starts with ``prefix``, None when there is none."""
    for length in range(len(prefix), 0, -1):
        code = ord(prefix[length - 1]) + 1
        if code in SURROGATES:
            code = SURROGATES.stop
        if code <= LAST_CHARACTER:
            return prefix[: length - 1] + chr(code)
    return None
