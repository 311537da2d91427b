"""Which file a store's URL names, and how long to wait for it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl

from cmdb.errors import Invalid

__all__ = ["Address", "read_address"]

ALLOWED = "sqlite:///FILE, where an absolute FILE makes four slashes, with ?timeout=SECONDS if wanted"
PATIENCE = 60.0


class Address(NamedTuple):
    """A file, and for how many seconds another process may hold it before that is an error."""

    path: Path
    timeout: float


def read_address(url: str) -> Address:
    """Return what a URL names. Raises ``Invalid``."""
    head, _, tail = url.partition("?")
    if not head.lower().startswith("sqlite:///"):
        raise Invalid("store URL", "this names no file", url, ALLOWED)
    name = head[len("sqlite:///") :]
    options = dict(parse_qsl(tail, keep_blank_values=True))
    if not name or name == ":memory:" or name.endswith("/") or "\x00" in name or options.keys() - {"timeout"}:
        raise Invalid("store URL", "this names no file", url, ALLOWED)
    try:
        timeout = float(options.get("timeout", PATIENCE))
    except ValueError as error:
        raise Invalid("store URL", "the timeout is no number", options["timeout"], ALLOWED) from error
    if not 0 <= timeout <= 24 * 3600:
        raise Invalid("store URL", "the timeout is out of range", timeout, "0 to 86400 seconds")
    return Address(Path(name), timeout)
